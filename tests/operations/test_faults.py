"""What breaks around the bot: each fault loses nothing, says its name, and heals by itself once its cause is gone."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text

from bot.storage import schema
from bot.storage.trouble import DatabaseGone, DatabaseLocked
from bot.watch import Watch
from bot.workers.steady import Steady
from handlers.incoming import sort_out
from tests.conftest import NOON, _in_postgres
from tests.operations.conftest import KEY, config, keyed_town
from tests.operations.test_watch import Seconds, SetClock
from tests.town import Town

MENU = "Tässä olen. Mitä haluat nyt tehdä?"
ROOT = Path(__file__).resolve().parents[2]
TMPFS = 'mount -t tmpfs -o size=2m tmpfs "$0" && exec "$1" -m tests.operations.full_disk "$0" tmpfs'


def on_a_small_disk(folder: Path) -> list[str]:
    """A process with a file system of two megabytes of its own, where the machine allows that."""
    unshare = shutil.which("unshare")
    if unshare is None or subprocess.run([unshare, "-rm", "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount")
    return [unshare, "-rm", "sh", "-c", TMPFS, str(folder), sys.executable]


@pytest.mark.parametrize("how", ["tmpfs", "limit"])
def test_on_a_full_disk_nothing_is_acknowledged_or_lost_and_it_goes_on_when_there_is_room(
    how: str, tmp_path: Path
) -> None:
    # given a bot that stores updates on a disk that runs full, and gets room again
    command = on_a_small_disk(tmp_path) if how == "tmpfs" else [sys.executable, "-m", "tests.operations.full_disk"]
    command += [] if how == "tmpfs" else [str(tmp_path), "limit"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    # then one update was refused by a name that says why, and so Telegram keeps it
    [[number, why]] = found["refused"]
    assert why in ("DiskFull", "DiskBroken")  # a limit on the size of a file is told as a fault of the disk
    assert how == "limit" or why == "DiskFull"
    # and everything acknowledged is there, the refused one too once it came again
    assert found["kept"] == list(range(1, number + 1))
    assert found["rows"] == number
    assert found["first"] == [1]  # the oldest of its chat first


def brought_in(place: Town) -> Any:
    """What people wrote meanwhile, as Telegram hands it to the bot."""
    return sort_out(list(place.desk.updates.waiting.values()))


async def test_while_another_process_holds_the_database_nothing_is_acknowledged_and_then_all_is(
    sqlite_migrated: str,
) -> None:
    async with keyed_town(sqlite_migrated) as place:
        client = await place.client(await place.professional())
        await place.coach.store.run(lambda tx: tx.execute(text("PRAGMA busy_timeout=100")) and None)  # ten seconds else
        # given another process that holds the file
        holder = sqlite3.connect(make_url(sqlite_migrated).database or "", isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        # when she writes
        heard = len(place.desk.messages(client.id))
        place.desk.say(client, "/valikko")
        with pytest.raises(DatabaseLocked):
            await place.coach.keep(*brought_in(place))
        holder.execute("ROLLBACK")
        holder.close()
        # then she is answered once it is free
        await place.settle()
        assert place.heard(client, heard) == [MENU]


@pytest.mark.postgres
async def test_while_postgresql_is_gone_nothing_is_acknowledged_and_then_all_is(
    postgres_server: str, postgres_place: str
) -> None:
    schema.migrate(postgres_place, KEY)
    name = make_url(postgres_place).database
    async with keyed_town(postgres_place) as place:
        client = await place.client(await place.professional())
        # given a PostgreSQL that ends every connection and takes no new one
        _in_postgres(
            postgres_server,
            f"ALTER DATABASE {name} ALLOW_CONNECTIONS false",
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",  # noqa: S608 - our own name
        )
        # when she writes
        heard = len(place.desk.messages(client.id))
        place.desk.say(client, "/valikko")
        for _ in range(2):  # the connection that broke, and one that cannot be opened
            with pytest.raises(DatabaseGone):
                await place.coach.keep(*brought_in(place))
        assert await place.coach.watch._not_ready() == ["the database does not answer"]
        _in_postgres(postgres_server, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        # then she is answered once it is back
        await place.settle()
        assert place.heard(client, heard) == [MENU]
        assert await place.coach.watch._not_ready() == []


async def test_when_telegram_was_gone_for_a_day_everybody_is_answered_once_and_nobody_is_asked_late(
    sqlite_migrated: str,
) -> None:
    async with keyed_town(sqlite_migrated) as place:
        pro = await place.professional()
        clients = [await place.client(pro, name, days=1) for name in ("Koivu", "Haapa", "Paju")]
        await place.to_check_in(clients[0])
        # given a day on which no call reaches Telegram, while people write and a check-in falls due
        place.api.faults.rate_reset = 1.0
        heard = {client.id: len(place.desk.messages(client.id)) for client in clients}
        for client in clients:
            place.desk.say(client, "/valikko")
        await place.coach.keep(*brought_in(place))  # the last that was heard; its acknowledgement is lost too
        await place.coach.dispatcher.idle()
        place.clock.move(timedelta(hours=26))
        await place.coach.tick()
        # when it is back
        place.api.faults.rate_reset = 0.0
        await place.settle()
        await place.wait(timedelta(minutes=10))
        # then everybody has their menu once, and was asked once at most
        for client in clients:
            said = place.heard(client, heard[client.id])
            assert sum("Mitä haluat nyt tehdä?" in text for text in said) == 1
            assert len(said) <= 2


async def test_a_leap_of_the_clock_that_is_put_right_asks_nobody_too_early(sqlite_migrated: str) -> None:
    # given a bot whose clock leaps a day ahead, and is put right two minutes later
    clock, now, due = SetClock(NOON), Seconds(), list[datetime]()
    async with keyed_town(sqlite_migrated) as place:
        watch = Watch(config(sqlite_migrated), place.coach.store, clock)
        watch.steady = Steady(clock, now)

        async def obey_due() -> None:
            due.append(clock.at)

        tick = watch.ticking(obey_due)
        for leap in (timedelta(), timedelta(days=1), timedelta(), -timedelta(days=1), timedelta()):
            now.at += 60
            clock.at += timedelta(minutes=1) + leap
            await tick()
    # then nothing was obeyed while it was wrong
    assert [at.date() for at in due] == [NOON.date()] * 3
