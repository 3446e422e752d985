"""Ticks and due timers: obeyed once, tried again when they fail, never in each other's way."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import MovableClock
from bot.storage import timers
from bot.storage.database import Store
from bot.storage.timers import Due
from bot.workers.ticker import AT_A_TIME, DueTimers, Tick, Ticker

MINUTE = timedelta(minutes=1)


async def put(store: Store, clock: MovableClock, *subjects: int) -> None:
    await store.run(lambda tx: [timers.put(tx, "check_in", subject, clock.now()) for subject in subjects])


async def test_all_that_is_due_is_obeyed_once(store: Store, clock: MovableClock):
    # given more due timers than are taken at a time
    obeyed: list[int] = []

    async def obey(due: Due) -> None:
        assert await store.run(lambda tx: timers.done(tx, due.id))
        obeyed.append(due.subject_id)

    await put(store, clock, *range(AT_A_TIME + 5))
    tick = DueTimers(store, obey, clock)
    # when it ticks twice
    await tick()
    await tick()
    # then each was obeyed once
    assert sorted(obeyed) == list(range(AT_A_TIME + 5))


async def test_a_failing_timer_does_not_stop_the_others_and_comes_back(store: Store, clock: MovableClock):
    # given three timers, one of whose actions fails at first
    tried: list[int] = []

    async def obey(due: Due) -> None:
        tried.append(due.subject_id)
        if due.subject_id == 2 and due.attempts == 1:
            raise ValueError
        await store.run(lambda tx: timers.done(tx, due.id))

    await put(store, clock, 1, 2, 3)
    tick = DueTimers(store, obey, clock)
    # when it ticks now and a minute later
    await tick()
    clock.move(MINUTE)
    await tick()
    # then only the failed one came again
    assert sorted(tried) == [1, 2, 2, 3]


async def test_ticking_now_calls_every_tick_even_after_one_that_fails():
    # given two ticks, the first of which fails
    called: list[str] = []

    async def fails() -> None:
        called.append("first")
        raise ValueError

    async def works() -> None:
        called.append("second")

    ticker = Ticker([Tick("first", MINUTE, fails), Tick("second", MINUTE, works)])
    # when they are called on demand
    await ticker.tick_now()
    # then both were
    assert called == ["first", "second"]


async def test_a_started_ticker_ticks_and_stops():
    # given a quick tick
    import asyncio

    ticked = asyncio.Event()

    async def call() -> None:
        ticked.set()

    ticker = Ticker([Tick("quick", timedelta(milliseconds=10), call)])
    # when it is started
    ticker.start()
    await asyncio.wait_for(ticked.wait(), 10)
    await ticker.stop()
    # then it ticked by itself
    assert ticked.is_set()
