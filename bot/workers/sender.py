"""
Outbox -> Bot API. Takes the first due call of each chat, keeps the pace, writes down what came of it.

A call is marked after it was made: a crash in between makes it go out twice, never not at all. Marks and the next
claim share one transaction, so that a busy sender costs one commit for many messages.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import NamedTuple

from bot.clock import Clock
from bot.storage import outbox
from bot.storage.calls import Later, OutboxCall, Sent, Verdict
from bot.storage.database import Store, Transaction
from bot.workers.bell import Bell
from bot.workers.doubt import Doubt
from bot.workers.marks import Marks, Result
from bot.workers.pace import Pace

log = logging.getLogger(__name__)

AT_ONCE = 100  # calls in flight; at 50 ms an answer that is 2,000 a second
LOOK_EVERY = 1.0  # seconds between looks nobody asked for: retries, planned calls, other processes' rows
DATABASE_PAUSE = 1.0  # seconds after the database failed
STOP_WITHIN = 10.0  # seconds that calls in flight get when the process stops

Send = Callable[[OutboxCall], Awaitable[Verdict]]


class _Flight(NamedTuple):
    """A call that is being made."""

    call: OutboxCall
    task: asyncio.Task[None]


class Sender:
    """
    One per bot token.

    Args:
        send: Makes the call. Failures are verdicts, not exceptions.
        marks: Writes down what came of the calls.
        seconds: The clock of the pace; the event loop's, unless a test or the demo moves its own. A call that waits for
            such a clock does not keep `idle` waiting: nothing moves it meanwhile.
        on_duty: Is this the process that sends now? Another one may; then nothing is taken, and what is held goes back.
    """

    def __init__(
        self,
        store: Store,
        send: Send,
        clock: Clock,
        pace: Pace | None = None,
        *,
        marks: Marks | None = None,
        on_duty: Callable[[], bool] = lambda: True,
        at_once: int = AT_ONCE,
        seconds: Callable[[], float] | None = None,
    ) -> None:
        self._store = store
        self._send = send
        self._clock = clock
        self._pace = pace or Pace()
        self._marks = marks or Marks(clock)
        self._on_duty = on_duty
        self._at_once = at_once
        self._own_seconds = seconds
        # Chats served within the last three seconds may wait for their own pace; more must not keep others out.
        self._most_held = at_once + 3 * self._pace.limits.bot_per_second
        self._held: dict[int, OutboxCall] = {}
        self._flying: dict[int, _Flight] = {}
        self._results: list[Result] = []
        self.beat: Callable[[], None] = lambda: None
        """Called at every round, so that somebody can tell that this loop lives."""
        self._stopping = False
        self._bell = Bell()
        self._doubt = Doubt(store, self._bell.remind)
        self._ended = asyncio.Event()
        self._ended.set()

    def wake(self) -> None:
        """There may be something to send."""
        self._bell.wake()

    async def idle(self) -> None:
        """Wait until nothing is left that could be sent now. Calls that wait for a later try do not count."""
        await self._bell.idle()

    async def run(self) -> None:
        """Send until `stop`."""
        self._store.on("outbox", self.wake)
        self._store.ride("outbox", self._take, self._ridden)
        self._doubt.listen()
        self._ended.clear()
        try:
            await self._live()
        finally:
            self._ended.set()

    async def _live(self) -> None:
        while not self._stopping:
            self.beat()
            self._bell.listen()
            try:
                await self._mark_and_claim()
            except Exception as error:  # the database is away; calls and marks are kept until it is back
                log.error("the sender cannot reach the database: %s", type(error).__name__)
                await self._bell.pause(DATABASE_PAUSE)
                self._bell.look = True
                continue
            pause = self._launch()
            held = self._held and self._own_seconds is None
            if not (self._bell.look or held or self._flying or self._results):
                self._bell.rest()
            if not self._results and not (self._bell.look and self._room() > 0):
                await self._bell.pause(pause)

    async def stop(self) -> None:
        """Let calls in flight come back, mark them, hand back the rest. Then `run` returns."""
        self._stopping = True
        self._bell.ring()
        if self._flying:
            await asyncio.wait([flight.task for flight in self._flying.values()], timeout=STOP_WITHIN)
        for flight in self._flying.values():
            flight.task.cancel()
        await self._ended.wait()  # what it was just claiming is handed back too
        held, self._held = [call.id for call in self._held.values()], {}
        results, self._results = self._results, []

        def hand_back(tx: Transaction) -> None:
            self._marks.write(tx, results)
            outbox.release(tx, held)

        await self._store.run(hand_back)

    def _seconds(self) -> float:
        return self._own_seconds() if self._own_seconds is not None else asyncio.get_running_loop().time()

    def _room(self) -> int:
        if not self._on_duty():
            return 0
        return self._most_held - len(self._held) - len(self._flying)

    def _in_hand(self) -> set[int]:
        held = {call.id for call in self._held.values()} | {call.id for call, _ in self._results}
        return held | {flight.call.id for flight in self._flying.values()}

    async def _mark_and_claim(self) -> None:
        in_hand = self._in_hand()
        await self._doubt.settle(lambda tx, at: outbox.release_lost(tx, in_hand, at))
        results = self._results
        held = [] if self._on_duty() else list(self._held.values())
        if held:
            await self._store.run(lambda tx: outbox.release(tx, [call.id for call in held]))
            self._held.clear()
        room = self._room() if self._bell.look or results else 0  # marks may set free what stood behind
        if not results and room <= 0:
            return
        self._results = []
        self._bell.look = self._bell.look and room <= 0

        def work(tx: Transaction) -> list[OutboxCall]:
            self._marks.write(tx, results)
            return self._take(tx) if room > 0 else []

        try:
            claimed = await self._store.run(work)
        except BaseException as error:
            self._results = results + self._results
            self._bell.look = True
            if not isinstance(error, Exception):  # cancelled
                raise
            await self._mark_apart()
            return
        self._hold(claimed, room)

    def _take(self, tx: Transaction) -> list[OutboxCall]:
        """What there is room for. In the database thread, also in the commit of whoever wants something sent."""
        room = 0 if self._stopping else self._room()
        return outbox.claim(tx, self._clock.now(), room) if room > 0 else []

    def _ridden(self, claimed: list[OutboxCall]) -> None:
        """Calls that were decided and taken in one commit. When stopping, they come back with the next start."""
        if self._stopping:
            return
        self._hold(claimed, self._room())
        self._bell.begun()

    def _hold(self, claimed: list[OutboxCall], room: int) -> None:
        self._bell.look = self._bell.look or len(claimed) >= room
        for call in claimed:
            # A lease that ran out, as when the clock jumps, brings back what is in hand already.
            if call.chat_id not in self._flying:
                self._held[call.chat_id] = call

    async def _mark_apart(self) -> None:
        """
        What cannot be marked together is marked one by one, at last without telling anybody.

        A fault in who is told must not silence the bot. Raises when the database is away.
        """
        while self._results:
            one = self._results[:1]
            try:
                await self._store.run(partial(self._marks.write, results=one))
            except Exception as error:
                await self._store.run(partial(self._marks.write, results=one, tell=False))
                row = one[0][0].id
                log.error("outbox row %s is marked, but who should know was not told: %s", row, type(error).__name__)
            self._results.pop(0)

    def _launch(self) -> float:
        """Begin what the pace allows. Returns the seconds after which more may be allowed."""
        now = self._seconds()
        pause = LOOK_EVERY
        for call in sorted(self._held.values(), key=lambda call: (call.rank, call.id)):
            if len(self._flying) >= self._at_once or not self._on_duty():
                break
            if wait := self._pace.wait_bot(now):
                return min(pause, wait)
            if wait := self._pace.wait_chat(call.chat_id, now):
                pause = min(pause, wait)
                continue
            del self._held[call.chat_id]
            self._pace.took(call.chat_id, now)
            self._flying[call.chat_id] = _Flight(call, asyncio.create_task(self._fly(call)))
        return pause

    async def _fly(self, call: OutboxCall) -> None:
        try:
            verdict = await self._send(call)
        except Exception as error:  # a fault of ours; the call is tried again, and given up in the end
            log.error("outbox row %s could not be sent: %s", call.id, type(error).__name__)
            verdict = Later()
        self._learn(call, verdict)
        self._results.append((call, verdict))
        self._flying.pop(call.chat_id, None)
        self._bell.ring()

    def _learn(self, call: OutboxCall, verdict: Verdict) -> None:
        now = self._seconds()
        if isinstance(verdict, Later) and not verdict.answered:
            self._pace.unreached(now)
            self._marks.nothing_goes()
            return
        self._pace.reached()
        if isinstance(verdict, Sent):
            self._marks.something_went()
        if isinstance(verdict, Later) and verdict.after is not None:
            seconds = verdict.after.total_seconds()
            if verdict.whole_bot:
                self._pace.hush(seconds, now)
            else:
                self._pace.flooded(call.chat_id, seconds, now)
