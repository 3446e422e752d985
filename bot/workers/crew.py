"""
This process among others on the same database: says that it lives, misses the others, and takes up duties.

A duty is what only one process may do at a time. Whoever holds it may act on it only as long as its own last sign of
life is young: a process that was stopped for a while, or that cannot reach the database, holds nothing any more.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from enum import StrEnum
from typing import Any

from bot.config import WrongSetting
from bot.storage import leases, processes
from bot.storage.database import Store, Transaction
from bot.storage.listener import listen

log = logging.getLogger(__name__)

BEAT = 1.0  # seconds between signs of life
SURE = (
    5.0  # seconds after which a process without a sign of life trusts no duty of its own; the others wait a second more
)
STEADY = 4.0  # seconds for which one must have been well to call others dead: they may need a moment to come back too

INGRESS, SENDER = "ingress", "sender"


class Role(StrEnum):
    """What a process does: everything, or one part of it beside others."""

    ALL = "all"
    INGRESS = "ingress"  # takes updates from Telegram
    WORKER = "worker"  # answers them
    SENDER = "sender"  # sends what was answered
    TICKER = "ticker"  # obeys what is due

    def does(self, part: Role) -> bool:
        return self in (Role.ALL, part)


def role_for(name: str, database_url: str) -> Role:
    """The role of this name. Raises WrongSetting for another name, and where a database cannot be shared."""
    if name not in list(Role):
        raise WrongSetting(f"--role: use one of {', '.join(Role)}.")
    if name != Role.ALL and database_url.startswith("sqlite:"):
        raise WrongSetting(
            f"--role {name}: a SQLite file belongs to one process. Use --role all, or a PostgreSQL in DATABASE_URL."
        )
    return Role(name)


class Crew:
    """
    One per process. On SQLite there are no others: every duty is held, and nothing is written.

    Args:
        role: What this process does, for whoever looks into the table.
        place: Machine and process, for the same.
        duties: What it would do if nobody else does.
    """

    def __init__(self, store: Store, role: str, place: str, duties: tuple[str, ...]) -> None:
        self._store = store
        self._role, self._place = role, place
        self._wanted = duties
        self._single = store.engine.dialect.name == "sqlite"
        self._held: set[str] = set(duties) if self._single else set()
        self._sign = float("-inf")  # of life, the last one; monotonic seconds
        self._well_since = time.monotonic()
        self._bell = asyncio.Event()
        self._changed = asyncio.Event()
        self._wakes: list[Callable[[], None]] = []
        self._listening: asyncio.Task[None] | None = None

    async def join(self) -> None:
        """At the start. Frees what a crashed process held, if nobody else is at work here."""
        if self._single:
            await self._store.run(leases.take_over)
            return
        self._store.on("duty", self._bell.set)
        await self._store.run(processes.alone)
        self._store.owner = await self._store.run(self._enter)
        await self.beat()
        self._listening = asyncio.create_task(listen(self._store))

    def holds(self, duty: str) -> bool:
        """May this process do it now?"""
        return duty in self._held and (self._single or time.monotonic() - self._sign < SURE)

    def on_change(self, wake: Callable[[], None]) -> None:
        """Call `wake` when duties came or went."""
        self._wakes.append(wake)

    async def run(self) -> None:
        """Signs of life until cancelled."""
        while not self._single:
            self._bell.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT):
                    await self._bell.wait()
            try:
                await self.beat()
            except Exception as error:
                log.error("this process cannot reach the database: %s", type(error).__name__)
                self._well_since = time.monotonic()
                await asyncio.sleep(BEAT / 2)
            if any(not self.holds(duty) for duty in self._held):
                self._tell()

    async def leave(self) -> None:
        """In good order: the others take over at once."""
        if self._listening is not None:
            self._listening.cancel()
        self._held.clear()
        me = self._store.owner
        if me is not None:
            with suppress(Exception):  # the database is away; then the others miss this process a few seconds later
                await self._store.run(lambda tx: processes.leave(tx, me))

    async def do(self, duty: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Do `work` whenever this process holds the duty, and cancel it when it does not any more; for ever."""
        while True:
            while not self.holds(duty):
                self._changed.clear()
                await self._changed.wait()
            task = asyncio.create_task(work())
            try:
                await self._while_held(duty, task)
            finally:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await asyncio.wait([task])
            if not task.cancelled() and (error := task.exception()) is not None:
                raise error

    async def _while_held(self, duty: str, task: asyncio.Task[None]) -> None:
        while self.holds(duty) and not task.done():
            self._changed.clear()
            change = asyncio.create_task(self._changed.wait())
            await asyncio.wait((task, change), return_when=asyncio.FIRST_COMPLETED, timeout=SURE / 5)
            change.cancel()

    def _enter(self, tx: Transaction) -> int:
        return processes.join(tx, self._role, self._place)

    async def beat(self) -> None:
        """One sign of life; takes up what nobody does, and buries who fell silent."""
        began = time.monotonic()
        # Who was away for a while cannot know whether the others were silent or itself deaf.
        may_bury = began - self._well_since > STEADY

        def work(tx: Transaction) -> tuple[int, set[str], int]:
            processes.end_frozen(tx)
            me = self._store.owner
            if me is None or not processes.beat(tx, me):
                me = self._enter(tx)
            if may_bury:
                processes.bury(tx)
            return me, processes.take(tx, me, self._wanted), processes.others(tx, me)

        me, held, others = await self._store.run(work, first=True)
        back = time.monotonic() - self._sign > SURE  # or the first sign of all
        if back and self._sign > 0:
            self._well_since = began
        self._sign, self._store.owner, self._store.shared = began, me, others > 0
        if held != self._held or back:  # a duty that was kept, but not trusted for a while, begins again too
            log.info("duties of this process: %s", ", ".join(sorted(held)) or "none")
            self._held = held
            self._tell()

    def _tell(self) -> None:
        self._changed.set()
        for wake in self._wakes:
            wake()
