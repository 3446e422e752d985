"""Each rule of the checker: a script that breaks it and one that keeps it."""

from __future__ import annotations

import pytest

from dialogs.checks import RULES, check_all
from dialogs.library import Library
from dialogs.loader import load_script
from dialogs.paths import walk
from dialogs.rules.finding import Given
from dialogs.rules.order import is_walked_to_the_end
from dialogs.words import Texts
from tests.dialogs.judging import ABOUT as ABOUT_TALK
from tests.dialogs.judging import broken, buttons, card, findings

HELLO = ("NC", "Hello.")
ASK = ("Q", "What came of it?")
ASK_ON = ("Q", "And what now?")
MEANS = ("CR", "It matters to you.")
SAYS = ("SR", "You said it.")
OFFER = ("SEEK", "What do you make of it?")
YOURS = ("EA", "The choice is yours.")
AFFIRM = ("AF", "You took the time to look at it.")
ENERGY = 'scale = { keep = "energy", low = "none", high = "plenty" }\n'


def talk(*volleys: list[tuple[str, str]], tag: str = 'tag = "CT_R"') -> str:
    """One way straight on, a button after each volley but the last."""
    names = "abcdefghijkl"
    last = len(volleys) - 1
    ways = [buttons(f"{names[at + 1]}|{tag}") if at < last else 'next = "end"' for at in range(len(volleys))]
    return "".join(card(names[at], *lines, way=ways[at]) for at, lines in enumerate(volleys))


CASES = {
    "mina": (
        talk([HELLO], [("PER", "Walking is good for everybody.")]),
        talk([HELLO], [MEANS]),
    ),
    "ratio": (
        talk([ASK], [SAYS, ASK_ON], [("SEEK", "Shall we go on?")], [YOURS, ASK]),
        talk([ASK], [SAYS, ASK_ON], [MEANS, YOURS]),
    ),
    "complex": (
        talk([OFFER], [SAYS, ASK], [("SR", "Again you said it.")], [("SR", "And again."), YOURS]),
        talk([OFFER], [SAYS, ASK], [MEANS], [("CR", "And it goes on."), YOURS]),
    ),
    "mia": (
        talk([ASK], [MEANS], [SAYS]),
        talk([ASK], [MEANS], [SAYS, AFFIRM]),
    ),
    "one_question": (
        talk([ASK, ASK_ON], [MEANS]),
        talk([ASK], [MEANS, ASK_ON], [MEANS]),
    ),
    "questions_in_a_row": (
        talk([ASK], [YOURS, ASK_ON], [MEANS]),
        talk([ASK], [YOURS, SAYS, ASK_ON], [MEANS]),
    ),
    "affirmations": (
        talk(*([("AF", f"You held on for {n} days.")] for n in range(4))),
        talk(*([("AF", f"You held on for {n} days.")] for n in range(3))),
    ),
    "affirmation_repeated": (
        talk([AFFIRM], [MEANS], [AFFIRM]),
        talk([AFFIRM], [MEANS], [("AF", "You stayed with it.")]),
    ),
    "messages": (
        card("a", HELLO, way='next = "b"') + card("b", HELLO, way='next = "c"') + card("c", HELLO),
        card("a", HELLO, way='next = "c"') + card("c", HELLO),
    ),
    "turns": (
        talk(*([MEANS, YOURS] for _ in range(7))),
        talk([HELLO], *([MEANS, YOURS] for _ in range(5))),
    ),
    "bad_day": (
        card("a", ASK, way=f'{ENERGY}next = "b"')
        + talk([], [SAYS], [YOURS], [OFFER], [YOURS]).partition("[b]")[2].join(["[b]", ""]),
        card("a", ASK, way=f'{ENERGY}next = "b"') + card("b", SAYS, way=buttons("c")) + card("c", YOURS),
    ),
    "reflection_unanswered": (
        talk([MEANS, ASK], [MEANS]),
        talk([ASK], [MEANS]),
    ),
    "reflection_unspecific": (
        card("a", ASK, way=buttons('b|tag = "CT_D"', 'b|tag = "ST"')) + card("b", MEANS),
        card("a", ASK, way=buttons('b|tag = "CT_D"', 'c|tag = "ST"')) + card("b", MEANS) + card("c", SAYS),
    ),
    "pretended_understanding": (
        card("a", ASK, way='listen = { keep = "words" }\nnext = "b"') + card("b", MEANS),
        card("a", ASK, way='listen = { keep = "words" }\nnext = "b"') + card("b", ("SR", "You wrote: “{words}”.")),
    ),
    "autonomy": (
        card("a", OFFER, way=buttons('b|do = [{ command = "step_smaller" }]')) + card("b", MEANS),
        card("a", OFFER, way=buttons('b|do = [{ command = "step_smaller" }]')) + card("b", MEANS, YOURS),
    ),
    "way_out": (
        card("a", OFFER, way="exit = false\n" + buttons("b")) + card("b", MEANS, way=buttons("end")),
        card("a", OFFER, way="exit = false\n" + buttons("b")) + card("b", MEANS),
    ),
    "room": (
        card("a", OFFER, way=buttons(*['end|tag = "CT_D"'] * 4)),
        card("a", OFFER, way=buttons(*['end|tag = "CT_D"'] * 4) + '\nother = "b"\ndecline = "c"')
        + card("b", HELLO, way='listen = { keep = "words" }\nnext = "end"')
        + card("c", YOURS),
    ),
    "elicit": (
        talk([HELLO], [("GI", "Sleep renews the brain.")]),
        talk([ASK], [SAYS, ("GI", "Sleep renews the brain."), OFFER], [YOURS]),
    ),
    "permission": (
        talk([ASK], [SAYS, ("PWP", "A walk may help, or may not.")]),
        talk([("SEEK", "May I tell what helped others?")], [("PWP", "A walk may help, or may not.")]),
    ),
    "ruler": (
        card("a", ASK, way='ruler = { keep = "n", low = "not", high = "very" }\nnext = "b"') + card("b", SAYS),
        card(
            "a",
            ASK,
            way='ruler = { keep = "n", low = "not", high = "very" }\n'
            'branch = [{ when = { n = "0-0" }, go = "c" }]\nnext = "b"',
        )
        + card("b", ("SR", "A {n}."), ("Q", "What made you choose {n} and not {n_lower}?"))
        + card("c", SAYS, YOURS),
    ),
    "sources": (
        talk([ASK], [SAYS, ("GI", "Sleep renews the brain."), OFFER], [YOURS]),
        talk([ASK], [SAYS, OFFER], [YOURS]),
    ),
    "unreached": (
        card("a", HELLO, way='branch = [{ when = { bored = true }, go = "b" }]\nnext = "end"') + card("b", HELLO),
        card("a", HELLO, way='branch = [{ when = { tired = true }, go = "b" }]\nnext = "end"') + card("b", HELLO),
    ),
    "fact_missing": (
        card("a", ("NC", "Your step is: {step}.")),
        card("a", ("NC", "You answer to {pro}.")),
    ),
    "question_uncoded": (
        talk([("NC", "How are you?")], [YOURS]),
        talk([("Q", "How are you?")], [YOURS]),
    ),
}
ABOUT = 'facts = { bored = [false], tired = [false, true], step = ["", "a walk"], pro = ["Maija"] }'


@pytest.mark.parametrize("rule", CASES)
def test_a_script_that_breaks_the_rule_is_told(rule):
    source, _ = CASES[rule]
    assert rule in broken(source, ABOUT)


@pytest.mark.parametrize("rule", CASES)
def test_a_script_that_keeps_the_rule_is_left_alone(rule):
    _, source = CASES[rule]
    assert rule not in broken(source, ABOUT)


def test_every_rule_but_those_of_wording_has_a_script_that_breaks_it_here():
    # one rule may give several findings, so there are at least as many cases as rules; `tags` and `paths` stand below
    assert len(CASES) + 2 >= len(RULES)


GOOD = (
    card("a", ("NC", "Hello, this is a bot."), ASK, way=buttons('b|tag = "ST"', 'c|tag = "CT_T"'))
    + card("b", ("CR", "There was little strength left."), YOURS, ASK_ON, way=buttons('d|tag = "CT_N"', "e"))
    + card("c", ("CR", "You began, and that took something."), AFFIRM)
    + card("d", ("CR", "Rest came first."), ("SEEK", "May I show smaller ones?"), way=buttons("e", "f"))
    + card("e", ("NC", "Good, we leave it there."))
    + card("f", ("SR", "You want to see them."), YOURS)
)


def test_a_good_talk_gives_no_findings_at_all():
    assert findings(GOOD) == []


def test_a_finding_tells_where_what_and_how_to_mend_it():
    [found] = [found for found in findings(talk([ASK], [ASK_ON])) if found.rule == "questions_in_a_row"]
    assert (found.script, found.card, found.locale) == ("talk", "b", "")
    assert found.problem
    assert found.remedy
    assert "“One way”" in str(found)


def test_a_fault_is_told_once_however_many_ways_lead_to_it():
    source = card("a", ASK, way=buttons('b|tag = "CT_D"', 'b|tag = "CT_A"', 'b|tag = "CT_N"'))
    told = [found.rule for found in findings(source + card("b", YOURS, ASK_ON))]
    assert told.count("questions_in_a_row") == 1


def test_short_talks_are_exempt_from_ratios_but_never_from_confronting():
    found = broken(talk([ASK], [("CON", "You did not do it.")]))
    assert "mina" in found
    assert found.isdisjoint({"ratio", "mia", "complex"})


def test_talks_that_only_arrange_things_are_exempt_from_ratios_and_may_be_longer():
    long = talk(*([("SEEK", "Shall we go on?")] for _ in range(8)))
    assert "turns" in broken(long)
    assert broken(long, "judged = false").isdisjoint({"turns", "ratio", "mia"})
    assert "mina" in broken(talk([("PER", "Do it.")]), "judged = false")


def test_a_declined_question_does_not_count_against_the_gate():
    # given a talk in which the only question may be declined, and then goes on without a reflection
    source = (
        card("a", ASK, way=buttons("b") + '\ndecline = "c"') + card("b", MEANS) + card("c", YOURS, way=buttons("d"))
    )
    # then there was nothing to reflect
    assert "ratio" not in broken(source + card("d", OFFER, way=buttons("b")))


def test_quoting_typed_words_does_not_count_against_depth():
    listen = 'listen = { keep = "words" }\nnext = '
    source = (
        card("a", ASK, way=listen + '"b"')
        + card("b", ("SR", "You wrote: “{words}”."), ASK_ON, way=listen.replace("words", "more") + '"c"')
        + card("c", ("SR", "You wrote: “{more}”."), YOURS, way=buttons("d"))
        + card("d", SAYS)
    )
    assert "complex" not in broken(source)


def test_making_room_for_own_words_is_no_turn_of_its_own():
    def asked(name: str, there: str) -> str:
        return card(name, SAYS, YOURS, way=buttons(there) + f'\nother = "o{name}"') + card(
            f"o{name}", HELLO, way=f'listen = {{ keep = "w{name}" }}\nnext = "{there}"'
        )

    six = card("a", ASK, way=buttons("b")) + asked("b", "c") + asked("c", "d") + asked("d", "e") + asked("e", "f")
    assert "turns" not in broken(six + card("f", YOURS))


def test_a_dialog_entered_by_others_may_open_with_a_reflection():
    sub = card("a", SAYS)
    whole = card("a", ASK, way=buttons("b")) + '[b]\nsub = "deeper"\nnext = "end"\n'
    assert "reflection_unanswered" not in broken(whole, deeper=sub)
    assert "reflection_unanswered" in broken(sub)


def test_one_reflection_spans_at_most_four_points_of_a_scale_unless_it_names_the_number():
    wide = card("a", ASK, way=f'{ENERGY}next = "b"')
    assert "reflection_unspecific" in broken(wide + card("b", SAYS))
    assert "reflection_unspecific" not in broken(wide + card("b", ("SR", "A {energy}.")))


def test_a_condition_on_what_the_bot_supplies_makes_no_reflection_specific():
    line = '[b]\nsay = [{ mi = "CR", text = "It weighs.", when = { WHAT } }]\nnext = "end"\n'
    source = card("a", ASK, way=buttons('b|keep = { said = "yes" }', 'b|keep = { said = "no" }'))
    about = "facts = { tired = [true, false] }"
    assert "reflection_unspecific" in broken(source + line.replace("WHAT", "tired = true"), about)
    assert "reflection_unspecific" not in broken(source + line.replace("WHAT", 'said = "yes"'), about)


def test_why_not_lower_is_not_asked_after_nought():
    ruler = 'ruler = { keep = "n", low = "not", high = "very" }\n'
    both = card("a", ASK, way=ruler + 'next = "b"') + card("b", ("SR", "A {n}."), ("Q", "Why {n} and not lower?"))
    assert "ruler" in broken(both)


def test_three_answers_may_cover_it_all_but_need_a_way_past():
    three = card("a", OFFER, way=buttons(*['end|tag = "CT_D"'] * 3) + '\ndecline = "b"') + card("b", YOURS)
    assert "room" not in broken(three)
    assert "room" in broken(three.replace('decline = "b"', 'other = "b"'))


def test_requirements_run_from_1_to_90_and_methods_are_named():
    for wrong in (ABOUT_TALK.replace("R5", "R91"), ABOUT_TALK.replace('["listening"]', "[]")):
        script = load_script("talk", wrong + GOOD)
        assert [found.rule for found in check_all(Library([script]), Texts({})) if found.script == "talk"] == ["tags"]


def test_a_script_with_too_many_paths_says_that_not_all_were_checked():
    script = load_script("talk", ABOUT_TALK + GOOD)
    found = walk(script, {}, single=1, bound=1)
    assert [finding.rule for finding in is_walked_to_the_end(Given(found, {}))] == ["paths"]
