"""Instruments read from files: their structures from the repository, their words from where the setting points."""

from __future__ import annotations

from pathlib import Path

from bot.domain.instruments import Instruments, WordingErrors, parse, parse_wording
from bot.domain.languages import LOCALES

STRUCTURES = Path(__file__).resolve().parent / "data" / "instruments"
STAND_IN = Path(__file__).resolve().parent / "demo" / "stand_in_wording.toml"
"""Topics of our own for trying out, in the shape of an instrument. They are not the instrument."""


def load(wording: str) -> Instruments:
    """All structures, with the words of this file; an empty setting leaves the words out. Raises WordingErrors."""
    known = {file.stem: parse(file.stem, file.read_text("utf-8")) for file in sorted(STRUCTURES.glob("*.toml"))}
    if not wording:
        return Instruments(known)
    try:
        text = Path(wording).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WordingErrors(
            [f"{wording} cannot be read ({type(error).__name__}). Look at the path and the file's rights."]
        ) from error
    return parse_wording(Path(wording).name, text, known, LOCALES)


def in_earnest(wording: str) -> Instruments:
    """The same for running with real clients. Raises WordingErrors for made-up words too: their results mean nothing."""
    found = load(wording)
    if found.stand_in:
        raise WordingErrors(
            [f"{wording} holds stand-ins for trying out. Write the instrument's own words, or leave it out."]
        )
    return found


def told(found: Instruments) -> str:
    """For the operator: which instrument can be answered in which language."""
    lines = []
    for key, instrument in found.known.items():
        locales = [locale for locale in LOCALES if found.said(key, locale)]
        without = [locale for locale in LOCALES if locale not in locales]
        if locales:
            missing = f", not offered in {', '.join(without)}" if without else ""
            lines.append(f"{instrument.title} in {', '.join(locales)}{missing}")
        else:
            lines.append(f"{instrument.title} is not offered: no words")
    return "; ".join(lines)
