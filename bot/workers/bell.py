"""When a worker's loop goes round again, and who waits until it has nothing to do."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Bell:
    """
    Rung from the event loop by whoever has something for a loop; the loop listens once a round.

    `look`: is the database to be asked in the coming round? Answers that come back ring, but ask for nothing new.
    """

    def __init__(self) -> None:
        self.look = True
        self._rung = asyncio.Event()
        self._quiet = asyncio.Event()

    def wake(self) -> None:
        """There may be something new."""
        self.look = True
        self.begun()

    def remind(self) -> None:
        """The database is to be asked, but at the next round only: who pauses because it is away goes on pausing."""
        self.look = True

    def begun(self) -> None:
        """Something new is in hand already."""
        self._quiet.clear()
        self.ring()

    def ring(self) -> None:
        """Go round once more."""
        self._rung.set()

    def listen(self) -> None:
        """A round begins: what rings from now on is for the next one."""
        self._rung.clear()

    def rest(self) -> None:
        """Nothing is left that could be done now."""
        self._quiet.set()

    async def idle(self) -> None:
        """Wake the loop, and wait until nothing is left that it could do now."""
        self.wake()
        await self._quiet.wait()

    async def pause(self, seconds: float) -> None:
        """Until it rings, or so long; after so long somebody may have come unheard, and the database is asked."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()
                return
        self.look = True
