"""Processes on one PostgreSQL: who is alive, who holds a duty, and what happens to a dead one's leases."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from bot.clock import MovableClock
from bot.config import WrongSetting
from bot.storage import engine, inbox, processes
from bot.storage.database import Store, Transaction
from bot.workers import crew as crews
from bot.workers.crew import INGRESS, SENDER, Crew, Role, role_for
from tests.conftest import NOON

LONG_SILENT = text("UPDATE process SET seen_at = seen_at - interval '1 minute'")


@asynccontextmanager
async def process(url: str, *duties: str) -> AsyncIterator[tuple[Store, Crew]]:
    """A store with its crew, joined; it leaves in good order."""
    store = Store.open(url, MovableClock(at=NOON))
    crew = Crew(store, "all", "here", duties)
    await crew.join()
    try:
        yield store, crew
    finally:
        await crew.leave()
        await store.close()


@contextmanager
def half_said(store: Store, statement: str) -> Iterator[None]:
    """A connection of the bot at work that has sent this, and the rest of what it began to send never comes."""
    connection: Any = store.engine.raw_connection()
    driver = connection.driver_connection
    try:
        driver.execute("SELECT 1")  # its transaction begins
        driver.pgconn.enter_pipeline_mode()
        driver.pgconn.send_query_params(statement.encode(), None)
        driver.pgconn.send_flush_request()
        while driver.pgconn.flush():
            pass
        while (result := driver.pgconn.get_result()) is not None:
            assert result.status == psycopg.pq.ExecStatus.COMMAND_OK
        yield
    finally:
        connection.invalidate()


@pytest.mark.postgres
async def test_a_duty_has_one_holder_and_passes_on_when_that_one_leaves(postgres_url: str):
    # given two processes that would both send
    async with process(postgres_url, SENDER) as (_, first), process(postgres_url, SENDER) as (_, second):
        assert (first.holds(SENDER), second.holds(SENDER)) == (True, False)
        # when the first leaves in good order, then the second hears of it and takes over
        taken = asyncio.Event()
        second.on_change(taken.set)
        living = asyncio.create_task(second.run())
        await first.leave()
        async with asyncio.timeout(5):
            await taken.wait()
        living.cancel()
        assert second.holds(SENDER)


@pytest.mark.postgres
async def test_work_of_a_duty_begins_when_it_is_taken_and_ends_when_it_is_lost(postgres_url: str):
    # given a process that takes updates in
    began, ended = asyncio.Event(), asyncio.Event()

    async def work() -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async with process(postgres_url, INGRESS) as (store, crew):
        doing = asyncio.create_task(crew.do(INGRESS, work))
        async with asyncio.timeout(5):
            await began.wait()
            # when another one has its duty after all
            await store.run(lambda tx: tx.execute(text("UPDATE duty SET process_id = -1")))
            living = asyncio.create_task(crew.run())
            # then it stops
            await ended.wait()
        for task in (doing, living):
            task.cancel()


@pytest.mark.postgres
async def test_what_a_silent_process_took_is_free_at_once_and_what_a_living_one_took_is_not(postgres_url: str):
    # given two processes, each with an update in hand
    async with process(postgres_url, INGRESS) as (dead, _), process(postgres_url, INGRESS) as (alive, _):
        await dead.run(lambda tx: inbox.store(tx, [(1, 10, "{}"), (2, 20, "{}")], NOON))
        [one] = await dead.run(lambda tx: inbox.claim(tx, NOON, 1))
        [two] = await alive.run(lambda tx: inbox.claim(tx, NOON, 1))
        # when the first has been silent for a minute, and the second looks
        silent, me = dead.owner, alive.owner

        def look(tx: Transaction) -> list[int]:
            tx.execute(LONG_SILENT)
            processes.beat(tx, me)
            return processes.bury(tx)

        assert await alive.run(look) == [silent]
        # then the silent one's update may be taken, and its duty too; the second keeps what it has
        again = await alive.run(lambda tx: inbox.claim(tx, NOON, 5))
        assert ([row.id for row in again], two.id) == ([one.id], two.id)
        assert await alive.run(lambda tx: processes.take(tx, me, {INGRESS})) == {INGRESS}


@pytest.mark.postgres
async def test_a_process_that_stands_still_in_the_middle_of_a_statement_keeps_nobody_from_burying_it(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
):
    # given the process that sends, silent for a minute, in the middle of sending several statements as one
    monkeypatch.setattr(engine, "FROZEN_AFTER", 300)
    monkeypatch.setattr(crews, "STEADY", -1.0)
    async with process(postgres_url, SENDER) as (frozen, _), process(postgres_url, SENDER) as (other, crew):
        await other.run(lambda tx: tx.execute(LONG_SILENT) and None)
        with half_said(frozen, "UPDATE process SET role = 'all' WHERE seen_at < now() - interval '30 seconds'"):
            # when another one gives signs of life, then the sending becomes its own, and it waits for no lock
            async with asyncio.timeout(10):
                while not crew.holds(SENDER):
                    await crew.beat()
                    await asyncio.sleep(0.05)


@pytest.mark.postgres
async def test_what_a_process_took_just_before_it_was_buried_and_committed_just_after_is_free_at_once(
    postgres_url: str,
):
    # given a process that hung while it took an update, and that the others buried meanwhile
    async with process(postgres_url, INGRESS) as (hung, _), process(postgres_url, INGRESS) as (other, _):
        await other.run(lambda tx: inbox.store(tx, [(1, 10, "{}")], NOON))
        await other.run(lambda tx: processes.leave(tx, hung.owner))
        # when it goes on and commits, and another one looks for the dead
        [taken] = await hung.run(lambda tx: inbox.claim(tx, NOON, 1))
        await other.run(processes.bury)
        # then the update waits for nobody's lease
        [again] = await other.run(lambda tx: inbox.claim(tx, NOON, 1))
        assert again.id == taken.id


@pytest.mark.postgres
async def test_a_process_that_was_taken_for_dead_trusts_nothing_and_joins_anew(postgres_url: str):
    # given the process that sends, which the others buried
    async with process(postgres_url, SENDER) as (store, crew):
        before = store.owner
        await store.run(lambda tx: processes.leave(tx, before))
        # when it gives its next sign of life
        await crew.beat()
        # then it is another one
        assert store.owner != before
        assert await store.run(lambda tx: processes.beat(tx, store.owner))


@pytest.mark.postgres
async def test_a_process_that_gives_no_sign_of_life_stops_sending_before_another_begins(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
):
    # given the process that sends
    async with process(postgres_url, SENDER) as (_, crew):
        assert crew.holds(SENDER)
        # when it hangs for less time than the others need to miss it
        now = time.monotonic() + processes.SILENT.total_seconds() - 0.5
        monkeypatch.setattr(time, "monotonic", lambda: now)
        # then it holds nothing any more
        assert not crew.holds(SENDER)


@pytest.mark.postgres
async def test_a_duty_that_was_kept_while_the_database_was_away_is_done_again_afterwards(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
):
    # given a process that takes updates in, and a database that has been away for a while
    begun = asyncio.Queue[None]()

    async def work() -> None:
        begun.put_nowait(None)
        await asyncio.Event().wait()

    async with process(postgres_url, INGRESS) as (_, crew):
        doing = asyncio.create_task(crew.do(INGRESS, work))
        await begun.get()
        away = time.monotonic
        monkeypatch.setattr(time, "monotonic", lambda: away() + 60)
        crew._tell()
        assert not crew.holds(INGRESS)
        await asyncio.sleep(0)
        # when it is back, and nobody has taken over meanwhile, then the process goes on
        await crew.beat()
        async with asyncio.timeout(5):
            await begun.get()
        doing.cancel()


@pytest.mark.postgres
async def test_what_one_process_wakes_the_other_hears(postgres_url: str):
    # given two processes, the second of which listens
    async with process(postgres_url) as (first, _), process(postgres_url) as (second, _):
        heard = asyncio.Event()
        second.on("inbox", heard.set)
        async with asyncio.timeout(5):
            await heard.wait()  # when it began to listen, everything was woken once
            heard.clear()
            first.shared = True
            # when the first stores an update, then the second is woken
            await first.run(lambda tx: inbox.store(tx, [(1, 10, "{}")], NOON))
            await heard.wait()


async def test_on_sqlite_there_is_one_process_and_it_holds_every_duty(sqlite_url: str):
    async with process(sqlite_url, INGRESS, SENDER) as (store, crew):
        assert (crew.holds(INGRESS), crew.holds(SENDER), store.owner) == (True, True, None)


def test_a_sqlite_file_is_refused_to_a_part_of_a_bot_and_the_remedy_named():
    with pytest.raises(WrongSetting, match=r"--role worker: .*--role all.*PostgreSQL"):
        role_for("worker", "sqlite:///file.db")
    with pytest.raises(WrongSetting, match="all, ingress, worker, sender, ticker"):
        role_for("boss", "postgresql+psycopg://host/name")
    assert role_for("worker", "postgresql+psycopg://host/name") is Role.WORKER
