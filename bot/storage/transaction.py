"""What a work on the database is given, and how works of several processes keep out of each other's way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    CursorResult,
    Executable,
    Integer,
    SQLColumnExpression,
    bindparam,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel

from bot.storage import sealing
from bot.storage.trouble import AGAIN

Params = Mapping[str, Any] | Sequence[Mapping[str, Any]]

MOST = 2**31 - 1  # of the second number of a lock in PostgreSQL; two rows that share one wait for each other in vain


class Busy(Exception):
    """Another process works on the same thing just now. The database thread begins the work anew a little later."""


def begin_anew(error: BaseException) -> bool:
    """Whether a work failed only because another process was in the way."""
    if isinstance(error, Busy):
        return True
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in AGAIN


def holding(kind: str, number: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """For a SELECT that `Transaction.hold_found` runs: takes hold of each number it finds."""
    space = func.hashtext(func.current_schema().op("||")(literal_column(f"'/{kind}'")))
    return func.pg_try_advisory_xact_lock(space, cast(number % literal_column(str(MOST)), Integer))


_NUMBER = bindparam("number", type_=BigInteger())
_HOLD = {kind: select(holding(kind, _NUMBER)) for kind in ("person", "group", "invitation", "start")}


class Transaction:
    """
    What a work is given: everything it does is committed as one, or not at all.

    `now` is the time at which its commit began. `dialect` is "sqlite" or "postgresql". `owner` is the number of this
    process among those that share the database; None when there are no others.
    """

    __slots__ = ("_connection", "_session", "dialect", "keyring", "now", "owner", "told")

    def __init__(self, connection: Connection, now: datetime, owner: int | None = None) -> None:
        self._connection = connection
        self._session: Session | None = None
        self.dialect = connection.dialect.name
        self.keyring = sealing.keyring_of(connection.dialect)
        self.now = now
        self.owner = owner
        self.told: list[tuple[str, int | None]] = []

    @property
    def session(self) -> Session:
        """For clear SQLModel code where nobody waits. Its objects stay readable after the commit."""
        if self._session is None:
            # In a savepoint: a failed flush may roll back its own writes, never those of other works.
            self._session = Session(self._connection, join_transaction_mode="create_savepoint", expire_on_commit=False)
        return self._session

    def keep(self, *rows: SQLModel) -> None:
        """Write new rows at once: afterwards each has its number."""
        self.session.add_all(rows)
        self.session.flush()

    def execute(self, statement: Executable, params: Params | None = None) -> CursorResult[Any]:
        """Run a Core statement, for the path of every turn. Sees what the session has pending."""
        if self._session is not None:
            self._session.flush()
        return self._connection.execute(statement, params)

    def execute_apart(self, statement: Executable, params: Params | None = None) -> CursorResult[Any]:
        """The same for tables that no session touches: inbox, outbox and timers. Leaves what is pending as it is."""
        return self._connection.execute(statement, params)

    def hold(self, kind: str, number: int) -> None:
        """
        Nobody else works on this until the end of the transaction. Say it before reading what is to be changed.

        It never waits, so no two processes can wait for each other. On SQLite nobody else is there.

        Raises:
            Busy: Another process holds it. Let it pass: the database thread begins the work anew.
        """
        self.hold_found(_HOLD[kind], {"number": number})

    def hold_found(self, statement: Executable, params: Params) -> None:
        """The same for what a SELECT of `holding` finds, which may be nothing."""
        if self.dialect == "postgresql" and not all(self.execute(statement, params).scalars()):
            raise Busy

    def wake(self, topic: str) -> None:
        """After the commit, wake who waits for `topic`: "inbox", "outbox" or "timers"."""
        self.told.append((topic, None))

    def tell(self, topic: str, number: int) -> None:
        """After the commit, and before the work's own caller goes on, tell `number` to who follows `topic`."""
        self.told.append((topic, number))

    def close(self, *, keep: bool) -> None:
        """For the database thread: write what is pending, or leave it."""
        if self._session is None:
            return
        if keep:
            self._session.commit()
        self._session.close()
