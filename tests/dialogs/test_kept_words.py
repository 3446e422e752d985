"""Words that a button keeps are said again in the reader's own language; a client's own words stay as they are."""

from babel.messages.catalog import Catalog

from dialogs.extract import is_for_people
from dialogs.loader import load_folder
from dialogs.words import KEPT, Texts


def finnish() -> Texts:
    catalog = Catalog(locale="fi")
    catalog.add("Your experiment: {what}.", "Kokeilusi: {what}.", context="experiment.ready")
    catalog.add("a moment outside", "hetki ulkona", context=KEPT)
    return Texts({"fi": catalog})


def test_kept_words_are_said_in_the_readers_language() -> None:
    # given an experiment chosen by a button, kept in English
    texts, facts = finnish(), {"what": "a moment outside"}
    # when a Finn and an Englishman read the same sentence
    said = [texts.say("experiment.ready", "Your experiment: {what}.", facts, locale) for locale in ("fi", "en")]
    # then each reads it in one language
    assert said == ["Kokeilusi: hetki ulkona.", "Your experiment: a moment outside."]


def test_a_clients_own_words_stay_as_they_are() -> None:
    # given own words, braces and all
    facts = {"what": "kävely {Maijan} kanssa"}
    # when they are said back
    said = finnish().say("experiment.ready", "Your experiment: {what}.", facts, "fi")
    # then nothing in them is changed
    assert said == "Kokeilusi: kävely {Maijan} kanssa."


def test_every_kept_wording_is_translated() -> None:
    # given all scripts and translations of the house
    texts = Texts.load()
    kept = {
        str(value)
        for script in load_folder()
        for card in script.cards.values()
        for button in card.buttons
        for value in button.keep.values()
        if is_for_people(value)
    }
    # then there are some, and none is English in Finnish or Swedish
    assert kept
    assert [
        (locale, value) for value in sorted(kept) for locale in ("fi", "sv") if not texts.has(KEPT, value, locale)
    ] == []
