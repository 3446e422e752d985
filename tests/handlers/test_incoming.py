"""Hearing: nothing is confirmed before it is stored, and nothing odd blocks the rest."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO

import aiohttp
import pytest
from aiohttp import web
from telegram import Bot

from handlers import incoming
from handlers.http import AiohttpRequest
from handlers.incoming import BODY_LIMIT, SECRET_HEADER, AnotherPoller, chat_of, poll, sort_out, webhook
from sandbox.desk import Desk
from sandbox.faults import Fault
from sandbox.server import BotServer

SECRET = "a-secret-that-nobody-guesses"


class Shelf:
    """Keeps what it is given; fails as often as told."""

    def __init__(self, fails: int = 0) -> None:
        self.updates: list[dict] = []
        self.odd: list[str] = []
        self.fails = fails
        self.news = asyncio.Event()

    async def __call__(self, updates: Sequence[tuple[int, int, str]], odd: Sequence[str]) -> None:
        if self.fails:
            self.fails -= 1
            raise ConnectionError("the database is away")
        self.updates += [json.loads(payload) for _, _, payload in updates]
        self.odd += odd
        self.news.set()

    async def until(self, updates: int) -> None:
        while len(self.updates) < updates:
            self.news.clear()
            await self.news.wait()


@pytest.fixture
def desk() -> Desk:
    return Desk(lambda: datetime.now(UTC))


async def polling(desk: Desk, shelf: Shelf, then: Callable[[BotServer], Awaitable[None]]) -> None:
    """Poll a real server while `then` happens."""
    async with (
        BotServer(desk) as server,
        Bot(desk.token, server.url, request=AiohttpRequest(), get_updates_request=AiohttpRequest()) as bot,
    ):
        hearing = asyncio.create_task(poll(bot, shelf, long_poll=1))
        try:
            await then(server)
        finally:
            hearing.cancel()


@pytest.mark.parametrize(
    ("update", "chat"),
    [
        ({"message": {"chat": {"id": 7}}}, 7),
        ({"edited_message": {"chat": {"id": -7}}}, -7),
        ({"callback_query": {"from": {"id": 1}, "message": {"chat": {"id": 7}}}}, 7),
        ({"callback_query": {"from": {"id": 1}, "inline_message_id": "x"}}, 1),
        ({"my_chat_member": {"chat": {"id": 7}}}, 7),
        ({"chat_member": {"chat": {"id": -7}}}, -7),
        ({"poll_answer": {"user": {"id": 7}}}, 7),
        ({"inline_query": {"from": {"id": 7}}}, 0),
        ({"message": None}, 0),
        ({"message": {"chat": {"id": "7"}}}, 0),
        ({"message": {"chat": {"id": 2**70}}}, 0),
        ({}, 0),
    ],
)
def test_an_update_belongs_to_the_chat_it_came_from(update: dict, chat: int):
    # given an update, when its chat is asked for, then presses share their message's chat, and nonsense has none
    assert chat_of(update) == chat


def test_what_is_no_update_is_kept_apart():
    # given a batch with oddities
    batch = [{"update_id": 1, "message": {"chat": {"id": 7}}}, "words", None, {"update_id": "2"}, {"update_id": 2**70}]
    # when it is sorted out
    updates, odd = sort_out(batch)
    # then the update goes on, and the rest is kept as it came
    assert [(number, chat) for number, chat, _ in updates] == [(1, 7)]
    assert odd == ['"words"', "null", '{"update_id":"2"}', '{"update_id":1180591620717411303424}']


def test_text_that_no_database_takes_is_kept_escaped():
    # given half an emoji and a zero byte, both valid JSON
    entry = {"update_id": 1, "message": {"chat": {"id": 7}, "text": "\ud83d \x00 ä"}}
    # when it is sorted out
    [(_, _, payload)], _ = sort_out([entry])
    # then it can be stored, and comes back as it was
    assert payload.encode()
    assert "\x00" not in payload
    assert json.loads(payload) == entry


async def test_updates_arrive_and_are_confirmed(desk: Desk):
    # given somebody who writes before and while the bot listens
    mira, shelf = desk.user("Mira"), Shelf()
    desk.say(mira, "yksi")

    async def write(_: BotServer) -> None:
        await shelf.until(1)
        desk.say(mira, "kaksi")
        await shelf.until(2)
        desk.say(mira, "kolme")
        await shelf.until(3)

    # when it polls
    await asyncio.wait_for(polling(desk, shelf, write), 20)
    # then each came once, and Telegram has forgotten those before the last
    assert [update["message"]["text"] for update in shelf.updates] == ["yksi", "kaksi", "kolme"]
    assert len(desk.updates.waiting) == 1


async def test_what_could_not_be_stored_is_not_confirmed(desk: Desk):
    # given a database that fails twice
    mira, shelf = desk.user("Mira"), Shelf(fails=2)
    desk.say(mira, "yksi")
    # when the bot polls
    await asyncio.wait_for(polling(desk, shelf, lambda _: shelf.until(1)), 20)
    # then the update was asked for again
    assert [update["message"]["text"] for update in shelf.updates] == ["yksi"]


async def test_a_server_with_troubles_is_asked_again(desk: Desk):
    # given a server that breaks, vanishes and loses its answer
    mira, shelf = desk.user("Mira"), Shelf()
    desk.say(mira, "yksi")

    async def trouble(server: BotServer) -> None:
        server.api.faults.order("getUpdates", Fault.BROKEN, Fault.RESET, Fault.LOST_ANSWER)
        await shelf.until(1)

    # when the bot polls
    await asyncio.wait_for(polling(desk, shelf, trouble), 20)
    # then the update arrived all the same
    assert len(shelf.updates) == 1


async def test_a_second_poller_makes_the_first_stop_with_a_clear_error(desk: Desk):
    # given a bot that polls
    shelf = Shelf()
    async with BotServer(desk) as server:
        bots = [
            Bot(desk.token, server.url, request=AiohttpRequest(), get_updates_request=AiohttpRequest())
            for _ in range(2)
        ]
        async with bots[0], bots[1]:
            first = asyncio.create_task(poll(bots[0], shelf, long_poll=30))
            await desk.updates.attended.wait()
            # when another process polls with the same token
            second = asyncio.create_task(poll(bots[1], shelf, long_poll=30))
            # then the first one stops and says why
            with pytest.raises(AnotherPoller, match="stop it first"):
                await asyncio.wait_for(first, 20)
            second.cancel()


async def answer(shelf: Shelf, body: bytes, secret: str | None = SECRET) -> int:
    """What the webhook says to a body."""
    runner = web.AppRunner(webhook("/hook", SECRET, shelf), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    headers = {SECRET_HEADER: secret} if secret is not None else {}
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"http://127.0.0.1:{port}/hook", data=BytesIO(body), headers=headers) as response,
        ):
            return response.status
    finally:
        await runner.cleanup()


async def test_a_webhook_says_yes_only_to_what_is_stored():
    # given an update
    body = json.dumps({"update_id": 1, "message": {"chat": {"id": 7}}}).encode()
    shelf, full = Shelf(), Shelf(fails=1)
    # when it comes to a bot that can store it, and to one that cannot
    outcome = await answer(shelf, body), await answer(full, body)
    # then Telegram is told to come again
    assert outcome == (200, 503)
    assert len(shelf.updates) == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "ä"])
async def test_a_webhook_hears_nobody_without_the_secret(secret: str | None):
    # given a stranger who knows the address
    shelf = Shelf()
    # when they send an update, then it is refused
    assert await answer(shelf, b'{"update_id": 1}', secret) == 403
    assert shelf.updates == []


@pytest.mark.parametrize(
    "body", [b"", b"no json", b"\xff\xfe\x00", b'{"update_id": "x"}', b"[1]", b"[" * 200_000, b"9" * 5000]
)
async def test_a_webhook_keeps_apart_what_is_no_update_and_does_not_ask_for_it_again(body: bytes):
    # given something strange from Telegram
    shelf = Shelf()
    # when it comes, then it is kept for a person, and not repeated
    assert await answer(shelf, body) == 200
    assert len(shelf.odd) == 1
    assert "\x00" not in shelf.odd[0]


@pytest.mark.parametrize(
    ("head", "sent", "status"),
    [
        ("Content-Length: 500", b'{"update_id": 1', b"408"),  # cut short, and then nothing
        ("Transfer-Encoding: chunked", b"ff\r\n{", b"408"),
        ("Content-Encoding: gzip\r\nContent-Length: 5", b"hello", b"400"),
    ],
)
async def test_a_webhook_waits_for_no_body_for_ever(
    head: str, sent: bytes, status: bytes, monkeypatch: pytest.MonkeyPatch
):
    # given somebody who knows the secret, begins a body and does not end it, or ends it wrongly
    monkeypatch.setattr(incoming, "BODY_PATIENCE", 0.05)
    shelf = Shelf()
    runner = await incoming.listen("127.0.0.1:0", "https://example.org/hook", SECRET, shelf)
    reader, writer = await asyncio.open_connection(*runner.addresses[0])
    writer.write(f"POST /hook HTTP/1.1\r\nHost: x\r\n{SECRET_HEADER}: {SECRET}\r\n{head}\r\n\r\n".encode() + sent)
    # then the connection is free again soon
    try:
        first = await asyncio.wait_for(reader.readline(), 10)
        assert status in first
    finally:
        writer.close()
        await runner.cleanup()
    assert (shelf.updates, shelf.odd) == ([], [])


async def test_a_webhook_takes_no_body_without_end():
    # given far more than an update can be
    shelf = Shelf()
    # when it comes, then it is refused
    assert await answer(shelf, b"x" * (BODY_LIMIT + 1)) == 413
    assert (shelf.updates, shelf.odd) == ([], [])


async def test_a_late_question_from_before_a_crash_does_not_stop_the_bot(desk: Desk):
    # given a bot that was killed and is back, and its last question that arrives only now
    mira, shelf = desk.user("Mira"), Shelf()

    async def echo(server: BotServer) -> None:
        await desk.updates.attended.wait()
        async with aiohttp.ClientSession() as session:
            await session.post(f"{server.url}{desk.token}/getUpdates", data={"timeout": 0})
        desk.say(mira, "yksi")
        await shelf.until(1)

    # when the server ends the new one's waiting for it, then the bot asks again
    await asyncio.wait_for(polling(desk, shelf, echo), 20)
    assert len(shelf.updates) == 1
