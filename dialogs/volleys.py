"""What a talk looks like from outside: answers, messages, volleys, paths. Values only; `paths.py` makes them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dialogs.family import Family
from dialogs.model import Button, Code, Do, Facts, Line, Script, Value

Spot = tuple[str, str]
"""Script and card."""


class Kind(StrEnum):
    BUTTON = "button"
    SCALE = "scale"
    TYPED = "typed"
    OTHER = "other"
    DECLINE = "decline"


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What the client did at a card.

    `keeps` are the facts it left, `values` the numbers of a scale that lead the same way, and `meaning` differs
    where answers mean different things.
    """

    at: Spot
    kind: Kind
    text: str
    tag: str = ""
    keeps: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    meaning: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Message:
    """The lines of one card that were said together. One object for each selection of lines."""

    at: Spot
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Volley:
    """
    One turn of the bot: all that is said until the client answers.

    `answer` led here (none at the opening); `did` are the commands given on the way; `at` is the card that waits,
    none when the talk is over. The last volley says nothing if the talk ends with the answer.
    """

    answer: Answer | None
    did: tuple[Do, ...]
    messages: tuple[Message, ...]
    at: Spot | None
    facts: Facts

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(line for message in self.messages for line in message.lines)

    @property
    def codes(self) -> tuple[Code, ...]:
        return tuple(line.code for message in self.messages for line in message.lines)


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """One way from the opening to the end, standing for `count` paths that rules cannot tell apart."""

    volleys: tuple[Volley, ...]
    count: int = 1

    @property
    def turns(self) -> tuple[Volley, ...]:
        """The volleys in which something is said."""
        return tuple(volley for volley in self.volleys if volley.messages)


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """
    All that was met: `paths` to the end, `exits` left by the exit button (not judged), `volleys` each once,
    `cut` ways that would have gone round a loop again.
    """

    script: Script
    family: Family
    paths: tuple[Path, ...]
    volleys: tuple[Volley, ...]
    reached: frozenset[Spot]
    exits: int
    cut: int
    complete: bool

    @property
    def count(self) -> int:
        return sum(path.count for path in self.paths)


def pressed(at: Spot, button: Button) -> Answer:
    """A button as an answer. What it means is what it keeps and its kind of word; failing both, its text."""
    meaning = (tuple(sorted(button.keep.items())), button.tag)
    plain = not button.keep and not button.tag
    return Answer(
        at, Kind.BUTTON, button.text, button.tag, tuple(button.keep), meaning=(button.text,) if plain else meaning
    )


def spans(values: tuple[Value, ...], dash: str = "-") -> str:
    """Numbers of a scale in short: "0-3" or "0, 8-10"."""
    found: list[list[int]] = []
    for number in sorted(int(value) for value in values):
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return ", ".join(f"{run[0]}{dash}{run[-1]}" if len(run) > 1 else str(run[0]) for run in found)
