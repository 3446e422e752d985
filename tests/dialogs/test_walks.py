"""Random walks: whatever is answered, a talk goes on or ends, and survives JSON at every step."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.commands import arguments
from dialogs.effects import Ask, Do, Misheard, Outcome, Pressed, Reply, Say, Stale, Turn, Typed
from dialogs.engine import answer, begin, question
from dialogs.library import Library
from dialogs.loader import load_folder, load_scripts
from dialogs.model import Facts
from dialogs.place import Frame, Place
from dialogs.showing import Reader
from dialogs.words import Texts
from tests.dialogs.writing import about, card

HOUSE, TEXTS = load_folder(), Texts.load()
LONGEST = 60  # answers; a walk that goes round in a loop is cut here

texts = st.text(max_size=30) | st.sampled_from(["7", "ei", "joo", "klo 9", "12.5.", "Button 1", "🙂", "{fact}", "\x00"])
values = st.text(max_size=20) | st.integers() | st.booleans()
facts = st.dictionaries(st.text(max_size=10), values, max_size=5)
frames = st.builds(Frame, script=st.text(max_size=5), version=st.text(max_size=5), card=st.text(max_size=5))
places = st.builds(
    Place,
    script=st.text(max_size=8),
    version=st.text(max_size=8),
    card=st.text(max_size=8),
    facts=facts,
    stack=st.lists(frames, max_size=3).map(tuple),
    turn=st.integers(),
    misheard=st.integers(0, 9),
    seed=st.integers(),
)


@settings(max_examples=200, deadline=None)
@given(places)
def test_a_place_comes_back_from_json_as_it_was(place):
    again = Place.from_json(place.to_json())
    assert again == place
    assert [type(value) for value in again.facts.values()] == [type(value) for value in place.facts.values()]


@st.composite
def libraries(draw: st.DrawFn) -> Library:
    """A small sound script: each card leads on to the next, and those that wait also anywhere else."""
    inner = about() + card("ask", "Inner?", 'buttons = [{ text = "Button 1", go = "end" }]')
    count = draw(st.integers(1, 6))
    names = [f"card{i}" for i in range(count)]
    cards = "".join(_card(draw, names, i) for i in range(count))
    return load_scripts({"talk": about("card0") + cards, "inner": inner})


def _card(draw: st.DrawFn, names: list[str], i: int) -> str:
    ahead = names[i + 1] if i + 1 < len(names) else "end"
    anywhere = draw(st.sampled_from([*names, "end"]))
    kinds = {
        "flow": [],
        "sub": ['sub = "inner"'],
        "buttons": [f'buttons = [{{ text = "Button 1", go = "{anywhere}" }}, {{ text = "Button 2" }}]'],
        "scale": [f'scale = {{ keep = "s{i}", low = "a", high = "b" }}', f'decline = "{anywhere}"'],
        "ruler": [f'ruler = {{ keep = "r{i}", low = "a", high = "b" }}', f'other = "{anywhere}"'],
        "listen": [f'listen = {{ keep = "w{i}", most = 5 }}'],
        "number": [f'number = {{ keep = "n{i}", low = 0, high = 9 }}'],
        "time": [f'time = {{ keep = "t{i}" }}'],
        "date": [f'date = {{ keep = "d{i}" }}'],
        "branch": [
            f'buttons = [{{ text = "Button 1", keep = {{ f{i} = 1 }} }}, {{ text = "Button 2" }}]',
            f'branch = [{{ when = {{ f{i} = 1 }}, go = "{anywhere}" }}]',
        ],
    }
    kind = draw(st.sampled_from(sorted(kinds)))
    return card(names[i], f"Card {i}.", *kinds[kind], f'next = "{ahead}"')


def _asked(outcome: Outcome, before: Ask | None) -> Ask | None:
    effects = () if isinstance(outcome, Stale) else outcome.effects
    return next((effect.ask for effect in effects if isinstance(effect, Say) and effect.ask), before)


def _reply(draw: st.DrawFn, ask: Ask) -> Reply:
    """A button of this question, an old or strange one, or words."""
    keys = [choice.key for choice in ask.choices]
    keys += [f"s{n}" for n in range(ask.scale.first, ask.scale.last + 1)] if ask.scale else []
    good = st.sampled_from(keys).map(lambda key: Pressed(key, ask.turn)) if keys else st.just(Pressed("x", ask.turn))
    odd = st.builds(
        Pressed, key=st.sampled_from(["b0", "b7", "s3", "s99", "o", "d", "", "é"]), turn=st.integers(-2, 50)
    )
    return draw(good | odd | texts.map(Typed))


def _walk(draw: st.DrawFn, library: Library, turn: Turn, locale: str = "en") -> None:
    _told(turn, locale)
    ask, place = _asked(turn, None), turn.place
    for _ in range(LONGEST):
        if place is None:
            return
        assert ask is not None, "a place waits, but nothing was asked"
        assert ask.choices or ask.scale or ask.typed, "no way to answer"
        stored = Place.from_json(place.to_json())
        assert stored == place
        assert question(library, stored).ask == ask
        reply = _reply(draw, ask)
        outcome = answer(library, stored, reply)
        assert outcome == answer(library, stored, reply), "the same answer has the same effects"
        if isinstance(outcome, Turn):
            _told(outcome, locale)
        ask, place = _check(outcome, stored, ask)


def _told(turn: Turn, locale: str) -> None:
    """Every sentence finds its facts, and every command what it must be told."""
    reader = Reader(TEXTS, locale, turn.facts)
    for effect in turn.effects:
        match effect:
            case Say(ask=ask):
                assert reader.message(effect).strip()
                assert all(reader.choice(choice) for choice in (ask.choices if ask else ()))
            case Do(command=command, args=args):
                arguments(command, args, turn.facts)


def _check(outcome: Outcome, stored: Place, ask: Ask) -> tuple[Ask | None, Place | None]:
    match outcome:
        case Stale():
            return ask, stored
        case Misheard(place=place, effects=effects):
            assert bool(effects) is (stored.misheard == 0)
            assert (place.card, place.turn, place.misheard) == (stored.card, stored.turn, stored.misheard + 1)
            return ask, place
        case Turn():
            assert outcome.next_turn > stored.turn
            assert bool(outcome.ended) is (outcome.place is None)
            assert set(stored.facts) <= set(outcome.facts) | _shed(stored.facts)
            return _asked(outcome, None), outcome.place


def _shed(known: Facts) -> set[str]:
    """Facts that go when their question is answered anew."""
    return {name for name in known if name.endswith(("_lower", "_cut"))}


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_small_script_has_a_dead_end(data):
    library = data.draw(libraries())
    turn = begin(library, "talk", {}, turn=data.draw(st.integers(1, 9)), seed=data.draw(st.integers(0, 9)))
    _walk(data.draw, library, turn)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_script_of_the_house_has_a_dead_end(data):
    name = data.draw(st.sampled_from(HOUSE.names()))
    script = HOUSE.newest(name)
    known = {fact: data.draw(st.sampled_from(examples)) for fact, examples in script.facts.items()}
    turn = begin(HOUSE, name, known, turn=1, seed=data.draw(st.integers(0, 9)))
    _walk(data.draw, HOUSE, turn, data.draw(st.sampled_from(TEXTS.locales)))
