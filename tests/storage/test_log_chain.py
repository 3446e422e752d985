"""The access log shows what was taken out of it, at either end and in the middle."""

from __future__ import annotations

import asyncio
import contextlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text, update
from sqlmodel import col

from bot.storage import audit
from bot.storage.audit import Chain, setting
from bot.storage.database import Store, Transaction
from bot.storage.tables import Access
from tests.conftest import NOON

LINES = 9


class Undo(Exception):
    """Everything of a work is taken back, so that one log serves many tries."""


def write(tx: Transaction, at: datetime = NOON, count: int = 1) -> None:
    for _ in range(count):
        audit.log(tx, actor="responsible", actor_id=1, client_id=1, what="see_card", why="following", now=at)


def after(store: Store, harm: Callable[[Transaction], object]) -> Chain:
    """What a check finds after some harm, which is then taken back."""
    found: list[Chain] = []

    def work(tx: Transaction) -> None:
        harm(tx)
        found.append(audit.check(tx))
        raise Undo

    with contextlib.suppress(Undo):
        store.run_now(work)
    return found[0]


def lines(tx: Transaction) -> list[tuple[int, str]]:
    found = select(col(Access.id), col(Access.link)).order_by(col(Access.id))
    return [(row.id, row.link) for row in tx.execute(found)]


def set_to(tx: Transaction, name: str, value: str | None) -> None:
    """As somebody does who can write to the database and has no key."""
    mine = setting.c.name == name
    tx.execute(delete(setting).where(mine) if value is None else update(setting).where(mine).values(value=value))


def said(tx: Transaction, name: str) -> str | None:
    found: str | None = tx.execute(select(setting.c.value).where(setting.c.name == name)).scalar()
    return found


def cut(tx: Transaction, places: set[int]) -> None:
    """Lines go by their place, 0 is the oldest; the head is set to what then is the newest."""
    ids = [number for place, (number, _) in enumerate(lines(tx)) if place in places]
    tx.execute(delete(Access).where(col(Access.id).in_(ids)))
    if left := lines(tx):
        set_to(tx, audit.HEAD, left[-1][1])


@pytest.fixture(params=["never purged", "purged", "given"])
def house(request: pytest.FixtureRequest, store: Store) -> Store:
    """A log of nine lines: from its beginning, after a purge, and in a house purged before there was a TAIL."""

    def old_lines(tx: Transaction) -> None:
        write(tx, NOON - timedelta(days=1), 3)
        if request.param == "given":  # lines, then, without mark, and neither TAIL nor END
            tx.execute(delete(setting).where(setting.c.name.in_((audit.TAIL, audit.END))))
            before = ""
            key = audit._state(tx).key
            for row in audit._rows(tx):
                row.link = hmac.new(key, f"{before}\0{audit._said(row)}".encode(), "sha256").hexdigest()
                before = row.link
            tx.session.flush()
            set_to(tx, audit.HEAD, before)
            tx.execute(delete(Access).where(col(Access.id) <= 2))
            assert audit.begin(tx)
            write(tx, NOON, LINES - 1)
            return
        if request.param == "purged":
            assert audit.purge(tx, NOON - timedelta(hours=1)) == 3
        write(tx, NOON, LINES - (0 if request.param == "purged" else 3))

    store.run_now(old_lines)
    return store


def test_a_log_that_nobody_touched_is_whole(house: Store) -> None:
    found = house.run_now(audit.check)
    assert found.whole
    assert found.rows == LINES
    assert not house.run_now(audit.begin)


def test_whatever_lines_are_taken_out_the_check_shows_it(house: Store) -> None:
    tail = house.run_now(lambda tx: said(tx, audit.TAIL)) or ""
    from_beginning = tail.startswith(":")

    @settings(max_examples=25, deadline=None, database=None)
    @given(
        st.sets(st.integers(0, LINES - 1), min_size=1),
        st.sampled_from([(), (audit.TAIL,), (audit.END,), (audit.TAIL, audit.END)]),
    )
    def any_lines(places: set[int], settings_gone: tuple[str, ...]) -> None:
        def harm(tx: Transaction) -> None:
            cut(tx, places)
            for name in settings_gone:
                set_to(tx, name, None)

        found = after(house, harm)
        left = sorted(set(range(LINES)) - places)
        assert not found.whole
        if left:  # and it says which end is missing
            unknown = audit.TAIL in settings_gone and not from_beginning
            assert found.oldest_missing == (left[0] != 0 or unknown)
            assert found.newest_missing == (left[-1] != LINES - 1 or audit.END in settings_gone)
            assert bool(found.broken_at) == (left != list(range(left[0], left[-1] + 1)))
        else:
            assert found.newest_missing

    any_lines()


def test_no_tail_can_be_made_up_of_what_stands_in_the_database(house: Store) -> None:
    # given everything that somebody without the key can read there
    known = house.run_now(lambda tx: [link for _, link in lines(tx)])
    seals = house.run_now(lambda tx: [said(tx, name) or "" for name in (audit.TAIL, audit.END, audit.HEAD)])
    # when the oldest lines are cut and the tail is written anew from it
    for link in [known[1], "", "given"]:
        for seal in [*known, *(piece for one in seals for piece in one.split(":"))]:

            def harm(tx: Transaction, value: str = f"{link}:{seal}") -> None:
                cut(tx, {0, 1})
                set_to(tx, audit.TAIL, value)

            # then it does not fit
            assert after(house, harm).oldest_missing


def test_neither_a_later_line_nor_a_start_nor_a_purge_makes_good_what_was_cut_off(house: Store) -> None:
    for tail_too in (False, True):

        def harm(tx: Transaction, tail_too: bool = tail_too) -> None:
            cut(tx, {0, 1, 2})
            if tail_too:
                set_to(tx, audit.TAIL, None)
            assert not audit.begin(tx)
            write(tx, NOON + timedelta(minutes=1))
            assert audit.purge(tx, NOON + timedelta(seconds=1)) == 0  # evidence stays

        found = after(house, harm)
        assert (found.oldest_missing, found.broken_at, found.newest_missing) == (True, 0, False)


@pytest.mark.parametrize("place", [0, 4, LINES - 1])
def test_a_changed_line_shows_also_when_it_is_the_oldest_or_the_newest(house: Store, place: int) -> None:
    def harm(tx: Transaction) -> None:
        tx.execute(update(Access).where(col(Access.id) == lines(tx)[place][0]).values(what="nothing"))

    found = after(house, harm)
    assert (found.oldest_missing, bool(found.broken_at)) == (place == 0, place != 0)


def test_a_purge_goes_from_the_oldest_on_and_leaves_no_hole_when_clocks_differ(store: Store) -> None:
    # given a line of a process whose clock is behind, after a younger one
    def work(tx: Transaction) -> list[int]:
        for minutes in (0, 2, 1, 3):
            write(tx, NOON + timedelta(minutes=minutes))
        # when what is older than a time between them is purged, twice by two processes
        gone = [audit.purge(tx, NOON + timedelta(seconds=90)) for _ in range(2)]
        return [*gone, audit.check(tx).rows]

    # then only what is old with all before it is gone, and the log is whole
    assert store.run_now(work) == [1, 0, 3]
    assert store.run_now(audit.check).whole
    # and it may go whole
    assert store.run_now(lambda tx: audit.purge(tx, NOON + timedelta(days=1))) == 3
    assert store.run_now(audit.check).whole
    store.run_now(write)
    assert store.run_now(audit.check).whole


def test_purging_stops_before_a_line_that_does_not_fit(store: Store) -> None:
    store.run_now(lambda tx: write(tx, NOON, 5))
    store.run_now(lambda tx: tx.execute(update(Access).where(col(Access.id) == 3).values(actor="nobody")))
    assert store.run_now(lambda tx: audit.purge(tx, NOON + timedelta(days=1))) == 2
    found: Any = store.run_now(audit.check)
    assert (found.oldest, found.oldest_missing, found.rows) == (3, True, 3)


def test_where_the_database_keeps_back_a_line_the_purge_waits_and_leaves_no_hole(sqlite_url: str) -> None:
    # given a database that lets some old lines go and some not, as a policy by its own clock does
    store = Store.open(sqlite_url)
    store.run_now(lambda tx: write(tx, NOON, 5))
    kept = "CREATE TRIGGER kept BEFORE DELETE ON access_log WHEN OLD.id = 2 BEGIN SELECT RAISE(IGNORE); END"
    store.run_now(lambda tx: tx.execute(text(kept)))
    # when they are purged, then none is, until it lets all go
    assert store.run_now(lambda tx: audit.purge(tx, NOON + timedelta(days=1))) == 0
    found = store.run_now(audit.check)
    assert (found.rows, found.whole) == (5, True)
    store.run_now(lambda tx: tx.execute(text("DROP TRIGGER kept")))
    assert store.run_now(lambda tx: audit.purge(tx, NOON + timedelta(days=1))) == 5
    assert store.run_now(audit.check).whole
    store.close_now()


async def test_two_processes_purge_while_both_write_and_the_log_stays_whole(database_url: str) -> None:
    # given an old log, and two processes
    stores = [Store.open(database_url), Store.open(database_url)]
    await stores[0].run(lambda tx: write(tx, NOON - timedelta(days=1), 30))
    # when both write and purge at once
    works = [
        store.run(work)
        for turn in range(10)
        for store in stores
        for work in (write, lambda tx, turn=turn: audit.purge(tx, NOON - timedelta(minutes=10 - turn)))
    ]
    await asyncio.gather(*works)
    # then the old ones are gone once, and what was written is there and fits
    found = await stores[1].run(audit.check)
    assert (found.rows, found.whole, found.as_given) == (20, True, False)
    for store in stores:
        await store.close()
