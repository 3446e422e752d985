"""
The professional's summary of a period, for the record (R47, R75, R90): what the client is shown before it leaves.

A snapshot: what the client said yes to is exactly what is handed over, whatever happened since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain.dose import Dose
from bot.domain.goals import Goal, attainment_score
from bot.domain.plan import Period, PlannedGoal


@dataclass(frozen=True)
class Taken:
    """One value of a measure: one number, or two for blood pressure."""

    numbers: tuple[float, ...]
    on: date
    occasion: str


@dataclass(frozen=True)
class Measured:
    """A measure that the client shares, oldest value first. `key` of `domain/own_measures.py`, or "other" with a `name`."""

    id: int
    key: str
    name: str
    unit: str
    values: tuple[Taken, ...]


@dataclass(frozen=True)
class Filled:
    """A questionnaire that the client shares, finished. No text of it but its name: the others are licensed."""

    id: int
    instrument: str
    title: str
    occasion: str
    on: date
    answers: Mapping[str, int | None]
    mean: float | None


@dataclass(frozen=True)
class Record:
    """
    Args:
        client: Our own number of the client; the only thing that names them in what programs read.
        pseudonym: What the client is called here; on paper only.
        responsible: The professional who answers for it (R49).
        on, since: The day it was made, and the first day it tells about.
        step: The experiment, "" where it is kept back.
        floor_days: How often the bot asks at most.
        goals: Only those both agreed on (R73).
        energy: (day, 0-10); empty where it is kept back.
        tried, rested: How often; None where it is kept back.
        continuation: What comes after, in the client's words, who was told that the professional reads them (R57).
    """

    client: int
    pseudonym: str
    responsible: str
    on: date
    since: date
    step: str
    floor_days: int
    period: Period | None
    goals: tuple[PlannedGoal, ...]
    energy: tuple[tuple[date, int], ...]
    breaks: tuple[tuple[date, date], ...]
    tried: int | None
    rested: int | None
    measures: tuple[Measured, ...]
    forms: tuple[Filled, ...]
    dose: Dose
    continuation: str = ""

    @property
    def score(self) -> float | None:
        """T over the goals that were rated together; None before the first joint rating."""
        rated = [Goal(goal.attained, goal.weight) for goal in self.goals if goal.attained is not None]
        return attainment_score(rated) if rated else None

    @property
    def score_at_start(self) -> float | None:
        """T of the same goals at their baselines: what `score` is read against."""
        rated = [goal for goal in self.goals if goal.attained is not None and goal.baseline is not None]
        begun = [Goal(goal.baseline, goal.weight) for goal in rated if goal.baseline is not None]
        return attainment_score(begun) if begun else None
