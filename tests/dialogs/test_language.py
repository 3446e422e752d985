"""Plain and kind words in three languages: what is never said, and how long a sentence may be."""

from __future__ import annotations

import pytest

from dialogs.checks import WORDING_RULES
from dialogs.language import count_words, languages, longest, sentences
from dialogs.words import Texts
from tests.dialogs.judging import buttons, card, findings, translated

TALK = card("a", ("Q", "What would suit you now?"), way=buttons("end"))


def told(source: str, texts: Texts | None = None) -> set[tuple[str, str]]:
    return {(found.rule, found.locale) for found in findings(source, texts=texts)}


@pytest.mark.parametrize(
    ("locale", "text", "group"),
    [
        ("fi", "Sinun pitäisi levätä.", "pressing"),
        ("fi", "Huomenna täytyisi yrittää.", "pressing"),
        ("fi", "Sinun kannattaa kävellä.", "pressing"),
        ("fi", "Hyvä. Muista juoda vettä.", "pressing"),
        ("fi", "Miksi et aloittanut?", "blaming"),
        ("fi", "Mikset lähtenyt?", "blaming"),
        ("fi", "Kokeilu epäonnistui.", "blaming"),
        ("fi", "Vihdoin vastasit.", "blaming"),
        ("fi", "Tämä on kotitehtävä.", "chores"),
        ("fi", "Hyvä suoritus!", "chores"),
        ("fi", "Kolmen päivän putki.", "counting"),
        ("fi", "Sait pisteitä.", "counting"),
        ("sv", "Du borde vila.", "pressing"),
        ("sv", "Du MÅSTE vila.", "pressing"),
        ("sv", "Du misslyckades igår.", "blaming"),
        ("sv", "Varför gjorde du inte det?", "blaming"),
        ("sv", "Varför inte?", "blaming"),
        ("en", "You should rest.", "pressing"),
        ("en", "It must be done.", "pressing"),
        ("en", "Why didn’t you start?", "blaming"),
        ("en", "You failed.", "blaming"),
        ("en", "A streak of three.", "counting"),
    ],
)
def test_words_that_are_never_said_are_found(locale, text, group):
    assert group in {found for found, _ in languages()[locale].forbidden(text)}


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("fi", "En muista, mitä sovittiin."),
        ("fi", "Puhutaan muista asioista."),
        ("fi", "Lähtöpiste on sinun."),
        ("fi", "Kokeilu jäi tällä kertaa aloittamatta."),
        ("fi", "Sinun ei tarvitse vastata."),
        ("sv", "Du behöver inte svara."),
        ("sv", "Du lät bli, och det duger."),
        ("en", "You don't have to answer."),
        ("en", "The point is yours to make."),
        ("en", "It musters strength."),
    ],
)
def test_words_that_only_look_like_them_are_left_alone(locale, text):
    assert languages()[locale].forbidden(text) == []


@pytest.mark.parametrize(("locale", "text"), [("fi", "Hienoa!"), ("sv", "Bra jobbat!"), ("en", "Great job! Go on.")])
def test_praise_that_would_fit_anybody_is_found(locale, text):
    assert languages()[locale].empty_praise(text)


def test_praise_that_names_what_was_done_is_no_empty_praise():
    assert not languages()["fi"].empty_praise("Hienoa, että kävit ulkona.")
    assert not languages()["en"].empty_praise("Good, we leave it there.")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three?", 3),
        ("Esim. kävely kaupalle riittää.", 1),
        ("You wrote: “{words}”. Thank you.", 2),
        ("At 10.30 it begins.", 1),
        ("First\nSecond", 2),
        ("“Yes.” “No.”", 2),
        ("…", 0),
    ],
)
def test_sentences_are_counted_as_a_reader_would(text, count):
    assert len(sentences(text)) == count


def test_a_fact_and_a_compound_are_one_word_each():
    assert count_words("Kirjoitit: “{words}”, ja se on 3/10.") == 6
    assert count_words("e-mail don't 10:30") == 3
    assert longest("Short. This one is longer.") == "This one is longer."


def test_a_missing_translation_is_told_for_its_language():
    texts = translated("fi", {("a", "What would suit you now?"): "Mikä sopisi sinulle nyt?"})
    assert told(TALK, texts) == {("untranslated", "fi")}
    texts = translated("fi", {("a", "What would suit you now?"): "Mikä sopisi sinulle nyt?", ("a", "One way"): "Yksi"})
    assert told(TALK, texts) == set()


def test_a_translation_that_is_still_english_is_told():
    texts = translated(
        "sv", {("a", "What would suit you now?"): "What would suit you now?", ("a", "One way"): "One way"}
    )
    assert told(TALK, texts) == {("untranslated", "sv")}  # of the long one only: “One way” may be the same by chance


def test_a_wrong_fact_in_a_translation_is_told():
    source = card("a", ("NC", "Your step is {step}.")).replace("[a]", "[a]")
    about = 'facts = { step = ["a walk"] }'
    texts = translated("fi", {("a", "Your step is {step}."): "Askeleesi on {stp}."})
    assert ("placeholders", "fi") in {(found.rule, found.locale) for found in findings(source, about, texts)}
    texts = translated("fi", {("a", "Your step is {step}."): "Askeleesi on {step}."})
    assert findings(source, about, texts) == []


def test_banned_words_are_told_with_card_and_language():
    texts = translated("fi", {("a", "What would suit you now?"): "Mitä pitäisi tehdä?", ("a", "One way"): "Yksi"})
    [found] = findings(TALK, texts=texts)
    assert (found.rule, found.card, found.locale) == ("banned", "a", "fi")


def test_a_client_may_need_but_a_bot_may_not_press():
    need = TALK.replace("One way", "I must rest").replace('go = "end"', 'go = "end", tag = "CT_N"')
    assert told(need) == set()
    assert told(need.replace("CT_N", "CT_D")) == {("banned", "en")}


def test_praise_alone_is_told():
    assert told(card("a", ("AF", "Great job!"))) == {("praise", "en")}
    assert told(card("a", ("AF", "You kept to what you had chosen."))) == set()


def test_a_sentence_has_at_most_twelve_words():
    twelve = "one two three four five six seven eight nine ten eleven twelve"
    assert told(card("a", ("NC", f"{twelve}."))) == set()
    assert told(card("a", ("NC", f"{twelve} thirteen."))) == {("long_sentence", "en")}


def test_a_message_has_at_most_three_sentences_counting_its_longest_wordings():
    said = '[a]\nsay = [{ mi = "NC", text = "One. Two." }, { mi = "NC", text = "Three.", or = [OR] }]\nnext = "end"\n'
    assert told(said.replace("OR", '"Drei."')) == set()
    assert told(said.replace("OR", '"Three. Four."')) == {("long_message", "en")}


def test_lines_that_are_never_said_together_are_not_added_up():
    lines = ", ".join(
        f'{{ mi = "NC", text = "One. Two.", when = {{ tired = {value} }} }}' for value in ("true", "false")
    )
    assert findings(f'[a]\nsay = [{lines}]\nnext = "end"\n', "facts = { tired = [true, false] }") == []


def test_a_message_fits_into_telegram_with_the_longest_words_a_client_may_write():
    listen = card("a", ("Q", "What came of it?"), way='listen = { keep = "words", most = MOST }\nnext = "b"')
    quote = card("b", ("SR", "You wrote: “{words}”."))
    assert told(listen.replace("MOST", "4000") + quote) == set()
    assert ("too_long", "en") in told(listen.replace("MOST", "4000") + quote.replace("{words}", "{words}, {words}"))


def test_a_button_is_a_phrase_that_can_be_read_whole():
    assert told(TALK.replace("One way", "x" * 40)) == set()
    assert told(TALK.replace("One way", "x" * 41)) == {("button", "en")}
    assert told(TALK.replace("One way", "👍")) == {("button", "en")}


def test_every_wording_rule_is_known_here():
    assert [rule.__name__ for rule in WORDING_RULES] == [
        "is_translated",
        "names_the_same_facts",
        "speaks_kindly",
        "speaks_plainly",
        "fits_the_screen",
    ]
