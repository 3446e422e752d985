"""Whole-path durable turns a second, beside python-telegram-bot's own way. Writes `report/bench.json`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from benchmarks import people
from benchmarks.server import Plan

ROOT = Path(__file__).parent.parent
REPORT = ROOT / "report" / "bench.json"
TICKS = os.sysconf("SC_CLK_TCK")  # a second of processor time, as /proc counts it


@dataclass(frozen=True)
class Case:
    """One line of the table. `bot`: bare, whole or peer."""

    name: str
    bot: str
    plan: Plan


@dataclass
class Result:
    """`cpu` is processor time per turn; latencies run from the update's delivery to its answer's arrival."""

    name: str
    turns_per_second: float
    calls_per_turn: float
    cpu_ms: float
    cpu_share: float
    p50_ms: float
    p99_ms: float
    peak_mb: float


def cases(turns: int) -> list[Case]:
    def plan(turns: int, chats: int = 200, delay: float = 0.0, rate: float = 0.0, style: str = "words") -> Plan:
        return Plan(chats=chats, turns=turns, warm=max(turns // 10, 30), delay=delay, rate=rate, style=style)

    slow = max(turns // 40, 100)  # for what manages some dozens a second
    return [
        Case("durable path, server at once", "bare", plan(turns)),
        Case("durable path, server 50 ms", "bare", plan(turns, delay=0.05)),
        Case("durable path, server 50 ms, 1,000 chats", "bare", plan(turns, 1000, 0.05)),
        Case("durable path, server 50 ms, 30 turns/s", "bare", plan(300, delay=0.05, rate=30)),
        Case("whole bot, server at once", "whole", plan(turns // 4, style="talk")),
        Case("whole bot, server 50 ms", "whole", plan(turns // 4, delay=0.05, style="talk")),
        Case("whole bot, server 50 ms, 30 turns/s", "whole", plan(300, delay=0.05, rate=30, style="talk")),
        Case("ConversationHandler + pickle, 100 chats, at once", "peer", plan(slow, 100)),
        Case("ConversationHandler + pickle, 100 chats, 50 ms", "peer", plan(slow, 100, 0.05)),
        Case("ConversationHandler + pickle, 1,000 chats, 50 ms", "peer", plan(slow, 1000, 0.05)),
    ]


def measure(case: Case, database: str | None, folder: Path, core: bool, profile: str) -> Result:
    """Run one case in two processes."""
    url = database or f"sqlite:///{folder / 'bench.db'}"
    if case.bot != "peer":
        people.fill(url, case.plan.chats)
    server = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.server", json.dumps(asdict(case.plan))],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert server.stdout is not None
    try:
        port = _event(server.stdout)["port"]
        where = str(folder / "peer.pickle") if case.bot == "peer" else url
        more = [str(case.plan.chats)] if case.bot == "peer" else []
        tool = ["-m", "cProfile", "-o", profile] if profile else []
        bot = subprocess.Popen(
            [sys.executable, *tool, "-m", f"benchmarks.{case.bot}", f"http://127.0.0.1:{port}/bot", where, *more],
            cwd=ROOT,
            env=os.environ | {"PTB_TIMEDELTA": "1"},
        )
        if core:
            os.sched_setaffinity(bot.pid, {0})
            os.sched_setaffinity(server.pid, {1})
        try:
            return _watch(case, server.stdout, bot)
        finally:
            bot.terminate() if profile else bot.kill()
            bot.wait()
    finally:
        server.kill()
        server.wait()


def _watch(case: Case, lines: IO[str], bot: subprocess.Popen[bytes]) -> Result:
    _event(lines)
    before = _processor(bot.pid)
    done = _event(lines)
    used, peak = _processor(bot.pid) - before, _peak(bot.pid)
    turns, seconds = case.plan.turns, done["seconds"]
    return Result(
        name=case.name,
        turns_per_second=turns / seconds,
        calls_per_turn=done["calls"] / turns,
        cpu_ms=used / turns * 1000,
        cpu_share=used / seconds,
        p50_ms=done["p50"] * 1000,
        p99_ms=done["p99"] * 1000,
        peak_mb=peak / 1024,
    )


def _event(lines: IO[str]) -> dict[str, Any]:
    line = lines.readline()
    if not line:
        raise SystemExit("the server ended early")
    found: dict[str, Any] = json.loads(line)
    return found


def _processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _peak(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1])
    return 0


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--turns", type=int, default=8000, help="turns per fast case")
    ask.add_argument("--only", default="", help="only cases whose name has this in it")
    ask.add_argument("--database", default="", help="an empty PostgreSQL instead of SQLite; one case per database")
    ask.add_argument("--profile", default="", help="write the bot's profile here; use it with --only")
    ask.add_argument("--any-core", action="store_true", help="do not pin the bot and the server to a core each")
    asked = ask.parse_args()
    pinned = not asked.any_core and (os.cpu_count() or 1) > 1
    results = []
    print(f"{'':52} turns/s calls  CPU/turn  CPU   p50      p99      peak")
    for case in cases(asked.turns):
        if asked.only not in f"{case.bot}: {case.name}":
            continue
        folder = Path(tempfile.mkdtemp(prefix="rinnalla-bench-"))
        try:
            found = measure(case, asked.database or None, folder, pinned, asked.profile)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        results.append(found)
        print(
            f"{found.name:52} {found.turns_per_second:7.0f} {found.calls_per_turn:5.1f} {found.cpu_ms:6.2f} ms "
            f"{found.cpu_share:4.0%} {found.p50_ms:5.1f} ms {found.p99_ms:6.1f} ms {found.peak_mb:4.0f} MB",
            flush=True,
        )
    REPORT.parent.mkdir(exist_ok=True)
    about = {"python": platform.python_version(), "cores": os.cpu_count(), "at": time.strftime("%Y-%m-%d %H:%M")}
    REPORT.write_text(json.dumps(about | {"results": [asdict(one) for one in results]}, indent=2) + "\n")
    print(f"written to {REPORT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
