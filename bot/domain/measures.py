"""
Instruments: scoring, missing answers, change. The items' texts are licensed and come from the deployment.

No alarm follows from a score, and results are shown to a client on request, against the client's own start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

EUROHIS_ITEMS = tuple(f"q{number}" for number in range(1, 9))
EUROHIS_NEEDS = 7  # of 8 answers; convention adapted from WHOQOL-BREF, to be verified before live use
GOOD_MEAN = 4.0  # "on average good" in THL's reading
WHO5_ITEMS = tuple(f"w{number}" for number in range(1, 6))
WHO5_NOTABLE = 10  # points of 100


class AnswerOffScale(ValueError):
    """An answer outside its scale, or to an item the instrument does not have. The caller read an answer wrongly."""


@dataclass(frozen=True)
class Score:
    """
    An instrument's result, in three readings of the same answers; EUROHIS-QOL 8: mean 1..5, sum 8..40, 0..100.

    The sum is estimated when an answer is missing.
    """

    mean: float
    total: float
    percent: float

    @property
    def good(self) -> bool:
        return self.mean >= GOOD_MEAN


def eurohis(answers: Mapping[str, int | None]) -> Score | None:
    """
    EUROHIS-QOL 8 from answers 1..5 under q1..q8; missing or None is no answer.

    Returns:
        The score, or None when two or more answers are missing: a guess would look like a result.
    Raises:
        AnswerOffScale.
    """
    given = _given(answers, EUROHIS_ITEMS, 1, 5)
    if len(given) < EUROHIS_NEEDS:
        return None
    mean = sum(given) / len(given)
    total = mean * len(EUROHIS_ITEMS)
    return Score(mean, total, (total - 8) / 32 * 100)


def who5(answers: Mapping[str, int | None]) -> int | None:
    """WHO-5 from answers 0..5 under w1..w5: 0..100, or None when an answer is missing. Raises AnswerOffScale."""
    given = _given(answers, WHO5_ITEMS, 0, 5)
    return sum(given) * 4 if len(given) == len(WHO5_ITEMS) else None


def notable(before: float, now: float, least: float) -> bool:
    """Whether a change between two results is at least `least` points, the instrument's own."""
    return abs(now - before) >= least


def _given(answers: Mapping[str, int | None], items: tuple[str, ...], low: int, high: int) -> list[int]:
    if answers.keys() - set(items):
        raise AnswerOffScale("an answer belongs to no item of this instrument")
    given = [value for value in answers.values() if value is not None]
    if any(not low <= value <= high for value in given):
        raise AnswerOffScale(f"answers are {low}..{high}")
    return given
