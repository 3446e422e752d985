"""The sender: order under retries, urgency, verdicts, and what a crash or a stop leaves behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.clock import MovableClock
from bot.storage import outbox
from bot.storage.calls import Later, Moved, Never, OutboxCall, Sent, Verdict
from bot.storage.database import Store, Transaction
from bot.workers.marks import Marks
from bot.workers.pace import Limits, Pace
from bot.workers.sender import Sender

LIFTED = Limits(bot_per_second=0, chat_per_second=0, group_per_minute=0)


@dataclass
class Channel:
    """The other side: says what comes of each call, in the order of `verdicts`, then sends everything."""

    verdicts: list[Verdict | Exception] = field(default_factory=list)
    calls: list[OutboxCall] = field(default_factory=list)
    gate: asyncio.Event | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, call: OutboxCall) -> Verdict:
        self.calls.append(call)
        self.news.set()
        if self.gate is not None:
            await self.gate.wait()
        verdict = self.verdicts.pop(0) if self.verdicts else Sent(1000 + call.id)
        if isinstance(verdict, Exception):
            raise verdict
        return verdict

    async def until(self, calls: int) -> None:
        """Wait for so many calls."""
        while len(self.calls) < calls:
            self.news.clear()
            await self.news.wait()

    @property
    def texts(self) -> list[str]:
        return [call.params["text"] for call in self.calls]


@asynccontextmanager
async def sending(store: Store, channel: Channel, clock: MovableClock, **more) -> AsyncIterator[Sender]:
    sender = Sender(store, channel, clock, more.pop("pace", None) or Pace(LIFTED), **more)
    running = asyncio.create_task(sender.run())
    yield sender
    await sender.stop()
    await running


async def add(store: Store, chat: int, *texts: str, **more) -> list[int]:
    return await store.run(lambda tx: [outbox.add(tx, chat_id=chat, params={"text": one}, **more) for one in texts])


async def states(store: Store) -> list[tuple[int, str]]:
    return await store.run(
        lambda tx: [tuple(row) for row in tx.execute(text("SELECT state, fault FROM outbox ORDER BY id"))]
    )


async def test_everything_goes_out_in_the_order_of_its_chat(store: Store, clock: MovableClock):
    # given many messages to a few chats
    channel = Channel()
    for number in range(20):
        await add(store, number % 3, f"{number}")
    # when the sender has nothing left to do
    async with sending(store, channel, clock) as sender:
        await sender.idle()
    # then each chat got its own in order, each once
    assert sorted(channel.texts, key=int) == [str(number) for number in range(20)]
    for chat in range(3):
        mine = [int(call.params["text"]) for call in channel.calls if call.chat_id == chat]
        assert mine == sorted(mine)
    assert {state for state, _ in await states(store)} == {1}


async def test_a_new_message_wakes_the_sender(store: Store, clock: MovableClock):
    # given an idle sender
    channel = Channel()
    async with sending(store, channel, clock) as sender:
        await sender.idle()
        # when a message is committed
        await add(store, 7, "hei")
        await sender.idle()
    # then it is out
    assert channel.texts == ["hei"]


async def test_the_number_of_a_message_is_kept_for_later_edits(store: Store, clock: MovableClock):
    # given a message and an edit of it
    channel = Channel([Sent(4711)])
    [message] = await add(store, 7, "hei")
    await add(store, 7, "hei!", method="editMessageText", after=message)
    # when both are out
    async with sending(store, channel, clock) as sender:
        await sender.idle()
    # then the edit knew its message
    assert [call.edits for call in channel.calls] == [None, 4711]


async def test_a_message_that_must_wait_holds_up_its_chat_and_nobody_else(store: Store, clock: MovableClock):
    # given a server that asks one chat to wait half a minute
    channel = Channel([Later(timedelta(seconds=30))])
    await add(store, 7, "first", "second")
    async with sending(store, channel, clock) as sender:
        await sender.idle()
        await add(store, 8, "other")
        await sender.idle()
        before = list(channel.texts)
        # when the time has come
        clock.move(timedelta(seconds=30))
        await sender.idle()
    # then the chat goes on where it stood
    assert before == ["first", "other"]
    assert channel.texts == ["first", "other", "first", "second"]


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


async def test_a_group_with_a_new_number_is_followed_in_order(store: Store, clock: MovableClock):
    # given a group that became a supergroup
    channel, moves = Channel([Moved(-1005)]), []
    await add(store, -5, "first", "second")
    # when the sender is through
    async with sending(
        store, channel, clock, marks=Marks(clock, moved=lambda tx, old, new: moves.append((old, new)))
    ) as sender:
        await sender.idle()
    # then all went to the new number
    assert [(call.chat_id, call.params["text"]) for call in channel.calls] == [
        (-5, "first"),
        (-1005, "first"),
        (-1005, "second"),
    ]
    assert moves == [(-5, -1005)]


async def test_answers_overtake_check_ins_that_wait_for_the_pace(store: Store, clock: MovableClock):
    # given more check-ins than may go at once, and then an answer
    channel = Channel()
    for chat in range(1, 8):
        await add(store, chat, "check-in", rank=1)
    async with sending(store, channel, clock, pace=Pace(Limits(bot_per_second=4))) as sender:
        await channel.until(4)
        await add(store, 99, "answer", rank=0)
        # when the pace lets the next ones go
        await sender.idle()
    # then the answer is the first of them
    assert channel.texts[4] == "answer"
    assert len(channel.calls) == 8


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


async def test_an_answer_overtakes_all_check_ins_that_wait_however_many(store: Store, clock: MovableClock):
    # given two hundred check-ins due in the same minute, more than the sender holds at a time
    def check_ins(tx: Transaction) -> None:
        for chat in range(200):
            outbox.add(tx, chat_id=chat + 1, params={"text": "check-in"}, rank=1)

    await store.run(check_ins)
    channel = Channel()
    pace = Pace(Limits(bot_per_second=50, chat_per_second=0, group_per_minute=0))
    async with sending(store, channel, clock, pace=pace, at_once=1):
        await channel.until(5)
        # when somebody writes and is answered
        before = len(channel.calls)
        await add(store, 1000, "answer", rank=0)
        await channel.until(before + 5)
    # then the answer was among the next few, and the check-ins go out oldest first
    at = channel.texts.index("answer")
    assert at - before <= 3
    others = [call.id for call in channel.calls if call.rank]
    assert others == sorted(others)
