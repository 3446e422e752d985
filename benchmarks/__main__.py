"""Whole-path durable turns a second, beside python-telegram-bot's own way and aiogram's. Writes `report/bench.json`."""

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
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from statistics import median
from typing import IO, Any

from benchmarks import people
from benchmarks.places import Postgres, Redis, wait_for
from benchmarks.server import FIRST_CHAT, TOKEN, Plan

ROOT = Path(__file__).parent.parent
REPORT = ROOT / "report" / "bench.json"
TICKS = os.sysconf("SC_CLK_TCK")  # a second of processor time, as /proc counts it


AIOGRAM = ROOT / ".venv-bench" / "bin" / "python"


@dataclass(frozen=True)
class Case:
    """
    One line of the table.

    Args:
        bot: bare (the durable path), whole (the bot), ptb or aiogram (the peers).
        known: Chats that the bot knows already; those who write are among them.
        where: sqlite or postgres; the peers have their own.
        workers: Processes that answer.
    """

    name: str
    bot: str
    plan: Plan
    known: int
    where: str = "sqlite"
    workers: int = 1


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


NAMES = {
    "bare": "durable path",
    "whole": "whole bot",
    "ptb": "ConversationHandler + pickle",
    "aiogram": "aiogram + Redis, synced",
}
WRITERS = 200  # people who write at once; 100 where only so many are known


def cases(turns: int) -> list[Case]:
    def case(bot: str, turns: int, known: int, delay: float, where: str = "sqlite", workers: int = 1) -> Case:
        style = "talk" if bot == "whole" else "words"
        plan = Plan(min(known, WRITERS), turns, max(turns // 10, 30), delay, 0.0, style)
        place = f", PostgreSQL, {workers} process{'es' if workers > 1 else ''}" if where == "postgres" else ""
        return Case(f"{NAMES[bot]}{place}, {known:,} chats, {delay * 1000:.0f} ms", bot, plan, known, where, workers)

    def calm(bot: str, turns: int, rate: float, said: str) -> Case:
        plan = Plan(WRITERS, turns, 30 if rate > 1 else 1, 0.05, rate, "talk" if bot == "whole" else "words")
        return Case(f"{NAMES[bot]}, {said}", bot, plan, WRITERS)

    slow = max(turns // 40, 100)  # for what manages some dozens a second
    whole = max(turns // 4, 100)
    found = []
    for delay in (0.0, 0.05):
        for known in (100, 1_000, 10_000):
            found.append(case("bare", turns, known, delay))
            found.append(case("ptb", slow, known, delay))
            found.append(case("aiogram", whole, known, delay))
        found.append(case("whole", whole, 1_000, delay))
    for workers in (1, 2, 4):
        found.append(case("bare", turns // 2, 1_000, 0.05, "postgres", workers))
        found.append(case("whole", whole, 1_000, 0.05, "postgres", workers))
    found += [calm(bot, 300, 30, "30 turns/s, 50 ms") for bot in ("bare", "whole")]
    found.append(calm("whole", 5, 0.5, "idle but for a turn every two seconds"))
    return found


class Bench:
    """Runs cases; starts what they need once, and says what is missing."""

    def __init__(self, folder: Path, *, pinned: bool, profile: str) -> None:
        self._folder, self._pinned, self._profile = folder, pinned, profile
        self._postgres: Postgres | None = None

    def missing(self, case: Case) -> str:
        """Why a case cannot run here; empty if it can."""
        if case.bot == "aiogram" and not shutil.which("redis-server"):
            return "aiogram is left out: there is no redis-server here (Debian: apt-get install redis-server)"
        if case.bot == "aiogram" and not AIOGRAM.exists():
            return "aiogram is left out: its environment is not there (make bench makes it)"
        return ""

    def measure(self, case: Case) -> Result:
        folder = Path(tempfile.mkdtemp(dir=self._folder))
        redis = Redis(folder) if case.bot == "aiogram" else None
        try:
            return self._measure(case, folder, redis.url if redis is not None else "")
        finally:
            if redis is not None:
                redis.close()
            shutil.rmtree(folder, ignore_errors=True)

    def close(self) -> None:
        if self._postgres is not None:
            self._postgres.close()

    def _measure(self, case: Case, folder: Path, redis: str) -> Result:
        where = self._place(case, folder)
        server = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.server", json.dumps(asdict(case.plan))],
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        assert server.stdout is not None
        bots: list[subprocess.Popen[bytes]] = []
        try:
            api = f"http://127.0.0.1:{_event(server.stdout)['port']}/bot"
            env = os.environ | {"PTB_TIMEDELTA": "1"}
            *others, main = self._commands(case, api, redis or where)
            bots += [subprocess.Popen(one, cwd=ROOT, env=env) for one in others]
            if others:
                wait_for(where, len(others))  # their start is no part of a turn
            bots.append(subprocess.Popen(main, cwd=ROOT, env=env))
            if self._pinned and case.workers == 1:
                os.sched_setaffinity(bots[0].pid, {0})
                os.sched_setaffinity(server.pid, {1})
            return _watch(case, server.stdout, [bot.pid for bot in bots])
        finally:
            for bot in bots:
                bot.terminate() if self._profile else bot.kill()
                bot.wait()
            server.kill()
            server.wait()

    def _place(self, case: Case, folder: Path) -> str:
        if case.bot == "ptb":
            return str(folder / "peer.pickle")
        if case.where == "postgres":
            self._postgres = self._postgres or Postgres(self._folder / "postgres")
            where = self._postgres.place()
        else:
            where = f"sqlite:///{folder / 'bench.db'}"
        if case.bot != "aiogram":
            people.fill(where, case.known)
        return where

    def _commands(self, case: Case, api: str, where: str) -> Sequence[Sequence[str]]:
        if case.bot == "aiogram":
            script = str(ROOT / "benchmarks" / "peer_aiogram.py")
            return [[str(AIOGRAM), script, api, where, TOKEN, str(FIRST_CHAT), str(case.known)]]
        tool = ["-m", "cProfile", "-o", self._profile] if self._profile else []
        python = [sys.executable, *tool, "-m"]
        if case.bot == "ptb":
            return [[*python, "benchmarks.peer", api, where, str(case.known)]]
        roles = ["worker"] * (case.workers - 1) + ["all"]
        return [[*python, f"benchmarks.{case.bot}", api, where, role] for role in roles]


def _watch(case: Case, lines: IO[str], bots: Sequence[int]) -> Result:
    _event(lines)
    before = sum(map(_processor, bots))
    done = _event(lines)
    used, peak = sum(map(_processor, bots)) - before, sum(map(_peak, bots))
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


def middle(results: Sequence[Result]) -> Result:
    """The median of each figure over all rounds."""
    figures = {one.name: median(getattr(r, one.name) for r in results) for one in fields(Result) if one.name != "name"}
    return Result(name=results[0].name, **figures)


def show(found: Result) -> None:
    print(
        f"{found.name:60} {found.turns_per_second:7.0f} {found.calls_per_turn:5.1f} {found.cpu_ms:6.2f} ms "
        f"{found.cpu_share:6.1%} {found.p50_ms:7.1f} ms {found.p99_ms:7.1f} ms {found.peak_mb:4.0f} MB",
        flush=True,
    )


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--turns", type=int, default=8000, help="turns per fast case")
    ask.add_argument("--rounds", type=int, default=3, help="how often each case runs; medians are shown")
    ask.add_argument("--only", default="", help="only cases whose kind and name have this in them")
    ask.add_argument("--profile", default="", help="write the bot's profile here; use it with --only")
    ask.add_argument("--any-core", action="store_true", help="do not pin the bot and the server to a core each")
    asked = ask.parse_args()
    pinned = not asked.any_core and (os.cpu_count() or 1) > 1
    folder = Path(tempfile.mkdtemp(prefix="rinnalla-bench-"))
    bench = Bench(folder, pinned=pinned, profile=asked.profile)
    chosen = [case for case in cases(asked.turns) if asked.only in f"{case.bot}: {case.name}"]
    for reason in sorted({reason for case in chosen if (reason := bench.missing(case))}):
        print(reason)
    chosen = [case for case in chosen if not bench.missing(case)]
    measured: dict[str, list[Result]] = {case.name: [] for case in chosen}
    print(f"{'':60} turns/s calls  CPU/turn    CPU       p50        p99   peak")
    try:
        for number in range(asked.rounds):  # round after round, so that a busy minute harms no single case
            for case in chosen:
                measured[case.name].append(bench.measure(case))
                if asked.rounds == 1:
                    show(measured[case.name][-1])
            print(f"round {number + 1} of {asked.rounds}", file=sys.stderr)
    finally:
        bench.close()
        shutil.rmtree(folder, ignore_errors=True)
    results = [middle(rounds) for rounds in measured.values()]
    if asked.rounds > 1:
        for result in results:
            show(result)
    REPORT.parent.mkdir(exist_ok=True)
    about: dict[str, Any] = {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "at": time.strftime("%Y-%m-%d %H:%M"),
    }
    about |= {"rounds": asked.rounds, "turns": asked.turns, "load": os.getloadavg()[1]}
    REPORT.write_text(json.dumps(about | {"results": [asdict(one) for one in results]}, indent=2) + "\n")
    print(f"written to {REPORT.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
