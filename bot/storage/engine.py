"""Engines with the house's settings, for the database thread and for migrations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.pool import NullPool

from bot.storage import sealing
from bot.storage.sealing import Keyring

BUSY_TIMEOUT = 10_000  # milliseconds that SQLite waits for another process, e.g. a backup
LOCK_TIMEOUT = 2_000  # milliseconds that a statement waits for another process's row; its work then begins anew
FROZEN_AFTER = 4_000  # milliseconds of silence inside a transaction after which it is ended, with all it holds
AT_WORK = "rinnalla"  # application_name of connections to which that happens
HOUSE = 0x52494E4E  # "RINN": the first number of our advisory locks in PostgreSQL, which others may use as well


def build_engine(url: str, keys: Keyring | None = None) -> Engine:
    """
    An engine with the house's settings. Also for migrations, which hold their own connection.

    Its errors hide their parameters, which are people's words. Without `keys` the key file's are used. A database file is made readable by its owner only.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, poolclass=NullPool, hide_parameters=True)
        sealing.give(engine.dialect, keys or sealing.keyring_for(url))
        event.listen(engine, "connect", _prepare_postgres)
        return engine
    if parsed.database and parsed.database != ":memory:":
        sealing.private_file(Path(parsed.database))  # its -wal and -shm take over its mode
    wait = {"timeout": BUSY_TIMEOUT / 1000}
    engine = create_engine(parsed, poolclass=NullPool, hide_parameters=True, connect_args=wait)
    sealing.give(engine.dialect, keys or sealing.keyring_for(url))
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # the driver shall not begin transactions behind our back
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_TIMEOUT}"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(
        "PRAGMA secure_delete=ON"
    )  # who is erased does not lie on in free pages; not every build's default


def leave_no_trace(connection: Connection) -> None:
    """
    What was forgotten lies on in the log that SQLite writes ahead, until it happens to be written over: empty it.

    Between transactions only. Where somebody reads just now, as a backup does, it is left to the next time.
    """
    if connection.dialect.name != "sqlite":
        return
    plain = connection.connection.dbapi_connection
    assert plain is not None
    cursor = plain.cursor()
    try:
        cursor.execute("PRAGMA busy_timeout=0")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
        cursor.close()


def _prepare_postgres(connection: Any, _: Any) -> None:
    """A shared lock shows everybody that somebody is at work here; it ends with the connection (`storage/leases.py`)."""
    connection.execute(f"SET lock_timeout = {LOCK_TIMEOUT}")
    connection.execute(f"SELECT pg_try_advisory_lock_shared({HOUSE}, hashtext(current_schema()))")
    connection.commit()


def end_when_frozen(engine: Engine) -> None:
    """
    A process that stands still in the middle of a transaction shall not keep the others from taking over.

    Its machine may hang with all connections open; what it holds, its own sign of life included, would be held until it
    wakes up. PostgreSQL ends it by itself, or, where it waits for the rest of a statement and counts no time, the others
    do (`storage/processes.py`, `end_frozen`). For the bot at work only: a restore or a migration may think for longer.
    """
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", _end_when_frozen)


def _end_when_frozen(connection: Any, _: Any) -> None:
    connection.execute(f"SET idle_in_transaction_session_timeout = {FROZEN_AFTER}")
    connection.execute(f"SET application_name = '{AT_WORK}'")
    connection.commit()
