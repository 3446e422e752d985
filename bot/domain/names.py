"""
Names under what is shared with a group: free to choose, but not to be taken for somebody else.

Not a wall against malice, which moderators see to; it keeps a joke or a chance from misleading the group.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from enum import StrEnum

ROLES = (
    "ohjaaj",
    "moderaattor",
    "moderator",
    "yllapitaj",
    "administ",
    "ammattilai",
    "tyontekij",
    "terapeut",
    "psykolog",
    "laakari",
    "handledar",
    "gruppledar",
    "lakare",
    "professional",
    "facilitator",
    "counsel",
    "therapist",
    "psycholog",
    "doctor",
)
"""Beginnings of words, as `_letters` writes them, that lend somebody a moderator's or professional's voice."""

SHORT_ROLES = frozenset({"admin", "mod", "ledare"})  # only as a word of their own: they are parts of many names
BOTS = frozenset({"bot", "boten", "botti", "robot", "robotti", "rinnalla"})
DIGITS = "0123456789"
LOOK_ALIKES = str.maketrans("013457аеорсухікмтвн", "oieastaeopcyxikmtbh")  # digits and Cyrillic read as Latin


class Posing(StrEnum):
    """Whom the group could take the writer for."""

    GUIDE = "guide"
    BOT = "bot"
    MEMBER = "member"


def posing(name: str, *, bot: str, moderators: Collection[str], members: Collection[str]) -> Posing | None:
    """
    For whom a name could be mistaken. None: it is free.

    Args:
        bot: The bot's name in Telegram.
        moderators: Their names. The first one is enough, whatever stands around it.
        members: Names that others of the group are known by; the whole name, or a first name alone.
    """
    words, whole = _words(name), _letters(name)
    if any(role in whole for role in ROLES) or not SHORT_ROLES.isdisjoint(words):
        return Posing.GUIDE
    if any(_is(known, name.rstrip(DIGITS)) for known in moderators if _letters(known)):
        return Posing.GUIDE
    if not BOTS.isdisjoint(words) or (bot and _letters(bot) in whole):
        return Posing.BOT
    if any(whole in (_letters(known), _letters(_first(known))) for known in members if _letters(known)):
        return Posing.MEMBER
    return None


def _is(moderator: str, name: str) -> bool:
    """By the first name among other words, or spelled with gaps; or by the whole name."""
    theirs = (_letters(_first(moderator)), _letters(moderator))
    return any(said in theirs for said in (*_words(name), _letters(name)))


def _first(name: str) -> str:
    return next(iter(name.split()), "")


def _words(name: str) -> list[str]:
    plain = "".join(sign if sign.isalnum() or sign == "-" else " " for sign in unicodedata.normalize("NFKC", name))
    return [word for word in (_letters(part) for part in plain.split()) if word]


def _letters(name: str) -> str:
    """Letters alone, as they look: without case, accents, spaces and signs."""
    seen = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold()).translate(LOOK_ALIKES)
    return "".join(sign for sign in seen if sign.isalnum())
