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
from typing import Any

from bot.domain.languages import LOCALES
from bot.domain.spelling import Speller, fold, readings

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
LANGUAGES = (*LOCALES, "any")
YIELDS = ("negation", "denial", "person", "media")


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
        yields: What softens it to S: "negation" just before or within, "denial" near it on either side, "person"
            (somebody else's story), "media".
        must, must_not: Examples that the pattern has to match and has not to match.
    """

    id: str
    concern: Concern
    language: str
    pattern: re.Pattern[str]
    yields: frozenset[str]
    must: tuple[str, ...]
    must_not: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """The whole rule file, ready for use."""

    rules: tuple[Rule, ...]
    idioms: re.Pattern[str]
    softeners: dict[str, re.Pattern[str]]
    speller: Speller

    @classmethod
    def load(cls, text: str) -> Rules:
        """Read the rule file. Raises SafetyRulesError naming the rule and what is wrong with it."""
        try:
            return cls._loaded(text)
        except SafetyRulesError:
            raise
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            problem = "holds a value of the wrong kind; compare each rule with its neighbours"
            raise SafetyRulesError("file", problem) from error

    @classmethod
    def _loaded(cls, text: str) -> Rules:
        try:
            data = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise SafetyRulesError("file", f"is not TOML: {error}; mend the line it names") from error
        words = {name: "|".join(forms) for name, forms in data.get("words", {}).items()}
        rules = tuple(_rule(entry, words) for entry in data.get("rule", []))
        ids = [rule.id for rule in rules]
        if doubled := {name for name in ids if ids.count(name) > 1}:
            raise SafetyRulesError(min(doubled), "is there twice; give one of them another id")
        if not rules:
            raise SafetyRulesError("file", "has no rules; put the file of the release back")
        idioms = _compile("idioms", "|".join(f"(?:{_expand(i, words)})" for i in data["idioms"]["patterns"]))
        softeners = {name: _compile(name, _expand(source, words)) for name, source in data["softeners"].items()}
        return cls(tuple(sorted(rules, key=_gravity)), idioms, softeners, Speller.of(data.get("near", [])))

    def faults(self) -> list[str]:
        """Examples that the rules do not keep, one line each: for `bot check` and the tests."""
        lines = []
        for rule in self.rules:
            lines += [f"{rule.id} must match: {text}" for text in rule.must if not self._touches(rule, text)]
            lines += [f"{rule.id} must not match: {text}" for text in rule.must_not if self._touches(rule, text)]
        return lines

    def _touches(self, rule: Rule, text: str) -> bool:
        return any(rule.pattern.search(sentence) for sentence in self.sentences(text))

    def sentences(self, text: str) -> Iterator[str]:
        """Every reading of every sentence, as the patterns see it: idioms are gone, slips of the finger mended."""
        seen = set()
        for reading in readings(text[:MOST], self.speller):
            for sentence in reading:
                plain = " ".join(self.idioms.sub(" . ", sentence).split())
                if plain not in seen:
                    seen.add(plain)
                    yield plain


def _gravity(rule: Rule) -> int:
    return ORDER.index(rule.concern)


def hear(rules: Rules, text: str) -> Found:
    """
    The gravest concern in what somebody typed. Never raises, never slow: patterns have no nested repeats.

    Negation, other people's stories, losses and media soften a rule to S, never to nothing. On doubt it goes up.
    """
    found = (_judge(rules, rule, sentence) for sentence in rules.sentences(text) for rule in rules.rules)
    return min((f for f in found if f), key=lambda f: ORDER.index(f.concern), default=NOTHING)


def _judge(rules: Rules, rule: Rule, sentence: str) -> Found | None:
    softened = False
    for match in rule.pattern.finditer(sentence):
        if not _softens(rules, rule, match):
            return Found(rule.concern, rule.id)
        softened = True
    return Found(Concern.S, rule.id) if softened else None


def _softens(rules: Rules, rule: Rule, match: re.Match[str]) -> bool:
    before, after = match.string[: match.start()].rstrip(), match.string[match.end() :].lstrip()
    affirmed = rules.softeners.get(f"affirmed_{rule.language}")
    if affirmed is not None and affirmed.search(match.group()):
        before = ""
    checks = {
        "negation": (("negated_before", before), ("negated_within", match.group())),
        "denial": (("denied_before", before), ("denied_after", after)),
        "person": (("person", match.string),),
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
    pattern = _compile(name, _expand(entry["pattern"], words))
    examples = (tuple(entry["must"]), tuple(entry.get("must_not", ())))
    return Rule(name, Concern(entry["class"]), entry["language"], pattern, yields, *examples)


def _expand(source: str, words: dict[str, str]) -> str:
    """`<name>` is a list of words, `~` up to three words between; diacritics go, as they go from the text."""
    source = re.sub(r"<(\w+)>", lambda m: f"(?:{words.get(m[1], m[0])})", source)
    return fold(source.replace("~", r"(?:\w+ ){0,3}?"))


def _compile(name: str, source: str) -> re.Pattern[str]:
    if unknown := re.search(r"(?<![?P])<(?![=!])\w+>", source):
        raise SafetyRulesError(name, f"names the unknown words {unknown[0]}; add them to [words]")
    try:
        return re.compile(source)
    except re.error as error:
        raise SafetyRulesError(name, f"is no pattern: {error}; mend it there") from error


def gravest(found: Iterable[Found]) -> Found:
    """The one that counts when several texts or buttons speak at once."""
    return min(found, key=lambda f: ORDER.index(f.concern), default=NOTHING)
