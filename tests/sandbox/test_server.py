"""The Bot API over real HTTP, with python-telegram-bot's own client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Conflict, InvalidToken, NetworkError, RetryAfter
from telegram.request import HTTPXRequest

from sandbox.desk import Desk
from sandbox.faults import Fault, Faults
from sandbox.model import User
from sandbox.server import BotServer


async def test_a_whole_exchange_works_over_http(desk: Desk, mira: User, wired: Bot):
    # given a message with a picture, a button and a Finnish text
    button = InlineKeyboardMarkup([[InlineKeyboardButton("Kyllä", callback_data="y")]])
    png = desk.files.by_id[desk.send_photo(mira).content["photo"][0]["file_id"]].body
    # when everything that needs its own kind of body is sent
    said = await wired.send_message(mira.id, "Hyvää huomenta ☀ & <3", reply_markup=button)
    sent = await wired.send_photo(mira.id, png, caption="Kuva")
    await wired.send_document(mira.id, b"BEGIN:VCALENDAR", filename="tapaaminen.ics")
    fetched = await (await sent.photo[-1].get_file()).download_as_bytearray()
    # then it stands on the desk as sent
    assert desk.message(mira.id, said.message_id).text == "Hyvää huomenta ☀ & <3"
    assert desk.message(mira.id, said.message_id).buttons() == [[{"text": "Kyllä", "callback_data": "y"}]]
    assert bytes(fetched) == png
    assert desk.messages(mira.id)[-1].content["document"]["file_name"] == "tapaaminen.ics"
    with pytest.raises(BadRequest, match=r"(?i)message text is empty"):
        await wired.send_message(mira.id, " ")


async def test_a_waiting_listener_is_answered_when_something_happens(desk: Desk, mira: User, wired: Bot):
    # given a listener that waits
    waiting = asyncio.create_task(wired.get_updates(timeout=20))
    await desk.updates.attended.wait()
    # when somebody writes
    desk.say(mira, "Hi")
    # then it hears at once
    [update] = await asyncio.wait_for(waiting, 5)
    assert update.message.text == "Hi"


async def test_a_second_listener_ends_the_first_with_409(desk: Desk, mira: User, server: BotServer, wired: Bot):
    # given a listener that waits
    first = asyncio.create_task(wired.get_updates(timeout=20))
    await desk.updates.attended.wait()
    # when another one comes
    async with Bot(desk.token, base_url=server.url) as other:
        second = asyncio.create_task(other.get_updates(timeout=20))
        # then the first is sent away and the second hears
        with pytest.raises(Conflict, match=r"(?i)terminated by other getupdates request"):
            await asyncio.wait_for(first, 5)
        desk.say(mira, "Hi")
        assert [u.message.text for u in await asyncio.wait_for(second, 5)] == ["Hi"]


async def test_json_and_query_are_read_as_telegram_reads_them(desk: Desk, mira: User, server: BotServer):
    # given calls without python-telegram-bot
    url = f"{server.url}{desk.token}"
    async with aiohttp.ClientSession() as session:
        # when they are made with JSON, with a query, and with a broken body
        body = {"chat_id": mira.id, "text": "One", "reply_markup": {"inline_keyboard": [[{"text": "A", "url": "x"}]]}}
        refused = await (await session.post(f"{url}/sendMessage", json=body)).json()
        asked = await (await session.get(f"{url}/sendmessage", params={"chat_id": mira.id, "text": "Two"})).json()
        broken = await session.post(f"{url}/sendMessage", data=b"{", headers={"Content-Type": "application/json"})
    # then each gets its answer
    assert refused == {
        "ok": False,
        "error_code": 400,
        "description": "Bad Request: inline keyboard button URL 'x' is invalid: Wrong HTTP URL",
    }
    assert asked["result"]["text"] == "Two"
    assert broken.status == 400


async def test_a_wrong_token_is_refused(server: BotServer):
    async with HTTPXRequest() as request:
        with pytest.raises(InvalidToken):
            await Bot("4243:AAAAAAAAAAAAAAAA", base_url=server.url, request=request).get_me()


async def test_faults_happen_as_ordered_and_a_lost_answer_means_that_it_was_sent(
    desk: Desk, mira: User, server: BotServer, wired: Bot
):
    # given an order of troubles
    server.api.faults.order("sendMessage", Fault.TOO_MANY, Fault.BROKEN, Fault.RESET, Fault.LOST_ANSWER, Fault.NONE)
    # when the bot sends five times
    for number, kind in enumerate((RetryAfter, NetworkError, NetworkError, NetworkError)):
        with pytest.raises(kind):
            await wired.send_message(mira.id, f"Try {number}")
    await wired.send_message(mira.id, "Try 4")
    # then the lost answer and the good one are out, the others are not
    assert [m.text for m in desk.messages(mira.id)][1:] == ["Try 3", "Try 4"]


def test_the_same_seed_draws_the_same_trouble_at_about_its_rate():
    # given two draws with one seed
    draws = [Faults(7, rate_429=0.1, rate_lost_answer=0.2) for _ in range(2)]
    # when a thousand calls are made on each
    one, two = ([faults.next("sendMessage") for _ in range(1000)] for faults in draws)
    # then they agree, and come near the rates
    assert one == two
    assert 70 < one.count(Fault.TOO_MANY) < 130
    assert 160 < one.count(Fault.LOST_ANSWER) < 240
    assert Fault.RESET not in one


class Door:
    """A bot's webhook that refuses a few times, then takes."""

    def __init__(self, refusals: int) -> None:
        self.refusals, self.taken = refusals, list[tuple[str, str]]()
        self.enough = asyncio.Event()
        self.expected = 1

    async def take(self, request: web.Request) -> web.Response:
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=500)
        update = json.loads(await request.text())
        self.taken.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token", ""), update["message"]["text"]))
        if len(self.taken) == self.expected:
            self.enough.set()
        return web.Response()


@pytest_asyncio.fixture
async def door() -> AsyncIterator[tuple[Door, str]]:
    door = Door(refusals=2)
    app = web.Application()
    app.router.add_post("/hook", door.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield door, f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await runner.cleanup()


async def test_a_webhook_gets_every_update_in_order_after_refusing_some(
    desk: Desk, mira: User, wired: Bot, door: tuple[Door, str]
):
    # given a webhook with a secret, and a message that was there before
    hook, url = door
    hook.expected = 3
    desk.say(mira, "one")
    await wired.set_webhook(url, secret_token="s3cret")
    # when more is written, and somebody polls nevertheless
    desk.say(mira, "two")
    desk.say(mira, "three")
    with pytest.raises(Conflict, match="webhook is active"):
        await wired.get_updates()
    await asyncio.wait_for(hook.enough.wait(), 5)
    # then all came, once, in order, with the secret
    assert hook.taken == [("s3cret", "one"), ("s3cret", "two"), ("s3cret", "three")]
    assert (await wired.get_webhook_info()).url == url
    await wired.delete_webhook()
    assert await wired.get_updates() == ()


async def test_a_thousand_calls_are_answered_in_seconds(desk: Desk, mira: User, server: BotServer):
    # given plain calls over eight connections
    url, body = f"{server.url}{desk.token}/sendMessage", {"chat_id": str(mira.id), "text": "Hello"}

    async def send(session: aiohttp.ClientSession, count: int) -> None:
        for _ in range(count):
            async with session.post(url, data=body) as response:
                assert response.status == 200
                await response.read()

    # when a thousand are made
    async with aiohttp.ClientSession() as session:
        started = asyncio.get_running_loop().time()
        await asyncio.gather(*(send(session, 125) for _ in range(8)))
        took = asyncio.get_running_loop().time() - started
    # then the server is no bottleneck, even when the machine is busy
    assert len(desk.messages(mira.id)) == 1001
    assert took < 10, took
