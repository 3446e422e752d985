"""Short scripts for tests: an [about] that is sound, cards as TOML, and talks that pass through JSON."""

from __future__ import annotations

from collections.abc import Iterable

from dialogs.effects import Outcome, Pressed, Say, Turn, Typed
from dialogs.engine import answer, begin
from dialogs.errors import ScriptError, ScriptErrors
from dialogs.library import Library
from dialogs.loader import load_scripts
from dialogs.model import Value
from dialogs.place import Place
from dialogs.vocabulary import Vocabulary, as_written


def about(first: str = "ask", facts: str = "", version: int = 1) -> str:
    return f'[about]\ntitle = "A talk"\nversion = {version}\nprocess = "engage"\nfirst = "{first}"\nfacts = {{ {facts} }}\n'


def talk(cards: str, first: str = "ask", facts: str = "", **others: str) -> Library:
    """A library with the script “talk”, and others by name; their sources are whole."""
    return load_scripts({"talk": about(first, facts) + cards, **others})


def mistakes(cards: str, first: str = "ask", facts: str = "", **others: str) -> list[ScriptError]:
    """What the loader finds wrong."""
    try:
        talk(cards, first, facts, **others)
    except ScriptErrors as errors:
        return list(errors.errors)
    return []


def start(library: Library, facts: dict[str, Value] | None = None, *, turn: int = 1, seed: int = 0) -> Turn:
    return begin(library, "talk", facts or {}, turn=turn, seed=seed)


def press(library: Library, before: Turn, key: str, turn: int | None = None) -> Outcome:
    place = stored(before)
    return answer(library, place, Pressed(key, place.turn if turn is None else turn))


def type_in(library: Library, before: Turn, text: str, understood: Vocabulary = as_written) -> Outcome:
    return answer(library, stored(before), Typed(text), understood=understood)


def stored(turn: Turn) -> Place:
    """The place of a turn as it comes back from a database."""
    assert turn.place is not None
    return Place.from_json(turn.place.to_json())


def went_on(outcome: Outcome) -> Turn:
    assert isinstance(outcome, Turn)
    return outcome


def said(outcome: Outcome) -> list[str]:
    """The English of each message."""
    assert isinstance(outcome, Turn)
    return [spoken(effect) for effect in says(outcome)]


def says(turn: Turn) -> list[Say]:
    return [effect for effect in turn.effects if isinstance(effect, Say)]


def spoken(message: Say) -> str:
    return " ".join(line.msgid for line in message.lines)


def keys(turn: Turn) -> list[str]:
    """The buttons of the question that waits."""
    ask = says(turn)[-1].ask
    assert ask is not None
    return [choice.key for choice in ask.choices]


END = 'next = "end"'
YES = 'buttons = [{ text = "Yes", go = "end" }]'
SCALE = 'scale = { keep = "energy", low = "empty", high = "full" }'


def card(name: str, text: str, *rest: str) -> str:
    """A card that says one thing, which nobody codes; `rest` are more of its lines in TOML."""
    return f'[{name}]\nsay = [{{ mi = "NC", text = "{text}" }}]\n' + "\n".join(rest) + "\n"


def problems(errors: Iterable[ScriptError]) -> str:
    return "\n".join(map(str, errors))


# Scripts that several tests talk to

ENERGY = talk(
    card("ask", "How much?", SCALE, 'do = [{ command = "energy" }]')
    + 'branch = [{ when = { energy = "0-3" }, go = "low" }]\nnext = "high"\n'
    + card("low", "Rest.", 'next = "thanks"')
    + card("high", "Good.", 'next = "thanks"')
    + card("thanks", "Thank you.", END)
)
STEP = talk(
    """
[ask]
say = [{ mi = "Q", text = "How did it go?" }]
buttons = [
  { text = "I did it", go = "did", keep = { outcome = "done" }, do = [{ command = "step_outcome", outcome = "done" }], tag = "CT_T" },
  { text = "Next time", when = { growth_ok = true } },
  { text = "Not started" },
]
other = "tell"
decline = "fine"
next = "after"

[did]
say = [{ mi = "SR", text = "You did it." }]
next = "end"

[tell]
say = [{ mi = "NC", text = "Write it." }]
listen = { keep = "words", most = 10 }
next = "after"

[after]
say = [{ mi = "NC", text = "After." }]
next = "end"

[fine]
say = [{ mi = "EA", text = "That is fine." }]
next = "end"
""",
    facts="growth_ok = [true, false]",
)
SOUND = card("ask", "How much?", SCALE, END)
