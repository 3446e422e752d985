"""What goes wrong while sending, and whom it must not harm."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.clock import MovableClock
from bot.storage import outbox
from bot.storage.calls import Later, Never, OutboxCall, Sent, Verdict
from bot.storage.database import Store, Transaction
from bot.workers.marks import Marks
from bot.workers.pace import Limits, Pace
from bot.workers.sender import Sender
from tests.workers.channel import LIFTED, Channel, add, sending, states


async def test_a_failing_server_is_tried_again_after_growing_delays(store: Store, clock: MovableClock):
    # given a server that fails three times
    channel = Channel([Later(), Later(), Later()])
    await add(store, 7, "hei")
    tried = []
    async with sending(store, channel, clock) as sender:
        # when time goes by in seconds
        for second in range(9):
            await sender.idle()
            if len(channel.calls) > len(tried):
                tried.append(second)
            clock.move(timedelta(seconds=1))
    # then the tries lie 1, 2 and 4 seconds apart
    assert tried == [0, 1, 3, 7]


async def test_a_call_that_fails_while_others_succeed_is_given_up_and_frees_its_chat(store: Store, clock: MovableClock):
    # given a message that always fails, and others that do not
    async def picky(call: OutboxCall) -> Verdict:
        said.append(call.params["text"])
        return Later() if call.params["text"] == "bad" else Sent(1)

    said: list[str] = []
    await add(store, 7, "bad", "behind")
    sender = Sender(store, picky, clock, Pace(LIFTED))
    running = asyncio.create_task(sender.run())
    await add(store, 8, "fine")
    # when enough time has gone by
    for _ in range(30):
        await sender.idle()
        clock.move(timedelta(minutes=5))
    await sender.stop()
    await running
    # then it is set aside, and what stood behind it is out
    assert said[-1] == "behind"
    assert said.count("bad") == 10
    assert await states(store) == [(2, "given up"), (1, ""), (1, "")]


async def test_a_fault_of_ours_is_tried_again_and_harms_nobody_else(store: Store, clock: MovableClock):
    # given a channel that breaks once
    channel = Channel([KeyError("words")])
    await add(store, 7, "hei")
    async with sending(store, channel, clock) as sender:
        await sender.idle()
        # when its time comes again
        clock.move(timedelta(seconds=1))
        await sender.idle()
    # then it goes out
    assert channel.texts == ["hei", "hei"]


async def test_a_malformed_message_is_set_aside_not_repeated(store: Store, clock: MovableClock):
    # given a message the server will never take
    channel = Channel([Never("BadRequest")])
    await add(store, 7, "bad", "good")
    # when the sender is through
    async with sending(store, channel, clock) as sender:
        await sender.idle()
    # then it was tried once, and the next one is out
    assert channel.texts == ["bad", "good"]
    assert await states(store) == [(2, "BadRequest"), (1, "")]


async def test_somebody_who_left_is_told_of_in_the_transaction_that_sets_the_message_aside(
    store: Store, clock: MovableClock
):
    # given a client who blocked the bot
    channel, gone = Channel([Never("Forbidden", unreachable=True)]), []
    await add(store, 7, "hei", client_id=3)
    # when the message comes back
    async with sending(
        store, channel, clock, marks=Marks(clock, unreachable=lambda tx, call: gone.append(call.client_id))
    ) as sender:
        await sender.idle()
    # then who cares is told, once
    assert gone == [3]


async def test_a_stopping_sender_marks_what_is_out_and_hands_back_the_rest(store: Store, clock: MovableClock):
    # given one message in flight, and one held back by the pace
    channel = Channel(gate=asyncio.Event())
    await add(store, 7, "flying")
    await add(store, 8, "held")
    sender = Sender(store, channel, clock, Pace(Limits(bot_per_second=1)))
    running = asyncio.create_task(sender.run())
    await channel.until(1)
    # when the process stops, and the answer still comes
    stopping = asyncio.create_task(sender.stop())
    await asyncio.sleep(0)
    channel.gate.set()
    await stopping
    await running
    # then one is sent, and the other can be taken at once
    assert [state for state, _ in await states(store)] == [1, 0]
    assert [call.params["text"] for call in await store.run(lambda tx: outbox.claim(tx, clock.now()))] == ["held"]


async def test_a_jump_of_the_clock_does_not_send_twice_what_is_in_flight(store: Store, clock: MovableClock):
    # given a message in flight
    channel = Channel(gate=asyncio.Event())
    await add(store, 7, "once")
    async with sending(store, channel, clock) as sender:
        await channel.until(1)
        # when the clock jumps a day, and the sender looks again
        clock.move(timedelta(days=1))
        await add(store, 8, "other")
        await channel.until(2)
        channel.gate.set()
        await sender.idle()
    # then it was called once
    assert channel.texts == ["once", "other"]


async def test_a_database_that_fails_for_a_moment_loses_no_mark(
    store: Store, clock: MovableClock, monkeypatch: pytest.MonkeyPatch
):
    # given a database that fails when the message is to be marked
    channel, real, fails = Channel(), store.run, [True]
    monkeypatch.setattr("bot.workers.sender.DATABASE_PAUSE", 0.001)

    async def shaky(work: Callable):
        if channel.calls and fails:
            fails.pop()
            raise ConnectionError
        return await real(work)

    await add(store, 7, "once")
    monkeypatch.setattr(store, "run", shaky)
    # when it is back
    async with sending(store, channel, clock) as sender:
        await sender.idle()
    # then the message is marked, and went out once
    assert channel.texts == ["once"]
    assert await states(store) == [(1, "")]


async def test_a_fault_in_who_is_told_does_not_silence_the_bot(store: Store, clock: MovableClock):
    # given somebody who left, and an action that fails whenever it is told so
    def fails(tx: Transaction, call: OutboxCall) -> None:
        raise KeyError("words")

    channel = Channel([Never("Forbidden", unreachable=True)])
    await add(store, 7, "hei", client_id=3)
    async with sending(store, channel, clock, marks=Marks(clock, unreachable=fails)) as sender:
        # when the message comes back, and another one is to be sent
        await sender.idle()
        await add(store, 8, "other")
        await sender.idle()
    # then the first is set aside all the same, and the other is out
    assert channel.texts == ["hei", "other"]
    assert await states(store) == [(2, "Forbidden"), (1, "")]
