"""
What a dialog script is: cards with spoken lines, ways to answer, and ways on.

Values only. `loader.py` makes them from TOML, `engine.py` steps through them, `checks.py` judges them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Value = str | int | bool
"""What a fact may be. All of it survives JSON."""

Facts = Mapping[str, Value]


class Code(StrEnum):
    """Behaviour codes of MITI 4.2.1; what each means stands in docs/writing-dialogs.md."""

    GI = "GI"
    PER = "PER"
    PWP = "PWP"
    Q = "Q"
    SR = "SR"
    CR = "CR"
    AF = "AF"
    SEEK = "SEEK"
    EA = "EA"
    CON = "CON"
    NC = "NC"


AGES = ("young", "adult", "older")
"""Groups that scripts may have words of their own for. Which one a client belongs to is the client's own choice."""


class Process(StrEnum):
    """The four processes of motivational interviewing; `house` is for talks that only arrange things."""

    ENGAGE = "engage"
    FOCUS = "focus"
    EVOKE = "evoke"
    PLAN = "plan"
    HOUSE = "house"


@dataclass(frozen=True, slots=True)
class Condition:
    """
    Every named fact must be one of its allowed values: `{ energy = "0-3", reason = ["pain", "fear"], has_step = true }`.

    A missing fact counts as false, as the empty string and as no number.
    """

    allowed: Mapping[str, tuple[Value | range, ...]]

    def holds(self, facts: Facts) -> bool:
        return all(any(_fits(facts.get(name), want) for want in wants) for name, wants in self.allowed.items())


def _fits(value: Value | None, want: Value | range) -> bool:
    if isinstance(want, range):
        return isinstance(value, int) and not isinstance(value, bool) and value in want
    if isinstance(want, bool):
        return bool(value) is want
    if want == "":
        return value in (None, "")
    return value is not None and not isinstance(value, bool) and value == want


@dataclass(frozen=True, slots=True)
class Line:
    """One utterance. `texts` are wordings with the same meaning; the engine takes turns between them."""

    code: Code
    texts: tuple[str, ...]
    when: Condition | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Do:
    """A command that the script gives to whoever runs it, with fixed arguments: `{ command = "break_start", days = 7 }`."""

    command: str
    args: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Button:
    """A full phrase a client may answer with. `go` is empty when the card's own way on serves."""

    text: str
    go: str = ""
    keep: Mapping[str, Value] = field(default_factory=dict)
    do: tuple[Do, ...] = ()
    tag: str = ""
    when: Condition | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """A row of whole numbers with worded ends. A ruler also keeps `<keep>_lower`, for "why N and not lower?"."""

    keep: str
    low: str
    high: str
    first: int = 0
    last: int = 10
    ruler: bool = False


@dataclass(frozen=True, slots=True)
class Listen:
    """The client's own words, kept under `keep`."""

    keep: str
    most: int = 1000


@dataclass(frozen=True, slots=True)
class Number:
    """A typed number within plausible bounds."""

    keep: str
    low: float
    high: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Time:
    """A typed time of day, kept as "HH:MM"."""

    keep: str


@dataclass(frozen=True, slots=True)
class Date:
    """A typed calendar date, kept as "YYYY-MM-DD"."""

    keep: str


Asks = Scale | Listen | Number | Time | Date


@dataclass(frozen=True, slots=True)
class Branch:
    """A way on, taken when its condition holds. The first that holds wins."""

    when: Condition
    go: str


@dataclass(frozen=True, slots=True)
class Card:
    """
    One step of a script.

    A card waits for the client when it has buttons or asks something; otherwise it flows on to the next.
    `other` and `decline` add the house's buttons "Something else" and "I'd rather not say" and say where they lead.
    An exit button is on every waiting card without being written, unless `exit` is false (the card then has
    its own way out among the buttons).
    """

    name: str
    lines: tuple[Line, ...] = ()
    buttons: tuple[Button, ...] = ()
    asks: Asks | None = None
    other: str = ""
    decline: str = ""
    exit: bool = True
    do: tuple[Do, ...] = ()
    sub: str = ""
    branches: tuple[Branch, ...] = ()
    next: str = ""

    @property
    def waits(self) -> bool:
        return bool(self.buttons) or self.asks is not None


END = "end"
"""The way on that closes a script: back to the card that entered it, or the end of the talk."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Who answers for the words, and since when. `by` is empty until a professional has read them."""

    by: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from and when somebody last looked whether it still holds."""

    title: str
    reviewed: date


@dataclass(frozen=True, slots=True)
class Script:
    """
    A dialog. `version` is the author's number and a mark of the content: "3-1f0a9c2e".

    One that stands `instead_of` another is what clients of these `ages` meet under the other's name (R44).
    """

    name: str
    title: str
    version: str
    process: Process
    first: str
    cards: Mapping[str, Card]
    facts: Mapping[str, tuple[Value, ...]]
    requirements: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    checked: Checked = Checked()
    sources: tuple[Source, ...] = ()
    judged: bool = True
    instead_of: str = ""
    ages: tuple[str, ...] = ()
