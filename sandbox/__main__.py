"""`python -m sandbox`: the page with a bot that only echoes, for looking at the page itself."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sys
from datetime import UTC, datetime, timedelta

from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ChatAction, ParseMode
from telegram.error import TelegramError

from sandbox.api import BotApi
from sandbox.cast import Cast
from sandbox.desk import Desk
from sandbox.inprocess import BASE_URL, FILE_URL, InProcessRequest
from sandbox.model import User
from sandbox.page import build_page
from sandbox.serve import PortTaken, Show, run_demo_page


class HandControl:
    """A clock that stands still until a button moves it."""

    busy = False

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)

    def now(self) -> datetime:
        """The simulated time."""
        return self.time

    async def advance(self, by: timedelta) -> None:
        """Nothing falls due here."""
        self.time += by

    async def to_next_check_in(self, client: User) -> None:
        """An echo bot asks nobody; two days pass."""
        await self.advance(timedelta(days=2))

    async def to_digest(self) -> None:
        """To next Monday, 8 o'clock in Helsinki's winter."""
        days = 7 - self.time.weekday()
        await self.advance(self.time.replace(hour=6, minute=0) + timedelta(days=days) - self.time)


class Echo:
    """Says back what it hears, with everything that a message can carry."""

    def __init__(self, desk: Desk) -> None:
        request = InProcessRequest(BotApi(desk))
        self.bot = Bot(desk.token, BASE_URL, FILE_URL, request=request, get_updates_request=request)
        self.task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to listen."""
        await self.bot.initialize()
        commands = [
            BotCommand("apua", "Apua nyt"),
            BotCommand("rytmi", "Kuinka usein kysyn"),
            BotCommand("kysely", "Kysely"),
        ]
        await self.bot.set_my_commands(commands)
        self.task = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """Listen no more."""
        if self.task:
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
        await self.bot.shutdown()

    async def _listen(self) -> None:
        offset = 0
        while True:
            for update in await self.bot.get_updates(offset, timeout=50):
                offset = update.update_id + 1
                with contextlib.suppress(TelegramError):
                    await self._answer(update)

    async def _answer(self, update: Update) -> None:
        if (query := update.callback_query) and query.message:
            await query.answer(f"Kuulin: {query.data}", show_alert=query.data == "10")
            await self.bot.edit_message_text(
                f"Kuinka paljon energiaa sinulla on nyt?\n\nVastasit {query.data}.",
                query.message.chat.id,
                query.message.message_id,
            )
        elif (message := update.message) and message.text:
            await message.reply_chat_action(ChatAction.TYPING)
            await self._reply(message.chat.id, message.text)
        elif message:
            await message.reply_text("Sain jotain muuta kuin sanoja.")

    async def _reply(self, chat: int, text: str) -> None:
        if text.startswith("/kysely"):
            await self.bot.send_poll(
                chat, "Millainen energia ryhmällä on tänään?", ["Vähän", "Jonkin verran", "Paljon"]
            )
            return
        if text.startswith("/kutsu"):
            words = f"Anna tämä linkki: https://t.me/{self.bot.username}?start=K7-mänty".replace("ä", "a")
            await self.bot.send_message(chat, words)
            return
        if not text.startswith("/start"):
            await self.bot.send_message(chat, text)
            return
        await self.bot.send_message(
            chat, "<b>Hei.</b> Olen kaikubotti. Sanon takaisin, mitä kuulen.", parse_mode=ParseMode.HTML
        )
        keys = [[InlineKeyboardButton(str(n), callback_data=str(n)) for n in row] for row in (range(6), range(6, 11))]
        keys.append([InlineKeyboardButton("En halua kertoa", callback_data="d")])
        await self.bot.send_message(
            chat, "Kuinka paljon energiaa sinulla on nyt?", reply_markup=InlineKeyboardMarkup(keys)
        )


def main() -> None:
    """Run until Ctrl-C."""
    parser = argparse.ArgumentParser(description="The sandbox page with an echo bot.")
    parser.add_argument("--port", type=int, default=8080)
    port = parser.parse_args().port
    control = HandControl()
    desk = Desk(control.now)
    cast = Cast(
        clients=[desk.user(name) for name in ("Aino", "Eero", "Liisa")],
        professionals=[desk.user("Satu Virtanen")],
    )
    group = desk.group("Kävelijät", cast.professionals[0], tuple(cast.clients[:2]))
    desk.add_bot(cast.professionals[0], group)
    cast.groups.append(group)
    echo = Echo(desk)
    try:
        run_demo_page(
            Show(
                build=lambda: build_page(desk, control, cast),
                on_start=echo.start,
                on_stop=echo.stop,
                on_ready=lambda address: print(address, flush=True),  # noqa: T201 - the one line a person needs
            ),
            port=port,
        )
    except PortTaken as taken:
        sys.exit(str(taken))


if __name__ == "__main__":
    main()
