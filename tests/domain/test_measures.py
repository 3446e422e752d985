"""Scoring of instruments: vectors, missing answers, and answers that cannot be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.measures import EUROHIS_ITEMS, WHO5_ITEMS, WHO5_NOTABLE, AnswerOffScale, eurohis, notable, who5


def answers(*values: int | None) -> dict[str, int | None]:
    return dict(zip(EUROHIS_ITEMS, values, strict=True))


@pytest.mark.parametrize(
    ("values", "mean", "total", "percent"),
    [
        ((3,) * 8, 3.0, 24, 50),
        ((4, 4, 3, 4, 4, 4, 3, 4), 3.75, 30, 68.75),
        ((4, 4, None, 4, 4, 4, 3, 4), 3.8571, 30.8571, 71.4286),
    ],
)
def test_quality_of_life_is_scored_as_the_design_says(values, mean, total, percent):
    score = eurohis(answers(*values))
    assert score is not None
    assert (score.mean, score.total, score.percent) == pytest.approx((mean, total, percent), abs=5e-5)


def test_two_missing_answers_give_no_score():
    assert eurohis(answers(4, 4, None, None, 4, 4, 3, 4)) is None
    assert eurohis({}) is None


def test_a_mean_of_four_is_good_on_average():
    four, less = eurohis(answers(*(4,) * 8)), eurohis(answers(*(4,) * 7, 3))
    assert four is not None
    assert less is not None
    assert (four.good, less.good) == (True, False)


@given(st.lists(st.integers(1, 5), min_size=8, max_size=8), st.randoms())
def test_a_score_stays_on_its_scale_whatever_the_order(values, dice):
    score = eurohis(answers(*values))
    assert score is not None
    assert 1 <= score.mean <= 5
    assert 0 <= score.percent <= 100
    dice.shuffle(values)
    assert eurohis(answers(*values)) == score


@pytest.mark.parametrize("wrong", [{"q1": 0}, {"q1": 6}, {"q9": 3}])
def test_impossible_answers_are_refused(wrong):
    with pytest.raises(AnswerOffScale):
        eurohis(wrong)


def test_who5_is_raw_times_four_and_needs_all_answers():
    full = dict(zip(WHO5_ITEMS, (3, 3, 2, 3, 2), strict=True))
    assert who5(full) == 52
    assert who5({**full, "w1": None}) is None
    with pytest.raises(AnswerOffScale):
        who5({"w1": 6})


def test_change_is_notable_from_the_instruments_own_points_on():
    assert not notable(52, 60, WHO5_NOTABLE)
    assert notable(52, 62, WHO5_NOTABLE)
    assert notable(62, 52, WHO5_NOTABLE)
