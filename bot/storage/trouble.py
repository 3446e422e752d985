"""What is wrong with the database, by names that an operator knows. Their texts repeat nothing of anybody."""

from __future__ import annotations

import sqlite3

import psycopg
from sqlalchemy.exc import PendingRollbackError


class DatabaseTrouble(Exception):
    """The database could not do what was asked, and nothing of it was written. The operator mends it; we try again."""

    said = "the database could not do this; nothing was written."

    def __init__(self) -> None:
        super().__init__(self.said)


class DiskFull(DatabaseTrouble):
    """No space is left where the database is. The operator makes room."""

    said = "no space is left where the database is. Make room."


class DatabaseLocked(DatabaseTrouble):
    """Another process holds the SQLite file, or a row in PostgreSQL, for longer than we wait. The operator ends it."""

    said = "another process holds the database. Wait for it, or end it."


class DatabaseGone(DatabaseTrouble):
    """PostgreSQL is not reached, or ended the connection. The operator starts it."""

    said = "the database cannot be reached. Look at it, at its address and its password."


class DiskBroken(DatabaseTrouble):
    """The file cannot be read or written. The operator looks at the disk, and has a backup."""

    said = "the file cannot be read or written, or is no database. Look at the disk; restore a backup elsewhere."


SIGNS = (
    (DiskFull, ("disk is full", "no space left", "could not extend file")),
    (DatabaseLocked, ("database is locked", "database table is locked")),
    (DiskBroken, ("disk i/o error", "malformed", "not a database", "readonly database", "unable to open")),
    (DiskFull, ("no such savepoint",)),  # SQLite gave up the whole transaction for want of room
)


FROZEN = psycopg.errors.IdleInTransactionSessionTimeout  # this process stood still, and PostgreSQL did not wait for it
FAULTS = (sqlite3.DatabaseError, psycopg.OperationalError, psycopg.InterfaceError, FROZEN)
AGAIN = frozenset({"40P01", "40001", "55P03"})  # deadlock, lost serialization, a lock that did not come in time
LOST_BEFORE = "8s2b"  # SQLAlchemy: an earlier statement of this transaction found the connection gone


def named(error: BaseException) -> BaseException:
    """The same fault under its name; anything that is no fault of the database's, as it is."""
    if isinstance(error, PendingRollbackError) and error.code == LOST_BEFORE:
        return DatabaseGone()
    fault = getattr(error, "orig", None) or error
    if not isinstance(fault, FAULTS):
        return error
    if getattr(fault, "sqlstate", None) in AGAIN:
        return DatabaseLocked()
    said = str(fault).lower()
    for kind, signs in SIGNS:
        if any(sign in said for sign in signs):
            return kind()
    return error if isinstance(fault, sqlite3.Error) else DatabaseGone()
