"""
The durable path with one dialog and nothing else: what a turn costs before rhythm, signals and logs are added to it.

An update in, python-telegram-bot's parsing and dispatch, the place read, a step of the real dialog engine, the place
written, one message out in words, one commit.
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
from bot.building import LOCALE_FOLDER
from bot.clock import SystemClock
from bot.storage import inbox, outbox
from bot.storage.columns import table_of
from bot.storage.database import Store, Transaction
from bot.storage.tables import Talk
from bot.words import Words
from bot.workers.crew import INGRESS, SENDER, Crew
from bot.workers.dispatcher import Dispatcher
from bot.workers.pace import Limits, Pace
from bot.workers.sender import Sender
from dialogs import engine
from dialogs.effects import Say, Turn, Typed
from dialogs.loader import load_scripts
from dialogs.place import Place
from handlers import incoming
from handlers.http import AiohttpRequest
from handlers.outgoing import sender_for

LIFTED = Limits(bot_per_second=0, chat_per_second=0, group_per_minute=0)
SCRIPT = """
[about]
title = "Small talk"
version = 1
process = "house"
judged = false
checked = { by = "" }
first = "energy"

[energy]
say = [{ mi = "Q", text = "How much energy do you have right now?", or = ["How is your energy today?"] }]
scale = { keep = "energy", low = "none", high = "plenty" }
buttons = [{ text = "I am having a hard time", go = "hard", tag = "NEUTRAL" }]
decline = "fine"
branch = [{ when = { energy = "0-3" }, go = "low" }]
next = "how"

[low]
say = [{ mi = "CR", text = "{energy} is little today." }, { mi = "Q", text = "What would be kind to you now?" }]
scale = { keep = "kind", low = "rest", high = "company" }
next = "end"

[how]
say = [{ mi = "SR", text = "So it is {energy} today." }, { mi = "Q", text = "How did it go?" }]
scale = { keep = "outcome", low = "not at all", high = "well" }
next = "end"

[hard]
say = [{ mi = "CR", text = "Today is hard." }]
next = "end"

[fine]
say = [{ mi = "EA", text = "That is fine." }]
next = "end"
"""

talk = table_of(Talk)
_READ = select(talk.c.turn, talk.c.place).where(talk.c.person_id == bindparam("who"))
_WRITE = update(talk).where(talk.c.person_id == bindparam("who")).values(turn=bindparam("next"), place=bindparam("at"))
_BEGIN = {"sqlite": sqlite.insert(talk), "postgresql": postgresql.insert(talk)}


class Talker:
    """Takes the turns."""

    def __init__(self) -> None:
        self.library = load_scripts({"small_talk": SCRIPT})
        self.words = Words.load(LOCALE_FOLDER)

    def step(self, tx: Transaction, update_id: int, chat: int, text: str) -> None:
        """Finish the update, read where the person stands, go on, write it down, answer."""
        if not inbox.finish(tx, update_id):
            return
        row = tx.execute(_READ, {"who": chat}).one_or_none()
        if row is None:
            first = {"person_id": chat, "turn": 0, "since": tx.now, "last_at": tx.now, "place": "", "script": ""}
            tx.execute(_BEGIN[tx.dialect], first | {"version": ""})
        turn = self._turn("" if row is None else row.place, text)
        assert turn.place is not None
        tx.execute(_WRITE, {"who": chat, "next": turn.next_turn, "at": turn.place.to_json()})
        outbox.add(tx, chat_id=chat, params=self._message(turn), client_id=chat)

    def _turn(self, place: str, text: str) -> Turn:
        number, seed = 1, 0
        if place:
            at = Place.from_json(place)
            outcome = engine.answer(self.library, at, Typed(text))
            assert isinstance(outcome, Turn)
            if outcome.place is not None:
                return outcome
            number, seed = outcome.next_turn, at.seed + 1
        return engine.begin(self.library, "small_talk", {}, turn=number, seed=seed)

    def _message(self, turn: Turn) -> dict[str, Any]:
        [said] = [effect for effect in turn.effects if isinstance(effect, Say)]
        assert said.ask is not None
        text = " ".join(self.words.script(line.context, line.msgid, turn.facts, "fi") for line in said.lines)
        scale = [[str(n), f"t.{said.ask.turn}.s{n}"] for n in range(11)]
        buttons = [
            [self.words.script(one.context, one.msgid, turn.facts, "fi"), f"t.{said.ask.turn}.{one.key}"]
            for one in said.ask.choices
        ]
        return {"text": text, "rows": [scale[:6], scale[6:], *([one] for one in buttons)]}


def through_telegram(
    application: Application[Any, Any, Any, Any, Any, Any], store: Store, talker: Talker
) -> Callable[[str, int], Awaitable[None]]:
    """What the dispatcher calls: python-telegram-bot finds the handler, the handler calls the action."""

    async def written(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.message
        assert message is not None
        await store.run(lambda tx: talker.step(tx, update.update_id, message.chat.id, message.text or ""))

    application.add_handler(MessageHandler(filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE, written))

    async def handle(payload: str, _: int) -> None:
        await application.process_update(Update.de_json(json.loads(payload), application.bot))

    return handle


async def main(api: str, database: str, role: str = "all") -> None:
    clock = SystemClock()
    store = Store.open(database, clock)
    crew = Crew(store, role, "bench", (INGRESS, SENDER) if role == "all" else ())
    await crew.join()
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
    sender = Sender(store, sender_for(bot), clock, Pace(LIFTED), on_duty=lambda: crew.holds(SENDER))
    dispatcher = Dispatcher(store, through_telegram(application, store, Talker()), clock)
    loops = [crew.run(), dispatcher.run()]
    if role == "all":
        loops += [sender.run(), incoming.poll(bot, inbox.keeper(store, clock))]
    await asyncio.gather(*loops)


if __name__ == "__main__":
    uvloop.run(main(*sys.argv[1:]))
