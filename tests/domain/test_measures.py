"""Scoring of instruments: vectors, missing answers, and answers that cannot be."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.building import DATA
from bot.domain import instruments
from bot.domain.measures import AnswerOffScale, Scoring, score

FILES: list[Path] = sorted((DATA / "instruments").glob("*.toml"))
KNOWN = {file.stem: instruments.parse(file.stem, file.read_text("utf-8")) for file in FILES}
EUROHIS, WHO5 = KNOWN["eurohis_qol_8"].scoring, KNOWN["who5"].scoring


def answers(by: Scoring, *values: int | None) -> dict[str, int | None]:
    return dict(zip(by.items, values, strict=True))


def test_the_instruments_files_are_found() -> None:
    assert len(FILES) >= 2
    assert Scoring(tuple(f"q{n}" for n in range(1, 9)), 1, 5, 7) == EUROHIS


def test_no_item_text_is_in_the_repository() -> None:
    for file in FILES:
        text = "\n".join(line for line in file.read_text("utf-8").splitlines() if not line.startswith("#"))
        assert "text" not in text, file
        assert "answers" not in text, file


@pytest.mark.parametrize(
    ("values", "mean", "total", "percent"),
    [
        ((3,) * 8, 3.0, 24, 50),
        ((4, 4, 3, 4, 4, 4, 3, 4), 3.75, 30, 68.75),
        ((4, 4, None, 4, 4, 4, 3, 4), 3.8571, 30.8571, 71.4286),
    ],
)
def test_quality_of_life_is_scored_as_the_design_says(values, mean, total, percent):
    found = score(EUROHIS, answers(EUROHIS, *values))
    assert found is not None
    assert (found.mean, found.total, found.percent) == pytest.approx((mean, total, percent), abs=5e-5)


def test_two_missing_answers_give_no_score():
    assert score(EUROHIS, answers(EUROHIS, 4, 4, None, None, 4, 4, 3, 4)) is None
    assert score(EUROHIS, {}) is None


@given(st.lists(st.integers(1, 5), min_size=8, max_size=8), st.randoms())
def test_a_score_stays_on_its_scale_whatever_the_order(values, dice):
    found = score(EUROHIS, answers(EUROHIS, *values))
    assert found is not None
    assert 1 <= found.mean <= 5
    assert 8 <= found.total <= 40
    assert 0 <= found.percent <= 100
    dice.shuffle(values)
    assert score(EUROHIS, answers(EUROHIS, *values)) == found


@given(st.lists(st.integers(1, 5), min_size=8, max_size=8), st.integers(0, 7))
def test_a_better_answer_never_lowers_a_score(values, place):
    before = score(EUROHIS, answers(EUROHIS, *values))
    values[place] = min(5, values[place] + 1)
    after = score(EUROHIS, answers(EUROHIS, *values))
    assert before is not None
    assert after is not None
    assert after.mean >= before.mean


@pytest.mark.parametrize("wrong", [{"q1": 0}, {"q1": 6}, {"q9": 3}])
def test_impossible_answers_are_refused(wrong):
    with pytest.raises(AnswerOffScale):
        score(EUROHIS, wrong)


def test_who5_is_raw_times_four_and_needs_all_answers():
    full = answers(WHO5, 3, 3, 2, 3, 2)
    found = score(WHO5, full)
    assert found is not None
    assert (found.total, found.percent) == pytest.approx((13, 52))
    assert score(WHO5, {**full, "w1": None}) is None
