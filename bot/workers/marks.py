"""Writes down what came of calls to Telegram, and tells who should know, in the same transaction."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from bot.clock import Clock
from bot.storage import outbox
from bot.storage.calls import ASKS, Later, Moved, Never, OutboxCall, Sent, Verdict
from bot.storage.database import Transaction
from bot.workers.pace import Patience

log = logging.getLogger(__name__)

SUCCESS_COUNTS = 600.0  # seconds that a success shows the server to be well; longer than the longest retry delay

Result = tuple[OutboxCall, Verdict]
Unreachable = Callable[[Transaction, OutboxCall], None]
Followed = Callable[[Transaction, int, int], None]
Answered = Callable[[Transaction, OutboxCall, Sent | Never], None]


class Marks:
    """
    One per sender.

    Args:
        unreachable: Called in the transaction that sets a call aside because its chat left the bot.
        moved: Called in the transaction that follows a group from its old to its new number.
        answered: Called in the transaction that marks a call of the kind `ASKS`, with what came of it.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        patience: Patience | None = None,
        unreachable: Unreachable = lambda tx, call: None,
        moved: Followed = lambda tx, old, new: None,
        answered: Answered = lambda tx, call, verdict: None,
    ) -> None:
        self._clock = clock
        self._patience = patience or Patience()
        self._unreachable = unreachable
        self._moved = moved
        self._answered = answered
        self._last_success: float | None = None

    def something_went(self) -> None:
        """The server is well: what it refuses again and again is refused for good."""
        self._last_success = time.monotonic()

    def nothing_goes(self) -> None:
        """The server was not reached; no call is to blame."""
        self._last_success = None

    def write(self, tx: Transaction, results: Sequence[Result], *, tell: bool = True) -> None:
        """Each call is sent, to be tried again, or set aside. Without `tell` nobody else hears so."""
        now = self._clock.now()
        outbox.sent(tx, [(call.id, verdict.message_id) for call, verdict in results if isinstance(verdict, Sent)], now)
        for call, verdict in results:
            if tell and call.kind == ASKS and isinstance(verdict, Sent | Never):
                self._answered(tx, call, verdict)
            match verdict:
                case Later():
                    self._later(tx, call, verdict)
                case Moved(chat_id=new):
                    outbox.moved(tx, call.chat_id, new)
                    if tell:
                        self._moved(tx, call.chat_id, new)
                case Never(fault=fault, unreachable=gone):
                    outbox.never(tx, call.id, fault)
                    if gone and tell:
                        self._unreachable(tx, call)

    def _later(self, tx: Transaction, call: OutboxCall, verdict: Later) -> None:
        now = self._clock.now()
        age = now - call.made_at if call.made_at else timedelta()
        if verdict.after is None and self._patience.over(
            call.attempts, age, answered=verdict.answered, others_succeed=self._others_succeed()
        ):
            outbox.never(tx, call.id, "given up")
            log.error("outbox row %s was given up after %s attempts", call.id, call.attempts)
            return
        delay = verdict.after if verdict.after is not None else self._patience.delay(call.attempts)
        outbox.later(tx, call.id, now + delay)

    def _others_succeed(self) -> bool:
        return self._last_success is not None and time.monotonic() - self._last_success < SUCCESS_COUNTS
