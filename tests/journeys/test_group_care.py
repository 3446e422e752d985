"""Care in the peer group: rules, help, reports, grave words; nothing of it is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.storage.group_tables import GroupReport
from bot.storage.tables import Inbox
from tests.journeys.peers import RULES, grouped, grouped_with_a_member, in_chat, report, visitor
from tests.town import rows


async def test_help_is_answered_in_private_where_the_person_is_known_else_neutrally(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, _, client, chat):
        said = len(in_chat(place, chat))
        place.desk.say(client, "/apua", chat)
        await place.settle()
        assert "112" in place.heard(client)[-1]
        assert len(in_chat(place, chat)) == said
        place.desk.say(await visitor(place, chat), "/apua", chat)
        await place.settle()
        assert "112" in in_chat(place, chat)[-1]


async def test_grave_words_to_the_bot_are_answered_in_private_and_both_sides_professionals_hear(
    sqlite_url: str,
) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, pro, client, chat):
        said = len(in_chat(place, chat))
        hello = next(m for m in place.desk.messages(chat.id) if m.sender is place.desk.bot)
        place.desk.say(client, "Haluan kuolla", chat, hello)
        await place.settle()
        assert "112" in place.heard(client)[-1]
        assert "Otan tämän" in place.offered(pro)
        assert any("suurta hätää" in text for text in place.heard(pro))
        assert len(in_chat(place, chat)) == said


async def test_a_report_is_kept_only_until_a_moderator_has_looked(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, pro, client, chat):
        said = len(in_chat(place, chat))
        bad = place.desk.say(await visitor(place, chat), "Sinun pitäisi laihtua", chat)
        await report(place, client, chat, bad)
        assert any("laihtua" in text for text in place.heard(pro))
        assert "Kerroin ohjaajille" in place.heard(client)[-1]
        assert len(in_chat(place, chat)) == said
        await place.press(pro, "Katsoin sen")
        assert rows(place, GroupReport)[0].words == ""
        assert not any("laihtua" in text for text in place.heard(pro))


async def test_rules_come_once_a_minute_however_often_they_are_asked_for(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        await place.wait(timedelta(minutes=2))
        for _ in range(25):
            place.desk.say(pro, "/saannot", chat)
        await place.settle()
        assert len([text for text in in_chat(place, chat) if text.startswith(RULES)]) == 2


async def test_nothing_said_in_a_group_is_kept(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        place.desk.say(pro, "/apua Salainen asia", chat)
        hello = next(m for m in place.desk.messages(chat.id) if m.sender is place.desk.bot)
        mine = place.desk.say(pro, "Salainen vastaus", chat, hello)
        place.desk.edit(pro, mine.id, "Salainen muutos", chat)
        await place.settle()
        assert all("Salainen" not in row.payload for row in rows(place, Inbox))


async def test_grave_words_that_were_edited_in_are_answered_too(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, _, client, chat):
        hello = next(m for m in place.desk.messages(chat.id) if m.sender is place.desk.bot)
        mine = place.desk.say(client, "Hei vaan", chat, hello)
        await place.settle()
        place.desk.edit(client, mine.id, "Haluan kuolla", chat)
        await place.settle()
        assert "112" in place.heard(client)[-1]


async def test_the_command_that_reports_is_taken_away_where_the_bot_may(sqlite_url: str) -> None:
    # given a group in which the bot may delete
    async with grouped_with_a_member(sqlite_url, supergroup=True) as (place, _, client, chat):
        place.desk.promote(chat, place.desk.bot, can_delete_messages=True)
        await place.settle()
        bad = place.desk.say(await visitor(place, chat), "Sinun pitäisi laihtua", chat)
        # when a member answers a message with the command
        await report(place, client, chat, bad)
        # then nobody can read in the group who reported whom, and the message itself is for the moderators to judge
        assert not any(m.text == "/ilmoita" for m in place.desk.messages(chat.id))
        assert bad.id in {m.id for m in place.desk.messages(chat.id)}


async def test_without_the_right_the_reporter_hears_that_the_reply_may_show(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, pro, client, chat):
        bad = place.desk.say(await visitor(place, chat), "Sinun pitäisi laihtua", chat)
        heard = len(place.heard(pro))
        await report(place, client, chat, bad)
        assert "Jos vastauksesi näkyy vielä ryhmässä, voit poistaa sen." in place.heard(client)[-1]
        assert "Muut voivat nähdä sen vastauksen." in next(text for text in in_chat(place, chat) if RULES in text)
        assert len(place.heard(pro)) == heard + 1, "the moderators hear of the message, not of a right that is missing"


async def test_what_belongs_between_the_two_is_answered_in_private_when_it_is_asked_in_the_group(
    sqlite_url: str,
) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, _, client, chat):
        said = in_chat(place, chat)
        for user in (client, await visitor(place, chat)):
            place.desk.say(user, "/ryhma", chat)
            await place.settle()
        assert "kahden kesken: /ryhma" in place.heard(client)[-1]
        assert in_chat(place, chat) == said


async def test_a_wordless_message_is_named_by_when_it_was_sent_on_the_groups_own_clock(sqlite_url: str) -> None:
    # given a picture, sent at half past two in Helsinki, and reported an hour later
    async with grouped_with_a_member(sqlite_url) as (place, pro, client, chat):
        await place.wait_until(datetime(2026, 11, 9, 12, 30, tzinfo=UTC))
        picture = place.desk.send_photo(client, chat=chat)
        await place.wait(timedelta(hours=1))
        await report(place, client, chat, picture)
        assert "Se lähetettiin maanantaina 9.11. klo 14.30." in place.heard(pro)[-1]
        # and the reporter reads when somebody is around, as the group was told
        assert "He ovat paikalla: arkisin 9–15" in place.heard(client)[-1]


async def test_a_report_while_all_moderators_are_away_says_until_when(sqlite_url: str) -> None:
    # given a moderator who told the bot of an absence
    async with grouped_with_a_member(sqlite_url) as (place, pro, client, chat):
        await place.professional("Seppo")
        await place.say(pro, "/sijainen")
        await place.press(pro, "Sijaiseksi Seppo")
        await place.press(pro, "Olen poissa")
        await place.say(pro, f"{place.clock.now():%d.%m.}")
        await place.say(pro, "20.11.")
        bad = place.desk.say(await visitor(place, chat), "Sinun pitäisi laihtua", chat)
        await report(place, client, chat, bad)
        assert "He ovat ilmoittaneet olevansa poissa 20.11. asti" in place.heard(client)[-1]
        # but as soon as one of them is there, nobody is said to be away
        await place.say(pro, "/ryhma")
        await place.press(pro, "Toinen ohjaaja")
        await place.press(pro, "Seppo")
        worse = place.desk.say(pro, "Sinun pitäisi lihoa", chat)
        await report(place, client, chat, worse)
        assert "He ovat paikalla: arkisin 9–15" in place.heard(client)[-1]
