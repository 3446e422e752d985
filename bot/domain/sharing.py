"""What a client may keep back from one of those who accompany them, and who sees what by it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.week_facts import Line

ITEMS: dict[str, frozenset[Line]] = {
    "energy": frozenset({Line.ENERGY}),
    "steps": frozenset({Line.STEPS}),
    "breaks": frozenset({Line.BREAK, Line.RHYTHM, Line.SILENCE}),
    "words": frozenset({Line.CARRY}),
    "measures": frozenset({Line.MEASURE}),  # that something was measured; the values have a page of their own
    "goals": frozenset({Line.GOAL}),
}
"""What is shared item by item -> the lines of a card that tell it. Notices are not among them: they were agreed at consent."""

OFFERED_ROLES = ("coworker", "deputy", "viewer")
"""As what a colleague may be asked in. There is one responsible professional."""


def parse(stored: str) -> frozenset[str]:
    """Items as they are stored: names with commas. What is unknown is left out."""
    return frozenset(stored.split(",")) & frozenset(ITEMS)


def toggled(stored: str, item: str) -> str:
    """The same with this item kept back, or shared again. Raises KeyError for an item that does not exist."""
    ITEMS[item]
    kept = parse(stored) ^ {item}
    return ",".join(name for name in ITEMS if name in kept)


def lines(items: Iterable[str]) -> frozenset[Line]:
    """The lines that these items keep back."""
    return frozenset(line for item in items for line in ITEMS[item])
