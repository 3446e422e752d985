"""Working days around Finnish holidays, service hours, and the week of a digest."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.workdays import FINLAND, NoWorkingDay, WorkingDays, digest_due, digest_week, iso_week

HELSINKI = ZoneInfo("Europe/Helsinki")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2033, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
ZONES = st.sampled_from(("Europe/Helsinki", "America/New_York", "Asia/Kathmandu"))

VECTORS = [
    ((2026, 12, 23), 1, (2026, 12, 28)),
    ((2026, 12, 23), 2, (2026, 12, 29)),
    ((2027, 1, 5), 1, (2027, 1, 7)),
    ((2027, 3, 25), 1, (2027, 3, 30)),
    ((2027, 5, 5), 1, (2027, 5, 7)),
    ((2027, 6, 24), 1, (2027, 6, 28)),
    ((2027, 12, 3), 1, (2027, 12, 7)),
    ((2026, 12, 4), 1, (2026, 12, 7)),
]


def here(year: int, month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HELSINKI)


@pytest.mark.parametrize(("day", "count", "then"), VECTORS)
def test_working_days_are_counted_over_finnish_holidays(day, count, then):
    assert FINLAND.add(date(*day), count) == date(*then)


def test_a_unit_may_work_on_the_eves():
    # given a unit that works on Christmas Eve and Midsummer Eve
    working = WorkingDays.finland(eves_off=False)
    # then those count, while public holidays do not
    assert working.add(date(2026, 12, 23), 1) == date(2026, 12, 24)
    assert working.add(date(2027, 6, 24), 1) == date(2027, 6, 25)
    assert not working.is_working(date(2026, 12, 25))


@given(st.dates(date(2026, 1, 1), date(2033, 12, 31)), st.integers(1, 12))
def test_working_days_add_up(day, count):
    then = FINLAND.add(day, count)
    between = [day + timedelta(days=n) for n in range(1, (then - day).days + 1)]
    assert FINLAND.is_working(then)
    assert sum(map(FINLAND.is_working, between)) == count


@given(MOMENTS)
def test_the_next_opening_is_in_hours_and_not_earlier(at):
    opening = FINLAND.open_from(at)
    assert opening >= at
    assert FINLAND.in_hours(opening)
    assert FINLAND.open_from(opening) == opening


def test_two_working_days_later_keeps_the_time_of_day_within_service_hours():
    assert FINLAND.after(here(2026, 11, 25, 13), 2) == here(2026, 11, 27, 13)
    assert FINLAND.after(here(2026, 11, 25, 5), 2) == here(2026, 11, 27)
    assert FINLAND.after(here(2026, 11, 26, 22), 1) == here(2026, 11, 30)


def test_service_hours_begin_at_the_minute_and_end_before_it():
    # given service hours from eight to four
    wednesday = {at: FINLAND.in_hours(here(2026, 11, 25, *at)) for at in ((7, 59), (8, 0), (15, 59), (16, 0))}
    # then at four nobody is there any more
    assert wednesday == {(7, 59): False, (8, 0): True, (15, 59): True, (16, 0): False}


def test_a_calendar_without_working_days_is_refused():
    with pytest.raises(NoWorkingDay):
        WorkingDays(lambda day: True).next_working(date(2026, 11, 25))
    with pytest.raises(ValueError, match="service hours"):
        WorkingDays(lambda day: False, opens=time(16), closes=time(8))
    with pytest.raises(ValueError, match="forward"):
        FINLAND.add(date(2026, 11, 25), -1)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (here(2026, 11, 25, 10), here(2026, 11, 30)),
        (here(2026, 11, 30, 7, 59), here(2026, 11, 30)),
        (here(2026, 11, 30), here(2026, 12, 7)),  # at the moment itself the next one is meant
        (here(2027, 3, 27), here(2027, 3, 30)),  # Easter Monday
        (here(2027, 3, 29, 12), here(2027, 3, 30)),
        (here(2027, 3, 30), here(2027, 4, 5)),
        (here(2026, 10, 22), here(2026, 10, 26)),  # over the end of summer time
        (here(2027, 12, 1), here(2027, 12, 7)),  # Independence Day
    ],
)
def test_a_digest_is_due_on_monday_at_eight_or_the_next_working_day(now, due):
    assert digest_due(0, 8, "Europe/Helsinki", now) == due


@given(MOMENTS, st.integers(0, 6), st.integers(0, 23), ZONES)
def test_digests_come_about_once_a_week_and_each_has_its_own_week(now, weekday, hour, timezone):
    # given a professional's own day and hour
    weeks = []
    for _ in range(6):
        following = digest_due(weekday, hour, timezone, now)
        assert timedelta(0) < following - now <= timedelta(days=13)
        now = following
        weeks.append(digest_week(weekday, hour, timezone, now))
    # then six digests belong to six weeks
    assert len(set(weeks)) == 6
    assert weeks == sorted(weeks)


def test_a_digest_that_good_friday_moved_does_not_use_up_the_next_week():
    # given Fridays: Good Friday's digest comes on Tuesday after Easter
    first = digest_due(4, 8, "Europe/Helsinki", here(2027, 3, 22))
    second = digest_due(4, 8, "Europe/Helsinki", first)
    assert (first, second) == (here(2027, 3, 30), here(2027, 4, 2))
    # then they are two weeks' digests
    assert [digest_week(4, 8, "Europe/Helsinki", at) for at in (first, second)] == ["2027-W12", "2027-W13"]


def test_weeks_are_iso_weeks_on_the_wall_calendar():
    assert iso_week(here(2027, 1, 1), "Europe/Helsinki") == "2026-W53"
    assert iso_week(here(2027, 1, 4), "Europe/Helsinki") == "2027-W01"
    assert iso_week(datetime(2027, 1, 3, 23, tzinfo=UTC), "Europe/Helsinki") == "2027-W01"


def test_impossible_digest_times_are_refused():
    with pytest.raises(ValueError, match="weekday"):
        digest_due(7, 8, "Europe/Helsinki", here(2026, 11, 25))


@pytest.mark.parametrize(
    ("day", "before"),
    [
        (date(2027, 5, 5), date(2027, 5, 5)),
        (date(2027, 5, 6), date(2027, 5, 5)),  # Ascension Day
        (date(2027, 5, 9), date(2027, 5, 7)),  # a Sunday
        (date(2026, 12, 27), date(2026, 12, 23)),  # after Christmas
    ],
)
def test_the_last_working_day_until_a_day(day, before):
    assert FINLAND.on_or_before(day) == before
