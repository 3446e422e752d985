"""
Areas of life in plain words, and the ICF codes that each may stand for.

The client chooses an area and never sees a code; the professional is offered the area's codes and chooses (R70, R74).
"""

from __future__ import annotations

from bot.domain.goals import ICF, MOST_ICF, GoalFault

AREAS: dict[str, tuple[str, ...]] = {
    "moving": ("d450", "b455", "s750", "b280"),
    "rest": ("b134", "b130", "b1300"),
    "everyday": ("d230", "d640"),
    "health": ("d570", "e110", "e580", "e355"),
    "mood": ("b152", "d240", "b1301"),
    "people": ("d750", "e310", "e410"),
    "work": ("d850", "d175", "d240"),
    "free": ("d920", "d750"),
}
"""Key of an area -> codes to suggest, the likeliest first. Names of both are sentences of the bot: `area_…`, `icf_…`."""

NAMED = tuple(
    sorted({code for codes in AREAS.values() for code in codes})
)  # codes whose names the bot knows; any other is shown as it is


def suggested(area: str) -> tuple[str, ...]:
    """Codes to offer for an area; an area of the client's own words has none."""
    return AREAS.get(area, ())


def read_codes(said: str) -> tuple[str, ...]:
    """
    Codes that a professional typed: "d450, b455".

    Raises:
        GoalFault: icf, when one is no code or there are more than three.
    """
    codes = tuple(dict.fromkeys(said.replace(",", " ").replace(";", " ").casefold().split()))
    if not 1 <= len(codes) <= MOST_ICF or not all(ICF.fullmatch(code) for code in codes):
        raise GoalFault("icf")
    return codes


def toggled(codes: tuple[str, ...], code: str) -> tuple[str, ...]:
    """With this code, or without it if it was there. A fourth takes the place of the third."""
    if code in codes:
        return tuple(one for one in codes if one != code)
    return (*codes[: MOST_ICF - 1], code)
