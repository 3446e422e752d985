"""Working days and service hours in Finland, and when a weekly digest is due."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache

import holidays

from bot.domain.walltime import aware, instant, local_date, zone

DAY = timedelta(days=1)
SEARCH = 60  # days; a calendar without a working day for so long is a mistake


class NoWorkingDay(ValueError):
    """A calendar has no working day for two months. Whoever set it up has to look at it."""


@dataclass(frozen=True)
class WorkingDays:
    """
    When a unit is at work: Monday to Friday without holidays, within service hours on its wall clock.

    Args:
        holiday: Whether nobody works on a date.
        opens, closes: Service hours of a working day; at `closes` it is over.
        timezone: Name in the tz database.
    """

    holiday: Callable[[date], bool]
    opens: time = time(8)
    closes: time = time(16)
    timezone: str = "Europe/Helsinki"

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError("service hours begin before they end")
        zone(self.timezone)

    @classmethod
    def finland(
        cls, eves_off: bool = True, opens: time = time(8), closes: time = time(16), timezone: str = "Europe/Helsinki"
    ) -> WorkingDays:
        """Finnish public holidays; `eves_off`: Midsummer Eve and Christmas Eve are free as well."""
        return cls(_free_with_eves if eves_off else _free, opens, closes, timezone)

    def sparing_eves(self) -> WorkingDays:
        """The same with Midsummer Eve and Christmas Eve free: what is said once does not fall there, whoever works then."""
        return replace(self, holiday=lambda day: self.holiday(day) or _free_with_eves(day))

    def is_working(self, day: date) -> bool:
        return day.weekday() < 5 and not self.holiday(day)

    def on_or_after(self, day: date) -> date:
        """The day itself if it is a working day, else the next one. Raises NoWorkingDay."""
        for ahead in range(SEARCH):
            if self.is_working(day + ahead * DAY):
                return day + ahead * DAY
        raise NoWorkingDay("no working day within two months")

    def on_or_before(self, day: date) -> date:
        """The day itself if it is a working day, else the last one before it. Raises NoWorkingDay."""
        for back in range(SEARCH):
            if self.is_working(day - back * DAY):
                return day - back * DAY
        raise NoWorkingDay("no working day within two months")

    def next_working(self, day: date) -> date:
        """The first working day after this one."""
        return self.on_or_after(day + DAY)

    def add(self, day: date, count: int) -> date:
        """The working day `count` working days after `day`; the day itself when count is 0."""
        if count < 0:
            raise ValueError("working days are counted forward")
        for _ in range(count):
            day = self.next_working(day)
        return day

    def in_hours(self, at: datetime) -> bool:
        """Whether somebody is there at this instant."""
        local = aware(at).astimezone(zone(self.timezone))
        return self.is_working(local.date()) and self.opens <= local.time() < self.closes

    def open_from(self, at: datetime) -> datetime:
        """This instant if somebody is there, else the next opening. UTC."""
        if self.in_hours(at):
            return aware(at)
        today = local_date(at, self.timezone)
        opening = instant(self.on_or_after(today), self.opens, self.timezone)
        return opening if opening >= at else instant(self.next_working(today), self.opens, self.timezone)

    def after(self, at: datetime, count: int) -> datetime:
        """The same time of day `count` working days later, or the next opening from there on. UTC."""
        local = aware(at).astimezone(zone(self.timezone))
        return self.open_from(instant(self.add(local.date(), count), local.time(), self.timezone))


def digest_due(weekday: int, hour: int, timezone: str, now: datetime, working: WorkingDays | None = None) -> datetime:
    """
    The next digest after `now`: that weekday (Monday is 0) at that hour, on a holiday the next working day. UTC.

    A weekday at the weekend is a professional's own choice and stays; only holidays move it.
    """
    return _digest_days(weekday, hour, timezone, now, working)[1]


def digest_week(weekday: int, hour: int, timezone: str, now: datetime, working: WorkingDays | None = None) -> str:
    """
    The ISO week that the latest due digest belongs to: the week of its own weekday, even when a holiday moved it.

    With Friday as the weekday, Good Friday's digest comes on Tuesday of the next week; it must not use up that week.
    """
    return iso_week(_digest_days(weekday, hour, timezone, now, working)[0], timezone)


def _digest_days(
    weekday: int, hour: int, timezone: str, now: datetime, working: WorkingDays | None
) -> tuple[datetime, datetime]:
    """The own weekday of the latest due digest, and the (moved) instant of the next."""
    if not 0 <= weekday <= 6 or not 0 <= hour <= 23:
        raise ValueError("a digest has a weekday 0..6 and an hour 0..23")
    calendar = working or FINLAND
    today = local_date(now, timezone)
    week = today - (today.weekday() - weekday) * DAY - 21 * DAY  # far enough back for any row of holidays
    latest = week
    while True:
        day = calendar.next_working(week) if calendar.holiday(week) else week
        due = instant(day, time(hour), timezone)
        if due > now:
            return instant(latest, time(hour), timezone), due
        latest, week = week, week + 7 * DAY


def iso_week(at: datetime, timezone: str) -> str:
    """The ISO week on the wall calendar, such as "2026-W53"."""
    year, week, _ = local_date(at, timezone).isocalendar()
    return f"{year}-W{week:02d}"


@cache
def _finnish(year: int) -> frozenset[date]:
    """Public holidays of a year. The library's own object grows while it is read; a set per year is safe to share."""
    return frozenset(holidays.country_holidays("FI", years=year))


def _eve(day: date) -> bool:
    """Midsummer Eve or Christmas Eve: no public holidays by law, free in most units."""
    return (day.month, day.day) == (12, 24) or (day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4)


def _free(day: date) -> bool:
    return day in _finnish(day.year) and not _eve(day)


def _free_with_eves(day: date) -> bool:
    return day in _finnish(day.year) or _eve(day)


FINLAND = WorkingDays.finland()
