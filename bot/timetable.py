"""What happens later: which action obeys which kind of timer, and what is forgotten every few hours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.actions import (
    absence,
    check_in,
    closing,
    digest,
    erasing,
    escalate,
    evaluate,
    goal_look,
    group_care,
    groups,
    measure_times,
    meetings,
    period,
    silence,
)
from bot.actions.house import House
from bot.storage import groups as group_rows
from bot.storage import inbox, outbox
from bot.storage.database import Store, Transaction
from bot.storage.timers import Due

LOOK_FOR_TIMERS = timedelta(seconds=5)  # how late a check-in may be
SWEEP = timedelta(hours=6)  # finished updates and sent messages are forgotten this often

Act = Callable[[Transaction, House, Due, datetime], None]

TIMERS: Mapping[str, Act] = {
    "check_in": check_in.due,
    "return": check_in.returns,
    "tell": escalate.tell_due,
    "follow": escalate.follow_due,
    "silence": silence.due,
    "concern": escalate.unanswered_concern,
    "digest": digest.due,
    "meeting": meetings.due,
    "goal_look": goal_look.due,
    "stage": period.due,
    "away": absence.begins,
    "cover": absence.tell_client,
    "lock": closing.idle,
    "point": closing.point,
    "measures": measure_times.due,
    **groups.TIMERS,
}
"""Which action obeys which kind of timer."""
URGENT = ("concern", "tell", "follow")
"""Kinds that go before all others when many are due: somebody may be in distress."""


async def sweep(store: Store, house: House, now: datetime) -> None:
    """Forget whatever has been kept long enough. Nobody waits for it, so each part is a work of its own."""
    works: tuple[Callable[[Transaction], object], ...] = (
        lambda tx: inbox.sweep(tx, now),
        lambda tx: outbox.sweep(tx, now),
        lambda tx: evaluate.take_stock(tx, house, now),  # before anybody's time is over: what ended is counted first
        lambda tx: erasing.purge(tx, house, now),
        lambda tx: group_care.let_old_go(tx, house, now),
        lambda tx: group_rows.sweep(tx, now),
    )
    for work in works:
        await store.run(work, patient=True)
