"""The languages the bot speaks."""

from __future__ import annotations

LANGUAGES = {"fi": "Suomi", "sv": "Svenska", "en": "English"}
"""Each by its own name, as it stands on a button. Every text exists in all of them; the first is what counts."""

LOCALES = tuple(LANGUAGES)


def spoken(asked: str, otherwise: str) -> str:
    """The language somebody's Telegram speaks, if the bot speaks it too."""
    return asked if asked in LANGUAGES else otherwise
