"""When to ask next: the vectors and the properties P1-P9 and P14 of the cadence rule."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain import cadence
from bot.domain.cadence import (
    LONGEST,
    SHORTEST,
    TABLE,
    DaysOffScale,
    EnergyOffScale,
    Mode,
    effective_energy,
    interval,
)

ENERGY = st.integers(0, 10)
ENERGIES = st.lists(ENERGY, max_size=5).map(tuple)
MISSES = st.integers(0, 7)
DAYS = st.integers(1, 14)
FIXED = st.none() | DAYS

VECTORS = [
    ((), 0, 4, 2, None, 4),
    ((8, 8, 8), 0, 3, 2, None, 2),
    ((3, 3, 9), 0, 5, 2, None, 5),
    ((8, 8, 2), 0, 2, 2, None, 5),
    ((6, 6, 6), 1, 3, 2, None, 5),
    ((6, 6, 6), 2, 3, 2, None, 6),
    ((6, 6, 6), 3, 6, 2, None, 14),
    ((9, 9, 9), 0, 2, 1, None, 1),
    ((0, 10, 10), 0, 6, 1, None, 5),
    ((9, 9, 9), 0, 4, 2, 1, 1),
    ((0, 0, 0), 1, 7, 2, 7, 11),
]


@pytest.mark.parametrize(("energies", "misses", "prev", "floor", "fixed", "days"), VECTORS)
def test_the_rule_gives_the_days_of_the_design(energies, misses, prev, floor, fixed, days):
    assert interval(energies, misses, prev, floor, fixed) == days


@given(ENERGIES, MISSES, DAYS, DAYS, FIXED)
def test_p1_an_interval_is_one_to_fourteen_days(energies, misses, prev, floor, fixed):
    assert SHORTEST <= interval(energies, misses, prev, floor, fixed) <= LONGEST


@given(ENERGIES, MISSES, DAYS, DAYS, FIXED)
def test_p2_never_denser_than_the_client_chose(energies, misses, prev, floor, fixed):
    chosen = floor if fixed is None else fixed
    assert interval(energies, misses, prev, floor, fixed) >= chosen


@given(ENERGIES, MISSES, DAYS, DAYS, FIXED, st.data())
def test_p3_less_energy_never_shortens(energies, misses, prev, floor, fixed, data):
    assume(energies)
    # given the same answers, one of them lower
    place = data.draw(st.integers(0, len(energies) - 1))
    lower = (*energies[:place], data.draw(st.integers(0, energies[place])), *energies[place + 1 :])
    # then the client is not asked sooner
    assert interval(lower, misses, prev, floor, fixed) >= interval(energies, misses, prev, floor, fixed)


@given(ENERGIES, MISSES, DAYS, DAYS, FIXED)
def test_p4_one_more_open_question_never_shortens(energies, misses, prev, floor, fixed):
    assert interval(energies, misses + 1, prev, floor, fixed) >= interval(energies, misses, prev, floor, fixed)


@given(ENERGIES, MISSES, DAYS, st.integers(1, 13), FIXED)
def test_p5_a_wider_floor_never_shortens(energies, misses, prev, floor, fixed):
    assert interval(energies, misses, prev, floor + 1, fixed) >= interval(energies, misses, prev, floor, fixed)


@given(ENERGIES, MISSES, DAYS, DAYS)
def test_p6_an_adaptive_rhythm_tightens_by_one_day_at_most(energies, misses, prev, floor):
    before = min(prev, 7) if misses == 0 else prev
    assert interval(energies, misses, prev, floor) >= min(LONGEST, before - 1)


@given(ENERGIES, DAYS, DAYS)
def test_p7_after_an_answer_a_week_is_the_widest_unless_the_client_wants_wider(energies, prev, floor):
    assert interval(energies, 0, prev, floor) <= max(7, floor)


@given(ENERGIES, ENERGIES, MISSES, DAYS, DAYS, DAYS)
def test_p8_energy_does_not_touch_a_fixed_rhythm(energies, others, misses, prev, floor, fixed):
    assert interval(energies, misses, prev, floor, fixed) == interval(others, misses, prev, floor, fixed)


@given(ENERGIES, MISSES, DAYS, DAYS, FIXED)
def test_p9_the_same_values_give_the_same_days(energies, misses, prev, floor, fixed):
    given_list = list(energies)
    first = interval(given_list, misses, prev, floor, fixed)
    assert (interval(energies, misses, prev, floor, fixed), given_list) == (first, list(energies))


@given(ENERGY, DAYS, DAYS)
def test_p14_steady_energy_reaches_its_rhythm_within_six_answers(energy, prev, floor):
    energies: tuple[int, ...] = ()
    for _ in range(6):
        energies = (*energies, energy)
        prev = interval(energies, 0, prev, floor)
    assert prev == max(TABLE[energy], floor)


@pytest.mark.parametrize(
    ("misses", "mode"),
    [
        (0, Mode.ASKING),
        (2, Mode.ASKING),
        (3, Mode.OPEN_DOOR),
        (4, Mode.OPEN_DOOR),
        (5, Mode.DORMANT),
        (9, Mode.DORMANT),
    ],
)
def test_three_misses_open_the_door_and_five_bring_rest(misses, mode):
    assert cadence.mode(misses) is mode


def test_each_energy_has_its_days_as_the_design_says():
    # energy 0..10; whoever changes one changes it here too
    assert [interval((energy,) * 3, 0, 1, 1, None) for energy in range(11)] == [7, 7, 5, 5, 4, 4, 3, 3, 2, 1, 1]


def test_one_good_day_changes_nothing():
    assert effective_energy((3, 3, 9)) == 3
    assert effective_energy((9, 9, 2)) == 2
    assert effective_energy((3, 9, 9)) == 9
    assert effective_energy(()) == 5


@pytest.mark.parametrize(("energy", "most"), [(0, 1), (3, 1), (4, 2), (6, 2), (7, 3), (10, 3), (None, 2)])
def test_low_energy_is_asked_less(energy, most):
    assert cadence.max_questions(energy) == most


def test_answers_older_than_a_fortnight_say_nothing_about_today():
    # given answers out of order, one too old
    now = datetime(2026, 11, 25, 10, tzinfo=UTC)
    reports = [(now - timedelta(days=1), 7), (now - timedelta(days=15), 1), (now - timedelta(days=14), 4)]
    # then the fresh ones come oldest first
    assert cadence.usable(reports, now) == (4, 7)


@pytest.mark.parametrize("wrong", [{"prev": 0}, {"prev": 15}, {"floor": 0}, {"fixed": 15}])
def test_days_off_the_scale_are_refused(wrong):
    with pytest.raises(DaysOffScale):
        interval((), **{"misses": 0, "prev": 4, **wrong})


@pytest.mark.parametrize("energies", [(-1,), (11,), (5, -3, 5)])
def test_energy_off_the_scale_is_refused(energies):
    with pytest.raises(EnergyOffScale):
        interval(energies, 0, 4)
