"""What a rule is given, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from dialogs.model import Line, Script
from dialogs.volleys import Answer, Kind, Message, Path, Spot, Volley, Walk, spans


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """
    A rule that is not kept: where, what is wrong, and what helps.

    `card` is empty when the whole script is meant, `locale` when every language is. `example` is one way to get
    there; two findings that differ in nothing else are the same.
    """

    script: str
    card: str
    locale: str
    rule: str
    problem: str
    remedy: str
    example: str = field(default="", compare=False)

    def __str__(self) -> str:
        place = f"{self.script}, card [{self.card}]" if self.card else self.script
        language = f" ({self.locale})" if self.locale else ""
        example = f" For example: {self.example}." if self.example else ""
        return f"{place}{language}: {self.problem} {self.remedy}{example} [{self.rule}]"


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """One script, walked. `entered` holds the names of all scripts that are entered by others as sub-dialogs."""

    walk: Walk
    scripts: Mapping[str, Script]
    entered: frozenset[str] = frozenset()

    @property
    def script(self) -> Script:
        return self.walk.script


Rule = Callable[[Given], Iterable[Finding]]


def about_script(given: Given, rule: str, problem: str, remedy: str, example: str = "") -> Finding:
    return Finding(given.script.name, "", "", rule, problem, remedy, example)


def about_card(at: Spot, rule: str, problem: str, remedy: str, example: str = "") -> Finding:
    return Finding(at[0], at[1], "", rule, problem, remedy, example)


def where(volley: Volley) -> Spot:
    """The card to name when a volley is at fault: the last that spoke."""
    if volley.messages:
        return volley.messages[-1].at
    return volley.answer.at if volley.answer else ("", "")


def lines_of(volley: Volley) -> Iterator[tuple[Message, Line]]:
    return ((message, line) for message in volley.messages for line in message.lines)


def told(path: Path, upto: int | None = None) -> str:
    """A path by its answers, up to a volley: "0-3 → Rest → end"."""
    volleys = path.volleys if upto is None else path.volleys[: upto + 1]
    steps = [words(volley.answer) for volley in volleys if volley.answer]
    return " → ".join(steps) or "the opening"


def words(answer: Answer) -> str:
    """An answer as a person would name it."""
    match answer.kind:
        case Kind.BUTTON:
            return f"“{answer.text}”"
        case Kind.SCALE:
            return spans(answer.values)
        case Kind.TYPED:
            return f"own {answer.keeps[0]}" if answer.keeps else "own words"
        case _:
            return f"({answer.kind})"
