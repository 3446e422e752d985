"""After the clock went back: a lease that was given until a day far off would keep its row from everybody till then."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from bot.storage import timers
from bot.storage.database import Transaction
from bot.storage.inbox import inbox
from bot.storage.outbox import outbox
from bot.storage.tables import Inbox, Outbox
from bot.storage.timers import timer

LONGEST = {"inbox": timedelta(minutes=5), "outbox": timedelta(hours=2), "timer": timers.LONGEST_DELAY + timers.LEASE}
"""No lease and no pause between two tries is longer; Telegram's own wish for a pause is shorter than two hours."""

SOON = timedelta(minutes=2)  # whoever holds the row in earnest is done with it by then


def cut(tx: Transaction, now: datetime) -> int:
    """Let leases from the future end soon. Returns how many there were."""
    cuts: tuple[tuple[Any, Any], ...] = (
        (inbox, inbox.c.state == Inbox.WAITING),
        (outbox, outbox.c.state == Outbox.WAITING),
        (timer, timer.c.leased_until.is_not(None)),
    )
    return sum(
        tx.execute_apart(
            update(table).where(which, table.c.leased_until > now + LONGEST[table.name]).values(leased_until=now + SOON)
        ).rowcount
        for table, which in cuts
    )
