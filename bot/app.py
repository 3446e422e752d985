"""
The composition root: builds everything, starts it in order, hears last, and stops in reverse. Alone knows everyone.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial

import structlog
from aiohttp import web
from telegram import Bot, Update
from telegram.error import TelegramError
from telegram.ext import ContextTypes
from telegram.request import BaseRequest

from bot.actions import (
    group_open,
    groups,
    lock,
    menu,
    scripts,
    unreachable,
)
from bot.actions.converse import converse
from bot.actions.group_heard import GroupHeard
from bot.actions.heard import Heard
from bot.building import SCRIPTS, build_house
from bot.clock import Clock, SystemClock
from bot.config import Config, Mode
from bot.domain.languages import LOCALES
from bot.erasures import Erasures
from bot.papers.making import make
from bot.storage import audit, inbox
from bot.storage.calls import Never, OutboxCall, Sent
from bot.storage.database import Store, Transaction
from bot.storage.timers import Due
from bot.timetable import LOOK_FOR_TIMERS, SWEEP, TIMERS, URGENT, sweep
from bot.watch import Watch
from bot.words import Words
from bot.workers.crew import INGRESS, SENDER, Crew, Role
from bot.workers.dispatcher import Dispatcher, Unreadable
from bot.workers.marks import Marks
from bot.workers.pace import Limits, Pace
from bot.workers.sender import Sender
from bot.workers.ticker import DueTimers, Tick, Ticker
from bot.workers.workshop import Workshop
from handlers import group, incoming, private
from handlers.application import application, introduce
from handlers.http import AiohttpRequest
from handlers.outgoing import sender_for

log = structlog.get_logger()

DUTIES = {Role.ALL: (INGRESS, SENDER), Role.INGRESS: (INGRESS,), Role.SENDER: (SENDER,)}
"""What one process at a time does, by the role of those that would."""


@dataclass
class Coach:
    """
    The whole bot, built but not yet started.

    Args:
        listen: False leaves fetching updates to somebody else (tests hand them to `keep`).
        role: What this process does of it all; several share one PostgreSQL.
        seconds: What the pace of sending is measured by; only tests move it.
        request: The HTTP client behind python-telegram-bot; tests and the demo hand in their own.
        workshop: Where files are made; tests hand in one without a process of its own.
    """

    config: Config
    clock: Clock = field(default_factory=SystemClock)
    request: BaseRequest | None = None
    listen: bool = True
    limits: Limits | None = None
    seconds: Callable[[], float] | None = None
    role: Role = Role.ALL
    workshop: Workshop = field(default_factory=lambda: Workshop(make))
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    fault: BaseException | None = None

    async def start(self) -> None:
        """Storage, words, sending, working, ticking; hearing last, so that nothing is heard that nobody answers."""
        self.store = Store.open(self.config.database_url, self.clock, self.config.keys())
        self.watch = Watch(self.config, self.store, self.clock)
        await self._reach_telegram()
        await self._make_house()
        self._failures: dict[int, BaseException] = {}
        self._route()
        place = f"{platform.node()} {os.getpid()}"
        self.crew = Crew(self.store, self.role, place, DUTIES.get(self.role, ()))
        await self.crew.join()
        await self.store.run(lambda tx: lock.follow(tx, self.house))
        if await self.store.run(audit.begin):
            log.warning(
                "the oldest line of the access log is taken as it stands: older ones went before their end was held"
            )
        self.erasures = Erasures(self.store, self.config.database_url)
        await self.erasures.begin(self.house, self.clock.now())
        self._build_workers()
        await self.watch.start()
        self._set_going()
        self._hearing: list[asyncio.Task[None]] = []
        self._web: web.AppRunner | None = None
        if self.role.does(Role.INGRESS):
            await self._introduce()
            if self.listen:
                await self._hear()
        self.watch.ready()
        log.info("started", mode=str(self.config.mode) if self.listen else "handed in")

    async def stop(self) -> None:
        """In reverse: hear no more, tick no more, finish the turns, send what is ready, close the database."""
        self.watch.stopping()
        for task in self._hearing:
            await _end(task)
        if self._web is not None:
            await self._web.cleanup()
        await self.ticker.stop()
        await self.dispatcher.stop()
        await self.sender.stop()
        crew, *working = self._tasks
        await asyncio.gather(*working, return_exceptions=True)
        await _end(crew)
        await self.crew.leave()
        self.workshop.close()
        await self.erasures.end()
        await self.application.shutdown()
        await self.watch.close()
        await self.store.close()
        log.info("stopped")

    async def keep(self, updates: Sequence[tuple[int, int, str]], odd: Sequence[str] = ()) -> None:
        """Store a batch of raw updates; once this returns, Telegram may forget them."""
        await inbox.keeper(self.store, self.clock)(updates, odd)

    async def settle(self) -> None:
        """Wait until everything that could happen now has happened: for the demo's clock and for tests."""
        for _ in range(3):  # a turn makes messages, a message may make nothing more; thrice is one more than needed
            await self.dispatcher.idle()
            await self.sender.idle()

    async def tick(self) -> None:
        """Obey what is due by the clock now."""
        await self.ticker.tick_now()

    async def sweep(self) -> None:
        """Forget whatever has been kept long enough by the clock now."""
        await sweep(self.store, self.house, self.clock.now())

    async def _reach_telegram(self) -> None:
        requests = (self.request or AiohttpRequest(), self.request or AiohttpRequest())
        config = self.config
        self.application = application(config.token(), config.bot_api_url, config.bot_file_url, requests)
        try:
            await self.application.initialize()
        except TelegramError:  # Telegram is away, or does not know the token; nothing has begun yet
            for request in requests:
                await request.shutdown()
            await self.store.close()
            raise
        self.bot: Bot = self.application.bot

    async def _make_house(self) -> None:
        """With the scripts and words that open talks began with, besides those of today."""
        house = build_house(self.config, self.bot.username)
        sources = {file.stem: file.read_text("utf-8") for file in SCRIPTS.glob("*.toml")}
        library, older = await self.store.run(lambda tx: scripts.remember(tx, house, sources))
        self.house = replace(house, library=library, words=Words(house.words.texts, older))

    def _set_going(self) -> None:
        """The loops of this process's role."""
        self._tasks = [asyncio.create_task(self._guard("crew", self.crew.run))]
        if self.role.does(Role.SENDER):
            self.crew.on_change(self.sender.wake)
            self._tasks.append(asyncio.create_task(self._guard("sender", self.sender.run)))
        if self.role.does(Role.WORKER):
            self._tasks.append(asyncio.create_task(self._guard("dispatcher", self.dispatcher.run)))
        if self.role.does(Role.TICKER):
            self.ticker.start()

    def _build_workers(self) -> None:
        limits = self.limits or Limits(bot_per_second=self.config.messages_per_second)
        self.sender = Sender(
            self.store,
            self.watch.sending(sender_for(self.bot, self.workshop)),
            self.clock,
            Pace(limits),
            marks=Marks(self.clock, unreachable=self._unreachable, moved=group_open.follow, answered=self._came_of),
            seconds=self.seconds,
            on_duty=lambda: self.crew.holds(SENDER),
        )
        self.dispatcher = Dispatcher(self.store, self.watch.turning(self._handle), self.clock)
        self.sender.beat, self.dispatcher.beat = self.watch.beats("sender"), self.watch.beats("dispatcher")
        due = DueTimers(self.store, self.watch.obeying(self._obey), self.clock, URGENT)
        self.ticker = Ticker(
            [
                Tick("timers", LOOK_FOR_TIMERS, self.watch.ticking(due)),
                Tick("sweep", SWEEP, self.sweep),
            ]
        )

    def _unreachable(self, tx: Transaction, call: OutboxCall) -> None:
        unreachable.refused(tx, self.house, call, self.clock.now())
        group_open.lost(tx, self.house, call.chat_id, self.clock.now())

    def _came_of(self, tx: Transaction, call: OutboxCall, verdict: Sent | Never) -> None:
        groups.came_of(tx, self.house, call, verdict, self.clock.now())

    async def _obey(self, timer: Due) -> None:
        now = self.clock.now()
        await self.store.run(lambda tx: TIMERS[timer.kind](tx, self.house, timer, now), patient=True)

    def _route(self) -> None:
        async def talk(heard: Heard) -> None:
            await converse(self.store, self.house, heard)

        async def in_group(heard: GroupHeard) -> None:
            await groups.in_group(self.store, self.house, heard)

        async def finish(update_id: int) -> None:
            await self.store.run(lambda tx: inbox.finish(tx, update_id))

        async def failed(update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
            if isinstance(update, Update) and context.error is not None:
                self._failures[update.update_id] = context.error

        self.application.add_handlers(group.routes(in_group, finish, self.clock.now))
        self.application.add_handlers(private.routes(talk, self.clock.now))
        self.application.add_handlers(group.rest(finish))
        self.application.add_error_handler(failed)

    async def _handle(self, payload: str, update_id: int) -> None:
        """One stored update through python-telegram-bot. It swallows a handler's exception; here it is raised again."""
        try:
            update = Update.de_json(json.loads(payload), self.bot)
            words = incoming.words_are_words(update)
        except Exception as error:
            raise Unreadable(type(error).__name__) from None
        if not words:
            raise Unreadable("no words")
        await self.application.process_update(update)
        failure = self._failures.pop(update_id, None)
        if failure is not None:
            raise failure

    async def _introduce(self) -> None:
        words, usual = self.house.words, self.config.default_locale
        await introduce(self.bot, (None, *LOCALES), lambda locale: menu.commands(words, locale or usual))

    async def _hear(self) -> None:
        if self.config.mode is Mode.POLLING:
            polling = partial(self.crew.do, INGRESS, self._poll)
            self._hearing.append(asyncio.create_task(self._guard("polling", polling)))
            return
        config, secret = self.config, self.config.webhook_secret.get_secret_value()
        self._web = await incoming.listen(config.webhook_listen, config.webhook_url, secret, self.keep)
        await incoming.ask_for_calls(self.bot, config.webhook_url, secret)

    async def _poll(self) -> None:
        with suppress(TelegramError):
            await self.bot.delete_webhook()
        watch = self.watch
        try:
            await incoming.poll(self.bot, self.keep, beat=watch.beats("polling"), reached=watch.reached)
        finally:
            watch.pulse.rests("polling")  # another process polls now

    async def _guard(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """A loop that ends by a fault ends the process: half a bot would be a silent one."""
        try:
            await work()
        except asyncio.CancelledError:
            raise
        except BaseException as error:
            log.error("a loop ended", loop=name, fault=type(error).__name__)
            self.fault = error
            self.stopped.set()


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError, Exception):
        await task
