"""The whole bot in this process beside a Telegram on the desk: what people do has happened when the call returns."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from bot import instrument_files
from bot.actions import enrol
from bot.app import Coach
from bot.clock import MovableClock
from bot.config import Config
from bot.demo.timetravel import TimeTravel
from bot.workers.pace import Limits
from handlers import http, incoming
from sandbox.api import BotApi
from sandbox.desk import Desk
from sandbox.inprocess import BASE_URL, FILE_URL, InProcessRequest
from sandbox.model import Message, User

NO_LIMITS = Limits(bot_per_second=0, chat_per_second=0, chat_burst=0, group_per_minute=0)
MOST_QUESTIONS = 20  # of one talk that `through` answers; a talk is much shorter


class NoSuchButton(LookupError):
    """Somebody was to press what is not there. Whoever wrote the walk must look at what the bot said."""


class Driver:
    """
    People with telephones, and a clock. `talk` methods are what a thumb could do.

    `limits` are Telegram's, lifted because nobody wants to wait here; `seconds` is what they are measured by.
    """

    limits: Limits = NO_LIMITS
    seconds: Callable[[], float] | None = None

    def __init__(
        self,
        desk: Desk,
        clock: MovableClock,
        database_url: str,
        **settings: Any,
    ) -> None:
        self.desk, self.clock = desk, clock
        self.api = BotApi(desk)
        self.config = Config(
            _env_file=None,
            bot_token=desk.token,
            bot_api_url=BASE_URL,
            bot_file_url=FILE_URL,
            database_url=database_url,
            watchdog_exit=False,  # whoever drives by hand lets loops stand still; that must not end their process
            second_factor="optional",  # nobody at the desk has an authenticator app before they were given one
            **{"instrument_wording": str(instrument_files.STAND_IN), **settings},
        )
        self._offset = 0
        self._build()

    def _build(self) -> None:
        request = InProcessRequest(self.api)
        self.coach = Coach(
            self.config, self.clock, request=request, listen=False, limits=self.limits, seconds=self.seconds
        )
        self.travel = TimeTravel(self.coach, self.clock)

    async def restart(self) -> None:
        """The process ends in good order and another one begins."""
        await self.coach.stop()
        self._build()
        await self.coach.start()

    async def settle(self) -> None:
        """Bring in what people did, and wait for all that follows."""
        params: dict[str, Any] = {"timeout": 0, "limit": 100, "allowed_updates": list(incoming.ALLOWED)}
        while entries := await http.call(self.coach.bot, "getUpdates", params | {"offset": self._offset}):
            await self.coach.keep(*incoming.sort_out(entries))
            self._offset = entries[-1]["update_id"] + 1
        await self.coach.settle()

    async def say(self, user: User, text: str) -> None:
        """Type something and send it."""
        self.desk.say(user, text)
        await self.settle()

    async def press(self, user: User, button: str) -> None:
        """Tap the newest button that says this. Raises NoSuchButton."""
        for message in reversed(self.desk.messages(user.id)):
            if button in buttons_of(message):
                self.desk.press(user, message.id, button)
                await self.settle()
                return
        raise NoSuchButton(f"there is no button “{button}”")

    async def through(self, user: User, *wanted: str) -> None:
        """Answer question after question by the first of these buttons that is offered; stop when none is."""
        for _ in range(MOST_QUESTIONS):
            offered = buttons_of(self.last(user))
            choice = next((button for button in wanted if button in offered), None)
            if choice is None:
                return
            await self.press(user, choice)

    async def invite_professional(self, name: str, locale: str = "fi") -> str:
        """The code that an operator would hand over."""
        house, now = self.coach.house, self.clock.now()
        code, _ = await self.coach.store.run(
            lambda tx: enrol.invite_professional(tx, house, now, name=name, locale=locale)
        )
        return code

    async def invitation(self, pro: User, pseudonym: str) -> str:
        """A client's code, as the professional gets it from the bot."""
        await self.say(pro, "/kutsu")
        await self.say(pro, pseudonym)
        return self.last(pro).text.rpartition("start=")[2].split()[0]

    async def start(self, user: User, code: str = "") -> None:
        """Open the bot, by an invitation if there is one."""
        self.desk.start(user, code)
        await self.settle()

    async def wait(self, by: timedelta) -> None:
        """Let time pass."""
        await self.settle()
        await self.travel.advance(by)

    async def wait_until(self, at: datetime) -> None:
        """Let time pass until then."""
        await self.settle()
        await self.travel.advance_to(at)

    def last(self, user: User) -> Message:
        """The newest message of a private chat."""
        return self.desk.messages(user.id)[-1]

    def heard(self, user: User, since: int = 0) -> list[str]:
        """What the bot said to somebody, from the message at this place of the chat on."""
        return [m.text for m in self.desk.messages(user.id)[since:] if m.sender is None or m.sender.is_bot]

    def offered(self, user: User) -> list[str]:
        """The buttons of the newest message that has any."""
        return next((found for m in reversed(self.desk.messages(user.id)) if (found := buttons_of(m))), [])


def buttons_of(message: Message) -> list[str]:
    """What a message's buttons say."""
    rows = (message.markup or {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


@asynccontextmanager
async def driving(desk: Desk, clock: MovableClock, database_url: str) -> AsyncIterator[Driver]:
    """A driver whose bot runs inside the block."""
    driver = Driver(desk, clock, database_url)
    await driver.coach.start()
    try:
        yield driver
    finally:
        await driver.coach.stop()
