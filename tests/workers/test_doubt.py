"""A commit that was made although nobody heard so, as when the connection is gone at that moment: nothing waits for its lease."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from bot.clock import MovableClock
from bot.storage import inbox, outbox, timers
from bot.storage.calls import OutboxCall, Sent, Verdict
from bot.storage.database import Store
from bot.storage.timers import Due
from bot.storage.trouble import DatabaseGone
from bot.workers import dispatcher, sender
from bot.workers.dispatcher import Dispatcher
from bot.workers.pace import Limits, Pace
from bot.workers.sender import Sender
from bot.workers.ticker import DueTimers
from tests.conftest import NOON

pytestmark = pytest.mark.postgres
ME = 1  # this process's number among others
LIFTED = Limits(bot_per_second=0, chat_per_second=0, group_per_minute=0)


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(at=NOON)


@pytest.fixture
def house(postgres_url: str, clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A database that others share."""
    monkeypatch.setattr(dispatcher, "DATABASE_PAUSE", 0.01)
    monkeypatch.setattr(sender, "DATABASE_PAUSE", 0.01)
    store = Store.open(postgres_url, clock)
    store.owner = ME
    yield store
    store.close_now()


def unheard(store: Store, clock: MovableClock, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next commit is made, and the connection is gone before its answer comes."""
    dialect: Any = store.engine.dialect
    commit, moments = dialect.do_commit, [1]

    def do_commit(connection: Any) -> None:
        commit(connection)
        if moments:
            moments.pop()
            clock.move(timedelta(seconds=1))
            raise psycopg.OperationalError("the connection is lost")

    monkeypatch.setattr(dialect, "do_commit", do_commit)


async def test_what_the_sender_took_unheard_goes_out_at_once(
    house: Store, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
):
    # given a message that waits, a process that sends, and a connection that is lost as it takes the message
    went = asyncio.Event()

    async def send(call: OutboxCall) -> Verdict:
        went.set()
        return Sent(1000)

    await house.run(lambda tx: outbox.add(tx, chat_id=7, params={"text": "words"}))
    unheard(house, clock, monkeypatch)
    worker = Sender(house, send, clock, Pace(LIFTED))
    running = asyncio.create_task(worker.run())
    # when the database is there again, then the message goes out, long before its lease ends
    async with asyncio.timeout(20):
        await went.wait()
    await worker.stop()
    await running
    assert await house.run(outbox.waiting) == 0


async def test_what_the_dispatcher_took_unheard_is_answered_at_once(
    house: Store, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
):
    # given somebody's words, a process that answers, and a connection that is lost as it takes them
    answered = asyncio.Event()

    async def answer(payload: str, update_id: int) -> None:
        await house.run(lambda tx: inbox.finish(tx, update_id))
        answered.set()

    await house.run(lambda tx: inbox.store(tx, [(1, 7, "words")], clock.now()))
    unheard(house, clock, monkeypatch)
    worker = Dispatcher(house, answer, clock)
    running = asyncio.create_task(worker.run())
    # when the database is there again, then they are answered, long before the lease ends
    async with asyncio.timeout(20):
        await answered.wait()
    await worker.stop()
    await running


async def test_a_timer_that_was_taken_unheard_is_obeyed_at_the_next_tick(
    house: Store, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
):
    # given a timer that is due, and a connection that is lost as it is taken
    obeyed: list[int] = []

    async def obey(due: Due) -> None:
        obeyed.append(due.subject_id)
        await house.run(lambda tx: timers.done(tx, due.id))

    await house.run(lambda tx: timers.put(tx, "check_in", 7, clock.now()))
    tick = DueTimers(house, obey, clock)
    unheard(house, clock, monkeypatch)
    with pytest.raises(DatabaseGone):
        await tick()
    await asyncio.sleep(0)  # what the database thread said has arrived
    # when it ticks again, then the timer is obeyed
    await tick()
    assert obeyed == [7]


async def test_what_is_known_to_be_in_hand_is_not_taken_for_lost(house: Store, clock: MovableClock):
    # given two messages and the words of two people, all taken, one of each unheard
    await house.run(lambda tx: [outbox.add(tx, chat_id=chat, params={"text": "words"}) for chat in (7, 8)])
    await house.run(lambda tx: inbox.store(tx, [(1, 7, "words"), (2, 8, "words")], clock.now()))
    call, lost_call = await house.run(lambda tx: outbox.claim(tx, clock.now()))
    update, lost_update = await house.run(lambda tx: inbox.claim(tx, clock.now()))
    # when what may be lost is handed back a second later
    at = clock.move(timedelta(seconds=1))
    await house.run(lambda tx: outbox.release_lost(tx, [call.id], at))
    await house.run(lambda tx: inbox.release_lost(tx, [update.id], at))
    # then the unheard ones may be taken again, as if for the first time, and the others may not
    again = await house.run(lambda tx: outbox.claim(tx, at))
    assert [(row.id, row.attempts) for row in again] == [(lost_call.id, 1)]
    assert [(row.id, row.attempts) for row in await house.run(lambda tx: inbox.claim(tx, at))] == [(lost_update.id, 1)]


async def test_what_is_to_be_tried_again_later_keeps_its_time(house: Store, clock: MovableClock):
    # given a message that Telegram does not want before a minute is over
    await house.run(lambda tx: outbox.add(tx, chat_id=7, params={"text": "words"}))
    [call] = await house.run(lambda tx: outbox.claim(tx, clock.now()))
    await house.run(lambda tx: outbox.later(tx, call.id, clock.now() + timedelta(minutes=1)))
    # when what may be lost is handed back, then it still waits
    await house.run(lambda tx: outbox.release_lost(tx, (), clock.now()))
    assert await house.run(lambda tx: outbox.claim(tx, clock.now())) == []


async def test_while_the_database_is_away_a_worker_asks_no_more_often_for_its_doubt(
    house: Store, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
):
    # given a database that is away, and a process that answers and rests after each failure
    tries, tried = list[int](), asyncio.Event()
    loop = asyncio.get_running_loop()

    def refuse(connection: Any) -> None:
        tries.append(1)
        loop.call_soon_threadsafe(tried.set)
        raise psycopg.OperationalError("the connection is lost")

    monkeypatch.setattr(dispatcher, "DATABASE_PAUSE", 3600.0)
    monkeypatch.setattr(house.engine.dialect, "do_commit", refuse)
    worker = Dispatcher(house, lambda payload, update_id: asyncio.sleep(0), clock)
    running = asyncio.create_task(worker.run())
    # when it has failed once, and what the database thread said has arrived
    await tried.wait()
    await asyncio.sleep(0.2)
    # then it rests
    assert len(tries) == 1
    running.cancel()
