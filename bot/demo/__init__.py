"""`make demo`: the whole bot with an embedded database and a Telegram on the desk, in the browser. Needs no token."""

from __future__ import annotations

import asyncio
import logging
import warnings
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer

from bot import instrument_files, logs
from bot.app import Coach
from bot.clock import MovableClock, SystemClock
from bot.config import Config
from bot.demo.driver import NO_LIMITS, driving
from bot.demo.seed import BEFORE, seed
from bot.demo.timetravel import TimeTravel
from bot.storage import schema
from sandbox import memory
from sandbox.cast import Cast
from sandbox.desk import Desk
from sandbox.model import User
from sandbox.serve import PortTaken, Show, run_demo_page
from sandbox.server import BotServer

SAVE_EVERY = 2.0  # seconds between looks whether the desk has changed
PORTS = 20  # how many neighbours are tried when the port is taken


class DeskControl:
    """The page's hand on the clock."""

    def __init__(self, travel: TimeTravel, desk: Desk) -> None:
        self._travel, self._desk = travel, desk

    @property
    def busy(self) -> bool:
        """Is time passing just now?"""
        return self._travel.busy

    def now(self) -> datetime:
        """The simulated time."""
        return self._travel.now()

    async def advance(self, by: timedelta) -> None:
        """Let so much time pass."""
        await self._heard()
        await self._travel.advance(by)

    async def to_next_check_in(self, client: User) -> None:
        """Until this client is asked again."""
        await self._heard()
        await self._travel.to_next_check_in(client.id)

    async def to_digest(self) -> None:
        """Until Monday's digest has been sent."""
        await self._heard()
        await self._travel.to_digest()

    async def _heard(self) -> None:
        """What people just did is fetched before time moves; a moment is enough, for polling waits at the desk."""
        for _ in range(50):
            if not self._desk.updates.waiting:
                return
            await asyncio.sleep(0.02)


class Demo:
    """One run of the demo in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept = folder / "desk.pickle"
        self.url = f"sqlite:///{folder / 'rinnalla.db'}"
        self.clock = MovableClock()
        self.desk = Desk(self.clock.now)
        self.cast = Cast()

    async def prepare(self) -> None:
        """Take up the desk where it was left, or live some weeks first."""
        self.folder.mkdir(parents=True, exist_ok=True)
        schema.migrate(self.url)
        if self.kept.exists():
            self.cast, ahead = memory.load(self.kept, self.desk)
            self.clock.move(ahead)
            return
        now = SystemClock().now()
        until = now.astimezone(UTC).replace(microsecond=0)
        morning = (until - BEFORE).replace(hour=7, minute=10, second=0)
        past = MovableClock(at=morning)
        self.desk.now = past.now
        async with driving(self.desk, past, self.url) as driver:
            self.cast = await seed(driver, until)
        self.desk.now = self.clock.now

    async def start(self) -> None:
        """The Bot API over real HTTP on loopback, and the bot that polls it."""
        await self.prepare()
        self.server = await BotServer(self.desk).start()
        config = Config(
            watchdog_exit=False,  # a laptop that slept is no stuck bot
            _env_file=None,
            bot_token=self.desk.token,
            bot_api_url=self.server.url,
            bot_file_url=self.server.file_url,
            database_url=self.url,
            instrument_wording=str(instrument_files.STAND_IN),
            second_factor="optional",  # usable at once; docs/security.md tells how to try the lock
        )
        self.coach = Coach(config, self.clock, limits=NO_LIMITS)
        await self.coach.start()
        self.control = DeskControl(TimeTravel(self.coach, self.clock), self.desk)
        self.changed = True
        self.desk.listen(lambda _: setattr(self, "changed", True))
        self.saving = asyncio.create_task(self._keep_saving())

    async def stop(self) -> None:
        """In good order; the desk is written down last."""
        self.saving.cancel()
        with suppress(asyncio.CancelledError):
            await self.saving
        await self.coach.stop()
        await self.server.stop()
        self._save()

    async def _keep_saving(self) -> None:
        while True:
            await asyncio.sleep(SAVE_EVERY)
            if self.changed:
                self._save()

    def _save(self) -> None:
        self.changed = False
        memory.save(self.kept, self.desk, self.cast, self.clock.offset)


def demonstrate(folder: Path, port: int) -> int:
    """Run until Ctrl-C; 0 when it ended well."""
    logs.start("ERROR")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    warnings.simplefilter("ignore")
    if not (folder / "desk.pickle").exists():
        typer.echo("Some weeks of life are being lived first …")
    for tried in range(port, port + PORTS):
        demo = Demo(folder)
        try:
            run_demo_page(_show(demo), port=tried)
        except PortTaken:
            continue
        return 0
    typer.echo(
        f"No port from {port} to {port + PORTS - 1} is free. End another program, or choose: --port 9000", err=True
    )
    return 1


def _show(demo: Demo) -> Show:
    from sandbox.page import build_page

    return Show(
        build=lambda: build_page(demo.desk, demo.control, demo.cast),
        on_start=demo.start,
        on_stop=demo.stop,
        on_ready=lambda address: typer.echo(f"Open {address} in your browser. Ctrl-C ends the demo."),
    )
