"""
A backup back into an empty place: read whole before anything is touched, then written in one transaction.

The tables are made as they were when the backup was taken, and brought up to date afterwards: older backups stay good.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, inspect, text

from bot.storage import calming, rotation, schema, sealed_file, sealing
from bot.storage.backup import AT_A_TIME, FORM, plain
from bot.storage.database import Transaction, build_engine
from bot.storage.sealing import Keyring


class CannotRestore(Exception):
    """This backup cannot be put back here. The text says why and what to do; nothing was touched."""


@dataclass(frozen=True)
class Head:
    """The first line of a backup."""

    schema: str
    taken_at: datetime
    tables: dict[str, dict[str, str]]  # name -> column -> kind


@dataclass(frozen=True)
class Restored:
    """What a restore did."""

    rows: int
    taken_at: datetime
    calmed: calming.Calmed
    resealed: int  # rows of an older key, which the newest has sealed now


def _known(url: str, keys: str) -> list[str]:
    """The keys at hand, newest first. A key file is not made here: a new key opens no old backup."""
    file = sealing.key_file(url)
    known = sealing.split(keys) or (sealing.file_keys(file) if file is not None and file.exists() else [])
    if not known:
        raise CannotRestore(
            "ENCRYPTION_KEYS: there is no key here. Put the key of the backup into it, or its key file in its place."
        )
    return known


def look(url: str, keys: str, file: Path) -> Head:
    """
    Read the whole backup once, and believe nothing of it before its end. Raises CannotRestore.

    Touches nothing.
    """
    known = _known(url, keys)
    try:
        head, count = None, 0
        for head, _, row in _entries(file, known):  # noqa: B007 - the last head stands for all
            count += row is not None
    except FileNotFoundError:
        raise CannotRestore(f"{file.name} is not there.") from None
    except sealed_file.OtherKey:
        raise CannotRestore(
            "ENCRYPTION_KEYS: none of these keys opens this backup. Add the one it was made with."
        ) from None
    except sealed_file.Damaged:
        raise CannotRestore(
            f"{file.name} is damaged, cut short, or no backup. Nothing was touched. Take another copy."
        ) from None
    assert head is not None
    if not schema.knows(head.schema):
        raise CannotRestore("this backup was made by a newer program. Restore it with that version.")
    return head


def _entries(file: Path, keys: Sequence[str]) -> Iterator[tuple[Head, str, list[Any] | None]]:
    """Head, table and row; at the beginning of a table, no row."""
    lines = (json.loads(line) for line in sealed_file.lines(file, keys))
    first = next(lines)
    if first["form"] != FORM:
        raise CannotRestore("this backup has another form. Restore it with the version that made it.")
    head = Head(first["schema"], datetime.fromisoformat(first["taken_at"]), first["tables"])
    table = ""
    for entry in lines:
        if isinstance(entry, dict):
            table = entry.get("table", table)
            yield head, table, None
        else:
            yield head, table, entry


def restore(
    url: str, keys: str, file: Path, now: datetime, *, stopped: bool, then: Callable[[Transaction], None]
) -> Restored:
    """
    Put a backup into an empty place, in one transaction, and bring it up to date.

    Args:
        stopped: The bot was stopped before the backup was made and did not run since; see `calming.calm`.
        then: What else belongs into the same transaction, such as erasing again who was erased.
    Raises:
        CannotRestore: Nothing was touched.
    """
    look(url, keys, file)
    known = _known(url, keys)
    engine = build_engine(url, Keyring(known))
    try:
        with engine.begin() as connection:
            if inspect(connection).get_table_names():
                raise CannotRestore("DATABASE_URL: there is a database already. Restore only into an empty place.")
            return _restore(connection, _entries(file, known), now, stopped=stopped, then=then)
    finally:
        engine.dispose()


def _restore(
    connection: Connection,
    entries: Iterator[tuple[Head, str, list[Any] | None]],
    now: datetime,
    *,
    stopped: bool,
    then: Callable[[Transaction], None],
) -> Restored:
    count, loader, head = 0, None, None
    for head, name, row in entries:
        if loader is None:
            schema.upgrade(connection, head.schema)
        if loader is None or loader.name != name:
            if loader is not None:
                loader.flush()
            loader = _Loader(connection, name, head.tables[name])
        if row is not None:
            loader.add(row)
            count += 1
    assert head is not None
    assert loader is not None
    loader.flush()
    if connection.dialect.name == "postgresql":
        _number_on(connection, head.tables)
    schema.upgrade(connection, "head")
    # An older key's numbers are not found by the newest: whoever is to be forgotten again would not be found everywhere.
    resealed = 0 if schema.newest_key(connection) else rotation.reseal(connection)
    tx = Transaction(connection, now)
    calmed = calming.calm(tx, head.taken_at, stopped=stopped)
    then(tx)
    tx.close(keep=True)
    return Restored(count, head.taken_at, calmed, resealed)


class _Loader:
    """Writes rows of one table, many at a time."""

    def __init__(self, connection: Connection, name: str, form: Mapping[str, str]) -> None:
        self.name = name
        self._connection, self._table, self._form = connection, plain(name, form), form
        self._rows: list[dict[str, Any]] = []

    def add(self, row: list[Any]) -> None:
        self._rows.append({c: _heard(kind, value) for (c, kind), value in zip(self._form.items(), row, strict=True)})
        if len(self._rows) == AT_A_TIME:
            self.flush()

    def flush(self) -> None:
        if self._rows:
            self._connection.execute(self._table.insert(), self._rows)
            self._rows = []


def _heard(kind: str, value: Any) -> Any:
    if value is None:
        return None
    read: dict[str, Callable[[Any], Any]]
    read = {"time": datetime.fromisoformat, "date": date.fromisoformat, "bytes": b64decode}
    return read[kind](value) if kind in read else value


def _number_on(connection: Connection, tables: Mapping[str, Mapping[str, str]]) -> None:
    """PostgreSQL numbers new rows by counters of its own; they must know what is there."""
    find = text("SELECT pg_get_serial_sequence(:name, 'id')")
    for name in (name for name, form in tables.items() if "id" in form):
        if counter := connection.execute(find, {"name": name}).scalar():
            top = f'SELECT setval(:counter, (SELECT coalesce(max(id), 0) FROM "{name}") + 1, false)'  # noqa: S608 - our own tables
            connection.execute(text(top), {"counter": counter})
