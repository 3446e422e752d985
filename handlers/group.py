"""
The peer-support group: the bot hears commands only (Telegram's privacy mode), keeps nothing, and answers in few words.

Nothing from a private chat is ever said here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from telegram import Message, Update
from telegram.ext import BaseHandler, ContextTypes, MessageHandler, TypeHandler, filters

from bot.actions.groups import GroupHeard
from bot.sentences import MEANING

Answer = Callable[[GroupHeard], Awaitable[None]]
Finish = Callable[[int], Awaitable[None]]
Context = ContextTypes.DEFAULT_TYPE


def routes(answer: Answer, finish: Finish, now: Callable[[], datetime]) -> list[BaseHandler[Update, Any, Any]]:
    """Commands in a group, and after them everything that nobody else wanted."""

    async def commanded(update: Update, _: Context) -> None:
        message = update.message
        assert message is not None
        await answer(_heard(update, message, now()))

    async def rest(update: Update, _: Context) -> None:
        await finish(update.update_id)

    return [
        MessageHandler(filters.ChatType.GROUPS & filters.UpdateType.MESSAGE & filters.TEXT, commanded),
        TypeHandler(Update, rest),
    ]


def _heard(update: Update, message: Message, at: datetime) -> GroupHeard:
    text = message.text or ""
    name = text[1:].split(maxsplit=1)[0].partition("@")[0].casefold() if text[:1] == "/" and len(text) > 1 else ""
    return GroupHeard(
        update_id=update.update_id,
        chat_id=message.chat.id,
        meaning=MEANING.get(name, ""),
        text=text,
        language=((message.from_user.language_code if message.from_user else "") or "")[:2],
        at=at,
    )
