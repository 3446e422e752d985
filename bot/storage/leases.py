"""Who may free the leases of a crashed process: one that knows it is alone, or one that saw the other fall silent."""

from __future__ import annotations

from sqlalchemy import Connection, text

from bot.storage import inbox, outbox, timers
from bot.storage.database import Transaction
from bot.storage.engine import HOUSE
from bot.storage.owners import Whose, anybody

_ALONE = text(f"SELECT pg_try_advisory_xact_lock({HOUSE}, hashtext(current_schema()))")


def take_over(tx: Transaction) -> bool:
    """
    At the start: free all leases if no other process works on this database, so that nothing waits for their end.

    PostgreSQL knows who is alive: every connection of ours holds a shared lock (`storage/engine.py`), so whoever gets
    the whole lock has no neighbours. With SQLite there is one bot per file. False: others are at work, and what a
    crashed one held comes back when they miss it (`storage/processes.py`), at the latest when its lease ends.
    """
    if tx.dialect == "postgresql" and not tx.execute(_ALONE).scalar():
        return False
    free(tx)
    return True


def alone(connection: Connection) -> bool:
    """PostgreSQL only: is nobody else at work? If so, nobody can be alone beside this transaction."""
    return bool(connection.execute(_ALONE).scalar())


def free(tx: Transaction, whose: Whose = anybody) -> None:
    """Everybody's leases, or those of `whose`."""
    inbox.recover(tx, whose)
    outbox.recover(tx, whose)
    timers.recover(tx, whose)
