"""
The processes that share one PostgreSQL: who is alive, and who holds which duty.

Times are the database's own (`clock_timestamp`), so that machines whose clocks differ agree. SQLite has one process.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, bindparam, column, delete, exists, func, insert, or_, select, text, update
from sqlalchemy.dialects import postgresql

from bot.storage import engine, leases
from bot.storage.columns import UtcDateTime, table_of
from bot.storage.crew_tables import Duty, Process
from bot.storage.database import Transaction
from bot.storage.owners import by, by_the_dead

SILENT = timedelta(seconds=6)  # a process that was not seen for so long is taken for dead; six signs of life
CUT_OFF = timedelta(seconds=2.5)  # the same for one whose connection is gone too, as the system closes a dead one's

process = table_of(Process)
duty = table_of(Duty)

_NOW = func.clock_timestamp()


def _seen_before(ago: timedelta) -> ColumnElement[bool]:
    return column("seen_at", UtcDateTime()) < _NOW - text(f"interval '{ago.total_seconds()} seconds'")


_JOIN = (
    insert(process)
    .values(role=bindparam("role"), place=bindparam("place"), started_at=_NOW, seen_at=_NOW)
    .values(backend=func.pg_backend_pid())
    .returning(process.c.id)
)
_BEAT = update(process).where(process.c.id == bindparam("me")).values(seen_at=_NOW, backend=func.pg_backend_pid())
_connected = exists(select(text("1")).select_from(text("pg_stat_activity")).where(text("pid = process.backend")))
_silent = or_(_seen_before(SILENT), and_(_seen_before(CUT_OFF), ~_connected))
# A row that is held is passed over, to be looked at a second later: who waits for it gives no sign of life meanwhile.
_BURY = (
    delete(process)
    .where(process.c.id.in_(select(process.c.id).where(_silent).with_for_update(skip_locked=True)))
    .returning(process.c.id)
)
_END_FROZEN = text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
    "WHERE datname = current_database() AND usename = current_user AND application_name = :at_work "
    "AND state <> 'idle' AND wait_event_type = 'Client' "
    "AND state_change < clock_timestamp() - :milliseconds * interval '1 millisecond'"
)
_TAKE = postgresql.insert(duty).on_conflict_do_nothing(index_elements=["name"])


def join(tx: Transaction, role: str, place: str) -> int:
    """This process is there now. Returns its number."""
    number: int = tx.execute(_JOIN, {"role": role, "place": place[:80]}).scalar_one()
    return number


def beat(tx: Transaction, me: int) -> bool:
    """Still here. False: the others took this process for dead; it has lost its leases and duties, and joins anew."""
    return tx.execute(_BEAT, {"me": me}).rowcount == 1


def end_frozen(tx: Transaction) -> int:
    """
    End the connections of ours that stand still inside a transaction, with all they hold. Returns how many.

    PostgreSQL does so itself after `idle_in_transaction_session_timeout`, but counts no time while it waits for the rest
    of several statements sent as one. To be called before anything that could wait for what such a process holds.
    """
    found: int = tx.execute(_END_FROZEN, {"at_work": engine.AT_WORK, "milliseconds": engine.FROZEN_AFTER}).scalar_one()
    return found


def bury(tx: Transaction) -> list[int]:
    """Take out who fell silent, with their duties, and free what the dead had taken. Returns their numbers."""
    dead = list(tx.execute(_BURY).scalars())
    leases.free(tx, by_the_dead)
    if dead:
        tx.execute(delete(duty).where(duty.c.process_id.in_(dead)))
        tx.wake("duty")
    return dead


def leave(tx: Transaction, me: int) -> None:
    """In good order: nobody has to miss this process first."""
    tx.execute(delete(process).where(process.c.id == me))
    tx.execute(delete(duty).where(duty.c.process_id == me))
    leases.free(tx, by(me))
    tx.wake("duty")


def take(tx: Transaction, me: int, wanted: Collection[str]) -> set[str]:
    """Try to take these duties. Returns those that are this process's now."""
    for name in sorted(wanted):
        tx.execute(_TAKE, {"name": name, "process_id": me})
    held = select(duty.c.name).where(and_(duty.c.process_id == me, duty.c.name.in_(sorted(wanted))))
    return set(tx.execute(held).scalars())


def others(tx: Transaction, me: int) -> int:
    """How many processes there are besides this one."""
    count: int = tx.execute(select(func.count()).select_from(process).where(process.c.id != me)).scalar_one()
    return count


def alone(tx: Transaction) -> bool:
    """At the start: nobody else is connected, so who is still on the list is dead. Frees everything they held."""
    if not leases.take_over(tx):
        return False
    tx.execute(delete(duty))
    tx.execute(delete(process))
    return True
