"""The driver: moves everybody's clock, lets people act, breaks things, and waits until all that follows has happened."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import sys
import time
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.soak.crowd import Crowd
from bot.clock import MovableClock
from sandbox.desk import Desk
from sandbox.model import User
from sandbox.server import BotServer

ROOT = Path(__file__).resolve().parents[2]
PAGE = os.sysconf("SC_PAGE_SIZE")
STEP = timedelta(minutes=5)  # what is due within it happens together
ROUNDS = 400  # of acting at one moment; more is a fault
PATIENCE = 120.0  # seconds until updates are fetched; the bot's own longest pause is 30
AWAY = timedelta(hours=6)  # Telegram is gone for so long, once
GONE = 0.5  # seconds in which the server takes no calls
LOCKED = 1.0  # seconds for which another process holds the database, once


class Broken(Exception):
    """The bot ended by itself, or does not come to rest. The soak has failed."""


class Bot:
    """The bot's lives, one after the other."""

    def __init__(self, api: str, token: str, database: str) -> None:
        self._args = (api, token, database)
        self._mother: Process | None = None
        self.pid = 0

    async def start(self, at: datetime) -> None:
        if self._mother is None:
            self._mother = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "benchmarks.soak.life", *self._args, cwd=ROOT, stdin=PIPE, stdout=PIPE
            )
        self._write(f"live {at.isoformat()}")
        self.pid = (await self._read())["pid"]

    async def ask(self, **order: Any) -> dict[str, Any]:
        self._write(json.dumps(order))
        return await self._read()

    async def stop(self) -> None:
        """In good order."""
        self._write(json.dumps({"do": "stop"}))
        if (said := await self._read()) != {"ended": 0}:
            raise Broken(f"the bot ended with {said}")

    async def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        while "ended" not in await self._read():
            pass

    async def close(self) -> None:
        if self._mother is not None and self._mother.stdin is not None:
            self._mother.stdin.close()
            await self._mother.wait()

    def memory(self) -> float:
        """Megabytes in use."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE / 1e6

    def _write(self, line: str) -> None:
        assert self._mother is not None
        assert self._mother.stdin is not None
        self._mother.stdin.write(line.encode() + b"\n")

    async def _read(self) -> dict[str, Any]:
        assert self._mother is not None
        assert self._mother.stdout is not None
        line = await self._mother.stdout.readline()
        if not line:
            raise Broken("the bot's mother process ended")
        said: dict[str, Any] = json.loads(line)
        return said


@dataclass
class Story:
    """What happened to the bot from outside."""

    kills: int = 0
    restarts: int = 0
    away: int = 0
    locked: int = 0
    memory: list[float] = field(default_factory=list)  # megabytes at the end of each day
    last_start: int = 0  # the day of the last start


@dataclass
class World:
    """Everything that lives in the driver's process."""

    desk: Desk
    clock: MovableClock
    server: BotServer
    bot: Bot
    crowd: Crowd
    random: Random
    database: Path
    story: Story = field(default_factory=Story)
    timer: datetime | None = None
    kills: set[int] = field(default_factory=set)  # rounds of acting after which the bot is killed
    rounds: int = 0
    done: set[int] = field(default_factory=set)  # updates that were seen finished

    async def calm(self) -> None:
        """Until nothing is left to fetch, answer, or send, tries that were put off included."""
        for _ in range(ROUNDS):
            await self._fetched()
            state = await self.bot.ask(do="settle")
            self.timer = datetime.fromisoformat(state["timer"]) if state["timer"] else None
            if self.desk.updates.waiting:
                continue
            if state["again"] is None:
                return
            await self.to(max(datetime.fromisoformat(state["again"]), self.clock.now() + timedelta(seconds=1)))
        raise Broken("the bot does not come to rest")

    async def _fetched(self) -> None:
        until = time.monotonic() + PATIENCE
        while self.desk.updates.waiting:
            if time.monotonic() > until:
                raise Broken("updates are not fetched")
            await asyncio.sleep(0.004)

    async def to(self, at: datetime) -> None:
        """Everybody's clock."""
        self.clock.move_to(at)
        await self.bot.ask(do="to", at=self.clock.now().isoformat())

    async def act(self) -> None:
        """Whose time has come acts, and who is answered at once acts again, until all wait."""
        await self.calm()
        for _ in range(ROUNDS):
            if not self.crowd.act(self.clock.now()):
                return
            self.rounds += 1
            if self.rounds in self.kills:
                await self._die()
            await self.calm()
        raise Broken("a talk has no end")

    async def until(self, end: datetime) -> None:
        """Live until then, stopping wherever something is due."""
        await self.act()
        while self.clock.now() < end:
            stops = [at for at in (self.timer, self.crowd.next()) if at is not None]
            await self.to(min(max(min(stops, default=end), self.clock.now() + STEP), end))
            await self.act()

    async def _die(self) -> None:
        """The bot is killed while it has work in hand, and started anew."""
        await asyncio.sleep(self.random.random() * 0.15)
        await self.bot.kill()
        self.story.kills += 1
        await self.bot.start(self.clock.now())

    async def again(self) -> None:
        """The bot is stopped in good order, with work in hand, and started anew."""
        self.crowd.act(self.clock.now())
        await self.bot.stop()
        self.story.restarts += 1
        await self.bot.start(self.clock.now())

    async def telegram_goes(self) -> None:
        """Telegram is gone for hours in which people write and check-ins fall due."""
        host, port = self.server.host, self.server.port
        await self.server.stop()
        for user in self.crowd.clients[:20]:
            self.desk.say(user, "oletko siellä")
        self.clock.move(AWAY)
        asking = asyncio.create_task(self.bot.ask(do="to", at=self.clock.now().isoformat()))
        await asyncio.sleep(GONE)
        await self.server.start(host, port)
        await asking
        self.story.away += 1

    async def locked(self) -> None:
        """Another process holds the database for a while; people write meanwhile."""
        holder = sqlite3.connect(self.database, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        for user in self.crowd.clients[20:40]:
            self.desk.say(user, "pieni kysymys")
        await asyncio.sleep(LOCKED)
        holder.execute("ROLLBACK")
        holder.close()
        self.story.locked += 1

    async def move_in(self, clients: int, pros: int) -> None:
        """Everybody comes in by invitation, as people do."""
        self.crowd.settle_until(self.clock.now() + timedelta(hours=1))
        for number in range(pros):
            user = self.desk.user(f"Maija {number}")
            self.crowd.pros.append(user)
            self.desk.start(user, (await self.bot.ask(do="invite", name=user.first_name))["code"])
        await self.act()
        for first in range(0, clients, pros):
            await self._invite([f"Koivu {number}" for number in range(first, min(first + pros, clients))])
        await self.act()

    async def _invite(self, names: list[str]) -> None:
        """Each professional invites one client."""
        asking = list(zip(self.crowd.pros, names, strict=False))
        for pro, _ in asking:
            self.desk.say(pro, "/kutsu")
        await self.act()
        for pro, name in asking:
            self.desk.say(pro, name)
        await self.act()
        for pro, name in asking:
            user = self.desk.user(name)
            self.crowd.clients.append(user)
            self.desk.start(user, self._code(pro))
        await self.act()

    def _code(self, pro: User) -> str:
        said = next(m.text for m in reversed(self.desk.messages(pro.id)) if "start=" in m.text)
        return said.rpartition("start=")[2].split()[0]


def empty(folder: Path) -> Path:
    """A folder with nothing in it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
