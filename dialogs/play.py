"""Talk through a script in a terminal: a number presses a button or a value, anything else is typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from string import ascii_lowercase
from typing import TextIO

from dialogs.effects import Ask, Do, Effect, Misheard, Pressed, Reply, Say, Typed
from dialogs.engine import Turn, answer, begin
from dialogs.library import Library
from dialogs.model import Value
from dialogs.place import Place
from dialogs.showing import INDENT, Reader, command
from dialogs.words import Texts


class Terminal:
    """One talk between a script and whoever sits at the keyboard. Reads line by line, so that it can be piped into."""

    def __init__(self, library: Library, texts: Texts, locale: str, heard: Iterable[str], out: TextIO) -> None:
        self.library, self.texts, self.locale = library, texts, locale
        self.heard, self.out = iter(heard), out
        self.given: Mapping[str, Value] = {}

    def play(self, script: str, facts: Mapping[str, Value], *, seed: int, today: date | None = None) -> None:
        """Go on until the talk ends or nobody answers any more."""
        self.given = facts
        turn = begin(self.library, script, facts, turn=1, seed=seed)
        ask = self._show(turn.effects, turn.facts)
        place = turn.place
        while place is not None and ask is not None:
            line = next(self.heard, None)
            if line is None:
                return
            stored = Place.from_json(place.to_json())
            reply = understand(line.strip(), ask)
            outcome = answer(self.library, stored, reply, understood=self.texts.wordings, today=today)
            if isinstance(outcome, Turn):
                ask, place, turn = self._show(outcome.effects, outcome.facts), outcome.place, outcome
            elif isinstance(outcome, Misheard):
                self._line("(not understood)")
                self._show(outcome.effects, stored.facts)
                place = outcome.place
        self._line(f"-- {turn.ended} --")

    def _show(self, effects: Iterable[Effect], facts: Mapping[str, Value]) -> Ask | None:
        asked = None
        reader = Reader(self.texts, self.locale, {**self.given, **facts})
        for effect in effects:
            match effect:
                case Do():
                    self._line(f"  * {command(effect, facts)}")
                case Say(ask=ask):
                    self._line(f"\nbot    {reader.message(effect)}")
                    self._choices(ask, reader)
                    asked = ask or asked
        return asked

    def _choices(self, ask: Ask | None, reader: Reader) -> None:
        if ask is None:
            return
        if scale := reader.scale(ask):
            self._line(f"{INDENT}{scale}")
        for mark, choice in zip(marks(ask), ask.choices, strict=False):
            self._line(f"{INDENT}{mark}  {reader.choice(choice)}")

    def _line(self, text: str) -> None:
        self.out.write(f"{text}\n")
        self.out.flush()


def marks(ask: Ask) -> list[str]:
    """What to type for each button: numbers, or letters where numbers are values of a scale."""
    if ask.scale is not None or ask.typed == "number":
        return list(ascii_lowercase)
    return [str(number) for number in range(1, len(ask.choices) + 1)]


def understand(line: str, ask: Ask) -> Reply:
    for mark, choice in zip(marks(ask), ask.choices, strict=False):
        if line == mark:
            return Pressed(choice.key, ask.turn)
    if ask.scale is not None and line.isdigit():
        return Pressed(f"s{line}", ask.turn) if int(line) in range(ask.scale.first, ask.scale.last + 1) else Typed(line)
    return Typed(line)
