"""A desk with a clock that a test moves, and bots over HTTP and without."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from telegram import Bot

from sandbox.api import BotApi
from sandbox.desk import Desk
from sandbox.inprocess import BASE_URL, FILE_URL, InProcessRequest
from sandbox.model import User
from sandbox.server import BotServer


class HandClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        self.time += timedelta(**by)


@pytest.fixture(autouse=True)
def durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """python-telegram-bot warns about whole seconds in `RetryAfter` unless it is told to use timedeltas."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def desk(clock: HandClock) -> Desk:
    return Desk(clock)


@pytest.fixture
def mira(desk: Desk) -> User:
    """Somebody who has opened the bot; that update is read already."""
    user = desk.user("Mira", "fi")
    desk.start(user)
    desk.updates.waiting.clear()
    return user


@pytest.fixture
def api(desk: Desk) -> BotApi:
    return BotApi(desk)


@pytest_asyncio.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    """python-telegram-bot's own client, in-process."""
    requests = InProcessRequest(api), InProcessRequest(api)
    async with Bot(
        api.desk.token, base_url=BASE_URL, base_file_url=FILE_URL, request=requests[0], get_updates_request=requests[1]
    ) as bot:
        yield bot


@pytest_asyncio.fixture
async def server(desk: Desk) -> AsyncIterator[BotServer]:
    async with BotServer(desk) as server:
        yield server


@pytest_asyncio.fixture
async def wired(server: BotServer) -> AsyncIterator[Bot]:
    """The same client with its default HTTP backend, over a real connection."""
    async with Bot(server.desk.token, base_url=server.url, base_file_url=server.file_url) as bot:
        yield bot
