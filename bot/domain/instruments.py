"""
Instruments as data: their structure from the repository, their words from the installation.

Licensed item texts are not ours to ship. A structure file says which items there are and how they are scored; the
wording file of an installation says them, language by language. Without words an instrument is not offered.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.measures import OCCASIONS, Scoring

MOST_TEXT, MOST_ANSWER = 700, 60  # characters: one message with room for its head; one button
MARK = 8  # letters of a wording's fingerprint
MOST_ITEMS = 40  # a chat is no place for more
FIELDS = {"title", "items", "low", "high", "needs", "asked", "licence"}


class InstrumentError(Exception):
    """A structure file cannot be used. A developer mends it; the text names file, place and remedy."""

    def __init__(self, file: str, problem: str, remedy: str) -> None:
        super().__init__(f"bot/data/instruments/{file}.toml: {problem}. {remedy}.")


class WordingErrors(Exception):
    """A wording file cannot be used. The operator mends it; every fault is named with place and remedy."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(f"INSTRUMENT_WORDING: {fault}" for fault in faults))
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class Instrument:
    """`asked`: at which occasions of a period. `licence`: who may say its words, for the operator."""

    key: str
    title: str
    scoring: Scoring
    asked: tuple[str, ...]
    licence: str

    @property
    def items(self) -> tuple[str, ...]:
        return self.scoring.items

    @property
    def values(self) -> range:
        return range(self.scoring.low, self.scoring.high + 1)


@dataclass(frozen=True, slots=True)
class Item:
    """A question, and its answers from the lowest number to the highest."""

    text: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """
    An instrument said in one language.

    Args:
        mark: Fingerprint of these very words, kept with every answer.
        stand_in: Made-up words for trying out, which are not the instrument's.
        permission: Who allowed the words.
    """

    title: str
    intro: str
    items: Mapping[str, Item]
    mark: str
    stand_in: bool = False
    permission: str = ""


@dataclass(frozen=True, slots=True)
class Instruments:
    """All that this installation knows: structures by key, words by (key, language)."""

    known: Mapping[str, Instrument] = field(default_factory=dict)
    words: Mapping[tuple[str, str], Wording] = field(default_factory=dict)

    def said(self, key: str, locale: str) -> Wording | None:
        """The words in this language. None: it is not offered in it, rather than in another one."""
        return self.words.get((key, locale)) if key in self.known else None

    def offered(self, locale: str) -> tuple[Instrument, ...]:
        return tuple(each for key, each in self.known.items() if (key, locale) in self.words)

    @property
    def stand_in(self) -> bool:
        """Are there made-up words among them?"""
        return any(wording.stand_in for wording in self.words.values())


def parse(key: str, text: str) -> Instrument:
    """Read a structure file. Raises InstrumentError."""
    try:
        return _parsed(key, text)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InstrumentError(key, "holds a value of the wrong kind", "Compare it with its neighbours") from error


def _parsed(key: str, text: str) -> Instrument:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InstrumentError(key, f"is not TOML ({error})", "Mend the line it names") from error
    if missing := sorted(FIELDS - data.keys()):
        raise InstrumentError(key, f"{missing[0]} is missing", "Every field of its neighbours is needed")
    if unknown := sorted(data.keys() - FIELDS):
        raise InstrumentError(key, f"{unknown[0]} means nothing", "Take it out")
    items, low, high, needs = tuple(data["items"]), data["low"], data["high"], data["needs"]
    if not items or len(set(items)) != len(items) or len(items) > MOST_ITEMS:
        raise InstrumentError(key, "items are missing, doubled or too many", f"Name 1 to {MOST_ITEMS}, each once")
    if not low < high or not 1 <= needs <= len(items):
        raise InstrumentError(key, "the scale or the missing rule cannot be", "low < high, needs 1 to all items")
    if not set(data["asked"]) <= set(OCCASIONS):
        raise InstrumentError(key, "asked names an unknown occasion", f"Use {', '.join(OCCASIONS)}")
    return Instrument(
        key, data["title"], Scoring(items, low, high, needs), tuple(data["asked"]), data["licence"]["note"]
    )


def parse_wording(file: str, text: str, known: Mapping[str, Instrument], locales: Sequence[str]) -> Instruments:
    """Read a wording file against the structures. Raises WordingErrors with every fault in it."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise WordingErrors([f"{file} is not TOML: {error}. Mend the line it names."]) from error
    faults: list[str] = []
    words: dict[tuple[str, str], Wording] = {}
    for key, tables in data.items():
        if key not in known:
            faults.append(f"{file}, [{key}]: there is no such instrument. Use one of {', '.join(known)}.")
        elif not isinstance(tables, dict):
            faults.append(f"{file}, {key}: must be a table. Write [{key}] and then [{key}.{locales[0]}].")
        else:
            for locale, wording in _languages(f"{file}, [{key}", known[key], tables, locales, faults):
                words[key, locale] = wording
    if faults:
        raise WordingErrors(faults)
    if not words:
        raise WordingErrors(
            [f"{file} has no words in it. Write them as docs/measures.md shows, or leave the setting out."]
        )
    return Instruments(known, words)


def _languages(
    place: str, instrument: Instrument, tables: dict[str, Any], locales: Sequence[str], faults: list[str]
) -> Iterator[tuple[str, Wording]]:
    permission, stand_in = tables.get("permission", ""), tables.get("stand_in", False)
    if not isinstance(stand_in, bool) or not isinstance(permission, str):
        faults.append(f"{place}]: permission is text, stand_in is true or false. Mend it.")
    elif not permission and not stand_in:
        faults.append(f'{place}]: who allowed these words is not said. Add: permission = "who, when"')
    for locale in sorted(tables.keys() - {"permission", "stand_in"}):
        if locale not in locales:
            faults.append(f"{place}.{locale}]: no language of this bot. Use one of {', '.join(locales)}.")
        elif not isinstance(tables[locale], dict):
            faults.append(f"{place}], {locale}: must be a table. Write {place.rpartition(', ')[2]}.{locale}].")
        else:
            wording = _wording(f"{place}.{locale}", instrument, tables[locale], faults)
            yield locale, Wording(*wording, stand_in=bool(stand_in), permission=str(permission))


def _wording(
    place: str, instrument: Instrument, table: dict[str, Any], faults: list[str]
) -> tuple[str, str, Mapping[str, Item], str]:
    title, intro = _text(table, "title", place, faults), ""
    if "intro" in table:
        intro = _text(table, "intro", place, faults)
    strange = sorted(table.keys() - {"title", "intro", *instrument.items})
    has = ", ".join(instrument.items)
    faults.extend(f"{place}.{name}]: no item of this instrument. It has {has}." for name in strange)
    items = {item: _item(f"{place}.{item}", instrument, table.get(item), faults) for item in instrument.items}
    said = repr((title, intro, sorted((name, item.text, item.answers) for name, item in items.items())))
    return title, intro, items, hashlib.sha256(said.encode()).hexdigest()[:MARK]


def _item(place: str, instrument: Instrument, table: Any, faults: list[str]) -> Item:
    if not isinstance(table, dict):
        faults.append(f"{place}]: the item is missing. Write it with text and answers.")
        return Item("", ())
    text, answers = _text(table, "text", place, faults), table.get("answers")
    wanted = len(instrument.values)
    if not isinstance(answers, list) or len(answers) != wanted or not all(isinstance(each, str) for each in answers):
        have = len(answers) if isinstance(answers, list) else 0
        low, high = instrument.scoring.low, instrument.scoring.high
        faults.append(f"{place}]: {have} answers. It needs {wanted}, from {low} (the first) to {high} (the last).")
        return Item(text, ())
    if wrong := [each for each in answers if not each.strip() or len(each) > MOST_ANSWER]:
        faults.append(f"{place}]: an answer has {len(wrong[0])} letters. Give it 1 to {MOST_ANSWER}.")
    if len({each.casefold().strip() for each in answers}) != len(answers):
        faults.append(f"{place}]: two answers are the same. Look at the original.")
    return Item(text, tuple(each.strip() for each in answers))


def _text(table: dict[str, Any], name: str, place: str, faults: list[str]) -> str:
    said = table.get(name)
    if not isinstance(said, str) or not said.strip() or len(said) > MOST_TEXT:
        faults.append(f"{place}]: {name} is missing, empty or too long. Write 1 to {MOST_TEXT} letters.")
        return ""
    return said.strip()
