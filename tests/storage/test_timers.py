"""Timers: one taker, back after a crash, gone when obeyed, and never the wrong one obeyed."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.storage import leases, timers
from bot.storage.database import Store, Transaction
from bot.storage.timers import Due
from tests.conftest import NOON

HOUR = timedelta(hours=1)


def put(store: Store, subject: int = 1, due: datetime = NOON, **more) -> None:
    store.run_now(lambda tx: timers.put(tx, "check_in", subject, due, **more))


def claim(store: Store, now: datetime = NOON, limit: int = 50) -> list[Due]:
    return store.run_now(lambda tx: timers.claim_due(tx, now, limit))


def done(store: Store, due: Due) -> bool:
    return store.run_now(lambda tx: timers.done(tx, due.id))


def test_a_timer_is_due_at_its_time_and_oldest_first(store: Store):
    # given three timers
    put(store, 1, NOON + HOUR)
    put(store, 2, NOON)
    put(store, 3, NOON + 2 * HOUR, best_before=NOON + 3 * HOUR, plan_version=4)
    # when a worker looks as time goes on
    early, later = claim(store), claim(store, NOON + 2 * HOUR)
    # then each is found once
    assert [due.subject_id for due in early] == [2]
    assert [(due.subject_id, due.plan_version, due.best_before) for due in later][-1] == (3, 4, NOON + 3 * HOUR)


def test_a_crashed_workers_timer_comes_back_after_its_lease(store: Store):
    # given a due timer that a worker took and never finished
    put(store)
    [taken] = claim(store)
    # when another worker looks during the lease, and again after it
    during, after = claim(store, NOON + timers.LEASE / 2), claim(store, NOON + timers.LEASE)
    # then only the second look finds it
    assert (during, [due.id for due in after]) == ([], [taken.id])


def test_setting_a_timer_anew_moves_it(store: Store):
    # given a timer
    put(store)
    # when it is set anew for later
    put(store, due=NOON + HOUR)
    # then there is one, at the new time
    assert claim(store) == []
    assert len(claim(store, NOON + HOUR)) == 1


def test_who_obeys_a_timer_that_was_set_anew_meanwhile_finds_it_gone(store: Store):
    # given a taken timer
    put(store)
    [taken] = claim(store)
    # when the plan changes before it is obeyed
    put(store, due=NOON + HOUR)
    # then the worker stops without effect, and the new time holds
    assert not done(store, taken)
    assert store.run_now(timers.next_due) == NOON + HOUR


def test_a_timer_is_obeyed_once(store: Store):
    # given a taken timer
    put(store)
    [taken] = claim(store)
    # when two workers say that they obeyed it, then one of them did
    assert [done(store, taken), done(store, taken)] == [True, False]
    assert store.run_now(timers.next_due) is None


def test_an_action_may_remove_its_timer_and_set_the_next_in_one_transaction(store: Store):
    # given a taken timer
    put(store)
    [taken] = claim(store)

    # when an action obeys it and sets the next
    def act(tx) -> bool:
        obeyed = timers.done(tx, taken.id)
        timers.put(tx, "check_in", 1, NOON + HOUR)
        return obeyed

    # then both hold
    assert store.run_now(act)
    assert store.run_now(timers.next_due) == NOON + HOUR


def test_a_timer_whose_action_fails_comes_back_ever_later_but_always(store: Store):
    # given a timer whose action always fails
    put(store)
    now, delays = NOON, []
    # when it is tried many times
    for _ in range(14):
        [due] = claim(store, now)
        store.run_now(lambda tx, now=now, due=due: timers.fail(tx, due.id, now))
        again = store.run_now(lambda tx: tx.execute(select(timers.timer.c.leased_until)).scalar_one())
        delays.append(again - now)
        now = again
    # then the delays grow up to a limit
    assert delays[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert delays[-1] == timers.LONGEST_DELAY


def test_a_dropped_timer_is_never_due(store: Store):
    # given a timer
    put(store)
    # when it is dropped twice, then it was there once
    assert [store.run_now(lambda tx: timers.drop(tx, "check_in", 1)) for _ in range(2)] == [True, False]
    assert claim(store) == []


def test_the_next_due_time_can_be_asked_for_some_kinds(store: Store):
    # given timers of two kinds
    put(store, due=NOON + HOUR)
    store.run_now(lambda tx: timers.put(tx, "digest", 9, NOON + 3 * HOUR))
    # when the next is asked for, then kinds count
    assert store.run_now(timers.next_due) == NOON + HOUR
    assert store.run_now(lambda tx: timers.next_due(tx, ["digest"])) == NOON + 3 * HOUR


def test_a_process_that_is_alone_frees_the_leases_of_a_crashed_one(store: Store):
    # given a taken timer of a process that is gone
    put(store)
    claim(store)
    # when a new process starts alone
    assert store.run_now(leases.take_over)
    # then it need not wait
    assert len(claim(store)) == 1


def test_a_process_that_is_not_alone_leaves_the_leases_of_others(postgres_url: str, clock):
    # given a process at work on PostgreSQL that holds a timer
    at_work, newcomer = Store.open(postgres_url, clock), Store.open(postgres_url, clock)
    assert at_work.run_now(leases.take_over)
    put(at_work)
    claim(at_work)
    # when another starts
    alone = newcomer.run_now(leases.take_over)
    # then it takes nothing away
    assert not alone
    assert claim(newcomer) == []
    at_work.close_now()
    newcomer.close_now()


async def test_urgent_kinds_go_before_all_others_however_long_these_wait(store: Store):
    # given fifty check-ins that are due, and a notice that came due last
    def fill(tx: Transaction) -> None:
        for client in range(50):
            timers.put(tx, "check_in", client, NOON - timedelta(minutes=5))
        timers.put(tx, "tell", 1, NOON)

    await store.run(fill)
    # when ten are taken
    due = await store.run(lambda tx: timers.claim_due(tx, NOON, 10, ["tell", "concern"]))
    # then the notice is there before them
    assert [timer.kind for timer in due] == ["tell"] + ["check_in"] * 10
