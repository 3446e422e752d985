"""
Typed words -> a concern that must be answered at once.

An extra layer, never the safety net: that is a button which is always there, plain words about limits, and people. What
is found may bring help; what is not found means nothing. The rules are data (reviewed apart from code); this module is
how they are read and applied. No words leave it: only a class and the id of a rule.

All languages are tried on every text, on forms without diacritics: what matches with them matches without.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any

from bot.domain.first_letters import Index, cut
from bot.domain.languages import LOCALES
from bot.domain.spelling import Speller, Spoken, fold, readings

MOST = 4096  # characters; Telegram's own limit, the rest is not read


class SafetyRulesError(ValueError):
    """The rule file cannot be used until its author changes it. Raised at start-up, never in a talk."""

    def __init__(self, rule: str, problem: str) -> None:
        super().__init__(f"safety rule [{rule}]: {problem}")
        self.rule = rule


class Concern(StrEnum):
    """What the words may be about. Only N is nothing."""

    C = "C"  # explicit: wants to die, hurts themselves
    V = "V"  # violence
    M = "M"  # a medical emergency
    S = "S"  # soft: to be asked about, gently
    N = "N"  # nothing was found, which proves nothing


ORDER = (Concern.C, Concern.V, Concern.M, Concern.S, Concern.N)  # the first that is found counts
ANY = "any"
LANGUAGES = (*LOCALES, ANY)
GAP = r"(?:\w+ ){0,3}?"  # what `~` stands for: up to three words between
HAS_NO = re.compile(r"(?:\\b|\b)(?:inte|int|aldrig|ei|en|etten|not|never|dont|wont|arent|cant)\b")
WIDE_GAP = r"(?:\w+ ){0,8}?"  # what `~~` stands for, between words that mean little but together
YIELDS = ("negation", "denial", "person", "subject", "media")


@dataclass(frozen=True)
class Found:
    """The gravest concern in a text and the rule that found it ("" for N)."""

    concern: Concern
    rule_id: str


NOTHING = Found(Concern.N, "")


@dataclass(frozen=True)
class Rule:
    """
    One reviewed rule.

    Args:
        ways: Its patterns, each one way to say it; words filled in, gaps still `~`.
        yields: What softens it to S: "negation" just before or within, "denial" near it on either side, "person"
            (somebody else's story), "subject" (it is somebody else who wants it), "media".
        must, must_not: Examples that a pattern has to match and has not to match.
    """

    id: str
    concern: Concern
    language: str
    ways: tuple[str, ...]
    yields: frozenset[str]
    must: tuple[str, ...]
    must_not: tuple[str, ...]


@dataclass(frozen=True)
class Way:
    """One pattern of a rule, ready for use."""

    rule: Rule
    pattern: re.Pattern[str]
    has_no: bool  # a no belongs to what it says ("and will not come back"), so a no within softens nothing


@dataclass(frozen=True)
class Rules:
    """The whole rule file, ready for use."""

    rules: tuple[Rule, ...]
    idioms: re.Pattern[str]
    softeners: dict[str, re.Pattern[str]]
    speller: Speller
    spoken: dict[str, Spoken]
    ways: tuple[Way, ...]  # of all rules, the gravest first
    index: Index

    @staticmethod
    def load(text: str) -> Rules:
        """Read the rule file. Raises SafetyRulesError naming the rule and what is wrong with it."""
        try:
            return _loaded(text)
        except SafetyRulesError:
            raise
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            problem = "holds a value of the wrong kind; compare each rule with its neighbours"
            raise SafetyRulesError("file", problem) from error

    def faults(self) -> list[str]:
        """Examples that the rules do not keep, one line each: for `bot check` and the tests."""
        lines = []
        for rule in self.rules:
            lines += [f"{rule.id} must match: {text}" for text in rule.must if not self._touches(rule, text)]
            lines += [f"{rule.id} must not match: {text}" for text in rule.must_not if self._touches(rule, text)]
        return lines

    def _touches(self, rule: Rule, text: str) -> bool:
        return any(
            way.rule is rule
            for sentence, language in self.sentences(text)
            for way, _ in self.matches(sentence, language)
        )

    def matches(self, sentence: str, language: str) -> Iterator[tuple[Way, re.Match[str]]]:
        """Where a rule of the language has one of its patterns, the gravest rule first."""
        for number, places in self.index.near(sentence):
            way = self.ways[number]
            if language not in (ANY, way.rule.language) and way.rule.language != ANY:
                continue
            if places is None:
                yield from ((way, match) for match in way.pattern.finditer(sentence))
            else:
                yield from ((way, match) for place in places if (match := way.pattern.match(sentence, place)))

    def sentences(self, text: str) -> Iterator[tuple[str, str]]:
        """
        Every reading of every sentence as the patterns see it, and the language whose rules read it: idioms are gone, slips
        of the finger mended. What is spoken in one language is written out for the rules of that language alone.
        """
        seen: set[str | tuple[str, str]] = set()
        for reading in readings(text[:MOST], self.speller):
            for sentence in reading:
                plain = self._without_idioms(sentence)
                if plain in seen:
                    continue
                seen.add(plain)
                yield plain, ANY
                for language, spoken in self.spoken.items():
                    if (written := spoken.written(plain)) == plain:
                        continue
                    written = self._without_idioms(written)
                    if (language, written) not in seen:
                        seen.add((language, written))
                        yield written, language

    def _without_idioms(self, sentence: str) -> str:
        return " ".join(self.idioms.sub(" . ", sentence).split())


@lru_cache(maxsize=2)  # reading takes as long as thousands of messages, and a process reads one file again and again
def _loaded(text: str) -> Rules:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SafetyRulesError("file", f"is not TOML: {error}; mend the line it names") from error
    words = {name: "|".join(forms) for name, forms in data.get("words", {}).items()}
    rules = tuple(sorted((_rule(entry, words) for entry in data.get("rule", [])), key=_gravity))
    ids = [rule.id for rule in rules]
    if doubled := {name for name in ids if ids.count(name) > 1}:
        raise SafetyRulesError(min(doubled), "is there twice; give one of them another id")
    if not rules:
        raise SafetyRulesError("file", "has no rules; put the file of the release back")
    idioms = _compile("idioms", "|".join(f"(?:{_filled(i, words)})" for i in data["idioms"]["patterns"]))
    softeners = {name: _compile(name, _filled(source, words)) for name, source in data["softeners"].items()}
    spoken = {language: Spoken.of(table) for language, table in data.get("spoken", {}).items()}
    if unknown := spoken.keys() - set(LOCALES):
        raise SafetyRulesError("spoken", f"has the unknown language {min(unknown)}; use {', '.join(LOCALES)}")
    ways = tuple(Way(rule, _compile(rule.id, way), bool(HAS_NO.search(way))) for rule in rules for way in rule.ways)
    index = Index.of([way for rule in rules for way in rule.ways])
    return Rules(rules, idioms, softeners, Speller.of(data.get("near", [])), spoken, ways, index)


def _gravity(rule: Rule) -> int:
    return ORDER.index(rule.concern)


def hear(rules: Rules, text: str) -> Found:
    """
    The gravest concern in what somebody typed. Never raises, never slow: patterns have no nested repeats.

    Negation, other people's stories, losses and media soften a rule to S, never to nothing; only what was S from the
    start may fall silent. On doubt it goes up.
    """
    gravest_yet = NOTHING
    for sentence, language in rules.sentences(text):
        for way, match in rules.matches(sentence, language):
            rule = way.rule
            if ORDER.index(rule.concern) >= ORDER.index(gravest_yet.concern):
                continue
            soft = _softens(rules, way, match)
            if soft and rule.concern is Concern.S:
                continue  # a bare word about somebody else's death asks for nothing
            gravest_yet = gravest((gravest_yet, Found(Concern.S if soft else rule.concern, rule.id)))
            if gravest_yet.concern is ORDER[0]:
                return gravest_yet
    return gravest_yet


def _softens(rules: Rules, way: Way, match: re.Match[str]) -> bool:
    rule = way.rule
    before, after = match.string[: match.start()].rstrip(), match.string[match.end() :].lstrip()
    affirmed = rules.softeners.get(f"affirmed_{rule.language}")
    if affirmed is not None and affirmed.search(match.group()):
        before = ""
    checks = {
        "negation": (("negated_before", before), ("negated_within", "" if way.has_no else match.group())),
        "denial": (("denied_before", before), ("denied_after", after)),
        "person": (("person", match.string),),
        "subject": (("subject", f"{before} | {match.group()}"),),
        "media": (("media", match.string),),
    }
    return any(_softener(rules, rule, name).search(text) for cause in rule.yields for name, text in checks[cause])


def _softener(rules: Rules, rule: Rule, name: str) -> re.Pattern[str]:
    """The one of the rule's own language, where there is one: the same word may be a no in one and none in another."""
    return rules.softeners.get(f"{name}_{rule.language}", rules.softeners[name])


def _rule(entry: dict[str, Any], words: dict[str, str]) -> Rule:
    name = str(entry.get("id", "?"))
    missing = {"id", "class", "language", "pattern", "must"} - entry.keys()
    if missing:
        raise SafetyRulesError(name, f"lacks {', '.join(sorted(missing))}; add it")
    unknown = entry.keys() - {"id", "class", "language", "pattern", "must", "must_not", "yields"}
    if unknown:
        raise SafetyRulesError(name, f"has unknown {', '.join(sorted(unknown))}; take it out")
    yields = frozenset(entry.get("yields", ()))
    if entry["class"] not in tuple("CVMS") or entry["language"] not in LANGUAGES or not yields <= set(YIELDS):
        raise SafetyRulesError(
            name, f"class is one of C, V, M, S, language one of {', '.join(LANGUAGES)}, yields of {', '.join(YIELDS)}"
        )
    if not entry["must"]:
        raise SafetyRulesError(name, "needs at least one example in must; write what it has to find")
    ways = [entry["pattern"]] if isinstance(entry["pattern"], str) else entry["pattern"]
    filled = tuple(part for way in ways for part in cut(_filled(way, words), "|"))
    examples = (tuple(entry["must"]), tuple(entry.get("must_not", ())))
    return Rule(name, Concern(entry["class"]), entry["language"], filled, yields, *examples)


def _filled(source: str, words: dict[str, str]) -> str:
    """`<name>` is a list of words; lists may name others. Diacritics go, as they go from the text."""
    for _ in range(2):
        source = re.sub(r"<(\w+)>", lambda m: f"(?:{words.get(m[1], m[0])})", source)
    return fold(source)


def _compile(name: str, source: str) -> re.Pattern[str]:
    if unknown := re.search(r"(?<![?P])<(?![=!])\w+>", source):
        raise SafetyRulesError(name, f"names the unknown words {unknown[0]}; add them to [words]")
    try:
        return re.compile(source.replace("~~", WIDE_GAP).replace("~", GAP))
    except re.error as error:
        raise SafetyRulesError(name, f"is no pattern: {error}; mend it there") from error


def gravest(found: Iterable[Found]) -> Found:
    """The one that counts when several texts or buttons speak at once."""
    return min(found, key=lambda f: ORDER.index(f.concern), default=NOTHING)
