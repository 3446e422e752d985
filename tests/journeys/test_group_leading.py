"""What a member leads (R63): whoever leads hears of changes, and a turn without its leader is for the moderators to decide."""

from __future__ import annotations

from datetime import timedelta

from sandbox.model import Chat, User
from tests.journeys.peers import grouped_with_a_member, in_chat, offers_to_lead, with_a_member
from tests.town import Town, town


async def led(place: Town) -> tuple[User, User, Chat]:
    """A member leads something on the twentieth; the moderators agreed."""
    pro, client, chat = await with_a_member(place)
    await offers_to_lead(place, client)
    await place.press(pro, "Sovittu")
    return pro, client, chat


def reminders(place: Town, chat: Chat) -> list[str]:
    return [text for text in in_chat(place, chat) if text.startswith("Muistutus")]


async def test_when_the_leader_leaves_the_moderators_hear_of_it_and_nobody_is_reminded(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client, chat = await led(place)
        said = in_chat(place, chat)
        place.desk.leave_group(client, chat)
        await place.settle()
        assert "hetken vetäjä lähti ryhmästä" in place.heard(pro)[-1]
        assert "Rentoutus etänä, perjantaina 20.11. klo 18.00" in place.heard(pro)[-1]
        assert {"Pidetään silti", "Siirrä se", "Peru se"} <= set(place.offered(pro))
        assert in_chat(place, chat) == said
        await place.wait(timedelta(days=20))
        assert reminders(place, chat) == []
        assert not any("Vuorosi tulee" in text or "Otit vuoron" in text for text in place.heard(client))


async def test_a_moderator_may_let_it_take_place_all_the_same(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client, chat = await led(place)
        await place.say(client, "/ryhma")
        await place.press(client, "Lähden ryhmästä")
        await place.press(pro, "Pidetään silti")
        await place.wait(timedelta(days=20))
        assert len(reminders(place, chat)) == 1
        assert not any("Vuorosi tulee" in text or "Otit vuoron" in text for text in place.heard(client))


async def test_an_offer_of_somebody_who_left_cannot_be_agreed_on(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, pro, client, chat):
        await offers_to_lead(place, client)
        place.desk.leave_group(client, chat)
        await place.settle()
        await place.press(pro, "Sovittu")
        assert not any("Rentoutus" in text for text in in_chat(place, chat))


async def test_the_leader_hears_in_private_of_a_new_time_and_is_thanked_after_it(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client, _ = await led(place)
        await place.press(pro, "Siirrä se")
        for words in ("27.11.", "18:00"):
            await place.say(pro, words)
        await place.press(pro, "Kyllä, siirretään")
        assert "Vuorosi siirtyy: Rentoutus etänä. Uusi aika on perjantaina 27.11. klo 18.00." in place.heard(client)[-1]
        await place.wait(timedelta(days=22))
        assert not any(text.startswith("Otit vuoron") for text in place.heard(client)), "not before the new time"
        await place.wait(timedelta(days=10))
        assert len([text for text in place.heard(client) if text.startswith("Otit vuoron")]) == 1


async def test_the_leader_hears_in_private_that_the_turn_is_cancelled(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client, _ = await led(place)
        await place.press(pro, "Peru se")
        assert "Vuorosi on peruttu" in place.heard(client)[-1]
