"""Whose lease a row carries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, true


def held_by(table: Any, owner: int | None) -> ColumnElement[bool]:
    """Rows that this process took; without a number, that any took."""
    return true() if owner is None else table.c.leased_by == owner
