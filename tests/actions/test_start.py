"""A start that cannot succeed says so and leaves nothing open."""

from __future__ import annotations

from pathlib import Path

import pytest
from telegram.error import InvalidToken, NetworkError

from bot import config
from bot.app import Coach
from bot.config import WrongSetting
from bot.storage import schema
from sandbox.desk import Desk
from sandbox.server import BotServer
from tests.town import MORNING

TOKEN = "123456:" + "a" * 35


async def test_a_start_while_telegram_is_away_ends_with_a_network_error(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'rinnalla.db'}"
    schema.migrate(url)
    # given an address where nobody answers
    settings = config.read(None, bot_token=TOKEN, bot_api_url="http://127.0.0.1:9/bot", database_url=url)
    # when the bot is started, then it says so, and no connection is left open (a warning would fail this test)
    with pytest.raises(NetworkError):
        await Coach(settings).start()


async def test_a_start_with_a_token_that_telegram_does_not_know_is_refused(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'rinnalla.db'}"
    schema.migrate(url)
    async with BotServer(Desk(lambda: MORNING)) as server:
        settings = config.read(None, bot_token=TOKEN, bot_api_url=server.url, database_url=url)
        with pytest.raises(InvalidToken):
            await Coach(settings).start()


@pytest.mark.parametrize("path", ["{a", "a}", "hook?x=1", "ho ok", "héok"])
def test_an_address_that_telegram_could_not_call_is_refused_when_the_settings_are_read(path: str) -> None:
    with pytest.raises(WrongSetting, match="WEBHOOK_URL: its path"):
        config.read(None, mode="webhook", webhook_url=f"https://bot.invalid/{path}", webhook_secret="s" * 16)


@pytest.mark.parametrize("url", ["https://bot.invalid", "https://bot.invalid:8443/telegram/hook-1_a.b~c/"])
def test_an_address_with_or_without_a_path_is_taken(url: str) -> None:
    assert config.read(None, mode="webhook", webhook_url=url, webhook_secret="s" * 16).webhook_url == url
