"""
The logic model of social rehabilitation as rows to record (R85, R86): conditions, core elements, mechanisms, outcomes.

Source: THL, Karjalainen 15.3.2024, as read in R76-R90. The words of a row are a sentence of the bot's, `logic_PART_KEY`.
"""

from __future__ import annotations

PARTS: dict[str, tuple[str, ...]] = {
    "condition": ("long_enough", "same_worker", "network", "voluntary"),
    "core": ("needs", "plan", "individual", "group"),
    "mechanism": ("trust", "peer_support", "tailored", "weak_signals", "motivation"),
    "outcome": ("goals", "self_confidence", "participation", "everyday", "shorter_need"),
}
"""Part -> its rows, in the order in which they are shown."""

BY_DATA = frozenset({"condition.long_enough", "core.plan", "core.individual", "core.group", "outcome.goals"})
"""Rows that are counted from what is kept anyway; nobody taps them."""

MARKS: tuple[str, ...] = tuple(f"{part}.{key}" for part, keys in PARTS.items() for key in keys)
"""Every row, as "part.key". Its place here is its number in a button."""


def sentence(mark: str) -> str:
    """The bot's sentence that names a row."""
    return "logic_" + mark.replace(".", "_")
