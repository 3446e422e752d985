"""The list of erasures as a file beside the database: a backup that is put back must not bring anybody back."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from bot.storage.sealing import MODE

HALF = b"#"  # at the end of a line that a crash cut short


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


class BrokenList(Exception):
    """
    A line of a list of erasures cannot be read. The operator mends it: whoever it names must stay erased.

    Told by place only: a hash that is half there helps nobody.
    """

    def __init__(self, file: Path, number: int) -> None:
        super().__init__(
            f"{file.name}, line {number}: is no keyed hash and time. Take the list from beside another backup, or take "
            "the line out if nobody was erased then. Nothing was touched."
        )


def read(file: Path | None) -> list[tuple[str, datetime]]:
    """
    Keyed hash and time, line by line. Raises BrokenList.

    Half a line is what a crash left while it was written, and who wrote next has marked it; the database remembers
    that erasure, and it is written again.
    """
    if file is None or not file.exists():
        return []
    lines = file.read_bytes().split(b"\n")[:-1]
    whole = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.endswith(HALF)]
    return [_entry(file, number, line) for number, line in whole]


def _entry(file: Path, number: int, line: bytes) -> tuple[str, datetime]:
    try:
        who, said = line.decode("ascii").split()
        at = datetime.fromisoformat(said)
    except ValueError:
        raise BrokenList(file, number) from None
    if at.tzinfo is None:
        raise BrokenList(file, number)
    return who, at


def add(file: Path | None, listed: Iterable[tuple[str, datetime]]) -> None:
    """Append those that are not in it yet; on the disk when this returns."""
    known = set(read(file))
    new = [entry for entry in listed if entry not in known]
    if file is None or not new:
        return
    there = file.read_bytes() if file.exists() else b""
    half = bool(there) and not there.endswith(b"\n")
    # Only ever appended: several processes of one machine share the file.
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, MODE), "ab") as out:
        out.write(HALF + b"\n" if half else b"")
        out.writelines(f"{who} {at.isoformat()}\n".encode() for who, at in new)
        out.flush()
        os.fsync(out.fileno())
