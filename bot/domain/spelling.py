"""
What a typed text may mean to say: one spelling out of many.

Phones, haste and hiding change words: case, accents, zero-width characters, emoji, stretched or spaced letters, digits
for letters, one wrong key. Each reading of a text is a list of plain sentences: lower case, no diacritics, words between
single blanks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

GROWN = 2  # normal forms may be longer than what was typed; more than this many times the length is not read
SAME = str.maketrans({"ø": "o", "æ": "ae", "đ": "d", "ł": "l", "ı": "i"})
DIGITS = str.maketrans("013457", "oieast")
HIDING = re.compile(r"(?<=\w)[*#@$%]+(?=\w)")  # signs that stand for a letter: k*ll
CONSONANT = re.compile(r"[bdfghjklmnprstv]")
SHORTEST_MENDED = 5  # letters; below, a wrong key makes another everyday word
SHORTEST_LISTED = 3  # letters of the slips of a short word that is listed by name


def fold(text: str) -> str:
    """Without diacritics: ä and å become a, ö becomes o."""
    apart = unicodedata.normalize("NFD", text.translate(SAME))
    return "".join(sign for sign in apart if unicodedata.category(sign) != "Mn")


def plain(text: str) -> str:
    """Lower case, no diacritics, only words, blanks and sentence ends."""
    most = GROWN * len(text)
    text = unicodedata.normalize("NFKC", text)[:most].casefold()
    text = "".join(sign for sign in text if unicodedata.category(sign) not in ("Cf", "Me", "Cs"))
    text = re.sub(r"['’‘`´]", "", fold(text))
    text = re.sub(r"…|\.{2,}", " ", text)  # a pause, not an end
    text = re.sub(r"[.!?]+(?=\s|$)", "\n", re.sub(r"\s", " ", text))
    text = re.sub(r"[^\w\n]|_", " ", text)  # hyphens and emoji part words
    return re.sub(r" *\n *", "\n", re.sub(r" +", " ", text)).strip()


@dataclass(frozen=True)
class Speller:
    """Words that matter, and the everyday words one wrong key away from them, which stay what they are."""

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by first letter
    stems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    short: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    everyday: frozenset[str] = frozenset()

    @classmethod
    def of(cls, entries: Iterable[Mapping[str, Any]]) -> Speller:
        """
        From the rule file's [[near]] tables: `words` (whole), `stems` (beginnings of longer words), `short` (whole, of
        four letters), `everyday`.
        """
        tables: dict[str, dict[str, tuple[str, ...]]] = {"words": {}, "stems": {}, "short": {}}
        everyday: set[str] = set()
        for entry in entries:
            for name, into in tables.items():
                for form in map(fold, entry.get(name, ())):
                    into[form[0]] = (*into.get(form[0], ()), form)
            everyday |= set(map(fold, entry.get("everyday", ())))
        return cls(tables["words"], tables["stems"], tables["short"], frozenset(everyday))

    def mend(self, text: str) -> str:
        """The text with every word that is one slip away from a word that matters replaced by it."""
        return re.sub(rf"\w{{{SHORTEST_LISTED},}}", lambda m: self._mend(m[0]), text)

    def _mend(self, word: str) -> str:
        if word in self.everyday:
            return word
        if len(word) <= SHORTEST_MENDED and (short := _meant(word, self.short.get(word[0], ()))):
            return short
        if len(word) < SHORTEST_MENDED:
            return word
        stems = self.stems.get(word[0], ())
        if any(word.startswith(stem) for stem in stems):
            return word
        return _meant(word, self.words.get(word[0], ())) or _with_stem(word, stems)


def _meant(word: str, forms: tuple[str, ...]) -> str:
    """The word itself where it is one of the forms, else the form one slip away, else nothing."""
    return word if word in forms else next((form for form in forms if slip(word, form)), "")


def _with_stem(word: str, stems: tuple[str, ...]) -> str:
    for stem in stems:
        for length in (len(stem), len(stem) + 1, len(stem) - 1):
            if len(word) >= length and slip(word[:length], stem):
                return stem + word[length:]
    return word


@dataclass(frozen=True)
class Spoken:
    """How one language is spoken: dialect, youth speech and chat shorthand, and the written word that is meant."""

    words: Mapping[str, str]
    stems: Mapping[str, str]  # the beginning of a word: "ihteni" is "itseni"
    lengths: tuple[int, ...]  # of the stems, longest first

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> Spoken:
        """From one table of the rule file: a written word and its spoken forms; a form that ends in * is a beginning."""
        words: dict[str, str] = {}
        stems: dict[str, str] = {}
        for meant, forms in table.items():
            for form in map(fold, forms):
                into, key = (stems, form[:-1]) if form.endswith("*") else (words, form)
                into[key] = fold(meant)
        for form, meant in [*words.items(), *((fold(meant), fold(meant)) for meant in table)]:
            for place in CONSONANT.finditer(form):  # "ellee" as "elee": dialects double what others say once
                words.setdefault(form[: place.end()] + form[place.start() :], meant)
        return cls(words, stems, tuple(sorted({len(stem) for stem in stems}, reverse=True)))

    def written(self, text: str) -> str:
        """The text as it would be written. The same text where nothing was spoken."""
        said = text.split(" ")
        meant = [self._written(word) for word in said]
        return text if said == meant else " ".join(word for word in meant if word)

    def _written(self, word: str) -> str:
        if word in self.words:
            return self.words[word]
        for length in self.lengths:
            if (stem := self.stems.get(word[:length])) is not None:
                return stem + word[length:]
        return word


def slip(typed: str, meant: str) -> bool:
    """Whether one key went wrong: a letter more, less, other, or two swapped. The same word is no slip."""
    if typed == meant or abs(len(typed) - len(meant)) > 1:
        return False
    start = 0
    while start < min(len(typed), len(meant)) and typed[start] == meant[start]:
        start += 1
    rest_typed, rest_meant = typed[start:], meant[start:]
    if len(typed) > len(meant):
        return rest_typed[1:] == rest_meant
    if len(typed) < len(meant):
        return rest_typed == rest_meant[1:]
    swapped = rest_typed[1::-1] == rest_meant[:2] and len(rest_typed) > 1
    return rest_typed[1:] == rest_meant[1:] or (swapped and rest_typed[2:] == rest_meant[2:])


def readings(text: str, speller: Speller) -> list[list[str]]:
    """All readings of a text, each as its sentences. Few: most texts have one or two."""
    first = plain(text)
    found = [first]
    for reading in (
        plain("".join(" " if unicodedata.category(sign) == "Cf" else sign for sign in text)),  # unseen, for a blank
        re.sub(r"(\w)\1{2,}", r"\1", first),  # stretched letters
        re.sub(r"(\w)\1{2,}", r"\1\1", first),
        re.sub(r"\b(?:\w ){2,}\w\b", lambda m: m[0].replace(" ", ""), first),  # s p a c e d
        plain(HIDING.sub("", text)) if HIDING.search(text) else first,
        re.sub(r"\b(?=\w*[a-z])\w*\d\w*\b", lambda m: m[0].translate(DIGITS), first),
    ):
        if reading not in found:
            found.append(reading)
    for reading in tuple(found):
        mended = speller.mend(reading)
        if mended not in found:
            found.append(mended)
    return [reading.split("\n") for reading in found]
