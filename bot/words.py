"""Words for people: a sentence by its name, its facts and a language. English where a translation is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal

from bot.sentences import SENTENCES
from dialogs.house import CONTEXT as HOUSE_CONTEXT
from dialogs.house import HOUSE
from dialogs.words import Texts, fill

CLOCK_PATTERN = {"fi": "H.mm", "sv": "H.mm", "en": "H:mm"}
"""How a time of day is written: with a point in Finland, in Finnish and Swedish alike; English here keeps the 24 h clock."""

CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
DATE_PATTERN = {"fi": "EEEE d.M.", "sv": "EEEE d.M", "en": "EEEE d MMMM"}
"""A day near enough to be known by its weekday. Finnish gives the weekday in the form that answers "when?"."""
TODAY_PATTERN = {"fi": "cccc d.M.", "sv": "cccc d.M", "en": "cccc d MMMM"}
"""The same as an answer to "what day is it?"."""


class Words:
    """All texts of the installation."""

    def __init__(self, texts: Texts, older: Mapping[tuple[str, str, str], str] | None = None) -> None:
        """`older`: (language, context, msgid) -> text of sentences that only open talks still say."""
        self.texts = texts
        self._older = older or {}

    @classmethod
    def load(cls, folder: Path) -> Words:
        return cls(Texts.load(folder))

    def script(self, context: str, msgid: str, facts: Mapping[str, object], locale: str) -> str:
        """A sentence of a dialog script. Raises KeyError naming a fact that is missing."""
        facts = _AsSaid(facts, locale)
        if not self.texts.has(context, msgid, locale) and (old := self._older.get((locale, context, msgid))):
            return fill(old, facts)
        return self.texts.say(context, msgid, facts, locale)

    def house(self, key: str, locale: str, **facts: object) -> str:
        """One of the few words that belong to no script."""
        return self.texts.say(HOUSE_CONTEXT, HOUSE[key], facts, locale)

    def bot(self, key: str, locale: str, **facts: object) -> str:
        """One of the bot's own sentences (`bot/sentences.py`)."""
        sentence = SENTENCES[key]
        if isinstance(sentence, tuple):
            count = facts["n"]
            assert isinstance(count, int)
            return self.texts.plural(f"bot.{key}", sentence[0], sentence[1], count, facts, locale)
        return self.texts.say(f"bot.{key}", sentence, facts, locale)

    def moment(self, at: datetime, now: datetime, timezone: str, locale: str) -> str:
        """When something is, seen from now: "tomorrow at 10:00"."""
        zone = ZoneInfo(timezone)
        local, today = at.astimezone(zone), now.astimezone(zone).date()
        clock = format_time(local.time(), CLOCK_PATTERN[locale], locale=locale)
        if local.date() == today:
            return self.bot("day_today", locale, time=clock)
        if local.date() == today + timedelta(days=1):
            return self.bot("day_tomorrow", locale, time=clock)
        return self.bot("day_on", locale, date=day(local.date(), locale), time=clock)

    def clock(self, now: datetime, timezone: str, locale: str) -> dict[str, object]:
        """The time and the date where somebody is, as facts."""
        local = now.astimezone(ZoneInfo(timezone))
        clock = format_time(local.time(), CLOCK_PATTERN[locale], locale=locale)
        return {"time": clock, "date": format_date(local, TODAY_PATTERN[locale], locale=locale)}

    def lasting(self, at: datetime, timezone: str, locale: str) -> str:
        """When something is, for whoever reads it whenever: never "tomorrow", which is wrong the day after."""
        local = at.astimezone(ZoneInfo(timezone))
        clock = format_time(local.time(), CLOCK_PATTERN[locale], locale=locale)
        return self.bot("day_on", locale, date=day(local.date(), locale), time=clock)


def day(on: date, locale: str) -> str:
    """A date with its weekday, as one says it: "maanantaina 30.11."."""
    said = format_date(on, DATE_PATTERN[locale], locale=locale)
    return said.replace("sunnuntai ", "sunnuntaina ") if locale == "fi" else said  # the only one CLDR does not inflect


class _AsSaid(Mapping[str, object]):
    """Facts, each put into the reader's way of saying it when a sentence asks for it: most never are."""

    def __init__(self, facts: Mapping[str, object], locale: str) -> None:
        self._facts, self._locale = facts, locale

    def __getitem__(self, name: str) -> object:
        return _as_said(self._facts[name], self._locale)

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


def _as_said(value: object, locale: str) -> object:
    """A time of day or a date that a script keeps as "09:30" or "2026-11-20", as the reader's language writes it."""
    if isinstance(value, str) and CLOCK.fullmatch(value):
        return format_time(time.fromisoformat(value), CLOCK_PATTERN[locale], locale=locale)
    if isinstance(value, str) and DATE.fullmatch(value):
        return _date_as_said(value, locale)
    return value


def _date_as_said(value: str, locale: str) -> str:
    """Somebody's own words may look like a date and be none; they stay as they are."""
    try:
        return day(date.fromisoformat(value), locale)
    except ValueError:
        return value


def time_of_day(at: time, locale: str) -> str:
    """A time on the clock: "8.00"."""
    return format_time(at, CLOCK_PATTERN[locale], locale=locale)


def short_day(on: date, locale: str) -> str:
    """A date without its weekday: "30.11."."""
    return format_date(on, {"fi": "d.M.", "sv": "d.M", "en": "d MMM"}[locale], locale=locale)


def long_day(on: date, locale: str) -> str:
    """A date with its year: "30.11.2026"."""
    return format_date(on, {"fi": "d.M.y", "sv": "d.M.y", "en": "d MMM y"}[locale], locale=locale)


def listed(names: Sequence[str], locale: str) -> str:
    """Names one after the other, as the language joins them: "Maija, Seppo ja Liisa"; a dash when there are none."""
    return format_list(list(names), locale=locale) if names else "–"


def number(value: float, locale: str, decimals: int = 1) -> str:
    """A number as the language writes it, with so many decimals at most: "6 400", "72,5"."""
    return format_decimal(value, format=f"#,##0.{'#' * decimals}", locale=locale)
