"""
The whole database as one sealed file, and back into an empty place: the same form for SQLite and PostgreSQL.

It is read in one snapshot while the bot works on. Words and numbers stay sealed as they are; the file is sealed once more,
so that nothing about who is there when can be read from it. Times, dates and truths are written alike for both
databases; that is what lets a house move from one to the other.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from alembic.runtime.migration import MigrationContext
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    Float,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    create_engine,
    event,
    inspect,
    make_url,
    select,
)
from sqlalchemy.pool import NullPool

from bot.storage import schema, sealed_file, sealing
from bot.storage.columns import UtcDateTime
from bot.storage.engine import BUSY_TIMEOUT

AT_A_TIME = 500  # rows held in memory
FORM = 1

KINDS: Mapping[str, Any] = {
    "time": UtcDateTime(),
    "date": Date(),
    "truth": Boolean(),
    "json": JSON(none_as_null=True),
    "number": BigInteger(),
    "real": Float(),
    "bytes": LargeBinary(),
    "words": String(),
}
"""How a column is read and written, whatever the database and the program's version."""


class CannotBackUp(Exception):
    """No backup could be written. The text says why and what to do."""


def back_up(url: str, keys: str, file: Path, now: datetime) -> int:
    """
    Write the database into `file`, as it is at one moment. The bot may run meanwhile. Returns the number of rows.

    Raises CannotBackUp when the file is there already: a backup is never written over another.
    """
    if file.exists():
        raise CannotBackUp(f"{file.name} is there already. Give the backup another name, e.g. with the day in it.")
    key = (sealing.split(keys) or sealing.file_keys(sealing.key_file(url)))[0]
    engine = _reader(url)
    try:
        with engine.connect() as connection, sealed_file.Writer(file, key) as out:
            connection.execution_options(yield_per=AT_A_TIME)
            return _write_all(connection, out, now)
    finally:
        engine.dispose()


def _write_all(connection: Connection, out: sealed_file.Writer, now: datetime) -> int:
    tables = [plain(table.name, {c.name: _kind(c.type) for c in table.columns}) for table in _tables(connection)]
    revision = MigrationContext.configure(connection).get_current_revision()
    forms = {table.name: {c.name: str(c.info["kind"]) for c in table.columns} for table in tables}
    _line(out, {"form": FORM, "schema": revision, "taken_at": now.isoformat(), "tables": forms})
    count = 0
    for table in tables:
        _line(out, {"table": table.name})
        for row in connection.execute(select(table)):
            _line(out, [_said(value) for value in row])
            count += 1
    _line(out, {"rows": count})
    return count


def _tables(connection: Connection) -> list[Table]:
    known = schema.metadata().sorted_tables
    odd = set(inspect(connection).get_table_names()) - {table.name for table in known} - {"alembic_version"}
    if odd:  # of a newer program: what is left out of a backup must be noticed before it is needed
        raise CannotBackUp(f"this program does not know the table {min(odd)}. Use the version that made it.")
    return known


def _kind(type_: Any) -> str:
    inner = type_.impl if hasattr(type_, "impl") else type_
    kinds: dict[type[Any], str] = {DateTime: "time", Date: "date", Boolean: "truth", JSON: "json", String: "words"}
    kinds |= {Numeric: "real", LargeBinary: "bytes"}
    return next((kind for known, kind in kinds.items() if isinstance(inner, known)), "number")


def plain(name: str, form: Mapping[str, str]) -> Table:
    """The same table without seals: what is sealed is read and written as it stands."""
    return Table(name, MetaData(), *(Column(c, KINDS[kind], info={"kind": kind}) for c, kind in form.items()))


def _line(out: sealed_file.Writer, what: Any) -> None:
    out.write(json.dumps(what, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")


def _said(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value.isoformat() if isinstance(value, datetime | date) else value


def _reader(url: str) -> Engine:
    """An engine whose transaction is one snapshot, holds up nobody, and cannot write."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        return create_engine(parsed, poolclass=NullPool, hide_parameters=True, execution_options=options)
    engine = create_engine(
        parsed, poolclass=NullPool, hide_parameters=True, connect_args={"timeout": BUSY_TIMEOUT / 1000}
    )

    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA query_only=ON")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    return engine
