"""What is kept about a professional: every table that names them, without what is about clients."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, func, select
from sqlmodel import SQLModel, col

from bot.storage.client_rows import plain
from bot.storage.columns import table_of
from bot.storage.database import Transaction
from bot.storage.sealing import Sealed
from bot.storage.tables import Access, Person, Professional

LOGGED_AS = ("professional", "responsible", "coworker", "deputy", "viewer")
LEFT_OUT = frozenset({"link", "outbox_id", "person_id", "last_step", "wanted"})
"""Columns of machinery, which say nothing about anybody."""


def tables_of_professionals() -> list[Table]:
    """Tables with a `professional_id`: clients accompanied, notes, letters, meetings, notices, digests, the lock."""
    return [table for table in SQLModel.metadata.sorted_tables if "professional_id" in table.columns]


def everything_about(tx: Transaction, pro: Professional, person: Person) -> dict[str, Any]:
    """
    All rows by table, with readable values.

    Sealed columns stay out: what a professional wrote about a client is the client's data, and a secret is for its app.
    """
    tx.session.flush()
    known: dict[str, Any] = {
        "person": {"telegram_id": person.telegram_id, "locale": person.locale},
        "professional": plain(pro.model_dump(), LEFT_OUT),
    }
    for table in tables_of_professionals():
        open_columns = [column for column in table.columns if not isinstance(column.type, Sealed)]
        rows = tx.execute(select(*open_columns).where(table.c.professional_id == pro.id)).mappings().all()
        known[table.name] = [plain(dict(row), LEFT_OUT) for row in rows]
    mine = select(table_of(Access)).where(col(Access.actor_id) == pro.id, col(Access.actor).in_(LOGGED_AS))
    known["access_log"] = [plain(dict(row), LEFT_OUT) for row in tx.execute(mine).mappings().all()]
    return known


def logged(tx: Transaction, pro: Professional) -> int:
    """How many lines of the access log are theirs."""
    mine = select(func.count()).where(col(Access.actor_id) == pro.id, col(Access.actor).in_(LOGGED_AS))
    count: int = tx.execute(mine).scalar_one()
    return count
