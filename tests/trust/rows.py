"""Everything that lies in a database, as it lies there and as the program reads it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, text
from sqlmodel import SQLModel

from bot.storage.database import Store


def as_stored(store: Store, *leave_out: str) -> str:
    """Every value of every table, as a thief would find it."""

    def work(tx: Any) -> str:
        return "\n".join(
            str(tuple(row))
            for table in SQLModel.metadata.sorted_tables
            if table.name not in leave_out
            for row in tx.execute(text(f'SELECT * FROM "{table.name}"')).all()  # noqa: S608 - our own table names
        )

    return store.run_now(work)


def as_read(store: Store, *leave_out: str) -> str:
    """Every value of every table, opened with the keys."""

    def work(tx: Any) -> str:
        return "\n".join(
            f"{table.name}: {tuple(row)}"
            for table in SQLModel.metadata.sorted_tables
            if table.name not in leave_out
            for row in tx.execute(select(table)).all()
        )

    return store.run_now(work)
