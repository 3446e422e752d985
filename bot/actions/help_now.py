"""
When it is too much: the help text, and a concern that typed words or a button raise.

Kept short enough to be read aloud to a clinician. A concern is committed first and alone; nothing behind it can undo it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.actions import escalate, notices
from bot.actions.heard import Heard, typed
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import Speaker, find, of_client, say
from bot.actions.talking import ask_again, open_script
from bot.domain.gentle import confirms, denies
from bot.domain.helplines import EMERGENCY
from bot.domain.safety import Concern
from bot.domain.safety import hear as classify
from bot.storage import clients, outbox, people, talks
from bot.storage.database import Transaction
from bot.storage.tables import Client
from bot.storage.tables import Concern as ConcernRow
from bot.words import listed

ACUTE = (Concern.C, Concern.V, Concern.M)
UNASKED = ("check_in", "open_door", "theme", "measures")
GENTLE = "concern_ask"
"""The script of the one direct question after a soft sign."""
FIRST_WORDS = {Concern.V: "crisis_violence", Concern.M: "crisis_medical"}


def concern_in(house: House, heard: Heard) -> tuple[Concern, str]:
    """What the word check says to typed words, and by which rule. An extra layer: its silence means nothing."""
    words = typed(heard.what)
    if not words:
        return Concern.N, ""
    found = classify(house.safety, words)
    return found.concern, found.rule_id


def alarm(tx: Transaction, house: House, heard: Heard, concern: Concern, rule: str) -> None:
    """Answer an acute concern and tell the professionals; once per update, in a transaction of its own."""
    who = find(tx, heard.telegram_id)
    if who is None or who.client is None:
        return  # strangers and professionals are answered by `converse`, and nothing is kept of it
    if clients.concern_of(tx, heard.update_id) is not None:
        return
    client = who.client
    if client.consented_at is not None:  # without consent the answer comes all the same, and nothing is kept of it
        row = ConcernRow(at=heard.at, update_id=heard.update_id, client_id=client.id, concern=concern.value, rule=rule)
        tx.session.add(row)
    _answer(tx, house, who, concern, heard.at)
    _stop_coaching(tx, client, heard.at)
    escalate.acute(tx, house, client, heard.at)


def say_soft(tx: Transaction, house: House, heard: Heard, locale: str) -> None:
    """A soft sign of somebody who is no client: no question, for nobody could be told; the words and numbers at once."""
    for text in crisis_texts(house, None, Concern.C, locale):
        say_to(tx, heard.chat_id, text, heard.at)


def ask_gently(scene: Scene, update_id: int, rule: str) -> None:
    """A soft sign: ask directly and kindly, and show where help is. Once asked, the same help again."""
    client = scene.client
    if client.consented_at is None:
        say_crisis(scene)  # a question would have to keep that it was asked
        return
    if scene.talk.script == GENTLE and ask_once_more(scene):
        return
    scene.tx.session.add(ConcernRow(at=scene.now, update_id=update_id, client_id=client.id, concern="S", rule=rule))
    talks.close(scene.talk)
    scene.lead = _gentle_help(scene)
    open_script(scene, GENTLE)
    escalate.wait_for_answer(scene)


def ask_once_more(scene: Scene, first: str = "") -> bool:
    """No clear answer to the gentle question: the same help again, and the question waits as long as it did."""
    help_ = _gentle_help(scene)
    scene.lead = f"{first}\n\n{help_}" if first else help_
    if ask_again(scene):
        return True
    scene.lead = ""
    return False


def plain_answer(scene: Scene, text: str) -> str:
    """The word of the button, where free words to the gentle question say yes or no; else the words as they are."""
    soft = classify(scene.house.safety, text).concern is not Concern.N
    if confirms(text, scene.who.locale, soft=soft):
        return scene.house.words.script(f"{GENTLE}.ask", "Yes", {}, scene.who.locale)
    if denies(text):
        return scene.house.words.script(f"{GENTLE}.ask", "No", {}, scene.who.locale)
    return text


def _gentle_help(scene: Scene) -> str:
    words, locale = scene.house.words, scene.who.locale
    return f"{words.bot('help_plain', locale, emergency=EMERGENCY)}\n\n{_someone(scene.house, locale, Concern.S)}"


def answered(scene: Scene, *, yes: bool) -> None:
    """The answer to the gentle question. Yes is an acute concern, confirmed."""
    client = scene.client
    open_one = clients.open_concern(scene.tx, client.id, scene.now)
    if open_one is not None:
        open_one.confirmed = yes
    escalate.answer_came(scene)
    if yes:
        _answer(scene.tx, scene.house, scene.who, Concern.C, scene.now)
        _stop_coaching(scene.tx, client, scene.now, keep_talk=True)
        escalate.acute(scene.tx, scene.house, client, scene.now)


def say_crisis(scene: Scene) -> None:
    """The client tapped that things are hard: the same words as for an acute concern, and nobody is told unasked."""
    _say_all(scene.tx, scene.who, crisis_texts(scene.house, scene.who, Concern.N), scene.now)


def say_help(tx: Transaction, house: House, heard: Heard, locale: str) -> None:
    """`/help` and the button: for everybody, strangers too, in every state; nothing else changes by it."""
    say_to(tx, heard.chat_id, help_text(house, locale), heard.at)


def help_text(house: House, locale: str) -> str:
    """Where people can be reached who help, with always a second way."""
    words, phone = house.words, house.customs.unit_phone
    parts = [
        words.bot("help_plain", locale, emergency=EMERGENCY),
        _someone(house, locale, Concern.C, Concern.V),
    ]
    if phone:
        parts.append(words.bot("net_phone", locale, phone=phone))
    return "\n\n".join([*parts, words.bot("help_limits", locale)])


def say_to(tx: Transaction, chat_id: int, text: str, now: datetime) -> None:
    """A message to a chat that may belong to nobody we know."""
    outbox.add(tx, chat_id=chat_id, params={"text": text}, now=now, kind="help")


def crisis_texts(house: House, who: Speaker | None, concern: Concern, locale: str = "") -> list[str]:
    """What is said when things are very hard (domain 5.3). That a professional is told comes from `_told`."""
    locale = locale or (who.locale if who else house.customs.locale)
    words, shown = house.words, Concern.C if concern in (Concern.N, Concern.S) else concern
    first = words.bot(FIRST_WORDS.get(concern, "crisis"), locale, emergency=EMERGENCY)
    text = f"{first}\n\n{_someone(house, locale, shown)}"
    if concern is Concern.V:
        return [text, words.bot("crisis_private", locale)]
    return [text]


def _answer(tx: Transaction, house: House, who: Speaker, concern: Concern, now: datetime) -> None:
    texts = crisis_texts(house, who, concern)
    client = who.client
    if client is not None and client.consented_at is not None and people.carers(tx, client.id):
        texts[-1] += "\n\n" + _told(tx, house, client, who.locale, now)
    _say_all(tx, who, texts, now)


def _say_all(tx: Transaction, who: Speaker, texts: Sequence[str], now: datetime) -> None:
    """The row of a message that is out tells its kind for 90 days: no more than "help", and without consent not even that."""
    client = who.client
    kind = "" if client is not None and client.consented_at is None else outbox.TO_ANYBODY
    for text in texts:
        say(tx, who.person, text, now, client_id=client.id if client else None, kind=kind)


def _told(tx: Transaction, house: House, client: Client, locale: str, now: datetime) -> str:
    """Who hears of it now; where nobody can be counted on, nobody is promised and the unit's number stands instead."""
    names, phone = notices.told_at_once(tx, house, client, now, locale), house.customs.unit_phone
    if names:
        return house.words.bot("crisis_told", locale, n=len(names), pro=listed(names, locale))
    nobody = house.words.bot("crisis_nobody", locale)
    return f"{nobody}\n{house.words.bot('net_phone', locale, phone=phone)}" if phone else nobody


def _someone(house: House, locale: str, *concerns: Concern) -> str:
    """Whom to turn to now. A crisis line is often busy (`helplines.toml`), so that is said, where there is a next one."""
    lines = _lines(house, locale, *concerns)
    text = house.words.bot("crisis_lines_medical" if concerns == (Concern.M,) else "crisis_lines", locale, lines=lines)
    return f"{text}\n{house.words.bot('crisis_busy', locale)}" if "\n" in lines else text


def _lines(house: House, locale: str, *concerns: Concern) -> str:
    """The services for these concerns, one a line, 112 left to the sentence before."""
    found = [line for concern in concerns for line in house.helplines.of(locale, concern) if line.number != EMERGENCY]
    shown = [
        house.words.bot(
            "line",
            locale,
            name=line.names[locale],
            number=line.number,
            hours=house.words.bot(f"hours_{line.hours}", locale),
        )
        for line in {line.id: line for line in found}.values()
    ]
    return "\n".join(shown)


def _stop_coaching(tx: Transaction, client: Client, now: datetime, *, keep_talk: bool = False) -> None:
    """No script goes on, and nothing unasked is sent for two days."""
    client.quiet_after_concern = now if client.consented_at is not None else None
    outbox.cancel(tx, client.id, UNASKED)
    if not keep_talk:
        talk = talks.current(tx, of_client(tx, client).person.id, now)
        talks.close(talk)
        talk.turn += 1  # what is typed next is no answer to a form either
