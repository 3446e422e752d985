"""The only place that asks what time it is. Everybody else is handed a clock, or better, a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time as an aware UTC datetime."""

    def now(self) -> datetime: ...


class SystemClock:
    """The time of this machine."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """
    A clock for the demo and for tests.

    With `at` it stands still until it is moved; without, it runs along with the machine, `offset` ahead.
    """

    def __init__(self, at: datetime | None = None, offset: timedelta = timedelta()) -> None:
        if at is not None and at.tzinfo is None:
            raise ValueError("a clock is set to an aware time")
        self._at = at
        self._offset = offset

    @property
    def offset(self) -> timedelta:
        """How far ahead of the machine; zero for a clock that stands."""
        return self._offset

    def now(self) -> datetime:
        if self._at is not None:
            return self._at
        return datetime.now(UTC) + self._offset

    def move(self, by: timedelta) -> datetime:
        """Go forward. Backward is refused: leases and timers would come alive again."""
        if by < timedelta():
            raise ValueError("a clock only goes forward")
        if self._at is not None:
            self._at += by
        else:
            self._offset += by
        return self.now()

    def move_to(self, at: datetime) -> datetime:
        """Go forward to `at`; stay where it is already later."""
        return self.move(max(at - self.now(), timedelta()))
