"""
Plain and kind language, measured: sentences, words, and what is never said. The words themselves stand in language.toml.

What a client wrote is not measured: a fact in braces counts as one word.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_suffix(".toml")

FACT = re.compile(r"\{\w+\}")
BREAK = re.compile(r"(?<=[.!?…])[”’\"')]*\s+(?=[\"“”‘'(]?[^a-zåäöõü\s])|\n+")
"""Between sentences. A small letter after a full stop means an abbreviation: "esim. kävely"."""
WORD = re.compile(r"[^\W_]+(?:[-’':./][^\W_]+)*")

GROUPS: Mapping[str, str] = {
    "pressing": "It presses",
    "blaming": "It blames",
    "chores": "It speaks of chores",
    "counting": "It counts and ranks",
    "promising": "It promises too much",
}
"""Groups of words that are never said, and what is wrong with them."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language's rules. Each pattern finds a word or phrase of its group."""

    words: int
    sentences: int
    banned: Mapping[str, re.Pattern[str]]
    praise: re.Pattern[str]

    def forbidden(self, text: str) -> list[tuple[str, str]]:
        """Group and word of everything in a text that is never said."""
        return [(group, found[0].strip()) for group, pattern in self.banned.items() if (found := pattern.search(text))]

    def empty_praise(self, text: str) -> str:
        """A sentence that is nothing but praise and would fit anybody, or nothing."""
        return next((sentence for sentence in sentences(text) if self.praise.fullmatch(sentence)), "")


@cache
def languages(file: Path = FILE) -> Mapping[str, Language]:
    """The rules by locale."""
    raw = tomllib.loads(file.read_text(encoding="utf-8"))
    return {locale: _language(table) for locale, table in raw.items()}


def _language(table: Mapping[str, object]) -> Language:
    banned = {group: _pattern(_texts(table, group), _texts(table, f"{group}_first")) for group in GROUPS}
    praise = re.compile(rf"[\W_]*(?:{'|'.join(_texts(table, 'praise'))})[\W_]*", re.IGNORECASE)
    words, sentences_ = table["words"], table["sentences"]
    assert isinstance(words, int)  # our own file
    assert isinstance(sentences_, int)  # our own file
    return Language(words, sentences_, banned, praise)


def _texts(table: Mapping[str, object], name: str) -> Sequence[str]:
    found = table.get(name, [])
    assert isinstance(found, list)  # our own file
    return [str(item) for item in found]


def _pattern(anywhere: Sequence[str], first: Sequence[str]) -> re.Pattern[str]:
    """Whole words anywhere, or only at the head of a sentence."""
    parts = [rf"\b(?:{'|'.join(anywhere)})\b"]
    if first:
        parts.append(rf"(?:^|[.!?:–]\s+)(?:{'|'.join(first)})\b")
    return re.compile("|".join(parts), re.IGNORECASE)


def sentences(text: str) -> list[str]:
    """The sentences of a message."""
    return [part.strip() for part in BREAK.split(text) if part and WORD.search(FACT.sub("x", part))]


def count_words(sentence: str) -> int:
    return len(WORD.findall(FACT.sub("x", sentence)))


def longest(text: str) -> str:
    """The sentence with most words."""
    return max(sentences(text), key=count_words, default="")
