"""
What is measured, in Prometheus's form. No label is a person, a number of ours, or a word.

Every name begins with `rinnalla_`; docs/operations.md lists them with the alerts they serve.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector
from sqlalchemy import Engine, event

from bot.storage.calls import Later, Moved, Never, Sent, Verdict
from bot.storage.gauges import Gauges

TURN = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 45)  # seconds; a turn is given 45
SEND = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
DATABASE = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 10)
OUTCOMES: Mapping[type[Any], str] = {Sent: "sent", Later: "later", Moved: "moved", Never: "never"}
BEGUN = "rinnalla_begun"


class Metrics:
    """One registry per bot, so that two in a process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._gauges()
        self.turn = self._histogram("turn_seconds", "An update's turn, from its claim to its commit.", TURN)
        self.turns = self._counter("turns", "Turns by outcome: done or failed.", "outcome")
        self.send = self._histogram("send_seconds", "A call to Telegram.", SEND)
        self.sends = self._counter("sends", "Calls to Telegram by outcome: sent, later, moved, never.", "outcome")
        self.database = self._histogram("database_seconds", "A transaction, from its begin to its end.", DATABASE)
        self.commits = self._counter("commits", "Transactions by outcome: kept or undone.", "outcome")
        for outcome in OUTCOMES.values():
            self.sends.labels(outcome)
        for outcome in ("kept", "undone"):
            self.commits.labels(outcome)
        for outcome in ("done", "failed"):
            self.turns.labels(outcome)

    def _gauges(self) -> None:
        self.up = self._gauge("database_up", "1 when the database answered this look.")
        self.inbox = self._gauge("inbox_waiting", "Updates that are stored and not answered.")
        self.inbox_age = self._gauge("inbox_oldest_seconds", "How long the oldest of them waits.")
        self.outbox = self._gauge("outbox_waiting", "Messages that are due and not sent.", "rank")
        self.outbox_age = self._gauge("outbox_oldest_seconds", "How long the oldest of them waits.", "rank")
        self.due = self._gauge("timers_due", "Timers that are due and not obeyed.")
        self.due_lag = self._gauge("timers_lag_seconds", "How late the oldest of them is.")
        self.leases = self._gauge("leases", "Rows in somebody's hand, by table.", "table")
        self.cases = self._gauge("cases_open", "Notices that are not closed, by age.", "age", "urgent")
        self.silent = self._gauge("loop_silent_seconds", "Since a loop last beat.", "loop")
        self.reached = self._gauge("telegram_silent_seconds", "Since Telegram last answered a call.")
        self.leaps = self._gauge("clock_leaps", "How often the clock was set by more than 30 s since the start.")

    def _gauge(self, name: str, said: str, *labels: str) -> Gauge:
        return Gauge(f"rinnalla_{name}", said, labels, registry=self.registry)

    def _counter(self, name: str, said: str, *labels: str) -> Counter:
        return Counter(f"rinnalla_{name}", said, labels, registry=self.registry)

    def _histogram(self, name: str, said: str, steps: tuple[float, ...]) -> Histogram:
        return Histogram(f"rinnalla_{name}", said, buckets=steps, registry=self.registry)

    def sent(self, verdict: Verdict, seconds: float) -> None:
        self.send.observe(seconds)
        self.sends.labels(OUTCOMES[type(verdict)]).inc()

    def turned(self, seconds: float, *, done: bool) -> None:
        self.turn.observe(seconds)
        self.turns.labels("done" if done else "failed").inc()

    def set(self, seen: Gauges | None) -> None:
        """What a look into the database found; None when it did not answer, and the last numbers stay."""
        self.up.set(seen is not None)
        if seen is None:
            return
        self.inbox.set(seen.inbox)
        self.inbox_age.set(seen.inbox_age)
        self.due.set(seen.due)
        self.due_lag.set(seen.due_lag)
        for rank, count in seen.outbox.items():
            self.outbox.labels(rank).set(count)
            self.outbox_age.labels(rank).set(seen.outbox_age[rank])
        for table, count in seen.leases.items():
            self.leases.labels(table).set(count)
        for (age, urgent), count in seen.cases.items():
            self.cases.labels(age, "yes" if urgent else "no").set(count)

    def time_transactions(self, engine: Engine) -> None:
        """Measure every transaction of this engine: how long, and whether it was kept."""

        def begun(connection: Any) -> None:
            connection.info[BEGUN] = time.perf_counter()

        def ended(connection: Any, outcome: str) -> None:
            since = connection.info.pop(BEGUN, None)
            if since is not None:
                self.database.observe(time.perf_counter() - since)
                self.commits.labels(outcome).inc()

        event.listen(engine, "begin", begun, insert=True)  # before BEGIN itself, which may have to wait
        event.listen(engine, "commit", lambda connection: ended(connection, "kept"))
        event.listen(engine, "rollback", lambda connection: ended(connection, "undone"))

    def text(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self.registry)
