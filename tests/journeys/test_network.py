"""The network around a client: outside parties, close people, what is ahead (R34, R37-R42, R45)."""

from __future__ import annotations

from datetime import timedelta

from bot.storage.network_tables import CloseOne, Party, Turn
from bot.storage.tables import Case, Client, Concern, Note, Outbox, Person
from tests.journeys.network_ways import LEAVE, close_person, invite_close, party
from tests.journeys.professional_ways import card, colleague, more
from tests.town import rows, town

# Outside parties


async def test_nothing_may_be_told_to_a_party_before_the_client_allows_it_item_by_item(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
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
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
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
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
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


async def test_a_close_person_gets_what_the_client_sends_and_nothing_else(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a client whose daughter came in by the link
        maija = await place.professional("Maija")
        client = await place.client(maija)
        anna = await close_person(place, client)
        assert "Anna on nyt mukana" in place.last(client).text
        said = len(place.heard(anna))
        # when weeks go by with answers, a notice and a hello
        await place.to_check_in(client)
        await place.press(client, "2")
        await place.say(client, "/laheiset")
        await place.press(client, "Lähetä terveiset: Anna")
        await place.say(client, "Olen ihan hyvin")
        await place.press(client, "Kyllä, lähetä")
        await place.wait(timedelta(days=21))
        # then only the hello has come, in her own words
        assert place.heard(anna)[said:] == ["Äiti lähettää terveisiä: ”Olen ihan hyvin”"]
        assert not any("Koivu" in text for text in place.heard(anna))
        # and the words stand nowhere any more
        assert all("ihan hyvin" not in row.params for row in rows(place, Outbox))


async def test_a_hello_goes_at_most_once_a_week(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        anna = await close_person(place, client)
        for words in ("Eka", "Toka"):
            await place.say(client, "/laheiset")
            await place.press(client, "Lähetä terveiset: Anna")
            if words == "Eka":
                await place.say(client, words)
                await place.press(client, "Kyllä, lähetä")
        assert "viikon sisällä" in place.last(client).text
        assert sum("lähettää terveisiä" in text for text in place.heard(anna)) == 1


async def test_a_chosen_success_goes_only_after_a_second_yes(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        anna = await close_person(place, client)
        number, now = rows(place, Client)[0].id, place.clock.now()
        for kind, words in (("success", "Jaksoin kauppaan"), ("hard_day", "Huono päivä")):
            note = Note(client_id=number, kind=kind, words=words, share=False, at=now)
            await place.coach.store.run(lambda tx, note=note: tx.session.add(note))
        await place.say(client, "/laheiset")
        await place.press(client, "Jaa onnistuminen: Anna")
        assert "Huono päivä" not in place.offered(client)
        await place.press(client, "Jaksoin kauppaan")
        await place.press(client, "Ei, pidän itselläni")
        assert not any("Jaksoin" in text for text in place.heard(anna))
        await place.say(client, "/laheiset")
        await place.press(client, "Jaa onnistuminen: Anna")
        await place.press(client, "Jaksoin kauppaan")
        await place.press(client, "Kyllä, lähetä")
        assert place.last(anna).text == "Äiti haluaa jakaa tämän: ”Jaksoin kauppaan”"


async def test_the_client_stops_it_with_one_tap_and_nothing_of_the_close_person_stays(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        anna = await close_person(place, client)
        old = place.last(anna)
        await place.say(client, "/laheiset")
        await place.press(client, "Lopeta: Anna")
        assert "Äiti ei lähetä enää mitään" in place.last(anna).text
        assert rows(place, CloseOne) == []
        assert anna.id not in [person.telegram_id for person in rows(place, Person)]
        # and an old button of hers does nothing
        place.desk.press_data(anna, old, "k.yes.1")
        await place.settle()
        assert rows(place, CloseOne) == []


async def test_the_close_person_leaves_with_one_tap_and_nothing_of_them_stays(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        anna = await close_person(place, client)
        await place.press(anna, LEAVE)
        assert "Anna ei saa enää viestejä" in place.last(client).text
        assert rows(place, CloseOne) == []
        assert anna.id not in [person.telegram_id for person in rows(place, Person)]
        # and from now on she is a stranger
        await place.say(anna, "Hei")
        assert "kutsulla" in place.last(anna).text


async def test_a_no_at_the_door_keeps_nothing_and_the_link_works_once(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        code = await invite_close(place, client)
        anna, other = place.desk.user("Anna", "fi"), place.desk.user("Vieras", "fi")
        await place.start(anna, code)
        await place.start(other, code)
        assert "jo käytetty" in place.last(other).text
        await place.press(anna, "Ei, kiitos")
        assert rows(place, CloseOne) == []
        assert len(rows(place, Person)) == 2
        await place.start(client, await invite_close(place, client))
        assert "oma" in place.last(client).text


async def test_the_close_persons_chat_is_safe_and_small(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
        anna = await close_person(place, client)
        heard = (len(place.heard(client)), len(place.heard(maija)))
        # whatever she writes is answered, kept nowhere, passed on to nobody
        await place.say(anna, "Miten äidillä menee?")
        assert "kukaan ei lue viestejäsi" in place.last(anna).text
        for command in ("/mita_nakyy", "/asiakkaat", "/kuulumiset", "/viikko"):
            await place.say(anna, command)
            assert "kukaan ei lue viestejäsi" in place.last(anna).text
        # help works by command, by word, by button; distress brings it too
        for way in ("/apua", "apua", "En halua enää elää", "Olen vain taakka kaikille"):
            await place.say(anna, way)
            assert "112" in place.last(anna).text
        await place.press(anna, "Apua nyt") if "Apua nyt" in place.offered(anna) else None
        await place.say(anna, "/tietoni")
        assert "Telegram-numerosi" in place.last(anna).text
        # and nobody was told, nothing was opened
        assert (len(place.heard(client)), len(place.heard(maija))) == heard
        assert rows(place, Concern) == []
        assert rows(place, Case) == []


async def test_acute_words_in_a_hello_bring_help_and_are_never_sent(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        anna = await close_person(place, client)
        said = len(place.heard(anna))
        await place.say(client, "/laheiset")
        await place.press(client, "Lähetä terveiset: Anna")
        await place.say(client, "Haluan kuolla")
        assert "112" in place.last(client).text
        assert len(place.heard(anna)) == said


async def test_when_the_client_is_erased_the_close_person_is_forgotten_too(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        anna = await close_person(place, client)
        for words in ("/poista", None):
            if words:
                await place.say(client, words)
        await place.press(client, "Kyllä, poista kaikki")
        await place.press(client, "Poista nyt")
        assert "ei lähetä enää" in place.last(anna).text
        assert rows(place, CloseOne) == []
        assert len(rows(place, Person)) == 1


async def test_a_hello_is_offered_at_the_end_of_a_talk_once_a_week_and_never_by_itself(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional(), days=1)
        await close_person(place, client)
        await place.wait(timedelta(days=8))
        offered = sum("voit lähettää terveiset" in text for text in place.heard(client))
        assert offered == 0
        for _ in range(2):
            await place.to_check_in(client)
            await place.press(client, "6")
            await place.through(client, "Tämä riittää nyt", "Ei nyt")
        assert sum("voit lähettää terveiset" in text for text in place.heard(client)) == 1


# What is ahead


async def test_a_transition_comes_into_the_digest_needs_somebody_and_is_closed_by_a_tap(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
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
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
        seppo = await colleague(place, maija, role="lukija")
        await place.press(client, "Kyllä, sopii")
        await party(place, maija)
        await card(place, seppo)
        await place.press(seppo, "Lisää")
        await place.press(seppo, "Ketkä ovat mukana")
        assert "Lisää muu taho" not in place.offered(seppo)
        await place.press(seppo, "Paja")
        assert "Poista verkostosta" not in place.offered(seppo)
