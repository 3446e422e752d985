"""The list of erasures as a file beside the database: a backup that is put back must not bring anybody back."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from bot.storage.sealing import MODE


def beside(url: str) -> Path | None:
    """
    Where the list of this database is; none for one in memory.

    For a database that is no file: where the program runs, named for the database and its schema.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        schema = str(parsed.query.get("options", "")).rpartition("search_path=")[2]
        return Path("-".join(part for part in ("rinnalla", parsed.database, schema) if part) + ".erased")
    if not parsed.database or parsed.database == ":memory:":
        return None
    return Path(f"{parsed.database}.erased")


def read(file: Path | None) -> list[tuple[str, datetime]]:
    """Keyed hash and time, line by line. Raises ValueError for a line that is neither."""
    if file is None or not file.exists():
        return []
    lines = (line.split() for line in file.read_text("ascii").splitlines() if line)
    return [(who, datetime.fromisoformat(at)) for who, at in lines]


def add(file: Path | None, listed: Iterable[tuple[str, datetime]]) -> None:
    """Append those that are not in it yet; on the disk when this returns."""
    known = set(read(file))
    new = [entry for entry in listed if entry not in known]
    if file is None or not new:
        return
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, MODE), "w") as out:
        out.writelines(f"{who} {at.isoformat()}\n" for who, at in new)
        out.flush()
        os.fsync(out.fileno())
