"""What the bot said in a group in somebody's words goes with them: nobody but the bot can delete it there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.storage.together_tables import GroupGoal, GroupProposal
from sandbox.model import Chat, User
from tests.journeys.peers import in_chat, shared, with_a_member, with_goal
from tests.town import Town, rows, town
from tests.trust.rows import as_read

CANARY = "Kanarialintu laulaa"


async def a_group(place: Town) -> tuple[User, User, Chat]:
    pro, client, chat = await with_a_member(place)
    return pro, client, chat


async def erase(place: Town, client: User) -> str:
    """Returns what she was told would stay."""
    await place.say(client, "/poista")
    told = place.heard(client)[-1]
    await place.press(client, "Kyllä, poista kaikki")
    await place.press(client, "Poista nyt")
    return told


def everything(place: Town, chat: Chat) -> str:
    """Words, polls and files that stand in a chat."""
    return "\n".join(f"{message.text} {message.content}" for message in place.desk.messages(chat.id))


@pytest.mark.parametrize("later", [timedelta(hours=1), timedelta(days=5)])
async def test_shared_words_go_from_the_group_with_who_shared_them(later: timedelta, sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a member who shared something under a name of her own
        _, client, chat = await a_group(place)
        await shared(place, client, CANARY, name="Tuulia")
        await place.press(client, "Jaa se")
        assert CANARY in everything(place, chat)
        await place.wait(later)
        # when she is erased, within Telegram's two days and after them
        told = await erase(place, client)
        # then neither the words nor the name stand there
        assert CANARY not in everything(place, chat)
        assert "Tuulia" not in everything(place, chat)
        assert CANARY not in as_read(place.coach.store)
        assert "Ryhmän yhteiset sopimukset jäävät" in told
        if later > timedelta(days=2):
            assert in_chat(place, chat)[-1] == "Tämä viesti on poistettu."


async def test_an_open_question_of_hers_goes_from_the_group_too(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client, chat = await a_group(place)
        await with_goal(place, client, CANARY)
        await place.wait(timedelta(minutes=2))
        assert CANARY in everything(place, chat)
        await erase(place, client)
        assert CANARY not in everything(place, chat)
        assert rows(place, GroupProposal) == []
        # and the moderators' buttons make no agreement of it
        await place.press(pro, "Se on sovittu")
        assert rows(place, GroupGoal) == []
        assert CANARY not in as_read(place.coach.store)


async def test_what_the_group_has_agreed_on_stays_without_a_name(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client, chat = await a_group(place)
        await with_goal(place, client, "Ulkona kerran viikossa")
        await place.wait(timedelta(minutes=2))
        await place.press(pro, "Se on sovittu")
        await erase(place, client)
        assert [goal.words for goal in rows(place, GroupGoal)] == ["Ulkona kerran viikossa"]
        assert not any("Koivu" in text for text in in_chat(place, chat))
