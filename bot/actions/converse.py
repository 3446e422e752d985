"""
One update in a private chat, answered: the heart of the bot.

The word check comes first, whatever the dialog. Then, in one transaction, the inbox row is finished, the talk goes on,
and everything that follows waits as rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.actions import (
    absence,
    breaks,
    case_work,
    caseload,
    check_in,
    client_list,
    close_ones,
    companion,
    digest,
    enrol,
    form_answers,
    goal_view,
    group_panel,
    help_now,
    intents,
    lock,
    measure_buttons,
    measures,
    menu,
    own_buttons,
    path,
    period,
    privacy,
    pro_data,
    rhythm,
    seen,
    week,
)
from bot.actions.desk import at_work
from bot.actions.heard import Command, Gone, Heard, Press, Thing, Words
from bot.actions.help_now import ACUTE, alarm, concern_in, say_to
from bot.actions.house import House
from bot.actions.speaker import HELP_NOW, Speaker, find, tell
from bot.actions.talking import Scene, ask_again, hear, keep_open, open_script, perform, tidy_pressed, tidy_typed
from bot.domain.cadence import Planned
from bot.domain.gentle import confirms
from bot.domain.safety import Concern
from bot.storage import inbox, people, register, talks
from bot.storage.database import Store, Transaction
from dialogs.effects import Misheard, Pressed, Stale, Turn, Typed
from dialogs.errors import BrokenPlace, UnknownVersion

LANGUAGES = (("fi", "Suomi"), ("sv", "Svenska"), ("en", "English"))
QUOTE = 300  # characters of a client's words that are said back; longer ones are cut with …


async def converse(store: Store, house: House, heard: Heard) -> None:
    """Answer one update. A concern goes first and alone: no later fault undoes it."""
    concern, rule = concern_in(house, heard)
    if concern in ACUTE:
        await store.run(lambda tx: alarm(tx, house, heard, concern, rule))
    await store.run(lambda tx: answer(tx, house, heard, concern, rule))


def answer(tx: Transaction, house: House, heard: Heard, concern: Concern, rule: str) -> None:
    """The turn itself, in one transaction. An update that was finished before has no effect."""
    if not inbox.finish(tx, heard.update_id):
        return
    who = find(tx, heard.telegram_id)
    if who is None:
        inbox.forget_chat(tx, heard.update_id)
        _stranger(tx, house, heard, concern)
        return
    woken = _noticed(tx, who, heard)
    if concern in ACUTE:
        _acute(tx, house, who, heard, concern)
        return
    if concern is Concern.S and who.client is None:
        help_now.say_soft(tx, house, heard, who.locale)
        if not _writes_of_clients(tx, who, heard):
            return
    if who.client is None and who.professional is None and _beside(tx, house, who, heard):
        return
    scene = Scene(tx, house, who, talks.current(tx, who.person.id, heard.at), heard.at)
    if woken is not None:
        scene.next_line = rhythm.next_line(scene, woken)
    if concern is not Concern.S or who.client is None or not _softly(scene, heard, rule):
        _turn(scene, heard)


def _writes_of_clients(tx: Transaction, who: Speaker, heard: Heard) -> bool:
    """A professional in the middle of a letter or a note: soft words belong to that work, and it goes on."""
    return who.professional is not None and talks.current(tx, who.person.id, heard.at).script.startswith("pro_")


def _softly(scene: Scene, heard: Heard, rule: str) -> bool:
    """A soft sign of a client's. False: it is a yes to the gentle question, and the talk goes on with it."""
    asked = scene.talk.script == help_now.GENTLE
    if asked and isinstance(heard.what, Words) and confirms(heard.what.text, scene.who.locale, soft=True):
        return False
    help_now.ask_gently(scene, heard.update_id, rule)
    return True


def _beside(tx: Transaction, house: House, who: Speaker, heard: Heard) -> bool:
    """Somebody who is neither client nor professional now: a close person, or a client whose period is over."""
    if not register.close_of_person(tx, who.person.id):
        return False
    if isinstance(heard.what, Command) and heard.what.meaning == "start" and heard.what.argument:
        enrol.start(tx, house, heard, heard.what.argument, who.locale)
    else:
        companion.turn(tx, house, who, heard)
    return True


def _turn(scene: Scene, heard: Heard) -> None:
    match lock.let_through(scene, heard):
        case None:
            pass
        case Press(data=data) as press:
            _pressed(scene, heard, data, press)
        case Command() as command:
            _commanded(scene, heard, command)
        case Words(text=text):
            _typed(scene, heard, text)
        case Thing(kind=kind):
            _thing(scene, kind)
        case Gone(back=back):
            scene.who.person.unreachable_at = None if back else heard.at


def _noticed(tx: Transaction, who: Speaker, heard: Heard) -> Planned | None:
    """
    Whatever a client does ends a row of misses; somebody who writes can be reached again.

    Returns the plan of a client who had not been asked any more and is now.
    """
    if isinstance(heard.what, Gone):
        return None
    who.person.unreachable_at = None
    client = who.client
    if client is None:
        return None
    client.last_heard_at, client.misses = heard.at, 0
    return rhythm.wake(tx, client, heard.at) if client.stage == "dormant" else None


def _acute(tx: Transaction, house: House, who: Speaker, heard: Heard, concern: Concern) -> None:
    """A client was answered in the transaction before this one; a professional gets the same words."""
    if who.client is None:
        for text in help_now.crisis_texts(tx, house, who, concern):
            say_to(tx, heard.chat_id, text, heard.at)


def _stranger(tx: Transaction, house: House, heard: Heard, concern: Concern) -> None:
    """One kind answer; nothing about them is kept."""
    locale = heard.language if heard.language in dict(LANGUAGES) else house.customs.locale
    if concern is Concern.S:
        help_now.say_soft(tx, house, heard, locale)
        return
    if concern is not Concern.N:
        for text in help_now.crisis_texts(tx, house, None, concern, locale):
            say_to(tx, heard.chat_id, text, heard.at)
        return
    match heard.what:
        case Command(meaning="start", argument=code):
            enrol.start(tx, house, heard, code, locale)
        case Command(meaning="help"):
            help_now.say_help(tx, house, heard, locale)
        case Press(data=data) if data == HELP_NOW:
            help_now.say_help(tx, house, heard, locale)
        case Gone():
            pass
        case _:
            say_to(tx, heard.chat_id, house.words.bot("stranger", locale), heard.at)


def _pressed(scene: Scene, heard: Heard, data: str, press: Press) -> None:
    kind, _, rest = data.partition(".")
    if data == HELP_NOW:
        help_now.say_help(scene.tx, scene.house, heard, scene.who.locale)
    elif kind == "t":
        turn, _, key = rest.partition(".")
        _talk_pressed(scene, Pressed(key, int(turn) if turn.isdecimal() and len(turn) < 12 else -1), press)
    elif kind == "l" and rest in dict(LANGUAGES):
        _set_language(scene, rest, press)
    elif kind == "c" and scene.who.professional is not None and rest.partition(".")[2].isdecimal():
        how, _, case = rest.partition(".")
        _case_pressed(scene, how, int(case), heard.at)
    elif not _other_button(scene, kind, rest, press):
        _stale(scene)


def _other_button(scene: Scene, kind: str, rest: str, press: Press) -> bool:
    """A button outside of dialogs. False: it is old, forged or somebody else's, and nothing happened."""
    match kind:
        case "d":
            _as_ended(scene)
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


def _as_ended(scene: Scene) -> None:
    """A client whose period is over keeps every right to her data (R69): she is found for these, and for nothing else."""
    who = scene.who
    ended = people.ended_client_of(scene.tx, who.person.id) if who.client is None else None
    if ended is not None:
        scene.who = Speaker(who.person, ended, who.professional)


def _at_work(scene: Scene, rest: str, press: Press) -> bool:
    """A button of the professional's. False when it is none, or the speaker is none."""
    if scene.who.professional is None:
        return False
    work = at_work(scene, press if press.message_id else None)
    return work is not None and caseload.pressed(work, rest)


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


def _typed(scene: Scene, heard: Heard, text: str) -> None:
    wish = intents.understand(text)
    if wish != "help" and scene.talk.script and _talk_typed(scene, text):  # a cry for help is never an answer
        return
    if wish != "help" and form_answers.typed(scene, text, wish):
        return
    if wish:
        _do(scene, heard, wish)
    elif scene.who.client is not None:
        _received(scene, text)
    elif scene.who.professional is None:
        _for_client(scene, "menu")
    else:
        tell(scene.tx, scene.house, scene.who, "command_unknown", scene.now)
        intents.pro_menu(scene)


def _talk_typed(scene: Scene, text: str) -> bool:
    """Answer the open question by words. False: they are no answer but a plain wish, and the question waits."""
    gentle = scene.talk.script == help_now.GENTLE
    if gentle:
        text = help_now.plain_yes(scene, text)
    try:
        outcome = hear(scene, Typed(text))
    except (BrokenPlace, UnknownVersion):
        talks.close(scene.talk)
        return False
    if isinstance(outcome, Turn):
        tidy_typed(scene)
        perform(scene, outcome)
        return True
    if isinstance(outcome, Stale) or intents.understand(text):
        return False
    if gentle and help_now.ask_once_more(scene):
        return True
    assert isinstance(outcome, Misheard)
    words, locale = scene.house.words, scene.who.locale
    if outcome.effects:
        scene.lead = words.house("misheard", locale, text=quoted(text))
        ask_again(scene)
    else:
        keep_open(scene, words.bot("misheard_again", locale, words=quoted(text)))
    return True


def quoted(text: str) -> str:
    """A client's words as they are said back: whole if short, never longer than a message can carry."""
    clean = " ".join(text.split())
    return clean if len(clean) <= QUOTE else clean[: QUOTE - 1] + "…"


def _received(scene: Scene, text: str) -> None:
    """Words without a question: received honestly, never dropped, with a few ways on."""
    client = scene.who.client
    assert client is not None
    if client.stage == "welcoming":
        open_script(scene, "welcome")
        return
    scene.late["words"] = quoted(text)
    open_script(scene, "idle")


def _commanded(scene: Scene, heard: Heard, command: Command) -> None:
    if command.meaning == "start":
        locale = scene.who.locale
        enrol.start(scene.tx, scene.house, heard, command.argument, locale)
    elif command.meaning:
        _do(scene, heard, command.meaning)
    else:
        scene.lead = scene.house.words.bot("command_unknown", scene.who.locale)
        if scene.who.client is not None and scene.who.client.stage != "welcoming":
            open_script(scene, "idle")
        elif not ask_again(scene):
            scene.lead = ""
            tell(scene.tx, scene.house, scene.who, "command_unknown", scene.now)


SHOWN: Mapping[str, Callable[[Scene], object]] = {
    "measures": measures.show,
    "seen": seen.show,
    "week": week.show,
    "path": path.show,
    "close": close_ones.show,
    "goals": goal_view.show_list,
    "plan": period.show,
}
"""What a client may look at, once the welcome is done."""
CLIENTS = {"check_in", "rhythm", "break", "menu", "contact", "stop", "back", "step", *SHOWN}
OWN_DATA = {"my_data": privacy.show, "delete_me": privacy.ask}
"""What anybody may ask who came in, also before consent."""
GROUP = {"group", "rules", "agreed", "report"}
PROFESSIONALS = {"invite", "digest", "clients", "deputy", "lock"}


def _do(scene: Scene, heard: Heard, wish: str) -> None:
    """A command, or the same wish in plain words."""
    if wish == "help":
        help_now.say_help(scene.tx, scene.house, heard, scene.who.locale)
    elif wish == "language":
        rows = [[(name, f"l.{locale}") for locale, name in LANGUAGES]]
        tell(scene.tx, scene.house, scene.who, "language_ask", scene.now, rows=rows)
    elif wish in GROUP:
        group_panel.show(scene)
    elif wish in PROFESSIONALS:
        _for_professional(scene, wish)
    elif wish in OWN_DATA:
        _own_data(scene, wish)
    elif wish in CLIENTS:
        _for_client(scene, wish)


def _own_data(scene: Scene, wish: str) -> None:
    """Of the client, of the professional, or of somebody who is both: one after the other."""
    _as_ended(scene)
    if scene.who.client is not None:
        OWN_DATA[wish](scene)
    work = at_work(scene)
    if work is not None:
        pro_data.show(work)
    elif scene.who.client is None:
        _for_client(scene, wish)


def _for_professional(scene: Scene, wish: str) -> None:
    work = at_work(scene)
    if work is None:
        tell(scene.tx, scene.house, scene.who, "pro_only", scene.now)
    elif wish == "invite":
        open_script(scene, "invite_client")
    elif wish == "clients":
        client_list.open_list(work)
    elif wish == "deputy":
        absence.show(work)
    else:
        digest.on_demand(scene)


def _for_client(scene: Scene, wish: str) -> None:
    client = scene.who.client
    if client is None:
        if people.ended_client_of(scene.tx, scene.who.person.id) is not None and scene.who.professional is None:
            tell(scene.tx, scene.house, scene.who, "period_over", scene.now)
        elif wish == "menu":
            intents.pro_menu(scene)
        else:
            tell(scene.tx, scene.house, scene.who, "client_only", scene.now)
        return
    if client.stage == "welcoming":
        scene.lead = scene.house.words.bot("unfinished", scene.who.locale)
        if not ask_again(scene):
            open_script(scene, "welcome")
        return
    if wish in SHOWN:
        SHOWN[wish](scene)
    elif wish == "check_in":
        if client.stage == "break":
            breaks.end(scene)
        check_in.start_own(scene)
    elif wish == "stop":
        talks.close(scene.talk)
        tell(scene.tx, scene.house, scene.who, "stopped", scene.now)
    else:
        open_script(
            scene,
            {"menu": "idle", "break": "break_start", "back": "break_return", "step": "experiment"}.get(wish, wish),
        )


def _set_language(scene: Scene, locale: str, press: Press) -> None:
    scene.who.person.locale = locale
    menu.offer(scene.tx, scene.house.words, scene.who, scene.now)
    tidy_pressed(scene, press.message_id, press.shown, dict(LANGUAGES)[locale])
    tell(scene.tx, scene.house, scene.who, "language_set", scene.now)
    ask_again(scene)


def _thing(scene: Scene, kind: str) -> None:
    tell(scene.tx, scene.house, scene.who, kind, scene.now)
