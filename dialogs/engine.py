"""
Steps through scripts: `begin` and `answer`, pure functions over a place that survives JSON.

Nothing is sent, stored, formatted or looked up here: a turn returns what is to be said and done.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from dialogs import hearing
from dialogs.asking import DECLINE, EXIT, OTHER, ask_of, button_of, choices_of, context_of, lines_of
from dialogs.effects import (
    Ask,
    Choice,
    Do,
    Effect,
    Misheard,
    Outcome,
    Pressed,
    Reply,
    Say,
    Spoken,
    Stale,
    Turn,
    Typed,
)
from dialogs.errors import BrokenPlace, ScriptLoop
from dialogs.library import Library
from dialogs.model import END, Button, Card, Date, Facts, Listen, Number, Scale, Script, Time, Value
from dialogs.place import Frame, Place
from dialogs.vocabulary import Vocabulary, as_written

__all__ = [
    "Ask",
    "Choice",
    "Do",
    "Effect",
    "Frame",
    "Library",
    "Misheard",
    "Outcome",
    "Place",
    "Pressed",
    "Reply",
    "Say",
    "Spoken",
    "Stale",
    "Turn",
    "Typed",
    "Vocabulary",
    "answer",
    "begin",
    "question",
    "room",
]

MOST_CARDS = 50  # in one turn; a volley has two messages, so only an endless flow comes near

KEY = re.compile(r"([bs])(0|[1-9][0-9]?)", re.ASCII)


def begin(library: Library, name: str, facts: Facts, *, turn: int, seed: int) -> Turn:
    """
    Start the newest version of a script. `turn` becomes the number of its first question.

    Raises:
        UnknownScript: There is no such script.
    """
    script = library.newest(name)
    walk = _Walk(library, script, dict(facts), (), turn, seed)
    return walk.go(script.first)


def answer(
    library: Library, place: Place, reply: Reply, *, understood: Vocabulary = as_written, today: date | None = None
) -> Outcome:
    """
    Take one reply to the question at `place`.

    `understood` tells the words of each button in every language. `today`, on the client's calendar, lets dates
    be told without a year; without it they are misheard.

    Raises:
        UnknownVersion: The version that the talk began with is not loaded.
        BrokenPlace: The place names a card that its script never had.
    """
    script = library.script(place.script, place.version)
    card = _card(script, place.card)
    if isinstance(reply, Pressed):
        heard = _pressed(script, card, place, reply)
        return Stale() if heard is None else _go_on(library, script, card, place, heard)
    heard = _typed(script, card, place, reply.text, understood, today)
    if heard is not None:
        return _go_on(library, script, card, place, heard)
    again = () if place.misheard else (question(library, place),)
    return Misheard(replace(place, misheard=place.misheard + 1), reply.text, again)


def own_words(library: Library, place: Place, text: str, *, today: date | None = None) -> Turn | None:
    """
    Words that fit no button, where the card offers "Something else": as if that had been pressed first.

    None where it does not, or where they are no answer there either. Whether they are meant as an answer, and not as a
    wish or a question, the caller has to know: this takes anything.
    """
    if not _card(library.script(place.script, place.version), place.card).other:
        return None
    opened = answer(library, place, Pressed(OTHER, place.turn))
    if not isinstance(opened, Turn) or opened.place is None:
        return None
    said = answer(library, opened.place, Typed(text), today=today)
    return said if isinstance(said, Turn) else None


def question(library: Library, place: Place) -> Say:
    """The question that waits at `place`, without its greeting, with the same number: old and new buttons both count."""
    script = library.script(place.script, place.version)
    card = _card(script, place.card)
    return Say(
        lines_of(script, card, place.facts, place.seed, again=True), ask_of(script, card, place.facts, place.turn)
    )


def room(library: Library, place: Place) -> int:
    """How many characters the question at `place` takes as words; 0 when it asks for something else."""
    card = _card(library.script(place.script, place.version), place.card)
    return card.asks.most if isinstance(card.asks, Listen) else 0


@dataclass(frozen=True, slots=True)
class _Heard:
    """An understood reply: the button, or what the card asked for as facts to keep."""

    choice: Choice | None
    button: Button | None = None
    facts: Facts | None = None


class _Walk:
    """One turn under way: from card to card until one waits or the talk ends."""

    def __init__(
        self, library: Library, script: Script, facts: dict[str, Value], stack: tuple[Frame, ...], turn: int, seed: int
    ) -> None:
        self.library, self.script, self.facts = library, script, facts
        self.stack, self.turn, self.seed = list(stack), turn, seed
        self.effects: list[Effect] = []

    def go(self, way: str) -> Turn:
        for _ in range(MOST_CARDS):
            if way == END:
                if not self.stack:
                    return self.end("done")
                way = self._back()
                continue
            card = _card(self.script, way)
            self._say(card)
            if card.waits:
                return self._wait(card)
            way = self._enter(card) if card.sub else self._leave(card)
        raise ScriptLoop(self.script.name, way)

    def end(self, how: str) -> Turn:
        return Turn(tuple(self.effects), None, "exit" if how == "exit" else "done", self.facts, self.turn)

    def do(self, card_or_button: Card | Button) -> None:
        self.effects.extend(Do(do.command, dict(do.args)) for do in card_or_button.do)

    def _say(self, card: Card) -> None:
        lines = lines_of(self.script, card, self.facts, self.seed)
        ask = ask_of(self.script, card, self.facts, self.turn) if card.waits else None
        if lines or ask:
            self.effects.append(Say(lines, ask))

    def _wait(self, card: Card) -> Turn:
        place = Place(
            script=self.script.name,
            version=self.script.version,
            card=card.name,
            facts=self.facts,
            stack=tuple(self.stack),
            turn=self.turn,
            seed=self.seed,
        )
        return Turn(tuple(self.effects), place, "", self.facts, self.turn + 1)

    def _enter(self, card: Card) -> str:
        self.stack.append(Frame(self.script.name, self.script.version, card.name))
        self.script = self.library.newest(card.sub)
        return self.script.first

    def _back(self) -> str:
        frame = self.stack.pop()
        self.script = self.library.script(frame.script, frame.version)
        return self._leave(_card(self.script, frame.card))

    def _leave(self, card: Card) -> str:
        self.do(card)
        return onward(card, self.facts)


def onward(card: Card, facts: Facts) -> str:
    """The card's own way on: the first branch that holds, otherwise `next`."""
    return next((branch.go for branch in card.branches if branch.when.holds(facts)), card.next or END)


def _go_on(library: Library, script: Script, card: Card, place: Place, heard: _Heard) -> Turn:
    facts = dict(place.facts)
    walk = _Walk(library, script, facts, place.stack, place.turn + 1, place.seed)
    key = heard.choice.key if heard.choice else ""
    if key == EXIT:
        return replace(walk.end("exit"), heard=heard.choice)
    if key in (OTHER, DECLINE):
        return replace(walk.go(card.other if key == OTHER else card.decline), heard=heard.choice)
    _keep(facts, card, heard)
    if heard.button:
        walk.do(heard.button)
    walk.do(card)
    way = (heard.button.go if heard.button else "") or onward(card, facts)
    return replace(walk.go(way), heard=heard.choice)


def _keep(facts: dict[str, Value], card: Card, heard: _Heard) -> None:
    if heard.button:
        facts.update(heard.button.keep)
    if heard.facts is not None and card.asks is not None:
        for old in (f"{card.asks.keep}_lower", f"{card.asks.keep}_cut"):
            facts.pop(old, None)  # of an earlier answer to the same question
        facts.update(heard.facts)


def _pressed(script: Script, card: Card, place: Place, reply: Pressed) -> _Heard | None:
    if reply.turn != place.turn:
        return None
    for choice in choices_of(script, card, place.facts):
        if choice.key == reply.key:
            return _Heard(choice, button_of(card, choice))
    if isinstance(card.asks, Scale) and (key := KEY.fullmatch(reply.key)) and key[1] == "s":
        return _on_scale(script, card, card.asks, int(key[2]))
    return None


def _on_scale(script: Script, card: Card, scale: Scale, value: int) -> _Heard | None:
    """A ruler also keeps what "why N and not a lower number?" compares with: N-2, 0 for 1, and nothing for 0."""
    if not scale.first <= value <= scale.last:
        return None
    facts: dict[str, Value] = {scale.keep: value}
    if scale.ruler and value > 0:
        facts[f"{scale.keep}_lower"] = max(value - 2, 0)
    return _Heard(Choice(f"s{value}", context_of(script, card), str(value)), facts=facts)


def _typed(
    script: Script, card: Card, place: Place, text: str, understood: Vocabulary, today: date | None
) -> _Heard | None:
    asks, words = card.asks, text.strip()
    kept: Value | None = None
    match asks:
        case Listen():
            return _words(asks, words)
        case Scale():
            value = hearing.scale_value(words, asks.last)
            if value is not None:
                return _on_scale(script, card, asks, value)
        case Number():
            kept = hearing.number(words, asks, understood(context_of(script, card), asks.unit) if asks.unit else ())
        case Time():
            kept = hearing.time_of_day(words)
        case Date():
            kept = hearing.calendar_date(words, today)
    if asks is not None and kept is not None:
        return _Heard(None, facts={asks.keep: kept})
    choices = choices_of(script, card, place.facts)
    chosen = hearing.choose(words, choices, place.facts, understood)
    if chosen is None and asks is None:
        chosen = hearing.only_way(words, choices)
    return _Heard(chosen, button_of(card, chosen)) if chosen else None


def _words(listen: Listen, words: str) -> _Heard | None:
    if not words:
        return None
    facts: dict[str, Value] = {listen.keep: words}
    if len(words) > listen.most:
        facts = {listen.keep: _beginning(words, listen.most), f"{listen.keep}_cut": True}
    return _Heard(None, facts=facts)


def _beginning(words: str, most: int) -> str:
    """As many whole words as fit, and a sign that there were more. One endless word is cut where it must be."""
    room = words[: most - 1]
    whole = room if words[most - 1].isspace() else room.rpartition(" ")[0]
    return f"{(whole or room).rstrip()}…"


def _card(script: Script, name: str) -> Card:
    try:
        return script.cards[name]
    except KeyError:
        raise BrokenPlace(f"script “{script.name}” has no card [{name}]") from None
