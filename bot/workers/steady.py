"""
Does the clock go as time does? Compared every few seconds with one that is never set.

After a leap forward, timers rest for a while: a clock that is put right again must not have asked everybody too early,
and planned their next check-ins from a day that has not come. After a leap back, leases from the future are cut.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock

log = structlog.get_logger()

LOOK_EVERY = timedelta(seconds=5)
LEAP = timedelta(seconds=30)  # a time server corrects by less
FAR = timedelta(hours=1)  # a leap forward after which timers rest
REST = 600.0  # seconds; a time server needs fewer to put a clock right


def never_set() -> float:
    """Seconds of a clock that nobody sets, and that goes on while the machine sleeps."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class Steady:
    """Knows when the clock was set. `back` is called with the time after a leap back."""

    def __init__(self, clock: Clock, now: Callable[[], float] = never_set) -> None:
        self._clock, self._now = clock, now
        self._seen: tuple[datetime, float] | None = None
        self._rests_until = float("-inf")
        self.leaps = 0

    def look(self) -> timedelta:
        """How far the clock leapt since the last look; zero while it goes as it should."""
        here, now = self._clock.now(), self._now()
        before, self._seen = self._seen, (here, now)
        if before is None:
            return timedelta()
        leap = here - before[0] - timedelta(seconds=now - before[1])
        if abs(leap) < LEAP:
            return timedelta()
        self.leaps += 1
        self._rests_until = now + REST if leap > FAR else float("-inf")
        log.warning("the clock leapt", seconds=round(leap.total_seconds()), timers_rest=leap > FAR)
        return leap

    @property
    def doubtful(self) -> bool:
        """Did the clock leap far ahead just now? Then nothing that is due is obeyed yet."""
        return self._now() < self._rests_until
