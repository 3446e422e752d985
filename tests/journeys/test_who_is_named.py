"""Where a client reads who sees or hears something, all are named of whom it is true, and nobody else (R32, R41, R45)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sandbox.model import User
from tests.journeys.goal_ways import write
from tests.journeys.measure_ways import follows
from tests.journeys.professional_ways import deputy, two_of_them
from tests.town import Town, town

BOTH = "Maija ja Seppo"


async def keep_back(place: Town, client: User, item: str) -> None:
    """The client keeps this from Seppo."""
    await place.say(client, "/mita_nakyy")
    for button in ("Ketkä ovat mukana", "Seppo: mitä näkyy", f"Älä näytä: {item}"):
        await place.press(client, button)


async def test_a_wish_for_contact_names_both_who_get_it(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        _, _, client = await two_of_them(place)
        await place.say(client, "haluan yhteydenoton")
        assert f"{BOTH} saavat sen nyt" in place.last(client).text
        await place.press(client, "Kyllä, välitä se")
        assert f"Sen saivat {BOTH}." in place.last(client).text


async def test_a_viewer_gets_no_notice_and_is_not_named(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        _, _, client = await two_of_them(place, role="lukija")
        await place.say(client, "haluan yhteydenoton")
        assert "Maija saa sen nyt" in place.last(client).text


async def test_an_acute_concern_names_who_is_at_work_and_the_deputy(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given two who accompany, and a deputy of the first
        maija, seppo, client = await two_of_them(place)
        await deputy(place, maija, "Oona")
        # when grave words come
        await place.say(client, "Haluan kuolla")
        # then all who get the notice are named, and who only covers is marked
        assert "ammattilaisillesi: Maija, Seppo ja Oona (sijainen)" in place.heard(client)[-1]
        # and when one of them cannot be reached any more, not that one
        place.desk.block(seppo)
        await place.settle()
        await place.say(client, "Haluan kuolla")
        assert "ammattilaisillesi: Maija ja Oona (sijainen)" in place.heard(client)[-1]


async def test_before_a_notice_both_are_named(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        _, _, client = await two_of_them(place)
        for _ in range(24):
            if "Lisään viestin" in place.offered(client):
                break
            await place.wait(timedelta(days=1))
        assert any(f"{BOTH} saavat tästä tiedon seuraavana arkipäivänä" in text for text in place.heard(client)[-3:])
        await place.press(client, "Lisään viestin")
        assert f"{BOTH} saavat tiedon, että niistä voi kysyä" in place.last(client).text


async def test_what_is_seen_names_both_and_says_who_sees_less(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        _, _, client = await two_of_them(place)
        await place.say(client, "/mita_nakyy")
        assert f"Ammattilaisesi {BOTH} voivat nähdä sinusta tämän:" in place.heard(client)[-2]
        assert "kaikkea tätä" not in place.heard(client)[-2]
        # when the client keeps something back from one of them
        await keep_back(place, client, "voimat")
        await place.say(client, "/mita_nakyy")
        assert place.heard(client)[-2].endswith("Seppo ei näe kaikkea tätä.")


async def test_a_goal_names_all_who_will_see_it_and_whose_yes_it_needs(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        _, _, client = await two_of_them(place)
        await write(place, client)
        await place.press(client, f"Näytä: {BOTH}")
        assert f"{BOTH} näkevät nyt tavoitteesi" in place.last(client).text
        assert "kun sinä ja Maija sanotte kyllä" in place.last(client).text


@pytest.mark.parametrize(("kept", "said"), [(False, f"{BOTH} saavat nähdä arvot"), (True, "Maija saa nähdä arvot")])
async def test_a_measure_names_those_who_would_see_its_values(sqlite_url: str, kept: bool, said: str) -> None:
    async with town(sqlite_url) as place:
        _, _, client = await two_of_them(place)
        if kept:
            await keep_back(place, client, "seuraamasi asiat")
        await follows(place, client, "Paino")
        assert said in place.offered(client)
