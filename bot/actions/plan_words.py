"""
Parts of a plan as they are said to its client: goals in the client's own level words, measures from the start to now.

No level as a number, no T-score, no arrow: what stands here is what was agreed, answered or measured (R4, R23, domain 2).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from bot.actions import measured
from bot.domain.instruments import Instruments
from bot.domain.own_measures import kind_of
from bot.domain.plan import PlannedGoal, Rating, awaited
from bot.storage.measures import Answered, Followed
from bot.storage.tables import CheckIn
from bot.words import Words, long_day, number

TRIED = frozenset({"done", "part", "other"})
RESTED = "rested"
SUCCESS = ("success", "strength")  # kinds of kept words that tell what worked
NO_SECOND = "–"  # where there is only the first value

Pairs = tuple[tuple[str, str], ...]
Cells = tuple[str, str, str]


def goal_pairs(words: Words, locale: str, goal: PlannedGoal, today: date) -> Pairs:
    """What is known of one goal, and nothing where there is nothing yet. A day that is past is called one."""
    due = awaited(goal.due, goal.ratings)
    facts = [
        ("goal_matters", goal.own_words),
        ("goal_seen_by", goal.indicator),
        ("goal_from", _level(goal, goal.baseline)),
        ("goal_hoped", _level(goal, 0)),
        ("goal_view", _rated(words, locale, goal, goal.own_views)),
        ("goal_now", _rated(words, locale, goal, goal.ratings)),
        (
            "goal_due" if due is None or due >= today else "goal_due_was",
            long_day(due, locale) if due else "",
        ),
        ("goal_state", "" if goal.counts else words.bot("goal_draft", locale)),
    ]
    return tuple((words.bot(key, locale), said) for key, said in facts if said)


def _level(goal: PlannedGoal, level: int | None) -> str:
    return "" if level is None else goal.text(level)


def _rated(words: Words, locale: str, goal: PlannedGoal, ratings: Sequence[Rating]) -> str:
    """The newest, with its day, in the client's own words."""
    if not ratings:
        return ""
    newest = ratings[-1]
    return words.bot("goal_rated", locale, level=goal.text(newest.level), date=long_day(newest.at.date(), locale))


def measure_cells(words: Words, locale: str, followed: Iterable[Followed]) -> tuple[Cells, ...]:
    """(what, at the start, now) of everything that has a value. With one value only, there is no now."""
    found = []
    for measure in followed:
        start, now = measure.baseline, measure.newest
        if start is None or now is None:
            continue
        kind, name = kind_of(measure.key, measure.unit), measured.name(words, measure.key, measure.name, locale)
        later = NO_SECOND if now is start else measured.value(kind, now.numbers, locale)
        found.append((name, measured.value(kind, start.numbers, locale), later))
    return tuple(found)


def instrument_cells(
    words: Words, instruments: Instruments, locale: str, answered: Iterable[Answered]
) -> tuple[Cells, ...]:
    """The same for questionnaires, by the mean of their answers; those without a result are left out."""
    runs: dict[str, list[Answered]] = {}
    for run in answered:
        if run.finished and run.score is not None:
            runs.setdefault(run.instrument, []).append(run)
    cells = []
    for key, done in runs.items():
        first, last = done[0], done[-1]
        name = words.bot("measure_mean", locale, title=measured.title(instruments, key, locale))
        cells.append((name, _mean(first, locale), NO_SECOND if last is first else _mean(last, locale)))
    return tuple(cells)


def _mean(run: Answered, locale: str) -> str:
    assert run.score is not None
    return number(run.score.mean, locale)


def tried_lines(words: Words, locale: str, asked: Iterable[CheckIn]) -> list[str]:
    """How often something was tried. What was not started is not counted (R23, R25)."""
    outcomes = [row.outcome for row in asked]
    tried, rested = sum(outcome in TRIED for outcome in outcomes), outcomes.count(RESTED)
    lines = [words.bot("path_tried", locale, n=tried)] if tried else []
    return lines + ([words.bot("path_rested", locale, n=rested)] if rested else [])
