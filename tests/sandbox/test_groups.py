"""Groups on the desk behave as Telegram's do."""

from __future__ import annotations

import pytest
from telegram import Bot, ChatPermissions, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden

from sandbox.desk import Desk
from sandbox.model import Chat, User


@pytest.fixture
def group(desk: Desk, mira: User) -> Chat:
    """A supergroup that Mira founded, with Tuomo and the bot inside; those updates are read already."""
    group = desk.group("Polku", mira, (desk.user("Tuomo"),), supergroup=True)
    desk.add_bot(mira, group)
    desk.updates.waiting.clear()
    return group


def texts(updates: tuple[Update, ...]) -> list[str]:
    return [u.message.text for u in updates if u.message and u.message.text]


async def test_with_privacy_the_bot_hears_only_what_is_meant_for_it(desk: Desk, mira: User, group: Chat, bot: Bot):
    # given a message of the bot
    own = desk.message(group.id, (await bot.send_message(group.id, "Welcome")).message_id)
    # when people talk among themselves, to it, and to another bot
    desk.say(mira, "Nice weather", group)
    desk.say(mira, "/saannot", group)
    desk.say(mira, "/help@another_bot", group)
    desk.say(mira, f"/apua@{desk.bot.username}", group)
    desk.say(mira, f"Hey @{desk.bot.username}, hello", group)
    desk.say(mira, "Thanks", group, reply_to=own)
    heard = texts(await bot.get_updates())
    # then the rest stays private
    assert heard == ["/saannot", f"/apua@{desk.bot.username}", f"Hey @{desk.bot.username}, hello", "Thanks"]


async def test_an_administrator_bot_hears_everything(desk: Desk, mira: User, group: Chat, bot: Bot):
    desk.promote(group, desk.bot)
    desk.say(mira, "Nice weather", group)
    assert texts(await bot.get_updates()) == ["Nice weather"]


async def test_adding_the_bot_by_a_link_brings_the_code_with_it(desk: Desk, mira: User, bot: Bot):
    # given a new group
    group = desk.group("Uusi", mira)
    # when she opens ?startgroup=CODE
    desk.add_bot(mira, group, "G-17")
    updates = await bot.get_updates()
    # then the bot learns that it is inside, is shown in, and gets the code
    assert updates[0].my_chat_member.new_chat_member.status == "member"
    assert updates[1].message.new_chat_members[0].id == desk.bot.id
    assert updates[2].message.text == f"/start@{desk.bot.username} G-17"


async def test_an_upgraded_group_tells_its_new_id(desk: Desk, mira: User, bot: Bot):
    # given a basic group with the bot
    group = desk.group("Pieni", mira)
    desk.add_bot(mira, group)
    desk.updates.waiting.clear()
    # when it becomes a supergroup
    new = desk.migrate(group)
    # then the old id points to the new one, which works
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(group.id, "Hello")
    assert moved.value.new_chat_id == new.id
    assert await bot.send_message(new.id, "Hello")
    updates = await bot.get_updates()
    assert [u.message.migrate_to_chat_id for u in updates] == [new.id, None]
    assert updates[1].message.migrate_from_chat_id == group.id


async def test_a_bot_that_was_thrown_out_gets_403(desk: Desk, mira: User, group: Chat, bot: Bot):
    desk.remove_bot(mira, group)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(group.id, "Hello")


async def test_without_rights_the_bot_can_neither_pin_nor_invite_nor_remove(
    desk: Desk, mira: User, group: Chat, bot: Bot
):
    # given a message of the bot, which is no administrator
    message = await bot.send_message(group.id, "Rules")
    tuomo = next(m.user for m in group.members.values() if m.user.first_name == "Tuomo")
    # when it tries what needs rights
    for attempt in (
        lambda: message.pin(),
        lambda: bot.create_chat_invite_link(group.id),
        lambda: bot.ban_chat_member(group.id, tuomo.id),
        lambda: bot.delete_message(group.id, 1),
    ):
        with pytest.raises(BadRequest):
            await attempt()
    # then with the rights it can
    desk.promote(group, desk.bot, can_pin_messages=True, can_invite_users=True, can_restrict_members=True)
    assert await message.pin()
    assert (await bot.get_chat(group.id)).pinned_message.message_id == message.message_id
    assert await bot.ban_chat_member(group.id, tuomo.id)
    assert (await bot.get_chat_member(group.id, tuomo.id)).status == "kicked"


async def test_a_one_time_link_lets_one_person_in(desk: Desk, mira: User, group: Chat, bot: Bot):
    # given a link for one
    desk.promote(group, desk.bot, can_invite_users=True)
    link = await bot.create_chat_invite_link(group.id, member_limit=1, name="Mira")
    # when two follow it
    first, second = desk.user("Aino"), desk.user("Pekka")
    # then one is in
    assert desk.open_link(first, link.invite_link)
    assert not desk.open_link(second, link.invite_link)
    assert group.holds(first)
    assert not group.holds(second)
    assert await bot.get_chat_member_count(group.id) == 4


async def test_who_asks_to_join_waits_until_let_in(desk: Desk, group: Chat, bot: Bot):
    # given a link that asks
    desk.promote(group, desk.bot, can_invite_users=True)
    link = await bot.create_chat_invite_link(group.id, creates_join_request=True)
    await bot.get_updates(offset=-1, allowed_updates=Update.ALL_TYPES)
    desk.updates.waiting.clear()
    # when somebody asks and is let in, somebody else is not
    aino, pekka = desk.user("Aino"), desk.user("Pekka")
    assert desk.open_link(aino, link.invite_link)
    assert desk.open_link(pekka, link.invite_link)
    asked = await bot.get_updates()
    assert [u.chat_join_request.from_user.id for u in asked] == [aino.id, pekka.id]
    await asked[0].chat_join_request.approve()
    await asked[1].chat_join_request.decline()
    # then only the first is inside
    assert group.holds(aino)
    assert not group.holds(pekka)
    with pytest.raises(BadRequest, match=r"(?i)hide_requester_missing"):
        await bot.approve_chat_join_request(group.id, pekka.id)


async def test_a_silenced_member_can_be_heard_again(desk: Desk, group: Chat, bot: Bot):
    # given the right to restrict
    desk.promote(group, desk.bot, can_restrict_members=True)
    tuomo = next(m.user for m in group.members.values() if m.user.first_name == "Tuomo")
    # when Tuomo is silenced and given back his voice
    await bot.restrict_chat_member(group.id, tuomo.id, ChatPermissions.no_permissions())
    silenced = (await bot.get_chat_member(group.id, tuomo.id)).status
    await bot.restrict_chat_member(group.id, tuomo.id, ChatPermissions.all_permissions())
    # then his status tells
    assert (silenced, (await bot.get_chat_member(group.id, tuomo.id)).status) == ("restricted", "member")


async def test_an_anonymous_poll_counts_without_names_until_it_is_closed(desk: Desk, mira: User, group: Chat, bot: Bot):
    # given a poll
    message = await bot.send_poll(group.id, "Energy?", ["low", "middle", "high"])
    # when two vote and one changes her mind
    tuomo = next(m.user for m in group.members.values() if m.user.first_name == "Tuomo")
    desk.vote(mira, message.message_id, [0], group)
    desk.vote(tuomo, message.message_id, [2], group)
    desk.vote(mira, message.message_id, [1], group)
    updates = await bot.get_updates()
    poll = await bot.stop_poll(group.id, message.message_id)
    # then there are sums only, and no more votes
    assert all(u.poll and not u.poll_answer for u in updates)
    assert [u.poll.total_voter_count for u in updates] == [1, 2, 2]
    assert [o.voter_count for o in poll.options] == [0, 1, 1]
    assert poll.is_closed
    with pytest.raises(LookupError):
        desk.vote(mira, message.message_id, [0], group)


async def test_an_anonymous_administrator_speaks_as_the_group(desk: Desk, group: Chat, bot: Bot):
    desk.say_anonymously(group, "/saannot")
    [update] = await bot.get_updates()
    assert update.message.sender_chat.id == group.id
    assert update.message.from_user.username == "GroupAnonymousBot"
