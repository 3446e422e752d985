"""The network around a client: outside parties, close people, what is ahead (R34, R37-R42, R45)."""

from __future__ import annotations

from datetime import timedelta

from bot.storage.network_tables import Party, Turn
from tests.journeys.network_ways import close_person, party
from tests.journeys.professional_ways import card, colleague, more
from tests.town import accompanied, rows, town

# Outside parties


async def test_nothing_may_be_told_to_a_party_before_the_client_allows_it_item_by_item(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        # when Maija enters the workplace
        await party(place, maija)
        # then the client hears who it is and what for, and nothing may be told
        assert "Paja (työpaikka)" in place.last(client).text
        assert "ilman lupaasi" in place.last(client).text
        assert rows(place, Party)[0].shares == ""
        # when she allows one item
        await place.press(client, "Paja: mitä saa kertoa")
        await place.press(client, "Salli: tapaamisajat")
        # then Maija hears what holds now, and sees it in the network
        assert place.last(maija).text == "Koivu: Paja saa nyt kuulla: tapaamisajat"
        await more(place, maija, "Ketkä ovat mukana")
        assert "Paja (työpaikka): sopii työajoista. Saa kertoa: tapaamisajat" in place.last(maija).text
        # and when she takes it back in her own chat, it is nothing again
        await place.say(client, "/mita_nakyy")
        await place.press(client, "Ketkä ovat mukana")
        await place.press(client, "Paja: mitä saa kertoa")
        await place.press(client, "Älä kerro: tapaamisajat")
        assert place.last(maija).text == "Koivu: Paja saa nyt kuulla: ei mitään"


async def test_the_client_sees_the_whole_network_with_roles_and_what_each_sees(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await colleague(place, maija)
        await place.press(client, "Kyllä, sopii")
        await party(place, maija, "Kela", "Kela Oulu", "päättää kuntoutuksesta")
        await close_person(place, client, "Onnistumisia, jotka valitsen")
        # when she keeps the energy back from Seppo, and looks at everybody
        await place.say(client, "/mita_nakyy")
        await place.press(client, "Ketkä ovat mukana")
        await place.press(client, "Seppo: mitä näkyy")
        await place.press(client, "Älä näytä: voimat")
        await place.say(client, "/mita_nakyy")
        await place.press(client, "Ketkä ovat mukana")
        shown = place.last(client).text
        # then each stands there with a role and with what they see
        assert "Maija: vastuuhenkilö, näkee: voimat" in shown
        assert "Seppo: työpari, näkee: kokeilut" in shown
        assert "VIRANOMAISET JA MUUT ALAT" in shown
        assert "Kela Oulu: päättää kuntoutuksesta. Saa kertoa: ei mitään" in shown
        assert "Anna: saa onnistumisia" in shown


async def test_a_party_that_the_client_takes_out_is_out_for_everybody(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await party(place, maija)
        await place.press(client, "Poista: Paja")
        assert "poisti verkostostaan: Paja" in place.last(maija).text
        await more(place, maija, "Ketkä ovat mukana")
        assert "Paja" not in place.last(maija).text


async def test_another_kind_of_network_is_one_tap(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        await place.client(maija)
        await party(place, maija)
        await more(place, maija, "Ketkä ovat mukana")
        await place.press(maija, "Paja")
        assert "läheiset, työ ja järjestöt" in place.last(maija).text
        await place.press(maija, "Vaihda verkostoa")
        assert "oma tiimi" in place.last(maija).text


# Close people


# What is ahead


async def test_a_transition_comes_into_the_digest_needs_somebody_and_is_closed_by_a_tap(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await more(place, maija, "Siirtymät ja yhteensovittaminen")
        await place.press(maija, "Merkitse uusi")
        await place.press(maija, "Työhön meno tai paluu")
        await place.say(maija, "3.12.")
        assert "merkitty" in place.last(maija).text
        assert ".." not in place.last(maija).text
        # more than four weeks before it says nothing yet
        await place.say(maija, "/kooste")
        assert "tulossa" not in place.last(maija).text
        # four weeks before it has changed, a week before somebody is needed
        for days, title in ((4, "MUUTTUNUT"), (13, "MUUTTUNUT"), (11, "ODOTTAA SINUA")):
            await place.wait(timedelta(days=days))
            await place.say(client, "/kuulumiset")
            await place.say(maija, "/kooste")
            text = place.last(maija).text
            assert "tulossa: työhön meno tai paluu" in text
            assert text.splitlines()[1] == title
        # the client sees it too
        await place.say(client, "/mita_nakyy")
        await place.press(client, "Ketkä ovat mukana")
        assert "työhön meno tai paluu, torstaina 3.12." in place.last(client).text
        # and one tap closes it
        await place.press(maija, "Koivu, hoidettu: työhön meno tai paluu")
        assert rows(place, Turn)[0].closed_at is not None
        await place.say(maija, "/kooste")
        assert "tulossa" not in place.last(maija).text


async def test_the_units_number_stands_where_a_client_looks_for_whom_to_call(sqlite_url: str) -> None:
    async with town(sqlite_url, unit_phone="013 123 456") as place:
        client = await place.client(await place.professional())
        await place.say(client, "/mita_nakyy")
        await place.press(client, "Ketkä ovat mukana")
        assert "Yksikön puhelin: 013 123 456" in place.last(client).text
        await place.say(client, "/apua")
        assert "Yksikön puhelin: 013 123 456" in place.last(client).text
        await place.say(client, "haluan yhteydenoton")
        await place.press(client, "Kyllä, välitä se")
        assert any("Yksikön puhelin: 013 123 456" in text for text in place.heard(client)[-2:])


async def test_who_reads_along_opens_the_network_and_changes_nothing(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        seppo = await colleague(place, maija, role="lukija")
        await place.press(client, "Kyllä, sopii")
        await party(place, maija)
        await card(place, seppo)
        await place.press(seppo, "Lisää")
        await place.press(seppo, "Ketkä ovat mukana")
        assert "Lisää muu taho" not in place.offered(seppo)
        await place.press(seppo, "Paja")
        assert "Poista verkostosta" not in place.offered(seppo)
