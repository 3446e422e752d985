"""
Hears what other processes woke, by PostgreSQL's LISTEN. Without it everything still happens, a second later.

A connection of its own: the database thread's is busy, and is told only while it asks.
"""

from __future__ import annotations

import asyncio
import logging

import psycopg
from psycopg import sql

from bot.storage.database import Store

log = logging.getLogger(__name__)

PAUSE = 1.0  # seconds until the next try
TOPICS = ("inbox", "outbox", "timers", "duty")


async def listen(store: Store) -> None:
    """Until cancelled. After a lost connection everybody is woken once: something may have been missed."""
    address = store.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        try:
            await _hear(store, address)
        except (psycopg.Error, OSError) as error:
            log.warning("the listener lost the database: %s", type(error).__name__)
        await asyncio.sleep(PAUSE)


async def _hear(store: Store, address: str) -> None:
    async with await psycopg.AsyncConnection.connect(address, autocommit=True) as connection:
        row = await (await connection.execute("SELECT current_schema()")).fetchone()
        assert row is not None
        await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(f"rinnalla_{row[0]}")))
        for topic in TOPICS:
            store.heard(topic)
        async for said in connection.notifies():
            owner, _, topic = said.payload.partition(" ")
            if owner != str(store.owner):  # this process woke its own already
                store.heard(topic)
