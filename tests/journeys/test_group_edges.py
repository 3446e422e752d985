"""The edges of a peer group: how a place ends, what a move changes, who hears what, and how much is said at most."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.storage.group_tables import Group, GroupMember, GroupReport
from sandbox.model import Message, User
from tests.journeys.peers import (
    RULES,
    agreed,
    closed,
    grouped,
    grouped_with_a_member,
    in_chat,
    inside,
    made,
    opened,
    polls,
    report,
    shared,
    visitor,
    with_goal,
)
from tests.town import Town, rows, town

ERASE = ("/poista", "Kyllä, poista kaikki", "Poista nyt")
STOP = ("/tietoni", "Perun suostumukseni")


@pytest.mark.parametrize("way", [STOP, ERASE])
async def test_whoever_takes_back_the_consent_or_is_erased_leaves_the_group_too(
    sqlite_url: str, way: tuple[str, ...]
) -> None:
    # given a member of a supergroup whose bot may let people out
    async with grouped_with_a_member(sqlite_url, supergroup=True, admin=True) as (place, _, client, chat):
        said = in_chat(place, chat)
        # when the client stops with the bot
        command, *buttons = way
        await place.say(client, command)
        for button in buttons:
            await place.press(client, button)
        # then the place ends, the person is out, and is told what to do if not; the group hears nothing
        assert all(row.place == "left" for row in rows(place, GroupMember))
        assert chat.members[client.id].status == "left"
        assert any("poistu sieltä" in text for text in place.heard(client)[-2:])
        assert in_chat(place, chat) == said


async def report_of(place: Town, *, moves: bool) -> None:
    """A message is reported in a basic group; the group becomes a supergroup, where its number is another message's."""
    pro = await place.professional()
    chat = await opened(place, pro)
    stranger = await visitor(place, chat)
    bad = place.desk.say(stranger, "Ostakaa tätä", chat)
    await report(place, pro, chat, bad)
    await place.press(pro, "Teen asialle jotain")
    new = place.desk.migrate(chat)
    if moves:
        await place.settle()
    else:
        place.desk.updates.waiting.clear()  # the news of it is lost; a call will find out
    place.desk.promote(new, place.desk.bot, can_delete_messages=True)
    if moves:
        await place.settle()
    while max(new.messages, default=0) < bad.id:
        place.desk.say(stranger, "Hyvää huomenta", new)
    kept = new.messages[bad.id].text
    await place.press(pro, "Poistan viestin")
    await place.wait(timedelta(minutes=5))
    assert kept == "Hyvää huomenta"
    assert new.messages[bad.id].text == kept


@pytest.mark.parametrize("moves", [True, False])
async def test_after_a_move_the_number_of_a_reported_message_takes_no_other_away(
    sqlite_url: str, *, moves: bool
) -> None:
    async with town(sqlite_url) as place:
        await report_of(place, moves=moves)


async def test_a_proposal_that_rests_is_not_said_again_and_its_poll_goes(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, pro, client, chat):
        await with_goal(place, client, "Laihdutetaan yhdessä")
        await place.press(pro, "Annetaan sen jäädä")
        assert in_chat(place, chat)[-1].startswith("Yksi ehdotus jää nyt")
        assert not any("Laihdutetaan" in text for text in in_chat(place, chat))
        assert polls(place, chat) == []


async def test_a_bot_brought_back_with_privacy_mode_off_does_not_stay(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        place.desk.remove_bot(pro, chat)
        place.desk.privacy = False
        await place.settle()
        place.desk.add_bot(pro, chat)
        await place.settle()
        assert not chat.holds(place.desk.bot)
        assert rows(place, Group)[0].state == "away"
        assert any("En palannut ryhmään Keskiviikko" in text for text in place.heard(pro))
        # and it comes back once the mode is on again
        place.desk.privacy = True
        place.desk.add_bot(pro, chat)
        await place.settle()
        assert rows(place, Group)[0].state == "open"
        assert in_chat(place, chat)[-1].startswith("Olen takaisin")


async def test_a_bot_that_was_made_administrator_before_the_code_does_not_say_that_it_hears_little(
    sqlite_url: str,
) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        code = await made(place, pro)
        chat = place.desk.group("Keskiviikko", pro, supergroup=True)
        place.desk.add_bot(pro, chat)
        place.desk.promote(chat, place.desk.bot, can_pin_messages=True)
        await place.settle()
        place.desk.say(pro, f"/start@{place.desk.bot.username} {code}", chat)
        await place.settle()
        assert "Telegram antaa minulle kaikki viestit" in in_chat(place, chat)[0]
        assert not any("Saan vain komennot" in text for text in in_chat(place, chat))


async def test_a_shared_word_can_be_reported_and_its_writer_spoken_to_without_a_name(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a member who shared something bad under no name, and another who reports it
        pro = await place.professional()
        client, other = await place.client(pro, "Koivu"), await place.client(pro, "Haapa")
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        await inside(place, pro, other, "Haapa", chat)
        await shared(place, client, "Te olette laiskoja")
        await place.press(client, "Jaa se")
        heard = len(place.heard(pro))
        place.desk.say(other, "/ilmoita", chat, place.desk.messages(chat.id)[-1])
        await place.settle()
        # then the moderator sees the words, and can ask the writer to read the rules
        assert "Te olette laiskoja" in place.heard(pro)[-1]
        await place.press(pro, "Teen asialle jotain")
        assert "Poistan viestin" in place.offered(pro)
        await place.press(pro, "Pyydän lukemaan säännöt")
        assert place.heard(client)[-1].startswith(RULES)
        assert not any("Koivu" in text for text in place.heard(pro)[heard:])


async def test_the_poll_of_a_proposal_can_be_reported_too(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, pro, client, chat):
        await with_goal(place, client, "Laihdutetaan yhdessä")
        place.desk.say(pro, "/ilmoita", chat, place.desk.messages(chat.id)[-1])
        await place.settle()
        assert any("katsomaan" in text and "Laihdutetaan yhdessä" in text for text in place.heard(pro)[-2:])
        assert rows(place, GroupReport)[0].client_id == rows(place, GroupMember)[0].client_id


async def test_what_the_bot_says_of_itself_is_nobodys_to_report(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        hello = next(m for m in place.desk.messages(chat.id) if m.sender is place.desk.bot)
        await report(place, pro, chat, hello)
        assert rows(place, GroupReport) == []


async def test_a_report_that_nobody_looked_at_is_forgotten_after_two_weeks(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        bad = place.desk.say(await visitor(place, chat), "Ostakaa tätä", chat)
        place.desk.say(pro, "/ilmoita", chat, bad)
        await place.wait(timedelta(days=13))
        assert rows(place, GroupReport)[0].words == "Ostakaa tätä"
        await place.wait(timedelta(days=3))
        [row] = rows(place, GroupReport)
        assert (row.words, row.about, row.message_id) == ("", None, None)
        assert not any("Ostakaa" in text for text in place.heard(pro))


async def test_a_group_that_ends_takes_its_reports_along(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        bad = place.desk.say(await visitor(place, chat), "Ostakaa tätä", chat)
        await report(place, pro, chat, bad)
        await closed(place, pro)
        assert rows(place, GroupReport)[0].words == ""
        assert not any("Ostakaa" in text for text in place.heard(pro))


async def test_a_flood_of_calls_for_help_is_answered_in_the_group_once_a_minute(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, _, chat):
        stranger = await visitor(place, chat)
        said = len(in_chat(place, chat))
        for _ in range(25):
            place.desk.say(stranger, "/apua", chat)
        await place.settle()
        assert len(in_chat(place, chat)) == said + 1
        # and after a minute it is answered again
        await place.wait(timedelta(minutes=1, seconds=1))
        place.desk.say(stranger, "/apua", chat)
        await place.settle()
        assert len(in_chat(place, chat)) == said + 2


async def test_grave_words_are_answered_whatever_was_just_said_and_each_writer_alarms_the_moderators(
    sqlite_url: str,
) -> None:
    # given a group where help was just shown
    async with grouped(sqlite_url) as (place, pro, chat):
        first, second = await visitor(place, chat), await visitor(place, chat)
        hello = next(m for m in place.desk.messages(chat.id) if m.sender is place.desk.bot)
        place.desk.say(first, "/apua", chat)
        await place.settle()
        said, alarms = len(in_chat(place, chat)), alarms_of(place, pro)
        # when two people write grave words, many times
        for _ in range(10):
            place.desk.say(first, "Haluan kuolla", chat, hello)
            place.desk.say(second, "Haluan kuolla", chat, hello)
        await place.settle()
        # then the first is answered, and of each of them the moderators hear once
        assert "112" in in_chat(place, chat)[-1]
        assert len(in_chat(place, chat)) == said + 1
        assert alarms_of(place, pro) == alarms + 2
        # and again when it is said later
        await place.wait(timedelta(minutes=6))
        place.desk.say(first, "Haluan kuolla", chat, hello)
        await place.settle()
        assert len(in_chat(place, chat)) == said + 2
        assert alarms_of(place, pro) == alarms + 3


def alarms_of(place: Town, pro: User) -> int:
    return sum("suurta hätää" in text for text in place.heard(pro))


async def test_one_message_is_reported_once_and_the_group_reads_of_it_once(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        stranger = await visitor(place, chat)
        bad = place.desk.say(stranger, "Ostakaa tätä", chat)
        said, heard = len(in_chat(place, chat)), len(place.heard(pro))
        for _ in range(25):
            place.desk.say(stranger, "/ilmoita", chat, bad)
        await place.settle()
        assert len(rows(place, GroupReport)) == 1
        assert (len(in_chat(place, chat)), len(place.heard(pro))) == (said + 1, heard + 1)


async def test_whoever_was_taken_out_can_come_back_when_a_moderator_thinks_of_them_again(sqlite_url: str) -> None:
    # given a member whom a moderator took out
    async with grouped_with_a_member(sqlite_url, supergroup=True, admin=True) as (place, pro, client, chat):
        bad = place.desk.say(client, "Sinun pitäisi laihtua", chat)
        await report(place, pro, chat, bad)
        for button in ("Teen asialle jotain", "Poistan ryhmästä", "Kyllä, poistetaan"):
            await place.press(pro, button)
        assert chat.members[client.id].status == "kicked"
        # when the client is offered the group again and says yes
        await agreed(place, pro, client, "Koivu")
        link = place.heard(client)[-1].rpartition("\n")[2]
        # then the link opens
        assert place.desk.open_link(client, link)
        await place.settle()
        assert rows(place, GroupMember)[0].place == "inside"


async def test_in_a_forum_all_are_reminded_of_the_rules_where_the_group_was_opened(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        code = await made(place, pro)
        chat = place.desk.group("Foorumi", pro, supergroup=True)
        place.desk.add_bot(pro, chat)
        place.desk.deliver(Message(0, chat, pro, place.clock.now(), {"text": f"/start {code}"}, topic=7))
        await place.settle()
        bad = place.desk.say(await visitor(place, chat), "Ostakaa tätä", chat)
        place.desk.say(pro, "/ilmoita", chat, bad)
        await place.wait(timedelta(minutes=2))
        await place.press(pro, "Muistuta kaikkia säännöistä")
        last = place.desk.messages(chat.id)[-1]
        assert last.text.startswith(RULES)
        assert last.topic == 7
