"""
No professional has two clients of the same pseudonym: whoever comes as the second is numbered, and all hear of it.

A pseudonym is all that notices, digests and buttons say; two that are the same would send a hand to the wrong card.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.actions import disclosure
from bot.actions.house import House
from bot.actions.speaker import NOTICE, say
from bot.storage import clients, people
from bot.storage.database import Transaction
from bot.storage.tables import Client

LONGEST = 40  # characters, as of an invitation


def free(tx: Transaction, pros: Collection[int], wanted: str, but: int = 0) -> str:
    """The pseudonym, numbered as long as another client of one of these professionals has it."""
    tried, number = wanted, 1
    while any(clients.pseudonym_taken(tx, pro, tried, but) for pro in pros):
        number += 1
        tried = f"{wanted[: LONGEST - 4]} {number}"
    return tried


def make_distinct(tx: Transaction, house: House, client: Client, coming: int, now: datetime) -> str:
    """
    Before a professional begins to accompany a client. Returns the pseudonym that was, if it had to change, else "".

    Those who accompany the client already hear the new one; who comes and the client are told by whoever asked for it.
    """
    before = client.pseudonym
    known = people.carers(tx, client.id)
    client.pseudonym = free(tx, {coming, *(pro.id for _, pro, _ in known)}, before, client.id)
    if client.pseudonym == before:
        return ""
    for _, pro, person in known:
        if pro.id != coming and not disclosure.points_only(house):
            facts = {"before": before, "pseudonym": client.pseudonym}
            say(tx, person, house.words.bot("pro_renamed", person.locale, **facts), now, rank=NOTICE, kind="notice")
    return before
