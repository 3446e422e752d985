"""No professional has two clients of the same pseudonym, however the second one comes; all concerned hear it (R41, R83)."""

from __future__ import annotations

import pytest

from bot.actions import operate
from bot.storage.tables import Client, Professional
from tests.journeys.client_ways import TAKE
from tests.journeys.professional_ways import colleague, deputy, notice
from tests.town import Town, accompanied, rows, town


async def operator(place: Town, act: str) -> list[str]:
    """What the operator reads. The first professional's go to the second."""
    first, second = rows(place, Professional)[:2]
    house, now = place.coach.house, place.clock.now()
    deeds = {
        "hand over": lambda tx: operate.hand_over_all(tx, house, first.id, second.id, now),
        "deactivate": lambda tx: operate.deactivate(tx, house, first.id, second.id, now),
        "assign": lambda tx: operate.assign(tx, house, 1, second.id, now),
    }
    said = await place.coach.store.run(deeds[act])
    await place.settle()
    return said


@pytest.mark.parametrize("act", ["hand over", "deactivate", "assign"])
async def test_who_takes_over_a_second_koivu_gets_a_koivu_2_and_the_operator_reads_so(
    sqlite_url: str, act: str
) -> None:
    async with town(sqlite_url) as place:
        # given two professionals with a Koivu each
        maija, seppo = await place.professional("Maija"), await place.professional("Seppo")
        client = await place.client(maija, "Koivu")
        await place.client(seppo, "KOIVU")
        # when the operator gives Maija's to Seppo
        said = await operator(place, act)
        # then the second one is numbered, and everybody concerned hears so
        assert "client 1, Koivu, is called Koivu 2 now: 2 has another client of that name." in " ".join(said)
        assert [row.pseudonym for row in rows(place, Client)] == ["Koivu 2", "KOIVU"]
        assert "Nimesi täällä on nyt Koivu 2" in place.last(client).text
        await place.say(seppo, "/asiakkaat")
        assert place.offered(seppo)[:2] == ["KOIVU", "Koivu 2"]
        assert any("Koivu 2" in text for text in place.heard(seppo)[:-1])


async def test_names_that_do_not_meet_stay_as_they_are(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, seppo = await place.professional("Maija"), await place.professional("Seppo")
        client = await place.client(maija, "Koivu")
        await place.client(seppo, "Pihlaja")
        assert await operator(place, "hand over") == ["1 clients were handed over."]
        assert rows(place, Client)[0].pseudonym == "Koivu"
        assert "Nimesi" not in place.last(client).text


async def test_a_colleague_who_comes_along_has_no_second_koivu_either(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        seppo = await colleague(place, maija)
        await place.client(seppo, "Koivu")
        # when the client says yes to Seppo
        await place.press(client, "Kyllä, sopii")
        # then all three hear the name that is hers from now on
        assert "Nimesi täällä on nyt Koivu 2" in place.last(client).text
        assert any("Koivu on tästä lähtien Koivu 2" in text for text in place.heard(maija))
        assert any(text.startswith("Koivu 2") for text in place.heard(seppo))
        await place.say(maija, "/asiakkaat")
        assert "Koivu 2" in place.offered(maija)


async def test_an_assigned_client_brings_the_open_notice_along(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, seppo = await place.professional("Maija"), await place.professional("Seppo")
        await place.client(maija)
        await notice(place)
        await place.press(maija, TAKE)
        # when the operator gives the client to Seppo
        await operator(place, "assign")
        # then the notice waits for him, and Maija's copy does nothing any more
        assert TAKE in place.offered(seppo)
        await place.press(seppo, TAKE)
        assert "Otit tämän" in place.heard(seppo)[-1] or any("otti tämän" in t for t in place.heard(seppo))


async def test_while_covering_two_of_the_same_name_are_told_apart_by_whose_they_are(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        await place.client(maija, "Koivu")
        seppo = await deputy(place, maija)
        await place.client(seppo, "Koivu")
        await place.client(seppo, "Pihlaja")
        await place.press(maija, "Olen poissa")
        for day in ("2.11.", "20.11."):
            await place.say(maija, day)
        await place.say(seppo, "/asiakkaat")
        assert place.offered(seppo)[:3] == ["Koivu (Maija)", "Koivu (Seppo)", "Pihlaja"]
