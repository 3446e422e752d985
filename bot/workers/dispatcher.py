"""
Inbox -> handlers: the oldest update of each chat, one per chat at a time, chats side by side.

The action marks its update finished in the transaction of its effects. A turn that ends without that has failed: the
update is tried again after a growing delay and finally set aside, so that it cannot hold up its chat for ever.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.clock import Clock
from bot.storage import inbox
from bot.storage.database import Store, StoreClosed, Transaction
from bot.storage.inbox import Update
from bot.storage.trouble import DatabaseTrouble
from bot.workers.bell import Bell
from bot.workers.doubt import Doubt

log = logging.getLogger(__name__)

SIDE_BY_SIDE = 100  # chats; more only wait in memory for the one database thread
LOOK_EVERY = 1.0  # seconds between looks nobody asked for: retries, other processes' rows
TURN_WITHIN = 45.0  # seconds; shorter than the lease, so that no other worker begins the same turn meanwhile
DATABASE_PAUSE = 1.0  # seconds after the database failed
STOP_WITHIN = 10.0  # seconds that running turns get when the process stops

Handle = Callable[[str, int], Awaitable[None]]


class Unreadable(Exception):
    """The handler cannot make sense of an update and never will. It is set aside at once; an operator looks at it."""


class Dispatcher:
    """
    One or more per database.

    Args:
        handle: Takes an update's payload and number, and sees to it that `inbox.finish` is committed.
    """

    def __init__(self, store: Store, handle: Handle, clock: Clock, *, side_by_side: int = SIDE_BY_SIDE) -> None:
        self._store = store
        self._handle = handle
        self._clock = clock
        self._side_by_side = side_by_side
        self._running: dict[int, asyncio.Task[None]] = {}  # by row
        self._unfinished: set[int] = set()  # update numbers of running turns
        self._passed: set[int] = set()  # running rows behind which others may wait
        self._owed: set[int] = set()  # failed turns that could not be written down yet
        self.beat: Callable[[], None] = lambda: None
        """Called at every round, so that somebody can tell that this loop lives."""
        self._stopping = False
        self._bell = Bell()
        self._doubt = Doubt(store, self._bell.remind)

    def wake(self) -> None:
        """There may be an update to work on."""
        self._bell.wake()

    async def idle(self) -> None:
        """Wait until nothing is left that could be worked on now. Updates that wait for a later try do not count."""
        await self._bell.idle()

    async def run(self) -> None:
        """Work until `stop`."""
        self._store.on("inbox", self.wake)
        self._store.ride("inbox", self._take, self._ridden)
        self._store.follow("finished", self._unfinished.discard)
        self._doubt.listen()
        while not self._stopping:
            self.beat()
            self._bell.listen()
            try:
                await self._claim()
            except Exception as error:  # the database is away; what was claimed is handed back when it is there again
                log.error("the dispatcher cannot reach the database: %s", type(error).__name__)
                await self._bell.pause(DATABASE_PAUSE)
                self._bell.look = True
                continue
            if not (self._bell.look or self._running):
                self._bell.rest()
            if not (self._bell.look and self._room() > 0):
                await self._bell.pause(LOOK_EVERY)

    async def stop(self) -> None:
        """Let running turns end; `run` returns. What did not end in time is begun anew after the next start."""
        self._stopping = True
        self._bell.ring()
        tasks = list(self._running.values())
        if tasks:
            await asyncio.wait(tasks, timeout=STOP_WITHIN)
        for task in tasks:
            task.cancel()

    def _room(self) -> int:
        return self._side_by_side - len(self._running)

    async def _claim(self) -> None:
        room = self._room()
        if not self._bell.look or room <= 0:
            return
        self._bell.look = False
        await self._pay()
        in_hand = self._running.keys() | self._owed
        await self._doubt.settle(lambda tx, at: inbox.release_lost(tx, in_hand, at))
        self._passed = set(self._running)
        claimed = await self._store.run(self._take)
        self._begin(claimed, room)
        if self._stopping and claimed:
            await self._give_back([row.id for row in claimed])

    def _take(self, tx: Transaction) -> list[Update]:
        """What there is room for. In the database thread, also in the commit of whoever stores an update."""
        room = 0 if self._stopping else self._room()
        return inbox.claim(tx, self._clock.now(), room) if room > 0 else []

    def _ridden(self, claimed: list[Update]) -> None:
        """Updates that were stored and taken in one commit. When stopping, they come back with the next start."""
        if self._stopping:
            return
        self._passed |= self._running.keys()  # what could not be taken may be behind them
        self._begin(claimed, self._room())
        self._bell.begun()

    def _begin(self, claimed: list[Update], room: int) -> None:
        self._bell.look = self._bell.look or len(claimed) >= room
        for row in claimed:
            if row.id in self._running:  # its lease ran out, as when the clock jumps; it is in hand
                continue
            if row.more:
                self._passed.add(row.id)
            self._unfinished.add(row.update_id)
            self._running[row.id] = asyncio.create_task(self._turn(row))

    async def _give_back(self, rows: list[int]) -> None:
        for row in rows:
            self._running.pop(row).cancel()
        await self._store.run(lambda tx: inbox.release(tx, rows))

    async def _turn(self, row: Update) -> None:
        fault, tries = "", inbox.TRIES
        try:
            async with asyncio.timeout(TURN_WITHIN):
                await self._handle(row.payload, row.update_id)
        except Unreadable as error:
            fault, tries = type(error.__cause__ or error).__name__, 1
        except Exception as error:
            fault = type(error).__name__
            if isinstance(error, DatabaseTrouble):  # hardly the update's fault
                tries = inbox.CRASHES
        if row.update_id in self._unfinished:
            self._unfinished.discard(row.update_id)
            await self._fail(row, fault or "Unfinished", tries=tries)
        elif fault:
            log.error("update %s was finished, then its handler failed: %s", row.update_id, fault)
        self._end(row)

    def _end(self, row: Update) -> None:
        self._running.pop(row.id, None)
        if row.id in self._passed:
            self._bell.look = True
        if self._bell.look or not self._running:
            self._bell.ring()

    async def _pay(self) -> None:
        """The database was away while turns failed: it is back, and their updates may be tried again."""
        if self._owed:
            rows = list(self._owed)
            await self._store.run(lambda tx: inbox.release(tx, rows))
            self._owed.clear()

    def _owe(self, row: Update, fault: str) -> None:
        """The database is away. The update is given back when it is there again, before the next claim."""
        log.error("update %s was not finished: %s", row.update_id, fault)
        self._owed.add(row.id)
        self._bell.look = True

    async def _fail(self, row: Update, fault: str, *, tries: int) -> None:
        now = self._clock.now()

        try:
            delay = await self._store.run(lambda tx: inbox.fail(tx, row.id, fault, now, tries=tries))
        except StoreClosed:
            return
        except Exception as error:
            self._owe(row, f"{fault}, then {type(error).__name__}")
            return
        self._passed.add(row.id)
        if delay is None:
            log.error("update %s was set aside: %s", row.update_id, fault)
        elif delay != inbox.NOT_OURS:
            log.warning("update %s failed at attempt %s: %s", row.update_id, row.attempts, fault)
