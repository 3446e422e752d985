"""
What a professional wrote and what then could not reach the client: it is not sent, and whose it was hears so (R83).

"It goes out tomorrow" was a promise. When the consent is taken back, a sharing or the period ends, somebody else takes
over, or no message arrives, the promise is taken back in plain words.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.actions import disclosure
from bot.actions.house import House
from bot.actions.speaker import NOTICE, say
from bot.storage import clients, dealings, outbox, people
from bot.storage.database import Transaction
from bot.storage.dealings import Unsent
from bot.storage.tables import Client, Professional

STOPPED, OVER, SHARED, HANDED, LOST, BREAK = "stopped", "over", "shared", "handed", "lost", "break"
"""Why: the consent is taken back, the period is over, the sharing ended, somebody else took over, blocked, a break."""


def drop(
    tx: Transaction, house: House, client: Client, why: str, now: datetime, *, by: int | None = None
) -> list[Unsent]:
    """
    Cancel letters, proposals and meetings that wait, of one professional or of all. Returns what there was.

    On a break letters rest; that a meeting is agreed the client hears all the same.
    """
    waiting = [one for one in dealings.unsent(tx, client.id, by) if why != BREAK or one.meeting_id is None]
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


def refused(tx: Transaction, house: House, client: Client, params: str, now: datetime) -> None:
    """Telegram did not take this message. If a person wrote it, they hear so."""
    one = dealings.whose(tx, client.id, params)
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
    for one in theirs:
        meeting = dealings.meeting(tx, one.meeting_id) if one.meeting_id is not None else None
        if meeting is not None and not disclosure.points_only(house):
            when = house.words.lasting(meeting.at, pro.timezone, person.locale)
            lines.append(house.words.bot("pro_undelivered_meeting", person.locale, when=when))
    say(tx, person, "\n".join(lines), now, rank=NOTICE, kind="notice")
