"""On the wall clock: quiet hours, weekdays, clock changes, the budget; properties P10 and P11."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import cadence
from bot.domain.cadence import NoWeekday, QuietAllDay, Reason, Rhythm
from bot.domain.walltime import NaiveTime, UnknownTimezone, instant, local_date

HELSINKI = ZoneInfo("Europe/Helsinki")
EVERY_DAY = frozenset(range(7))
USUAL = Rhythm(2, None, time(10), time(20), time(9), EVERY_DAY, "Europe/Helsinki")


def rhythm(**changes: object) -> Rhythm:
    return Rhythm(**{**USUAL.__dict__, **changes})  # type: ignore[arg-type]


TIMES = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 59)))
ZONES = st.sampled_from(
    ("Europe/Helsinki", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "UTC")
)


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    begin = draw(TIMES)
    minutes = draw(st.integers(1, 23 * 60))  # how long it is quiet
    end = (datetime.combine(date(2026, 1, 1), begin) + timedelta(minutes=minutes)).time()
    days = draw(st.frozensets(st.integers(0, 6), min_size=1))
    fixed = draw(st.none() | st.integers(1, 14))
    return Rhythm(draw(st.integers(1, 14)), fixed, draw(TIMES), begin, end, days, draw(ZONES))


# around the changes of the clock, and a day that Samoa left out
MOMENTS = st.builds(
    lambda day, minutes: datetime.combine(day, time(), UTC) + timedelta(minutes=minutes),
    st.sampled_from((date(2026, 10, 24), date(2027, 3, 27), date(2027, 4, 3), date(2011, 12, 29))),
    st.integers(0, 4 * 24 * 60),
)


@given(rhythms(), MOMENTS, st.lists(st.integers(0, 10), max_size=4), st.integers(0, 6), st.integers(1, 14))
def test_p10_a_question_comes_at_a_permitted_time_and_not_before_it_is_due(agreed, last, energies, misses, prev):
    planned = cadence.plan(agreed, energies, misses, prev, last)
    # then
    due_day = local_date(last, agreed.timezone) + timedelta(days=planned.days)
    assert cadence.allowed(agreed, planned.due_at)
    assert planned.due_at >= instant(due_day, agreed.slot, agreed.timezone)
    assert planned.due_at.utcoffset() == timedelta(0)


@given(rhythms(), MOMENTS)
def test_settling_moves_later_and_only_once(agreed, at):
    settled = cadence.settle(agreed, at)
    assert settled >= at
    assert cadence.allowed(agreed, settled)
    assert cadence.settle(agreed, settled) == settled
    if cadence.allowed(agreed, at):
        assert settled == at


@given(rhythms(), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 23)), max_size=40), st.sampled_from((4, 7)))
def test_p11_no_interleaving_of_senders_breaks_the_budget(agreed, wishes, weekly):
    # given senders of several kinds that ask in any order for any time
    start = datetime(2026, 10, 10, tzinfo=UTC)
    sent: list[date] = []
    for days, hours in wishes:
        # when each takes the first free time from its wish on
        at = cadence.next_free(agreed, sent, start + timedelta(days=days, hours=hours), weekly)
        assert cadence.allowed(agreed, at)
        sent.append(local_date(at, agreed.timezone))
    # then no day has two, and no seven days have more than the budget
    assert len(set(sent)) == len(sent)
    for begin in sent:
        assert sum(begin <= day < begin + timedelta(days=7) for day in sent) <= weekly


@pytest.mark.parametrize(("floor", "fixed", "weekly"), [(1, None, 7), (2, None, 4), (2, 1, 7), (1, 4, 4), (7, None, 4)])
def test_only_a_chosen_daily_rhythm_has_a_daily_budget(floor, fixed, weekly):
    assert cadence.budget_days(floor, fixed) == weekly


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [(date(2026, 10, 24), 7), (date(2026, 10, 25), 8), (date(2027, 3, 27), 8), (date(2027, 3, 28), 7)],
)
def test_ten_o_clock_stays_ten_o_clock_when_the_clocks_change(day, utc_hour):
    assert cadence.send_time(USUAL, day) == datetime(day.year, day.month, day.day, utc_hour, tzinfo=UTC)


def test_a_time_that_does_not_exist_becomes_the_next_that_does():
    night = rhythm(slot=time(3, 30), quiet_from=time(20), quiet_until=time(2))
    assert cadence.send_time(night, date(2027, 3, 28)) == datetime(2027, 3, 28, 4, tzinfo=HELSINKI).astimezone(UTC)


def test_of_a_time_that_comes_twice_the_later_is_meant():
    night = rhythm(slot=time(3, 30), quiet_from=time(20), quiet_until=time(2))
    assert cadence.send_time(night, date(2026, 10, 25)) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_gap_that_ends_in_quiet_hours_waits_for_their_end():
    night = rhythm(slot=time(3, 30), quiet_from=time(4), quiet_until=time(11))
    assert cadence.send_time(night, date(2027, 3, 28)) == datetime(2027, 3, 28, 8, tzinfo=UTC)


def test_a_slot_in_the_evening_quiet_moves_to_the_next_morning():
    late = rhythm(slot=time(21))
    assert cadence.send_time(late, date(2026, 11, 25)) == datetime(2026, 11, 26, 7, tzinfo=UTC)


def test_an_excluded_weekday_moves_to_the_slot_of_the_next_permitted_one():
    # given no weekends, and a due date on Saturday
    weekdays = rhythm(weekdays=frozenset(range(5)))
    # then Monday at the slot
    assert cadence.send_time(weekdays, date(2026, 11, 28)) == datetime(2026, 11, 30, 8, tzinfo=UTC)


def test_an_evening_slot_on_the_only_weekday_still_finds_a_time():
    mondays = rhythm(slot=time(21), weekdays=frozenset({0}))
    assert cadence.send_time(mondays, date(2026, 11, 30)) == datetime(2026, 12, 7, 7, tzinfo=UTC)


def test_after_a_break_the_soft_message_comes_on_the_first_day_after_it():
    assert cadence.resume_at(USUAL, date(2026, 12, 1)) == datetime(2026, 12, 1, 8, tzinfo=UTC)


LAST = datetime(2026, 11, 25, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("energies", "misses", "prev", "fixed", "reason", "days"),
    [
        ((), 0, 4, None, Reason.FIRST, 4),
        ((3,), 0, 2, None, Reason.LOW_ENERGY, 5),
        ((8, 8), 0, 4, None, Reason.BETTER, 3),
        ((8, 8), 0, 2, None, Reason.USUAL, 2),
        ((0,), 0, 14, None, Reason.USUAL, 7),
        ((6,), 1, 3, None, Reason.MISSED, 5),
        ((6,), 3, 3, None, Reason.OPEN_DOOR, 14),
        ((6,), 0, 3, 4, Reason.FIXED, 4),
    ],
)
def test_every_change_has_its_reason(energies, misses, prev, fixed, reason, days):
    planned = cadence.plan(rhythm(fixed=fixed), energies, misses, prev, LAST)
    assert (planned.reason, planned.days) == (reason, days)


def test_an_impossible_rhythm_is_refused_by_name():
    with pytest.raises(NoWeekday):
        rhythm(weekdays=frozenset())
    with pytest.raises(NoWeekday):
        rhythm(weekdays=frozenset({7}))
    with pytest.raises(QuietAllDay):
        rhythm(quiet_from=time(9), quiet_until=time(9))
    with pytest.raises(QuietAllDay):
        rhythm(quiet_from=time(9, 30), quiet_until=time(9))
    with pytest.raises(UnknownTimezone):
        rhythm(timezone="Mars/Olympus")
    with pytest.raises(cadence.DaysOffScale):
        rhythm(floor=0)
    with pytest.raises(NaiveTime):
        cadence.settle(USUAL, datetime(2026, 11, 25))  # noqa: DTZ001 - naive on purpose
    with pytest.raises(ValueError, match="budget"):
        cadence.next_free(USUAL, [], LAST, 0)
