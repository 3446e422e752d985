"""
Numbers as people type them: "72,5 kg", "6 400 askelta", "7 h 30 min", "120/80".

Finnish, Swedish and English habits side by side. Nothing is guessed: what is not plainly one number with a fitting unit
is no number. The caller says back what was understood.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal

MOST_DIGITS = 9  # before the decimal mark; more is a telephone number, not a measure
_FI = ("noin", "n", "suunnilleen", "melkein", "vajaa", "reilu", "on", "oli", "nyt", "tänään")
_SV = ("cirka", "ca", "ungefär", "nästan", "är", "var", "nu", "idag")
_EN = ("about", "around", "approximately", "roughly", "nearly", "is", "was", "now", "today")
AROUND = frozenset((*_FI, *_SV, *_EN))
"""Words that may stand before a number and do not change it."""

KG = {"kg": 1, "kilo": 1, "kiloa": 1, "kilogramma": 1, "kilogrammaa": 1, "kilogram": 1, "kilograms": 1, "kilos": 1}
GRAMS = {"g": "0.001", "grammaa": "0.001", "gram": "0.001", "grams": "0.001"}
METRES = {"m": 1, "metri": 1, "metriä": 1, "meter": 1, "metre": 1, "metres": 1, "meters": 1}
KILOMETRES = {"km": 1000, "kilometri": 1000, "kilometriä": 1000, "kilometer": 1000, "kilometre": 1000}
CENTIMETRES = {"cm": 1, "sentti": 1, "senttiä": 1, "senttimetri": 1, "senttimetriä": 1, "centimeter": 1}
HOURS = ("h", "t", "tunti", "tuntia", "tim", "timme", "timmar", "hour", "hours")
MINUTES = ("min", "m", "minuutti", "minuuttia", "minut", "minuter", "minute", "minutes", "mins")
DAYS = {"pv": 1, "päivä": 1, "päivää": 1, "dag": 1, "dagar": 1, "day": 1, "days": 1, "d": 1}
STEPS = {"askel": 1, "askelta": 1, "askeleet": 1, "steg": 1, "step": 1, "steps": 1}

UNITS: Mapping[str, Mapping[str, int | str]] = {
    "kg": {**KG, **GRAMS},
    "cm": {
        **CENTIMETRES,
        "centimetre": 1,
        "centimetres": 1,
        "centimeters": 1,
        "mm": "0.1",
        **dict.fromkeys(METRES, 100),
    },
    "m": {**METRES, **KILOMETRES, "kilometres": 1000, "kilometers": 1000},
    "min": {**dict.fromkeys(MINUTES, 1), **dict.fromkeys(HOURS, 60)},
    "mmHg": {"mmhg": 1},
    "steps": STEPS,
    "days": DAYS,
    "times": {"kertaa": 1, "kerta": 1, "krt": 1, "gånger": 1, "gång": 1, "times": 1, "time": 1, "ateriaa": 1, "mål": 1},
}
"""A unit -> how it may be written in any of the languages -> how many of it that is."""

ONE = re.compile(r"([-+]?\d[\d .,]*\d|[-+]?\d)\s*([^\d\s].*)?")
TWO = re.compile(
    r"(\d{2,3})\s*(?:/|-|–|per|genom|över|over|kautta)?\s+(?:/|per|genom|över|over|kautta)?\s*(\d{2,3})(.*)"
)
TWO_CLOSE = re.compile(r"(\d{2,3})\s*[/–-]\s*(\d{2,3})(.*)")
SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_H, _M = "|".join(sorted(HOURS, key=len, reverse=True)), "|".join(sorted(MINUTES, key=len, reverse=True))
HOURS_MINUTES = re.compile(rf"(\d{{1,2}})\s*(?:{_H})\.?\s*(?:ja |och |and )?\s*(\d{{1,2}})\s*(?:{_M})?\.?")
MINUTES_ONLY = re.compile(rf"\d\s*(?:{'|'.join(word for word in MINUTES if word != 'm')})\.?$")


def read(text: str, unit: str, locale: str, *, decimals: int, below_zero: bool = False) -> Decimal | None:
    """
    One number in the measure's own unit, or None when the words are not plainly one.

    Args:
        unit: A key of UNITS, or a client's own unit, which may stand behind the number or not.
        locale: Decides only what "1,200" is: one thousand two hundred in English, 1.2 elsewhere.
        decimals: How many are kept. Where none are, "1,200" and "1.200" are thousands in every language.
    """
    found = ONE.fullmatch(_plain(text))
    if found is None:
        return None
    factor = _factor((found[2] or "").strip(" ."), unit)
    if factor is None:
        return None
    value = _number(found[1], thousands=decimals == 0 and factor == 1, english=locale == "en")
    if value is None or (value < 0 and not below_zero):
        return None
    value *= factor
    if decimals == 0 and value != value.to_integral_value():
        return None
    return tidy(value, decimals)


def read_two(text: str) -> tuple[Decimal, Decimal] | None:
    """Blood pressure: "120/80", "120 80", "120 över 80 mmHg" -> upper and lower."""
    plain = _plain(text)
    found = TWO_CLOSE.fullmatch(plain) or TWO.fullmatch(plain)
    if found is None or _factor(found[3].strip(" ."), "mmHg") is None:
        return None
    return Decimal(found[1]), Decimal(found[2])


def read_hours(text: str, locale: str) -> Decimal | None:
    """
    A length of time in hours: "7 h 30 min", "7:30", "7,5 h", "450 min".

    "7.30" is half past seven's way of writing in Finland, so it is 7 h 30 min there, and 7.3 hours in English.
    """
    plain = _plain(text)
    if found := HOURS_MINUTES.fullmatch(plain) or _clock(plain, locale):
        hours, minutes = int(found[1]), int(found[2])
        return tidy(hours + Decimal(minutes) / 60, 2) if minutes < 60 else None
    if MINUTES_ONLY.search(plain):
        minutes_only = read(text, "min", locale, decimals=1)
        return None if minutes_only is None else tidy(minutes_only / 60, 2)
    found = ONE.fullmatch(plain)
    if found is None or (found[2] or "").strip(" .") not in ("", *HOURS):
        return None
    value = _number(found[1], thousands=False, english=locale == "en")
    return None if value is None or value < 0 else tidy(value, 2)


def _clock(plain: str, locale: str) -> re.Match[str] | None:
    """ "7:30" everywhere; "7.30" where a point parts hours and minutes."""
    return re.fullmatch(r"(\d{1,2})[:.]([0-5]\d)" if locale != "en" else r"(\d{1,2}):([0-5]\d)", plain)


def tidy(value: Decimal, decimals: int) -> Decimal:
    """So many decimals at most, and no zeros behind them; never in the form "1E+1"."""
    rounded = round(value, decimals)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()


def _plain(text: str) -> str:
    """Lower case, one kind of blank, one kind of minus, halves as decimals, and no "about" before the number."""
    half = re.sub(r"(?<=\d)\s*½", ",5", text).replace("½", "0,5")
    bare = unicodedata.normalize("NFKC", half).replace("−", "-").casefold().strip(" \t\n.,;!?~≈=:")
    tokens = bare.split()
    while len(tokens) > 1 and tokens[0].rstrip(".:") in AROUND:
        tokens = tokens[1:]
    return " ".join(tokens)


def _factor(rest: str, unit: str) -> Decimal | None:
    """How many of the measure's unit the written one is; None for another unit."""
    if not rest or rest == unit.casefold():
        return Decimal(1)
    known = UNITS.get(unit, {}).get(rest)
    return None if known is None else Decimal(known)


def _number(text: str, *, thousands: bool, english: bool) -> Decimal | None:
    sign, digits = (-1 if text.startswith("-") else 1), text.lstrip("+-")
    if " " in digits:
        if not SPACED.fullmatch(digits):
            return None
        digits = digits.replace(" ", "")
    marks = [char for char in digits if char in ".,"]
    if marks and _all_thousands(digits, marks, thousands=thousands, english=english):
        digits = digits.replace(".", "").replace(",", "")
    elif marks:
        whole, _, part = digits.rpartition(marks[-1])
        if len(marks) > 1:
            if marks[-1] in marks[:-1] or not _grouped(whole):
                return None
            whole = whole.replace(".", "").replace(",", "")
        digits = f"{whole}.{part}"
    if not re.fullmatch(rf"\d{{1,{MOST_DIGITS}}}(?:\.\d{{1,6}})?", digits):
        return None
    return sign * Decimal(digits)


def _all_thousands(digits: str, marks: list[str], *, thousands: bool, english: bool) -> bool:
    """Do these marks only part thousands? "1.234.567" always; "1,200" where the measure or the language says so."""
    if len(set(marks)) > 1 or not _grouped(digits):
        return False
    return len(marks) > 1 or thousands or (english and marks[0] == ",")


def _grouped(digits: str) -> bool:
    return re.fullmatch(r"[1-9]\d{0,2}(?:[.,]\d{3})+", digits) is not None
