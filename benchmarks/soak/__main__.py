"""`python -m benchmarks.soak`: 200 people, 30 days, faults on. Writes `report/soak.json` and `report/soak.txt`."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks.soak.count import Reckoning, finished, reckon, watch
from benchmarks.soak.crowd import Crowd
from benchmarks.soak.drive import ROOT, Bot, Broken, Story, World
from bot.clock import MovableClock
from bot.storage import schema
from sandbox.desk import Desk
from sandbox.faults import Faults
from sandbox.server import BotServer

MORNING = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)  # a Monday, eight o'clock in Helsinki
TROUBLE = {"rate_429": 0.004, "rate_500": 0.006, "rate_reset": 0.006, "rate_lost_answer": 0.003}
SPARED = frozenset({"getme", "deletewebhook", "setmycommands"})  # a start without Telegram is another story
FLAT = 1.10  # memory at the end over memory a few days after the last start
WARM_DAYS = 3


@dataclass(frozen=True)
class Plan:
    """How long, how many, and how rough."""

    clients: int = 200
    pros: int = 10
    days: int = 30
    kills: int = 20
    seed: int = 1
    trouble: bool = True

    @property
    def rough_days(self) -> int:
        """Until then the bot is killed and started anew; afterwards one life shows whether memory stays flat."""
        return self.days // 2


@dataclass
class Report:
    """What a soak found."""

    plan: Plan
    found: Reckoning
    story: Story
    faults: dict[str, int]
    acts: int
    seconds: float

    @property
    def growth(self) -> float:
        """Memory at the end over memory a few days after the last start; 1 when the life was too short to tell."""
        life = self.story.memory[self.story.last_start :]
        return max(life[-2:]) / life[WARM_DAYS] if len(life) > WARM_DAYS + 1 else 1.0

    @property
    def good(self) -> bool:
        return self.found.lost == self.found.doubled == self.found.out_of_order == 0 and self.growth <= FLAT


async def soak(plan: Plan, folder: Path) -> Report:
    """Live through all of it. Raises Broken when the bot ends by itself or does not come to rest."""
    begun = time.monotonic()
    random, clock = Random(plan.seed), MovableClock(at=MORNING)  # noqa: S311 - a repeatable life, no secret
    desk, database = Desk(clock.now), folder / "soak.db"
    url = f"sqlite:///{database}"
    schema.migrate(url)
    faults, shown = Faults(seed=plan.seed, spared=SPARED), watch(desk)
    async with BotServer(desk, faults) as server:
        world = World(desk, clock, server, Bot(server.url, desk.token, url), Crowd(desk, random), random, database)
        try:
            await world.bot.start(clock.now())
            await world.move_in(plan.clients, plan.pros)
            if plan.trouble:
                for name, rate in TROUBLE.items():
                    setattr(faults, name, rate)
            await live(world, plan)
            await world.calm()
            await world.bot.stop()
        finally:
            await world.bot.close()
    drawn = {fault.value: number for fault, number in faults.drawn.items()}
    return Report(
        plan,
        reckon(url, desk, shown, world.done | finished(database)),
        world.story,
        drawn,
        world.crowd.acts,
        time.monotonic() - begun,
    )


async def live(world: World, plan: Plan) -> None:
    """Day after day: the first half rough, then one long life."""
    usual = 1  # rounds of acting in a day, by the day before
    for day in range(plan.days):
        before = world.rounds
        if plan.trouble and day < plan.rough_days:
            today = plan.kills // plan.rough_days + (day < plan.kills % plan.rough_days)
            world.kills = {world.rounds + 1 + world.random.randrange(usual) for _ in range(today)}
        else:
            world.kills = set()
        world.crowd.new_day()
        noon = MORNING + timedelta(days=day, hours=6)
        await world.until(noon)
        if plan.trouble:
            await _trouble(world, plan, day)
        await world.until(MORNING + timedelta(days=day + 1))
        world.done |= finished(world.database)
        world.story.memory.append(round(world.bot.memory(), 1))
        usual = max(1, world.rounds - before)
        print(f"day {day + 1}: {world.crowd.acts} acts, {world.story.memory[-1]} MB", flush=True)


async def _trouble(world: World, plan: Plan, day: int) -> None:
    """Each kind at least once in the first half."""
    if day == plan.rough_days // 3:
        await world.telegram_goes()
    if day == plan.rough_days // 2:
        await world.locked()
    if day == plan.rough_days - 1:
        await world.again()
        world.story.last_start = day


def text(report: Report) -> str:
    """The report for people."""
    plan, found, story = report.plan, report.found, report.story
    reasons = ", ".join(f"{number} {name}" for name, number in sorted(found.never.items())) or "none"
    faults = ", ".join(f"{number} × {name}" for name, number in sorted(report.faults.items())) or "none"
    return f"""Soak of {plan.clients} clients and {plan.pros} professionals over {plan.days} simulated days, seed {plan.seed}
{"passed" if report.good else "FAILED"} in {report.seconds:.0f} s

updates from people      {found.updates:>8}   acts of people {report.acts}
messages on telephones   {found.messages:>8}   check-ins of the bot's own {found.check_ins}
lost updates             {found.lost_updates:>8}
lost messages            {found.lost_messages:>8}   rightly not sent: {reasons}
doubled effects          {found.doubled_effects:>8}
unexplained messages     {found.unexplained:>8}
out of order             {found.out_of_order:>8}
sent again, last hop     {found.again:>8}   a kill between sending and marking, or an answer that was lost on the way

killed {story.kills} times, stopped and started {story.restarts} times, Telegram gone {story.away} times, database locked {story.locked} times
faults of the server: {faults}
memory by day, MB: {" ".join(f"{megabytes:.0f}" for megabytes in story.memory)}
growth since three days after the last start: {report.growth:.2f}
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--pros", type=int, default=10)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rinnalla-soak-") as folder:
        try:
            report = asyncio.run(soak(Plan(**vars(given)), Path(folder)))
        except Broken as broken:
            print(f"FAILED: {broken}", file=sys.stderr)
            return 1
    (ROOT / "report").mkdir(exist_ok=True)
    kept = asdict(report) | {"passed": report.good, "growth": report.growth}
    (ROOT / "report" / "soak.json").write_text(json.dumps(kept, indent=1) + "\n")
    (ROOT / "report" / "soak.txt").write_text(text(report))
    print(text(report))
    return 0 if report.good else 1


if __name__ == "__main__":
    sys.exit(main())
