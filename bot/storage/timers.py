"""
Something that is due later, one row per kind and subject. APScheduler only ticks; this is what it looks into.

An action that obeys a timer begins its transaction with `done`: False means that somebody else obeyed it, or that it
was set anew meanwhile, and the action stops without any effect.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.columns import table_of
from bot.storage.database import Transaction
from bot.storage.owners import Whose, anybody, lost
from bot.storage.tables import Timer

LEASE = timedelta(minutes=2)  # longer than any action takes; a crashed worker's timers return after it
LONGEST_DELAY = timedelta(hours=6)  # between tries of an action that keeps failing

timer = table_of(Timer)


@dataclass(frozen=True, slots=True)
class Due:
    """A timer that this worker took. `attempts` counts this one."""

    id: int
    kind: str
    subject_id: int
    due_at: datetime
    best_before: datetime | None
    plan_version: int
    attempts: int


def _putting(insert: Any) -> Any:
    fields = ("due_at", "best_before", "plan_version", "leased_until", "attempts")
    return insert.on_conflict_do_update(
        index_elements=["kind", "subject_id"], set_={name: insert.excluded[name] for name in fields}
    )


_PUT = {"sqlite": _putting(sqlite.insert(timer)), "postgresql": _putting(postgresql.insert(timer))}
_DUE = (
    select(timer.c.id)
    .where(timer.c.due_at <= bindparam("now"))
    .where(or_(timer.c.leased_until.is_(None), timer.c.leased_until <= bindparam("now")))
    .order_by(timer.c.due_at, timer.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


def _claiming(due: Any) -> Any:
    fields = ("id", "kind", "subject_id", "due_at", "best_before", "plan_version", "attempts")
    return (
        update(timer)
        .where(timer.c.id.in_(due))
        .values(leased_until=bindparam("until"), leased_by=bindparam("owner"), attempts=timer.c.attempts + 1)
        .returning(*(timer.c[name] for name in fields))
    )


_CLAIM = _claiming(_DUE)
_CLAIM_URGENT = _claiming(_DUE.where(timer.c.kind.in_(bindparam("kinds", expanding=True))))
_DONE = delete(timer).where(timer.c.id == bindparam("which"), timer.c.leased_until.is_not(None))


def put(
    tx: Transaction,
    kind: str,
    subject_id: int,
    due_at: datetime,
    *,
    best_before: datetime | None = None,
    plan_version: int = 0,
) -> None:
    """Set the timer, or move it if there is one. Who was just obeying the old one will find it gone."""
    row = {"kind": kind, "subject_id": subject_id, "due_at": due_at, "best_before": best_before}
    tx.execute_apart(_PUT[tx.dialect], row | {"plan_version": plan_version, "leased_until": None, "attempts": 0})
    tx.wake("timers")


def drop(tx: Transaction, kind: str, subject_id: int) -> bool:
    """Take the timer away. False: there was none."""
    return tx.execute_apart(delete(timer).where(timer.c.kind == kind, timer.c.subject_id == subject_id)).rowcount > 0


def claim_due(tx: Transaction, now: datetime, limit: int = 50, urgent: Sequence[str] = ()) -> list[Due]:
    """
    Take due timers for this worker, oldest first; when more are due than that, urgent kinds beside and before them.

    One statement each, so no timer has two takers: PostgreSQL skips rows that another process is taking, SQLite admits
    one writer. The action that obeys a timer removes it (`done`) in the transaction of its effects; until then a crash
    costs a delay of `LEASE`, never a check-in.
    """
    values = {"now": now, "until": now + LEASE, "owner": tx.owner, "most": limit}
    oldest = _taken(tx.execute_apart(_CLAIM, values))
    if len(oldest) < limit or not urgent:
        return oldest
    return _taken(tx.execute_apart(_CLAIM_URGENT, values | {"kinds": list(urgent)})) + oldest


def _taken(rows: Iterable[Any]) -> list[Due]:
    return sorted((Due(**row._mapping) for row in rows), key=lambda due: (due.due_at, due.id))


def done(tx: Transaction, timer_id: int) -> bool:
    """Remove a timer that was taken. False: obeyed already or set anew; the caller stops without any effect."""
    return tx.execute_apart(_DONE, {"which": timer_id}).rowcount == 1


def fail(tx: Transaction, timer_id: int, now: datetime) -> None:
    """The action failed: the timer comes back after a delay that grows with its attempts (1, 2, 4 ... minutes)."""
    attempts = tx.execute_apart(
        select(timer.c.attempts).where(timer.c.id == timer_id, timer.c.leased_until.is_not(None))
    ).scalar_one_or_none()
    if attempts is not None:
        delay = min(timedelta(minutes=2 ** min(attempts - 1, 16)), LONGEST_DELAY)
        tx.execute_apart(update(timer).where(timer.c.id == timer_id).values(leased_until=now + delay, leased_by=None))


def release_lost(tx: Transaction, at: datetime) -> None:
    """Hand back what this process took without hearing so, while it has nothing in hand that it knows of."""
    if tx.owner is not None:
        recover(tx, lost(tx.owner, (), at + LEASE))


def recover(tx: Transaction, whose: Whose = anybody) -> int:
    """Free what a crashed process had taken; without `whose`, what any had, as for a process that is alone."""
    taken = (
        select(timer.c.id)
        .where(timer.c.leased_until.is_not(None), whose(timer))
        .with_for_update(skip_locked=True)  # another process sees to it
    )
    return tx.execute_apart(update(timer).where(timer.c.id.in_(taken)).values(leased_until=None)).rowcount


def next_due(tx: Transaction, kinds: Collection[str] = ()) -> datetime | None:
    """When the next timer (of these kinds, if any are named) is due. None: there is none."""
    query = select(timer.c.due_at).order_by(timer.c.due_at).limit(1)
    if kinds:
        query = query.where(timer.c.kind.in_(list(kinds)))
    found: datetime | None = tx.execute_apart(query).scalar_one_or_none()
    return found


def next_after(tx: Transaction, now: datetime, kind: str = "", subject_id: int | None = None) -> datetime | None:
    """When the next timer is due that is not due yet: where a clock that jumps has to stop on its way."""
    query = select(timer.c.due_at).where(timer.c.due_at > now).order_by(timer.c.due_at).limit(1)
    if kind:
        query = query.where(timer.c.kind == kind)
    if subject_id is not None:
        query = query.where(timer.c.subject_id == subject_id)
    found: datetime | None = tx.execute_apart(query).scalar_one_or_none()
    return found
