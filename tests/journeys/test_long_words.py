"""Words that do not fit: a professional hears it before anything goes, a client reads that it is the beginning (R67)."""

from __future__ import annotations

import pytest

from bot.storage.tables import Letter, Proposal
from tests.actions.living import living
from tests.journeys.professional_ways import card, letter, more
from tests.town import rows

LETTER = "Hei. " + "Mietin viime kertaa ja sitä, mitä kerroit aamuista. " * 21  # 1,097 characters


@pytest.mark.parametrize(
    ("button", "words", "most", "over", "send", "table"),
    [
        ("Kirjoita", LETTER.strip(), "1 000", "96", "Kyllä, lähetä", Letter),
        ("Ehdota kokeilua", "kävelet " * 30, "200", "39", "Kyllä, ehdota", Proposal),
    ],
)
async def test_too_long_a_letter_or_proposal_says_so_with_the_count_before_anything_is_sent(
    sqlite_url: str, button: str, words: str, most: str, over: str, send: str, table: type[Letter] | type[Proposal]
) -> None:
    async with living(sqlite_url) as (place, pro, client):
        # given a text that is too long
        await card(place, pro)
        await place.press(pro, button)
        await place.say(pro, words)
        # then the count is said, the question still waits, and nothing was sent
        said = place.last(pro).text.replace("\u00a0", " ")
        assert f"tähän mahtuu {most}" in said
        assert f"lyhennä {over} merkkiä" in said
        assert send not in place.offered(pro)
        assert rows(place, table) == []
        assert ("osissa" in said) is (table is Letter)
        # when it is sent again, shorter, it goes whole
        short = words.strip()[: int(most.replace(" ", ""))].rpartition(" ")[0]
        await place.say(pro, short)
        await place.press(pro, send)
        assert short in place.last(client).text
        assert len(rows(place, table)) == 1


async def test_a_text_that_just_fits_is_taken_whole(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, pro, client):
        await letter(place, pro, "a" * 1000)
        assert "a" * 1000 in place.last(client).text


async def test_a_professionals_other_words_are_not_cut_either(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, pro, _):
        await more(place, pro, "Päätä jakso")
        await place.say(pro, "Jatkat ryhmässä. " * 40)
        assert "tähän mahtuu 600" in place.last(pro).text


async def test_a_client_is_not_sent_back_to_shorten_and_reads_that_it_is_the_beginning(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, pro, client):
        await letter(place, pro)
        await place.press(client, "Vastaa")
        await place.say(client, "Hei Maija. " + "Tämä viikko oli raskas. " * 60)
        # then she sees it before it goes, whole words only, and may write anew
        said = place.last(client).text
        assert said.startswith("Teksti oli pitkä. Tähän mahtui sen alku.")
        assert "oli raskas…”" in said or "raskas. Tämä…”" in said or "viikko…”" in said
        await place.press(client, "Kyllä, lähetä")
        assert "…”" in place.last(pro).text
