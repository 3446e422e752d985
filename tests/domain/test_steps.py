"""The ladder of steps: what is offered, and when growing may be asked about."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cadence import EnergyOffScale
from bot.domain.steps import Fit, Ladder, LevelOffLadder, Outcome, Trial, cap, grown, may_ask_growth, offer, smaller

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
LEVEL = st.integers(0, 4)
ENERGY = st.integers(0, 10)
SKIPS = st.integers(0, 6)
TRIALS = st.lists(
    st.builds(
        lambda days, outcome, fit: Trial(NOW - timedelta(days=days), outcome, fit),
        st.integers(0, 60),
        st.sampled_from(Outcome),
        st.none() | st.sampled_from(Fit),
    ),
    max_size=6,
).map(lambda trials: sorted(trials, key=lambda trial: trial.at))
GROWN = st.none() | st.integers(0, 30).map(lambda days: NOW - timedelta(days=days))


def trial(days: int, outcome: Outcome = Outcome.DONE, fit: Fit | None = Fit.FITTING) -> Trial:
    return Trial(NOW - timedelta(days=days), outcome, fit)


FITTED = (trial(9), trial(6), trial(3))


def test_energy_caps_the_level_as_the_design_says():
    assert [cap(energy) for energy in range(11)] == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4]


@given(LEVEL, ENERGY, LEVEL, SKIPS)
def test_an_offer_never_exceeds_plan_energy_or_level(level, energy, plan_most, skips):
    assert 0 <= offer(level, energy, plan_most, skips) <= min(level, plan_most, cap(energy))


@given(LEVEL, st.integers(0, 9), LEVEL, SKIPS)
def test_more_energy_never_lowers_the_offer(level, energy, plan_most, skips):
    assert offer(level, energy, plan_most, skips) <= offer(level, energy + 1, plan_most, skips)


@given(LEVEL, ENERGY, LEVEL, SKIPS)
def test_one_more_not_started_never_raises_the_offer(level, energy, plan_most, skips):
    assert offer(level, energy, plan_most, skips + 1) <= offer(level, energy, plan_most, skips)


def test_two_not_started_make_the_step_smaller():
    assert (offer(3, 10, 4, 1), offer(3, 10, 4, 2), offer(0, 10, 4, 5)) == (3, 2, 0)


@given(TRIALS, LEVEL, LEVEL, ENERGY, GROWN)
def test_growth_is_asked_about_only_where_it_is_possible(history, level, plan_most, energy, grown_at):
    if may_ask_growth(history, Ladder(level, plan_most, grown_at), energy, NOW):
        assert grown(level, plan_most, energy) == level + 1
        assert [t.outcome for t in history[-3:]] == [Outcome.DONE] * 3
        assert grown_at is None or NOW - grown_at >= timedelta(days=7)


@given(LEVEL, LEVEL, ENERGY)
def test_a_tap_adds_one_level_at_most_and_never_takes_one(level, plan_most, energy):
    after = grown(level, plan_most, energy)
    assert after in (level, level + 1)
    assert after == level or after <= min(plan_most, cap(energy))


def test_three_fitting_ones_in_a_row_allow_the_question():
    assert may_ask_growth(FITTED, Ladder(2, 4), 8, NOW)
    assert may_ask_growth(FITTED, Ladder(2, 4, NOW - timedelta(days=10)), 8, NOW)


@pytest.mark.parametrize(
    ("history", "ladder", "energy"),
    [
        (FITTED[:2], Ladder(2, 4), 8),
        ((*FITTED, trial(1, Outcome.NOT_STARTED, None)), Ladder(2, 4), 8),
        ((*FITTED[:2], trial(1, Outcome.PART)), Ladder(2, 4), 8),
        ((*FITTED[:2], trial(1, fit=Fit.TOO_MUCH)), Ladder(2, 4), 8),
        ((*FITTED[:2], trial(1, fit=None)), Ladder(2, 4), 8),
        (FITTED, Ladder(2, 4, NOW - timedelta(days=6)), 8),
        (FITTED, Ladder(2, 4, NOW - timedelta(days=7)), 8),  # one of the three belongs to the smaller step
        (FITTED, Ladder(2, 2), 8),
        (FITTED, Ladder(2, 4), 5),
    ],
)
def test_otherwise_growing_is_not_mentioned(history, ladder, energy):
    assert not may_ask_growth(history, ladder, energy, NOW)


def test_rest_is_the_smallest_step():
    assert (smaller(2), smaller(0)) == (1, 0)


def test_values_off_the_ladder_are_refused():
    with pytest.raises(LevelOffLadder):
        offer(5, 5, 4, 0)
    with pytest.raises(LevelOffLadder):
        Ladder(-1, 4)
    with pytest.raises(EnergyOffScale):
        cap(-1)
    with pytest.raises(ValueError, match="counted"):
        offer(2, 5, 4, -1)
