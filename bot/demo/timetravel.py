"""Moving the clock of a running bot: everything that falls due on the way happens at its own time, in order."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.app import Coach
from bot.clock import MovableClock
from bot.storage import people, timers
from bot.storage.database import Transaction

MOST_STOPS = 5_000  # on one journey; a client has a handful of timers, so only a fault comes near


class TimeTravel:
    """The demo's and the tests' way through time. One journey at a time."""

    def __init__(self, coach: Coach, clock: MovableClock) -> None:
        self._coach = coach
        self._clock = clock
        self._lock = asyncio.Lock()

    @property
    def busy(self) -> bool:
        """Is time passing just now?"""
        return self._lock.locked()

    def now(self) -> datetime:
        return self._clock.now()

    async def advance(self, by: timedelta) -> None:
        """Let so much time pass."""
        await self.advance_to(self._clock.now() + by)

    async def advance_to(self, until: datetime) -> None:
        """Let time pass until then, stopping wherever something is due."""
        async with self._lock:
            for _ in range(MOST_STOPS):
                await self._happen()
                stop = await self._next(self._clock.now())
                if stop is None or stop > until:
                    break
                self._clock.move_to(stop)
            self._clock.move_to(until)
            await self._happen()

    async def to_next_check_in(self, telegram_id: int) -> None:
        """Until this person's next check-in, or the soft return from a break, has been sent."""
        due = await self._coach.store.run(lambda tx: self._check_in_of(tx, telegram_id))
        if due is not None:
            await self.advance_to(due)

    async def to_digest(self) -> None:
        """Until the next weekly digest has been sent."""
        now = self._clock.now()
        due = await self._coach.store.run(lambda tx: timers.next_after(tx, now, "digest"))
        if due is not None:
            await self.advance_to(due)

    def _check_in_of(self, tx: Transaction, telegram_id: int) -> datetime | None:
        person = people.find(tx, telegram_id)
        client = people.client_of(tx, person.id) if person else None
        if client is None:
            return None
        now = self._clock.now()
        found = [timers.next_after(tx, now, kind, client.id) for kind in ("check_in", "return")]
        return min((at for at in found if at is not None), default=None)

    async def _next(self, now: datetime) -> datetime | None:
        return await self._coach.store.run(lambda tx: timers.next_after(tx, now))

    async def _happen(self) -> None:
        await self._coach.settle()
        await self._coach.tick()
        await self._coach.settle()
