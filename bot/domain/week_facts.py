"""What is known of one client's week, before a digest is made of it (`domain/digest.py`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.escalation import Signal
from bot.domain.network import TurnFact


class Line(StrEnum):
    """What a card tells; a client may hide any of them."""

    ENERGY = "energy"
    STEPS = "steps"
    BREAK = "break"
    SILENCE = "silence"
    RHYTHM = "rhythm"
    CARRY = "carry"
    GOAL = "goal"
    MEASURE = "measure"


class News(StrEnum):
    """What a client did this week besides answering check-ins; told as a fact, without its words."""

    GOAL_SHOWN = "goal_shown"
    GOAL_AGREED = "goal_agreed"
    GOAL_MOVED = "goal_moved"  # placed themselves on a level
    STEP = "step"  # chose an experiment
    MEASURED = "measured"


NEWS_LINES = {News.STEP: Line.STEPS, News.MEASURED: Line.MEASURE}
"""Which line keeps a piece of news back; the others belong to the line of goals."""


@dataclass(frozen=True)
class OpenCase:
    """A case that is not closed: its signals, whether somebody has it and who, days since it was sent."""

    signals: tuple[Signal, ...]
    urgent: bool = False
    taken_by: str = ""
    days: int = 0


@dataclass(frozen=True)
class BreakFact:
    """
    A break that touches the week: `until` is the first day after it (None: open end), `began` and `ended` say whether
    that happened in this week.
    """

    began: bool = False
    ended: bool = False
    until: date | None = None


@dataclass(frozen=True)
class DateFact:
    """A day that was agreed on and is near or past: `goal_due` (to be looked at together) or `period_over`."""

    what: str
    on: date


@dataclass(frozen=True)
class StepFact:
    """A step answered this week: an Outcome's value and, where told, the tag of why it was not started."""

    outcome: str
    reason: str = ""


@dataclass(frozen=True)
class WeekFacts:
    """
    What is known of one client's week.

    Args:
        energies, energies_before: Answers 0..10 of this week and the week before.
        asked: Check-ins that were delivered this week.
        steps: Counted steps, oldest first.
        cases: Open ones that are out, or due this minute.
        waiting: A notice that the client has heard of and that goes out on the next working day. What it says stands
            nowhere yet; only that she goes her own way is not said of her.
        pause: The break of this week, if any.
        days_silent: Calendar days since anything was heard; None when never.
        rhythm, rhythm_before: Days between check-ins now and a week ago; None when unknown.
        resting: Dormant: nothing is asked any more.
        meetings: Met in person only: nothing is asked, and that is no silence.
        kept_back: What the client said "not yet" to; the digest is where it stands. `kept_skips`: how many, if steps.
        news: What the client did this week besides answering.
        dates: Days that were agreed on and want the professional to look.
        turns: Transitions and needs to coordinate that stand in today's digest.
        carry: There is a note for the next meeting that the client ticked for showing.
        unreachable: Telegram refuses messages; never counted as skips.
        hidden: Lines the client took out.
    """

    client_id: int
    pseudonym: str
    energies: tuple[int, ...] = ()
    energies_before: tuple[int, ...] = ()
    asked: int = 0
    steps: tuple[StepFact, ...] = ()
    cases: tuple[OpenCase, ...] = ()
    waiting: bool = False
    pause: BreakFact | None = None
    days_silent: int | None = None
    rhythm: int | None = None
    rhythm_before: int | None = None
    resting: bool = False
    meetings: bool = False
    kept_back: Signal | None = None
    kept_skips: int = 0
    news: tuple[News, ...] = ()
    dates: tuple[DateFact, ...] = ()
    turns: tuple[TurnFact, ...] = ()
    carry: bool = False
    unreachable: bool = False
    hidden: frozenset[Line] = frozenset()
