"""The queue of updates: numbered, kept until confirmed, for one listener at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from sandbox.model import JSON
from sandbox.refusals import conflict

ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})  # only when asked for by name
MOST = 100  # updates in one answer


class UpdateQueue:
    """
    What the bot has not yet confirmed.

    `getUpdates` hands out the oldest; asking with a higher offset confirms all below it. A second
    listener ends the first one's waiting with 409, as Telegram does.
    """

    def __init__(self, first_id: int = 1) -> None:
        self.waiting: dict[int, JSON] = {}  # update_id -> update, in order
        self.next_id = first_id
        self.allowed: frozenset[str] | None = None
        self.webhook = ""  # while set, nobody may poll
        self.attended = asyncio.Event()  # set by every listener that comes
        self._news = asyncio.Event()
        self._listener = 0

    def put(self, kind: str, content: JSON) -> int:
        """Add an update, unless the bot does not want its kind; its number, or 0."""
        wanted = kind in self.allowed if self.allowed is not None else kind not in ON_REQUEST
        return self.inject({kind: content}) if wanted else 0

    def inject(self, update: JSON) -> int:
        """Add an update as it is, malformed or not. A given `update_id` is kept: that is how duplicates arise."""
        number = int(update.get("update_id", self.next_id))
        self.next_id = max(self.next_id, number + 1)
        self.waiting[number] = {"update_id": number} | update
        self._news.set()
        return number

    def allow(self, kinds: Sequence[str] | None) -> None:
        """Remember which kinds are wanted; None leaves it, an empty list goes back to the default."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def confirm(self, offset: int) -> None:
        """Forget what lies below the offset; a negative one keeps that many of the newest."""
        gone = [number for number in self.waiting if number < offset] if offset > 0 else list(self.waiting)[:offset]
        if offset:
            for number in gone:
                del self.waiting[number]

    def head(self, limit: int = MOST) -> list[JSON]:
        """The oldest updates that are not confirmed."""
        return [update for update, _ in zip(self.waiting.values(), range(min(max(limit, 1), MOST)), strict=False)]

    async def get(self, offset: int, limit: int, timeout: float) -> list[JSON]:  # noqa: ASYNC109 - Telegram's own word
        """
        Confirm, then hand out; waits up to `timeout` seconds when there is nothing.

        Raises:
            Refused: 409 when a webhook is set, or when another listener comes while this one waits.
        """
        if self.webhook:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        self._listener += 1
        self.attended.set()
        me = self._listener
        self._wake()  # ends the waiting of whoever listened before
        self.confirm(offset)
        if not self.waiting and timeout > 0:
            await self._wait(me, timeout)
        return self.head(limit)

    async def arrival(self) -> None:
        """Until something waits."""
        while not self.waiting:
            self._news.clear()
            await self._news.wait()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    async def _wait(self, me: int, timeout: float) -> None:  # noqa: ASYNC109 - Telegram's own word
        end = asyncio.get_running_loop().time() + timeout
        while not self.waiting:
            left = end - asyncio.get_running_loop().time()
            if left <= 0:
                return
            news = self._news
            try:
                await asyncio.wait_for(news.wait(), left)
            except TimeoutError:
                return
            if me != self._listener:
                raise conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running"
                )
            news.clear()
