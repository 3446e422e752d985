"""
One database thread per process, in which several works share one commit.

A commit that survives a power cut costs a write to the disk, whatever it holds. So the thread takes all works that wait,
gives each a savepoint of its own, and commits once. Why not async drivers: `docs/adr/0003-one-database-thread.md`.
"""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future as ThreadFuture
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, CursorResult, Engine, Executable, create_engine, event, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from bot.clock import Clock, SystemClock
from bot.storage import sealing, trouble
from bot.storage.sealing import Keyring

T = TypeVar("T")
Params = Mapping[str, Any] | Sequence[Mapping[str, Any]]

TOGETHER = 100  # works per commit; more would let the first of them wait too long for its answer
BUSY_TIMEOUT = 10_000  # milliseconds that SQLite waits for another process, e.g. a backup


class StoreClosed(Exception):
    """Work came in while the process was stopping. Whoever asked stops too; nothing was written."""


class Transaction:
    """
    What a work is given: everything it does is committed as one, or not at all.

    `now` is the time at which its commit began. `dialect` is "sqlite" or "postgresql".
    """

    __slots__ = ("_connection", "_session", "dialect", "keyring", "now", "told")

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._session: Session | None = None
        self.dialect = connection.dialect.name
        self.keyring = sealing.keyring_of(connection.dialect)
        self.now = now
        self.told: list[tuple[str, int | None]] = []

    @property
    def session(self) -> Session:
        """For clear SQLModel code where nobody waits. Its objects stay readable after the commit."""
        if self._session is None:
            # In a savepoint: a failed flush may roll back its own writes, never those of other works.
            self._session = Session(self._connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
        return self._session

    def execute(self, statement: Executable, params: Params | None = None) -> CursorResult[Any]:
        """Run a Core statement, for the path of every turn. Sees what the session has pending."""
        if self._session is not None:
            self._session.flush()
        return self._connection.execute(statement, params)

    def execute_apart(self, statement: Executable, params: Params | None = None) -> CursorResult[Any]:
        """The same for tables that no session touches: inbox, outbox and timers. Leaves what is pending as it is."""
        return self._connection.execute(statement, params)

    def wake(self, topic: str) -> None:
        """After the commit, wake who waits for `topic`: "inbox", "outbox" or "timers"."""
        self.told.append((topic, None))

    def tell(self, topic: str, number: int) -> None:
        """After the commit, and before the work's own caller goes on, tell `number` to who follows `topic`."""
        self.told.append((topic, number))

    def _close(self, *, keep: bool) -> None:
        if self._session is None:
            return
        if keep:
            self._session.commit()
        self._session.close()


class _Job:
    """A work that waits for its turn, and where its outcome goes."""

    __slots__ = ("error", "future", "loop", "result", "work")

    def __init__(
        self,
        work: Callable[[Transaction], Any],
        future: asyncio.Future[Any] | ThreadFuture[Any],
        loop: asyncio.AbstractEventLoop | None,
    ) -> None:
        self.work = work
        self.future = future
        self.loop = loop
        self.result: Any = None
        self.error: BaseException | None = None

    def resolve(self) -> None:
        if self.future.done():  # the caller was cancelled; what is committed stays committed
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.result)


class Store:
    """The database. `run` from the event loop, `run_now` from anywhere else."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine = engine
        self._clock = clock
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._connection: Connection | None = None
        self._wakes: dict[str, list[tuple[asyncio.AbstractEventLoop, Callable[[], None]]]] = {}
        self._followers: dict[str, list[tuple[asyncio.AbstractEventLoop, Callable[[int], None]]]] = {}
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

    async def run(self, work: Callable[[Transaction], T]) -> T:
        """
        Do `work` in a transaction; return what it returns once that is on the disk.

        Raises:
            StoreClosed: The process is stopping.
            DatabaseTrouble: The database could not; nothing was written.
            Exception: Whatever `work` raised (its writes are undone), or the failure of the commit.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._put(_Job(work, future, loop))
        try:
            return await future
        except (OperationalError, sqlite3.OperationalError) as error:
            raise trouble.named(error) from error

    def run_now(self, work: Callable[[Transaction], T]) -> T:
        """The same, waiting on the spot: for the command line and tests."""
        future: ThreadFuture[T] = ThreadFuture()
        self._put(_Job(work, future, None))
        return future.result()

    def on(self, topic: str, wake: Callable[[], None]) -> None:
        """Call `wake` in the running event loop after each commit that said `tx.wake(topic)`."""
        self._wakes.setdefault(topic, []).append((asyncio.get_running_loop(), wake))

    def follow(self, topic: str, hear: Callable[[int], None]) -> None:
        """Call `hear(number)` in the running event loop for each `tx.tell(topic, number)` that was committed."""
        self._followers.setdefault(topic, []).append((asyncio.get_running_loop(), hear))

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
            self._jobs.put(None)

    def _put(self, job: _Job) -> None:
        if self._closed:
            raise StoreClosed("the database is closing")
        self._jobs.put(job)

    # Everything below runs in the database thread.

    def _live(self) -> None:
        open_ = True
        while open_:
            jobs: list[_Job] = []
            job = self._jobs.get()
            while job is not None:
                jobs.append(job)
                if len(jobs) == TOGETHER:
                    break
                try:
                    job = self._jobs.get_nowait()
                except Empty:
                    break
            open_ = job is not None
            if jobs:
                self._serve(jobs)
        self._drop_connection()
        self.engine.dispose()

    def _serve(self, jobs: list[_Job]) -> None:
        told: list[tuple[str, int | None]] = []
        try:
            told = self._commit_together(jobs)
        except BaseException as error:  # nothing was committed, so nobody may believe it was
            for job in jobs:
                job.error = job.error or error
            self._drop_connection()  # it may be broken; the next commit opens a new one
        self._hand_back(jobs, told)

    def _commit_together(self, jobs: list[_Job]) -> list[tuple[str, int | None]]:
        connection = self._connect()
        told: list[tuple[str, int | None]] = []
        now = self._clock.now()
        with connection.begin():
            points = _Savepoints(connection)
            for job in jobs:
                tx = Transaction(connection, now)
                points.set()
                try:
                    job.result = job.work(tx)
                    tx._close(keep=True)
                except Exception as error:
                    job.error = error
                    tx._close(keep=False)
                    points.back()
                else:
                    told += tx.told
        return told

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

    def _hand_back(self, jobs: list[_Job], told: list[tuple[str, int | None]]) -> None:
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


def _resolve(jobs: list[_Job]) -> None:
    for job in jobs:
        job.resolve()


class _Savepoints:
    """One savepoint after the other inside a transaction, said to the driver itself: SQLAlchemy's cost ten times more."""

    def __init__(self, connection: Connection) -> None:
        self._driver: Any = connection.connection.driver_connection
        self._sqlite = connection.dialect.name == "sqlite"
        self._open = False

    def set(self) -> None:
        if not self._open:
            self._driver.execute("SAVEPOINT work")
        elif self._sqlite:
            self._driver.execute("RELEASE work")
            self._driver.execute("SAVEPOINT work")
        else:
            self._driver.execute("RELEASE work; SAVEPOINT work")  # one trip to the server
        self._open = True

    def back(self) -> None:
        """Undo since the savepoint. Raises if the database gave up the whole transaction, as on a full disk."""
        self._driver.execute("ROLLBACK TO work")


def _call_in(loop: asyncio.AbstractEventLoop, call: Callable[..., None], *args: Any) -> None:
    with suppress(RuntimeError):  # the loop is closed: nobody waits there any more
        loop.call_soon_threadsafe(call, *args)


def build_engine(url: str, keys: Keyring | None = None) -> Engine:
    """
    An engine with the house's settings. Also for migrations, which hold their own connection.

    Its errors hide their parameters, which are people's words. Without `keys` the key file's are used. A database file is made readable by its owner only.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, poolclass=NullPool, hide_parameters=True)
        sealing.give(engine.dialect, keys or sealing.keyring_for(url))
        return engine
    if parsed.database and parsed.database != ":memory:":
        sealing.private_file(Path(parsed.database))  # its -wal and -shm take over its mode
    wait = {"timeout": BUSY_TIMEOUT / 1000}
    engine = create_engine(parsed, poolclass=NullPool, hide_parameters=True, connect_args=wait)
    sealing.give(engine.dialect, keys or sealing.keyring_for(url))
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # the driver shall not begin transactions behind our back
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT}"):
        connection.execute(f"PRAGMA {pragma}")
