"""Sharing with the peer group: seen first, confirmed by a tap, taken back within ten minutes, cheered quietly."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.storage.group_tables import GroupMember
from tests.journeys.peers import grouped_with_a_member, in_chat, inside, opened, shared, visitor
from tests.town import rows, town


async def test_a_success_is_shown_first_shared_by_a_tap_and_taken_back_within_ten_minutes(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, _, client, chat):
        # when the client writes something, nothing is in the group before the tap
        await shared(place, client, "Kävin pihalla", name="Tuulia")
        assert not any("Kävin pihalla" in text for text in in_chat(place, chat))
        assert "Ryhmä näkisi: ”Kävin pihalla” – Tuulia." in place.heard(client)[-1]
        await place.press(client, "Jaa se")
        assert in_chat(place, chat)[-1] == "Pieni onnistuminen yhdeltä meistä:\n”Kävin pihalla”\n– Tuulia"
        # and within ten minutes it can be taken back
        await place.wait(timedelta(minutes=9))
        await place.press(client, "Otan takaisin")
        assert not any("Kävin pihalla" in text for text in in_chat(place, chat))


async def test_after_ten_minutes_a_shared_word_stays(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, _, client, chat):
        await shared(place, client, "Kävin pihalla")
        await place.press(client, "Jaa se")
        assert in_chat(place, chat)[-1] == "Pieni onnistuminen yhdeltä meistä:\n”Kävin pihalla”"
        await place.wait(timedelta(minutes=11))
        await place.press(client, "Otan takaisin")
        assert any("Kävin pihalla" in text for text in in_chat(place, chat))
        assert "Kymmenen minuuttia" in place.heard(client)[-1]


async def test_cheers_come_back_in_private_once_and_are_not_shown_in_the_group(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client, other = await place.client(pro, "Koivu"), await place.client(pro, "Haapa")
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        await inside(place, pro, other, "Haapa", chat)
        await shared(place, client, "Kävin pihalla")
        await place.press(client, "Jaa se")
        message = place.desk.messages(chat.id)[-1]
        said = len(in_chat(place, chat))
        stranger = await visitor(place, chat)
        for user in (other, other, pro, client, stranger):
            place.desk.press(user, message.id, "Olen mukana", chat)
        await place.settle()
        assert len(in_chat(place, chat)) == said
        await place.wait(timedelta(days=6))
        told = [text for text in place.heard(client) if "minkä jaoit" in text]
        assert len(told) == 1
        assert told[0].startswith("2 ")


async def test_who_has_left_can_share_no_more(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, _, client, chat):
        # when a member leaves with a word half shared
        await shared(place, client, "Kävin pihalla")
        place.desk.leave_group(client, chat)
        await place.settle()
        await place.press(client, "Jaa se")
        assert not any("Kävin pihalla" in text for text in in_chat(place, chat))
        assert rows(place, GroupMember)[0].place == "left"


async def test_cheers_wait_for_the_end_of_a_break(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, pro, client, chat):
        await shared(place, client, "Kävin pihalla")
        await place.press(client, "Jaa se")
        place.desk.press(pro, place.desk.messages(chat.id)[-1].id, "Olen mukana", chat)
        await place.settle()
        await place.say(client, "/tauko")
        await place.press(client, "Viikko")
        await place.wait(timedelta(days=6))
        assert not any("on mukana" in text for text in place.heard(client))
        await place.wait(timedelta(days=9))
        assert len([text for text in place.heard(client) if "on mukana" in text]) == 1


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("Maija (ohjaaja)", "luulla sinua ohjaajaksi"),
        ("Maija", "luulla sinua ohjaajaksi"),
        ("Rinnalla", "luulla sinua botiksi"),
        ("Kuusi", "jo joku sen niminen"),
    ],
)
async def test_a_name_that_is_somebody_elses_is_asked_for_again_kindly(sqlite_url: str, name: str, answer: str) -> None:
    async with town(sqlite_url) as place:
        # given two members, and a name that poses as the moderator, the bot or the other one
        pro = await place.professional("Maija")
        client, other = await place.client(pro, "Koivu"), await place.client(pro, "Kuusi")
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        await inside(place, pro, other, "Kuusi", chat)
        await shared(place, client, "Kävin pihalla", name=name)
        # then nothing is shown, the reason is kind, and the question stands
        assert answer in place.heard(client)[-1]
        assert "Kirjoita nimi" in place.heard(client)[-1]
        assert not any("Kävin pihalla" in text for text in in_chat(place, chat))
        # and another name goes on as if nothing had been
        await place.say(client, "Tuulia")
        await place.press(client, "Jaa se")
        assert in_chat(place, chat)[-1].endswith("– Tuulia")
        # and now that one is theirs in this group
        await shared(place, other, "Kävin minäkin", name="Tuulia")
        assert "jo joku sen niminen" in place.heard(other)[-1]
        await shared(place, client, "Ja taas", name="Tuulia")
        assert "– Tuulia" in place.heard(client)[-1]
