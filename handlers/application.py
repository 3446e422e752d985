"""python-telegram-bot as this bot wants it: without an updater or jobs of its own, over our HTTP client."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from telegram import Bot, BotCommand
from telegram.error import TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram.request import BaseRequest


def application(
    token: str, api_url: str, file_url: str, requests: tuple[BaseRequest, BaseRequest]
) -> Application[Any, Any, Any, Any, Any, Any]:
    """
    Built, not yet initialized.

    Args:
        api_url, file_url: Where the Bot API and its files are, without the token.
        requests: One for what is sent, one for fetching updates, which holds its connection open.
    """
    builder = (
        ApplicationBuilder()
        .token(token)
        .base_url(api_url)
        .base_file_url(file_url)
        .request(requests[0])
        .get_updates_request(requests[1])
        .updater(None)
        .job_queue(None)
    )
    return builder.build()


async def introduce(
    bot: Bot, locales: Iterable[str | None], commands: Callable[[str | None], list[tuple[str, str]]]
) -> None:
    """The commands' names for Telegram's menu, in each language (None: in any other). Optional: its failure stops nothing."""
    with suppress(TelegramError):
        for locale in locales:
            named = [BotCommand(name, meaning) for name, meaning in commands(locale)]
            await bot.set_my_commands(named, language_code=locale)
