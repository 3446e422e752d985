"""
The frame of a period: which day each stage begins, and what becomes of the dates when life asks for other ones.

A period is a row of parts, each with a length in days. Dates follow from the first day and the lengths alone, and a
beginning that falls on a day without work moves to the next one with it; so what has begun never moves, and moving twice
never drifts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.domain.plan import Stage, StageDates
from bot.domain.profiles import Profile
from bot.domain.workdays import WorkingDays

DAY = timedelta(days=1)
WEEK = 7  # days
LEAST = WEEK  # days of a stage: shorter ones would fall onto each other around Christmas
LONGEST = 2 * 365  # days of a whole period
STRETCHED = (Stage.FADING_TRIALS, Stage.TRIALS, Stage.PLAN)
"""Where a longer or shorter period takes its days from, when the running stage cannot: the trials to come first."""


class FrameFault(ValueError):
    """The dates cannot be had like this. `fault`: too_short, too_long, over. The professional chooses other ones."""

    def __init__(self, fault: str) -> None:
        super().__init__(f"the period cannot be changed: {fault}")
        self.fault = fault


@dataclass(frozen=True)
class Part:
    """A stage and how many days it has; 7 or more."""

    stage: Stage
    days: int

    def __post_init__(self) -> None:
        if self.days < LEAST:
            raise FrameFault("too_short")


def parts_of(profile: Profile) -> tuple[Part, ...]:
    """A profile's usual lengths (R79)."""
    return tuple(Part(plan.stage, plan.weeks * WEEK) for plan in profile.stages)


def lay_out(begins: date, parts: Sequence[Part], working: WorkingDays) -> tuple[StageDates, ...]:
    """
    Every stage with its first and last day, without gaps.

    Raises:
        FrameFault: too_long.
    """
    if sum(part.days for part in parts) > LONGEST:
        raise FrameFault("too_long")
    nominal = [begins]
    for part in parts:
        nominal.append(nominal[-1] + timedelta(days=part.days))
    firsts = [working.on_or_after(day) for day in nominal]
    return tuple(
        StageDates(part.stage, first, after - DAY)
        for part, first, after in zip(parts, firsts, firsts[1:], strict=False)
    )


def running(dates: Sequence[StageDates], today: date) -> int:
    """The place of the stage that today belongs to; the first before the beginning, the last after the end."""
    return max((place for place, stage in enumerate(dates) if stage.begins <= today), default=0)


def lengthened(parts: Sequence[Part], dates: Sequence[StageDates], today: date, days: int) -> tuple[Part, ...]:
    """
    The same period `days` longer, or shorter when negative. What has begun keeps its beginning.

    Raises:
        FrameFault: over, when the last day has passed; too_short, when what is left cannot be shortened so much.
    """
    if today > dates[-1].ends:
        raise FrameFault("over")
    place = _stretched(dates, today)
    part = parts[place]
    # Counted from the day before holidays moved it: the next stage is laid out from there too.
    nominal = dates[0].begins + timedelta(days=sum(earlier.days for earlier in parts[:place]))
    spent = max(0, (today - nominal).days + 1)
    if part.days + days < max(LEAST, spent):
        raise FrameFault("too_short")
    return _with(parts, place, part.days + days)


def _stretched(dates: Sequence[StageDates], today: date) -> int:
    """The stage that takes the days: trials that run, then those still to come, then whatever runs."""
    now = running(dates, today)
    if dates[now].stage in STRETCHED:
        return now
    ahead = {dates[place].stage: place for place in range(now + 1, len(dates))}
    return next((ahead[stage] for stage in STRETCHED if stage in ahead), now)


def rested(parts: Sequence[Part], dates: Sequence[StageDates], since: date, until: date) -> tuple[Part, ...]:
    """After a pause from `since` to the day before `until`: the stage it fell into has so many days more (R17)."""
    days = max(0, (until - since).days)
    place = running(dates, since)
    return _with(parts, place, parts[place].days + days)


def moved_on(parts: Sequence[Part], dates: Sequence[StageDates], today: date) -> tuple[Part, ...]:
    """
    The next stage begins a week from the running one's first day at the earliest, else today: the people are ready.

    Raises:
        FrameFault: over, in the last stage; too_short, in a stage's first week.
    """
    place = running(dates, today)
    if place == len(parts) - 1:
        raise FrameFault("over")
    spent = (today - dates[place].begins).days
    begun_late = (dates[place].begins - _nominal(parts, dates, place)).days  # moved off a holiday
    if spent + begun_late < LEAST:
        raise FrameFault("too_short")
    return _with(parts, place, spent + begun_late)


def _nominal(parts: Sequence[Part], dates: Sequence[StageDates], place: int) -> date:
    """Where a stage would begin if there were no holidays. The first one's beginning was a working day when it was set."""
    return dates[0].begins + timedelta(days=sum(part.days for part in parts[:place]))


def _with(parts: Sequence[Part], place: int, days: int) -> tuple[Part, ...]:
    return tuple(replace(part, days=days) if at == place else part for at, part in enumerate(parts))
