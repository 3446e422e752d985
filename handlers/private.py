"""
The private chat: an Update becomes a value, and one action answers it. Nothing is decided here.

`routes` is the table of contents, in the order in which they are tried.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError
from telegram.ext import BaseHandler, CallbackQueryHandler, ChatMemberHandler, ContextTypes, MessageHandler, filters

from bot.actions.heard import Command, Gone, Heard, Press, Thing, What, Words
from bot.sentences import MEANING

Converse = Callable[[Heard], Awaitable[None]]
Now = Callable[[], datetime]
Context = ContextTypes.DEFAULT_TYPE
Route = BaseHandler[Update, Any, Any]

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""All but tab and line feed, and what turns the direction of the words around it: a name must not rewrite a line."""

THINGS = (
    ("photo", "photo"),
    ("video", "photo"),
    ("video_note", "photo"),
    ("animation", "sticker"),
    ("voice", "voice"),
    ("audio", "voice"),
    ("sticker", "sticker"),
    ("contact", "contact_card"),
    ("location", "location"),
    ("venue", "location"),
)
"""What a message may hold besides words -> the key of the answer to it (`bot/sentences.py`)."""


def routes(converse: Converse, now: Now) -> list[Route]:
    """Everything that can happen in a private chat."""

    async def pressed(update: Update, _: Context) -> None:
        query = update.callback_query
        assert query is not None
        message = query.message
        shown = clean(message.text or "") if isinstance(message, Message) else ""
        number = message.message_id if message is not None else 0
        heard = _heard(update, now(), Press(clean(query.data or ""), number, shown))
        await asyncio.gather(_end_spinner(query), converse(heard))

    async def written(update: Update, _: Context) -> None:
        message = update.message
        assert message is not None
        await converse(_heard(update, now(), read(message)))

    async def edited(update: Update, _: Context) -> None:
        message = update.edited_message
        assert message is not None
        text = clean(message.text or message.caption or "")
        await converse(_heard(update, now(), Thing("edited", text)))

    async def came_or_went(update: Update, _: Context) -> None:
        change = update.my_chat_member
        assert change is not None
        back = change.new_chat_member.status not in (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)
        await converse(_heard(update, now(), Gone(back)))

    private = filters.ChatType.PRIVATE
    return [
        CallbackQueryHandler(pressed),
        MessageHandler(private & filters.UpdateType.MESSAGE, written),
        MessageHandler(private & filters.UpdateType.EDITED_MESSAGE, edited),
        ChatMemberHandler(came_or_went, ChatMemberHandler.MY_CHAT_MEMBER, chat_id=None),
    ]


async def _end_spinner(query: CallbackQuery) -> None:
    """At once and beside the action: worthless when late, so never through the outbox, and no reason for a delay."""
    with suppress(TelegramError):
        await query.answer()


def read(message: Message) -> What:
    """What a message is: a command, words, or a thing with perhaps a few words under it."""
    text = clean(message.text or message.caption or _inside(message))
    if message.forward_origin is not None:
        return Thing("forwarded", text)
    if message.text is not None:
        return _command(text) if text.startswith("/") else Words(text)
    kind = next((key for field, key in THINGS if getattr(message, field, None)), "other_thing")
    return Thing(kind, text)


def _inside(message: Message) -> str:
    """Words that stand in a poll, a checklist or a place: for the word check, as a caption is."""
    poll, checklist, venue = message.poll, message.checklist, message.venue
    parts: list[str] = []
    if poll is not None:
        parts += [poll.question, *(option.text for option in poll.options)]
    if checklist is not None:
        parts += [checklist.title, *(task.text for task in checklist.tasks)]
    if venue is not None:
        parts += [venue.title, venue.address]
    return "\n".join(parts)


def clean(text: str) -> str:
    """Without what no database takes as text (halves of a character, NUL) and what no screen shows (other controls)."""
    return CONTROLS.sub("", text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _command(text: str) -> Command:
    """`/rytmi@our_bot now` -> its meaning and argument. A name in any of our languages will do."""
    name, argument = (*text[1:].split(maxsplit=1), "", "")[:2]
    return Command(MEANING.get(name.partition("@")[0].casefold(), ""), argument.strip(), text)


def _heard(update: Update, at: datetime, what: What) -> Heard:
    user, chat = update.effective_user, update.effective_chat
    assert user is not None
    return Heard(
        update_id=update.update_id,
        telegram_id=user.id,
        chat_id=chat.id if chat is not None else user.id,
        language=(user.language_code or "")[:2],
        at=at,
        what=what,
        message_id=update.message.message_id if update.message is not None else 0,
    )
