"""How much waits, and how long: numbers for whoever keeps the bot alive, about nobody in particular."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, func, or_, select

from bot.storage.columns import table_of
from bot.storage.database import Transaction
from bot.storage.inbox import inbox
from bot.storage.outbox import outbox
from bot.storage.tables import Case, Inbox, Outbox
from bot.storage.timers import timer

RANKS = ("answers", "check_ins", "notices", "digests")
"""What a row's rank means, by number."""

AGES = (("under_1h", timedelta(hours=1)), ("under_1d", timedelta(days=1)), ("under_3d", timedelta(days=3)))
OLDER = "over_3d"

escalation = table_of(Case)


@dataclass(frozen=True)
class Gauges:
    """Depths are rows, ages and lags seconds."""

    inbox: int
    inbox_age: float
    outbox: dict[str, int]  # by rank
    outbox_age: dict[str, float]
    due: int
    due_lag: float
    leases: dict[str, int]  # by table
    cases: dict[tuple[str, bool], int]  # by age and urgency


def look(tx: Transaction, now: datetime) -> Gauges:
    """One look at everything. All but the cases are found by indexes over what waits."""
    count, oldest = _first(tx, inbox.c.received_at, inbox.c.state == Inbox.WAITING)
    due, first = _first(tx, timer.c.due_at, timer.c.due_at <= now)
    waiting, age = _outbox(tx, now)
    return Gauges(count, _age(oldest, now), waiting, age, due, _age(first, now), _leases(tx, now), _cases(tx, now))


def _first(tx: Transaction, since: Any, which: Any) -> tuple[int, datetime | None]:
    row: Any = tx.execute_apart(select(func.count(), func.min(since)).where(which)).one()
    return row[0], row[1]


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since is not None else 0.0


def _outbox(tx: Transaction, now: datetime) -> tuple[dict[str, int], dict[str, float]]:
    """What is due now; a message that is planned for later does not wait yet."""
    since = func.coalesce(outbox.c.not_before, outbox.c.made_at)
    due = or_(outbox.c.not_before.is_(None), outbox.c.not_before <= now)
    found = select(outbox.c.rank, func.count(), func.min(since)).where(outbox.c.state == Outbox.WAITING, due)
    waiting, ages = dict.fromkeys(RANKS, 0), dict.fromkeys(RANKS, 0.0)
    rows: Any = tx.execute_apart(found.group_by(outbox.c.rank))
    for rank, count, oldest in rows:
        name = RANKS[min(max(rank, 0), len(RANKS) - 1)]
        waiting[name] += count
        ages[name] = max(ages[name], _age(oldest, now))
    return waiting, ages


def _leases(tx: Transaction, now: datetime) -> dict[str, int]:
    tables = (
        (inbox, inbox.c.state == Inbox.WAITING),
        (outbox, outbox.c.state == Outbox.WAITING),
        (timer, timer.c.due_at <= now),
    )
    return {
        table.name: tx.execute_apart(select(func.count()).where(which, table.c.leased_until > now)).scalar_one()
        for table, which in tables
    }


def _cases(tx: Transaction, now: datetime) -> dict[tuple[str, bool], int]:
    age = case(*((escalation.c.opened_at > now - most, name) for name, most in AGES), else_=OLDER)
    found = select(age, escalation.c.urgent, func.count()).where(escalation.c.state != "closed")
    counts = {(name, urgent): 0 for name in (*(name for name, _ in AGES), OLDER) for urgent in (True, False)}
    rows: Any = tx.execute_apart(found.group_by(age, escalation.c.urgent))
    for name, urgent, count in rows:
        counts[name, bool(urgent)] = count
    return counts
