"""
Dialogs as people read them: `perform` writes a transcript, `read` takes one apart so that it can be performed again.

    script check_in
    locale fi
    fact   has_step = true
    ---
    bot    Hei, hetki sinulle. Miten voimat riittävät?
             voimat lopussa 0 1 2 3 4 5 6 7 8 9 10 paljon voimia
             [Tämä riittää nyt]
    client 2
    do     energy energy=2
    bot    Kaksi. Lepo on nyt hyvä valinta.
    end

What a client presses stands in brackets, or is a number below a scale; anything else was typed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from dialogs.effects import Ask, Do, Effect, Misheard, Outcome, Pressed, Reply, Say, Stale, Turn, Typed
from dialogs.engine import answer, begin
from dialogs.library import Library
from dialogs.model import Script, Value
from dialogs.place import Place
from dialogs.showing import INDENT, Reader, command
from dialogs.words import Texts

LINE = "---"
OLD = "(an old button)"
NOTES = {
    "stale": "note   an old button: nothing happens",
    "misheard": "note   not understood, asked once more",
    "again": "note   not understood again, the question stays open",
}


class BrokenTranscript(ValueError):
    """A transcript cannot be read or performed: its author mends the line that is named."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The head of a transcript. `seed` chooses between wordings; `title` tells a reader what it shows."""

    script: str
    locale: str = "en"
    facts: Mapping[str, Value] = field(default_factory=dict)
    seed: int = 0
    title: str = ""


def opening_facts(script: Script, given: Mapping[str, Value]) -> dict[str, Value]:
    """The facts of a script: those given, for the others the first example that its author wrote."""
    return {**{name: examples[0] for name, examples in script.facts.items()}, **given}


def perform(library: Library, texts: Texts, opening: Opening, answers: Iterable[str]) -> str:
    """
    Play a talk and write it down. Between turns the place goes through JSON.

    Raises:
        BrokenTranscript: A pressed button is not there, or an answer comes after the end.
    """
    facts = opening_facts(library.newest(opening.script), opening.facts)
    page = _Page(texts, opening)
    turn = begin(library, opening.script, facts, turn=1, seed=opening.seed)
    page.turn(turn)
    place, ask = _through_json(turn.place), _asked(turn.effects)
    for said in answers:
        if place is None or ask is None:
            raise BrokenTranscript(f"“{said}” comes after the end")
        page.client(said)
        outcome = answer(library, place, page.reply(said, ask, place), understood=texts.wordings)
        page.outcome(outcome)
        if isinstance(outcome, Turn):
            place, ask = _through_json(outcome.place), _asked(outcome.effects)
        elif isinstance(outcome, Misheard):
            place = _through_json(outcome.place)
    return page.text(facts)


def read(text: str) -> tuple[Opening, list[str]]:
    """
    Take a transcript apart: how it begins, and what the client answered.

    Raises:
        BrokenTranscript: The head is not understood.
    """
    head, line, body = text.partition(f"\n{LINE}\n")
    if not line:
        raise BrokenTranscript(f"there is no line {LINE} after the head")
    found: dict[str, str] = {}
    facts: list[str] = []
    for row in head.splitlines():
        key, _, value = row.partition(" ")
        if key == "fact":
            facts.append(value.strip())
        elif key in ("title", "script", "locale", "seed"):
            found[key] = value.strip()
        else:
            raise BrokenTranscript(f"the head has an unknown line “{row}”")
    return _opening(found, facts), [row[7:] for row in body.splitlines() if row.startswith("client ")]


def _opening(found: Mapping[str, str], facts: Iterable[str]) -> Opening:
    try:
        known = tomllib.loads("\n".join(facts))
        seed = int(found.get("seed", "0"))
        return Opening(found["script"], found.get("locale", "en"), known, seed, found.get("title", ""))
    except (tomllib.TOMLDecodeError, ValueError, KeyError):
        raise BrokenTranscript(
            'the head needs “script”, whole numbers and facts such as: fact  step = "a walk"'
        ) from None


def written_fact(name: str, value: Value) -> str:
    """A fact as TOML writes it."""
    if isinstance(value, bool):
        return f"{name} = {str(value).lower()}"
    if isinstance(value, int):
        return f"{name} = {value}"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{name} = "{escaped}"'


class _Page:
    """A transcript being written."""

    def __init__(self, texts: Texts, opening: Opening) -> None:
        self.texts, self.opening = texts, opening
        self.rows: list[str] = []

    def text(self, facts: Mapping[str, Value]) -> str:
        opening = self.opening
        head = [f"title  {opening.title}"] if opening.title else []
        head += [f"script {opening.script}", f"locale {opening.locale}"]
        head += [f"seed   {opening.seed}"] if opening.seed else []
        head += [f"fact   {written_fact(name, value)}" for name, value in facts.items()]
        return "\n".join([*head, LINE, *self.rows, ""])

    def client(self, said: str) -> None:
        self.rows.append(f"client {said}")

    def reply(self, said: str, ask: Ask, place: Place) -> Reply:
        if said == OLD:
            return Pressed("x", place.turn - 1)
        if said.startswith("[") and said.endswith("]"):
            reader = self._reader(place.facts)
            for choice in ask.choices:
                if reader.choice(choice) == said[1:-1]:
                    return Pressed(choice.key, place.turn)
            raise BrokenTranscript(f"there is no button {said} on {place.script} [{place.card}]")
        if ask.scale is not None and said.isdigit():
            return Pressed(f"s{said}", place.turn)
        return Typed(said)

    def outcome(self, outcome: Outcome) -> None:
        match outcome:
            case Turn():
                self.turn(outcome)
            case Stale():
                self.rows.append(NOTES["stale"])
            case Misheard(place=place, effects=effects):
                self.rows.append(NOTES["misheard" if effects else "again"])
                self._effects(effects, place.facts)

    def turn(self, turn: Turn) -> None:
        self._effects(turn.effects, turn.facts)
        if turn.ended:
            self.rows.append("end" if turn.ended == "done" else "end    by the client")

    def _effects(self, effects: Iterable[Effect], facts: Mapping[str, Value]) -> None:
        for effect in effects:
            match effect:
                case Do():
                    self.rows.append(f"do     {command(effect, facts)}")
                case Say():
                    self._say(effect, self._reader(facts))

    def _say(self, said: Say, reader: Reader) -> None:
        self.rows.append(f"bot    {reader.message(said)}".replace("\n", f"\n{INDENT}"))
        if said.ask is None:
            return
        if scale := reader.scale(said.ask):
            self.rows.append(f"{INDENT}{scale}")
        if buttons := " ".join(f"[{reader.choice(choice)}]" for choice in said.ask.choices):
            self.rows.append(f"{INDENT}{buttons}")

    def _reader(self, facts: Mapping[str, Value]) -> Reader:
        late = {name: value for name, value in self.opening.facts.items() if name not in facts}
        return Reader(self.texts, self.opening.locale, {**late, **facts})


def _through_json(place: Place | None) -> Place | None:
    return None if place is None else Place.from_json(place.to_json())


def _asked(effects: Iterable[Effect]) -> Ask | None:
    return next((effect.ask for effect in effects if isinstance(effect, Say) and effect.ask), None)
