"""The sender: order under retries, urgency, verdicts, and what a crash or a stop leaves behind."""

from __future__ import annotations

from datetime import timedelta

from bot.clock import MovableClock
from bot.storage import outbox
from bot.storage.calls import Later, Moved, Sent
from bot.storage.database import Store, Transaction
from bot.workers.marks import Marks
from bot.workers.pace import Limits, Pace
from tests.workers.channel import Channel, add, sending, states


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
