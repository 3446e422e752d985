"""
The whole bot as a process that can be killed, with a clock that its driver moves.

The first process imports everything and forks a life for each line that begins with "live"; importing anew would take
longer than living. A life obeys lines of JSON on standard input and answers each with one line.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import traceback
from datetime import datetime, timedelta
from typing import Any

import uvloop
from sqlalchemy import func, select

from bot import config, logs
from bot.actions import enrol
from bot.app import Coach
from bot.clock import MovableClock
from bot.storage import outbox, timers
from bot.storage.database import Transaction
from bot.storage.inbox import inbox
from bot.storage.tables import Inbox
from bot.workers.pace import Limits

LIFTED = Limits(bot_per_second=0, chat_per_second=0, chat_burst=0, group_per_minute=0)
HOUR = timedelta(hours=1)


class Life:
    """One process of the bot."""

    def __init__(self, api: str, token: str, database: str, at: datetime) -> None:
        self.clock = MovableClock(at=at)
        settings = config.read(
            None, bot_token=token, bot_api_url=api, database_url=database, watchdog_seconds=0, second_factor="off"
        )
        self.coach = Coach(settings, self.clock, limits=LIFTED)

    async def obey(self, order: dict[str, Any]) -> dict[str, Any]:
        """One order of the driver."""
        match order["do"]:
            case "to":
                self.clock.move_to(datetime.fromisoformat(order["at"]))
                await self.coach.settle()
                await self.coach.tick()
                await self.coach.settle()
            case "settle":
                await self.coach.settle()
            case "invite":
                return {"code": await self._invite(order["name"])}
        return await self.coach.store.run(self._state)

    async def _invite(self, name: str) -> str:
        house, now = self.coach.house, self.clock.now()
        code, _ = await self.coach.store.run(
            lambda tx: enrol.invite_professional(tx, house, now, name=name, locale="fi")
        )
        return code

    def _state(self, tx: Transaction) -> dict[str, Any]:
        """When something can go on: tries that were put off, and timers."""
        now = self.clock.now()
        again = [
            outbox.next_due(tx),
            tx.execute(select(func.min(inbox.c.leased_until)).where(inbox.c.state == Inbox.WAITING)).scalar(),
        ]
        soon = [at for at in again if at is not None and at < now + HOUR]
        timer = timers.next_due(tx)
        return {
            "again": max(min(soon), now).isoformat() if soon else None,
            "timer": max(timer, now).isoformat() if timer else None,
        }


async def main(api: str, token: str, database: str, at: datetime) -> None:
    """Live until told to stop, or killed."""
    logs.start("ERROR")
    life = Life(api, token, database, at)
    await life.coach.start()
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    _say(pid=os.getpid())
    while line := await reader.readline():
        order = json.loads(line)
        if order["do"] == "stop" or life.coach.stopped.is_set():
            break
        _say(**await life.obey(order))
    await life.coach.stop()
    if life.coach.fault is not None:
        raise life.coach.fault


def _say(**what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def lives(api: str, token: str, database: str) -> None:
    """Fork a life for each line "live TIME"; say its exit code once it has ended."""
    while line := _line():
        at = datetime.fromisoformat(line.split()[1])
        child = os.fork()
        if child == 0:
            try:
                uvloop.run(main(api, token, database, at))
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        _say(ended=os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _line() -> str:
    """One line, byte for byte: what comes after it belongs to the life that is to be born."""
    os.set_blocking(0, True)  # the life before shared the pipe, and left it as it needed it
    line = b""
    while (byte := os.read(0, 1)) and byte != b"\n":
        line += byte
    return line.decode()


if __name__ == "__main__":
    lives(*sys.argv[1:])
