"""One Bot API call from token to answer: the same path with HTTP and without."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from typing import Any

from sandbox.desk import Desk
from sandbox.faults import Fault, Faults
from sandbox.methods import TABLE
from sandbox.methods.params import Params
from sandbox.model import JSON
from sandbox.refusals import Refused
from sandbox.webhook import Post, Webhook

LONGEST_POLL = 50.0  # seconds; Telegram waits no longer
TOKEN_FORM = re.compile(r"\d+:[\w-]{10,}")


class ConnectionLost(Exception):
    """The answer never arrives. The server breaks the connection; the in-process request reports a network error."""


class BotApi:
    """
    Answers calls for one desk.

    Args:
        desk: Where everything happens.
        faults: What goes wrong on the way; nothing by default.
        post: How a webhook is called; without it a webhook can be set but never hears anything.
    """

    def __init__(self, desk: Desk, faults: Faults | None = None, post: Post | None = None) -> None:
        self.desk, self.faults = desk, faults or Faults()
        self.webhook = Webhook(desk.updates, post)
        self.calls: Counter[str] = Counter()

    async def call(self, token: str, method: str, params: Params) -> tuple[int, bytes]:
        """
        HTTP status and body of the answer.

        Raises:
            ConnectionLost: By order of the faults, before or after the call was carried out.
        """
        self.calls[method] += 1
        fault = self.faults.next(method)
        if self.faults.delay:
            await asyncio.sleep(self.faults.delay)
        if fault is Fault.RESET:
            raise ConnectionLost
        try:
            if fault is Fault.TOO_MANY:
                wait = self.faults.retry_after
                raise Refused(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
            if fault is Fault.BROKEN:
                raise Refused(500, "Internal Server Error")
            self.check(token)
            result = await self._carry_out(method.lower(), params)
        except Refused as refused:
            return refused.code, _refusal(refused)
        if fault is Fault.LOST_ANSWER:
            raise ConnectionLost
        # Escaped, as Telegram does: half of a pair, as a torn emoji leaves it, would not be valid UTF-8.
        return 200, json.dumps({"ok": True, "result": result}).encode()

    def check(self, token: str) -> None:
        """Raises Refused: 404 for what is no token, 401 for somebody else's."""
        if token != self.desk.token:
            raise Refused(401, "Unauthorized") if TOKEN_FORM.fullmatch(token) else Refused(404, "Not Found")

    def download(self, token: str, path: str) -> bytes:
        """The body of a file."""
        self.check(token)
        if not (stored := self.desk.files.by_path.get(path)):
            raise Refused(404, "Not Found")
        return stored.body

    async def close(self) -> None:
        """Stop calling the webhook."""
        await self.webhook.stop()

    async def _carry_out(self, method: str, params: Params) -> Any:
        if known := TABLE.get(method):
            return known(self.desk, params)
        match method:
            case "getupdates":
                return await self._get_updates(params)
            case "setwebhook":
                return await self.webhook.set(params)
            case "deletewebhook":
                return await self.webhook.delete(params)
            case "getwebhookinfo":
                return self.webhook.info()
        raise Refused(404, "Not Found: method not found")

    async def _get_updates(self, params: Params) -> list[JSON]:
        queue = self.desk.updates
        queue.allow(params.list("allowed_updates") if params.text("allowed_updates") else None)
        timeout = min(params.seconds("timeout"), LONGEST_POLL)
        return await queue.get(params.number("offset"), params.number("limit", 100), timeout)


def _refusal(refused: Refused) -> bytes:
    said: JSON = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        said["parameters"] = refused.parameters
    return json.dumps(said).encode()
