"""What a script speaks of it must know: a fact is declared, kept before, or said to be missing."""

from __future__ import annotations

import pytest

from tests.dialogs.writing import END, SCALE, SOUND, YES, about, card, mistakes, problems


def asked_of(when: str, go: str = "end") -> str:
    return f'branch = [{{ when = {{ {when} }}, go = "{go}" }}]'


KNOWING = {
    "an unknown fact in braces": (SOUND.replace("much", "much, {nam}"), "Did you mean “name”?"),
    "an unknown fact in a condition": (
        SOUND + asked_of('enery = "0-3"'),
        "asks for “enery”, which nothing supplies. Did you mean “energy”?",
    ),
    "a fact that may be missing": (
        card("ask", "So?", 'buttons = [{ text = "Yes", keep = { mood = "good" } }, { text = "No" }]', 'next = "after"')
        + card("after", "It is {mood}.", END),
        "needs the fact “mood”, which may be missing here",
    ),
    "a value that a fact never has": (
        card("ask", "So?", 'buttons = [{ text = "Yes", keep = { mood = "good" } }]', asked_of('mood = "god"'), END),
        "“mood” is never “god”. Did you mean “good”?",
    ),
    "energies that no branch provides for": (
        card("ask", "So?", SCALE)
        + 'branch = [{ when = { energy = "0-3" }, go = "end" }, { when = { energy = "5-10" }, go = "end" }]',
        "Nothing leads on when energy is 4.",
    ),
    "a supplied fact that no branch provides for": (
        card("ask", "So.", asked_of("on = true")),
        "Nothing leads on when on is False.",
    ),
    "a question that may stand without button": (
        card("ask", "So?", YES.replace("go", "when = { on = true }, go")),
        "There is no button when on is False.",
    ),
    "a question that may stand without words": (
        SOUND.replace("text =", "when = { on = true }, text ="),
        "Nothing is said when on is False.",
    ),
    "an unknown command": (SOUND + 'do = [{ command = "enrgy" }]', "no command “enrgy”. Did you mean “energy”?"),
    "a command without name": (SOUND + "do = [{ days = 1 }]", "has no “command”"),
    "a command told something unknown": (
        SOUND + 'do = [{ command = "break_start", day = 7 }]',
        "cannot be told “day”. Did you mean “days”?",
    ),
    "a command told a wrong value": (
        SOUND + 'do = [{ command = "step_outcome", outcome = "finished" }]',
        "Allowed: done, part, not_started, other, rested.",
    ),
    "a command that lacks a fact": (SOUND + 'do = [{ command = "feedback" }]', "needs the fact “words”"),
    "a command whose fact a button does not keep": (
        card("ask", "So?", SCALE, 'buttons = [{ text = "No idea" }]', 'do = [{ command = "energy" }]', END),
        "“energy” needs the fact “energy”, which may be missing here",
    ),
    "a kept answer that is lost": (
        card("ask", "Why?", 'listen = { keep = "why" }', 'next = "more"')
        + card("more", "Why else?", 'listen = { keep = "why" }', END),
        "keeps “why” once more, and the answer of [ask] is lost",
    ),
    "one fact of two kinds": (
        card("ask", "Why?", 'listen = { keep = "energy" }', 'next = "more"') + card("more", "How?", SCALE, END),
        "as something else than [ask] does",
    ),
}


@pytest.mark.parametrize(("cards", "expected"), KNOWING.values(), ids=KNOWING.keys())
def test_a_script_that_does_not_know_what_it_speaks_of_is_told(cards, expected):
    assert expected in problems(mistakes(cards, facts='on = [true, false], name = ["Mira"]'))


def test_facts_that_an_entered_script_surely_keeps_are_known_afterwards():
    enter = '[ask]\nsub = "other"\nnext = "after"\n' + card("after", "An energy of {energy}.", END)
    assert problems(mistakes(enter, other=about() + SOUND)) == ""
    unsure = about() + SOUND + 'decline = "fine"\n' + card("fine", "Fine.", END)
    assert "may be missing here" in problems(mistakes(enter, other=unsure))


def test_a_ruler_keeps_its_lower_number_except_at_zero():
    ruler = card("ask", "How much?", SCALE.replace("scale", "ruler"), asked_of('energy = "0"'), 'next = "why"')
    ruler += card("why", "Why {energy} and not {energy_lower}?", END)
    assert problems(mistakes(ruler)) == ""
    assert "“energy_lower”, which may be missing" in problems(mistakes(ruler.replace('"0"', '"1"')))


def test_ranges_that_cover_all_need_no_next():
    ranges = 'branch = [{ when = { energy = "0-3" }, go = "end" }, { when = { energy = "4-10" }, go = "end" }]'
    assert problems(mistakes(card("ask", "How much?", SCALE, ranges))) == ""


def test_a_condition_may_name_a_single_number():
    assert problems(mistakes(SOUND + asked_of('energy = "4"'))) == ""
