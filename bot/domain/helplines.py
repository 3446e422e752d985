"""Who can help at once: numbers from a data file that must not grow old unchecked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.domain.languages import LOCALES
from bot.domain.safety import Concern

WARN_AFTER = timedelta(days=60)  # since somebody checked a number
FAIL_AFTER = timedelta(days=90)
EMERGENCY = "112"


class HelplinesError(ValueError):
    """The helpline file cannot be used until its author changes it. Raised at start-up, never in a talk."""

    def __init__(self, helpline: str, problem: str) -> None:
        super().__init__(f"helpline [{helpline}]: {problem}")
        self.helpline = helpline


@dataclass(frozen=True)
class Helpline:
    """
    One service.

    Args:
        number: As shown; a telephone number or an address of a chat.
        hours: always, weekdays_limited or daily_to_midnight; the wording is the locale's.
        names: By locale. A locale without a name is not served.
    """

    id: str
    number: str
    hours: str
    concerns: frozenset[Concern]
    verified_on: date
    verified_by: str
    names: Mapping[str, str]


@dataclass(frozen=True)
class Helplines:
    """All services, the emergency number first."""

    lines: tuple[Helpline, ...]

    def of(self, locale: str, concern: Concern) -> tuple[Helpline, ...]:
        """What to show, in order: 112 and at least one second way. An unknown locale is served in Finnish."""
        locale = locale if locale in LOCALES else "fi"
        return tuple(line for line in self.lines if locale in line.names and concern in line.concerns)

    def to_come(self, today: date) -> bool:
        """Whether a check is said to have been later than tomorrow: a mistyped year would never grow old."""
        return max(line.verified_on for line in self.lines) > today + timedelta(days=1)

    def stale(self, today: date) -> str:
        """ "" while the oldest check is fresh, "warn" from 60 days on, "fail" from 90 on."""
        age = today - min(line.verified_on for line in self.lines)
        return "fail" if age >= FAIL_AFTER else "warn" if age >= WARN_AFTER else ""


def parse(text: str) -> Helplines:
    """Read the helpline file. Raises HelplinesError naming the entry and what is wrong with it."""
    try:
        return _parsed(text)
    except HelplinesError:
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise HelplinesError(
            "file", "holds a value of the wrong kind; compare each entry with its neighbours"
        ) from error


def _parsed(text: str) -> Helplines:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise HelplinesError("file", f"is not TOML: {error}; mend the line it names") from error
    helplines = Helplines(
        tuple(sorted(map(_line, data.get("helpline", [])), key=lambda line: line.number != EMERGENCY))
    )
    for locale in LOCALES:
        for concern in (Concern.C, Concern.S, Concern.V, Concern.M):
            shown = helplines.of(locale, concern)
            if len(shown) < 2 or shown[0].number != EMERGENCY:
                raise HelplinesError("file", f"{locale} needs {EMERGENCY} and a second way for {concern}")
    return helplines


def _line(entry: dict[str, Any]) -> Helpline:
    name = str(entry.get("id", "?"))
    if missing := {"id", "number", "hours", "concerns", "verified_on", "verified_by", "name"} - entry.keys():
        raise HelplinesError(name, f"lacks {', '.join(sorted(missing))}; add it")
    if type(entry["verified_on"]) is not date:  # a moment is a date too, and cannot be reckoned with
        raise HelplinesError(name, "verified_on must be a date such as 2026-11-22")
    try:
        concerns = frozenset(map(Concern, entry["concerns"]))
    except ValueError as error:
        raise HelplinesError(name, f"has an unknown concern; use one of {', '.join(Concern)}") from error
    texts = (entry["number"], entry["hours"], entry["verified_by"])
    return Helpline(name, texts[0], texts[1], concerns, entry["verified_on"], texts[2], dict(entry["name"]))
