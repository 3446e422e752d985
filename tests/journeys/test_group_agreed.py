"""What the group agrees on (R50, R55): proposed, put to all by an anonymous poll, confirmed by a moderator, shown, moved."""

from __future__ import annotations

from datetime import timedelta

import pytest
from icalendar import Calendar

from bot.storage.together_tables import GroupGoal, GroupProposal
from sandbox.model import Chat
from tests.journeys.peers import (
    grouped,
    grouped_with_a_member,
    in_chat,
    inside,
    opened,
    polls,
    put_to_it,
    with_goal,
    with_meeting,
)
from tests.town import Town, rows, town


def calendars(place: Town, chat: Chat) -> list[Calendar]:
    """The files that the bot handed to a group, as a telephone would open them."""
    sent = [m.content["document"] for m in place.desk.messages(chat.id) if "document" in m.content]
    assert all(file["file_name"] == "tapaaminen.ics" for file in sent)
    return [Calendar.from_ical(place.desk.files.find(file["file_id"]).body) for file in sent]


async def test_a_members_goal_is_put_to_the_group_without_a_name_and_confirmed_by_a_moderator(sqlite_url: str) -> None:
    # given a member who proposes a shared goal
    async with grouped_with_a_member(sqlite_url) as (place, pro, client, chat):
        await with_goal(place, client, "Ulkona kerran viikossa")
        # then the group is asked by a native anonymous poll that names nobody
        [poll] = polls(place, chat)
        assert "Ulkona kerran viikossa" in poll["question"]
        assert "Koivu" not in poll["question"]
        assert poll["is_anonymous"]
        # and nothing is agreed before a moderator confirms it
        place.desk.say(client, "/sovittu", chat)
        await place.settle()
        assert "Mitään ei ole vielä sovittu" in in_chat(place, chat)[-1]
        await place.wait(timedelta(minutes=2))
        await place.press(pro, "Se on sovittu")
        assert "Yhteinen tavoitteemme: ”Ulkona kerran viikossa”" in in_chat(place, chat)[-1]
        assert polls(place, chat)[0]["is_closed"]
        # and anybody can look it up, in the group and in private
        place.desk.say(client, "/sovittu", chat)
        await place.settle()
        assert "• Ulkona kerran viikossa" in in_chat(place, chat)[-1]
        await place.say(client, "/sovittu")
        await place.press(client, "Mitä on sovittu")
        assert "• Ulkona kerran viikossa" in place.heard(client)[-1]


async def test_a_goal_that_rests_or_waits_too_long_is_no_goal(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        for words in ("Yksi", "Kaksi"):
            await put_to_it(place, pro, words)
            if words == "Yksi":
                await place.press(pro, "Annetaan sen jäädä")
        assert any("Yksi ehdotus jää nyt" in text for text in in_chat(place, chat))
        # when nobody decides about the other one, the moderators are reminded once, and after two weeks it lapses
        await place.wait(timedelta(days=20))
        assert len([text for text in place.heard(pro) if "odottaa vielä sinua" in text]) == 1
        assert [row.state for row in rows(place, GroupProposal)] == ["declined", "lapsed"]
        assert all(poll["is_closed"] for poll in polls(place, chat))
        await place.press(pro, "Se on sovittu")
        assert rows(place, GroupGoal) == []


async def test_there_are_three_goals_at_most_and_one_open_question_of_a_kind(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, pro, client, chat):
        await with_goal(place, client, "Yksi")
        await with_goal(place, client, "Liian aikaisin")
        assert "kysytään juuri nyt" in place.heard(client)[-1]
        await place.press(pro, "Se on sovittu")
        for words in ("Kaksi", "Kolme"):
            await with_goal(place, client, words)
            await place.press(pro, "Se on sovittu")
        await with_goal(place, client, "Neljä")
        assert "on jo kolme" in place.heard(client)[-1]
        assert len(polls(place, chat)) == 3
        # and one that was reached makes room, and is said once
        await place.say(pro, "/ryhma")
        await place.press(pro, "Mitä on sovittu")
        await place.press(pro, "Kaksi")
        await place.press(pro, "Se toteutui")
        assert in_chat(place, chat)[-1] == "Tämän teimme yhdessä: ”Kaksi”."
        assert [row.state for row in rows(place, GroupGoal)] == ["agreed", "reached", "agreed"]


async def test_a_timetable_of_weeks_is_asked_confirmed_and_handed_over_as_a_calendar_file(sqlite_url: str) -> None:
    # given a member who proposes a time, every week
    async with grouped_with_a_member(sqlite_url) as (place, pro, client, chat):
        await place.say(client, "/ryhma")
        await place.press(client, "Ehdota jotain")
        await place.press(client, "Aikaa tavata")
        for words in ("Kahvit kirjastossa", "12.3.", "13:30"):
            await place.say(client, words)
        await place.press(client, "Neljä viikkoa peräkkäin")
        await place.press(client, "Kyllä, eteenpäin")
        assert "Kahvit kirjastossa" in polls(place, chat)[-1]["question"]
        assert calendars(place, chat) == []
        # when a moderator confirms it
        await place.press(pro, "Se on sovittu")
        # then the group hears it once, with all four meetings at the same time by the clock, across the summer time
        assert "yhteensä 4 kertaa" in in_chat(place, chat)[-1]
        [file] = calendars(place, chat)
        begins = [event["dtstart"].dt for event in file.walk("VEVENT")]
        assert [at.strftime("%d.%m. %H:%M %Z") for at in begins] == [
            "12.03. 11:30 UTC",
            "19.03. 11:30 UTC",
            "26.03. 11:30 UTC",
            "02.04. 10:30 UTC",
        ]
        assert len({str(event["uid"]) for event in file.walk("VEVENT")}) == 4


async def test_a_meeting_that_moves_or_is_cancelled_keeps_its_name_in_calendars_and_counts_up(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        await with_meeting(place, pro)
        await place.press(pro, "Siirrä se")
        for words in ("13.11.", "14:00"):
            await place.say(pro, words)
        await place.press(pro, "Kyllä, siirretään")
        assert "Uusi aika on perjantaina 13.11. klo 14.00" in in_chat(place, chat)[-1]
        await place.restart()
        await place.press(pro, "Peru se")
        events = [file.walk("VEVENT")[0] for file in calendars(place, chat)]
        assert len({str(event["uid"]) for event in events}) == 1
        assert [(int(event["sequence"]), str(event["status"])) for event in events] == [
            (0, "CONFIRMED"),
            (1, "CONFIRMED"),
            (2, "CANCELLED"),
        ]
        assert [event["dtstart"].dt.hour for event in events] == [11, 12, 12]
        # and nobody is reminded of it
        await place.wait(timedelta(days=14))
        assert not any(text.startswith("Muistutus") for text in in_chat(place, chat))


async def test_a_moved_meeting_is_remembered_the_day_before_its_new_day(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        await with_meeting(place, pro)
        await place.press(pro, "Siirrä se")
        for words in ("19.11.", "14:00"):
            await place.say(pro, words)
        await place.press(pro, "Kyllä, siirretään")
        await place.wait(timedelta(days=20))
        soon = [m for m in place.desk.messages(chat.id) if m.text.startswith("Muistutus")]
        assert [m.date.day for m in soon] == [18]


@pytest.mark.parametrize(
    "data", ["g.confirm.1", "g.refuse.1", "g.reached.1", "g.over.1", "g.goal.1", "g.move.1", "g.meet.1"]
)
async def test_only_who_guides_the_group_decides_what_is_agreed(sqlite_url: str, data: str) -> None:
    async with town(sqlite_url) as place:
        maija, seppo = await place.professional("Maija"), await place.professional("Seppo")
        client = await place.client(maija, "Koivu")
        chat = await opened(place, maija)
        await inside(place, maija, client, "Koivu", chat)
        await with_meeting(place, maija)
        await with_goal(place, client, "Ulkona kerran viikossa")
        said = in_chat(place, chat)
        for user in (seppo, client):
            place.desk.press_data(user, place.last(user), data)
            await place.settle()
            assert "ohjaavat muut" in place.heard(user)[-1]
        assert in_chat(place, chat) == said
        assert [row.state for row in rows(place, GroupProposal)] == ["asked"]


async def test_a_group_that_takes_no_polls_and_files_is_asked_by_people_and_told_in_words(sqlite_url: str) -> None:
    # given a group whose owner lets the bot write words only
    async with grouped(sqlite_url, supergroup=True) as (place, pro, chat):
        place.desk.change_member(chat, place.desk.bot, "restricted", pro, {"can_send_messages": True})
        await place.settle()
        # when a plan is put to it
        await put_to_it(place, pro)
        # then the moderators hear how to do it themselves, and their yes counts all the same
        assert "en saa kysyä siellä kyselyllä" in place.heard(pro)[-1]
        await place.press(pro, "Se on sovittu")
        assert "Ulkona kerran viikossa" in in_chat(place, chat)[-1]
        # and a meeting is told in words
        await with_meeting(place, pro)
        assert "Kahvit kirjastossa" in in_chat(place, chat)[-1]
        assert calendars(place, chat) == []
