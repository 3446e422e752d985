"""Whoever was erased stays so: keeps the list beside the database while the bot runs (`bot/storage/erasure_file.py`)."""

from __future__ import annotations

import asyncio
from datetime import datetime

import structlog

from bot.actions import erasing
from bot.actions.house import House
from bot.storage import erasure_file, forgetting
from bot.storage.database import Store

log = structlog.get_logger()


class Erasures:
    """One per running bot."""

    def __init__(self, store: Store, url: str) -> None:
        self._store = store
        self._file = erasure_file.beside(url)
        self._writing: set[asyncio.Task[None]] = set()

    async def begin(self, house: House, now: datetime) -> None:
        """Erase again whom an older backup brought back, then write down everybody who is erased from now on."""
        listed = erasure_file.read(self._file)
        again = await self._store.run(lambda tx: erasing.forget_again(tx, house, listed, now))
        if again:
            log.warning("people on the list of erasures were in the database and are erased again", count=again)
        await self._write()
        self._store.on("erased", self._note)

    async def end(self) -> None:
        """Wait until the last of them are on the list."""
        await asyncio.gather(*self._writing, return_exceptions=True)

    def _note(self) -> None:
        task = asyncio.create_task(self._write())
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def _write(self) -> None:
        erasure_file.add(self._file, await self._store.run(forgetting.remembered))
