"""The page's own words and its way of writing dates, in Finnish, Swedish and English."""

from __future__ import annotations

import tomllib
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time

LANGUAGES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
HERE = ZoneInfo("Europe/Helsinki")
FOLDER = Path(__file__).with_name("static")
REGION = {"fi": "fi_FI", "sv": "sv_FI", "en": "en_GB"}  # Swedish as written in Finland; English with 24 hours


@cache
def table() -> dict[str, dict[str, str]]:
    """All words: key -> language -> words."""
    return tomllib.loads((FOLDER / "words.toml").read_text(encoding="utf-8"))


class Wording:
    """One language of the page."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "fi"

    def __call__(self, key: str, **facts: object) -> str:
        """The words for this key; raises KeyError for an unknown one."""
        return table()[key][self.language].format(**facts)

    def time(self, moment: datetime) -> str:
        """Time of day on Helsinki's wall clock, as in 10.05."""
        return format_time(moment, "short", HERE, REGION[self.language])

    def day(self, moment: datetime) -> str:
        """A day of the week and a date, as in ke 25.11."""
        return format_skeleton("MEd", moment, HERE, locale=REGION[self.language])

    def clock(self, moment: datetime) -> tuple[str, str]:
        """Date and time for the top of the page."""
        local = moment.astimezone(HERE)
        return format_date(local.date(), "full", REGION[self.language]), self.time(moment)
