"""Works of several processes on one PostgreSQL, and who goes first in the database thread."""

from __future__ import annotations

import asyncio
import threading

import pytest
from sqlalchemy import text

from bot.storage import audit, engine, people, talks
from bot.storage.database import Store, Transaction
from bot.storage.line import Job, Line
from bot.storage.tables import ScriptVersion, Setting
from bot.storage.trouble import DatabaseGone
from tests.conftest import NOON


def add(tx: Transaction) -> int:
    """Read, think, write: what loses a number when two do it at once."""
    tx.hold("person", 7)
    [count] = tx.execute(text("SELECT value FROM setting WHERE name = 'count'")).scalars()
    tx.execute(text("UPDATE setting SET value = :n WHERE name = 'count'"), {"n": str(int(count) + 1)})
    return int(count) + 1


@pytest.mark.postgres
async def test_two_processes_that_change_the_same_thing_take_turns(postgres_url: str):
    # given a number, and two processes
    stores = [Store.open(postgres_url), Store.open(postgres_url)]
    await stores[0].run(lambda tx: tx.session.add(Setting(name="count", value="0")))
    # when both count it up many times at once
    counts = await asyncio.gather(*(store.run(add) for _ in range(100) for store in stores))
    # then no step is lost
    assert sorted(counts) == list(range(1, 201))
    for store in stores:
        await store.close()


@pytest.mark.postgres
async def test_who_is_held_by_another_process_waits_and_nobody_else_does(postgres_url: str):
    # given two people, the first of whom another process is working with
    ours, theirs = Store.open(postgres_url), Store.open(postgres_url)
    numbers = await ours.run(lambda tx: [people.add(tx, account, account, "fi").id for account in (11, 12)])
    holding, go_on = threading.Event(), threading.Event()

    def works_long(tx: Transaction) -> None:
        tx.hold("person", numbers[0])
        holding.set()
        assert go_on.wait(10)

    long = asyncio.ensure_future(theirs.run(works_long))
    await asyncio.get_running_loop().run_in_executor(None, holding.wait)
    # when both write
    first = asyncio.ensure_future(ours.run(lambda tx: people.who(tx, 11)))
    second = await ours.run(lambda tx: people.who(tx, 12))
    # then the second is served meanwhile, and the first once the other process is done
    assert second is not None
    assert not first.done()
    go_on.set()
    await long
    found = await first
    assert found is not None
    assert found[0].telegram_id == 11
    for store in (ours, theirs):
        await store.close()


@pytest.mark.postgres
async def test_a_process_that_stands_still_while_it_starts_keeps_nobody_from_starting(postgres_url: str):
    # given a script that is known, and a process that stopped after it read which are
    scripts = [ScriptVersion(name="check_in", version="1", source="", words={})]
    ours, theirs = Store.open(postgres_url), Store.open(postgres_url)
    await ours.run(lambda tx: talks.remember_scripts(tx, scripts))
    standing, go_on = threading.Event(), threading.Event()

    def stands(tx: Transaction) -> None:
        talks.remember_scripts(tx, scripts)
        standing.set()
        assert go_on.wait(10)

    still = asyncio.ensure_future(theirs.run(stands))
    await asyncio.get_running_loop().run_in_executor(None, standing.wait)
    # when another starts with a newer script, then it has it and the older one at once
    newer = [ScriptVersion(name="check_in", version="2", source="", words={})]
    await ours.run(lambda tx: talks.remember_scripts(tx, newer))
    older = await ours.run(lambda tx: talks.outdated(tx, {"check_in": "2"}))
    assert [row.version for row in older] == ["1"]
    go_on.set()
    await still
    for store in (ours, theirs):
        await store.close()


@pytest.mark.postgres
async def test_a_process_that_stands_still_in_the_middle_of_a_work_loses_what_it_holds(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
):
    # given a process that stands still while it holds somebody
    monkeypatch.setattr(engine, "FROZEN_AFTER", 200)
    ours, theirs = Store.open(postgres_url), Store.open(postgres_url)
    standing, go_on = threading.Event(), threading.Event()

    def stands(tx: Transaction) -> None:
        tx.hold("person", 7)
        standing.set()
        assert go_on.wait(20)
        tx.execute(text("SELECT 1"))

    still = asyncio.ensure_future(theirs.run(stands))
    await asyncio.get_running_loop().run_in_executor(None, standing.wait)
    # when another process works with the same one, then it gets there
    await ours.run(lambda tx: tx.hold("person", 7))
    # and the first one hears, when it goes on, that its work was not done
    go_on.set()
    with pytest.raises(DatabaseGone):
        await still
    for store in (ours, theirs):
        await store.close()


async def test_processes_that_start_together_keep_each_script_once(database_url: str):
    # given two processes with the same scripts
    stores = [Store.open(database_url), Store.open(database_url)]
    scripts = [ScriptVersion(name=f"s{number}", version="1", source="", words={}) for number in range(40)]
    # when both keep them at the same moment, and once more
    for _ in range(2):
        await asyncio.gather(*(store.run(lambda tx: talks.remember_scripts(tx, scripts)) for store in stores))
    # then each is there once
    kept = await stores[0].run(lambda tx: [row.name for row in talks.outdated(tx, {})])
    assert sorted(kept) == sorted(script.name for script in scripts)
    for store in stores:
        await store.close()


@pytest.mark.postgres
async def test_two_processes_that_would_wait_for_each_other_both_get_there(postgres_url: str):
    # given two rows, and two processes that change both, each in the other order, without holding anything
    stores = [Store.open(postgres_url), Store.open(postgres_url)]
    await stores[0].run(lambda tx: [people.add(tx, n, n, "fi") for n in (1, 2)] and None)
    met = threading.Barrier(2)

    def crosswise(first: int, second: int):
        tried: list[int] = []

        def work(tx: Transaction) -> int:
            tried.append(1)
            change = text("UPDATE person SET locale = 'sv' WHERE id = :id")
            tx.execute(change, {"id": first})
            if len(tried) == 1:
                met.wait(10)
            tx.execute(change, {"id": second})
            return len(tried)

        return work

    # when they meet
    tries = await asyncio.gather(stores[0].run(crosswise(1, 2)), stores[1].run(crosswise(2, 1)))
    # then one of them began anew, and both are done
    assert sorted(tries) == [1, 2]
    for store in stores:
        await store.close()


def job(name: str, *, patient: bool = False) -> Job:
    made = Job(lambda tx: name, None, None, patient=patient)  # type: ignore[arg-type]
    made.result = name
    return made


def test_whom_people_wait_for_shares_no_commit_with_what_nobody_waits_for_and_neither_waits_for_ever():
    # given two digests in the line, then turns that keep coming
    line = Line()
    for one in (job("digest", patient=True), job("later digest", patient=True), job("first"), job("second")):
        line.put(one)
    # when commits are put together
    commits = []
    for _ in range(3):
        commits.append([one.result for one in line.next()])
        line.put(job("third"))
    # then the turns come first, then the digests alone, then turns again
    assert commits == [["first", "second"], ["digest", "later digest"], ["third", "third"]]


def test_a_line_that_ends_hands_out_what_waits_and_then_nobody():
    line = Line()
    line.put(job("last"))
    line.put(None)
    assert [[one.result for one in line.next()], line.next()] == [["last"], []]


async def test_an_answer_waits_for_one_patient_work_at_most(store: Store):
    # given twenty works that nobody waits for, each a good while long
    order: list[str] = []

    def long(tx: Transaction) -> None:
        threading.Event().wait(0.03)
        order.append("digest")

    patient = [asyncio.ensure_future(store.run(long, patient=True)) for _ in range(20)]
    await asyncio.sleep(0)
    # when a client's turn comes behind them
    await store.run(lambda tx: order.append("answer"))
    # then it was served before most of them
    await asyncio.gather(*patient)
    assert order.index("answer") <= 2
    assert len(order) == 21


async def test_two_processes_may_write_the_first_lines_of_a_new_log_at_the_same_moment(database_url: str):
    # given a house in which nothing was logged yet
    stores = [Store.open(database_url), Store.open(database_url)]

    def line(tx: Transaction) -> None:
        audit.log(tx, actor="client", actor_id=1, client_id=1, what="came in", why="own", now=NOON)

    # when two processes log at once
    await asyncio.gather(*(store.run(line) for _ in range(20) for store in stores))
    # then every line is there, and the chain holds
    found = await stores[0].run(audit.check)
    assert (found.rows, found.whole) == (40, True)
    for store in stores:
        await store.close()
