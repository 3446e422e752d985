"""What a card says and how it can be answered, given the facts: lines, wordings, buttons, questions."""

from __future__ import annotations

from typing import Literal
from zlib import crc32

from dialogs.effects import Ask, Choice, Spoken
from dialogs.house import CONTEXT, HOUSE
from dialogs.model import Asks, Button, Card, Code, Date, Facts, Line, Listen, Number, Scale, Script, Time

EXIT, OTHER, DECLINE = "x", "o", "d"

ROUNDS = 11  # within so many rounds of its wordings a line skips none to ten of them, by its name

Typing = Literal["", "words", "number", "time", "date"]
TYPED: dict[type[Asks], Typing] = {Listen: "words", Number: "number", Time: "time", Date: "date"}


def context_of(script: Script, card: Card) -> str:
    """The gettext context of everything a card says."""
    return f"{script.name}.{card.name}"


def lines_of(script: Script, card: Card, facts: Facts, seed: int, *, again: bool = False) -> tuple[Spoken, ...]:
    """What the card says. Said `again`, it does not greet again: that is a first line without a code, in several wordings."""
    context = context_of(script, card)
    said = [(i, line) for i, line in enumerate(card.lines) if line.when is None or line.when.holds(facts)]
    if again and len(said) > 1 and said[0][1].code is Code.NC and len(said[0][1].texts) > 1:
        said = said[1:]
    return tuple(Spoken(context, _wording(line, f"{context}.{i}", seed)) for i, line in said)


def _wording(line: Line, name: str, seed: int) -> str:
    """
    Successive seeds never choose the same of several wordings, and different lines do not change in step.

    Each line goes round its wordings, and from three wordings on it skips one after some rounds: which rounds differs
    from line to line. A step of one or two is never back where it was.
    """
    count, mark = len(line.texts), crc32(name.encode())
    skipped = (seed // count) * (mark % ROUNDS) // ROUNDS if count > 2 else 0
    return line.texts[(seed + skipped + mark) % count]


def ask_of(script: Script, card: Card, facts: Facts, turn: int) -> Ask:
    return Ask(
        turn=turn,
        context=context_of(script, card),
        choices=choices_of(script, card, facts),
        scale=card.asks if isinstance(card.asks, Scale) else None,
        typed="" if card.asks is None else TYPED.get(type(card.asks), ""),
    )


def choices_of(script: Script, card: Card, facts: Facts) -> tuple[Choice, ...]:
    """The card's own buttons that hold now, then the house's."""
    context = context_of(script, card)
    own = tuple(
        Choice(f"b{i}", context, button.text, button.tag)
        for i, button in enumerate(card.buttons)
        if button.when is None or button.when.holds(facts)
    )
    house = ((OTHER, "other", card.other), (DECLINE, "decline", card.decline), (EXIT, "exit", card.exit))
    return own + tuple(Choice(key, CONTEXT, HOUSE[word]) for key, word, there in house if there)


def button_of(card: Card, choice: Choice) -> Button | None:
    """The card's own button behind a choice; None for the house's."""
    return card.buttons[int(choice.key[1:])] if choice.key.startswith("b") else None
