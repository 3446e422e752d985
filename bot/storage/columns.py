"""The kinds of column that tables are made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, Integer, Table, TypeDecorator
from sqlmodel import Field, SQLModel

BigKey = BigInteger().with_variant(Integer(), "sqlite")  # SQLite numbers rows by itself only for INTEGER keys


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Naive times are refused: they hide the question "whose clock?"."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime reached the database; give it a time zone")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def table_of(model: type[SQLModel]) -> Table:
    """A model's table itself, for Core statements on the way of every turn."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


def utc(*, index: bool = False, nullable: bool = False) -> Any:
    """An instant."""
    return Field(sa_column=Column(UtcDateTime(), nullable=nullable, index=index), default=None)


def owner() -> Any:
    """The process that holds a lease (`crew_tables.Process`); empty when there is only one."""
    return Field(default=None, sa_column=Column(BigInteger, nullable=True))


def key() -> Any:
    """The row's number, given by the database."""
    return Field(default=None, sa_column=Column(BigKey, primary_key=True, autoincrement=True))
