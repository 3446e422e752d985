"""
Which patterns are worth trying on a sentence, by the first letters of its words.

There are hundreds of patterns, and most sentences hold no word that any of them begins with. Each pattern is cut at its
gaps (`~`); every piece between two gaps must begin at a word, so a pattern can only match where some word has the first
letters of each piece. One piece is enough to look it up by. What cannot be read this way is tried on every sentence:
slower, never deafer. `tests/domain/test_safety.py` compares both on every set of phrases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LETTERS = 3  # of a word; two where a pattern fixes no more
COMMON = frozenset(
    ("en", "ei", "ma", "on", "ole", "ett", "mun", "mua", "hal", "int", "jag", "vil", "ska", "att", "det")
) | {*("min", "mig", "ar", "har", "for", "om", "the", "my", "me", "im", "to", "wan", "not", "no", "don", "it", "is")}
"""Everyday words: a piece that may begin with one of them finds too much, and another piece is taken if there is one."""
_ONE = re.compile(r"([a-z0-9])(\+?)(?![?*{])")
_ASIDE = re.compile(r"\(\?(?:<?[!=])")


def cut(source: str, sign: str) -> list[str]:
    """The source cut at a sign that stands in no bracket."""
    parts, depth, start = [], 0, 0
    for place, letter in _signs(source):
        depth += (letter == "(") - (letter == ")")
        if letter == sign and depth == 0:
            parts.append(source[start:place])
            start = place + 1
    return [*parts, source[start:]]


def _signs(source: str) -> Iterator[tuple[int, str]]:
    """Every sign that means something by itself: none after a backslash, none in a class of letters."""
    place = 0
    while place < len(source):
        letter = source[place]
        if letter == "[":
            end = source.find("]", place + 2)
            place = end if end > 0 else len(source)
        elif letter == "\\":
            place += 1
        else:
            yield place, letter
        place += 1


def beginnings(source: str) -> frozenset[str] | None:
    """First letters that what matches must have, without diacritics. None: it may begin with anything."""
    found: set[str] = set()
    for way in cut(source, "|"):
        some = _beginnings_of_one(way)
        if some is None:
            return None
        found |= some
    return frozenset(found)


def _beginnings_of_one(way: str) -> frozenset[str] | None:
    way = way.lstrip("^ ")
    while way.startswith("\\b") or _ASIDE.match(way):
        way = way[2:] if way.startswith("\\b") else _after_group(way)
        way = way.lstrip("^ ")
    if way.startswith("(?:"):
        rest = _after_group(way)
        inside = beginnings(way[3 : len(way) - len(rest) - 1])
        if not rest.startswith(("?", "*", "{")):
            return inside
        after = _beginnings_of_one(re.sub(r"^(?:[?*]|\{\d*,\d*\})\??", "", rest))
        return None if inside is None or after is None else inside | after
    letters = ""
    while len(letters) < LETTERS and (match := _ONE.match(way, len(letters))):
        letters += match[1]
        if match[2]:  # "t+ap": what follows the first t is not fixed
            break
    return frozenset([letters]) if len(letters) > 1 else None


def _after_group(source: str) -> str:
    """What follows the bracket that the source begins with."""
    depth = 0
    for place, letter in _signs(source):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return source[place + 1 :]
    return ""


@dataclass(frozen=True)
class Index:
    """
    Patterns by the first letters of words that they need.

    Args:
        found_by: Numbers of patterns by letters that each needs some word to begin with.
        begins: Of each pattern, the letters of the word that it begins at. None: it may begin anywhere.
        besides: Of each pattern, what some other word needs to begin with. None: nothing more is known.
    """

    found_by: dict[str, tuple[int, ...]]
    always: frozenset[int]
    begins: tuple[frozenset[str] | None, ...]
    besides: tuple[frozenset[str] | None, ...]

    @classmethod
    def of(cls, patterns: Sequence[str]) -> Index:
        """Of patterns as they are written in the rule file, lists filled in and diacritics folded, gaps still `~`."""
        found_by: dict[str, list[int]] = {}
        always: set[int] = set()
        begins: list[frozenset[str] | None] = []
        besides: list[frozenset[str] | None] = []
        for number, pattern in enumerate(patterns):
            pieces = [beginnings(piece) for piece in cut(pattern, "~")] if pattern.startswith("\\b") else [None]
            begins.append(pieces[0])
            known = sorted((piece for piece in pieces if piece), key=_worth)
            besides.append(known[1] if len(known) > 1 else None)
            if not known:
                always.add(number)
            for letters in known[0] if known else ():
                found_by.setdefault(letters, []).append(number)
        return cls(
            {letters: tuple(them) for letters, them in found_by.items()},
            frozenset(always),
            tuple(begins),
            tuple(besides),
        )

    def near(self, sentence: str) -> Iterator[tuple[int, list[int] | None]]:
        """Numbers of the patterns worth trying, in their order, and where each may begin. None: anywhere."""
        places: dict[str, list[int]] = {}
        start = 0
        for word in sentence.split(" "):
            for length in (2, LETTERS):
                places.setdefault(word[:length], []).append(start)
            start += len(word) + 1
        there = set(places)
        numbers = set(self.always).union(*(self.found_by.get(letters, ()) for letters in there))
        for number in sorted(numbers):
            if (other := self.besides[number]) is not None and there.isdisjoint(other):
                continue
            begins = self.begins[number]
            yield number, None if begins is None else [place for letters in begins for place in places.get(letters, ())]


def _worth(piece: frozenset[str]) -> tuple[int, int, int]:
    return len(piece & COMMON), sum(len(letters) < LETTERS for letters in piece), len(piece)
