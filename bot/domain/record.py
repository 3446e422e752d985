"""
The professional's summary of a period, for the record (R47, R75, R90): what the client is shown before it leaves.

A snapshot: what the client said yes to is exactly what is handed over, whatever happened since. It holds what her paper
shows and no more, so that no kind of file can tell more than she read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from bot.domain.dose import Dose
from bot.domain.plan import Period, PlannedGoal, awaited


@dataclass(frozen=True)
class Taken:
    """One value of a measure: one number, or two for blood pressure."""

    numbers: tuple[float, ...]
    on: date
    occasion: str


@dataclass(frozen=True)
class Measured:
    """A measure that the client shares: its start, and now if there is more than one value. `key` of `domain/own_measures.py`, or "other" with a `name`."""

    id: int
    key: str
    name: str
    unit: str
    values: tuple[Taken, ...]


@dataclass(frozen=True)
class Filled:
    """
    A questionnaire that the client shares, finished: its name and the mean.

    `answers` stays empty and is read by nobody. Summaries kept by older versions have them.
    """

    id: int
    instrument: str
    title: str
    occasion: str
    on: date
    mean: float | None
    answers: Mapping[str, int | None] = field(default_factory=dict)


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
        energy: (day, 0-10), for the picture on the paper only; empty where it is kept back.
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

    def as_shown(self) -> Record:
        """
        Only what the client's paper shows: of everything measured its start and now, of forms no single answer, of a
        goal's day only one that still waits.
        """
        return replace(
            self,
            goals=tuple(replace(goal, due=awaited(goal.due, goal.ratings)) for goal in self.goals),
            measures=tuple(replace(one, values=_start_and_now(one.values)) for one in self.measures),
            forms=tuple(
                replace(form, answers={}) for form in self.forms if form in _start_and_now(self._alike(form.instrument))
            ),
        )

    def _alike(self, instrument: str) -> tuple[Filled, ...]:
        return tuple(form for form in self.forms if form.instrument == instrument)


T = TypeVar("T", Taken, Filled)


def _start_and_now(values: Sequence[T]) -> tuple[T, ...]:
    """The one taken at the start, else the oldest; and the newest."""
    first = next((value for value in values if value.occasion == "start"), values[0])
    return (first,) if values[-1] is first else (first, values[-1])
