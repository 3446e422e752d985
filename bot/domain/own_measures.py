"""
What a client and a professional may choose to follow, and when a value is worth a question.

An odd value is asked about, never refused: people know their bodies, and a bot knows typing errors. A scale is the one
exception, because a number outside it has no meaning. No value raises an alarm, and none is called good or bad.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.domain import quantities

OTHER = "other"
LONGEST = 60  # characters of a number with its unit; longer words are a story
OTHER_JUMP = 5  # an own measure that grows or shrinks by more than this factor is asked about: a lost decimal mark
OTHER_DECIMALS = 3

Numbers = tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """
    One thing that can be followed.

    Args:
        key: Names its sentences: `measure_KEY` is what it is called, `ask_KEY` how it is asked.
        unit: A key of `quantities.UNITS`; "h" for a length of time; "" for a plain number.
        usual: From and to, in the unit; outside of it a value is asked about. A pair for each number.
        decimals: How many are kept.
        jump: A change from the last value by more than this part of it is asked about; 0 asks never.
        taps: Numbers that are offered as buttons.
        scale: The numbers are a scale: others are no answer.
        shows_unit: Whether the unit stands behind the number when it is said.
    """

    key: str
    unit: str = ""
    usual: tuple[tuple[int, int], ...] = ((0, 0),)
    decimals: int = 0
    jump: float = 0
    taps: tuple[int, ...] = ()
    scale: bool = False
    shows_unit: bool = False


ZERO_TO_TEN = tuple(range(11))

KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("steps", "steps", ((0, 40_000),)),
        Kind("walk_test", "m", ((20, 1000),), jump=0.6, shows_unit=True),
        Kind("weight", "kg", ((30, 250),), decimals=1, jump=0.15, shows_unit=True),
        Kind("waist", "cm", ((50, 200),), decimals=1, jump=0.25, shows_unit=True),
        Kind("blood_pressure", "mmHg", ((70, 230), (40, 140)), jump=0.5, shows_unit=True),
        Kind("grip", "kg", ((2, 90),), decimals=1, jump=0.6, shows_unit=True),
        Kind("sleep", "h", ((1, 14),), decimals=2),
        Kind("movement", "min", ((0, 1500),), shows_unit=True),
        Kind("meals", "times", ((0, 8),), taps=tuple(range(7))),
        Kind("absences", "days", ((0, 31),), taps=tuple(range(6))),
        Kind("mood", usual=((0, 10),), taps=ZERO_TO_TEN, scale=True),
        Kind("confidence", usual=((0, 10),), taps=ZERO_TO_TEN, scale=True),
        Kind("agency", usual=((0, 10),), taps=ZERO_TO_TEN, scale=True),
    )
}
"""In the order in which they are offered. R52, R56, R64: tests, and the outcomes of the pilots as optional indicators."""


def kind_of(key: str, unit: str = "") -> Kind:
    """What is known about a measure; a client's own one has nothing but its unit."""
    return KINDS.get(key) or Kind(OTHER, unit, decimals=OTHER_DECIMALS, shows_unit=bool(unit))


def understand(kind: Kind, text: str, locale: str) -> Numbers | None:
    """The value that these words plainly are, in the measure's unit."""
    if len(text) > LONGEST:
        return None
    if kind.key == "blood_pressure":
        return quantities.read_two(text)
    if kind.unit == "h":
        hours = quantities.read_hours(text, locale)
        return None if hours is None else (hours,)
    below = kind.key == OTHER
    value = quantities.read(_of_scale(kind, text), kind.unit, locale, decimals=kind.decimals, below_zero=below)
    if value is None or (kind.scale and not kind.usual[0][0] <= value <= kind.usual[0][1]):
        return None
    return (value,)


def _of_scale(kind: Kind, text: str) -> str:
    """ "7/10" on a scale is 7."""
    return text.strip().removesuffix("/10") if kind.scale else text


def doubtful(kind: Kind, now: Numbers, last: Sequence[float] = ()) -> bool:
    """Whether to ask "is that right?": outside the usual, a great change, or an upper pressure below the lower."""
    if len(now) == 2 and now[0] <= now[1]:
        return True
    if kind.key == OTHER:
        return bool(last) and _by_far(float(now[0]), last[0])
    if any(not low <= value <= high for value, (low, high) in zip(now, kind.usual, strict=True)):
        return True
    return bool(kind.jump) and any(
        before > 0 and abs(float(value) - before) > kind.jump * before for value, before in zip(now, last, strict=False)
    )


def _by_far(now: float, last: float) -> bool:
    return now > 0 and last > 0 and not last / OTHER_JUMP <= now <= last * OTHER_JUMP


def loaded(text: str) -> Numbers:
    """What `stored` made."""
    return tuple(Decimal(part) for part in text.split("/"))


def stored(numbers: Numbers) -> str:
    """As it stands in the database: "72.5", "120/80"."""
    return "/".join(f"{number:f}" for number in numbers)
