"""How the works that share a commit are kept apart in it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection


class Savepoints:
    """One savepoint after the other inside a transaction, said to the driver itself: SQLAlchemy's cost ten times more."""

    def __init__(self, connection: Connection) -> None:
        self._driver: Any = connection.connection.driver_connection
        self._sqlite = connection.dialect.name == "sqlite"
        self._open = False

    def set(self) -> None:
        if not self._open:
            self._driver.execute("SAVEPOINT work")
        elif self._sqlite:
            self._driver.execute("RELEASE work")
            self._driver.execute("SAVEPOINT work")
        else:
            self._driver.execute("RELEASE work; SAVEPOINT work")  # one trip to the server
        self._open = True

    def back(self) -> None:
        """Undo since the savepoint. Raises if the database gave up the whole transaction, as on a full disk."""
        self._driver.execute("ROLLBACK TO work")
