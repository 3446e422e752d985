"""A client whose period is over: asked nothing, told to nobody, and still the owner of her data (R69)."""

from __future__ import annotations

from datetime import timedelta

from bot.storage.tables import Case, Client, Person, Talk
from sandbox.model import User
from tests.journeys.professional_ways import card, end_period
from tests.town import Town, accompanied, rows, town


async def ended(place: Town) -> tuple[User, User]:
    """A professional, and a client whose period she has ended."""
    maija = await place.professional("Maija")
    client = await place.client(maija)
    await place.to_check_in(client)
    await card(place, maija)
    await place.press(maija, "Lisää")
    await place.press(maija, "Päätä jakso")
    await place.say(maija, "Jatkat kävelyryhmässä.")
    await place.press(maija, "Kyllä, päätä")
    return maija, client


async def test_a_client_whose_period_is_over_reads_takes_and_erases_her_data(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, client = await ended(place)
        # she reads what is kept, who has looked, and takes the file
        await place.say(client, "/tietoni")
        assert "Koivu" in place.last(client).text
        assert "Perun suostumukseni" not in place.offered(client)
        await place.press(client, "Kuka on katsonut")
        assert "Maija (vastuuhenkilö): korttisi" in place.last(client).text
        await place.press(client, "Kaikki muille ohjelmille")
        assert '"pseudonym": "Koivu"' in list(place.desk.files.by_id.values())[-1].body.decode()
        # and is erased by the same two steps as everybody
        await place.say(client, "/poista")
        await place.press(client, "Kyllä, poista kaikki")
        await place.press(client, "Poista nyt")
        assert rows(place, Client) == []
        assert [person.telegram_id for person in rows(place, Person)] == [maija.id]


async def test_after_the_period_the_professionals_old_buttons_open_nothing(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, client = await ended(place)
        heard = len(place.heard(client))
        # when she presses what is still in her chat below the client's name
        for button in ("Korttiin", "Muistiinpanot", "Mittarit", "Nyt vain tapaamiset", "Päätä jakso"):
            await place.press(maija, button)
            # then it is nobody she accompanies, and nothing about the client is said
            assert place.last(maija).text.startswith("Tämä kuuluu asiakkaalle, joka ei ole tai ei enää ole sinun.")
        assert len(place.heard(client)) == heard


async def test_what_is_kept_goes_ninety_days_after_the_end_however_long_she_was_silent_before(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, _):
        # given a client who was not heard of for a hundred days, whose period then ends
        place.clock.move(timedelta(days=100))
        await end_period(place, maija)
        # then there is time for a closing talk, and then all of it goes
        place.clock.move(timedelta(days=89))
        await place.coach.sweep()
        assert [row.stage for row in rows(place, Client)] == ["ended"]
        place.clock.move(timedelta(days=2))
        await place.coach.sweep()
        assert rows(place, Client) == []


async def test_help_and_the_word_check_work_after_the_period_and_nobody_is_alarmed(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, client = await ended(place)
        said = len(place.heard(maija))
        for words in ("/apua", "apua", "Haluan kuolla", "Olen vain taakka kaikille"):
            await place.say(client, words)
            assert "112" in place.last(client).text
            assert "Maija" not in place.last(client).text  # no promise that nobody keeps
        assert len(place.heard(maija)) == said
        assert rows(place, Case) == []


async def test_after_the_period_old_buttons_words_and_commands_get_one_honest_answer(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        _, client = await ended(place)
        assert all(talk.script == "" for talk in rows(place, Talk))
        for words in ("Mitä nyt?", "/kuulumiset", "/viikko", "/valikko", "/start"):
            await place.say(client, words)
            assert "Jakso on päättynyt" in place.last(client).text
        # and the scale that was still open is only an old button
        await place.press(client, "5")
        assert rows(place, Client)[0].stage == "ended"


async def test_a_new_invitation_begins_a_new_period(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, client = await ended(place)
        await place.start(client, await place.invitation(maija, "Haapa"))
        assert "Suomi" in place.offered(client)
        await place.say(client, "/tietoni")
        assert "Haapa" in place.last(client).text
