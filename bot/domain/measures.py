"""
Scoring of instruments: missing answers, the mean, the sum, and where it lies between lowest and highest.

No alarm follows from a score, and results are shown to a client on request, against the client's own start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

OCCASIONS = ("start", "mid", "end", "follow_up")
"""When measures are asked together in a period, as `plan.Moment` names it; "" is in between, on somebody's wish."""


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


@dataclass(frozen=True, slots=True)
class Scoring:
    """
    How an instrument's answers become a result.

    Args:
        items: Their keys, in order.
        low, high: The answers' scale; all items point the same way.
        needs: With fewer answers there is no result: a guess would look like one.
    """

    items: tuple[str, ...]
    low: int
    high: int
    needs: int


def score(by: Scoring, answers: Mapping[str, int | None]) -> Score | None:
    """
    The result, or None when too much is missing; missing or None is no answer.

    Raises:
        AnswerOffScale.
    Source:
        For EUROHIS-QOL 8: the person-mean stands in for one missing answer, as in WHOQOL-BREF; to be verified.
    """
    if answers.keys() - set(by.items):
        raise AnswerOffScale("an answer belongs to no item of this instrument")
    given = [value for value in answers.values() if value is not None]
    if any(not by.low <= value <= by.high for value in given):
        raise AnswerOffScale(f"answers are {by.low}..{by.high}")
    if len(given) < max(by.needs, 1):
        return None
    mean = fmean(given)
    return Score(mean, mean * len(by.items), (mean - by.low) / (by.high - by.low) * 100)
