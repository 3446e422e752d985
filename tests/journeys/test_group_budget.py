"""The days on which a group hears from the bot are kept free of other unasked messages, for whoever is inside (R13)."""

from __future__ import annotations

from datetime import date

from bot.storage.tables import Client, Proactive
from sandbox.model import User
from tests.journeys.peers import closed, grouped, inside, with_a_member, with_meeting
from tests.town import Town, rows, town

REMINDED = date(2026, 11, 11)  # the day before the meeting of `with_meeting`, a Wednesday
MOVED = date(2026, 11, 12)


def kept_free(place: Town, pseudonym: str) -> set[date]:
    """From tomorrow on, for this client."""
    [client] = [row for row in rows(place, Client) if row.pseudonym == pseudonym]
    found = [row for row in rows(place, Proactive) if row.client_id == client.id and row.kind == "group_theme"]
    return {row.on_date for row in found if row.on_date > place.clock.now().date()}


async def with_meeting_on_thursday(place: Town) -> tuple[User, User]:
    """A group with one member inside and a meeting on the twelfth; its reminder pushes the theme to that Thursday."""
    pro, client, _ = await with_a_member(place)
    await with_meeting(place, pro)
    return pro, client


async def test_who_comes_after_a_meeting_was_agreed_on_has_its_days_kept_free_too(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        await with_meeting(place, pro)
        client = await place.client(pro, "Koivu")
        await inside(place, pro, client, "Koivu", chat)
        assert REMINDED in kept_free(place, "Koivu")


async def test_a_meeting_that_moves_or_falls_away_gives_its_day_back(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, _ = await with_meeting_on_thursday(place)
        assert REMINDED in kept_free(place, "Koivu")
        await place.press(pro, "Siirrä se")
        for words in ("13.11.", "14:00"):
            await place.say(pro, words)
        await place.press(pro, "Kyllä, siirretään")
        # the reminder is on Thursday now, so that the theme has its Wednesday again
        assert kept_free(place, "Koivu") == {REMINDED, MOVED}
        await place.press(pro, "Peru se")
        assert kept_free(place, "Koivu") == {REMINDED}
        # and without themes nothing is left
        await place.say(pro, "/ryhma")
        await place.press(pro, "Viikon teemat: päällä")
        assert kept_free(place, "Koivu") == set()


async def test_whoever_leaves_has_all_days_back(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        _, client = await with_meeting_on_thursday(place)
        assert kept_free(place, "Koivu")
        await place.say(client, "/ryhma")
        await place.press(client, "Lähden ryhmästä")
        assert kept_free(place, "Koivu") == set()


async def test_the_day_of_a_closed_group_is_free(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, _ = await with_meeting_on_thursday(place)
        await closed(place, pro)
        assert kept_free(place, "Koivu") == set()
