"""What a digest says of one client: short enough for two minutes, and every question for the meeting fit to be asked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions.parties import called
from bot.actions.telling import card_lines
from bot.building import LOCALE_FOLDER
from bot.domain.digest import MOST_WORDS, PROMPTS, Card, Energy, Prompt, Section, Steps, Trend
from bot.domain.escalation import Signal
from bot.domain.languages import LOCALES
from bot.domain.network import TURNS, TurnFact
from bot.domain.steps import Outcome
from bot.domain.week_facts import BreakFact, OpenCase
from bot.sentences import SENTENCES
from bot.storage.network_tables import Party
from bot.words import Words
from dialogs import language
from dialogs.commands import REASONS

CLOSED = ("miksi et", "mikset", "varför inte", "why didn't", "why not")


@cache
def words() -> Words:
    return Words.load(LOCALE_FOLDER)


cards = st.builds(
    Card,
    client_id=st.just(1),
    pseudonym=st.just("Koivu"),
    section=st.sampled_from(Section),
    cases=st.lists(
        st.builds(
            OpenCase, signals=st.just((Signal.A1,)), taken_by=st.sampled_from(["", "Maija Lehto"]), days=st.just(9)
        ),
        max_size=2,
    ).map(tuple),
    energy=st.sampled_from([None, Energy(4.5, 2, 8, 6, 7, 6.5, Trend.DOWN)]),
    steps=st.sampled_from([None, Steps(tuple((outcome, 2) for outcome in Outcome), "surroundings", 2)]),
    pause=st.sampled_from([None, BreakFact(began=True, until=date(2026, 12, 24))]),
    silence_days=st.sampled_from([None, 12]),
    kept_back=st.sampled_from([None, Signal.A1]),
    carry=st.booleans(),
    prompt=st.sampled_from([None, *Prompt]),
    turns=st.lists(st.builds(TurnFact, kind=st.sampled_from(TURNS), on=st.just(date(2026, 12, 14))), max_size=4).map(
        tuple
    ),
    kept_skips=st.just(4),
)


@settings(max_examples=200, deadline=None)
@given(card=cards, locale=st.sampled_from(LOCALES))
def test_a_client_takes_at_most_sixty_words(card: Card, locale: str) -> None:
    lines = card_lines(words(), locale, card, "Haluan puhua siitä, miten jaksan töissä ja kotona syksyn aikana " * 3)
    assert sum(len(line.replace("·", " ").split()) for line in lines) <= MOST_WORDS
    assert lines[0].startswith("Koivu")
    if card.cases:
        assert len(lines[0]) > len("Koivu")  # what needs somebody is never cut away


def test_not_everybody_is_asked_the_same_about_what_worked() -> None:
    well = [Card(number, "Koivu", Section.GOING_ON, prompt=Prompt.WELL) for number in (1, 2, 3)]
    assert len({card_lines(words(), "fi", card)[-1] for card in well}) == 3


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_for_a_skip_has_its_question(reason: str) -> None:
    assert PROMPTS[reason] in Prompt


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("prompt", [key for key in SENTENCES if key.startswith("prompt_")])
def test_a_question_for_the_meeting_is_open_and_blames_nobody(prompt: str, locale: str) -> None:
    said = words().bot(prompt, locale)
    assert "?" in said
    assert language.languages()[locale].forbidden(said) == []
    assert not [phrase for phrase in CLOSED if phrase in said.lower()]


@pytest.mark.parametrize(
    ("energy", "said"),
    [
        (Energy(6, 6, 6, 1, 1, None, None), {"fi": "voimat: 6", "sv": "krafter: 6", "en": "energy: 6"}),
        (
            Energy(6, 6, 6, 3, 4, None, None),
            {
                "fi": "voimat: joka kerta 6, vastauksia 3/4",
                "sv": "krafter: 6 varje gång, svar 3/4",
                "en": "energy: 6 each time, answers 3/4",
            },
        ),
        (
            Energy(6, 6, 6, 3, 3, 4.5, Trend.SAME),
            {
                "fi": "voimat: joka kerta 6 (edell. 4,5), vastauksia 3/3",
                "sv": "krafter: 6 varje gång (tidigare 4,5), svar 3/3",
                "en": "energy: 6 each time (earlier 4.5), answers 3/3",
            },
        ),
        (Energy(5, 4, 6, 2, 2, None, None), {"fi": "voimat: mediaani 5, vaihtelu 4–6, vastauksia 2/2"}),
    ],
)
def test_a_range_is_said_only_where_there_is_one(energy: Energy, said: dict[str, str]) -> None:
    for locale, text in said.items():
        assert card_lines(words(), locale, Card(1, "Koivu", Section.GOING_ON, energy=energy)) == [f"Koivu: {text}"]


def test_who_took_a_notice_is_said_in_a_whole_sentence() -> None:
    card = Card(1, "Koivu", Section.NEEDS_YOU, cases=(OpenCase((Signal.A1,), taken_by="Maija", days=1),))
    said = {
        "fi": "Koivu: Maija otti ilmoituksen (kokeiluja aloittamatta)",
        "sv": "Koivu: Maija tog aviseringen (försök inte påbörjade)",
        "en": "Koivu: Maija took the notice (experiments not started)",
    }
    for locale, text in said.items():
        assert card_lines(words(), locale, card) == [text]


@pytest.mark.parametrize(
    ("kind", "name", "locale", "said"),
    [
        ("kela", "Kela", "fi", "Kela"),
        ("kela", "Kela", "en", "Kela"),
        ("kela", "FPA", "sv", "FPA"),
        ("association", "Aurinkoyhdistys", "fi", "Aurinkoyhdistys (järjestö)"),
        ("work", "Sahan työpaikka", "fi", "Sahan työpaikka"),
    ],
)
def test_a_party_is_not_named_twice(kind: str, name: str, locale: str, said: str) -> None:
    party = Party(client_id=1, kind=kind, tie="other", name=name, added_by=1, at=datetime(2026, 11, 2, tzinfo=UTC))
    assert called(words(), locale, party) == said
