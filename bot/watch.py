"""
What keeps watch over a running bot: pulse, watchdog, clock, metrics, health routes. `app.py` builds one and feeds it.

It only looks. Nothing here decides anything about people.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

from aiohttp import web

from bot import config as settings
from bot.clock import Clock, MovableClock
from bot.config import Config
from bot.metrics import Metrics
from bot.storage import gauges, leaps
from bot.storage.calls import Later, OutboxCall, Verdict
from bot.storage.database import Store
from bot.storage.timers import Due
from bot.workers.pulse import Pulse, Watchdog, tell_supervisor
from bot.workers.steady import Steady
from handlers import health

LOOK_WITHIN = 3.0  # seconds the database has to answer a look
POLLING_PAUSES = 65.0  # seconds more than other loops: a long poll, and the longest pause between two
STUCK = 70  # exit code; sysexits.h calls it an internal fault

Send = Callable[[OutboxCall], Awaitable[Verdict]]
Handle = Callable[[str, int], Awaitable[None]]


class Watch:
    """Everything that looks at a running bot."""

    def __init__(self, config: Config, store: Store, clock: Clock) -> None:
        self._config, self._store, self._clock = config, store, clock
        self.pulse, self.metrics, self.steady = Pulse(), Metrics(), Steady(clock)
        self.state = "starting"
        self._reached = time.monotonic()
        self._supervisor = settings.supervisor()
        self._watchdog: Watchdog | None = None
        self._server: web.AppRunner | None = None
        self.port = 0
        self.metrics.time_transactions(store.engine)

    def beats(self, loop: str) -> Callable[[], None]:
        """What a loop calls as it goes round."""
        more = POLLING_PAUSES if loop == "polling" else 0.0
        return self.pulse.beats(loop, (self._config.watchdog_seconds or float("inf")) + more)

    async def start(self) -> None:
        """Open the health routes, if they are wanted, and begin to listen to the loops."""
        if self._config.health_listen:
            host, _, port = self._config.health_listen.rpartition(":")
            app = health.routes(self._dead, self._not_ready, self._numbers)
            self._server = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=0.5)
            await self._server.setup()
            await web.TCPSite(self._server, host, int(port)).start()
            self.port = self._server.addresses[0][1]
        if self._config.watchdog_seconds:
            end = (lambda: os._exit(STUCK)) if self._config.watchdog_exit else None
            self._watchdog = Watchdog(self.pulse, lambda: tell_supervisor(self._supervisor, "WATCHDOG=1"), end)
            self._watchdog.start()

    def ready(self) -> None:
        """All loops run; the bot hears."""
        self.state = ""
        tell_supervisor(self._supervisor, "READY=1")

    def stopping(self) -> None:
        """The bot stops in good order; no loop is late any more."""
        self.state = "stopping"
        self.pulse.forget()
        tell_supervisor(self._supervisor, "STOPPING=1")

    async def close(self) -> None:
        if self._watchdog is not None:
            await asyncio.to_thread(self._watchdog.stop)
        if self._server is not None:
            await self._server.cleanup()

    def sending(self, send: Send) -> Send:
        """The same, measured."""

        async def measured(call: OutboxCall) -> Verdict:
            begun = time.perf_counter()
            verdict = await send(call)
            self.metrics.sent(verdict, time.perf_counter() - begun)
            if not isinstance(verdict, Later) or verdict.answered:
                self.reached()
            return verdict

        return measured

    def turning(self, handle: Handle) -> Handle:
        """The same, measured."""

        async def measured(payload: str, update_id: int) -> None:
            begun, done = time.perf_counter(), False
            try:
                await handle(payload, update_id)
                done = True
            finally:
                self.metrics.turned(time.perf_counter() - begun, done=done)

        return measured

    def ticking(self, due: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """The same, beating; it rests while the clock is doubtful."""
        beat = self.beats("ticker")

        async def tick() -> None:
            beat()
            if not isinstance(self._clock, MovableClock):
                await self._look_at_clock()
            if not self.steady.doubtful:
                await due()

        return tick

    def obeying(self, obey: Callable[[Due], Awaitable[None]]) -> Callable[[Due], Awaitable[None]]:
        """The same, beating: ten thousand timers of one minute take longer than a loop may be silent."""
        beat = self.beats("ticker")

        async def obeyed(timer: Due) -> None:
            await obey(timer)
            beat()

        return obeyed

    def reached(self) -> None:
        """Telegram answered."""
        self._reached = time.monotonic()

    async def _look_at_clock(self) -> None:
        """After a leap back, what somebody holds until a day that is far off is let go."""
        if self.steady.look() < timedelta():
            now = self._clock.now()
            await self._store.run(lambda tx: leaps.cut(tx, now))

    async def _dead(self) -> list[str]:
        return [f"the loop {loop} is stuck" for loop in self.pulse.stuck()]

    async def _not_ready(self) -> list[str]:
        faults = await self._dead() + ([self.state] if self.state else [])
        return faults if await self._look() is not None else [*faults, "the database does not answer"]

    async def _numbers(self) -> bytes:
        self.metrics.set(await self._look())
        self.metrics.reached.set(time.monotonic() - self._reached)
        self.metrics.leaps.set(self.steady.leaps)
        for loop, seconds in self.pulse.silent().items():
            self.metrics.silent.labels(loop).set(seconds)
        return self.metrics.text()

    async def _look(self) -> gauges.Gauges | None:
        now = self._clock.now()
        try:
            async with asyncio.timeout(LOOK_WITHIN):
                return await self._store.run(lambda tx: gauges.look(tx, now))
        except Exception:  # whatever it is, the database did not answer; who asks wants to know that, not why
            return None
