"""Words: each reader's language, English where it is missing, and never a fact left out silently."""

from __future__ import annotations

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from dialogs.words import LOCALES, Texts, fill


@pytest.fixture
def texts(tmp_path):
    """Finnish and Swedish from files, with one of each fault."""
    for locale, word in (("fi", "Energiaa on {energy}."), ("sv", "Energin är {energy}.")):
        catalog = Catalog(locale=locale)
        catalog.add("Energy is {energy}.", word, context="talk.ask")
        catalog.add("Hello.", "Hei.", context="talk.ask")
        catalog.add("Hello.", "Terve.", context="talk.other")
        catalog.add("Fuzzy.", "Sumea.", context="talk.ask", flags=["fuzzy"])
        catalog.add("Empty.", "", context="talk.ask")
        catalog.add("Broken {energy}.", "Rikki {energy.", context="talk.ask")
        catalog.add(("{n} day", "{n} days"), ("{n} päivä", "{n} päivää"), context="house")
        file = tmp_path / locale / "LC_MESSAGES" / "messages.po"
        file.parent.mkdir(parents=True)
        with file.open("wb") as out:
            write_po(out, catalog)
    return Texts.load(tmp_path)


def test_a_sentence_is_said_in_the_readers_language(texts):
    assert texts.say("talk.ask", "Energy is {energy}.", {"energy": 3}, "fi") == "Energiaa on 3."
    assert texts.say("talk.ask", "Energy is {energy}.", {"energy": 3}, "en") == "Energy is 3."


def test_one_english_sentence_has_a_translation_for_each_place(texts):
    assert texts.say("talk.ask", "Hello.", {}, "fi") == "Hei."
    assert texts.say("talk.other", "Hello.", {}, "fi") == "Terve."


@pytest.mark.parametrize("locale", ["fi_FI", "fi-FI", "fi"])
def test_a_country_does_not_change_the_language(texts, locale):
    assert texts.say("talk.ask", "Hello.", {}, locale) == "Hei."


@pytest.mark.parametrize("msgid", ["Fuzzy.", "Empty.", "Nobody translated this."])
def test_what_is_not_translated_is_said_in_english(texts, msgid):
    assert texts.say("talk.ask", msgid, {}, "fi") == msgid
    assert not texts.has("talk.ask", msgid, "fi")
    assert texts.has("talk.ask", msgid, "en")


def test_a_translation_with_broken_braces_is_not_said(texts):
    assert texts.say("talk.ask", "Broken {energy}.", {"energy": 3}, "fi") == "Broken 3."


def test_an_unknown_language_is_english(texts):
    assert texts.say("talk.ask", "Hello.", {}, "xx") == "Hello."


def test_plural_forms_follow_the_number(texts):
    said = [texts.plural("house", "{n} day", "{n} days", n, {}, "fi") for n in (0, 1, 2, 21)]
    assert said == ["0 päivää", "1 päivä", "2 päivää", "21 päivää"]
    assert [texts.plural("house", "{n} night", "{n} nights", n, locale="fi") for n in (1, 2)] == ["1 night", "2 nights"]


def test_a_missing_fact_is_named_and_nothing_else(texts):
    with pytest.raises(KeyError) as caught:
        texts.say("talk.ask", "Energy is {energy}.", {"words": "secret"}, "fi")
    assert str(caught.value) == "'energy'"


def test_facts_are_put_in_as_they_are():
    assert fill("{words}, {n}, {{n}}", {"words": "{n} {0.__class__}", "n": 7}) == "{n} {0.__class__}, 7, {n}"


def test_all_wordings_of_a_button_are_known(texts):
    assert texts.wordings("talk.ask", "Hello.") == ("Hei.", "Hello.")
    assert texts.wordings("talk.ask", "Nobody translated this.") == ("Nobody translated this.",)


def test_without_translations_everything_is_english(tmp_path):
    texts = Texts.load(tmp_path)
    assert texts.locales == ("en",)
    assert texts.say("talk.ask", "Hello.", {}, "fi") == "Hello."


def test_the_house_speaks_finnish_swedish_and_english():
    assert set(Texts.load(LOCALES).locales) == {"fi", "sv", "en"}


@pytest.mark.parametrize(
    ("sentence", "words", "said"),
    [
        ("You wrote: “{words}”. It is yours.", "I slept. At last!", "You wrote: “I slept. At last!” It is yours."),
        ("You wrote: “{words}”.", "I slept.", "You wrote: “I slept.”"),
        ("You wrote: “{words}”.", "I slept", "You wrote: “I slept”."),
        ("It ends on {words}. Rest.", "14.12.", "It ends on 14.12. Rest."),
        ("Shall I send “{words}”?", "How are you?", "Shall I send “How are you?”"),
        ("Shall I send “{words}”?", "Fine.", "Shall I send “Fine.”?"),
        ("{words} …", "Fine.", "Fine. …"),
        ("{words}...", "Fine.", "Fine...."),
    ],
)
def test_words_that_end_a_sentence_themselves_get_no_second_full_stop(sentence, words, said):
    assert fill(sentence, {"words": words}) == said
