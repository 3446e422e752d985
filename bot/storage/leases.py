"""Who may free the leases of a crashed process: a process that knows it is alone."""

from __future__ import annotations

from sqlalchemy import text

from bot.storage import inbox, outbox, timers
from bot.storage.database import Transaction

HOUSE = 0x52494E4E  # "RINN": the number of our advisory lock in PostgreSQL


def take_over(tx: Transaction) -> bool:
    """
    At the start: free all leases if no other process works on this database, so that nothing waits for their end.

    PostgreSQL knows who is alive: the lock is held as long as this process keeps its connection. With SQLite there is
    one bot per file. False: others are at work, and what a crashed one held comes back when its lease ends.
    """
    if (
        tx.dialect == "postgresql"
        and not tx.execute(text("SELECT pg_try_advisory_lock(:house)"), {"house": HOUSE}).scalar()
    ):
        return False
    inbox.recover(tx)
    outbox.recover(tx)
    timers.recover(tx)
    return True
