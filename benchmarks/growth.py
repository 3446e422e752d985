"""
What grows with the number of people, and what waits (`benchmarks/waiting.py`). Writes `report/growth.json`.

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
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import text

from benchmarks import people
from benchmarks.__main__ import REPORT, ROOT
from benchmarks.server import FIRST_CHAT
from benchmarks.waiting import MONDAY, Monday, Rush, monday, rush
from bot.app import Coach
from bot.clock import MovableClock
from bot.config import Config
from bot.storage import timers
from bot.storage.database import build_engine
from sandbox.api import BotApi
from sandbox.desk import Desk
from sandbox.inprocess import BASE_URL, FILE_URL, InProcessRequest

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
    _tell_grown(found)
    rushed = _in_a_process("rush", asked.due, per_second=asked.per_second)
    _tell_rush(rushed)
    digests = _in_a_process("monday", asked.digests)
    _tell_monday(digests)
    report = REPORT.with_name("growth.json")
    report.parent.mkdir(exist_ok=True)
    about = {"load": os.getloadavg()[1], "grown": found, "rush": rushed, "monday": digests}
    report.write_text(json.dumps(about, indent=2) + "\n")


def _tell_grown(found: list[dict[str, Any]]) -> None:
    for one in found:
        print(
            f"{one['clients']:>9,} clients: start {one['start']:,.0f} ms, {one['memory_mb']:.0f} MB, "
            f"100 due timers {one['claim_100']:.1f} ms (longest {one['claim_100_longest']:.1f})"
        )
    for name in ("start", "memory_mb", "claim_100"):
        print(f"{name}: {found[-1][name] / found[0][name]:.2f} times from the smallest to the largest")


def _tell_rush(rushed: dict[str, Any]) -> None:
    print(
        f"{rushed['waiting']:,} check-ins at {rushed['per_second']}/s: {rushed['took']:.0f} s, oldest first: "
        f"{rushed['in_order']}; answers went out after {rushed['answer_median']:.2f} s, longest {rushed['answer_longest']:.2f} s"
    )


def _tell_monday(digests: dict[str, Any]) -> None:
    print(
        f"a digest of 30 clients {digests['one']:.0f} ms; {digests['digests']:,} of them {digests['all_seconds']:.0f} s, "
        f"meanwhile a turn waits {digests['turn_median']:.0f} ms, longest {digests['turn_longest']:.0f} ms"
    )


if __name__ == "__main__":
    main()
