"""
What grows with the number of people, and what waits when ten thousand things are due at once. Writes `report/growth.json`.

Each size is a process of its own, so that memory is its own. Clients beyond the first are copies of one row: what is
measured never opens them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import text
from sqlmodel import select

from benchmarks import people
from benchmarks.__main__ import REPORT, ROOT
from benchmarks.server import FIRST_CHAT
from bot.app import Coach
from bot.clock import MovableClock, SystemClock
from bot.config import Config
from bot.storage import outbox, timers
from bot.storage import people as people_rows
from bot.storage.calls import OutboxCall, Sent, Verdict
from bot.storage.database import Store, Transaction, build_engine
from bot.storage.tables import CheckIn, Client, Note
from bot.workers.pace import Limits, Pace
from bot.workers.sender import Sender
from bot.workers.ticker import DueTimers
from sandbox.api import BotApi
from sandbox.desk import Desk
from sandbox.inprocess import BASE_URL, FILE_URL, InProcessRequest

MONDAY = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)  # eight o'clock in Helsinki
COPIES = """
WITH RECURSIVE number(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM number WHERE n < :count)
INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, number WHERE {table}.id = :first
"""


@dataclass
class Grown:
    """One size. Times in milliseconds."""

    clients: int
    start: float
    memory_mb: float
    claim_100: float
    claim_100_longest: float


def fill(url: str, count: int) -> None:
    """So many clients, each with a check-in that waits; a hundred of them are due."""
    people.fill(url, 1)
    engine = build_engine(url)
    with engine.begin() as connection:
        for table in ("person", "client"):
            names = [row[1] for row in connection.execute(text(f"PRAGMA table_info({table})"))]
            new = {"id": "id + n", "telegram_id": "hex(n)", "person_id": "person_id + n"}
            values = ", ".join(new.get(name, name) for name in names)
            made = COPIES.format(table=table, columns=", ".join(names), values=values)
            connection.execute(text(made), {"count": count, "first": FIRST_CHAT})
        connection.execute(
            text(
                "INSERT INTO timer (kind, subject_id, due_at, plan_version, attempts) "
                "SELECT 'check_in', id, CASE WHEN id < :soon THEN :due ELSE :later END, 0, 0 FROM client"
            ),
            {"soon": FIRST_CHAT + 102, "due": "2026-11-02 05:00:00.000000", "later": "2026-12-24 08:00:00.000000"},
        )
    engine.dispose()


async def grown(url: str, count: int) -> Grown:
    """Start the bot on it, and take a hundred timers again and again."""
    began = time.perf_counter()
    clock = MovableClock(at=datetime(2026, 11, 1, tzinfo=UTC))
    desk = Desk(clock.now)
    config = Config(_env_file=None, bot_token=desk.token, bot_api_url=BASE_URL, bot_file_url=FILE_URL, database_url=url)
    coach = Coach(config, clock, request=InProcessRequest(BotApi(desk)), listen=False)
    await coach.start()
    started = time.perf_counter() - began
    took = []
    for _ in range(20):
        begun = time.perf_counter()
        await coach.store.run(lambda tx: len(timers.claim_due(tx, MONDAY, 100)))
        took.append(time.perf_counter() - begun)
        await coach.store.run(timers.recover)
    memory = _resident()
    await coach.stop()
    return Grown(count, started * 1000, memory, median(took) * 1000, max(took) * 1000)


def _resident() -> float:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


@dataclass
class Rush:
    """Ten thousand check-ins wait to be sent, and some people write meanwhile. Seconds from an answer to its sending."""

    waiting: int
    per_second: int
    took: float
    in_order: bool
    answer_median: float
    answer_longest: float


async def rush(url: str, count: int, per_second: int) -> Rush:
    """The real sender at a pace, the answers of people among what waits."""
    store, clock = Store.open(url), SystemClock()
    answers: dict[int, float] = {}
    sent: list[tuple[int, int]] = []

    async def send(call: OutboxCall) -> Verdict:
        sent.append((call.rank, call.id))
        if call.rank == 0:
            answers[call.id] = time.perf_counter() - answers[call.id]
        return Sent(call.id)

    def check_ins(tx: Transaction) -> None:
        for chat in range(count):
            outbox.add(tx, chat_id=chat + 1, params={"text": "Mitä kuuluu?"}, rank=1, now=clock.now())

    await store.run(check_ins)
    began = time.perf_counter()
    sender = Sender(store, send, clock, Pace(Limits(bot_per_second=per_second)))
    sending = asyncio.create_task(sender.run())
    for number in range(20):
        await asyncio.sleep(count / per_second / 25)
        begun = time.perf_counter()
        thanks = partial(outbox.add, chat_id=-1 - number, params={"text": "Kiitos"})
        row = await store.run(thanks)
        answers.setdefault(row, begun)
    await sender.idle()
    took = time.perf_counter() - began
    await sender.stop()
    await sending
    await store.close()
    others = [row for rank, row in sent if rank]
    waited = sorted(answers.values())
    return Rush(count, per_second, took, others == sorted(others), median(waited), waited[-1])


@dataclass
class Monday:
    """Digests of thirty clients each. Milliseconds; `one` is processor time."""

    digests: int
    one: float
    all_seconds: float
    turn_median: float
    turn_longest: float


def give_history(tx: Transaction) -> None:
    """Sixteen weeks of check-ins, three and a half a week, and some words that may be shown."""
    for client in tx.session.exec(select(Client)).all():
        for number in range(56):
            at = MONDAY - timedelta(days=2 * number + 1)
            outcome = ("done", "part", "not_started", "")[(client.id + number) % 4]
            reason = "tired" if outcome == "not_started" else ""
            tx.session.add(
                CheckIn(
                    client_id=client.id,
                    asked_at=at,
                    answered_at=at + timedelta(hours=1),
                    energy=(client.id + number * 3) % 11,
                    outcome=outcome,
                    reason=reason,
                )
            )
            if number % 8 == 0:
                tx.session.add(Note(client_id=client.id, kind="success", words="Jaksoin kauppaan", share=True, at=at))


async def monday(url: str, digests: int, turn: float = 0.05) -> Monday:
    """So many digests are due at once; meanwhile somebody's turn begins every `turn` seconds."""
    people.fill(url, 30)
    clock = MovableClock(at=MONDAY)
    desk = Desk(clock.now)
    config = Config(_env_file=None, bot_token=desk.token, bot_api_url=BASE_URL, bot_file_url=FILE_URL, database_url=url)
    coach = Coach(config, clock, request=InProcessRequest(BotApi(desk)), listen=False)
    await coach.start()
    await coach.store.run(give_history)
    await coach.ticker.stop()  # the digests are for the ticker below
    from bot.actions import digest

    def one(tx: Transaction) -> float:
        begun = time.thread_time()  # processor time: a busy machine shall not count
        pro = people_rows.professional(tx, 1)
        assert pro is not None
        person = people_rows.by_id(tx, pro.person_id)
        digest.compose(tx, coach.house, pro, person, "2026-W45", MONDAY)
        return time.thread_time() - begun

    alone = [await coach.store.run(one) for _ in range(5)]

    def all_due(tx: Transaction) -> None:
        for number in range(digests):
            timers.put(tx, "digest", number + 1, MONDAY)

    await coach.store.run(all_due)
    done: list[int] = []

    async def obey(due: timers.Due) -> None:
        def work(tx: Transaction) -> None:
            if timers.done(tx, due.id):
                one(tx)

        await coach.store.run(work, patient=True)
        done.append(due.id)

    begun = time.perf_counter()
    ticking = asyncio.create_task(DueTimers(coach.store, obey, clock)())
    waits = []
    while not ticking.done():
        asked = time.perf_counter()
        await coach.store.run(lambda tx: people_rows.who(tx, FIRST_CHAT))
        waits.append(time.perf_counter() - asked)
        await asyncio.sleep(turn)
    took = time.perf_counter() - begun
    assert len(done) == digests
    await coach.stop()
    return Monday(digests, median(alone) * 1000, took, median(waits) * 1000, max(waits) * 1000)


def _in_a_process(what: str, count: int, **more: Any) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.growth", "--one", what, "--count", str(count)]
    command += [f"--{name.replace('_', '-')}={value}" for name, value in more.items()]
    said = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, Any] = json.loads(said.splitlines()[-1])
    return found


def _one(what: str, count: int, per_second: int) -> Grown | Rush | Monday:
    with tempfile.TemporaryDirectory(prefix="rinnalla-growth-") as folder:
        url = f"sqlite:///{folder}/growth.db"
        if what == "grown":
            fill(url, count)
            return asyncio.run(grown(url, count))
        if what == "rush":
            people.fill(url, 1)
            return asyncio.run(rush(url, count, per_second))
        return asyncio.run(monday(url, count))


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--largest", type=int, default=1_000_000, help="clients in the largest of three databases")
    ask.add_argument("--due", type=int, default=10_000, help="check-ins due in one minute")
    ask.add_argument("--digests", type=int, default=2_000)
    ask.add_argument("--per-second", type=int, default=300, help="the sender's pace; Telegram's free one is 30")
    ask.add_argument("--one", default="", help=argparse.SUPPRESS)
    ask.add_argument("--count", type=int, default=0, help=argparse.SUPPRESS)
    asked = ask.parse_args()
    if asked.one:
        print(json.dumps(asdict(_one(asked.one, asked.count, asked.per_second))))
        return
    sizes = sorted({1_000, max(1_000, asked.largest // 10), asked.largest})
    found = [_in_a_process("grown", size) for size in sizes]
    for one in found:
        print(
            f"{one['clients']:>9,} clients: start {one['start']:,.0f} ms, {one['memory_mb']:.0f} MB, "
            f"100 due timers {one['claim_100']:.1f} ms (longest {one['claim_100_longest']:.1f})"
        )
    for name in ("start", "memory_mb", "claim_100"):
        print(f"{name}: {found[-1][name] / found[0][name]:.2f} times from the smallest to the largest")
    rushed = _in_a_process("rush", asked.due, per_second=asked.per_second)
    print(
        f"{rushed['waiting']:,} check-ins at {rushed['per_second']}/s: {rushed['took']:.0f} s, oldest first: "
        f"{rushed['in_order']}; answers went out after {rushed['answer_median']:.2f} s, longest {rushed['answer_longest']:.2f} s"
    )
    digests = _in_a_process("monday", asked.digests)
    print(
        f"a digest of 30 clients {digests['one']:.0f} ms; {digests['digests']:,} of them {digests['all_seconds']:.0f} s, "
        f"meanwhile a turn waits {digests['turn_median']:.0f} ms, longest {digests['turn_longest']:.0f} ms"
    )
    report = REPORT.with_name("growth.json")
    report.parent.mkdir(exist_ok=True)
    about = {"load": os.getloadavg()[1], "grown": found, "rush": rushed, "monday": digests}
    report.write_text(json.dumps(about, indent=2) + "\n")


if __name__ == "__main__":
    main()
