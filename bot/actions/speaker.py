"""Whom the bot is talking with, in which language, and the words it says to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions.house import House
from bot.storage import outbox, people
from bot.storage.database import Transaction
from bot.storage.tables import Client, Person, Professional

ANSWER, CHECK_IN, NOTICE, DIGEST = 0, 1, 2, 3
"""Ranks: what goes first when many wait."""

Rows = Sequence[Sequence[tuple[str, str]]]
"""Buttons under a message, row by row: what it says, what comes back."""

HELP_NOW = "now"
"""The button that is on every client's screen. It never grows old."""


@dataclass(slots=True)
class Speaker:
    """A person with what they are here. `client` and `professional` may both be there."""

    person: Person
    client: Client | None
    professional: Professional | None

    @property
    def locale(self) -> str:
        return self.person.locale


def find(tx: Transaction, telegram_id: int) -> Speaker | None:
    """Who this Telegram account is, if anybody."""
    found = people.who(tx, telegram_id)
    return None if found is None else Speaker(*found)


def of(tx: Transaction, person: Person) -> Speaker:
    return Speaker(person, people.client_of(tx, person.id), people.professional_of(tx, person.id))


def of_client(tx: Transaction, client: Client) -> Speaker:
    return Speaker(people.by_id(tx, client.person_id), client, None)


def say(
    tx: Transaction,
    person: Person,
    text: str,
    now: datetime,
    *,
    rows: Rows = (),
    rank: int = ANSWER,
    client_id: int | None = None,
    kind: str = "",
    best_before: datetime | None = None,
) -> int:
    """Put one message into the outbox. Returns its row's id."""
    params: dict[str, object] = {"text": text}
    if rows:
        params["rows"] = [[list(button) for button in row] for row in rows]
    return outbox.add(
        tx,
        chat_id=person.chat_id,
        params=params,
        now=now,
        rank=rank,
        client_id=client_id,
        kind=kind,
        best_before=best_before,
    )


def tell(
    tx: Transaction,
    house: House,
    who: Speaker,
    key: str,
    now: datetime,
    facts: Mapping[str, object] | None = None,
    rows: Rows = (),
) -> int:
    """Say one of the bot's own sentences, with the help button when it goes to a client."""
    text = house.words.bot(key, who.locale, **(facts or {}))
    own = who.client
    if own is not None:
        rows = [*rows, [help_button(house, who.locale)]]
    kind = "" if facts else outbox.PLAIN  # a sentence without facts tells nothing about anybody
    return say(tx, who.person, text, now, rows=rows, client_id=own.id if own else None, kind=kind)


def help_button(house: House, locale: str) -> tuple[str, str]:
    return house.words.bot("help_now", locale), HELP_NOW
