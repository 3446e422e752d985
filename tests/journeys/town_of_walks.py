"""A town in which one random conversation follows another: started once, emptied in between."""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random

from bot.storage.database import build_engine
from bot.storage.schema import metadata
from bot.storage.timers import Due
from tests.town import MORNING, Town, town

KEPT = ("script_version", "setting")  # tables that outlive a conversation


def listen_for_faults(place: Town) -> None:
    """Keep every exception of a turn or a timer, so that a broken rule can name it."""
    coach = place.coach
    place.faults = getattr(place, "faults", [])  # type: ignore[attr-defined]
    handle, obey = coach._handle, coach._obey

    async def handling(payload: str, update_id: int) -> None:
        try:
            await handle(payload, update_id)
        except Exception as error:
            place.faults.append("".join(traceback.format_exception(error)))  # type: ignore[attr-defined]
            raise

    async def obeying(timer: Due) -> None:
        try:
            await obey(timer)
        except Exception as error:
            place.faults.append("".join(traceback.format_exception(error)))  # type: ignore[attr-defined]
            raise

    async def settling() -> None:
        await coach.dispatcher.idle()
        await coach.sender.idle()
        await coach.sender.idle()  # a dropped edit sets free what stood behind it

    # A step costs what the database does: fewer looks are enough where nothing else goes on, and nothing is old enough to sweep.
    coach.settle = settling  # type: ignore[method-assign]
    del coach.ticker._ticks[1:]  # type: ignore[attr-defined]
    coach.dispatcher._handle = handling
    coach.ticker._ticks[0].call._obey = obeying  # type: ignore[attr-defined]


async def clear(place: Town, seed: int) -> None:
    """A new day in an empty town; the clock may go back because nobody is there who knows the time."""
    tables = [table for table in reversed(metadata().sorted_tables) if table.name not in KEPT]
    await place.settle()
    await place.coach.store.run(lambda tx: [tx.execute(table.delete()) for table in tables])
    place.desk.chats.clear()
    place.desk.presses.clear()
    place.faults.clear()  # type: ignore[attr-defined]
    place.clock._at = MORNING + timedelta(minutes=Random(seed).randrange(2 * 365 * 24 * 60))  # noqa: S311


@asynccontextmanager
async def walking_town(url: str) -> AsyncIterator[Town]:
    """A town in which many conversations can follow one another."""
    async with town(url) as place:
        listen_for_faults(place)
        yield place


@contextmanager
def empty_database() -> Iterator[str]:
    """An empty SQLite file, in memory where the machine offers that: nothing here is to be kept."""
    memory = Path("/dev/shm")  # noqa: S108 - only a faster place for a database of a few seconds
    with tempfile.TemporaryDirectory(prefix="rinnalla-walk-", dir=memory if memory.is_dir() else None) as folder:
        url = f"sqlite:///{folder}/walk.db"
        engine = build_engine(url)
        metadata().create_all(engine)
        engine.dispose()
        yield url
