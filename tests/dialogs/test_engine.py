"""The engine: a talk goes on, ends, comes back, and never hears what was not said."""

from __future__ import annotations

from itertools import pairwise

import pytest

from dialogs.effects import Choice, Do, Pressed, Spoken, Stale
from dialogs.engine import answer, begin
from dialogs.errors import BrokenPlace, ScriptLoop, UnknownScript, UnknownVersion
from dialogs.library import Library
from dialogs.model import Card, Process, Script
from dialogs.place import Place
from tests.dialogs.writing import (
    END,
    ENERGY,
    SCALE,
    STEP,
    about,
    card,
    keys,
    press,
    said,
    says,
    start,
    stored,
    talk,
    went_on,
)


def test_a_talk_speaks_until_a_card_waits():
    turn = start(ENERGY, turn=7)
    [message] = says(turn)
    assert message.lines == (Spoken("talk.ask", "How much?"),)
    assert message.ask is not None
    assert (message.ask.turn, message.ask.context, message.ask.typed) == (7, "talk.ask", "")
    assert message.ask.scale is not None
    assert keys(turn) == ["x"]
    assert (turn.ended, turn.next_turn, stored(turn).turn) == ("", 8, 7)


def test_an_answer_is_kept_obeyed_and_branched_on_in_the_order_of_the_script():
    turn = went_on(press(ENERGY, start(ENERGY), "s2"))
    assert turn.facts == {"energy": 2}
    assert turn.effects[0] == Do("energy")
    assert said(turn) == ["Rest.", "Thank you."]
    assert (turn.ended, turn.place, turn.next_turn) == ("done", None, 2)


def test_a_button_keeps_commands_and_leads():
    turn = went_on(press(STEP, start(STEP), "b0"))
    assert turn.effects[0] == Do("step_outcome", {"outcome": "done"})
    assert turn.facts == {"outcome": "done"}
    assert said(turn) == ["You did it."]
    assert turn.heard == Choice("b0", "talk.ask", "I did it", "CT_T")


def test_a_button_whose_condition_fails_is_not_there_and_others_keep_their_keys():
    assert keys(start(STEP)) == ["b0", "b2", "o", "d", "x"]
    assert keys(start(STEP, {"growth_ok": True})) == ["b0", "b1", "b2", "o", "d", "x"]
    assert press(STEP, start(STEP), "b1") == Stale()


def test_something_else_and_rather_not_lead_where_the_card_says():
    assert said(press(STEP, start(STEP), "o")) == ["Write it."]
    assert said(press(STEP, start(STEP), "d")) == ["That is fine."]


def test_the_exit_ends_the_talk_without_a_word():
    turn = went_on(press(STEP, start(STEP), "x"))
    assert (turn.ended, turn.effects, turn.place) == ("exit", (), None)
    assert turn.heard is not None
    assert turn.heard.key == "x"


def test_commands_of_a_card_are_not_given_when_it_was_not_answered():
    library = talk(
        card("ask", "How much?", SCALE, 'do = [{ command = "energy" }]', 'decline = "fine"', END)
        + card("fine", "Fine.", END)
    )
    for key in ("d", "x"):
        turn = went_on(press(library, start(library), key))
        assert not [effect for effect in turn.effects if isinstance(effect, Do)]


@pytest.mark.parametrize("key", ["b9", "s11", "s-1", "s02", "s", "b", "", "x1", "z", "b٣", "s 2"])
def test_a_key_that_is_not_there_is_stale(key):
    assert press(ENERGY, start(ENERGY), key) == Stale()


def test_a_button_of_another_question_is_stale():
    turn = start(ENERGY, turn=5)
    assert [press(ENERGY, turn, "s2", turn=other) for other in (4, 6, 0, -5)] == [Stale()] * 4


def test_a_second_press_of_the_same_button_is_stale():
    # given an answered question
    before = start(STEP)
    after = went_on(press(STEP, before, "o"))
    # when the first button is pressed again
    again = answer(STEP, stored(after), Pressed("o", stored(before).turn))
    # then nothing happens
    assert again == Stale()


def test_a_ruler_tells_what_to_compare_with():
    library = talk(card("ask", "How sure?", SCALE.replace("scale", "ruler"), END))
    kept = {value: went_on(press(library, start(library), f"s{value}")).facts for value in (0, 1, 2, 10)}
    assert kept == {
        0: {"energy": 0},
        1: {"energy": 1, "energy_lower": 0},
        2: {"energy": 2, "energy_lower": 0},
        10: {"energy": 10, "energy_lower": 8},
    }


INNER = about() + card("ask", "Inner?", SCALE, 'next = "bye"') + card("bye", "Inner bye.", END)
OUTER = talk(
    card("ask", "Outer.", 'next = "enter"')
    + '[enter]\nsub = "inner"\ndo = [{ command = "energy" }]\n'
    + 'branch = [{ when = { energy = "0-3" }, go = "low" }]\nnext = "end"\n'
    + card("low", "Low in the outer.", END),
    inner=INNER,
)


def test_an_entered_script_comes_back_and_its_facts_count():
    turn = start(OUTER)
    assert said(turn) == ["Outer.", "Inner?"]
    assert (stored(turn).script, stored(turn).stack[0].card) == ("inner", "enter")
    turn = went_on(press(OUTER, turn, "s2"))
    assert said(turn) == ["Inner bye.", "Low in the outer."]
    assert turn.effects[1] == Do("energy")
    assert turn.ended == "done"


def test_the_exit_of_an_entered_script_ends_the_whole_talk():
    assert went_on(press(OUTER, start(OUTER), "x")).ended == "exit"


def test_an_open_talk_finishes_on_the_versions_it_began_with():
    # given a talk inside an entered script
    place = stored(start(OUTER))
    # when both scripts have changed
    newer = talk(
        card("ask", "New outer.", 'next = "enter"') + f'[enter]\nsub = "inner"\n{END}',
        inner=INNER.replace("bye.", "new."),
    )
    turn = answer(newer.with_older(OUTER), place, Pressed("s2", place.turn))
    # then the old words are still said, and new talks begin with the new ones
    assert said(turn) == ["Inner bye.", "Low in the outer."]
    assert said(start(newer.with_older(OUTER)))[0] == "New outer."


def test_a_version_that_is_gone_is_named():
    place = stored(start(ENERGY))
    with pytest.raises(UnknownVersion) as caught:
        answer(talk(card("ask", "New.", END)), place, Pressed("s2", place.turn))
    assert (caught.value.script, caught.value.version) == ("talk", place.version)


def test_a_script_that_is_not_there_is_named():
    with pytest.raises(UnknownScript, match="nowhere"):
        begin(ENERGY, "nowhere", {}, turn=1, seed=0)


def test_wordings_take_turns_with_the_seed():
    library = talk(card("ask", "A", SCALE, END).replace('text = "A"', 'text = "A", or = ["B", "C"]'))
    spoken = [said(start(library, seed=seed))[0] for seed in range(30)]
    assert set(spoken) == {"A", "B", "C"}
    assert all(one != other for one, other in pairwise(spoken))
    assert spoken == [said(start(library, seed=seed))[0] for seed in range(30)]


def test_two_lines_with_as_many_wordings_do_not_change_in_step():
    library = talk(
        '[ask]\nsay = [{ mi = "NC", text = "A", or = ["B", "C"] }, { mi = "NC", text = "1", or = ["2", "3"] }]\n' + END
    )
    spoken = [" ".join(said(start(library, seed=seed))).split() for seed in range(30)]
    assert len({tuple(words) for words in spoken}) > 3
    assert all(one[0] != other[0] and one[1] != other[1] for one, other in pairwise(spoken))


def test_lines_whose_condition_fails_are_not_said():
    library = talk(
        '[ask]\nsay = [{ mi = "NC", text = "Always." }, { mi = "NC", text = "Rarely.", when = { rare = true } }]\n'
        + END,
        facts="rare = [true, false]",
    )
    assert said(start(library)) == ["Always."]
    assert said(start(library, {"rare": True})) == ["Always. Rarely."]


def test_a_card_without_words_sends_no_message():
    library = talk(f'[ask]\nnext = "more"\n{card("more", "Hm.", END)}')
    assert said(start(library)) == ["Hm."]


def test_a_flow_without_end_is_stopped():
    # given a script that no loader would let pass
    cards = {name: Card(name, lines=(), next=other) for name, other in (("a", "b"), ("b", "a"))}
    script = Script("talk", "T", "1-0", Process.HOUSE, "a", cards, {})
    # then the engine does not follow it for ever
    with pytest.raises(ScriptLoop, match="talk"):
        start(Library([script]))


def test_facts_given_at_the_start_are_not_changed():
    facts = {"growth_ok": True}
    turn = start(STEP, facts)
    press(STEP, turn, "b0")
    assert facts == {"growth_ok": True}
    assert turn.facts == {"growth_ok": True}


BROKEN = ["", "{}", "[]", "null", '{"script": 1}', '{"stack": 5}', "not json"]


@pytest.mark.parametrize("text", BROKEN)
def test_a_stored_place_that_cannot_be_read_is_named_without_its_words(text):
    with pytest.raises(BrokenPlace) as caught:
        Place.from_json(text)
    assert "stored place" in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_place_whose_card_is_gone_is_broken():
    place = Place("talk", ENERGY.newest("talk").version, "nowhere")
    with pytest.raises(BrokenPlace, match="nowhere"):
        answer(ENERGY, place, Pressed("x", 1))
