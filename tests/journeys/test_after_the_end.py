"""What was open when a period ends, or the consent is taken back, is open no more (R32, R45)."""

from __future__ import annotations

from datetime import timedelta

from bot.storage.tables import Case
from tests.journeys.client_ways import TAKE
from tests.journeys.professional_ways import end_period, letter, wish_for_contact
from tests.town import accompanied, rows


async def test_the_end_of_a_period_closes_its_notices_and_drops_what_waits(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        # given a second letter that waits for tomorrow, and a wish for contact that nobody has taken
        for words in ("Ensimmäinen", "Toinen"):
            await letter(place, maija, words)
        await wish_for_contact(place, client)
        assert TAKE in place.offered(maija)
        # when the period ends
        await end_period(place, maija)
        heard = len(place.heard(maija)), len(place.heard(client))
        # then the notice says so, nobody is reminded, and the letter never comes
        case = rows(place, Case)[0]
        assert (case.state, case.closed_as) == ("closed", "ended")
        assert any("Päätetty: Jakso päättyi" in text for text in place.heard(maija))
        await place.wait(timedelta(days=14))
        assert not any("Toinen" in text for text in place.heard(client))
        assert len(place.heard(client)) == heard[1]
        assert not any(TAKE in text or "Koivu" in text for text in place.heard(maija)[heard[0] :])


async def test_with_the_consent_taken_back_a_wish_for_contact_is_no_longer_open(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await wish_for_contact(place, client)
        # when the client takes the consent back
        await place.say(client, "/tietoni")
        await place.press(client, "Perun suostumukseni")
        # then the notice is closed, the list says why, and nobody is reminded
        case = rows(place, Case)[0]
        assert (case.state, case.closed_as) == ("closed", "stopped")
        await place.say(maija, "/asiakkaat")
        assert any("suostumus peruttu" in button for button in place.offered(maija))
        heard = len(place.heard(maija))
        await place.wait(timedelta(days=4))
        assert not any("yhteydenottoa" in text for text in place.heard(maija)[heard:])
