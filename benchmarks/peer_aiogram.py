"""
The same small conversation as aiogram 3 keeps it: its state machine, with Redis for storage.

Redis syncs at every write (`appendfsync always`), so an answer survives a crash. (An update that was fetched and not yet
handled is lost even then: aiogram confirms a batch while its handlers still run.) Runs in `.venv-bench`, which has
nothing of ours but this file.
"""

from __future__ import annotations

import asyncio
import json
import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Message
from redis.asyncio import Redis


class Talk(StatesGroup):  # type: ignore[misc]  # aiogram is not installed where types are checked
    asked = State()


async def answer(message: Message, state: FSMContext) -> None:
    data = await state.get_data()
    turn = data.get("turn", 0) + 1
    await state.set_data({"turn": turn, "facts": {"words": message.text}})
    await state.set_state(Talk.asked)
    row = [InlineKeyboardButton(text=str(n), callback_data=f"t.{turn}.s{n}") for n in range(2)]
    help_row = [InlineKeyboardButton(text="Apua nyt", callback_data="now")]
    keyboard = InlineKeyboardMarkup(inline_keyboard=[row, help_row])
    await message.answer(f"{turn}: {message.text}", reply_markup=keyboard)


async def known(redis: Redis, first: int, chats: int) -> None:
    """What is there already, as in a bot that has been in use."""
    pipe = redis.pipeline(transaction=False)
    for chat in range(first, first + chats):
        pipe.set(f"fsm:{chat}:{chat}:data", json.dumps({"turn": 1, "facts": {"words": "sana"}}))
        pipe.set(f"fsm:{chat}:{chat}:state", "Talk:asked")
    await pipe.execute()


async def main(api: str, redis_url: str, token: str, first: str, chats: str) -> None:
    redis: Redis = Redis.from_url(redis_url, max_connections=1000)
    await known(redis, int(first), int(chats))
    bot = Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(api.removesuffix("/bot"))))
    dispatcher = Dispatcher(storage=RedisStorage(redis))
    dispatcher.message.register(answer)
    await dispatcher.start_polling(bot, handle_signals=False)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
