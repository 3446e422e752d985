"""What waits when thousands of things are due at once: answers among check-ins, turns among digests."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median

from sqlmodel import select

from benchmarks import people
from benchmarks.server import FIRST_CHAT
from bot.actions import digest
from bot.app import Coach
from bot.clock import MovableClock, SystemClock
from bot.config import Config
from bot.storage import outbox, timers
from bot.storage import people as people_rows
from bot.storage.calls import OutboxCall, Sent, Verdict
from bot.storage.database import Store, Transaction
from bot.storage.tables import CheckIn, Client, Note
from bot.workers.pace import Limits, Pace
from bot.workers.sender import Sender
from bot.workers.ticker import DueTimers
from sandbox.api import BotApi
from sandbox.desk import Desk
from sandbox.inprocess import BASE_URL, FILE_URL, InProcessRequest

MONDAY = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)  # eight o'clock in Helsinki


@dataclass
class Rush:
    """Ten thousand check-ins wait to be sent, and some people write meanwhile. Seconds from an answer to its sending."""

    waiting: int
    per_second: int
    took: float
    in_order: bool
    answer_median: float
    answer_longest: float


async def rush(url: str, count: int, per_second: int) -> Rush:
    """The real sender at a pace, the answers of people among what waits."""
    store, clock = Store.open(url), SystemClock()
    answers: dict[int, float] = {}
    sent: list[tuple[int, int]] = []

    async def send(call: OutboxCall) -> Verdict:
        sent.append((call.rank, call.id))
        if call.rank == 0:
            answers[call.id] = time.perf_counter() - answers[call.id]
        return Sent(call.id)

    def check_ins(tx: Transaction) -> None:
        for chat in range(count):
            outbox.add(tx, chat_id=chat + 1, params={"text": "Mitä kuuluu?"}, rank=1, now=clock.now())

    await store.run(check_ins)
    began = time.perf_counter()
    sender = Sender(store, send, clock, Pace(Limits(bot_per_second=per_second)))
    sending = asyncio.create_task(sender.run())
    for number in range(20):
        await asyncio.sleep(count / per_second / 25)
        begun = time.perf_counter()
        thanks = partial(outbox.add, chat_id=-1 - number, params={"text": "Kiitos"})
        row = await store.run(thanks)
        answers.setdefault(row, begun)
    await sender.idle()
    took = time.perf_counter() - began
    await sender.stop()
    await sending
    await store.close()
    others = [row for rank, row in sent if rank]
    waited = sorted(answers.values())
    return Rush(count, per_second, took, others == sorted(others), median(waited), waited[-1])


@dataclass
class Monday:
    """Digests of thirty clients each. Milliseconds; `one` is processor time."""

    digests: int
    one: float
    all_seconds: float
    turn_median: float
    turn_longest: float


def give_history(tx: Transaction) -> None:
    """Sixteen weeks of check-ins, three and a half a week, and some words that may be shown."""
    for client in tx.session.exec(select(Client)).all():
        for number in range(56):
            at = MONDAY - timedelta(days=2 * number + 1)
            outcome = ("done", "part", "not_started", "")[(client.id + number) % 4]
            reason = "tired" if outcome == "not_started" else ""
            tx.session.add(
                CheckIn(
                    client_id=client.id,
                    asked_at=at,
                    answered_at=at + timedelta(hours=1),
                    energy=(client.id + number * 3) % 11,
                    outcome=outcome,
                    reason=reason,
                )
            )
            if number % 8 == 0:
                tx.session.add(Note(client_id=client.id, kind="success", words="Jaksoin kauppaan", share=True, at=at))


async def monday(url: str, digests: int, turn: float = 0.05) -> Monday:
    """So many digests are due at once; meanwhile somebody's turn begins every `turn` seconds."""
    people.fill(url, 30)
    clock = MovableClock(at=MONDAY)
    desk = Desk(clock.now)
    config = Config(_env_file=None, bot_token=desk.token, bot_api_url=BASE_URL, bot_file_url=FILE_URL, database_url=url)
    coach = Coach(config, clock, request=InProcessRequest(BotApi(desk)), listen=False)
    await coach.start()
    await coach.store.run(give_history)
    await coach.ticker.stop()  # the digests are for the ticker below

    def one(tx: Transaction) -> float:
        begun = time.thread_time()  # processor time: a busy machine shall not count
        pro = people_rows.professional(tx, 1)
        assert pro is not None
        person = people_rows.by_id(tx, pro.person_id)
        digest.compose(tx, coach.house, pro, person, "2026-W45", MONDAY)
        return time.thread_time() - begun

    alone = [await coach.store.run(one) for _ in range(5)]

    def all_due(tx: Transaction) -> None:
        for number in range(digests):
            timers.put(tx, "digest", number + 1, MONDAY)

    await coach.store.run(all_due)
    done: list[int] = []

    async def obey(due: timers.Due) -> None:
        def work(tx: Transaction) -> None:
            if timers.done(tx, due.id):
                one(tx)

        await coach.store.run(work, patient=True)
        done.append(due.id)

    begun = time.perf_counter()
    ticking = asyncio.create_task(DueTimers(coach.store, obey, clock)())
    waits = []
    while not ticking.done():
        asked = time.perf_counter()
        await coach.store.run(lambda tx: people_rows.who(tx, FIRST_CHAT))
        waits.append(time.perf_counter() - asked)
        await asyncio.sleep(turn)
    took = time.perf_counter() - begun
    assert len(done) == digests
    await coach.stop()
    return Monday(digests, median(alone) * 1000, took, median(waits) * 1000, max(waits) * 1000)
