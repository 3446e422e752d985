"""The dispatcher: one turn per chat, chats side by side, and no update lost or blocking for ever."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from sqlalchemy import text

from bot.clock import MovableClock
from bot.storage import inbox
from bot.storage.database import Store
from bot.storage.trouble import DatabaseGone
from bot.workers.dispatcher import Dispatcher, Unreadable

Handle = Callable[[str, int], Awaitable[None]]


@asynccontextmanager
async def working(store: Store, handle: Handle, clock: MovableClock, **more) -> AsyncIterator[Dispatcher]:
    dispatcher = Dispatcher(store, handle, clock, **more)
    running = asyncio.create_task(dispatcher.run())
    yield dispatcher
    await dispatcher.stop()
    await running


def finishing(store: Store, seen: list[int]) -> Handle:
    async def handle(payload: str, update_id: int) -> None:
        seen.append(update_id)
        await store.run(lambda tx: inbox.finish(tx, update_id))

    return handle


async def keep(store: Store, clock: MovableClock, *updates: tuple[int, int]) -> None:
    await store.run(lambda tx: inbox.store(tx, [(n, chat, f"words {n}") for n, chat in updates], clock.now()))


async def rows(store: Store) -> list[tuple[int, int, str]]:
    query = text("SELECT update_id, state, fault FROM inbox ORDER BY id")
    return await store.run(lambda tx: [tuple(row) for row in tx.execute(query)])


async def test_every_update_is_handled_once_and_in_the_order_of_its_chat(store: Store, clock: MovableClock):
    # given updates of three chats
    seen: list[int] = []
    await keep(store, clock, *((number, number % 3) for number in range(1, 31)))
    # when the dispatcher is through
    async with working(store, finishing(store, seen), clock) as dispatcher:
        await dispatcher.idle()
    # then each was handled once, in order
    assert sorted(seen) == list(range(1, 31))
    for chat in range(3):
        mine = [number for number in seen if number % 3 == chat]
        assert mine == sorted(mine)


async def test_new_updates_wake_it_also_behind_a_running_turn(store: Store, clock: MovableClock):
    # given a turn that runs
    seen: list[int] = []
    gate, begun = asyncio.Event(), asyncio.Event()

    async def slow(payload: str, update_id: int) -> None:
        begun.set()
        await gate.wait()
        await finishing(store, seen)(payload, update_id)

    async with working(store, slow, clock) as dispatcher:
        await keep(store, clock, (1, 7))
        await begun.wait()
        # when another update of the chat arrives, and the first one ends
        await keep(store, clock, (2, 7))
        gate.set()
        await dispatcher.idle()
    # then both were handled
    assert seen == [1, 2]


async def test_chats_go_side_by_side_but_a_chat_has_one_turn_at_a_time(store: Store, clock: MovableClock):
    # given four chats with two updates each, and room for three turns
    running: set[int] = set()
    most, seen = 0, []

    async def handle(payload: str, update_id: int) -> None:
        nonlocal most
        chat = update_id % 4
        assert chat not in running
        running.add(chat)
        most = max(most, len(running))
        await asyncio.sleep(0)
        await finishing(store, seen)(payload, update_id)
        running.discard(chat)

    await keep(store, clock, *((number, number % 4) for number in range(1, 9)))
    # when the dispatcher is through
    async with working(store, handle, clock, side_by_side=3) as dispatcher:
        await dispatcher.idle()
    # then three ran side by side, never more
    assert (most, sorted(seen)) == (3, list(range(1, 9)))


async def test_a_turn_that_fails_is_tried_again_before_anything_behind_it(store: Store, clock: MovableClock):
    # given a turn that fails at first
    seen: list[int] = []

    async def handle(payload: str, update_id: int) -> None:
        if update_id == 1 and 1 not in seen:
            seen.append(1)
            raise ValueError("words that no log may show")
        await finishing(store, seen)(payload, update_id)

    await keep(store, clock, (1, 7), (2, 7), (3, 8))
    async with working(store, handle, clock) as dispatcher:
        await dispatcher.idle()
        before = sorted(seen)
        # when its time comes again
        clock.move(timedelta(seconds=1))
        await dispatcher.idle()
    # then the chat goes on in order; the other chat never waited
    assert before == [1, 3]
    assert [number for number in seen if number != 3] == [1, 1, 2]
    assert "words" not in "".join(fault for _, _, fault in await rows(store))


async def test_a_turn_that_always_fails_is_set_aside_and_the_next_one_goes(store: Store, clock: MovableClock):
    # given an update that no handler can take
    seen: list[int] = []

    async def handle(payload: str, update_id: int) -> None:
        if update_id == 1:
            raise ValueError
        await finishing(store, seen)(payload, update_id)

    await keep(store, clock, (1, 7), (2, 7))
    # when time goes by
    async with working(store, handle, clock) as dispatcher:
        for _ in range(inbox.TRIES):
            await dispatcher.idle()
            clock.move(timedelta(minutes=2))
    # then it is kept apart, by the name of its error
    assert (seen, await rows(store)) == ([2], [(1, 2, "ValueError"), (2, 1, "")])


async def test_what_fails_for_want_of_the_database_is_tried_more_often(store: Store, clock: MovableClock):
    # given a turn that meets a database that is away as often as another fault would be forgiven
    seen: list[int] = []
    failures = iter(range(inbox.TRIES))

    async def handle(payload: str, update_id: int) -> None:
        if next(failures, None) is not None:
            raise DatabaseGone
        await finishing(store, seen)(payload, update_id)

    await keep(store, clock, (1, 7))
    # when time goes by
    async with working(store, handle, clock) as dispatcher:
        for _ in range(inbox.TRIES + 1):
            await dispatcher.idle()
            clock.move(timedelta(minutes=2))
    # then it is not set aside
    assert seen == [1]


async def test_an_unreadable_update_is_set_aside_at_once(store: Store, clock: MovableClock):
    # given an update that cannot be parsed
    seen: list[int] = []

    async def handle(payload: str, update_id: int) -> None:
        if update_id == 1:
            try:
                {}["message"]
            except KeyError as error:
                raise Unreadable from error
        await finishing(store, seen)(payload, update_id)

    await keep(store, clock, (1, 7), (2, 7))
    # when the dispatcher is through
    async with working(store, handle, clock) as dispatcher:
        await dispatcher.idle()
    # then no time was lost with it
    assert (seen, await rows(store)) == ([2], [(1, 2, "KeyError"), (2, 1, "")])


async def test_a_handler_that_returns_without_finishing_has_failed(store: Store, clock: MovableClock):
    # given a handler that swallows everything, as python-telegram-bot's does with errors
    async def handle(payload: str, update_id: int) -> None:
        return

    await keep(store, clock, (1, 7))
    # when it returned
    async with working(store, handle, clock) as dispatcher:
        await dispatcher.idle()
    # then the update waits for its next try
    assert await rows(store) == [(1, 0, "Unfinished")]


async def test_a_handler_that_fails_after_the_commit_changes_nothing(store: Store, clock: MovableClock):
    # given a handler that fails once its action is committed
    seen: list[int] = []

    async def handle(payload: str, update_id: int) -> None:
        await finishing(store, seen)(payload, update_id)
        raise ValueError

    await keep(store, clock, (1, 7))
    # when it is done, and later
    async with working(store, handle, clock) as dispatcher:
        await dispatcher.idle()
        clock.move(timedelta(hours=1))
        await dispatcher.idle()
    # then the update stays finished
    assert (seen, await rows(store)) == ([1], [(1, 1, "")])


async def test_stopping_lets_running_turns_end_and_begins_no_more(store: Store, clock: MovableClock):
    # given a running turn, with another behind it
    seen: list[int] = []
    gate, begun = asyncio.Event(), asyncio.Event()

    async def slow(payload: str, update_id: int) -> None:
        begun.set()
        await gate.wait()
        await finishing(store, seen)(payload, update_id)

    await keep(store, clock, (1, 7), (2, 7))
    dispatcher = Dispatcher(store, slow, clock)
    running = asyncio.create_task(dispatcher.run())
    await begun.wait()
    # when the process stops
    stopping = asyncio.create_task(dispatcher.stop())
    await asyncio.sleep(0)
    gate.set()
    await stopping
    await running
    # then the turn ended, and the next update can be taken at once after the start
    assert seen == [1]
    assert [row.update_id for row in await store.run(lambda tx: inbox.claim(tx, clock.now()))] == [2]


async def test_a_jump_of_the_clock_does_not_begin_a_running_turn_twice(store: Store, clock: MovableClock):
    # given a running turn
    begun: asyncio.Queue[int] = asyncio.Queue()
    gate = asyncio.Event()

    async def slow(payload: str, update_id: int) -> None:
        begun.put_nowait(update_id)
        await gate.wait()
        await store.run(lambda tx: inbox.finish(tx, update_id))

    await keep(store, clock, (1, 7))
    async with working(store, slow, clock) as dispatcher:
        assert await begun.get() == 1
        # when the clock jumps a day, and there is something new
        clock.move(timedelta(days=1))
        await keep(store, clock, (2, 8))
        assert await begun.get() == 2
        gate.set()
        await dispatcher.idle()
    # then it ran once
    assert begun.empty()
