"""
APScheduler's few ticks. It keeps no jobs of its own: each tick looks into the database, so a restart loses nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Clock
from bot.storage import timers
from bot.storage.database import Store
from bot.storage.timers import Due
from bot.workers.doubt import Doubt

log = logging.getLogger(__name__)

AT_A_TIME = 50  # timers per claim; each is an action of its own
SIDE_BY_SIDE = 10  # actions; they all meet in the one database thread


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to do again and again. `name` appears in the log."""

    name: str
    every: timedelta
    call: Callable[[], Awaitable[None]]


class Ticker:
    """Calls each tick at its interval, never the same one twice at once. A tick that fails is called again next time."""

    def __init__(self, ticks: Sequence[Tick]) -> None:
        self._ticks = ticks
        self._locks = {tick.name: asyncio.Lock() for tick in ticks}
        self._scheduler = AsyncIOScheduler(timezone=UTC)

    def start(self) -> None:
        """Begin ticking in the running event loop."""
        for tick in self._ticks:
            self._scheduler.add_job(
                self._tick,
                "interval",
                args=[tick],
                seconds=tick.every.total_seconds(),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=None,
            )
        self._scheduler.start()

    async def stop(self) -> None:
        """No more ticks; wait for those that run."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for lock in self._locks.values():
            async with lock:
                pass

    async def tick_now(self) -> None:
        """Call every tick once, in their order, and wait: for tests, and for the demo after its clock jumped."""
        for tick in self._ticks:
            await self._tick(tick)

    async def _tick(self, tick: Tick) -> None:
        async with self._locks[tick.name]:
            try:
                await tick.call()
            except Exception as error:
                log.error("tick %s failed: %s", tick.name, type(error).__name__)


class DueTimers:
    """
    The tick that obeys due timers.

    Args:
        obey: Calls `timers.done` first thing in the transaction of its effects.
        urgent: Kinds that go before all others when many are due.
    """

    def __init__(
        self, store: Store, obey: Callable[[Due], Awaitable[None]], clock: Clock, urgent: Sequence[str] = ()
    ) -> None:
        self._store = store
        self._obey = obey
        self._clock = clock
        self._urgent = urgent
        self._doubt = Doubt(store)
        self._doubt.listen()
        self._side_by_side = asyncio.Semaphore(SIDE_BY_SIDE)

    async def __call__(self) -> None:
        """Obey everything that is due, oldest first; urgent kinds overtake when there is a queue."""
        await self._doubt.settle(timers.release_lost)  # between ticks nothing is in hand
        while True:
            now = self._clock.now()
            due = await self._store.run(partial(timers.claim_due, now=now, limit=AT_A_TIME, urgent=self._urgent))
            await asyncio.gather(*(self._one(timer) for timer in due))
            if len(due) < AT_A_TIME:
                return

    async def _one(self, timer: Due) -> None:
        async with self._side_by_side:
            try:
                await self._obey(timer)
            except Exception as error:
                log.error("timer %s of kind %s failed: %s", timer.id, timer.kind, type(error).__name__)
                now = self._clock.now()
                await self._store.run(lambda tx: timers.fail(tx, timer.id, now))
