"""
When to ask next: the gap that energy and silence suggest, the client's agreed rhythm, the budget of messages.

Everything here errs towards silence: a time is moved later, never earlier, and asking more often than the client chose
cannot be expressed. The rule is a design decision, not evidence; its properties are tested one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from math import ceil
from statistics import median_low

from bot.domain.walltime import aware, instant, local_date, zone

TABLE = (7, 7, 5, 5, 4, 4, 3, 3, 2, 1, 1)  # energy 0..10 -> days until the next question
UNKNOWN_ENERGY = 5  # nothing heard lately: neither spare nor press
SHORTEST, LONGEST = 1, 14  # days
START_INTERVAL = 4  # days; what a new client is taken to have had
RETURN_INTERVAL = 7  # days; what a client is taken to have had after a break
OPEN_DOOR_AT = 3  # unanswered in a row: one message that the door is open, then every LONGEST days
DORMANT_AFTER = 5  # unanswered in a row: nothing more until the client writes
FRESH = timedelta(days=14)  # an answer older than this says nothing about today
WEEKLY, WEEKLY_IF_DAILY = 4, 7  # unasked messages in any 7 days
SHORTEST_OPEN = timedelta(hours=1)  # outside quiet hours; less could be passed over by a slow tick


class RhythmError(ValueError):
    """A rhythm cannot be kept. The person who is setting it is asked again."""


class NoWeekday(RhythmError):
    """No weekday is left on which the client may be written to."""


class QuietAllDay(RhythmError):
    """Quiet hours leave less than an hour of the day."""


class DaysOffScale(RhythmError):
    """A number of days outside 1..14."""


class EnergyOffScale(ValueError):
    """An energy outside 0..10. The caller read an answer wrongly."""


class Reason(StrEnum):
    """Why the next question comes when it comes; the client is told in one line."""

    FIRST = "first"  # nothing is known yet
    USUAL = "usual"  # as before
    LOW_ENERGY = "low_energy"  # less often, because of the energy told
    BETTER = "better"  # one day sooner than last time
    MISSED = "missed"  # less often, because a question stayed open
    OPEN_DOOR = "open_door"  # three stayed open
    FIXED = "fixed"  # the client's own rhythm
    AFTER_BREAK = "after_break"  # given by whoever ends a break


class Mode(StrEnum):
    """How the bot stands towards a client who has left questions open."""

    ASKING = "asking"
    OPEN_DOOR = "open_door"
    DORMANT = "dormant"


@dataclass(frozen=True)
class Rhythm:
    """
    What was agreed with the client, on the client's wall clock.

    Args:
        floor: Not more often than every so many days.
        fixed: The client's own rhythm in days, or None when it adapts.
        slot: When on a day to ask.
        quiet_from, quiet_until: No message from the first until just before the second; may span midnight.
        weekdays: Days on which the client may be written to; Monday is 0.
        timezone: Name in the tz database.
    Raises:
        NoWeekday, QuietAllDay, DaysOffScale, UnknownTimezone.
    """

    floor: int
    fixed: int | None
    slot: time
    quiet_from: time
    quiet_until: time
    weekdays: frozenset[int]
    timezone: str

    def __post_init__(self) -> None:
        _check_days(self.floor, self.fixed)
        if not self.weekdays & set(range(7)) or not self.weekdays <= set(range(7)):
            raise NoWeekday("a rhythm needs at least one weekday from 0 to 6")
        day = date(2000, 1, 1)
        open_for = datetime.combine(day, self.quiet_from) - datetime.combine(day, self.quiet_until)
        if open_for % timedelta(days=1) < SHORTEST_OPEN:
            raise QuietAllDay("quiet hours must leave at least an hour of the day")
        zone(self.timezone)


@dataclass(frozen=True)
class Planned:
    """The next question: after how many days by the rule, the instant (UTC), and why."""

    days: int
    due_at: datetime
    reason: Reason


def effective_energy(energies: Sequence[int]) -> int:
    """Energy 0..10 to plan by, newest last: a bad day acts at once, a good day needs two of the last three."""
    if any(not 0 <= energy <= 10 for energy in energies):
        raise EnergyOffScale("energy is 0..10")
    return min(energies[-1], median_low(energies[-3:])) if energies else UNKNOWN_ENERGY


def interval(energies: Sequence[int], misses: int, prev: int, floor: int = 2, fixed: int | None = None) -> int:
    """
    Days from the last question to the next.

    Args:
        energies: Answers at most 14 days old, newest last.
        misses: Unanswered questions in a row; undelivered ones do not count.
        prev: The last interval in days.
        floor: Not more often than, in days.
        fixed: The client's own rhythm in days.
    Raises:
        EnergyOffScale, DaysOffScale; ValueError when misses is negative.
    """
    _check_days(floor, fixed, prev)
    if misses < 0:
        raise ValueError("misses are counted from 0")
    base = fixed if fixed is not None else max(TABLE[effective_energy(energies)], floor)
    days = LONGEST if misses >= OPEN_DOOR_AT else ceil(base * (2, 3, 4)[misses] / 2)
    if fixed is None:  # shorter by one day at most, longer at once
        days = max(days, (min(prev, RETURN_INTERVAL) if misses == 0 else prev) - 1)
    return max(SHORTEST, min(LONGEST, days))


def plan(rhythm: Rhythm, energies: Sequence[int], misses: int, prev: int, last: datetime) -> Planned:
    """The next question after one that was asked at `last`. It may lie in the past when the bot was away long."""
    days = interval(energies, misses, prev, rhythm.floor, rhythm.fixed)
    due_at = send_time(rhythm, local_date(last, rhythm.timezone) + timedelta(days=days))
    return Planned(days, due_at, _reason(rhythm, energies, misses, prev, days))


def _reason(rhythm: Rhythm, energies: Sequence[int], misses: int, prev: int, days: int) -> Reason:
    if misses:
        return Reason.OPEN_DOOR if misses >= OPEN_DOOR_AT else Reason.MISSED
    if rhythm.fixed is not None:
        return Reason.FIXED
    if not energies:
        return Reason.FIRST if prev == START_INTERVAL else Reason.USUAL
    by_energy = TABLE[effective_energy(energies)]
    if days > prev and by_energy > rhythm.floor:
        return Reason.LOW_ENERGY
    if days < prev and by_energy <= days:  # after a long silence the rhythm tightens even at low energy: not "better"
        return Reason.BETTER if by_energy <= START_INTERVAL else Reason.USUAL
    return Reason.USUAL


def send_time(rhythm: Rhythm, on: date) -> datetime:
    """The slot on that day, moved later where quiet hours or an excluded weekday demand it. UTC."""
    return settle(rhythm, instant(on, rhythm.slot, rhythm.timezone))


def allowed(rhythm: Rhythm, at: datetime) -> bool:
    """Whether the client's wall clock permits a message at this instant."""
    local = aware(at).astimezone(zone(rhythm.timezone))
    return local.weekday() in rhythm.weekdays and not _quiet(rhythm, local.time())


def settle(rhythm: Rhythm, at: datetime) -> datetime:
    """
    The first permitted instant from `at` on: the end of quiet hours, or the slot of the next permitted weekday. UTC.

    A permitted instant stays as it is, so settling twice changes nothing.
    """
    at = aware(at)
    while not allowed(rhythm, at):
        today = local_date(at, rhythm.timezone)
        tomorrow = today + timedelta(days=1)
        if today.weekday() not in rhythm.weekdays:
            at = _opening(rhythm, tomorrow)
        else:
            ends = (instant(day, rhythm.quiet_until, rhythm.timezone) for day in (today, tomorrow))
            at = next(end for end in ends if end > at)
    return at


def _opening(rhythm: Rhythm, on: date) -> datetime:
    """The slot of that day, or the end of its quiet hours where the slot lies in them."""
    return instant(on, rhythm.quiet_until if _quiet(rhythm, rhythm.slot) else rhythm.slot, rhythm.timezone)


def _quiet(rhythm: Rhythm, wall: time) -> bool:
    begin, end = rhythm.quiet_from, rhythm.quiet_until
    return begin <= wall < end if begin < end else wall >= begin or wall < end


def resume_at(rhythm: Rhythm, until: date) -> datetime:
    """When to write the one soft message after a break; `until` is the first day after it."""
    return send_time(rhythm, until)


def usable(reports: Sequence[tuple[datetime, int]], now: datetime) -> tuple[int, ...]:
    """The energies (0..10) that still count, newest last; `reports` are (when, energy) in any order."""
    fresh = sorted((aware(at), energy) for at, energy in reports if timedelta(0) <= now - at <= FRESH)
    return tuple(energy for _, energy in fresh)


def mode(misses: int) -> Mode:
    """What to do after so many unanswered questions in a row."""
    if misses >= DORMANT_AFTER:
        return Mode.DORMANT
    return Mode.OPEN_DOOR if misses >= OPEN_DOOR_AT else Mode.ASKING


def max_questions(energy: int | None) -> int:
    """How many taps are fine at this effective energy (0..10, None when unknown)."""
    energy = UNKNOWN_ENERGY if energy is None else energy
    return 1 if energy <= 3 else 2 if energy <= 6 else 3


def budget_days(floor: int, fixed: int | None) -> int:
    """Unasked messages in any 7 days: 4, or 7 for a client who chose a daily rhythm."""
    return WEEKLY_IF_DAILY if (floor if fixed is None else fixed) == 1 else WEEKLY


def within_budget(sent: Sequence[date], on: date, weekly: int) -> bool:
    """
    Whether one more unasked message may go out on a local date.

    `sent` are the local dates of all kinds of such messages, planned ones included, in any order: every window of
    seven days around `on` is looked at, so the order in which senders ask does not matter.
    """
    if on in sent:
        return False
    windows = (on - timedelta(days=back) for back in range(7))
    return all(sum(begin <= day < begin + timedelta(days=7) for day in sent) < weekly for begin in windows)


def next_free(rhythm: Rhythm, sent: Sequence[date], at: datetime, weekly: int) -> datetime:
    """The first permitted instant from `at` on whose local date has room in the budget. UTC."""
    if weekly < 1:
        raise ValueError("a budget below one message a week has no next free day")
    at = settle(rhythm, at)
    while not within_budget(sent, on := local_date(at, rhythm.timezone), weekly):
        at = settle(rhythm, _opening(rhythm, on + timedelta(days=1)))
    return at


def _check_days(*days: int | None) -> None:
    if any(value is not None and not SHORTEST <= value <= LONGEST for value in days):
        raise DaysOffScale("a rhythm is 1..14 days")
