"""Health routes, metrics, watchdog and clock: what the operator and the supervisor are told."""

from __future__ import annotations

import io
import json
import logging
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import structlog
from prometheus_client.parser import text_string_to_metric_families

from bot import logs
from bot.demo.driver import Driver
from bot.storage import inbox, leaps, outbox, timers
from bot.storage.database import Store, Transaction
from bot.workers.pulse import Pulse, Watchdog, tell_supervisor
from bot.workers.steady import FAR, REST, Steady
from tests.conftest import NOON
from tests.operations.conftest import keyed_town
from tests.town import Town


@dataclass
class Seconds:
    """A monotonic clock that stands until moved."""

    at: float = 0.0

    def __call__(self) -> float:
        return self.at


# The routes


@pytest.fixture
async def watched(sqlite_migrated: str) -> AsyncIterator[Town]:
    """A town whose health routes are open."""
    async with keyed_town(sqlite_migrated, health_listen="127.0.0.1:0") as place:
        yield place


async def get(place: Driver, path: str) -> tuple[int, str]:
    url = f"http://127.0.0.1:{place.coach.watch.port}{path}"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.text()


async def test_a_bot_at_work_is_healthy_and_ready(watched: Town) -> None:
    await watched.settle()
    assert await get(watched, "/healthz") == (200, "ok\n")
    assert await get(watched, "/readyz") == (200, "ok\n")


async def test_a_stuck_loop_is_neither_healthy_nor_ready(watched: Town) -> None:
    # given a loop that beat once, long ago
    watched.coach.watch.pulse.beats("dispatcher", -1.0)()
    watched.coach.dispatcher.beat = lambda: None
    # then both routes name it
    assert await get(watched, "/healthz") == (503, "the loop dispatcher is stuck\n")
    assert (await get(watched, "/readyz"))[0] == 503


async def test_a_bot_that_stops_or_has_no_database_is_not_ready_but_healthy(watched: Town) -> None:
    watch = watched.coach.watch
    watch.state = "stopping"
    assert await get(watched, "/readyz") == (503, "stopping\n")
    watch.state = ""
    lost = Store.open(watched.config.database_url)
    lost.close_now()
    watch._store, kept = lost, watch._store
    assert await get(watched, "/readyz") == (503, "the database does not answer\n")
    assert await get(watched, "/healthz") == (200, "ok\n")
    assert "rinnalla_database_up 0.0" in (await get(watched, "/metrics"))[1]
    watch._store = kept


async def test_the_metrics_tell_depths_ages_outcomes_and_nothing_about_anybody(watched: Town) -> None:
    # given a client with a case two hours old, an answered turn, and a message that waits for ten minutes
    pro = await watched.professional()
    client = await watched.client(pro)
    await watched.to_check_in(client)
    await watched.press(client, "2")
    await watched.say(client, "/valikko")
    await watched.press(client, "Haluan yhteydenoton")
    await watched.through(client, "Kyllä, välitä se")
    await watched.wait(timedelta(hours=2))
    person = client.id
    await watched.coach.sender.stop()
    before = watched.clock.now() - timedelta(minutes=10)
    await watched.coach.store.run(
        lambda tx: outbox.add(tx, chat_id=person, params={"text": "salainen"}, rank=2, now=before)
    )
    # when they are read
    status, text = await get(watched, "/metrics")
    found = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    # then
    assert status == 200
    assert found["rinnalla_outbox_waiting", "notices"] == 1
    assert found["rinnalla_outbox_oldest_seconds", "notices"] == 600
    assert found["rinnalla_inbox_waiting",] == 0
    assert found["rinnalla_sends_total", "sent"] > 5
    assert found["rinnalla_turns_total", "done"] > 5
    assert found["rinnalla_turn_seconds_count",] == found["rinnalla_turns_total", "done"]
    assert found["rinnalla_commits_total", "kept"] > 10
    assert found["rinnalla_database_up",] == 1
    cases = {name: count for name, count in found.items() if name[0] == "rinnalla_cases_open"}
    assert sum(cases.values()) == 1
    assert cases["rinnalla_cases_open", "no", "under_1d"] == 1
    # and no label or value says who
    for secret in ("Koivu", "Maija", str(client.id), str(pro.id), "salainen", client.first_name):
        assert secret not in text


# The watchdog


def test_a_loop_that_does_not_beat_in_its_time_ends_the_process_once() -> None:
    now, ended, alive = Seconds(), list[str](), list[str]()
    pulse = Pulse(now)
    beat = pulse.beats("sender", within=60)
    dog = Watchdog(pulse, lambda: alive.append("alive"), lambda: ended.append("end"))
    # given a loop that beats
    beat()
    now.at = 59
    dog.listen()
    assert (alive, ended) == (["alive"], [])
    # when it falls silent
    now.at = 61
    dog.listen()
    dog.listen()
    # then the supervisor hears nothing more, and the process is ended
    assert (alive, ended) == (["alive"], ["end"])
    # and a stop in good order is no silence
    pulse.forget()
    assert pulse.stuck() == []


def test_a_loop_that_has_not_begun_is_not_late() -> None:
    now = Seconds()
    pulse = Pulse(now)
    pulse.beats("polling", within=1)
    now.at = 100
    assert pulse.stuck() == []


def test_the_supervisor_hears_on_its_socket_and_nobody_minds_when_there_is_none(tmp_path: Path) -> None:
    where = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(where))
        tell_supervisor(str(where), "READY=1")
        assert listening.recv(100) == b"READY=1"
        for _ in range(1000):  # more than its socket holds: the bot does not wait for one that does not listen
            tell_supervisor(str(where), "WATCHDOG=1")
    tell_supervisor("", "READY=1")
    tell_supervisor(str(tmp_path / "gone"), "READY=1")


# Clock jumps


class SetClock:
    """A clock that may be set to anything."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


def test_timers_rest_after_a_leap_ahead_until_the_clock_was_put_right_or_ten_minutes_went_by() -> None:
    clock, now = SetClock(NOON), Seconds()
    steady = Steady(clock, now)

    def after(seconds: float, leap: timedelta = timedelta()) -> timedelta:
        now.at += seconds
        clock.at += timedelta(seconds=seconds) + leap
        return steady.look()

    # given a clock that goes as it should, and a time server that corrects a little
    after(5)
    assert after(5) == timedelta()
    assert after(5, timedelta(seconds=2)) == timedelta()
    # when it leaps a day ahead, then timers rest
    assert after(5, timedelta(days=1)) == timedelta(days=1)
    assert steady.doubtful
    # and when it is put right, they go on
    assert after(5, -timedelta(days=1)) == -timedelta(days=1)
    assert not steady.doubtful
    # and when it stays, they go on after ten minutes
    after(5, FAR * 2)
    assert steady.doubtful
    after(REST)
    assert not steady.doubtful
    assert steady.leaps == 3


async def test_after_a_leap_back_nothing_is_kept_from_everybody_until_a_far_day(store: Store) -> None:
    # given an update, a message and a timer that somebody took while the clock was a day ahead, and crashed
    ahead = NOON + timedelta(days=1)

    def taken(tx: Transaction) -> None:
        inbox.store(tx, [(1, 7, "{}")], ahead)
        outbox.add(tx, chat_id=7, params={"text": "x"}, now=ahead)
        timers.put(tx, "check_in", 7, NOON)
        inbox.claim(tx, ahead)
        outbox.claim(tx, ahead)
        timers.claim_due(tx, ahead)

    await store.run(taken)
    # when the clock is put right
    cut = await store.run(lambda tx: leaps.cut(tx, NOON))
    # then a few minutes later all three are anybody's again
    soon = NOON + timedelta(minutes=3)
    found = await store.run(
        lambda tx: (len(inbox.claim(tx, soon)), len(outbox.claim(tx, soon)), len(timers.claim_due(tx, soon)))
    )
    assert (cut, found) == (3, (1, 1, 1))


# Logs


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    out = io.StringIO()
    logs.start("INFO", out)
    yield out
    structlog.reset_defaults()
    logging.getLogger().handlers.clear()


def test_every_line_of_the_log_is_one_object_and_an_exception_only_its_class(said: io.StringIO) -> None:
    try:
        raise ValueError("hän sanoi jotain")
    except ValueError:
        logging.getLogger("bot.workers.sender").exception("outbox row %s failed", 7)
        structlog.get_logger().warning("a tick failed", timer=3, exc_info=True)
    first, second = (json.loads(line) for line in said.getvalue().splitlines())
    assert (first["what"], first["fault"], first["level"]) == ("outbox row 7 failed", "ValueError", "error")
    assert (second["what"], second["fault"], second["timer"]) == ("a tick failed", "ValueError", 3)
    assert "sanoi" not in said.getvalue()
