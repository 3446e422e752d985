"""The group's small steps: counted only for who said so, told roughly or not at all, and never reckoned anew."""

from __future__ import annotations

from datetime import timedelta

from bot.storage.group_tables import GroupMember
from bot.storage.together_tables import GroupWeek
from sandbox.model import Chat, User
from tests.journeys.peers import company, counted, grouped, in_chat, stepped
from tests.town import Town, rows

SUM = "pientä askelta"


async def agreed_now(place: Town, user: User, chat: Chat) -> str:
    await place.wait(timedelta(minutes=2))
    place.desk.say(user, "/sovittu", chat)
    await place.settle()
    return in_chat(place, chat)[-1]


async def test_a_sum_comes_from_five_people_who_said_yes_and_stays_as_it_was_said(sqlite_url: str) -> None:
    # given seven members, five of whom want to be counted
    async with grouped(sqlite_url) as (place, pro, chat):
        people = await company(place, pro, chat, 7)
        for user in people[:5]:
            await counted(place, user)
        assert len([row for row in rows(place, GroupMember) if row.steps_since]) == 5
        # when they take steps in the week of their yes, it does not count yet
        stepped(place, 2, 2, 2, 2, 2, 2, 2)
        await place.wait(timedelta(days=7))
        assert SUM not in await agreed_now(place, people[0], chat)
        # and of the next, whole week the group hears a rough number with the theme
        await place.wait(timedelta(days=4))
        stepped(place, 2, 3, 2, 2, 2, 3, 3)
        await place.wait(timedelta(days=6))
        themes = [text for text in in_chat(place, chat) if text.startswith("Viikon ajatus")]
        assert "vähintään 10 pientä askelta" in themes[-1]
        assert sum(SUM in text for text in in_chat(place, chat)) == 1
        # when somebody is counted no more and leaves, the number that was said stays as it was
        place.desk.leave_group(people[0], chat)
        await place.settle()
        assert "vähintään 10 pientä askelta" in await agreed_now(place, people[1], chat)
        assert [row.at_least for row in rows(place, GroupWeek)] == [None, None, 10]


async def test_four_who_took_part_are_too_few_and_nobody_hears_why(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        people = await company(place, pro, chat, 7)
        for user in people:
            await counted(place, user)
        await place.wait(timedelta(days=9))
        stepped(place, 3, 3, 3, 3, 0, 0, 0)
        await place.wait(timedelta(days=8))
        assert len([text for text in in_chat(place, chat) if text.startswith("Viikon ajatus")]) > 1
        assert not any(SUM in text for text in in_chat(place, chat))
        assert SUM not in await agreed_now(place, people[0], chat)


async def test_to_be_counted_is_a_consent_of_its_own_and_taken_back_at_once(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        [user, *_] = await company(place, pro, chat, 1)
        assert rows(place, GroupMember)[0].steps_since is None
        await counted(place, user)
        said, heard = len(in_chat(place, chat)), len(place.heard(pro))
        await place.say(user, "/ryhma")
        await place.press(user, "Pienet askeleeni summassa")
        await place.press(user, "Älä laske minua enää")
        assert rows(place, GroupMember)[0].steps_since is None
        assert (len(in_chat(place, chat)), len(place.heard(pro))) == (said, heard)
