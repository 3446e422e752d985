"""Where a talk stands. It goes through JSON between any two turns and loses nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from dialogs.errors import BrokenPlace
from dialogs.model import Value


@dataclass(frozen=True, slots=True)
class Frame:
    """The card that entered a sub-dialog, and to which the talk returns."""

    script: str
    version: str
    card: str


@dataclass(frozen=True, slots=True)
class Place:
    """
    The question that waits for an answer, and everything heard so far.

    `turn` is the number of this question among all that this person was ever asked. `misheard` counts how often
    it was answered by something that could not be understood. `seed` chooses between wordings.
    """

    script: str
    version: str
    card: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    stack: tuple[Frame, ...] = ()
    turn: int = 1
    misheard: int = 0
    seed: int = 0

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Place:
        """
        Raises:
            BrokenPlace: This is not a place. The text itself is not repeated: it holds a client's words.
        """
        try:
            raw = json.loads(text)
            stack = tuple(Frame(**frame) for frame in raw.pop("stack"))
            place = cls(**raw, stack=stack)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise BrokenPlace("the stored place of a talk cannot be read") from None
        if not isinstance(place.facts, dict):
            raise BrokenPlace("the stored place of a talk has no facts")
        return place
