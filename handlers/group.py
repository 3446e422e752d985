"""
The peer-support group: an Update becomes a value, and one action answers it. Nothing is decided here, nothing kept.

With Telegram's privacy mode on the bot is given only commands, answers to it, and who comes and goes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from telegram import ChatMemberAdministrator, ChatMemberUpdated, Message, Update
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError
from telegram.ext import BaseHandler, ContextTypes, TypeHandler

from bot.actions.group_heard import (
    NOBODY,
    Became,
    Brought,
    Came,
    Cheered,
    GroupHeard,
    GroupWhat,
    Removed,
    Replied,
    Said,
    Went,
)
from bot.sentences import MEANING
from handlers.private import clean

Answer = Callable[[GroupHeard], Awaitable[None]]
Finish = Callable[[int], Awaitable[None]]
Context = ContextTypes.DEFAULT_TYPE

PRESS = "G."
"""What the buttons of messages in a group begin with."""

OUTSIDE = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


class _InGroups(TypeHandler[Update, Any, Any]):
    """Every update that belongs to a chat of several people, channels included."""

    def check_update(self, update: object) -> bool:
        if not isinstance(update, Update):
            return False
        chat = update.effective_chat
        return chat is not None and chat.type != ChatType.PRIVATE


def routes(answer: Answer, finish: Finish, now: Callable[[], datetime]) -> list[BaseHandler[Update, Any, Any]]:
    """Tried before the private chat's, so that nothing of a group is ever mistaken for a private word."""

    async def happened(update: Update, context: Context) -> None:
        if update.callback_query is not None:
            with suppress(TelegramError):  # ends the spinner; worthless when late, so never through the outbox
                await update.callback_query.answer()
        what = read(update)
        if what is None:
            await finish(update.update_id)
            return
        opens = isinstance(what, Said) and what.meaning == "start"
        comes = isinstance(what, Brought) and not what.inside_before
        hears_all = await _hears_all(context) if opens or comes else False
        admin = await _is_admin(context, update) if opens else isinstance(what, Brought) and what.admin
        await answer(_heard(update, what, now(), hears_all=hears_all, admin=admin))

    return [_InGroups(Update, happened)]


def rest(finish: Finish) -> list[BaseHandler[Update, Any, Any]]:
    """What nobody else wanted."""

    async def unwanted(update: Update, _: Context) -> None:
        await finish(update.update_id)

    return [TypeHandler(Update, unwanted)]


async def _hears_all(context: Context) -> bool:
    """Asked anew each time, because it is changed at BotFather without our hearing of it. No answer: as at the start."""
    with suppress(TelegramError):
        return bool((await context.bot.get_me()).can_read_all_group_messages)
    return bool(context.bot.bot.can_read_all_group_messages)


async def _is_admin(context: Context, update: Update) -> bool:
    """Asked when a group is opened, since the bot may have been promoted before it knew the group. No answer: no."""
    chat = update.effective_chat
    with suppress(TelegramError):
        return chat is not None and isinstance(await chat.get_member(context.bot.id), ChatMemberAdministrator)
    return False


def read(update: Update) -> GroupWhat | None:
    """What happened, if it means anything to us."""
    if update.callback_query is not None:
        data = update.callback_query.data or ""
        number = data.removeprefix(PRESS)
        return Cheered(int(number)) if data.startswith(PRESS) and number.isdecimal() and len(number) < 16 else None
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member)
    if update.edited_message is not None:
        text = clean(update.edited_message.text or update.edited_message.caption or "")
        return Said("", "", text, edited=True) if text else None
    return _message(update.message) if update.message is not None else None


def _membership(change: ChatMemberUpdated) -> GroupWhat:
    before, after = change.old_chat_member, change.new_chat_member
    if after.status in OUTSIDE:
        return Removed()
    return Brought(
        inside_before=before.status not in OUTSIDE,
        admin_before=isinstance(before, ChatMemberAdministrator),
        admin=isinstance(after, ChatMemberAdministrator),
    )


def _message(message: Message) -> GroupWhat | None:
    if message.migrate_to_chat_id is not None:
        return Became(message.chat.id, message.migrate_to_chat_id)
    if message.migrate_from_chat_id is not None:
        return Became(message.migrate_from_chat_id, message.chat.id)
    if message.new_chat_members:
        people = [user for user in message.new_chat_members if not user.is_bot]
        return (
            Came(tuple(user.id for user in people), tuple(clean(user.full_name) for user in people)) if people else None
        )
    if message.left_chat_member is not None:
        gone, by = message.left_chat_member, message.from_user
        return None if gone.is_bot else Went(gone.id, taken_out=by is not None and by.id != gone.id)
    text = clean(message.text or message.caption or "")
    return _said(message, text) if text else None


def _said(message: Message, text: str) -> Said:
    name, _, argument = text[1:].partition(" ") if text.startswith("/") else ("", "", "")
    meaning = MEANING.get(name.partition("@")[0].casefold(), "")
    answered = message.reply_to_message
    replied = None
    if answered is not None and answered.forum_topic_created is None:  # in a topic every message answers its first one
        mine = answered.from_user is not None and answered.from_user.id == message.get_bot().id
        hidden = answered.from_user is None or answered.from_user.is_bot or answered.sender_chat is not None
        writer = NOBODY if hidden or answered.from_user is None else answered.from_user.id
        words = clean(answered.text or answered.caption or "")
        replied = Replied(words, mine, writer, answered.message_id, answered.date)
    return Said(meaning, argument.strip(), text, replied, message_id=message.message_id)


def _heard(update: Update, what: GroupWhat, at: datetime, *, hears_all: bool, admin: bool) -> GroupHeard:
    chat, user, message = update.effective_chat, update.effective_user, update.effective_message
    assert chat is not None
    hidden = user is None or user.is_bot or (message is not None and message.sender_chat is not None)
    topic = message.message_thread_id if message is not None and message.is_topic_message else None
    return GroupHeard(
        update_id=update.update_id,
        chat_id=chat.id,
        telegram_id=NOBODY if hidden or user is None else user.id,
        language=((user.language_code if user else "") or "")[:2],
        at=at,
        what=what,
        topic=topic,
        hears_all=hears_all,
        admin=admin,
        name="" if hidden or user is None else clean(user.full_name),
    )
