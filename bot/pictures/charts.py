"""
What a picture says, as values: numbers, and words that are in the reader's language already.

Kept apart from the drawing, so that only the process that draws loads the plotting library.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EnergyChart:
    """
    Energy over some weeks. Days count from the first day shown, which is 0.

    Args:
        scale: What 0 and 10 mean, in words.
        days: How many are shown.
        answers: (day, energy 0-10), one dot each.
        line: Stretches of (day, middle answer of a span); a stretch ends where a span has no answer.
        breaks: (first day, day after the last).
        ticks: (day, date as the reader writes it).
        start: The own start, drawn as a thin dotted line; None where it is not shown.
        alt: The same as words, for those who hear and not see.
    """

    title: str
    scale: str
    days: int
    answers: tuple[tuple[int, int], ...]
    line: tuple[tuple[tuple[float, float], ...], ...]
    breaks: tuple[tuple[int, int], ...]
    ticks: tuple[tuple[int, str], ...]
    break_word: str
    start_word: str
    alt: str
    start: float | None = None
