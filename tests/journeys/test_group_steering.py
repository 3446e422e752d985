"""What moderators do about a message by the bot's buttons: with the rights, and without them by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.storage.dose_tables import GroupSession
from bot.storage.group_tables import GroupMember, GroupReport
from bot.storage.tables import Access
from sandbox.model import Chat, User
from tests.journeys.peers import RULES, grouped, in_chat, opened, report, shared, visitor, with_a_member
from tests.town import Town, rows, town


async def reported(place: Town, *, rights: bool, supergroup: bool = True) -> tuple[User, User, Chat]:
    """A member's message lies before the moderator, who wants to do something about it."""
    pro, client, chat = await with_a_member(place, supergroup=supergroup)
    if rights:
        place.desk.promote(chat, place.desk.bot, can_restrict_members=True, can_delete_messages=True)
    bad = place.desk.say(client, "Sinun pitäisi laihtua", chat)
    await report(place, pro, chat, bad)
    await place.press(pro, "Teen asialle jotain")
    return pro, client, chat


def status(chat: Chat, user: User) -> str:
    return chat.members[user.id].status


async def test_a_member_is_asked_in_private_to_read_the_rules_and_the_group_hears_nothing(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client, chat = await reported(place, rights=False)
        said = in_chat(place, chat)
        await place.press(pro, "Pyydän lukemaan säännöt")
        assert "Tästä ei seuraa muuta" in place.heard(client)[-2]
        assert place.heard(client)[-1].startswith(RULES)
        assert in_chat(place, chat) == said
        assert [row.what for row in rows(place, Access) if row.actor == "moderator"] == [
            "offered the group",
            "group_warn",
        ]


async def test_a_pause_silences_for_a_day_and_can_be_ended(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a bot that may restrict members
        pro, client, chat = await reported(place, rights=True)
        await place.press(pro, "Tauko yhdeksi päiväksi")
        # then Telegram holds the member back, the member knows until when, and the place is kept
        assert status(chat, client) == "restricted"
        assert chat.members[client.id].until == int((place.clock.now() + timedelta(days=1)).timestamp())
        assert "Ohjaaja asetti sinulle tauon" in place.heard(client)[-1]
        assert rows(place, GroupMember)[0].place == "inside"
        # and the bot passes on nothing either
        await place.say(client, "/ryhma")
        await place.press(client, "Jaa jotain")
        assert "Sinulla on nyt tauko ryhmässä" in place.heard(client)[-1]
        # and the moderator may end it early
        await place.press(pro, "Lopetan tauon")
        assert status(chat, client) == "member"
        assert "on ohi" in place.heard(client)[-1]
        await shared(place, client, "Kävin pihalla")
        await place.press(client, "Jaa se")
        assert "Kävin pihalla" in in_chat(place, chat)[-1]


async def test_a_pause_ends_by_itself(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client, chat = await reported(place, rights=True)
        await place.press(pro, "Tauko viikoksi")
        await place.wait(timedelta(days=7, minutes=1))
        await shared(place, client, "Kävin pihalla")
        await place.press(client, "Jaa se")
        assert any("Kävin pihalla" in text for text in in_chat(place, chat))


async def test_a_word_half_shared_before_the_pause_does_not_go_out_during_it(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client, chat = await reported(place, rights=False)
        await shared(place, client, "Kävin pihalla")
        await place.press(pro, "Tauko yhdeksi päiväksi")
        await place.press(client, "Jaa se")
        assert not any("Kävin pihalla" in text for text in in_chat(place, chat))


async def test_taking_somebody_out_is_asked_twice_and_changes_nothing_in_private(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client, chat = await reported(place, rights=True)
        said = in_chat(place, chat)
        await place.press(pro, "Poistan ryhmästä")
        assert status(chat, client) == "member"
        await place.press(pro, "Kyllä, poistetaan")
        assert status(chat, client) == "kicked"
        assert "Kaikki muu kanssani jatkuu ennallaan" in place.heard(client)[-1]
        assert rows(place, GroupMember)[0].place == "left"
        assert in_chat(place, chat) == said
        await place.to_check_in(client)
        assert "10" in place.offered(client)


@pytest.mark.parametrize(
    ("buttons", "by_hand"),
    [
        (["Tauko yhdeksi päiväksi"], "ei anna minun asettaa taukoa"),
        (["Poistan ryhmästä", "Kyllä, poistetaan"], "ei anna minun poistaa ketään"),
        (["Poistan viestin"], "ei anna minun poistaa viestiä"),
    ],
)
async def test_without_the_right_the_moderator_is_told_how_to_do_it_by_hand(
    sqlite_url: str, buttons: list[str], by_hand: str
) -> None:
    async with town(sqlite_url) as place:
        pro, client, chat = await reported(place, rights=False)
        for button in buttons:
            await place.press(pro, button)
        assert by_hand in place.heard(pro)[-1]
        assert status(chat, client) == "member"


async def test_with_the_right_a_message_is_taken_away(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, _, chat = await reported(place, rights=True)
        await place.press(pro, "Poistan viestin")
        assert not any("laihtua" in m.text for m in place.desk.messages(chat.id))


async def test_somebody_unknown_can_be_taken_out_too(sqlite_url: str) -> None:
    async with grouped(sqlite_url, supergroup=True, admin=True) as (place, pro, chat):
        stranger = await visitor(place, chat)
        bad = place.desk.say(stranger, "Ostakaa tätä", chat)
        await report(place, pro, chat, bad)
        await place.press(pro, "Teen asialle jotain")
        assert "Pyydän lukemaan säännöt" not in place.offered(pro)
        await place.press(pro, "Poistan ryhmästä")
        await place.press(pro, "Kyllä, poistetaan")
        assert status(chat, stranger) == "kicked"


async def test_nobody_moderates_a_moderator_or_who_is_hidden(sqlite_url: str) -> None:
    async with grouped(sqlite_url, supergroup=True, admin=True) as (place, pro, chat):
        for message in (place.desk.say(pro, "Hei", chat), place.desk.say_anonymously(chat, "Hei")):
            await report(place, pro, chat, message)
            await place.press(pro, "Teen asialle jotain")
            assert place.offered(pro) == ["Poistan viestin"]


async def test_a_closed_report_forgets_who_wrote_it_and_its_buttons_do_nothing(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client, chat = await reported(place, rights=True)
        await place.press(pro, "Katsoin sen")
        [row] = rows(place, GroupReport)
        assert (row.words, row.about, row.client_id, row.message_id) == ("", None, None, None)
        for verb in ("warn", "pauseday", "pauseweek", "out", "outyes", "unsay", "step"):
            place.desk.press_data(pro, place.last(pro), f"g.{verb}.1")
            await place.settle()
            assert "on jo tehty" in place.heard(pro)[-1]
        assert status(chat, client) == "member"


async def test_only_who_guides_the_group_moderates_it(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        _, client, chat = await reported(place, rights=True)
        seppo = await place.professional("Seppo")
        for user in (seppo, client):
            for verb in ("warn", "pauseday", "pauseweek", "out", "outyes", "unsay", "step", "unpause"):
                place.desk.press_data(user, place.last(user), f"g.{verb}.1")
                await place.settle()
                assert "ohjaavat muut" in place.heard(user)[-1]
        assert status(chat, client) == "member"
        assert rows(place, GroupMember)[0].paused_until is None


async def test_rules_that_may_not_be_pinned_are_pinned_by_hand(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        await opened(place, pro)
        assert len([text for text in place.heard(pro) if "en saa kiinnittää sääntöjä" in text]) == 1


async def test_a_meetings_hours_and_heads_go_to_the_dose_log_as_two_numbers(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a meeting that has been
        maija = await place.professional("Maija")
        await place.professional("Seppo")
        await opened(place, maija)
        for day in ("4.11.", "5.11."):
            await place.say(maija, "/ryhma")
            await place.press(maija, "Sovi tapaaminen")
            for words in ("Kahvit kirjastossa", day, "13:30"):
                await place.say(maija, words)
            await place.press(maija, "Kerran")
            await place.press(maija, "Kyllä, eteenpäin")
        await place.wait(timedelta(days=2, hours=7, minutes=31))
        # when a moderator tells the numbers, once
        await place.press(maija, "Kyllä toteutui")
        for number in ("90", "6"):
            await place.say(maija, number)
        await place.press(maija, "Kyllä toteutui")
        for number in ("10", "1"):
            await place.say(maija, number)
        assert "on jo tehty" in place.heard(maija)[-1]
        # and of another one that it did not take place
        await place.wait(timedelta(days=1))
        await place.press(maija, "Ei toteutunut")
        counted = [(row.minutes, row.present, row.confirmed_at is not None) for row in rows(place, GroupSession)]
        assert counted[0] == (90, 6, True)
        assert not counted[1][2]
        await place.say(maija, "/ryhma")
        await place.press(maija, "Tunnit ja vastaukset")
        assert "1 tapaaminen, tunteja 1,5, käyntejä yhteensä 6" in place.heard(maija)[-1]
