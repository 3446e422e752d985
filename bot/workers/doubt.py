"""A commit failed that may have been made: what it took, if anything, is nobody's until somebody hands it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.storage.database import Store, Transaction


class Doubt:
    """
    One per worker that takes rows.

    Args:
        remind: Called when a commit failed, so that the worker looks soon. It must not wake who waits for the database.
    """

    def __init__(self, store: Store, remind: Callable[[], None] = lambda: None) -> None:
        self._store = store
        self._remind = remind
        self._since: datetime | None = None

    def listen(self) -> None:
        """From now on, in the running event loop."""
        self._store.on_doubt(self._hear)

    async def settle(self, release: Callable[[Transaction, datetime], None]) -> None:
        """Hand back by `release`, which is given the time of the failure, if there was one. The next claim finds it."""
        at = self._since
        if at is not None:
            await self._store.run(lambda tx: release(tx, at))
            if self._since == at:
                self._since = None

    def _hear(self, at: datetime) -> None:
        self._since = at
        self._remind()
