"""What goes wrong in and around a peer group: each has a defined behaviour."""

from __future__ import annotations

from datetime import timedelta

from bot.storage.group_tables import Group, GroupMember, GroupReport
from bot.storage.tables import Person
from sandbox.model import Chat, Message
from tests.journeys.peers import (
    RULES,
    closed,
    grouped,
    grouped_with_a_member,
    in_chat,
    inside,
    made,
    opened,
    put_to_it,
    report,
    shared,
    visitor,
)
from tests.town import accompanied, rows, town


async def test_a_group_that_becomes_a_supergroup_is_followed(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        new = place.desk.migrate(chat)
        await place.settle()
        assert rows(place, Group)[0].chat_id == new.id
        await place.wait(timedelta(minutes=2))
        place.desk.say(pro, "/saannot", new)
        await place.settle()
        assert in_chat(place, new)[-1].startswith(RULES)


async def test_a_move_that_only_a_call_finds_out_is_followed_too(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        new = place.desk.migrate(chat)
        place.desk.updates.waiting.clear()
        await put_to_it(place, pro)
        assert rows(place, Group)[0].chat_id == new.id
        assert any("poll" in m.content for m in place.desk.messages(new.id))


async def test_a_removed_bot_tells_the_moderators_and_goes_on_when_brought_back(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        place.desk.remove_bot(pro, chat)
        await place.settle()
        assert "minut poistettiin" in place.heard(pro)[-1]
        assert rows(place, Group)[0].state == "away"
        place.desk.add_bot(pro, chat)
        await place.settle()
        assert rows(place, Group)[0].state == "open"
        assert in_chat(place, chat)[-1].startswith("Olen takaisin")


async def test_a_member_who_blocks_the_bot_is_not_named_in_the_group(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, _, client, chat):
        said = len(in_chat(place, chat))
        place.desk.block(client)
        await place.settle()
        place.desk.say(client, "/apua", chat)
        await place.settle()
        # then help stands in the group, because it cannot come in private
        assert "112" in in_chat(place, chat)[-1]
        assert len(in_chat(place, chat)) == said + 1


async def test_anonymous_administrators_and_channels_are_nobody(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, _, chat):
        said = len(in_chat(place, chat))
        place.desk.say_anonymously(chat, "/ilmoita")
        await place.settle()
        assert len(in_chat(place, chat)) == said + 1
        assert "/ilmoita" in in_chat(place, chat)[-1]


async def test_a_moderator_who_leaves_is_told_to_the_moderators(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, seppo = await place.professional("Maija"), await place.professional("Seppo")
        chat = await opened(place, maija)
        await place.press(maija, "Seppo")
        place.desk.join_group(seppo, chat)
        place.desk.leave_group(seppo, chat)
        await place.settle()
        assert place.heard(maija)[-1].startswith("Seppo lähti ryhmästä Keskiviikko eikä enää ohjaa sitä")
        # and what is reported there goes to those who are there
        assert place.heard(seppo)[-1] == "Et enää ohjaa ryhmää Keskiviikko."
        heard = len(place.heard(seppo))
        bad = place.desk.say(await visitor(place, chat), "Sinun pitäisi laihtua", chat)
        await report(place, maija, chat, bad)
        assert len(place.heard(seppo)) == heard


async def test_in_a_forum_the_answer_stands_in_the_topic_of_the_question(sqlite_url: str) -> None:
    async with grouped(sqlite_url, supergroup=True) as (place, pro, chat):
        await place.wait(timedelta(minutes=2))
        place.desk.deliver(Message(0, chat, pro, place.clock.now(), {"text": "/saannot"}, topic=7))
        await place.settle()
        answer = place.desk.messages(chat.id)[-1]
        assert answer.text.startswith(RULES)
        assert answer.topic == 7


async def test_after_a_move_a_shared_word_cannot_be_taken_back_and_the_bot_says_so(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, _, client, chat):
        await shared(place, client, "Kävin pihalla")
        await place.press(client, "Jaa se")
        place.desk.migrate(chat)
        await place.settle()
        await place.press(client, "Otan takaisin")
        assert "En muuttanut mitään" in place.heard(client)[-1]


async def test_old_and_forged_buttons_do_nothing(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a group, its member, and a colleague who does not guide it
        maija, seppo = await place.professional("Maija"), await place.professional("Seppo")
        client = await place.client(maija, "Koivu")
        chat = await opened(place, maija)
        await inside(place, maija, client, "Koivu", chat)
        await shared(place, client, "Kävin pihalla")
        await place.press(client, "Jaa se")
        said = in_chat(place, chat)
        # when others press what is not theirs, and the member what does not exist
        other = await place.client(seppo, "Haapa")
        forged = ("g.close.1", "g.closeyes.1", "g.poll.1", "g.invite.1.1", "g.remind.1", "g.cancel.1", "g.back.1")
        for user in (seppo, other):
            for data in (*forged, "g.share.1", "g.lead.1", "g.leave.1", "g.way.1"):
                place.desk.press_data(user, place.last(user), data)
        for data in ("g.closeyes.1", "g.back.99", "g.nothing.1", "g.share.99", "g.share", "G.1"):
            place.desk.press_data(client, place.last(client), data)
        await place.settle()
        # then the group is as it was
        assert in_chat(place, chat) == said
        assert rows(place, Group)[0].state == "open"
        assert [row.place for row in rows(place, GroupMember)] == ["inside"]


async def test_a_group_opened_in_a_topic_is_spoken_to_there_and_not_lost_when_the_topic_is_gone(
    sqlite_url: str,
) -> None:
    async with town(sqlite_url) as place:
        # given a forum in one of whose topics the code was said
        pro = await place.professional()
        code = await made(place, pro)
        chat = place.desk.group("Foorumi", pro, supergroup=True)
        place.desk.add_bot(pro, chat)
        place.desk.deliver(Message(0, chat, pro, place.clock.now(), {"text": f"/start {code}"}, topic=7))
        await place.settle()
        mine = [m for m in place.desk.messages(chat.id) if m.sender is place.desk.bot]
        assert {m.topic for m in mine} == {7}
        # when the group is asked something, it is asked there
        await put_to_it(place, pro)
        assert place.desk.messages(chat.id)[-1].topic == 7
        # and when the topic is deleted, what the bot has to say is said in the general one
        chat.gone_topics.add(7)
        await closed(place, pro)
        last = [m for m in place.desk.messages(chat.id) if m.sender is place.desk.bot and m.text][-1]
        assert last.text.startswith("Ryhmä päättyy")
        assert last.topic == 0


async def test_a_command_that_is_edited_is_not_obeyed_twice(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        await place.wait(timedelta(minutes=2))
        asked = place.desk.say(pro, "/saannot", chat)
        await place.settle()
        said = len(in_chat(place, chat))
        await place.wait(timedelta(minutes=2))
        place.desk.edit(pro, asked.id, "/saannot kiitos", chat)
        await place.settle()
        assert len(in_chat(place, chat)) == said


async def test_a_shared_word_that_a_moderator_deleted_is_taken_back_without_a_fault(sqlite_url: str) -> None:
    async with grouped_with_a_member(sqlite_url) as (place, pro, client, chat):
        await shared(place, client, "Kävin pihalla")
        await place.press(client, "Jaa se")
        place.desk.delete(pro, place.desk.messages(chat.id)[-1].id, chat)
        await place.press(client, "Otan takaisin")
        assert "Poistin sen ryhmästä" in place.heard(client)[-1]
        assert not any("Kävin pihalla" in text for text in in_chat(place, chat))


async def test_a_reported_message_that_is_deleted_can_still_be_looked_at_and_let_go(sqlite_url: str) -> None:
    async with grouped(sqlite_url, supergroup=True, admin=True) as (place, pro, chat):
        place.desk.promote(chat, place.desk.bot, can_delete_messages=True)
        stranger = await visitor(place, chat)
        bad = place.desk.say(stranger, "Ostakaa tätä", chat)
        await report(place, pro, chat, bad)
        place.desk.delete(stranger, bad.id, chat)
        await place.press(pro, "Teen asialle jotain")
        await place.press(pro, "Poistan viestin")
        assert not any("ei anna minun" in text for text in place.heard(pro))
        await place.press(pro, "Katsoin sen")
        assert rows(place, GroupReport)[0].words == ""


async def test_a_member_who_deletes_the_account_keeps_the_place_until_a_moderator_takes_it_out(sqlite_url: str) -> None:
    async with accompanied(sqlite_url, days=1) as (place, pro, client):
        chat = await opened(place, pro)
        await inside(place, pro, client, "Koivu", chat)
        # when the account is gone, the bot hears of it with its next message, and the group nothing
        place.desk.deactivate(client)
        said = in_chat(place, chat)
        await place.to_check_in(client)
        assert [row.unreachable_at is not None for row in rows(place, Person)] == [False, True]
        assert in_chat(place, chat) == said
        assert rows(place, GroupMember)[0].place == "inside"
        # and when the deleted account is taken out of the Telegram group, the place is free
        place.desk.leave_group(client, chat)
        await place.settle()
        assert rows(place, GroupMember)[0].place == "left"


async def test_a_removed_bot_that_a_stranger_brings_back_does_not_stay(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        stranger = await visitor(place, chat)
        place.desk.remove_bot(pro, chat)
        await place.settle()
        place.desk.add_bot(stranger, chat)
        await place.settle()
        assert not chat.holds(place.desk.bot)
        assert rows(place, Group)[0].state == "away"


async def test_a_removal_that_only_a_call_finds_out_is_told_to_the_moderators_too(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        place.desk.remove_bot(pro, chat)
        place.desk.updates.waiting.clear()
        await put_to_it(place, pro)
        assert rows(place, Group)[0].state == "away"
        assert "minut poistettiin" in place.heard(pro)[-1]
        place.desk.add_bot(pro, chat)
        await place.settle()
        assert rows(place, Group)[0].state == "open"


async def test_a_channel_that_writes_in_the_group_is_answered_and_linked_to_nobody(sqlite_url: str) -> None:
    async with grouped(sqlite_url, supergroup=True) as (place, pro, chat):
        said, heard = len(in_chat(place, chat)), len(place.heard(pro))
        channel = Chat(-1_009_999_999_999, "channel", "Kanava")
        place.desk.deliver(Message(0, chat, pro, place.clock.now(), {"text": "/apua"}, as_chat=channel))
        await place.settle()
        assert "112" in in_chat(place, chat)[-1]
        assert (len(in_chat(place, chat)), len(place.heard(pro))) == (said + 1, heard)


async def test_the_same_group_made_anew_while_the_old_one_is_away_is_refused(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        place.desk.remove_bot(pro, chat)
        await place.settle()
        code = await made(place, pro, "Toinen")
        place.desk.add_bot(pro, chat, code)
        await place.settle()
        assert [group.state for group in rows(place, Group)] == ["open", "waiting"]
