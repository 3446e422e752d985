"""Whose lease a row carries."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select, true

from bot.storage.columns import table_of
from bot.storage.crew_tables import Process

Whose = Callable[[Any], ColumnElement[bool]]
"""Says of a table's rows which are meant."""

_process = table_of(Process)


def held_by(table: Any, owner: int | None) -> ColumnElement[bool]:
    """Rows that this process took; without a number, that any took."""
    return true() if owner is None else table.c.leased_by == owner


def anybody(table: Any) -> ColumnElement[bool]:
    """Every row, whoever took it."""
    return held_by(table, None)


def by(owner: int) -> Whose:
    """Rows that this process took."""
    return lambda table: held_by(table, owner)


def by_the_dead(table: Any) -> ColumnElement[bool]:
    """
    Rows taken by a process that is not on the list any more.

    Also what it took just before and committed just after the others had buried it, as one that hung for a while may.
    """
    return and_(table.c.leased_by.is_not(None), table.c.leased_by.not_in(select(_process.c.id)))


def lost(owner: int, in_hand: Collection[int], until: datetime) -> Whose:
    """
    Rows that this process took without knowing it: the commit was made, and the connection was gone before it heard so.

    Args:
        in_hand: Rows it knows of.
        until: The end of a lease taken at the moment of the loss; what was taken later is on its way to its taker.
    """
    return lambda table: and_(
        table.c.leased_by == owner, table.c.leased_until < until, table.c.id.not_in(list(in_hand))
    )
