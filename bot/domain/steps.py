"""
The ladder of steps: how much to offer today, and when growing may be asked about.

0 rest is the step · 1 notice something (2 min) · 2 tiny, tied to a routine (5 min) · 3 small (15 min) · 4 as agreed with
the professional. Nothing grows without the client's own tap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.cadence import EnergyOffScale

REST, TOP = 0, 4
CAP = (0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 4)  # energy 0..10 -> highest level that may be offered
SMALLER_AFTER = 2  # not started in a row: offer one level less
FITTED = 3  # done in a row and rated fitting, before growing may be asked about
GROWTH_PAUSE = timedelta(days=7)  # between two growths


class LevelOffLadder(ValueError):
    """A level outside 0..4. The caller read a plan wrongly."""


class Outcome(StrEnum):
    """What the client tells of a step. All but `not_started` count as trying."""

    DONE = "done"
    PART = "part"
    NOT_STARTED = "not_started"
    OTHER = "other"
    RESTED = "rested"


class Fit(StrEnum):
    """How a step that was tried felt."""

    TOO_EASY = "too_easy"
    FITTING = "fitting"
    TOO_MUCH = "too_much"


@dataclass(frozen=True)
class Trial:
    """One answered step: when it was answered, what came of it, how it felt (None when not told)."""

    at: datetime
    outcome: Outcome
    fit: Fit | None


@dataclass(frozen=True)
class Ladder:
    """Where a client stands: current level, the highest the plan allows (both 0..4), when it last grew."""

    level: int
    plan_most: int
    grown_at: datetime | None = None

    def __post_init__(self) -> None:
        _check(self.level, self.plan_most)


def cap(energy: int) -> int:
    """The highest level (0..4) that may be offered at this energy (0..10)."""
    if not 0 <= energy <= 10:
        raise EnergyOffScale("energy is 0..10")
    return CAP[energy]


def offer(level: int, energy: int, plan_most: int, skips: int) -> int:
    """
    The level (0..4) to offer: never above what energy or plan allow, one less after two not started in a row.

    Raises:
        LevelOffLadder, EnergyOffScale; ValueError when skips is negative.
    """
    _check(level, plan_most)
    if skips < 0:
        raise ValueError("skips are counted from 0")
    wished = level - 1 if skips >= SMALLER_AFTER else level
    return max(REST, min(wished, cap(energy), plan_most))


def may_ask_growth(history: Sequence[Trial], ladder: Ladder, energy: int, now: datetime) -> bool:
    """
    Whether the bot may ask if the step should grow. It only asks; `grown` follows the client's tap.

    `history` is oldest first. The last three trials were done and fitting; a step that was too easy is no sign that
    a bigger one fits, and the talk about variety is another one.
    """
    last = history[-FITTED:]
    fitted = len(last) == FITTED and all(
        trial.outcome is Outcome.DONE and trial.fit is Fit.FITTING and _since(ladder, trial) for trial in last
    )
    rested = ladder.grown_at is None or now - ladder.grown_at >= GROWTH_PAUSE
    return fitted and rested and ladder.level < min(cap(energy), ladder.plan_most)


def _since(ladder: Ladder, trial: Trial) -> bool:
    """Trials of a smaller level say nothing about growing from this one."""
    return ladder.grown_at is None or trial.at >= ladder.grown_at


def grown(level: int, plan_most: int, energy: int) -> int:
    """One level more, after the client tapped; unchanged where plan or energy do not allow it."""
    _check(level, plan_most)
    return level + 1 if level < min(cap(energy), plan_most) else level


def smaller(level: int) -> int:
    """One level less; rest is the smallest step."""
    _check(level)
    return max(REST, level - 1)


def _check(*levels: int) -> None:
    if any(not REST <= level <= TOP for level in levels):
        raise LevelOffLadder("a level is 0..4")
