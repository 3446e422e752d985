"""
A Bot API server that costs next to nothing, with people who write as soon as they are answered.

A process of its own, so that the bot under measurement has a core to itself. It speaks just enough HTTP for one bot;
`sandbox/` is the one that behaves like Telegram. Progress goes to standard output, one JSON object a line.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import deque
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

import uvloop

TOKEN = "4242:benchmark-benchmark-bench"  # noqa: S105 - opens nothing
FIRST_CHAT = 1_000_000
ME = {"id": 4242, "is_bot": True, "first_name": "Bench", "username": "bench_bot"}


@dataclass(frozen=True)
class Plan:
    """
    What the people do.

    Args:
        chats: How many write.
        turns: How many answered updates are measured.
        warm: How many are answered before that.
        delay: Seconds until each call is answered.
        rate: Updates a second, by whoever is free; 0 means that everybody writes as soon as they are answered.
        style: "words": a number, one message back. "talk": the bot's own check-in, by its buttons.
    """

    chats: int
    turns: int
    warm: int
    delay: float
    rate: float
    style: str


class People:
    """Everybody who writes. Knows when each update was handed to the bot and when its answer came."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.queue: deque[tuple[int, int, str]] = deque()  # update, chat, JSON
        self.number = 0
        self.given: dict[int, float] = {}
        self.took: list[float] = []
        self.answered = self.calls = 0
        self.free: deque[int] = deque()
        self.news = asyncio.Event()
        self.began = 0.0
        self.presses: dict[int, int] = {}

    def start(self) -> None:
        for chat in range(FIRST_CHAT, FIRST_CHAT + self.plan.chats):
            if self.plan.rate:
                self.free.append(chat)
            else:
                self.write(chat)
        if self.plan.rate:
            self._tick = asyncio.create_task(self._write_at_rate())

    async def _write_at_rate(self) -> None:
        due = time.perf_counter()
        while True:
            due += 1 / self.plan.rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            if self.free:
                self.write(self.free.popleft())

    def write(self, chat: int, press: tuple[str, int] | None = None) -> None:
        self.number += 1
        who = {"id": chat, "is_bot": False, "first_name": "Asiakas", "language_code": "fi"}
        place = {"id": chat, "type": "private", "first_name": "Asiakas"}
        date = int(time.time())
        if press is None:
            text = "/kuulumiset" if self.plan.style == "talk" else str(self.number * 7 % 11)
            command = (
                {"entities": [{"type": "bot_command", "offset": 0, "length": len(text)}]} if text[0] == "/" else {}
            )
            content = {"message_id": self.number, "from": who, "chat": place, "date": date, "text": text} | command
            update: dict[str, Any] = {"update_id": self.number, "message": content}
        else:
            data, message = press
            shown = {"message_id": message, "from": ME, "chat": place, "date": date, "text": "Mitä kuuluu?"}
            query = {"id": str(self.number), "from": who, "message": shown, "chat_instance": "1", "data": data}
            update = {"update_id": self.number, "callback_query": query}
        self.queue.append((self.number, chat, json.dumps(update)))
        self.news.set()

    def heard(self, chat: int, message: int, markup: str) -> None:
        """A message arrived. Answer it if it asks for an answer."""
        press = None
        if self.plan.style == "talk":
            data = [
                button["callback_data"]
                for row in json.loads(markup or "{}").get("inline_keyboard", ())
                for button in row
            ]
            if not data:
                return  # one of several messages; the last one has buttons
            answers = [one for one in data if one.startswith("t.") and one.rpartition(".")[2][0] in "bs"]
            if answers:
                self.presses[chat] = self.presses.get(chat, chat) + 1
                press = (answers[self.presses[chat] % len(answers)], message)
        began = self.given.pop(chat, None)
        if began is None:
            return  # said by itself
        self.took.append(time.perf_counter() - began)
        self._count()
        if self.plan.rate:
            self.free.append(chat)
        else:
            self.write(chat, press)

    def _count(self) -> None:
        self.answered += 1
        if self.answered == self.plan.warm:
            self.took.clear()
            self.calls, self.began = 0, time.perf_counter()
            _say(event="warm")
        elif self.answered == self.plan.warm + self.plan.turns:
            took = sorted(self.took)
            _say(
                event="done",
                seconds=time.perf_counter() - self.began,
                calls=self.calls,
                p50=took[len(took) // 2],
                p99=took[int(len(took) * 0.99)],
            )

    async def get_updates(self, offset: int, limit: int, patience: float) -> str:
        while self.queue and self.queue[0][0] < offset:
            self.queue.popleft()
        if not self.queue:
            self.news.clear()
            try:
                async with asyncio.timeout(patience):
                    await self.news.wait()
            except TimeoutError:
                return "[]"
        await asyncio.sleep(self.plan.delay)
        batch = [entry for _, entry in zip(range(limit), self.queue, strict=False)]
        now = time.perf_counter()
        for _, chat, _ in batch:
            self.given.setdefault(chat, now)
        return "[" + ",".join(entry[2] for entry in batch) + "]"


class Wire(asyncio.Protocol):
    """One connection of the bot: requests with a length, one after the other."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.buffer = b""
        self.transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # uvloop's own, which is no `asyncio.Transport`

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            head = self.buffer[:end].lower()
            at = head.find(b"content-length:")
            length = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self.buffer) < end + 4 + length:
                return
            body = self.buffer[end + 4 : end + 4 + length]
            method = self.buffer[: self.buffer.index(b"\r\n")].split(b" ")[1].rpartition(b"/")[2].lower()
            self.buffer = self.buffer[end + 4 + length :]
            self.answer(method, body)

    def answer(self, method: bytes, body: bytes) -> None:
        people, loop = self.people, asyncio.get_running_loop()
        people.calls += 1
        if body[:1] == b"{":
            params = json.loads(body)
        else:
            params = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        if method == b"getupdates":
            self._polling = loop.create_task(self.poll(params))
            return
        result = "true"
        if method == b"getme":
            result = json.dumps(ME)
        elif method in (b"sendmessage", b"editmessagetext", b"editmessagereplymarkup"):
            people.number += 1
            chat, number = int(params["chat_id"]), people.number
            said = {
                "message_id": number,
                "date": int(time.time()),
                "chat": {"id": chat, "type": "private"},
                "text": "x",
            }
            result = json.dumps(said)
            if method == b"sendmessage":
                people.heard(chat, number, params.get("reply_markup", ""))
        if people.plan.delay:
            loop.call_later(people.plan.delay, self.write, result)
        else:
            self.write(result)

    async def poll(self, params: dict[str, str]) -> None:
        offset, limit = int(params.get("offset", 0)), int(params.get("limit", 100))
        self.write(await self.people.get_updates(offset, limit, float(params.get("timeout", 0))))

    def write(self, result: str) -> None:
        body = b'{"ok":true,"result":' + result.encode() + b"}"
        if self.transport is not None and not self.transport.is_closing():
            self.transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            )


def _say(**what: Any) -> None:
    print(json.dumps(what), flush=True)


async def main(plan: Plan) -> None:
    people = People(plan)
    server = await asyncio.get_running_loop().create_server(lambda: Wire(people), "127.0.0.1", 0)
    people.start()
    _say(event="listening", port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(Plan(**json.loads(sys.argv[1]))))
