"""What the engine hears and what comes of it: closed unions, values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dialogs.model import Scale, Value
from dialogs.place import Place


@dataclass(frozen=True, slots=True)
class Pressed:
    """
    A button: "b0".. by its index in the card, "s0".."s10" a scale value, "x" exit, "o" something else, "d" rather not.

    `turn` is the number of the question that the button belongs to.
    """

    key: str
    turn: int


@dataclass(frozen=True, slots=True)
class Typed:
    """Words of the client's own."""

    text: str


Reply = Pressed | Typed


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence by name: gettext context and English words. The engine never puts facts into it."""

    context: str
    msgid: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A button under a question. `tag` is the kind of word it is: CT_D ... CT_T, ST, NEUTRAL or nothing."""

    key: str
    context: str
    msgid: str
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """How a question can be answered. `context` is that of the worded ends of `scale` and of a number's unit."""

    turn: int
    context: str
    choices: tuple[Choice, ...]
    scale: Scale | None = None
    typed: Literal["", "words", "number", "time", "date"] = ""


@dataclass(frozen=True, slots=True)
class Say:
    """One message: the lines of one card, and the question if the card waits."""

    lines: tuple[Spoken, ...]
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class Do:
    """A command with the script's own arguments. What it lacks is among the facts: `dialogs.commands.arguments`."""

    command: str
    args: Mapping[str, Value] = field(default_factory=dict)


Effect = Say | Do


@dataclass(frozen=True, slots=True)
class Turn:
    """
    The talk went on.

    `place` is None when it ended: "done" at its own end, "exit" by the client's wish. `heard` is the button that was
    pressed, also when its words were typed; None for words to keep, numbers, times and dates (see `facts`).
    `next_turn` is the lowest number that this person's next question may have.
    """

    effects: tuple[Effect, ...]
    place: Place | None
    ended: Literal["", "done", "exit"]
    facts: Mapping[str, Value]
    next_turn: int
    heard: Choice | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """A button of another question, or one that is not there. Nothing happened."""


@dataclass(frozen=True, slots=True)
class Misheard:
    """
    Words that are no answer to this question. The talk stays where it was; `place` counts it.

    `effects` is the question once more the first time, and nothing after that: never a loop.
    """

    place: Place
    text: str
    effects: tuple[Effect, ...]


Outcome = Turn | Stale | Misheard
