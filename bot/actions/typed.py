"""Words that somebody typed: an answer to the open question, a wish, or words to be received."""

from __future__ import annotations

from bot.actions import erasing_typed, form_answers, help_now, intents, remarks, wished, wishes
from bot.actions.heard import Heard
from bot.actions.question import tidy_typed
from bot.actions.scene import Scene
from bot.actions.speaker import tell
from bot.actions.talking import ask_again, hear, keep_open, open_script, own_words, perform, room
from bot.storage import talks
from bot.words import number
from dialogs import hearing
from dialogs.effects import Misheard, Turn, Typed
from dialogs.errors import BrokenPlace, UnknownVersion

AT_WORK = ("pro_", "invite_")  # how the scripts of a professional's own work are called
IN_PARTS = ("pro_letter", "pro_note")  # where a second one may follow the first
QUOTE = 300  # characters of a client's words that are said back; longer ones are cut with …


def typed(scene: Scene, heard: Heard, text: str) -> None:
    """The open question first, then an open form, then a wish in plain words; what is none of them is received."""
    wish = intents.understand(text)
    if erasing_typed.typed(scene, text):
        return
    if wish != "help" and scene.talk.script and _talk_typed(scene, text):  # a cry for help is never an answer
        return
    if wish != "help" and form_answers.typed(scene, text, wish):
        return
    if wish:
        wishes.do(scene, heard, wish)
    elif scene.who.client is not None and remarks.answer(scene, text):
        pass
    elif scene.who.client is not None:
        _received(scene, text)
    elif scene.who.professional is None:
        wishes.for_client(scene, "menu")
    else:
        tell(scene.tx, scene.house, scene.who, "command_unknown", scene.now)
        intents.pro_menu(scene)


def _talk_typed(scene: Scene, text: str) -> bool:
    """Answer the open question by words. False: they are no answer but a plain wish, and the question waits."""
    gentle = scene.talk.script == help_now.GENTLE
    if gentle:
        text = help_now.plain_answer(scene, text)
    if _too_long(scene, text):
        return True
    try:
        outcome = hear(scene, Typed(text))
    except (BrokenPlace, UnknownVersion):
        talks.close(scene.talk)
        return False
    if isinstance(outcome, Turn):
        tidy_typed(scene)
        perform(scene, outcome)
        return True
    if not isinstance(outcome, Misheard):
        return False
    if remarks.answer(scene, text):
        return True
    if intents.understand(text):
        return False
    if gentle and help_now.ask_once_more(scene):
        return True
    _misheard(scene, outcome, text)
    return True


def _misheard(scene: Scene, outcome: Misheard, text: str) -> None:
    """No answer to the question, no wish, no remark. The menu is no question: what is written there is received."""
    words, locale, client = scene.house.words, scene.who.locale, scene.who.client
    if client is not None and scene.talk.script == "idle":
        _received(scene, text)
    elif client is not None and remarks.asks(text):
        keep_open(scene, remarks.beyond(scene))
    elif client is not None and _own_words(scene, text):
        pass
    elif client is not None and remarks.often(outcome.place.misheard):
        keep_open(scene, remarks.again(scene))
    elif outcome.effects:
        scene.lead = words.house("misheard", locale, text=quoted(text))
        ask_again(scene)
    else:
        keep_open(scene, words.bot("misheard_again", locale, words=quoted(text)))


def _own_words(scene: Scene, text: str) -> bool:
    """Words for "Something else", typed without a tap on it. False: none can be written here, or these say nothing."""
    turn = None if hearing.is_nod(text) else own_words(scene, text)
    if turn is None:
        return False
    if any(name.endswith("_cut") for name in turn.facts):
        scene.lead = scene.house.words.bot("words_began", scene.who.locale)
    tidy_typed(scene)
    perform(scene, turn)
    return True


def _too_long(scene: Scene, text: str) -> bool:
    """
    More words than the open question takes.

    A professional hears the count before anything is sent, and the question waits; what was written stands above it.
    A client is not sent back to shorten: the beginning is taken, and she reads that it is the beginning.
    """
    most, count = room(scene), len(text.strip())
    if not 0 < most < count:
        return False
    words, locale = scene.house.words, scene.who.locale
    if scene.who.client is not None and not scene.talk.script.startswith(AT_WORK):
        scene.lead = words.bot("words_began", locale)
        return False
    facts = {"count": number(count, locale), "most": number(most, locale), "over": number(count - most, locale)}
    said = words.bot("pro_too_long", locale, **facts)
    if scene.talk.script in IN_PARTS:
        said = f"{said} {words.bot('pro_in_parts', locale)}"
    return keep_open(scene, said)


def quoted(text: str) -> str:
    """A client's words as they are said back: whole if short, never longer than a message can carry."""
    clean = " ".join(text.split())
    return clean if len(clean) <= QUOTE else clean[: QUOTE - 1] + "…"


def _received(scene: Scene, text: str) -> None:
    """Words without a question: received honestly, never dropped, with a few ways on."""
    client = scene.client
    if client.stage == "welcoming":
        open_script(scene, "welcome")
        return
    if remarks.asks(text):
        scene.lead = remarks.beyond(scene)
    scene.late |= {"words": quoted(text), "wished": wished.in_words(text)}
    open_script(scene, "idle")
