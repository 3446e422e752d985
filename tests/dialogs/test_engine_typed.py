"""What a typed answer comes to: kept, taken for a button, or asked again once."""

from __future__ import annotations

import pytest

from dialogs.effects import Misheard, Pressed, Say, Typed
from dialogs.engine import answer, question, room
from dialogs.place import Place
from tests.dialogs.writing import (
    END,
    ENERGY,
    SCALE,
    STEP,
    card,
    press,
    said,
    start,
    stored,
    talk,
    type_in,
    went_on,
)


def test_words_are_kept_whole_up_to_their_limit():
    asked = went_on(press(STEP, start(STEP), "o"))
    assert went_on(type_in(STEP, asked, "  I slept ")).facts["words"] == "I slept"
    assert "words_cut" not in went_on(type_in(STEP, asked, "I slept on")).facts
    longer = went_on(type_in(STEP, asked, "I slept until noon")).facts
    # and of longer ones the whole words that fit
    assert (longer["words"], longer["words_cut"]) == ("I slept…", True)
    assert went_on(type_in(STEP, asked, "I slept   until noon")).facts["words"] == "I slept…"
    assert went_on(type_in(STEP, asked, "Heräsinmontakertaa")).facts["words"] == "Heräsinmo…"


def test_how_much_fits_into_a_question_is_known_before_the_answer():
    asked = went_on(press(STEP, start(STEP), "o"))
    assert (room(STEP, stored(start(STEP))), room(STEP, stored(asked))) == (0, 10)


def test_words_are_kept_even_when_they_look_like_a_button():
    asked = went_on(press(STEP, start(STEP), "o"))
    turn = went_on(type_in(STEP, asked, "That is enough for now"))
    assert (turn.ended, turn.facts["words"], turn.heard) == ("done", "That is…", None)


def test_empty_words_are_misheard():
    assert isinstance(type_in(STEP, went_on(press(STEP, start(STEP), "o")), " \n "), Misheard)


def test_an_unexpected_word_repeats_the_question_once_and_never_again():
    # given a question
    place = stored(start(STEP))
    # when it is answered by something else, twice
    first = answer(STEP, place, Typed("blue"))
    assert isinstance(first, Misheard)
    second = answer(STEP, Place.from_json(first.place.to_json()), Typed("green"))
    assert isinstance(second, Misheard)
    # then it is asked once more, with the same number, and after that left in peace
    assert first.effects == (question(STEP, place),)
    assert isinstance(first.effects[0], Say)
    assert first.effects[0].ask is not None
    assert first.effects[0].ask.turn == place.turn
    assert (second.effects, second.text, second.place.misheard) == ((), "green", 2)
    # and both the old and the new buttons still work
    assert said(answer(STEP, second.place, Pressed("b0", place.turn))) == ["You did it."]


def test_a_question_asked_again_does_not_greet_again():
    # given a question that begins with a greeting in several wordings
    lines = '{ mi = "NC", text = "Hello.", or = ["Hello again."] }, { mi = "NC", text = "One thing." }, { mi = "Q", text = "How much?" }'
    greeting = talk(f'[ask]\nsay = [{lines}]\n{SCALE}\nnext = "end"\n')
    # when the answer is misheard
    outcome = answer(greeting, stored(start(greeting)), Typed("blue"))
    assert isinstance(outcome, Misheard)
    [repeated] = outcome.effects
    assert isinstance(repeated, Say)
    # then all is said again but the greeting
    assert [line.msgid for line in repeated.lines] == ["One thing.", "How much?"]


def test_the_next_question_may_be_misheard_afresh():
    misheard = type_in(STEP, start(STEP), "blue")
    assert isinstance(misheard, Misheard)
    turn = went_on(answer(STEP, misheard.place, Pressed("o", misheard.place.turn)))
    assert stored(turn).misheard == 0


def test_plain_words_press_buttons():
    assert said(type_in(STEP, start(STEP), "i did it!")) == ["You did it."]
    assert said(type_in(ENERGY, start(ENERGY), "2/10")) == ["Rest.", "Thank you."]
    assert went_on(type_in(STEP, start(STEP), "That is enough for now")).ended == "exit"


def test_words_in_another_language_press_buttons():
    def finnish(_context: str, msgid: str) -> tuple[str, ...]:
        return {"I did it": ("Tein sen",), "Not started": ("En aloittanut",)}.get(msgid, ())

    assert said(type_in(STEP, start(STEP), "tein sen", finnish)) == ["You did it."]
    assert said(type_in(STEP, start(STEP), "en aloit", finnish)) == ["After."]


def test_a_number_beyond_the_scale_is_misheard():
    assert isinstance(type_in(ENERGY, start(ENERGY), "11"), Misheard)


TYPED = {
    "number": ('number = { keep = "kept", low = 20, high = 200, unit = "kg" }', "72,5 kg", "72.5", "19"),
    "time": ('time = { keep = "kept" }', "klo 9.30", "09:30", "25:00"),
    "date": ('date = { keep = "kept" }', "12.5.2026", "2026-05-12", "31.2.2026"),
}


@pytest.mark.parametrize(("asks", "plain", "kept", "wrong"), TYPED.values(), ids=TYPED.keys())
def test_what_a_card_asks_for_is_understood_when_typed(asks, plain, kept, wrong):
    library = talk(card("ask", "So?", asks, END))
    assert went_on(type_in(library, start(library), plain)).facts == {"kept": kept}
    assert isinstance(type_in(library, start(library), wrong), Misheard)
