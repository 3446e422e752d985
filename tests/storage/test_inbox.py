"""Raw updates: kept once, one taker per chat, in order, whatever fails in between."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from bot.storage import inbox
from bot.storage.database import Store
from bot.storage.owners import by
from tests.conftest import NOON

LATER = NOON + inbox.LEASE + timedelta(seconds=1)


def keep(store: Store, *updates: tuple[int, int]) -> int:
    """Store updates, each (number, chat)."""
    return store.run_now(lambda tx: inbox.store(tx, [(n, chat, f"words {n}") for n, chat in updates], NOON))


def claim(store: Store, now=NOON, limit: int = 50) -> list[inbox.Update]:
    return store.run_now(lambda tx: inbox.claim(tx, now, limit))


def finish(store: Store, number: int) -> bool:
    return store.run_now(lambda tx: inbox.finish(tx, number))


def test_an_update_that_comes_twice_is_kept_once(store: Store):
    # given a stored batch
    assert keep(store, (1, 7), (2, 7)) == 2
    # when Telegram repeats part of it, also within one batch
    new = keep(store, (2, 7), (3, 7), (3, 7))
    # then only what is new counts
    assert new == 1
    assert store.run_now(inbox.waiting) == 3


def test_the_oldest_of_each_chat_is_taken_and_nothing_behind_it(store: Store):
    # given two chats, one with two updates
    keep(store, (1, 7), (2, 7), (3, 8))
    # when a worker claims, and again while it works
    first, second = claim(store), claim(store)
    # then each chat has one update in work, and it is told that more wait
    assert [(row.update_id, row.more) for row in first] == [(1, True), (3, False)]
    assert second == []


def test_finishing_lets_the_next_of_the_chat_go(store: Store):
    # given a taken update with another behind it
    keep(store, (1, 7), (2, 7))
    claim(store)
    # when it is finished
    assert finish(store, 1)
    # then the next can be taken
    assert [row.update_id for row in claim(store)] == [2]


def test_an_update_is_finished_once_and_its_words_are_gone(store: Store):
    # given an update
    keep(store, (1, 7))
    # when it is finished twice
    outcome = [finish(store, 1), finish(store, 1)]
    # then only the first time counts, and nothing of what was said is left
    assert outcome == [True, False]
    assert store.run_now(lambda tx: tx.execute(text("SELECT payload FROM inbox")).scalar()) == ""


def test_a_crashed_workers_update_comes_back_after_its_lease(store: Store):
    # given an update that a worker took and never finished
    keep(store, (1, 7))
    claim(store)
    # when another looks during the lease, and again after it
    during, after = claim(store, NOON + inbox.LEASE / 2), claim(store, LATER)
    # then only the second look finds it
    assert (during, [row.attempts for row in after]) == ([], [2])


def test_a_failed_update_holds_up_its_chat_until_its_next_try(store: Store):
    # given a chat whose first update failed
    keep(store, (1, 7), (2, 7), (3, 8))
    first = claim(store)[0]
    delay = store.run_now(lambda tx: inbox.fail(tx, first.id, "ValueError", NOON))
    # when a worker looks at once, and when the delay is over
    assert delay is not None
    now, then = claim(store), claim(store, NOON + delay)
    # then the chat waits for its first update
    assert now == []
    assert [row.update_id for row in then] == [1]


def test_after_enough_tries_an_update_is_set_aside_with_its_words(store: Store):
    # given an update that always fails, and one behind it
    keep(store, (1, 7), (2, 7))
    now, delays = NOON, []
    # when it is tried as often as it may be
    for _ in range(inbox.TRIES):
        [row] = claim(store, now)
        assert row.update_id == 1
        delay = store.run_now(lambda tx, row=row, now=now: inbox.fail(tx, row.id, "ValueError", now))
        delays.append(delay)
        now += delay or timedelta()
    # then the delays grew, its words are kept for a person, and the next one goes
    assert delays[:-1] == sorted(delays[:-1])
    assert delays[-1] is None
    kept = store.run_now(
        lambda tx: tx.execute(
            select(*(inbox.inbox.c[name] for name in ("payload", "fault", "state"))).where(inbox.inbox.c.update_id == 1)
        ).one()
    )
    assert tuple(kept) == ("words 1", "ValueError", 2)
    assert [row.update_id for row in claim(store, now)] == [2]


def test_what_no_retry_can_help_is_set_aside_at_once(store: Store):
    # given an update nobody can read
    keep(store, (1, 7), (2, 7))
    [row] = claim(store)
    # when its turn fails for good
    store.run_now(lambda tx: inbox.fail(tx, row.id, "KeyError", NOON, tries=1))
    # then the next one goes
    assert [row.update_id for row in claim(store)] == [2]


def test_a_late_failure_does_not_undo_a_finished_update(store: Store):
    # given an update that was finished
    keep(store, (1, 7))
    [row] = claim(store)
    finish(store, 1)
    # when its handler fails afterwards
    delay = store.run_now(lambda tx: inbox.fail(tx, row.id, "ValueError", NOON))
    # then it stays finished
    assert delay == inbox.NOT_OURS
    assert claim(store, LATER) == []


async def test_a_late_failure_does_not_touch_what_another_process_took_over(store: Store):
    # given an update that was taken, freed because its process was silent, and taken by another one
    keep(store, (1, 7))
    store.owner = 1
    [row] = claim(store)
    await store.run(lambda tx: inbox.recover(tx, by(1)))
    store.owner = 2
    claim(store)
    # when the first one wakes up and its turn fails
    store.owner = 1
    delay = await store.run(lambda tx: inbox.fail(tx, row.id, "ValueError", NOON))
    # then the second one keeps it
    assert delay == inbox.NOT_OURS
    assert claim(store, NOON + timedelta(seconds=30)) == []


def test_something_that_is_no_update_is_kept_once_and_blocks_nobody(store: Store):
    # given an oddity that Telegram sends twice
    for _ in range(2):
        store.run_now(lambda tx: inbox.put_aside(tx, '{"strange": 1}', "NoUpdate", NOON))
    # when workers look, then there is nothing to do, and one row to look at
    assert claim(store) == []
    assert store.run_now(lambda tx: tx.execute(text("SELECT count(*) FROM inbox")).scalar()) == 1


def test_what_is_handed_back_or_freed_can_be_taken_at_once(store: Store):
    # given two taken updates
    keep(store, (1, 7), (2, 8))
    taken = claim(store)
    # when one is handed back, and then a process that is alone frees the other
    store.run_now(lambda tx: inbox.release(tx, [taken[0].id]))
    again = claim(store)
    store.run_now(inbox.recover)
    # then both can be taken without waiting for the lease
    assert [row.update_id for row in again] == [1]
    assert [row.update_id for row in claim(store)] == [1, 2]


def test_an_update_that_was_there_at_every_crash_is_set_aside(store: Store):
    # given an update that was in work at as many crashes as we bear, and its neighbour that was not
    keep(store, (1, 7))
    for _ in range(inbox.CRASHES):
        assert [row.update_id for row in claim(store)] == [1]
        store.run_now(inbox.recover)
    keep(store, (2, 7))
    # when the process starts again, then the neighbour goes
    assert [row.update_id for row in claim(store)] == [2]


def test_finished_updates_are_forgotten_when_telegram_cannot_repeat_them(store: Store):
    # given one finished and one waiting update
    keep(store, (1, 7), (2, 8))
    finish(store, 1)
    # when it is swept before and after its time
    early = store.run_now(lambda tx: inbox.sweep(tx, NOON + inbox.KEEP))
    late = store.run_now(lambda tx: inbox.sweep(tx, NOON + inbox.KEEP + timedelta(seconds=1)))
    # then only the finished one goes
    assert (early, late, store.run_now(inbox.waiting)) == (0, 1, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    chats=st.lists(st.integers(1, 3), min_size=1, max_size=12),
    steps=st.lists(st.tuples(st.sampled_from(["claim", "finish", "fail", "wait", "crash"]), st.integers(0, 5))),
)
def test_order_within_a_chat_holds_for_any_interleaving(store: Store, chats: list[int], steps: list[tuple[str, int]]):
    """Two workers, any mixture of success, failure, waiting and crashing: nobody overtakes, nobody shares a chat."""
    # given updates of some chats in an empty inbox
    store.run_now(lambda tx: tx.execute(text("DELETE FROM inbox")))
    keep(store, *enumerate(chats, start=1))
    floor = Floor(store, dict(enumerate(chats, start=1)))
    # when workers do whatever they do
    for step, pick in steps:
        getattr(floor, step)(pick)
    # then each chat's updates were done in their order, each once
    for chat in set(chats):
        mine = [number for number in floor.done if floor.chat_of[number] == chat]
        assert mine == sorted(set(mine))


class Floor:
    """Workers of one database, and what they have in hand."""

    def __init__(self, store: Store, chat_of: dict[int, int]) -> None:
        self.store, self.chat_of = store, chat_of
        self.now = NOON
        self.working: dict[int, inbox.Update] = {}
        self.done: list[int] = []

    def claim(self, pick: int) -> None:
        for row in claim(self.store, self.now, limit=pick + 1):
            assert row.chat_id not in {other.chat_id for other in self.working.values()}, "two takers in one chat"
            self.working[row.update_id] = row

    def finish(self, pick: int) -> None:
        if (row := self._choose(pick)) and finish(self.store, row.update_id):
            self.done.append(row.update_id)

    def fail(self, pick: int) -> None:
        if row := self._choose(pick):
            self.store.run_now(lambda tx: inbox.fail(tx, row.id, "E", self.now))

    def wait(self, _: int) -> None:
        self.working.clear()  # who holds an update longer than its lease has crashed
        self.now += inbox.LEASE

    def crash(self, _: int) -> None:
        self.working.clear()
        self.store.run_now(inbox.recover)

    def _choose(self, pick: int) -> inbox.Update | None:
        return self.working.pop(sorted(self.working)[pick % len(self.working)]) if self.working else None
