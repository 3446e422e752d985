"""How energy is told over weeks: nothing invented between answers, a break is a reason, a gap stays a gap."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.course import MOST_SPANS, course, own_start

MONDAY = date(2026, 8, 31)
WEDNESDAY = MONDAY + timedelta(days=58)  # of the ninth week

days = st.integers(0, 900).map(lambda n: MONDAY + timedelta(days=n))
answers = st.lists(st.tuples(days, st.integers(0, 10)), max_size=60).map(sorted)


def test_a_week_is_told_by_its_middle_answer() -> None:
    given = [(MONDAY, 2), (MONDAY + timedelta(days=3), 9), (MONDAY + timedelta(days=6), 3)]
    shown = course(given, [], MONDAY, WEDNESDAY)
    assert shown.spans[0].middle == 3
    assert len(shown.spans) == 9


def test_weeks_without_answers_stay_gaps_and_a_break_says_why() -> None:
    # given an answer, then nothing for two weeks, then a break of two weeks
    away = (MONDAY + timedelta(days=21), MONDAY + timedelta(days=34))
    shown = course([(MONDAY, 4)], [away], MONDAY, WEDNESDAY)
    told = ["value" if s.middle is not None else "break" if s.on_break else "gap" for s in shown.spans]
    assert told == ["value", "gap", "gap", "break", "break", "gap", "gap", "gap", "gap"]


def test_a_week_with_an_answer_is_told_by_it_even_if_a_break_began_in_it() -> None:
    shown = course([(MONDAY, 4)], [(MONDAY + timedelta(days=2), WEDNESDAY)], MONDAY, WEDNESDAY)
    assert shown.spans[0].middle == 4
    assert not shown.spans[0].on_break


def test_the_newest_week_ends_today_so_that_days_to_come_are_not_called_empty() -> None:
    shown = course([(MONDAY, 4)], [], MONDAY, WEDNESDAY)
    assert shown.spans[-1].ends == WEDNESDAY
    assert shown.last == WEDNESDAY + timedelta(days=4)  # the picture shows the whole week


def test_the_own_start_is_the_middle_of_the_first_three_answers() -> None:
    given = [(MONDAY, 1), (MONDAY, 7), (MONDAY, 2), (MONDAY, 10)]
    assert own_start(given) == 2
    assert own_start(given[:1]) == 1
    assert own_start([]) is None


@given(answers, days, days)
def test_every_answer_within_the_weeks_counts_in_exactly_one_span(
    given: list[tuple[date, int]], one: date, other: date
) -> None:
    first, today = sorted((one, other))
    shown = course([pair for pair in given if pair[0] <= today], [], first, today)
    assert 1 <= len(shown.spans) <= MOST_SPANS
    assert shown.spans[0].begins == shown.first
    assert all(a.ends + timedelta(days=1) == b.begins for a, b in zip(shown.spans, shown.spans[1:], strict=False))
    for span in shown.spans:
        inside = [energy for day, energy in shown.answers if span.begins <= day <= span.ends]
        assert span.middle == (median(inside) if inside else None)
    assert len(shown.answers) == len([1 for day, _ in given if shown.first <= day <= today])
