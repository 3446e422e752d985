"""The one database thread: what shares a commit, what does not share a fate."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.storage.database import Store, StoreClosed, Transaction
from bot.storage.tables import Setting
from bot.storage.trouble import DatabaseGone


def put(name: str):
    def work(tx: Transaction) -> str:
        tx.session.add(Setting(name=name, value="x"))
        tx.session.flush()
        return name

    return work


def names(tx: Transaction) -> set[str]:
    return {row.name for row in tx.execute(text("SELECT name FROM setting"))}


async def test_a_work_that_raises_is_undone_alone(store: Store):
    # given works that wait together, one of which fails after it wrote
    def fails(tx: Transaction) -> None:
        put("broken")(tx)
        tx.wake("inbox")
        raise LookupError("no")

    # when they run
    outcomes = await asyncio.gather(
        store.run(put("first")), store.run(fails), store.run(put("last")), return_exceptions=True
    )
    # then its neighbours are kept and it is not
    assert outcomes[0] == "first"
    assert outcomes[2] == "last"
    assert isinstance(outcomes[1], LookupError)
    assert await store.run(names) == {"first", "last"}


async def test_a_statement_the_database_refuses_harms_only_its_own_work(store: Store):
    # given a row
    await store.run(put("taken"))

    # when a work writes, then breaks a rule of the database, between two others
    def doubles(tx: Transaction) -> None:
        tx.execute(text("INSERT INTO setting (name, value) VALUES ('gone', '')"))
        tx.execute(text("INSERT INTO setting (name, value) VALUES ('taken', '')"))

    outcomes = await asyncio.gather(
        store.run(put("before")), store.run(doubles), store.run(put("after")), return_exceptions=True
    )
    # then only that work is undone
    assert type(outcomes[1]).__name__ == "IntegrityError"
    assert await store.run(names) == {"taken", "before", "after"}


async def test_a_failed_flush_caught_inside_a_work_leaves_the_rest_of_it_whole(store: Store):
    # given a row
    await store.run(put("taken"))

    # when a work writes by Core, then its session stumbles and the work gives up
    def stumbles(tx: Transaction) -> None:
        tx.execute(text("INSERT INTO setting (name, value) VALUES ('core', '')"))
        put("taken")(tx)

    outcomes = await asyncio.gather(store.run(stumbles), store.run(put("other")), return_exceptions=True)
    # then nothing of it stays, and its neighbour is there
    assert type(outcomes[0]).__name__ == "IntegrityError"
    assert await store.run(names) == {"taken", "other"}


async def test_core_sees_what_the_session_has_pending(store: Store):
    # given a work that adds a row by the session and does not flush
    def work(tx: Transaction) -> set[str]:
        tx.session.add(Setting(name="pending", value="x"))
        return names(tx)

    # when it reads by Core, then it sees the row
    assert await store.run(work) == {"pending"}


async def test_objects_stay_readable_after_the_commit(store: Store):
    # given an object made in a work
    def work(tx: Transaction) -> Setting:
        setting = Setting(name="kept", value="words")
        tx.session.add(setting)
        return setting

    # when it is read after the commit, then its values are there
    assert (await store.run(work)).value == "words"


async def test_waking_happens_after_the_commit_and_only_if_there_was_one(store: Store):
    # given somebody who waits for two topics
    heard: list[str] = []
    store.on("inbox", lambda: heard.append("inbox"))
    store.on("outbox", lambda: heard.append("outbox"))

    def fails(tx: Transaction) -> None:
        tx.wake("outbox")
        raise LookupError

    # when one work says a topic and is committed, the other fails
    await asyncio.gather(store.run(lambda tx: tx.wake("inbox")), store.run(fails), return_exceptions=True)
    await store.run(names)
    # then only the first is heard
    assert heard == ["inbox"]


async def test_who_rides_does_its_work_in_the_commit_that_would_wake_it(store: Store):
    # given somebody who would be woken, and whose work rides on that commit
    woken: list[str] = []
    found: list[set[str]] = []
    store.on("inbox", lambda: woken.append("inbox"))
    store.ride("inbox", names, found.append)
    await store.run(put("silent"))

    # when a work wakes the topic
    def wakes(tx: Transaction) -> None:
        put("new")(tx)
        tx.wake("inbox")

    await store.run(wakes)
    # then it was there, before the caller went on, and is not woken as well
    assert (found, woken) == ([{"silent", "new"}], [])


async def test_a_rider_that_fails_harms_nobody_and_is_woken_as_ever(store: Store):
    # given somebody whose riding work writes and then fails
    woken = asyncio.Event()
    store.on("inbox", woken.set)

    def fails(tx: Transaction) -> None:
        put("ridden")(tx)
        raise ValueError

    store.ride("inbox", fails, lambda nothing: None)
    # when a work wakes the topic, then that one is kept, the other's is not, and the topic is woken
    await store.run(lambda tx: (put("new")(tx), tx.wake("inbox")))
    await asyncio.wait_for(woken.wait(), 5)
    assert await store.run(names) == {"new"}


async def test_what_a_rider_says_is_heard_after_the_commit_and_what_a_failed_one_says_is_not(store: Store):
    # given a rider that finds more than it may take, and wakes its own topic for the rest; and one that fails
    heard: list[str] = []
    for topic in ("inbox", "outbox", "timers"):
        store.on(topic, partial(heard.append, topic))

    def fails(tx: Transaction) -> None:
        tx.wake("timers")
        raise ValueError

    store.ride("inbox", fails, lambda nothing: None)
    store.ride("outbox", lambda tx: tx.wake("outbox"), lambda nothing: None)
    # when a work wakes both
    await store.run(lambda tx: (tx.wake("inbox"), tx.wake("outbox")))
    await store.run(names)
    # then the rest is looked for at once, and nothing is heard of what was undone
    assert sorted(heard) == ["inbox", "outbox"]


async def test_where_others_share_the_database_nobody_rides(store: Store):
    # given a process that is not alone
    found: list[set[str]] = []
    woken = asyncio.Event()
    store.on("inbox", woken.set)
    store.ride("inbox", names, found.append)
    store.shared, store.owner = store.engine.dialect.name == "postgresql", 1
    if not store.shared:
        pytest.skip("SQLite has one process")
    # when a work wakes the topic, then whoever has time looks
    await store.run(lambda tx: tx.wake("inbox"))
    await asyncio.wait_for(woken.wait(), 5)
    assert found == []


async def test_what_is_told_is_heard_before_the_caller_goes_on(store: Store):
    # given a follower
    heard: list[int] = []
    store.follow("finished", heard.append)
    # when a work tells a number
    await store.run(lambda tx: tx.tell("finished", 7))
    # then it is known at once
    assert heard == [7]


async def test_a_cancelled_caller_does_not_harm_the_others(store: Store):
    # given two works that wait together, the first of whose callers is gone
    first = asyncio.ensure_future(store.run(put("first")))
    second = asyncio.ensure_future(store.run(put("second")))
    await asyncio.sleep(0)
    first.cancel()
    # when they run, then the second has its answer
    assert await second == "second"


async def test_after_closing_no_work_is_taken(store: Store):
    # given a work that waits, and a store that is told to close
    waiting = asyncio.ensure_future(store.run(put("last")))
    await asyncio.sleep(0)
    await store.close()
    # when more work comes, then it is refused, and what waited was done
    with pytest.raises(StoreClosed):
        await store.run(names)
    assert await waiting == "last"


async def test_a_lost_connection_fails_the_works_it_carried_and_no_others(store: Store, database_url: str):
    # given PostgreSQL, which ends this connection in the middle of a work
    if not database_url.startswith("postgresql"):
        pytest.skip("SQLite has no connection to lose")

    def cut(tx: Transaction) -> None:
        put("lost")(tx)
        tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    # when the work runs, and another after it
    with pytest.raises(DatabaseGone):
        await store.run(cut)
    await store.run(put("next"))
    # then only the later one is there
    assert await store.run(names) == {"next"}


async def test_a_work_that_goes_on_after_its_connection_was_lost_is_told_that_the_database_is_gone(
    store: Store, database_url: str
):
    # given PostgreSQL, and a work that takes the loss for a fault of one statement and goes on
    if not database_url.startswith("postgresql"):
        pytest.skip("SQLite has no connection to lose")

    def goes_on(tx: Transaction) -> None:
        with suppress(OperationalError):
            tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        put("lost")(tx)

    # when it runs with others, then it and they hear the same, by a name that whoever starts a process waits for
    outcomes = await asyncio.gather(store.run(goes_on), store.run(put("other")), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [DatabaseGone, DatabaseGone]
    # and the next work finds a new connection
    await store.run(put("next"))
    assert await store.run(names) == {"next"}


async def test_a_fault_outside_of_a_commit_is_said_to_who_waits_and_ends_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    # given a fault of ours in the database thread, after a commit
    hand_back, faults = store._hand_back, [ValueError("ours")]

    def fails_once(*what: Any) -> None:
        if faults:
            raise faults.pop()
        hand_back(*what)

    monkeypatch.setattr(store, "_hand_back", fails_once)
    # when somebody waits for that work, then they hear of it
    with pytest.raises(ValueError, match="ours"):
        await store.run(put("one"))
    # and the next work is done, and finds what was committed
    assert await store.run(names) == {"one"}


async def test_sqlite_writes_ahead_and_waits_for_the_disk(sqlite_url: str):
    # given a SQLite file
    store = Store.open(sqlite_url)
    # when its settings are asked for
    pragmas = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    found = await store.run(lambda tx: [tx.execute(text(f"PRAGMA {name}")).scalar() for name in pragmas])
    await store.close()
    # then a commit survives a power cut, and rules between tables hold
    assert found == ["wal", 2, 1, 10_000]


async def test_an_error_of_the_database_shows_nobodys_words(store: Store):
    # given a statement that fails with words in it
    def fails(tx: Transaction) -> None:
        tx.execute(text("INSERT INTO nowhere (name) VALUES (:words)"), {"words": "a secret"})

    # when it runs, then its error does not hold them
    with pytest.raises(Exception, match="nowhere") as failed:
        await store.run(fails)
    assert "secret" not in str(failed.value)
