"""
How energy went over a time: answers in spans of whole weeks, with breaks and gaps kept apart.

Nothing is filled in between answers, and no trend is drawn through them: a drop is a normal state (R8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

MOST_SPANS = 27  # half a year and the week that has begun are shown week by week; what lasts longer is told in spans of 2, 4, 8 weeks
START_ANSWERS = 3  # the first three answers make the own start: one alone may be an odd day
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Span:
    """Some weeks, the newest up to today. `middle` is the median of the answers (0-10), None without any; `on_break`: that is why."""

    begins: date
    ends: date  # its last day
    middle: float | None
    on_break: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """`answers` are (day, energy 0-10), `breaks` are (first day, last day), both within the weeks shown."""

    first: date  # a Monday
    last: date  # a Sunday
    weeks: int  # in each span
    spans: tuple[Span, ...]
    answers: tuple[tuple[date, int], ...]
    breaks: tuple[tuple[date, date], ...]
    start: float | None = None


def own_start(answers: Sequence[tuple[date, int]]) -> float | None:
    """The median of the first answers ever given: what the way is seen against (R61). None before the first."""
    first = [energy for _, energy in answers[:START_ANSWERS]]
    return float(median(first)) if first else None


def course(
    answers: Sequence[tuple[date, int]],
    breaks: Sequence[tuple[date, date]],
    first: date,
    today: date,
    start: float | None = None,
) -> Course:
    """
    The weeks from the one with `first` to the one with `today`.

    Args:
        answers: (local day, energy 0-10), oldest first; those outside the weeks are left out.
        breaks: (first day, last day) of each; an open one lasts until `today`.
        start: Of `own_start`, if the picture shall show it.
    """
    monday = first - timedelta(days=first.weekday())
    many = max(1, (today - monday).days // 7 + 1)
    weeks = 1
    while -(-many // weeks) > MOST_SPANS:
        weeks *= 2
    length, count = WEEK * weeks, -(-many // weeks)
    last = today + timedelta(days=6 - today.weekday())
    inside = tuple((day, energy) for day, energy in answers if monday <= day <= last)
    away = tuple((max(b, monday), min(e, last)) for b, e in breaks if b <= last and e >= monday)
    begins = [monday + length * n for n in range(count)]
    spans = tuple(_span(day, min(day + length, today + timedelta(days=1)), inside, away) for day in begins)
    return Course(monday, last, weeks, spans, inside, away, start)


def _span(begins: date, after: date, answers: Sequence[tuple[date, int]], breaks: Sequence[tuple[date, date]]) -> Span:
    given = [energy for day, energy in answers if begins <= day < after]
    ends = after - timedelta(days=1)
    away = not given and any(b <= ends and e >= begins for b, e in breaks)
    return Span(begins, ends, float(median(given)) if given else None, away)
