"""
Goal attainment scaling: goals that client and professional set together, and one number for reports.

The number is for the professional's outcome report. It is never shown to a client as a grade.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite, sqrt

GOAL_CORRELATION = 0.3  # expected correlation between one client's goals; Kiresuk & Sherman's convention
WORST, BEST = -2, 2
BASELINES = (-2, -1)  # -1 where getting worse is possible and must be visible
WARN_ABOVE, MOST_GOALS = 3, 5  # goals of one client at a time; three are usual
ICF = re.compile(r"[bsde]\d(?:\d{2,4})?")  # a chapter such as d4, or a category such as d450
MOST_ICF = 3


class GoalOffScale(ValueError):
    """A rating is outside -2..+2 or a weight is no finite number above 0. The caller read an answer wrongly."""


class GoalFault(ValueError):
    """A goal cannot be used as it is. `fault` names what the professional has to change."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"a goal is not complete: {fault}")
        self.fault = fault


@dataclass(frozen=True)
class Goal:
    """One rated goal: attained level -2..+2 (0 is as expected), weight above 0 (importance times difficulty)."""

    attained: int
    weight: float = 1


@dataclass(frozen=True)
class GoalScale:
    """
    A goal as it was agreed.

    Args:
        levels: Five texts from "much less than expected" to "much more", in the client's language.
        baseline: The level at the start, -2 or -1.
        due: When it is assessed together.
        icf: One to three ICF codes.
    Raises:
        GoalFault: levels, same_level, baseline, icf.
    """

    levels: tuple[str, str, str, str, str]
    baseline: int
    due: date
    icf: tuple[str, ...]

    def __post_init__(self) -> None:
        texts = [" ".join(level.casefold().split()) for level in self.levels]
        if len(texts) != BEST - WORST + 1 or not all(texts):
            raise GoalFault("levels")
        if len(set(texts)) != len(texts):  # levels have to exclude each other
            raise GoalFault("same_level")
        if self.baseline not in BASELINES:
            raise GoalFault("baseline")
        if not 1 <= len(self.icf) <= MOST_ICF or not all(ICF.fullmatch(code) for code in self.icf):
            raise GoalFault("icf")

    def text(self, level: int) -> str:
        """The client's own words for a level -2..+2: what a client is shown instead of a number."""
        if not WORST <= level <= BEST:
            raise GoalOffScale("a level is -2..+2")
        return self.levels[level - WORST]


def goals_left(count: int) -> int:
    """How many goals may still be added; 0 from five on. Above three is a matter for a warning."""
    return max(0, MOST_GOALS - count)


def attainment_score(goals: Sequence[Goal]) -> float:
    """
    Goal Attainment Scaling: one number for how far a client got on goals of their own.

    Returns:
        T-score, no unit. 50 is "as expected on the whole", 10 points are one standard deviation. Not a percentage,
        and not comparable between clients.
    Raises:
        GoalOffScale: A rating is outside -2..+2 or a weight is no finite number above 0.
        ValueError: There are no goals. No goals is not a score of 50.
    Source:
        Kiresuk & Sherman 1968, doi:10.1007/BF01530764. Turner-Stokes 2009, doi:10.1177/0269215508101742, misprints
        the formula; her erratum is right.
    """
    if not goals:
        raise ValueError("a score needs at least one goal")
    if any(not WORST <= goal.attained <= BEST or not (isfinite(goal.weight) and goal.weight > 0) for goal in goals):
        raise GoalOffScale("attainment is -2..+2, weight is a finite number above 0")
    weights, squares = sum(goal.weight for goal in goals), sum(goal.weight**2 for goal in goals)
    gained = sum(goal.weight * goal.attained for goal in goals)
    return 50 + 10 * gained / sqrt((1 - GOAL_CORRELATION) * squares + GOAL_CORRELATION * weights**2)
