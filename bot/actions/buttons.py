"""Any button under a message: what it belongs to, or that it is old."""

from __future__ import annotations

from datetime import datetime

from bot.actions import (
    case_work,
    caseload,
    companion,
    group_panel,
    help_now,
    measure_buttons,
    menu,
    own_buttons,
    privacy,
    strayed,
)
from bot.actions.desk import at_work
from bot.actions.heard import Heard, Press
from bot.actions.question import tidy_pressed
from bot.actions.scene import Scene
from bot.actions.speaker import HELP_NOW, tell
from bot.actions.talking import ask_again, hear, perform
from bot.actions.wishes import as_ended
from bot.domain.languages import LANGUAGES
from bot.storage import talks
from dialogs.effects import Pressed, Turn
from dialogs.errors import BrokenPlace, UnknownVersion


def pressed(scene: Scene, heard: Heard, data: str, press: Press) -> None:
    """Its first letter says whose it is: t the open talk, l language, c a notice; the others are in `_other_button`."""
    kind, _, rest = data.partition(".")
    if data == HELP_NOW:
        help_now.say_help(scene.tx, scene.house, heard, scene.who.locale)
    elif kind == "t":
        turn, _, key = rest.partition(".")
        _talk_pressed(scene, Pressed(key, int(turn) if turn.isdecimal() and len(turn) < 12 else -1), press)
    elif kind == "l" and rest in LANGUAGES:
        _set_language(scene, rest, press)
    elif kind == "c" and scene.who.professional is not None and rest.partition(".")[2].isdecimal():
        how, _, case = rest.partition(".")
        _case_pressed(scene, how, int(case), heard.at)
    elif not _other_button(scene, kind, rest, press):
        _note(scene, kind, rest)
        _stale(scene)


def _other_button(scene: Scene, kind: str, rest: str, press: Press) -> bool:
    """A button outside of dialogs. False: it is old, forged or somebody else's, and nothing happened."""
    match kind:
        case "d":
            as_ended(scene)
            return privacy.pressed(scene, rest)
        case "g":
            return group_panel.pressed(scene, rest)
        case "k":
            return companion.pressed(scene.tx, scene.house, scene.who, press.data, scene.now)
        case "m":
            return measure_buttons.pressed(scene, rest, press)
        case "q":
            return own_buttons.pressed(scene, rest)
        case "p":
            return _at_work(scene, rest, press)
        case _:
            return False


def _at_work(scene: Scene, rest: str, press: Press) -> bool:
    """A button of the professional's. False when it is none, or the speaker is none."""
    if scene.who.professional is None:
        return False
    work = at_work(scene, press if press.message_id else None)
    return work is not None and caseload.pressed(work, rest)


def _note(scene: Scene, kind: str, rest: str) -> None:
    """A professional's button in other hands is kept as a try."""
    if scene.who.professional is not None:
        return
    number = rest.partition(".")[2]
    found = caseload.names(scene.tx, rest) if kind == "p" else None
    if kind == "c" and number.isascii() and number.isdecimal() and len(number) <= caseload.MOST_DIGITS:
        found = caseload.names(scene.tx, f"case.{number}")
    if found is not None:
        strayed.deed(scene, *found)


def _case_pressed(scene: Scene, how: str, case_id: int, now: datetime) -> None:
    if how == "take":
        case_work.take(scene.tx, scene.house, scene.who, case_id, now)
    else:
        case_work.close(scene.tx, scene.house, scene.who, case_id, how, now)


def _talk_pressed(scene: Scene, pressed: Pressed, press: Press) -> None:
    if not scene.talk.script:
        _stale(scene)
        return
    try:
        outcome = hear(scene, pressed)
    except (BrokenPlace, UnknownVersion):
        talks.close(scene.talk)
        _stale(scene)
        return
    if not isinstance(outcome, Turn):
        _stale(scene)
        return
    chosen = outcome.heard
    if chosen is not None:
        words = scene.house.words
        number = chosen.key.startswith("s")
        said = chosen.msgid if number else words.script(chosen.context, chosen.msgid, outcome.facts, scene.who.locale)
        tidy_pressed(scene, press.message_id, press.shown, said)
    perform(scene, outcome)


def _stale(scene: Scene) -> None:
    """An old button says so instead of doing something; the open question is said once more."""
    scene.lead = scene.house.words.house("stale", scene.who.locale)
    if not ask_again(scene):
        scene.lead = ""
        tell(scene.tx, scene.house, scene.who, "stale", scene.now)


def _set_language(scene: Scene, locale: str, press: Press) -> None:
    scene.who.person.locale = locale
    menu.offer(scene.tx, scene.house.words, scene.who, scene.now)
    tidy_pressed(scene, press.message_id, press.shown, LANGUAGES[locale])
    tell(scene.tx, scene.house, scene.who, "language_set", scene.now)
    ask_again(scene)
