"""What is kept about a professional: every table that names them, without what is about clients."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Table, func, select
from sqlmodel import SQLModel, col

from bot.storage import refusals
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
    mine = select(table_of(Access)).where(*_lines_of(pro), ~refusals.refused()).order_by(col(Access.id))
    known["access_log"] = [plain(dict(row), LEFT_OUT) for row in tx.execute(mine).mappings().all()]
    known["refused"] = _refused(tx, pro)
    return known


def _refused(tx: Transaction, pro: Professional) -> list[dict[str, str]]:
    """
    Days on which something was not allowed them, and what.

    Which client it was, and how many there were, would tell by number who is a client here.
    """
    tries = tx.execute(select(col(Access.at), col(Access.what)).where(*_lines_of(pro), refusals.refused()))
    days = {(row.at.date().isoformat(), row.what) for row in tries}
    return [{"day": day, "what": what} for day, what in sorted(days)]


def _lines_of(pro: Professional) -> tuple[ColumnElement[bool], ...]:
    return (col(Access.actor_id) == pro.id, col(Access.actor).in_(LOGGED_AS))


def logged(tx: Transaction, pro: Professional) -> int:
    """How many lines of the access log are theirs, but for what was refused."""
    count: int = tx.execute(select(func.count()).where(*_lines_of(pro), ~refusals.refused())).scalar_one()
    return count
