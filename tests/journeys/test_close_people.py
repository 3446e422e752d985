"""Close people: what they get, what they may do, and how it ends."""

from __future__ import annotations

from datetime import timedelta

from bot.storage.network_tables import CloseOne
from bot.storage.tables import Case, Client, Concern, Note, Outbox, Person
from tests.journeys.network_ways import LEAVE, close_person, invite_close
from tests.town import accompanied, rows, town


async def test_a_close_person_gets_what_the_client_sends_and_nothing_else(sqlite_url: str) -> None:
    # given a client whose daughter came in by the link
    async with accompanied(sqlite_url) as (place, _, client):
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
    async with accompanied(sqlite_url) as (place, maija, client):
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
