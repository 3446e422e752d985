"""The checker and the engine agree: whatever path the one finds in our own scripts, the other can be led along."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from dialogs.effects import Pressed, Reply, Say, Turn, Typed
from dialogs.engine import answer, begin
from dialogs.library import Library
from dialogs.loader import SCRIPTS, load_folder
from dialogs.model import Date, Number, Time, Value
from dialogs.paths import walk
from dialogs.volleys import Answer, Kind, Path, Walk

NAMES = sorted(file.stem for file in SCRIPTS.glob("*.toml"))
SAMPLE = 60  # paths of each script


@cache
def library() -> Library:
    return load_folder()


def supplied(found: Walk, path: Path) -> dict[str, Value]:
    """The facts that a bot would have to supply for this path: as first seen, unless an answer had left them."""
    facts: dict[str, Value] = {name: values[0] for name, values in found.family.examples.items()}
    known: set[str] = set()
    for volley in path.volleys:
        if volley.answer:
            known.update(volley.answer.keeps)
        for name in facts.keys() & volley.facts.keys() - known:
            facts[name] = volley.facts[name]
            known.add(name)
    return facts


def reply(found: Walk, turn: Turn, given: Answer) -> Reply:
    """What a client does in Telegram to give this answer."""
    [ask] = [say.ask for say in turn.effects if isinstance(say, Say) and say.ask]
    match given.kind:
        case Kind.BUTTON:
            [key] = [choice.key for choice in ask.choices if choice.msgid == given.text]
            return Pressed(key, ask.turn)
        case Kind.SCALE:
            return Pressed(f"s{given.values[0]}", ask.turn)
        case Kind.OTHER | Kind.DECLINE:
            return Pressed("o" if given.kind is Kind.OTHER else "d", ask.turn)
        case Kind.TYPED:
            match found.family.scripts[given.at[0]].cards[given.at[1]].asks:
                case Time():
                    return Typed("10:30")
                case Date():
                    return Typed("1.12.2026")
                case Number():
                    return Typed(str(given.values[0]))
            return Typed("…")


def said(turn: Turn) -> Iterator[tuple[str, str]]:
    return ((line.context, line.msgid) for say in turn.effects if isinstance(say, Say) for line in say.lines)


@pytest.mark.parametrize("name", NAMES)
def test_the_engine_can_be_led_along_every_path_that_the_checker_found(name):
    # given
    script = library().newest(name)
    found = walk(script, {known.name: known for known in library()})
    step = max(1, len(found.paths) // SAMPLE)
    for path in found.paths[::step]:
        # when
        turn = begin(library(), name, supplied(found, path), turn=1, seed=0)
        for volley in path.volleys:
            if volley.answer:
                assert turn.place
                outcome = answer(library(), turn.place, reply(found, turn, volley.answer))
                assert isinstance(outcome, Turn)
                turn = outcome
            # then both say the same lines and wait at the same card
            lines = [(".".join(message.at), line) for message in volley.messages for line in message.lines]
            heard = list(said(turn))
            assert [context for context, _ in heard] == [context for context, _ in lines]
            assert all(msgid in line.texts for (_, msgid), (_, line) in zip(heard, lines, strict=True))
            assert (turn.place and (turn.place.script, turn.place.card)) == volley.at
        assert turn.ended == "done"


def test_there_are_scripts_to_walk():
    assert len(NAMES) > 20
