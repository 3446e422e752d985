"""The peer group is opened: made, linked by a one-time code, greeted, closed; and who may not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.storage.group_tables import Group
from tests.journeys.peers import RULES, closed, grouped, grouped_with_a_member, in_chat, made, opened
from tests.town import rows, town


async def test_a_group_is_made_linked_greeted_and_its_rules_are_pinned(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a professional with a colleague, and a Telegram group
        maija, _ = await place.professional("Maija"), await place.professional("Seppo")
        code = await made(place, maija)
        await place.press(maija, "Seppo")
        chat = place.desk.group("Keskiviikko", maija)
        # when the bot is brought in by the one-time link
        place.desk.add_bot(maija, chat, code)
        await place.settle()
        # then it says what it sees and that nobody reads live, and the rules follow
        hello, shown = in_chat(place, chat)[:2]
        assert "Kukaan ei lue täällä koko ajan" in hello
        assert "arkisin 9–15" in hello
        assert shown.startswith(RULES)
        assert "112" in shown
        assert rows(place, Group)[0].state == "open"
        assert any("on nyt auki" in text for text in place.heard(maija))


async def test_rules_are_pinned_where_that_is_permitted(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        code = await made(place, pro)
        chat = place.desk.group("Keskiviikko", pro)
        place.desk.add_bot(pro, chat)
        place.desk.promote(chat, place.desk.bot, can_pin_messages=True)
        place.desk.say(pro, f"/start@{place.desk.bot.username} {code}", chat)
        await place.settle()
        [pinned] = chat.pinned
        assert chat.messages[pinned].text.startswith(RULES)


async def test_an_unknown_group_hears_one_sentence_and_is_left(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given somebody whom nobody invited
        stranger = place.desk.user("Vieras", "sv")
        chat = place.desk.group("Annat", stranger)
        # when they add the bot
        place.desk.add_bot(stranger, chat)
        await place.settle()
        # then it says one sentence in their language and goes
        assert len(in_chat(place, chat)) == 1
        assert not chat.holds(place.desk.bot)


async def test_a_group_whose_code_never_comes_is_left(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        await made(place, pro)
        chat = place.desk.group("Toinen", pro)
        place.desk.add_bot(pro, chat)
        await place.settle()
        assert chat.holds(place.desk.bot)
        await place.wait(timedelta(minutes=10))
        assert len(in_chat(place, chat)) == 1
        assert not chat.holds(place.desk.bot)


@pytest.mark.parametrize("who", ["colleague", "stranger"])
async def test_a_code_in_other_hands_opens_nothing(sqlite_url: str, who: str) -> None:
    async with town(sqlite_url) as place:
        code = await made(place, await place.professional())
        other = await place.professional("Seppo") if who == "colleague" else place.desk.user("Vieras", "fi")
        chat = place.desk.group("Oma", other)
        place.desk.add_bot(other, chat, code)
        await place.settle()
        await place.wait(timedelta(minutes=10))
        assert rows(place, Group)[0].state == "waiting"
        assert not chat.holds(place.desk.bot)


async def test_with_privacy_mode_off_the_bot_does_not_stay(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        code = await made(place, pro)
        place.desk.privacy = False
        chat = place.desk.group("Keskiviikko", pro)
        place.desk.add_bot(pro, chat, code)
        await place.settle()
        assert not chat.holds(place.desk.bot)
        assert "privacy mode" in place.heard(pro)[-1]
        # and the same link works once it is on again
        place.desk.privacy = True
        place.desk.add_bot(pro, chat, code)
        await place.settle()
        assert rows(place, Group)[0].state == "open"


async def test_the_same_telegram_group_is_not_linked_twice(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        code = await made(place, pro, "Perjantai")
        place.desk.say(pro, f"/start@{place.desk.bot.username} {code}", chat)
        await place.settle()
        assert "on jo ryhmä Keskiviikko" in place.heard(pro)[-1]
        assert [group.state for group in rows(place, Group)] == ["open", "waiting"]
        assert chat.holds(place.desk.bot)


async def test_a_closed_group_is_left_with_a_word(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        await closed(place, pro)
        assert in_chat(place, chat)[-1].startswith("Ryhmä päättyy")
        assert not chat.holds(place.desk.bot)


async def test_a_channel_is_left(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        chat = place.desk.group("Kanava", pro, supergroup=True)
        chat.type = "channel"  # type: ignore[assignment]  # the desk has no channels of its own
        place.desk.add_bot(pro, chat)
        await place.settle()
        assert not chat.holds(place.desk.bot)


async def test_an_administrator_bot_says_what_telegram_gives_it_now(sqlite_url: str) -> None:
    async with grouped(sqlite_url, admin=True) as (place, _, chat):
        assert "Telegram antaa minulle tästä lähtien kaikki viestit" in in_chat(place, chat)[-1]
        place.desk.demote(chat, place.desk.bot)
        await place.settle()
        assert "En ole enää ylläpitäjä" in in_chat(place, chat)[-1]


async def test_two_guide_a_group_and_the_other_can_be_changed(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a group that two people guide
        maija, seppo = await place.professional("Maija"), await place.professional("Seppo")
        await place.professional("Liisa")
        await made(place, maija)
        asked = place.last(maija)
        await place.press(maija, "Seppo")
        # then a third is not taken, also by an old button
        place.desk.press_data(maija, asked, "g.second.1.3")
        await place.settle()
        assert "Seppo ohjaa kanssasi ryhmää Keskiviikko" in place.heard(maija)[-1]
        # and the second one can be another, who was told so
        await place.press(maija, "Valitse joku muu")
        assert place.heard(seppo)[-1] == "Et enää ohjaa ryhmää Keskiviikko."
        await place.press(maija, "Liisa")
        assert "Liisa" in place.heard(maija)[-1]
        await place.say(seppo, "/ryhma")
        assert not any("paikkaa" in text for text in place.heard(seppo)[-1:])


async def test_at_its_end_each_member_hears_of_it_in_private_once(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, pro, client, chat):
        await closed(place, pro)
        # the group is given no command that nobody would answer there any more
        assert "/" not in in_chat(place, chat)[-1]
        await place.wait(timedelta(days=5))
        assert len([text for text in place.heard(client) if "Ryhmä Keskiviikko on päättynyt" in text]) == 1


async def test_the_list_of_whom_to_invite_goes_on(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with town(sqlite_url) as place:
        monkeypatch.setattr("bot.actions.group_open.MOST_CLIENTS", 1)
        pro = await place.professional()
        for name in ("Koivu", "Haapa"):
            await place.client(pro, name)
        await opened(place, pro)
        await place.say(pro, "/ryhma")
        await place.press(pro, "Kutsu asiakas")
        assert "Koivu" not in place.offered(pro)
        await place.press(pro, "Lisää")
        assert "Koivu" in place.offered(pro)
        assert "Lisää" not in place.offered(pro)
