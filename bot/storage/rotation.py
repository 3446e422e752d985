"""A new key: everything that is sealed is opened with an older one and sealed with the newest."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, update

import bot.storage.measure_tables
import bot.storage.tables
import bot.storage.together_tables  # noqa: F401 - fills the metadata
from bot.storage import audit, schema, sealing
from bot.storage.database import build_engine
from bot.storage.sealing import Keyring, Sealed, SealedNumber

AT_A_TIME = 500  # rows held in memory


def rotate(url: str, keys: str = "") -> int:
    """
    In one transaction, so that a crash leaves the old state. The bot must not run meanwhile: it would not find people.

    With a key file a new key is made here, and the file keeps only that. Returns how many rows were sealed anew.
    Raises NoSuchKey when a value was sealed with a key that is missing.
    """
    file = None if sealing.split(keys) else sealing.key_file(url)
    known = sealing.split(keys) or sealing.file_keys(file)
    if file is not None:
        known = [sealing.new_key(), *known]
        sealing.write_keys(file, known)  # before the commit: a crash after it must find both
    ring = Keyring(known)
    engine = build_engine(url, ring)
    try:
        with engine.begin() as connection:
            count = sum(_reseal(connection, table) for table in sealed_tables())
            _reseal_settings(connection, ring)
            schema.set_probe(connection, ring)
    finally:
        engine.dispose()
    if file is not None:
        sealing.write_keys(file, known[:1])
    return count


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
