"""The edges of a peer group: how a place ends, what a move changes, who hears what, and how much is said at most."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.storage.group_tables import Group, GroupMember
from tests.journeys.peers import in_chat, inside, made, opened, visitor
from tests.journeys.test_group_agreed import polls, with_goal
from tests.journeys.test_main_way import rows
from tests.town import Town, town

ERASE = ("/poista", "Kyllä, poista kaikki", "Poista nyt")
STOP = ("/tietoni", "Perun suostumukseni")


@pytest.mark.parametrize("way", [STOP, ERASE])
async def test_whoever_takes_back_the_consent_or_is_erased_leaves_the_group_too(
    sqlite_url: str, way: tuple[str, ...]
) -> None:
    async with town(sqlite_url) as place:
        # given a member of a supergroup whose bot may let people out
        pro = await place.professional()
        client = await place.client(pro, "Koivu")
        chat = await opened(place, pro, supergroup=True, admin=True)
        await inside(place, pro, client, "Koivu", chat)
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
    place.desk.say(pro, "/ilmoita", chat, bad)
    await place.settle()
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
    async with town(sqlite_url) as place:
        pro = await place.professional()
        client = await place.client(pro, "Koivu")
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        await with_goal(place, client, "Laihdutetaan yhdessä")
        await place.press(pro, "Annetaan sen jäädä")
        assert in_chat(place, chat)[-1].startswith("Yksi ehdotus jää nyt")
        assert not any("Laihdutetaan" in text for text in in_chat(place, chat))
        assert polls(place, chat) == []


async def test_a_bot_brought_back_with_privacy_mode_off_does_not_stay(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        chat = await opened(place, pro)
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
