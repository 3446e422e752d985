"""A typed yes or no to the question whether everything shall be deleted: a no keeps, a yes still takes the button."""

from __future__ import annotations

from bot.actions import erasing
from bot.actions.scene import Scene
from bot.storage import outbox
from dialogs import hearing

QUESTIONS = ("erase_ask", "erase_sure")
NO_AFTER_ALL = frozenset(
    [
        "en sittenkään",
        "ei sittenkään",
        "en halua",
        "älä poista",
        "peru",
        "peruuta",
        "odota",
        "seis",
        "stop",
        "lopeta",
        "säilytä",
        "ei säilytä",
        "vänta",
        "ångra",
        "radera inte",
        "behåll",
        "avbryt",
        "cancel",
        "wait",
        "keep",
        "do not",
        "dont",
    ]
)


def typed(scene: Scene, text: str) -> bool:
    """Answer, if that question is the newest thing said to her and not old. False: the words are about something else."""
    if scene.who.client is None:
        return False
    said = hearing.words(text)
    no = said in _NO or said in hearing.NO
    if not no and said not in hearing.YES:
        return False
    newest = outbox.last_said(scene.tx, scene.client.id)
    if newest is None or newest[0] not in QUESTIONS or scene.now - newest[1] > erasing.SURE_FOR:
        return False
    if no:
        erasing.keep(scene)
    else:
        scene.lead = scene.house.words.bot("erase_by_button", scene.who.locale)
        erasing.ask_again(scene)
    return True


_NO = frozenset(hearing.words(text) for text in NO_AFTER_ALL)
