"""The loader: every mistake an author can make has a script that makes it."""

from __future__ import annotations

import pytest

from dialogs.errors import ScriptErrors
from dialogs.loader import SCRIPTS, load_folder, load_script
from dialogs.model import Code, Condition, Scale
from tests.dialogs.writing import END, SCALE, SOUND, YES, about, card, mistakes, problems

WHOLE = """
[ask]
say = [
  { mi = "Q", text = "How much?", or = ["Where is it?"], when = { has_step = true }, note = "Strength." },
  { mi = "NC", text = "Choose a number." },
]
scale = { keep = "energy", low = "empty", high = "full" }
do = [{ command = "energy" }]
branch = [{ when = { energy = "0-3" }, go = "low" }]
next = "end"

[low]
say = [{ mi = "NC", text = "Low." }]
next = "end"
"""


def test_a_sound_script_becomes_cards_lines_and_ways():
    card = load_script("talk", about(facts="has_step = [true, false]") + WHOLE).cards["ask"]
    assert card.lines[0].code is Code.Q
    assert card.lines[0].texts == ("How much?", "Where is it?")
    assert card.lines[0].when == Condition({"has_step": (True,)})
    assert card.asks == Scale("energy", "empty", "full")
    assert card.branches[0].when.allowed == {"energy": (range(4),)}
    assert (card.do[0].command, card.next, card.waits) == ("energy", "end", True)


def test_the_version_is_the_authors_number_and_a_mark_of_the_content():
    one = load_script("talk", about(version=3) + SOUND)
    other = load_script("talk", about(version=3) + SOUND.replace("How", "So how"))
    assert one.version.startswith("3-")
    assert len(one.version) == len("3-1f0a9c2e")
    assert one.version != other.version


def test_a_source_that_is_not_toml_is_told_with_its_line():
    with pytest.raises(ScriptErrors, match="not TOML") as caught:
        load_script("talk", "[about]\ntitle = \nversion = 1\n")
    assert "line 2" in str(caught.value)


def test_a_script_needs_an_about():
    with pytest.raises(ScriptErrors, match="no \\[about\\]"):
        load_script("talk", SOUND)


def test_all_mistakes_of_a_script_are_told_at_once():
    broken = SOUND.replace('mi = "NC", text = "How much?"', 'mi = "XX", text = ""') + "buttns = []"
    assert len(mistakes(broken)) == 3


MANY = [f'{{ text = "Button {i}" }}' for i in range(13)]
FORM = {
    "an unknown key, with the nearest one": (SOUND + 'nxt = "end"', "unknown key “nxt”. Did you mean “next”?"),
    "an unknown code": (SOUND.replace('"NC"', '"XQ"'), "unknown code “XQ”"),
    "a code in small letters": (SOUND.replace('"NC"', '"nc"'), "Did you mean “NC”?"),
    "a line without words": (SOUND.replace("How much?", ""), "line 1 has no “text”"),
    "one wording twice": (SOUND.replace('much?"', 'much?", or = ["How much?"]'), "one wording twice"),
    "say as plain text": (f'[ask]\nsay = "Hello."\n{END}', "“say” of The card must be a list of tables"),
    "braces without a name": (SOUND.replace("much", "{}"), "do not hold the name of a fact"),
    "braces left open": (SOUND.replace("much", "{energy"), "do not hold the name of a fact"),
    "braces with a format": (SOUND.replace("much", "{energy:>9}"), "do not hold the name of a fact"),
    "two questions on a card": (SOUND + 'time = { keep = "at" }', "asks for scale and time at once"),
    "a scale without a fact": (SOUND.replace('keep = "energy", ', ""), "“scale” has no “keep”"),
    "a scale that does not rise": (SOUND.replace('"full"', '"full", first = 5, last = 5'), "runs from 5 to 5"),
    "a scale beyond ten": (SOUND.replace('"full"', '"full", last = 11'), "runs from 0 to 11"),
    "a scale end without words": (SOUND.replace('"full"', '""'), "“scale” has no “high”"),
    "a number without room": (
        card("ask", "Weight?", 'number = { keep = "kg", low = 9, high = 9 }', END),
        "lowest number is not below",
    ),
    "words without room": (card("ask", "Why?", 'listen = { keep = "why", most = 0 }', END), "“most” is 0"),
    "a range that runs backwards": (
        SOUND + 'branch = [{ when = { energy = "5-2" }, go = "end" }]',
        'runs backwards. Write "2-5".',
    ),
    "an empty condition": (SOUND + 'branch = [{ when = {}, go = "end" }]', "is empty"),
    "a branch without condition": (SOUND + 'branch = [{ go = "end" }]', "has no condition"),
    "an unknown tag": (card("ask", "So?", YES.replace("go", 'tag = "CT_X", go')), "unknown tag “CT_X”"),
    "a button without words": (card("ask", "So?", YES.replace("Yes", "")), "button 1 has no “text”"),
    "the same button twice": (
        card("ask", "So?", 'buttons = [{ text = "Yes" }, { text = "Yes" }]', END),
        "“Yes” stands twice",
    ),
    "more buttons than a person reads": (
        card("ask", "So?", f"buttons = [{', '.join(MANY)}]", END),
        "There are 13 buttons",
    ),
    "a fact that is no value": (
        card("ask", "So?", YES.replace("go", "keep = { at = 1.5 }, go")),
        "must be a text, a whole number, true or false",
    ),
    "an empty card": (SOUND + "[empty]\n", "The card is empty"),
    "a card called end": (SOUND + card("end", "Bye.", END), "cannot be called “end”"),
}


@pytest.mark.parametrize(("cards", "expected"), FORM.values(), ids=FORM.keys())
def test_a_mistake_of_form_is_told(cards, expected):
    assert expected in problems(mistakes(cards))


ABOUT = {
    "no title": ('title = "A talk"', "", "[about] has no “title”"),
    "no version": ("version = 1", "", "[about] has no “version”"),
    "version zero": ("version = 1", "version = 0", "below 1"),
    "an unknown process": ('"engage"', '"engaging"', "no process “engaging”"),
    "no first card": ('first = "ask"', "", "[about] has no “first”"),
    "a first card that is not there": ('"ask"', '"aks"', "Did you mean “ask”?"),
    "a fact without examples": ("facts = {  }", "facts = { step = [] }", "“step” has no examples"),
    "a wrong requirement": ("version = 1", 'version = 1\nrequirements = ["5"]', "not the number of a requirement"),
    "a checker without date": ("version = 1", 'version = 1\nchecked = { by = "A. W." }', "name without a date"),
    "a source nobody reviewed": ("version = 1", 'version = 1\nsources = [{ title = "T" }]', "no date “reviewed”"),
    "an unknown key": ("version = 1", "version = 1\njudge = true", "Did you mean “judged”?"),
}


@pytest.mark.parametrize(("old", "new", "expected"), ABOUT.values(), ids=ABOUT.keys())
def test_a_mistake_in_about_is_told(old, new, expected):
    with pytest.raises(ScriptErrors) as caught:
        load_script("talk", about().replace(old, new, 1) + SOUND)
    assert expected in str(caught.value)


WIRING = {
    "a way to a card that is not there": (SOUND.replace('"end"', '"ends"'), "goes to “ends”, which does not exist"),
    "a card that no way leads to": (SOUND + card("lost", "Hm.", END), "card [lost]: No way leads to it"),
    "a branch that no value takes": (
        SOUND + 'branch = [{ when = { energy = "11-12" }, go = "high" }]\n' + card("high", "Hm.", END),
        "card [high]: No way leads to it",
    ),
    "a button without way on": (card("ask", "So?", 'buttons = [{ text = "Yes" }]'), "button “Yes” leads nowhere"),
    "a scale without way on": (card("ask", "So?", SCALE), "Nothing leads on from it"),
    "a flowing card without way on": (card("ask", "So."), "Nothing leads on from it"),
    "a next that is never taken": (card("ask", "So?", YES, END), "is never taken"),
    "a card from which no end can be reached": (
        card("ask", "So?", 'buttons = [{ text = "Yes", go = "round" }, { text = "No", go = "end" }]')
        + card("round", "Again?", 'buttons = [{ text = "Yes", go = "round" }]'),
        "card [round]: No end can be reached",
    ),
    "a flow without end": (
        card("ask", "So.", 'branch = [{ when = { on = true }, go = "end" }]', 'next = "more"')
        + card("more", "Hm.", 'next = "ask"'),
        "flows back to itself",
    ),
    "a question without words": (f"[ask]\n{SCALE}\n{END}", "waits for an answer and says nothing"),
    "something else without a question": (card("ask", "So.", 'other = "ask"', END), "need a question"),
    "a card without way out": (SOUND + "exit = false", "has no way out"),
    "a button with words of the house": (
        card("ask", "So?", YES.replace("Yes", "Something else")),
        "the words of a house button",
    ),
    "a question that enters a script": (SOUND + 'sub = "other"', "asks something and enters another script"),
}


@pytest.mark.parametrize(("cards", "expected"), WIRING.values(), ids=WIRING.keys())
def test_cards_that_do_not_hang_together_are_told(cards, expected):
    assert expected in problems(mistakes(cards, facts="on = [true]"))


WORDS_OR_BUTTON = """
[ask]
say = [{ mi = "NC", text = "What was it?" }]
buttons = [{ text = "Fear", keep = { what = "fear" } }]
other = "tell"
next = "after"

[tell]
say = [{ mi = "NC", text = "Write it." }]
listen = { keep = "words" }
next = "after"

[after]
say = [{ mi = "SR", text = "You wrote {words}.", when = { what = "" } }, { mi = "NC", text = "Thank you." }]
next = "end"
"""


def test_words_may_be_quoted_exactly_where_no_button_was_pressed():
    assert problems(mistakes(WORDS_OR_BUTTON)) == ""
    unguarded = WORDS_OR_BUTTON.replace(', when = { what = "" }', "")
    assert "“words”, which may be missing here" in problems(mistakes(unguarded))
    wrongly = WORDS_OR_BUTTON.replace('what = "" }', 'what = "fear" }')
    assert "“words”, which may be missing here" in problems(mistakes(wrongly))


def test_an_answer_written_again_is_not_lost():
    listen = 'listen = { keep = "why" }'
    cards = card("ask", "Why?", listen, 'next = "show"') + card("again", "Write.", listen, 'next = "show"')
    cards += card("show", "{why}", 'buttons = [{ text = "Change", go = "again" }, { text = "Good", go = "end" }]')
    assert problems(mistakes(cards)) == ""


OTHER = about(facts='name = ["Mira"]') + card("ask", "Hello {name}.", END)


def test_a_script_that_is_entered_exists_and_gets_its_facts():
    enter = f'[ask]\nsub = "other"\n{END}'
    wrong = mistakes(enter.replace("other", "othr"), other=OTHER)
    assert "enters “othr”, which does not exist. Did you mean “other”?" in problems(wrong)
    assert "enters “other”, which needs the fact “name”" in problems(mistakes(enter, other=OTHER))
    assert problems(mistakes(enter, facts='name = ["Mira"]', other=OTHER)) == ""


def test_scripts_may_not_enter_one_another_in_a_circle():
    circle = about() + f'[ask]\nsub = "talk"\n{END}'
    assert "leads back into talk" in problems(mistakes(f'[ask]\nsub = "other"\n{END}', other=circle))


def test_a_script_that_is_opened_exists():
    opening = card("ask", "So.", 'do = [{ command = "open", script = "othr" }]', END)
    assert "opens “othr”, which does not exist" in problems(mistakes(opening, other=OTHER))


def test_the_error_tells_place_problem_and_remedy():
    [error] = mistakes(SOUND.replace('"end"', '"rets"') + card("rest", "Rest.", END))
    assert str(error) == "talk, card [ask]: It goes to “rets”, which does not exist. Did you mean “rest”?"
    assert (error.script, error.card) == ("talk", "ask")


def test_every_script_of_the_house_is_sound():
    library = load_folder()
    assert len(library) == len(list(SCRIPTS.glob("*.toml"))) > 0
