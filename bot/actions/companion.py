"""
The close person's own chat with the bot: minimal and safe (R34).

They get what the client sends and nothing else. What they write is checked for distress like everybody's words, answered
once, kept nowhere. They leave with one tap, and then nothing of them stays.
"""

from __future__ import annotations

from datetime import datetime

from bot.actions import help_now, intents
from bot.actions.heard import Command, Gone, Heard, Press, Words
from bot.actions.house import House
from bot.actions.speaker import HELP_NOW, Rows, Speaker, find, help_button, of_client, say, tell
from bot.domain.languages import LOCALES
from bot.domain.purposes import Purpose
from bot.storage import clients, forgetting, people, register
from bot.storage.database import Transaction
from bot.storage.network_tables import CloseOne
from bot.storage.tables import Person


def come(tx: Transaction, house: House, heard: Heard, row: CloseOne, locale: str) -> None:
    """Somebody opened the client's link: told what this is, and asked."""
    who = find(tx, heard.telegram_id)
    person = who.person if who else people.add(tx, heard.telegram_id, heard.chat_id, locale)
    person.chat_id, row.person_id = heard.chat_id, person.id
    rows = [
        [(house.words.bot("companion_yes", person.locale), f"k.yes.{row.id}")],
        [(house.words.bot("companion_no", person.locale), f"k.leave.{row.id}")],
        [help_button(house, person.locale)],
    ]
    say(tx, person, house.words.bot("companion_ask", person.locale, signed=row.signed), heard.at, rows=rows)


def refusal(row: CloseOne, who: Speaker | None, now: datetime) -> str:
    """Why this code does not open, as a key of SENTENCES; empty if it does."""
    if who is not None and who.client is not None and who.client.id == row.client_id:
        return "code_own"
    if row.person_id is not None:
        return "code_used"
    return "code_expired" if now >= row.code_until else ""


def turn(tx: Transaction, house: House, who: Speaker, heard: Heard) -> None:
    """One update of somebody who is only a close person. A concern was answered before."""
    match heard.what:
        case Gone(back=back):
            who.person.unreachable_at = None if back else heard.at
        case Press(data=data) if data == HELP_NOW:
            help_now.say_help(tx, house, heard, who.locale)
        case Press(data=data):
            if not pressed(tx, house, who, data, heard.at):
                _say(tx, house, who, "stale", heard.at)
        case Command(meaning="help"):
            help_now.say_help(tx, house, heard, who.locale)
        case Command(meaning=meaning):
            _commanded(tx, house, who, meaning, heard.at)
        case Words(text=text) if intents.understand(text) == "help":
            help_now.say_help(tx, house, heard, who.locale)
        case _:
            _say(tx, house, who, "companion_words", heard.at)


def _commanded(tx: Transaction, house: House, who: Speaker, meaning: str, now: datetime) -> None:
    if meaning == "language":
        names = (("fi", "Suomi"), ("sv", "Svenska"), ("en", "English"))
        tell(tx, house, who, "language_ask", now, rows=[[(name, f"l.{locale}") for locale, name in names]])
    elif meaning == "my_data":
        _say(tx, house, who, "companion_data", now)
    else:
        _say(tx, house, who, "companion_words", now)


def _say(tx: Transaction, house: House, who: Speaker, key: str, now: datetime) -> None:
    """With the way out and the way to help under it."""
    rows: list[list[tuple[str, str]]] = []
    signed = ""
    for row, _ in register.close_of_person(tx, who.person.id):
        rows.append(_out(house, who.locale, row))
        signed = signed or row.signed
    rows.append([help_button(house, who.locale)])
    say(tx, who.person, house.words.bot(key, who.locale, signed=signed), now, rows=rows)


def _out(house: House, locale: str, row: CloseOne) -> list[tuple[str, str]]:
    return [(house.words.bot("companion_leave", locale), f"k.leave.{row.id}")]


def pressed(tx: Transaction, house: House, who: Speaker, data: str, now: datetime) -> bool:
    """A close person's button. False: it is old, forged or somebody else's, and nothing happened."""
    kind, _, rest = data.partition(".")
    if kind == "l" and rest in LOCALES:
        who.person.locale = rest
        tell(tx, house, who, "language_set", now)
        return True
    deed, _, number = rest.partition(".")
    if (
        kind != "k"
        or deed not in ("yes", "leave")
        or not (number.isascii() and number.isdecimal() and len(number) < 12)
    ):
        return False
    row = register.close_one(tx, int(number))
    if row is None or row.person_id != who.person.id:
        return False
    if deed == "yes":
        _agree(tx, house, who, row, now)
    else:
        _leave(tx, house, who, row, now)
    return True


def _agree(tx: Transaction, house: House, who: Speaker, row: CloseOne, now: datetime) -> None:
    if row.agreed_at is None:
        row.agreed_at = now
        _tell_client(tx, house, row, "close_came", now)
    rows: Rows = [_out(house, who.locale, row), [help_button(house, who.locale)]]
    say(tx, who.person, house.words.bot("companion_in", who.locale, signed=row.signed), now, rows=rows)


def _leave(tx: Transaction, house: House, who: Speaker, row: CloseOne, now: datetime) -> None:
    """One tap. The client hears it, without a reason."""
    was_in, chat, locale = row.agreed_at is not None, who.person.chat_id, who.locale
    _tell_client(tx, house, row, "close_gone" if was_in else "close_no", now)
    forgetting.forget_close_one(tx, row)
    help_now.say_to(tx, chat, house.words.bot("companion_left" if was_in else "companion_nothing_kept", locale), now)


def _tell_client(tx: Transaction, house: House, row: CloseOne, key: str, now: datetime) -> None:
    client = clients.own(tx, row.client_id)
    if client.stage != "ended" and client.consented_at is not None:
        tell(tx, house, of_client(tx, client), key, now, {"name": row.name})
    clients.log(tx, actor="close", actor_id=None, client_id=client.id, what=key, why=Purpose.OWN, now=now)


def to_close(tx: Transaction, house: House, row: CloseOne, key: str, now: datetime, *, words: str) -> None:
    """What the client sends, with the way out under it."""
    person = register.person_of(tx, row)
    if person is None:
        return
    text = house.words.bot(key, person.locale, signed=row.signed, words=words)
    rows: Rows = [_out(house, person.locale, row), [help_button(house, person.locale)]]
    say(tx, person, text, now, rows=rows, client_id=row.client_id, kind="close")


def let_go(tx: Transaction, house: House, row: CloseOne, now: datetime) -> None:
    """The client ends it, or is gone: the close person hears that nothing more comes, and is forgotten."""
    person, signed, was_in = register.person_of(tx, row), row.signed, row.agreed_at is not None
    told = _address(person)
    forgetting.forget_close_one(tx, row)
    if told is not None and was_in:
        help_now.say_to(tx, told[0], house.words.bot("companion_over", told[1], signed=signed), now)


def _address(person: Person | None) -> tuple[int, str] | None:
    return None if person is None else (person.chat_id, person.locale)
