"""A sender whose messages go to a list, with the verdicts that a test hands in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from sqlalchemy import text

from bot.clock import MovableClock
from bot.storage import outbox
from bot.storage.calls import OutboxCall, Sent, Verdict
from bot.storage.database import Store
from bot.workers.pace import Limits, Pace
from bot.workers.sender import Sender

LIFTED = Limits(bot_per_second=0, chat_per_second=0, group_per_minute=0)


@dataclass
class Channel:
    """The other side: says what comes of each call, in the order of `verdicts`, then sends everything."""

    verdicts: list[Verdict | Exception] = field(default_factory=list)
    calls: list[OutboxCall] = field(default_factory=list)
    gate: asyncio.Event | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, call: OutboxCall) -> Verdict:
        self.calls.append(call)
        self.news.set()
        if self.gate is not None:
            await self.gate.wait()
        verdict = self.verdicts.pop(0) if self.verdicts else Sent(1000 + call.id)
        if isinstance(verdict, Exception):
            raise verdict
        return verdict

    async def until(self, calls: int) -> None:
        """Wait for so many calls."""
        while len(self.calls) < calls:
            self.news.clear()
            await self.news.wait()

    @property
    def texts(self) -> list[str]:
        return [call.params["text"] for call in self.calls]


@asynccontextmanager
async def sending(store: Store, channel: Channel, clock: MovableClock, **more) -> AsyncIterator[Sender]:
    sender = Sender(store, channel, clock, more.pop("pace", None) or Pace(LIFTED), **more)
    running = asyncio.create_task(sender.run())
    yield sender
    await sender.stop()
    await running


async def add(store: Store, chat: int, *texts: str, **more) -> list[int]:
    return await store.run(lambda tx: [outbox.add(tx, chat_id=chat, params={"text": one}, **more) for one in texts])


async def states(store: Store) -> list[tuple[int, str]]:
    return await store.run(
        lambda tx: [tuple(row) for row in tx.execute(text("SELECT state, fault FROM outbox ORDER BY id"))]
    )
