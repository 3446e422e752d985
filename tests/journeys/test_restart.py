"""The proof of the durable path: killed again and again in the middle of everything, it loses and doubles nothing."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice, pairwise
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from bot.storage.database import build_engine
from bot.workers.sender import AT_ONCE
from sandbox.desk import Desk
from sandbox.faults import Fault, Faults
from sandbox.model import Change, User
from sandbox.server import BotServer
from tests.journeys import small_bot

ROOT = Path(__file__).parent.parent.parent
CHATS, EACH, KILLS = 200, 10, 16
ON_THE_WAY = 300  # updates that wait at Telegram or in the bot at any time
TROUBLE = {"rate_429": 0.004, "rate_500": 0.02, "rate_reset": 0.02, "rate_lost_answer": 0.01}


@dataclass
class Witness:
    """
    Writes to the bot as two hundred people do, and sees every reply, with the life of the bot in which it came.

    A life ends with a kill.
    """

    desk: Desk
    script: Iterator[tuple[User, str]]
    life: int = 0
    replies: defaultdict[int, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    known: set[tuple[int, str]] = field(default_factory=set)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    def write(self, most: int = 1) -> None:
        for user, text in islice(self.script, most):
            self.desk.say(user, text)

    def see(self, change: Change) -> None:
        message = self.desk.message(change.chat_id, change.message_id)
        if change.kind != "message" or message is None or message.sender is not self.desk.bot:
            return
        reply = (change.chat_id, message.text)
        self.replies[change.chat_id].append((self.life, message.text))
        if reply not in self.known:
            self.known.add(reply)
            self.write()
            self.news.set()

    async def until(self, replies: int, ended: asyncio.Task[int]) -> None:
        """Wait for so many different replies. Fails when the bot ends by itself."""
        ended.add_done_callback(lambda _: self.news.set())
        while len(self.known) < replies:
            assert not ended.done(), "the bot ended by itself"
            self.news.clear()
            await self.news.wait()


class Bots:
    """The bot's lives, one after the other, each a process of its own."""

    module = small_bot.__name__

    def __init__(self, *args: str) -> None:
        self._args = args
        self._mother: Process | None = None
        self._number = 0
        self.ended: asyncio.Task[int] | None = None  # the exit code of this life

    async def start(self) -> None:
        if self._mother is None:
            self._mother = await asyncio.create_subprocess_exec(
                sys.executable, "-m", self.module, *self._args, cwd=ROOT, stdin=PIPE, stdout=PIPE
            )
        self._mother.stdin.write(b"live\n")
        self._number = await self._said()
        self.ended = asyncio.create_task(self._said())

    async def _said(self) -> int:
        return int(await self._mother.stdout.readline())

    async def end(self, how: signal.Signals) -> int:
        """Send the signal, wait for the end, return the exit code."""
        if not self.ended.done():
            os.kill(self._number, how)
        return await self.ended

    async def close(self) -> None:
        if self._mother is not None:
            await self.end(signal.SIGKILL)
            self._mother.stdin.close()
            await self._mother.wait()


def people_and_words(desk: Desk, random: Random) -> Iterator[tuple[User, str]]:
    """Who writes what, in an order that mixes the chats."""
    people = [desk.user(f"Person {number}") for number in range(CHATS)]
    turns = [user for user in people for _ in range(EACH)]
    random.shuffle(turns)
    said: Counter[int] = Counter()
    for user in turns:
        said[user.id] += 1
        yield user, f"sana {said[user.id]}"


async def all_marked(database: str) -> None:
    """Until nothing waits: a message whose answer was lost on its way goes out once more."""
    engine = create_engine(database, poolclass=NullPool)
    async with asyncio.timeout(60):
        while True:
            with engine.connect() as connection:
                if connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE state = 0").scalar() == 0:
                    return
            await asyncio.sleep(0.05)


async def live_and_die(database: str, faults: Faults, seed: int) -> tuple[Witness, BotServer]:
    """All updates, with kills in between; ends when every reply was seen and the bot has stopped in peace."""
    random = Random(seed)  # noqa: S311 - moments, not secrets
    desk = Desk(lambda: datetime.now(UTC))
    witness = Witness(desk, people_and_words(desk, random))
    desk.listen(witness.see)
    moments = sorted(random.sample(range(CHATS * EACH - ON_THE_WAY), KILLS))
    async with BotServer(desk, faults) as server:
        bots = Bots(server.url, desk.token, database)
        try:
            witness.write(ON_THE_WAY)
            await bots.start()
            for moment in moments:
                await witness.until(moment, bots.ended)
                for _ in range(random.randrange(20)):  # a few steps further: after an answer, inside a commit
                    await asyncio.sleep(0)
                await bots.end(signal.SIGKILL)
                witness.life += 1
                await bots.start()
            await witness.until(CHATS * EACH, bots.ended)
            await all_marked(database)
            assert await bots.end(signal.SIGTERM) == 0
        finally:
            await bots.close()
        return witness, server


@pytest.mark.slow
@pytest.mark.parametrize(
    ("engine", "trouble"),
    [
        pytest.param("sqlite", {}, id="sqlite-calm"),
        pytest.param("sqlite", TROUBLE, id="sqlite-faults"),
        pytest.param("postgres", {}, id="postgres-calm", marks=pytest.mark.postgres),
    ],
)
async def test_killed_at_any_moment_it_loses_and_doubles_nothing(
    engine: str, trouble: dict[str, float], request: pytest.FixtureRequest
):
    # given a database, a Bot API server, and 200 people who write 2,000 messages
    database = request.getfixturevalue(f"{engine}_url")
    tables = build_engine(database)
    small_bot.effects.create(tables)
    faults = Faults(seed=7, spared=frozenset({"getme"}), **trouble)  # a start without Telegram is another story
    # when the bot is killed at sixteen moments meanwhile
    witness, _ = await live_and_die(database, faults, seed=11)
    # then each update had its one effect, in the order of its chat
    assert witness.life == KILLS
    with tables.connect() as connection:
        rows = connection.execute(small_bot.effects.select().order_by(small_bot.effects.c.id)).all()
        left = connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE state = 0").scalar()
    tables.dispose()
    assert len(rows) == len({row.update_id for row in rows}) == CHATS * EACH
    assert left == 0
    for chat in witness.replies:
        mine = [row for row in rows if row.chat_id == chat]
        assert [row.number for row in mine] == list(range(1, EACH + 1))
        assert [row.update_id for row in mine] == sorted(row.update_id for row in mine)
    # and each chat got each reply, in order, again only where its bot was killed or the answer was lost
    assert len(witness.replies) == CHATS
    lost_answers = faults.drawn.get(Fault.LOST_ANSWER, 0)
    again = sum(check_replies(replies, lost_answers) for replies in witness.replies.values())
    assert again <= KILLS * AT_ONCE + lost_answers


def check_replies(replies: list[tuple[int, str]], lost_answers: int) -> int:
    """One chat's replies, each (life, text): nothing missing, nothing overtaken. Returns how many came again."""
    expected = [f"{number} sana {number}" for number in range(1, EACH + 1)]
    assert list(dict.fromkeys(text for _, text in replies)) == expected
    again = within_one_life = 0
    for (life_before, before), (life, text) in pairwise(replies):
        assert expected.index(text) - expected.index(before) in (0, 1), "a reply came again after a later one"
        again += text == before
        within_one_life += text == before and life == life_before
    assert within_one_life <= lost_answers, "sent twice without a crash"
    return again
