"""
The durable path with the smallest possible action, as a process of its own: what the crash test kills.

It polls, dispatches and sends as the bot does. Its action counts: one row and one reply per update.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, Column, Integer, MetaData, Table, func, insert, select
from telegram import Bot

from bot.clock import SystemClock
from bot.storage import inbox, leases, outbox
from bot.storage.database import Store, Transaction
from bot.storage.inbox import keeper
from bot.workers.dispatcher import Dispatcher
from bot.workers.marks import Marks
from bot.workers.pace import Limits, Pace, Patience
from bot.workers.sender import Sender
from handlers import incoming
from handlers.http import AiohttpRequest
from handlers.outgoing import sender_for

effects = Table(
    "effect",
    MetaData(),
    Column("id", BigInteger().with_variant(Integer(), "sqlite"), primary_key=True),
    Column("update_id", BigInteger, nullable=False),  # not unique: a doubled effect shall be seen, not prevented
    Column("chat_id", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
)
_count = select(func.count()).select_from(effects)


def counting(store: Store) -> Callable[[str, int], Awaitable[None]]:
    """The action: "you have written n times; last you wrote ..."."""

    async def handle(payload: str, update_id: int) -> None:
        message = json.loads(payload)["message"]
        chat, text = message["chat"]["id"], message["text"]
        for _ in range(update_id * 7 % 5):  # as a turn that first asks Telegram something: some take longer than others
            await asyncio.sleep(0)

        def work(tx: Transaction) -> None:
            if not inbox.finish(tx, update_id):
                return
            number = tx.execute(_count.where(effects.c.chat_id == chat)).scalar_one() + 1
            tx.execute(insert(effects), {"update_id": update_id, "chat_id": chat, "number": number})
            outbox.add(tx, chat_id=chat, params={"text": f"{number} {text}"})

        await store.run(work)

    return handle


async def main(api: str, token: str, database: str) -> None:
    clock, ended = SystemClock(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), ended.set)  # it is closed when the test itself has died
    store = Store.open(database, clock)
    await store.run(leases.take_over)
    lifted = Limits(bot_per_second=0, chat_per_second=0, group_per_minute=0)
    async with Bot(token, api, request=AiohttpRequest(), get_updates_request=AiohttpRequest()) as bot:
        patience = Patience(first=timedelta(milliseconds=20))
        sender = Sender(store, sender_for(bot), clock, Pace(lifted), marks=Marks(clock, patience=patience))
        dispatcher = Dispatcher(store, counting(store), clock)
        hearing = asyncio.create_task(incoming.poll(bot, keeper(store, clock), allowed=["message"], long_poll=5))
        hearing.add_done_callback(lambda _: ended.set())
        working = [asyncio.create_task(dispatcher.run()), asyncio.create_task(sender.run())]
        await ended.wait()
        hearing.cancel()
        await dispatcher.stop()
        await sender.stop()
        await asyncio.gather(*working)
    await store.close()


def lives(main: Callable[..., Coroutine[Any, Any, None]], *args: str) -> None:
    """
    Begin a new life for each line on standard input. Says its process number, then its exit code once it has ended.

    A life is a process of its own that shares nothing with the one before but the imported modules: importing them
    anew took longer than everything else together.
    """
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                asyncio.run(main(*args))
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    lives(main, *sys.argv[1:])
