"""
The durable path with one small action: what the path itself costs, without the dialog engine.

An update in, python-telegram-bot's parsing and dispatch, one state row read and written, one message out, one commit.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

import uvloop
from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite
from telegram import Bot, Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, MessageHandler, filters

from benchmarks.server import TOKEN
from bot.clock import SystemClock
from bot.storage import inbox, leases, outbox
from bot.storage.database import Store, Transaction
from bot.storage.tables import Talk
from bot.workers.dispatcher import Dispatcher
from bot.workers.pace import Limits, Pace
from bot.workers.sender import Sender
from handlers import incoming
from handlers.http import AiohttpRequest
from handlers.outgoing import sender_for

LIFTED = Limits(bot_per_second=0, chat_per_second=0, group_per_minute=0)

talk = Talk.__table__  # type: ignore[attr-defined]  # SQLModel adds it
_READ = select(talk.c.turn, talk.c.place).where(talk.c.person_id == bindparam("who"))
_WRITE = update(talk).where(talk.c.person_id == bindparam("who")).values(turn=bindparam("next"), place=bindparam("at"))
_BEGIN = {"sqlite": sqlite.insert(talk), "postgresql": postgresql.insert(talk)}


def step(tx: Transaction, update_id: int, chat: int, text: str) -> None:
    """A turn: finish the update, read where the person stands, go on, write it down, answer."""
    if not inbox.finish(tx, update_id):
        return
    row = tx.execute(_READ, {"who": chat}).one_or_none()
    if row is None:
        first = {"person_id": chat, "turn": 0, "since": tx.now, "last_at": tx.now, "place": "{}"}
        tx.execute(_BEGIN[tx.dialect], first | {"script": "", "version": ""})
    turn = 1 if row is None else row.turn + 1
    tx.execute(_WRITE, {"who": chat, "next": turn, "at": json.dumps({"card": turn % 7, "facts": {"words": text}})})
    keyboard = [[["0", f"t.{turn}.s0"], ["1", f"t.{turn}.s1"]], [["Apua nyt", "now"]]]
    outbox.add(tx, chat_id=chat, params={"text": f"{turn}: {text}", "rows": keyboard})


def through_telegram(
    application: Application[Any, Any, Any, Any, Any, Any], store: Store
) -> Callable[[str, int], Awaitable[None]]:
    """What the dispatcher calls: python-telegram-bot finds the handler, the handler calls the action."""

    async def written(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.message
        assert message is not None
        await store.run(lambda tx: step(tx, update.update_id, message.chat.id, message.text or ""))

    application.add_handler(MessageHandler(filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE, written))

    async def handle(payload: str, _: int) -> None:
        await application.process_update(Update.de_json(json.loads(payload), application.bot))

    return handle


async def main(api: str, database: str) -> None:
    clock = SystemClock()
    store = Store.open(database, clock)
    await store.run(leases.take_over)
    application = (
        ApplicationBuilder()
        .token(TOKEN)
        .base_url(api)
        .request(AiohttpRequest())
        .get_updates_request(AiohttpRequest())
        .updater(None)
        .job_queue(None)
        .build()
    )
    await application.initialize()
    bot: Bot = application.bot
    sender = Sender(store, sender_for(bot), clock, Pace(LIFTED))
    dispatcher = Dispatcher(store, through_telegram(application, store), clock)
    await asyncio.gather(dispatcher.run(), sender.run(), incoming.poll(bot, inbox.keeper(store, clock)))


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
