"""Instruments' files: a wording file is taken whole or not at all, and every fault says where it is."""

import pytest

from bot.building import DATA
from bot.domain.instruments import Instrument, InstrumentError, WordingErrors, parse, parse_wording
from bot.domain.languages import LOCALES
from bot.domain.measures import Scoring

SMALL = Instrument("small", "Small", Scoring(("a", "b"), 1, 3, 2), ("start",), "nobody's")
KNOWN = {"small": SMALL}
WORDS = """
[small]
permission = "nobody, today"
[small.fi]
title = "Pieni"
a = { text = "eka", answers = ["ei", "ehkä", "joo"] }
b = { text = "toka", answers = ["huono", "jotain", "hyvä"] }
"""
STRUCTURE = (DATA / "instruments" / "who5.toml").read_text("utf-8")


def faults(text: str) -> str:
    with pytest.raises(WordingErrors) as told:
        parse_wording("words.toml", text, KNOWN, LOCALES)
    return str(told.value)


def test_words_are_offered_in_their_language_only():
    found = parse_wording("words.toml", WORDS, KNOWN, LOCALES)
    wording = found.said("small", "fi")
    assert wording is not None
    assert wording.items["b"].answers == ("huono", "jotain", "hyvä")
    assert [each.key for each in found.offered("fi")] == ["small"]
    assert found.offered("sv") == ()
    assert found.said("small", "sv") is None


def test_other_words_have_another_mark():
    one = parse_wording("words.toml", WORDS, KNOWN, LOCALES).said("small", "fi")
    two = parse_wording("words.toml", WORDS.replace("toka", "kakkonen"), KNOWN, LOCALES).said("small", "fi")
    assert one is not None
    assert two is not None
    assert one.mark != two.mark


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"ei", "ehkä", "joo"', '"ei", "joo"', "words.toml, [small.fi.a]: 2 answers. It needs 3, from 1"),
        ('text = "eka", ', "", "[small.fi.a]: text is missing"),
        ('b = { text = "toka", answers = ["huono", "jotain", "hyvä"] }', "", "[small.fi.b]: the item is missing"),
        ("[small.fi]", "[small.de]", "[small.de]: no language of this bot. Use one of fi, sv, en"),
        ('permission = "nobody, today"', "", "[small]: who allowed these words is not said"),
        ("[small]\n", "[smal]\n", "[smal]: there is no such instrument. Use one of small"),
        ('title = "Pieni"', 'title = ""', "[small.fi]: title is missing, empty or too long"),
        ("a = {", "c = {", "[small.fi.c]: no item of this instrument. It has a, b"),
        ('"ei", "ehkä"', '"joo", "ehkä"', "[small.fi.a]: two answers are the same"),
        ('"ehkä"', f'"{"x" * 61}"', "[small.fi.a]: an answer has 61 letters"),
        ("[small]", "[small", "is not TOML"),
        (WORDS, "", "has no words in it"),
    ],
)
def test_a_fault_in_a_wording_file_is_named_with_its_place_and_remedy(old, new, said):
    assert old in WORDS
    assert said in faults(WORDS.replace(old, new))


def test_all_faults_are_told_at_once():
    told = faults(WORDS.replace("eka", "").replace('"hyvä"', '"huono"'))
    assert "[small.fi.a]" in told
    assert "[small.fi.b]" in told


def test_stand_in_words_need_no_permission_and_are_marked():
    found = parse_wording(
        "words.toml", WORDS.replace('permission = "nobody, today"', "stand_in = true"), KNOWN, LOCALES
    )
    assert found.stand_in
    assert not parse_wording("words.toml", WORDS, KNOWN, LOCALES).stand_in


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("needs = 5", "needs = 6", "the scale or the missing rule"),
        ('"w5"', '"w4"', "items are missing, doubled"),
        ("low   = 0", "", "low is missing"),
        ('"end"]', '"never"]', "asked names an unknown occasion"),
        ("needs = 5", "needs = 5\nalarm = 13", "alarm means nothing"),
        ("items = [", "items = ", "is not TOML"),
    ],
)
def test_a_wrong_structure_file_is_refused(old, new, said):
    assert old in STRUCTURE
    with pytest.raises(InstrumentError, match=said):
        parse("who5", STRUCTURE.replace(old, new))
