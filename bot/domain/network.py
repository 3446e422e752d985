"""
The network around a client (R37-R42): outside parties, what may be told to each, and turns of the road that ask for care.

Nothing is told to an outside party that the client did not say yes to, item by item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum


class Tie(StrEnum):
    """Kinds of network (R42)."""

    OWN = "own"  # the own team
    AUTHORITY = "authority"  # authorities and other sectors
    OTHER = "other"  # family, third sector, work


KINDS: dict[str, Tie] = {
    "kela": Tie.AUTHORITY,
    "health": Tie.AUTHORITY,
    "social": Tie.AUTHORITY,
    "school": Tie.AUTHORITY,
    "daycare": Tie.AUTHORITY,
    "work": Tie.OTHER,
    "insurer": Tie.OTHER,
    "provider": Tie.OTHER,
    "association": Tie.OTHER,
    "another": Tie.OTHER,
}
"""What an outside party may be (R40) -> the kind of network it usually belongs to; a professional may say otherwise."""

PARTY_ITEMS = ("together", "plan", "energy", "breaks", "meetings")
"""What may be told to an outside party, each by the client's own yes."""

TURNS = ("work", "school", "service", "benefit", "home", "several", "resources", "close", "around")
"""
What is marked ahead: five transitions and several illnesses at once (R38), and needs to coordinate by what they come
from: resources, the part of close people, surroundings (R39).
"""

COMING = timedelta(days=28)  # from then on a turn stands in the digest as something that changes
NEAR = timedelta(days=7)  # from then on it needs somebody, until somebody says it is looked after
MOST_CLOSE = 3  # close people; more would be an audience
HELLO_EVERY = timedelta(days=7)  # a weekly hello, not a running commentary


@dataclass(frozen=True, slots=True)
class TurnFact:
    """A turn that is marked and not over."""

    kind: str
    on: date
    near: bool = False
    id: int = 0


def agreed(stored: str) -> tuple[str, ...]:
    """The items that were agreed to, in their order; what is unknown is left out."""
    there = set(stored.split(","))
    return tuple(item for item in PARTY_ITEMS if item in there)


def toggled(stored: str, index: int) -> str:
    """The same with this item agreed to, or not any more. Raises IndexError for an item that does not exist."""
    changed = set(agreed(stored)) ^ {PARTY_ITEMS[index]}
    return ",".join(item for item in PARTY_ITEMS if item in changed)


def next_tie(tie: str) -> str:
    """The kind of network after this one, in a circle."""
    order = [each.value for each in Tie]
    return order[(order.index(tie) + 1) % len(order)]


def ahead(turns: Sequence[TurnFact], today: date) -> tuple[TurnFact, ...]:
    """What stands in a digest of today: what comes within four weeks, or has come and is not looked after."""
    return tuple(replace(turn, near=turn.on - NEAR <= today) for turn in turns if turn.on - COMING <= today)
