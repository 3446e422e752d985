"""
One database thread per process, in which several works share one commit.

A commit that survives a power cut costs a write to the disk, whatever it holds. So the thread takes all works that wait,
gives each a savepoint of its own, and commits once. Why not async drivers: `docs/adr/0003-one-database-thread.md`.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future as ThreadFuture
from contextlib import suppress
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine, text

from bot.clock import Clock, SystemClock
from bot.storage import sealing, trouble
from bot.storage.engine import build_engine, end_when_frozen, leave_no_trace
from bot.storage.line import PATIENCE, TOGETHER_FOR, Job, Line
from bot.storage.savepoints import Savepoints
from bot.storage.transaction import Busy, Transaction, begin_anew

__all__ = ["Busy", "Store", "StoreClosed", "Transaction", "build_engine"]

log = logging.getLogger(__name__)

T = TypeVar("T")

FORGETTING = frozenset({"erased", "swept"})
"""Topics of commits after which nothing of what went may lie on."""

_NOTIFY = text("SELECT pg_notify('rinnalla_' || current_schema(), :said)")


class StoreClosed(Exception):
    """Work came in while the process was stopping. Whoever asked stops too; nothing was written."""


class Store:
    """The database. `run` from the event loop, `run_now` from anywhere else."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        end_when_frozen(engine)
        self.owner: int | None = None  # this process's number among others; `workers/crew.py` knows it
        self.shared = False  # others listen: what is woken here is said to them too
        self._clock = clock
        self._line = Line()
        self._connection: Connection | None = None
        self._wakes: dict[str, list[tuple[asyncio.AbstractEventLoop, Callable[[], None]]]] = {}
        self._followers: dict[str, list[tuple[asyncio.AbstractEventLoop, Callable[[int], None]]]] = {}
        self._riders: dict[str, _Rider] = {}
        self._doubters: list[tuple[asyncio.AbstractEventLoop, Callable[[datetime], None]]] = []
        self._closed = False
        self._thread = threading.Thread(target=self._live, name="database", daemon=True)
        self._thread.start()

    @classmethod
    def open(cls, url: str, clock: Clock | None = None, keys: str = "") -> Store:
        """
        Open "sqlite:///file.db" or "postgresql+psycopg://...". The tables must be there already.

        `keys` is the setting ENCRYPTION_KEYS; without it the key file is used, made on first use.
        """
        return cls(build_engine(url, sealing.keyring_for(url, keys)), clock or SystemClock())

    async def run(self, work: Callable[[Transaction], T], *, patient: bool = False, first: bool = False) -> T:
        """
        Do `work` in a transaction; return what it returns once that is on the disk.

        `patient`: nobody waits for it, as for a digest; people's turns go first. `first`: before everybody. A work that meets another process's
        is begun anew, so it changes nothing but the database.

        Raises:
            StoreClosed: The process is stopping.
            DatabaseTrouble: The database could not; nothing was written.
            Exception: Whatever `work` raised (its writes are undone), or the failure of the commit.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._put(Job(work, future, loop, patient=patient, first=first))
        try:
            return await future
        except Exception as error:
            if (fault := trouble.named(error)) is error:
                raise
            raise fault from error

    def run_now(self, work: Callable[[Transaction], T]) -> T:
        """The same, waiting on the spot: for the command line and tests."""
        future: ThreadFuture[T] = ThreadFuture()
        self._put(Job(work, future, None))
        return future.result()

    def on(self, topic: str, wake: Callable[[], None]) -> None:
        """Call `wake` in the running event loop after each commit that said `tx.wake(topic)`."""
        self._wakes.setdefault(topic, []).append((asyncio.get_running_loop(), wake))

    def follow(self, topic: str, hear: Callable[[int], None]) -> None:
        """Call `hear(number)` in the running event loop for each `tx.tell(topic, number)` that was committed."""
        self._followers.setdefault(topic, []).append((asyncio.get_running_loop(), hear))

    def ride(self, topic: str, work: Callable[[Transaction], T], hear: Callable[[T], None]) -> None:
        """
        Do `work` in each commit that wakes `topic`, after all others, and call `hear` in the running event loop with
        what it returned: whoever would be woken only to look for rows finds them without a commit of its own.

        It replaces `on` while no other process shares the database; with others, rows are for whoever has time. A
        work that fails is undone, and the topic is woken as ever.
        """
        self._riders[topic] = _Rider(work, hear, asyncio.get_running_loop())

    def on_doubt(self, hear: Callable[[datetime], None]) -> None:
        """
        Call `hear` in the running event loop, with the time, after each commit that failed.

        It may have been made all the same, where the connection was gone before anybody heard so: then rows are taken
        of which their taker does not know. What a commit before it handed out has arrived when `hear` is called.
        """
        self._doubters.append((asyncio.get_running_loop(), hear))

    def heard(self, topic: str) -> None:
        """Another process woke `topic`: pass it on in this one. From any thread."""
        for loop, wake in self._wakes.get(topic, ()):
            _call_in(loop, wake)

    async def close(self) -> None:
        """Finish what waits, then close the connection."""
        self._shut()
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)

    def close_now(self) -> None:
        """The same, waiting on the spot."""
        self._shut()
        self._thread.join()

    def _shut(self) -> None:
        if not self._closed:
            self._closed = True
            self._line.put(None)

    def _put(self, job: Job) -> None:
        if self._closed:
            raise StoreClosed("the database is closing")
        self._line.put(job)

    # Everything below runs in the database thread.

    def _live(self) -> None:
        while jobs := self._line.next():
            try:
                self._serve(jobs)
            except BaseException as error:  # a fault of ours; this thread is the only one, and must outlive it
                log.error("the database thread failed outside of a commit: %s", type(error).__name__)
                self._drop_connection()
                self._give_up([job for job in jobs if not self._line.has(job)], error)
        self._drop_connection()
        self.engine.dispose()

    def _serve(self, jobs: list[Job]) -> None:
        told: list[tuple[str, int | None]] = []
        done: list[Job] = []
        try:
            told = self._commit_together(jobs, done)
        except BaseException as error:  # nothing was committed, so nobody may believe it was
            for job in done:
                job.error = job.error or error
            self._drop_connection()  # it may be broken; the next commit opens a new one
            at = self._clock.now()
            for loop, hear in self._doubters:
                _call_in(loop, hear, at)
        if any(topic in FORGETTING for topic, _ in told) and self._connection is not None:
            with suppress(Exception):  # it is done: what lies on now goes with the next
                leave_no_trace(self._connection)
        self._hand_back(done, told)

    def _commit_together(self, jobs: list[Job], done: list[Job]) -> list[tuple[str, int | None]]:
        """Who is `done` has its outcome; all others wait in the line again."""
        late: list[Job] = []
        try:
            connection = self._connect()
            told: list[tuple[str, int | None]] = []
            now, began = self._clock.now(), time.monotonic()
            with connection.begin():
                points = Savepoints(connection)
                for job in jobs:
                    if done and time.monotonic() - began > (PATIENCE if job.patient else TOGETHER_FOR):
                        late.append(job)
                        continue
                    done.append(job)
                    if not self._do(job, Transaction(connection, now, self.owner), points, told):
                        done.pop()
                self._say_to_others(connection, told)
                rode = self._let_ride(connection, now, points, told)
        except BaseException:
            done[:] = [job for job in jobs if not self._line.has(job)]
            raise
        self._line.back(late)
        for rider, found in rode:
            _call_in(rider.loop, rider.hear, found)
        return told

    def _do(self, job: Job, tx: Transaction, points: Savepoints, told: list[tuple[str, int | None]]) -> bool:
        """False: another process was in the way, and the job is begun anew later."""
        points.set()
        job.error = None
        try:
            job.result = job.work(tx)
            tx.close(keep=True)
        except Exception as error:
            job.error = error
            tx.close(keep=False)
            points.back()
            return not (begin_anew(error) and self._line.anew(job))
        told += tx.told
        return True

    def _say_to_others(self, connection: Connection, told: list[tuple[str, int | None]]) -> None:
        """In the transaction itself: PostgreSQL says it to those who listen if, and when, it is committed."""
        if self.shared:
            for topic in sorted({topic for topic, number in told if number is None}):
                connection.execute(_NOTIFY, {"said": f"{self.owner} {topic}"})

    def _let_ride(
        self, connection: Connection, now: datetime, points: Savepoints, told: list[tuple[str, int | None]]
    ) -> list[tuple[_Rider, Any]]:
        """Who is woken by this commit does its work in it. Returns what each found; what it tells is `told` as well."""
        rode: list[tuple[_Rider, Any]] = []
        woken = {topic for topic, number in told if number is None}
        for topic in sorted(woken & self._riders.keys()) if not self.shared else ():
            rider = self._riders[topic]
            tx = Transaction(connection, now, self.owner)
            points.set()
            try:
                found = rider.work(tx)
                tx.close(keep=True)
            except Exception:
                tx.close(keep=False)
                points.back()
                continue
            rode.append((rider, found))
            told[:] = [one for one in told if one != (topic, None)] + tx.told
        return rode

    def _give_up(self, jobs: list[Job], error: BaseException) -> None:
        """Whoever has not heard yet hears of the fault; what was committed stays so, and is found when they try again."""
        for job in jobs:
            job.error = job.error or error
        with suppress(Exception):
            self._hand_back(jobs, [])

    def _connect(self) -> Connection:
        if self._connection is None:
            self._connection = self.engine.connect()
        return self._connection

    def _drop_connection(self) -> None:
        if self._connection is not None:
            with suppress(Exception):
                self._connection.invalidate()
            with suppress(Exception):
                self._connection.close()
            self._connection = None

    def _hand_back(self, jobs: list[Job], told: list[tuple[str, int | None]]) -> None:
        """Followers first, then the callers, then who waits for a topic: each in its own loop, in this order."""
        for topic, number in told:
            if number is not None:
                for loop, hear in self._followers.get(topic, ()):
                    _call_in(loop, hear, number)
        for waiting in {job.loop for job in jobs}:
            mine = [job for job in jobs if job.loop is waiting]
            if waiting is None:
                _resolve(mine)
            else:
                _call_in(waiting, _resolve, mine)
        for topic in {topic for topic, number in told if number is None}:
            for loop, wake in self._wakes.get(topic, ()):
                _call_in(loop, wake)


def _resolve(jobs: list[Job]) -> None:
    for job in jobs:
        job.resolve()


class _Rider(NamedTuple):
    """Who does its work in the commit that would wake it."""

    work: Callable[[Transaction], Any]
    hear: Callable[[Any], None]
    loop: asyncio.AbstractEventLoop


def _call_in(loop: asyncio.AbstractEventLoop, call: Callable[..., None], *args: Any) -> None:
    with suppress(RuntimeError):  # the loop is closed: nobody waits there any more
        loop.call_soon_threadsafe(call, *args)
