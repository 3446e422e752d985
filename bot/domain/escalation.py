"""
When a professional is told, and who is asked next if nobody answers.

Only facts that were agreed on are passed on; nothing here judges a client. Read it aloud to a clinician: it is short on
purpose, and nothing behind it can undo an alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from bot.domain.workdays import WorkingDays

NOISE = 2  # points of energy; a smaller change is no change
FIRST_DAYS = timedelta(days=7)  # nothing counts yet
LOW_WITHIN = timedelta(days=14)  # low answers are counted over this time
USUAL_WITHIN = timedelta(days=28)  # a client's own usual energy is the median of this time
USUAL_NEEDS = 3  # earlier answers, before there is a usual
DROPS = 2  # answers in a row far below the usual
BETWEEN_CASES = timedelta(days=7)  # at most one notice that is not urgent
REARMED_AFTER = timedelta(days=14)  # without a step that was tried
NOT_YET_EVERY = timedelta(days=14)  # how often a client may say "not yet"
REPEAT_EVERY = timedelta(minutes=30)  # in service hours, until somebody takes a concern
REPEATS = 4  # then the unit's phone
FIT_TALK_AT = 2  # not started in a row: a talk with the client, nobody is told


class ThresholdError(ValueError):
    """A threshold outside its bounds. The professional who is setting it is asked again."""


class Signal(StrEnum):
    """What was noticed, by the numbers of the agreed rules."""

    A0 = "A0"  # two steps not started: a talk with the client, nobody is told
    A1 = "A1"  # steps not started
    A2 = "A2"  # silence
    A3 = "A3"  # low energy
    A4 = "A4"  # the client asks for contact
    A5 = "A5"  # a concern
    A6 = "A6"  # technical: never counted as a skip
    A7 = "A7"  # an experiment did harm, by the client's own tap: never waits for a digest


BOUNDS = {
    "in_row": (3, 8),
    "of_last": (4, 16),
    "of_last_skips": (3, 16),
    "silence_days": (7, 28),
    "silence_days_low": (5, 28),
    "low_energy": (0, 4),
    "low_count": (2, 6),
    "drop": (NOISE, 8),
}


@dataclass(frozen=True)
class Thresholds:
    """
    When A1-A3 are noticed, per client. The client sees these numbers.

    Args:
        in_row, of_last, of_last_skips: Not started so often in a row, or so often among the last so many counted steps.
        silence_days, silence_days_low: Calendar days without a word; the second after a low energy.
        low_energy, low_count: So many answers at or below this energy within 14 days.
        drop: Points below the client's own usual.
    Raises:
        ThresholdError.
    """

    in_row: int = 4
    of_last: int = 8
    of_last_skips: int = 5
    silence_days: int = 14
    silence_days_low: int = 10
    low_energy: int = 2
    low_count: int = 3
    drop: int = 4

    def __post_init__(self) -> None:
        for name, (least, most) in BOUNDS.items():
            if not least <= getattr(self, name) <= most:
                raise ThresholdError(f"{name} must lie between {least} and {most}")
        if self.of_last_skips > self.of_last:
            raise ThresholdError("of_last_skips cannot be more than of_last")
        if self.silence_days_low > self.silence_days:
            raise ThresholdError("silence_days_low cannot be more than silence_days")


@dataclass(frozen=True)
class Report:
    """
    One answered check-in, as far as signals need it.

    Args:
        outcome: done, part, not_started, other, rested, or "" when no step was due.
        energy: 0..10, None when not told.
        counted: False for paused time, marked illness or travel, and outages of the bot.
    """

    at: datetime
    outcome: str
    energy: int | None
    counted: bool


def _due_steps(reports: Sequence[Report]) -> list[Report]:
    return [report for report in reports if report.counted and report.outcome]


def skips_in_row(reports: Sequence[Report]) -> int:
    """
    Counted steps not started since the last one that was tried; reports are oldest first.

    Done, part of it, something else and rest all count as trying and end the row: rest is a step of its own.
    """
    row = 0
    for report in reversed(_due_steps(reports)):
        if report.outcome != "not_started":
            break
        row += 1
    return row


def skips_told(reports: Sequence[Report], thresholds: Thresholds) -> int:
    """How many steps not started made an A1: those in a row, or else those among the last so many."""
    in_row = skips_in_row(reports)
    of_last = sum(report.outcome == "not_started" for report in _due_steps(reports)[-thresholds.of_last :])
    return in_row if in_row >= thresholds.in_row else of_last


def skip_signal(reports: Sequence[Report], since: datetime, now: datetime, thresholds: Thresholds) -> Signal | None:
    """A0 or A1 from steps not started; `since` is the client's first day, whose first week does not count."""
    counted = [report for report in _due_steps(reports) if since + FIRST_DAYS <= report.at <= now]
    in_row = skips_in_row(counted)
    of_last = sum(report.outcome == "not_started" for report in counted[-thresholds.of_last :])
    if in_row >= thresholds.in_row or of_last >= thresholds.of_last_skips:
        return Signal.A1
    return Signal.A0 if in_row >= FIT_TALK_AT else None


def silence_signal(
    last_heard: datetime, now: datetime, last_energy: int | None, thresholds: Thresholds, *, active: bool
) -> Signal | None:
    """A2 by calendar days since anything was heard. Not for clients on a break, and not by check-ins missed."""
    low = last_energy is not None and last_energy <= thresholds.low_energy
    days = thresholds.silence_days_low if low else thresholds.silence_days
    return Signal.A2 if active and now - last_heard >= timedelta(days=days) else None


def energy_signal(reports: Sequence[Report], now: datetime, thresholds: Thresholds) -> Signal | None:
    """
    A3: several low answers within 14 days, or the last two far below the client's own usual.

    The usual is the median of at least three earlier answers of 28 days. Changes below two points cannot trigger it:
    `drop` is bounded by the noise.
    """
    answers = [(r.at, r.energy) for r in reports if r.energy is not None and r.at <= now]
    low = [e for at, e in answers if now - at <= LOW_WITHIN and e <= thresholds.low_energy]
    if len(low) >= thresholds.low_count:
        return Signal.A3
    recent = [(at, e) for at, e in answers if now - at <= USUAL_WITHIN]
    earlier, last = recent[:-DROPS], recent[-DROPS:]
    if len(earlier) < USUAL_NEEDS:
        return None
    usual = median(e for _, e in earlier)
    return Signal.A3 if all(usual - e >= thresholds.drop for _, e in last) else None


def may_open(last_told: datetime | None, now: datetime, *, tried_since: bool) -> bool:
    """
    Whether A1-A3 may open a case where none is open: a week has passed since the last notice, and the client has tried
    a step since (done or part of it), or a fortnight has passed. A4 and A5 never ask this.
    """
    if last_told is None:
        return True
    passed = now - last_told
    return passed >= REARMED_AFTER or (passed >= BETWEEN_CASES and tried_since)


def may_say_not_yet(last_not_yet: datetime | None, now: datetime) -> bool:
    """Whether the client may keep this notice back once more. Never for a concern."""
    return last_not_yet is None or now - last_not_yet >= NOT_YET_EVERY


class Move(StrEnum):
    """What to do about a case that nobody has taken."""

    WAIT = "wait"
    REMIND = "remind"  # the same people again
    DEPUTY = "deputy"
    UNIT_LEAD = "unit_lead"
    UNIT_PHONE = "unit_phone"
    STOP = "stop"  # taken, or everybody was asked: a line in the digest remains


@dataclass(frozen=True)
class Notice:
    """
    A notice that is out, as far as its chain needs it.

    Args:
        urgent: A concern, or a wish for contact that joined one.
        sent_at: When the first copies went out.
        reminders: How many steps of the chain are done.
        taken: Somebody has it, or the case is closed.
    """

    kind: Signal
    urgent: bool
    sent_at: datetime
    reminders: int = 0
    taken: bool = False


@dataclass(frozen=True)
class FollowUp:
    """
    What to do now, when to look again (UTC, None for never), and how many reminders there are then.

    After a long outage several steps may be due; they come one by one, a step's own distance apart.
    """

    move: Move
    look_at: datetime | None
    reminders: int


CALM = ((2, Move.REMIND), (4, Move.DEPUTY), (6, Move.UNIT_LEAD))  # working days after the notice
ASKED = ((1, Move.DEPUTY),)
URGENT = (*((Move.REMIND,) * REPEATS), Move.UNIT_PHONE)


def follow_up(notice: Notice, now: datetime, working: WorkingDays) -> FollowUp:
    """
    The next step of a notice's chain.

    A concern (urgent) repeats every 30 minutes in service hours, four times, then the unit's phone. A wish for contact,
    and a concern the client did not confirm in time, go to the deputy after a working day. The rest: remind after 2,
    deputy after 4, unit lead after 6 working days.
    """
    repeats = notice.urgent and notice.kind is not Signal.A4
    due = _repeats(notice.sent_at, working) if repeats else _working_days(notice.kind, notice.sent_at, working)
    done = notice.reminders
    if notice.taken or done >= len(due):
        return FollowUp(Move.STOP, None, done)
    at, move = due[done]
    if now < at:
        return FollowUp(Move.WAIT, at, done)
    if done + 1 == len(due):
        return FollowUp(move, None, done + 1)
    soonest = working.open_from(now + REPEAT_EVERY) if repeats else working.after(now, 1)
    return FollowUp(move, max(due[done + 1][0], soonest), done + 1)


def _working_days(kind: Signal, sent_at: datetime, working: WorkingDays) -> list[tuple[datetime, Move]]:
    chain = ASKED if kind in (Signal.A4, Signal.A5, Signal.A7) else CALM
    return [(working.after(sent_at, days), move) for days, move in chain]


def _repeats(sent_at: datetime, working: WorkingDays) -> list[tuple[datetime, Move]]:
    chain, at = [], sent_at
    for move in URGENT:
        at = working.open_from(at + REPEAT_EVERY)
        chain.append((at, move))
    return chain
