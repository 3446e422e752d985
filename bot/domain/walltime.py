"""Between a person's wall clock and instants. The one conversion; everybody else compares like with like."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


class UnknownTimezone(ValueError):
    """A time zone is not in the tz database. The person who set it has to name another, such as Europe/Helsinki."""


class NaiveTime(ValueError):
    """A time came without its zone. The caller has to say whose clock it is."""


def zone(name: str) -> ZoneInfo:
    """The tz database's zone. Raises UnknownTimezone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownTimezone("this time zone is not in the tz database; use a name like Europe/Helsinki") from error


def aware(at: datetime) -> datetime:
    """The same instant in UTC. Raises NaiveTime."""
    if at.tzinfo is None:
        raise NaiveTime("a time needs its zone; give it one where it is read or made")
    return at.astimezone(UTC)


def local_date(at: datetime, timezone: str) -> date:
    """The date on the wall calendar at this instant."""
    return aware(at).astimezone(zone(timezone)).date()


def instant(day: date, wall: clock_time, timezone: str) -> datetime:
    """
    The instant (UTC) at which the wall clock shows this date and time.

    A time that the change to summer time leaves out becomes the next that exists; of one that comes twice, the
    later is meant: waiting is safer than being early.
    """
    tz = zone(timezone)
    naive = datetime.combine(day, wall.replace(tzinfo=None, fold=0))
    while True:
        utc = naive.replace(tzinfo=tz, fold=1).astimezone(UTC)
        if utc.astimezone(tz).replace(tzinfo=None, fold=0) == naive:
            return utc
        naive = naive.replace(second=0, microsecond=0) + timedelta(minutes=1)  # gaps end on whole minutes
