"""What the peer group does together: themes, polls, meetings, moments that a member leads."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.peers import (
    company,
    grouped,
    grouped_with_a_member,
    in_chat,
    inside,
    offers_to_lead,
    opened,
    with_meeting,
)
from tests.town import accompanied


async def test_a_theme_comes_each_wednesday_and_the_check_ins_give_way(sqlite_url: str) -> None:
    async with accompanied(sqlite_url, days=1) as (place, pro, client):
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        await place.wait(timedelta(days=21))
        themes = [m for m in place.desk.messages(chat.id) if m.text.startswith("Viikon ajatus")]
        assert len(themes) == 3
        assert {m.date.weekday() for m in themes} == {2}
        asked = {m.date.date() for m in place.desk.messages(client.id) if m.sender is place.desk.bot}
        assert not asked & {m.date.date() for m in themes[1:]}


async def test_after_four_themes_without_an_answer_the_moderators_choose(sqlite_url: str) -> None:
    async with accompanied(sqlite_url, days=7) as (place, pro, client):
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        # when the bot sees no answer to a theme for many weeks, though the members talk with one another
        for _ in range(8):
            place.desk.say(client, "Huomenta kaikille", chat)
            await place.wait(timedelta(days=7))
        # then it stops after four, and claims no more than it saw
        assert len([text for text in in_chat(place, chat) if text.startswith("Viikon ajatus")]) == 4
        [told] = [text for text in place.heard(pro) if "en nähnyt vastauksia" in text]
        assert "ryhmä voi silti olla vilkas" in told
        # and a moderator who knows better lets them go on, also when the button is tapped twice
        for _ in range(2):
            place.desk.press_data(
                pro, next(m for m in place.desk.messages(pro.id) if m.text == told), "g.themesagain.1"
            )
            await place.settle()
        await place.wait(timedelta(days=7))
        assert len([text for text in in_chat(place, chat) if text.startswith("Viikon ajatus")]) == 5


async def test_the_groups_energy_is_a_native_anonymous_poll_at_most_once_a_week(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        await company(place, pro, chat, 5)
        for _ in range(2):
            await place.say(pro, "/ryhma")
            await place.press(pro, "Kysy ryhmän voimia")
        polls = [m.content["poll"] for m in place.desk.messages(chat.id) if "poll" in m.content]
        assert len(polls) == 1
        assert polls[0]["is_anonymous"]


async def test_fewer_than_five_are_not_asked_for_their_energy(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        await company(place, pro, chat, 4)
        await place.say(pro, "/ryhma")
        await place.press(pro, "Kysy ryhmän voimia")
        assert "ainakin viisi" in place.heard(pro)[-1]
        assert not any("poll" in m.content for m in place.desk.messages(chat.id))


async def test_a_meeting_is_told_and_remembered_the_day_before(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        await with_meeting(place, pro)
        assert any("Kahvit kirjastossa" in text for text in in_chat(place, chat))
        await place.wait(timedelta(days=12))
        soon = [text for text in in_chat(place, chat) if text.startswith("Muistutus")]
        assert len(soon) == 1
        assert "torstaina 12.11. klo 13.30" in soon[0]


async def test_a_member_may_lead_something_after_a_moderators_yes_and_is_thanked(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, pro, client, chat):
        await offers_to_lead(place, client)
        # then nothing is in the group before a moderator agrees
        assert not any("Rentoutus" in text for text in in_chat(place, chat))
        await place.press(pro, "Sovittu")
        assert "Yksi meistä vetää" in in_chat(place, chat)[-1]
        await place.wait(timedelta(days=20))
        heard = place.heard(client)
        assert any("Vuorosi tulee" in text for text in heard)
        assert len([text for text in heard if text.startswith("Otit vuoron")]) == 1


async def test_a_meeting_can_be_cancelled_and_is_not_remembered(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        await with_meeting(place, pro)
        await place.press(pro, "Peru se")
        assert in_chat(place, chat)[-1].startswith("Peruttu")
        await place.wait(timedelta(days=12))
        assert not any(text.startswith("Muistutus") for text in in_chat(place, chat))
