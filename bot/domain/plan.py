"""
A client's plan as others read it: the goals with their versions and ratings, and the period with its stages.

Values only. `bot/storage/plans.py` fills them; `bot/domain/goals.py` has the rules of goals, `bot/domain/frame.py` those
of dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Stage(StrEnum):
    """The parts of a period, in their order. A profile may leave out some, never change their order (R76)."""

    GETTING_TO_KNOW = "getting_to_know"  # meetings are enough (R7)
    PLAN = "plan"
    TRIALS = "trials"
    MID_REVIEW = "mid_review"
    FADING_TRIALS = "fading_trials"  # prompts step back as confidence grows (R1, R53)
    END_REVIEW = "end_review"
    CONTINUATION = "continuation"  # continuation plan and the card for hard days (R57)
    FAREWELL = "farewell"  # what becomes of the data


class GoalState(StrEnum):
    """How far a goal has come. Only `AGREED` counts anywhere (R73)."""

    DRAFT = "draft"  # the client writes; nobody else sees it
    WITH_PROFESSIONAL = "with_professional"  # the client wants it looked at
    WITH_CLIENT = "with_client"  # the professional changed or confirmed it; the client's yes is missing
    AGREED = "agreed"
    PUT_AWAY = "put_away"  # given up, replaced, or reached and over


class Moment(StrEnum):
    """When a goal was rated or something measured."""

    START = "start"
    BETWEEN = "between"  # the four-weekly "where am I now?"
    MID = "mid"
    END = "end"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True)
class Rating:
    """A level -2..+2 (0 is as expected) at a moment. Which list it stands in says whose it is."""

    level: int
    at: datetime
    moment: Moment


@dataclass(frozen=True)
class Agreement:
    """Both said yes to the same version. `professional_id` and `professional` (the name) are empty after a deactivation."""

    client_at: datetime
    professional_at: datetime
    professional_id: int | None
    professional: str


LOOKED = timedelta(days=14)  # a joint rating so long before the agreed day is the one that was agreed on


def awaited(due: date | None, ratings: Sequence[Rating]) -> date | None:
    """The day agreed for looking at a goal together, until it was rated together then or later. None: no day waits."""
    return None if due is None or any(rating.at.date() >= due - LOOKED for rating in ratings) else due


@dataclass(frozen=True)
class PlannedGoal:
    """
    A goal in its newest version, or in the agreed one if it is agreed.

    Args:
        area: The key of a life area (`bot/domain/areas.py`), "" when the client chose none.
        own_words: What the client said about the area when it was chosen.
        what: The goal in one sentence of the client's.
        levels: Five texts, -2 first, in the client's words; "" where a draft has none yet.
        baseline: -2 or -1; None in a draft.
        indicator: How both will see it.
        due: When it is assessed together.
        icf: One to three codes, chosen by the professional; () in a draft.
        weight: Importance times difficulty, 1 where nobody weighed it.
        ratings: Levels both agreed on, oldest first: what T is computed from.
        own_views: Where the client placed themselves, oldest first; never mixed with `ratings`.
        focused: The one that has its turn, when the client chose one (R9, R19).
    """

    id: int
    state: GoalState
    version: int
    area: str
    own_words: str
    what: str
    levels: tuple[str, str, str, str, str]
    baseline: int | None
    indicator: str
    due: date | None
    icf: tuple[str, ...]
    weight: float
    agreed: Agreement | None
    ratings: tuple[Rating, ...] = ()
    own_views: tuple[Rating, ...] = ()
    focused: bool = False
    made_at: datetime | None = None

    @property
    def counts(self) -> bool:
        return self.state is GoalState.AGREED

    @property
    def attained(self) -> int | None:
        """The newest level both agreed on; None before the first joint rating."""
        return self.ratings[-1].level if self.ratings else None

    def text(self, level: int) -> str:
        """The client's own words for a level -2..+2."""
        return self.levels[level + 2]


@dataclass(frozen=True)
class StageDates:
    """A stage of a client's period. `ends` is its last day; the next stage begins the day after or later."""

    stage: Stage
    begins: date
    ends: date


@dataclass(frozen=True)
class Period:
    """
    A client's period.

    Args:
        profile: Key of the working model (`bot/data/profiles/`).
        begins, ends: First and last day, reviews and continuation included.
        stages: With dates moved off holidays; see `bot/domain/frame.py`.
        paused_from: Since when it rests; None while it runs. Dates are computed anew when it goes on.
        paused_days: How long it has rested before that, all pauses together.
        ended_on: When it really ended; None while it has not.
    """

    id: int
    profile: str
    begins: date
    ends: date
    stages: tuple[StageDates, ...]
    paused_from: date | None = None
    paused_days: int = 0
    ended_on: date | None = None

    def stage_on(self, day: date) -> Stage:
        """The stage a day belongs to; the first one before the beginning, the last one after the end."""
        if not self.stages:
            return Stage.GETTING_TO_KNOW  # nobody has laid out its dates yet
        begun = [dates.stage for dates in self.stages if dates.begins <= day]
        return begun[-1] if begun else self.stages[0].stage

    def dates_of(self, stage: Stage) -> StageDates | None:
        return next((dates for dates in self.stages if dates.stage is stage), None)

    @property
    def mid_review(self) -> date | None:
        found = self.dates_of(Stage.MID_REVIEW)
        return found.begins if found else None

    @property
    def end_review(self) -> date | None:
        found = self.dates_of(Stage.END_REVIEW)
        return found.begins if found else None


@dataclass(frozen=True)
class Therapy:
    """Something else that goes on beside this rehabilitation (R19), in the client's words. `focused`: it has its turn."""

    id: int
    words: str
    since: datetime
    focused: bool
