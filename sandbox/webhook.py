"""Updates brought to the bot's door: in order, one at a time, again until they are taken."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable

from sandbox.methods.params import Params
from sandbox.model import JSON
from sandbox.refusals import bad_request
from sandbox.updates import UpdateQueue

Post = Callable[[str, bytes, dict[str, str]], Awaitable[int]]  # (address, body, headers) -> HTTP status, 0 = no answer
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 2.0  # seconds between tries; Telegram's are longer, tests are short


class Webhook:
    """The bot's address, and the task that brings updates there."""

    def __init__(self, queue: UpdateQueue, post: Post | None) -> None:
        self.queue, self._post = queue, post
        self.url, self.secret, self.last_error = "", "", ""
        self._task: asyncio.Task[None] | None = None

    async def set(self, params: Params) -> bool:
        """`setWebhook`; an empty address deletes it. Plain HTTP is taken, other than by Telegram: we live on loopback."""
        url = params.text("url")
        if not url:
            return await self.delete(params)
        if not url.startswith(("https://", "http://")):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        secret = params.text("secret_token")
        if secret and not SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        await self.stop()
        self.url = self.queue.webhook = url
        self.secret = secret
        self.queue.allow(params.list("allowed_updates") if params.text("allowed_updates") else None)
        self._drop(params)
        if self._post:
            self._task = asyncio.create_task(self._bring(self._post))
        return True

    async def delete(self, params: Params) -> bool:
        """`deleteWebhook`."""
        await self.stop()
        self.url = self.queue.webhook = ""
        self._drop(params)
        return True

    def info(self) -> JSON:
        """`getWebhookInfo`."""
        said: JSON = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.queue.waiting),
            "max_connections": 1,
        }
        if self.queue.allowed is not None:
            said["allowed_updates"] = sorted(self.queue.allowed)
        return said | ({"last_error_message": self.last_error, "last_error_date": 1} if self.last_error else {})

    async def stop(self) -> None:
        """End the task; what was not taken stays in the queue."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

    def _drop(self, params: Params) -> None:
        if params.flag("drop_pending_updates"):
            self.queue.waiting.clear()

    async def _bring(self, post: Post) -> None:
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        pause = FIRST_PAUSE
        while True:
            await self.queue.arrival()
            update = self.queue.head(1)[0]
            status = await post(self.url, json.dumps(update, ensure_ascii=False).encode(), headers)
            if 200 <= status < 300:
                self.queue.waiting.pop(update["update_id"], None)
                pause = FIRST_PAUSE
                continue
            self.last_error = f"Wrong response from the webhook: {status}" if status else "Connection refused"
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
