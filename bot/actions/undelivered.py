"""
What a professional sent and what then could not reach the client: it is not sent, and whose it was hears so (R83).

"It goes out tomorrow" was a promise. When the consent is taken back, a sharing or the period ends, somebody else takes
over, or no message arrives, the promise is taken back in plain words: what it was, and why. Never more than the writer
knew anyway.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.actions import disclosure
from bot.actions.house import House
from bot.actions.speaker import NOTICE, say
from bot.storage import clients, dealings, outbox, people
from bot.storage.calls import OutboxCall
from bot.storage.database import Transaction
from bot.storage.dealings import Unsent
from bot.storage.tables import Client, Letter, Meeting, Person, Professional, Proposal

LETTER = "letter"
STOPPED, OVER, SHARED, HANDED, LOST, BREAK = "stopped", "over", "shared", "handed", "lost", "break"
"""Why: the consent is taken back, the period is over, the sharing ended, somebody else took over, blocked, a break."""

ALL_OF_THEM = frozenset((STOPPED, OVER, LOST))
"""Reasons for which nothing goes out any more. For the others, what was done stands and the client still hears of it."""


def drop(
    tx: Transaction, house: House, client: Client, why: str, now: datetime, *, by: int | None = None
) -> list[Unsent]:
    """
    Cancel what waits from one professional or from all. Returns what there was.

    On a break letters and proposals rest; that a meeting is agreed, or a period changed, the client hears all the same.
    """
    waiting = [one for one in dealings.unsent(tx, client.id, by) if why in ALL_OF_THEM or _rests(one, why)]
    outbox.cancel_rows(tx, [one.row for one in waiting])
    for one in waiting:
        if one.at is not None and one.at > now:
            clients.uncount_one(tx, client.id, one.kind, one.at)
        dealings.never_came(tx, one, now)
    for pro_id in dict.fromkeys(one.professional_id for one in waiting):
        pro = people.professional(tx, pro_id)
        if pro is not None and pro.active:
            _tell(tx, house, client, pro, [one for one in waiting if one.professional_id == pro_id], why, now)
    return waiting


def _rests(one: Unsent, why: str) -> bool:
    """Words and questions of a person, without which nothing was done yet; and their meeting, unless it stands."""
    return isinstance(one.about, Letter | Proposal) or (why != BREAK and isinstance(one.about, Meeting))


def refused(tx: Transaction, house: House, client: Client, call: OutboxCall, now: datetime) -> None:
    """Telegram did not take this message. If a person sent it, they hear so."""
    one = dealings.whose(tx, client.id, call)
    pro = people.professional(tx, one.professional_id) if one is not None else None
    if one is not None and pro is not None and pro.active:
        _tell(tx, house, client, pro, [one], LOST, now)
        dealings.never_came(tx, one, now)


def _tell(
    tx: Transaction, house: House, client: Client, pro: Professional, theirs: Sequence[Unsent], why: str, now: datetime
) -> None:
    person = people.by_id(tx, pro.person_id)
    called = disclosure.name(house, client, person.locale)
    because = house.words.bot(f"undelivered_{why}", person.locale)
    lines = [house.words.bot("pro_undelivered", person.locale, n=len(theirs), pseudonym=called, why=because)]
    lines += [line for one in theirs for line in _what(house, one, pro, person)]
    say(tx, person, "\n".join(lines), now, rank=NOTICE, kind="notice")


def _what(house: House, one: Unsent, pro: Professional, person: Person) -> list[str]:
    """What it was, by its kind and never in its words. A bare letter needs no line: the count has said it."""
    if one.topic == LETTER:
        return []
    if not isinstance(one.about, Meeting):
        return [house.words.bot(f"unsent_{one.topic}", person.locale)]
    if disclosure.points_only(house):
        return []
    when = house.words.lasting(one.about.at, pro.timezone, person.locale)
    return [house.words.bot("pro_undelivered_meeting", person.locale, when=when)]
