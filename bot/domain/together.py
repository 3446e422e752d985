"""
What a peer group agrees on, and the two sums that may be shown of it: small steps to the group, the pulse to its guides.

Both sums are built so that whoever reads them, knowing one person's own part, can rule out nothing about anybody else.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.walltime import instant, local_date, zone

MOST_GOALS = 3  # shared at a time: more is a list, and a list is a chore
MOST_WEEKS = 8  # meetings agreed on at once; plans further ahead are made anew
REMIND_AFTER = timedelta(days=3)  # an open proposal is brought back to the moderators once
LAPSE_AFTER = timedelta(days=14)  # and then left; it may be made again
WEEK = timedelta(days=7)

TAKING_PART = 5  # people who took a step; fewer is too few to hide among (the issue's own number)
SMALLEST_FOR_SUM = TAKING_PART + 2  # members: one who looks on, and one who may have done nothing
MOST_OF_ONE = 3  # steps of one person that count in a week, so that nobody makes the sum alone
BANDS = (5, 10, 20, 30)  # what may be said: "at least so many". Rough, because the fine ones tell of single people
COUNTED = frozenset({"done", "part", "rested"})  # rest can be the step (R22)

ENOUGH_ANSWERS = 5  # to a question of the pulse, before anything is shown
MOST_FROM, FEW_UNTIL = 0.6, 0.4  # shares; so that five like answers look the same as four or three
PULSE_WEEKDAY, PULSE_HOUR = 3, time(12)  # the month's first Thursday: a day after the theme
PULSE_OPEN = timedelta(days=14)
QUESTIONS = (1, 2, 3)


class Band(StrEnum):
    """How many of those who answered say yes."""

    MOST = "most"
    HALF = "half"
    FEW = "few"
    HIDDEN = "hidden"  # too few answers


def steps_at_least(steps: Collection[int], members: int) -> int | None:
    """
    What the group may hear of a week's small steps: a number they reached together. None: nothing is said.

    Args:
        steps: How many each took who lets them count.
        members: Who was inside for the whole week, whether their steps count or not.

    Whoever knows their own steps cannot rule out of anybody else that they took none, nor that they took as many as
    count: the others can always have made up for it. Nothing may also mean anything. So one week's number cannot be
    subtracted from another's. `tests/domain/test_together.py` builds those other worlds, for whole histories.
    """
    counted = [min(taken, MOST_OF_ONE) for taken in steps if taken > 0]
    if len(counted) < TAKING_PART or members < SMALLEST_FOR_SUM:
        return None
    without_two = MOST_OF_ONE * (members - 2)  # what the others can make without the one who looks and any other one
    reached = min(sum(counted), without_two)
    return max(band for band in BANDS if band <= reached)


def last_week(now: datetime, timezone: str) -> tuple[date, datetime, datetime]:
    """The last whole week: its Monday, and from when until when it lasted, in UTC."""
    today = local_date(now, timezone)
    monday = today - timedelta(days=today.weekday()) - WEEK
    return monday, instant(monday, time(0), timezone), instant(monday + WEEK, time(0), timezone)


def band(yes: int, answers: int) -> Band:
    """
    What is shown of one question of the pulse.

    From five answers up, and then roughly: whoever knows one answer cannot tell any other.
    """
    if answers < ENOUGH_ANSWERS:
        return Band.HIDDEN
    share = yes / answers
    if share >= MOST_FROM:
        return Band.MOST
    return Band.FEW if share <= FEW_UNTIL else Band.HALF


def pulse_time(after: datetime, timezone: str) -> datetime:
    """When the three questions come next: by the calendar alone. UTC, always later than `after`."""
    day = local_date(after, timezone)
    for first in (day.replace(day=1), (day.replace(day=28) + timedelta(days=4)).replace(day=1)):
        thursday = first + timedelta(days=(PULSE_WEEKDAY - first.weekday()) % 7)
        at = instant(thursday, PULSE_HOUR, timezone)
        if at > after:
            return at
    raise AssertionError("the first Thursday of next month lies ahead")


def weekly(first: datetime, weeks: int, timezone: str) -> list[datetime]:
    """The instants of a meeting that is held so many weeks in a row, at the same time by the clock on the wall."""
    local, clock = local_date(first, timezone), first.astimezone(zone(timezone)).time()
    return [instant(local + week * WEEK, clock, timezone) for week in range(weeks)]
