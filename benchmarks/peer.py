"""
The same small conversation as python-telegram-bot itself keeps it: ConversationHandler and PicklePersistence.

Flushed at every update, which is the least that lets an answer survive a crash of the process. (An update that was
fetched and not yet handled is lost even then, and nothing is synced to the disk.)
"""

from __future__ import annotations

import sys
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    ApplicationBuilder,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from benchmarks.server import FIRST_CHAT, TOKEN

ASKED = 1


async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    message, data = update.message, context.chat_data
    assert message is not None
    assert data is not None
    data["turn"] = turn = data.get("turn", 0) + 1
    data["facts"] = {"words": message.text}
    row = [InlineKeyboardButton(str(n), callback_data=f"t.{turn}.s{n}") for n in range(2)]
    keyboard = InlineKeyboardMarkup([row, [InlineKeyboardButton("Apua nyt", callback_data="now")]])
    await message.reply_text(f"{turn}: {message.text}", reply_markup=keyboard)
    await context.application.update_persistence()
    return ASKED


class Known(PicklePersistence[Any, Any, Any]):
    """A persistence that already knows so many chats, as a bot does that has been in use."""

    def __init__(self, file: str, chats: int) -> None:
        super().__init__(file)
        self.chats = chats

    async def get_chat_data(self) -> dict[int, Any]:
        await super().get_chat_data()
        first = {"turn": 1, "facts": {"words": "sana"}}
        self.chat_data = {chat: dict(first) for chat in range(FIRST_CHAT, FIRST_CHAT + self.chats)}
        return self.chat_data


def main(api: str, file: str, chats: str) -> None:
    builder = ApplicationBuilder().token(TOKEN).base_url(api).persistence(Known(file, int(chats)))
    application = builder.job_queue(None).build()
    states: dict[object, list[Any]] = {ASKED: [MessageHandler(filters.TEXT, answer)]}
    talk = ConversationHandler(
        [MessageHandler(filters.TEXT, answer)], states, [], name="talk", persistent=True, per_user=False
    )
    application.add_handler(talk)
    application.run_polling(bootstrap_retries=0)


if __name__ == "__main__":
    main(*sys.argv[1:])
