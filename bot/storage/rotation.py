"""A new key: everything that is sealed is opened with an older one and sealed with the newest."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, bindparam, inspect, make_url, select, update

from bot.storage import audit, leases, schema, sealing
from bot.storage.engine import build_engine
from bot.storage.sealing import Keyring, NoSuchKey, Sealed, SealedNumber

AT_A_TIME = 500  # rows held in memory


class BotRuns(Exception):
    """Somebody is at work on this database. The operator stops the bot and begins anew; nothing was touched."""

    def __init__(self) -> None:
        super().__init__(
            "DATABASE_URL: another process has this database open. It would go on with the old key and find nobody: "
            "stop the bot first. Nothing was touched."
        )


def rotate(url: str, keys: str = "") -> int:
    """
    In one transaction, so that a crash leaves the old state. The bot must not run meanwhile: it would not find people.

    With a key file a new key is made here, and the file keeps only that. Returns how many rows were sealed anew.
    Raises NoSuchKey when a value was sealed with a key that is missing, BotRuns when somebody is at work, NotMigrated.
    """
    file = None if sealing.split(keys) else sealing.key_file(url)
    if file is not None and not file.exists():
        raise NoSuchKey  # a new one opens nothing of what is there
    old = sealing.split(keys) or sealing.file_keys(file)
    known = [sealing.new_key(), *old] if file is not None else old
    engine = build_engine(url, Keyring(known))
    try:
        _look(url, engine.connect, old)
        if file is not None:
            sealing.write_keys(file, known)  # before the commit: a crash after it must find both
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql" and not leases.alone(connection):
                raise BotRuns
            count = reseal(connection)
    finally:
        engine.dispose()
    if file is not None:
        sealing.write_keys(file, known[:1])
    return count


def reseal(connection: Connection) -> int:
    """Everything, with the newest of this engine's keys, in the caller's transaction. Returns how many rows."""
    ring = sealing.keyring_of(connection.dialect)
    count = sum(_reseal(connection, table) for table in sealed_tables())
    _reseal_settings(connection, ring)
    schema.set_probe(connection, ring)
    return count


def _look(url: str, connect: Any, keys: list[str]) -> None:
    """Whatever speaks against it is said before the key file changes."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and not _alone_in(str(parsed.database)):
        raise BotRuns
    with connect() as connection:
        missing = {table.name for table in sealed_tables()} - set(inspect(connection).get_table_names())
        if missing:
            raise schema.NotMigrated("DATABASE_URL: this database is not migrated. Run: python -m bot migrate")
        schema.open_probe(connection, Keyring(keys))


def _alone_in(file: str) -> bool:
    """Whoever has a SQLite file open in WAL mode holds a shared lock on it for as long."""
    if not Path(file).exists():
        return True
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return False
    return True


def sealed_tables() -> list[Table]:
    return [table for table in schema.metadata().sorted_tables if sealed_columns(table)]


def sealed_columns(table: Table) -> list[str]:
    return [column.name for column in table.columns if isinstance(column.type, Sealed | SealedNumber)]


def _reseal(connection: Connection, table: Table) -> int:
    [key] = table.primary_key.columns
    names = sealed_columns(table)
    again = update(table).where(key == bindparam("row")).values({name: bindparam(f"new_{name}") for name in names})
    count, after = 0, None
    while rows := _some(connection, table, key, names, after):
        values: list[dict[str, Any]] = [
            {"row": row[0], **{f"new_{name}": row[place + 1] for place, name in enumerate(names)}} for row in rows
        ]
        connection.execute(again, values)
        count, after = count + len(rows), rows[-1][0]
    return count


def _reseal_settings(connection: Connection, ring: Keyring) -> None:
    name = audit.setting.c.name == audit.KEY
    sealed = connection.execute(select(audit.setting.c.value).where(name)).scalar()
    if sealed is not None:
        connection.execute(update(audit.setting).where(name).values(value=audit.reseal_key(sealed, ring)))


def _some(connection: Connection, table: Table, key: Any, names: list[str], after: Any) -> list[Any]:
    found = select(key, *(table.c[name] for name in names)).order_by(key).limit(AT_A_TIME)
    return list(connection.execute(found if after is None else found.where(key > after)).all())
