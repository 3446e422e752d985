"""A small town for tests: people with telephones, the whole bot in this process, and a clock that stands until moved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from bot.actions import enrol
from bot.app import Coach
from bot.clock import MovableClock
from bot.config import Config
from bot.timetravel import TimeTravel
from bot.workers.pace import Limits
from handlers import http, incoming
from sandbox.api import BotApi
from sandbox.desk import Desk
from sandbox.inprocess import BASE_URL, FILE_URL, InProcessRequest
from sandbox.model import Message, User

MORNING = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)  # a Monday, ten o'clock in Helsinki
NO_LIMITS = Limits(bot_per_second=0, chat_per_second=0, chat_burst=0, group_per_minute=0)


class Town:
    """What people do here has happened, with all that follows, when the call returns."""

    def __init__(self, database_url: str, at: datetime = MORNING) -> None:
        self.clock = MovableClock(at=at)
        self.desk = Desk(self.clock.now)
        self.api = BotApi(self.desk)
        self.config = Config(
            _env_file=None,
            bot_token=self.desk.token,
            bot_api_url=BASE_URL,
            bot_file_url=FILE_URL,
            database_url=database_url,
        )
        self.coach = self._coach()
        self.travel = TimeTravel(self.coach, self.clock)
        self._offset = 0

    def _coach(self) -> Coach:
        return Coach(self.config, self.clock, request=InProcessRequest(self.api), listen=False, limits=NO_LIMITS)

    async def restart(self) -> None:
        """The process ends in good order and another one begins."""
        await self.coach.stop()
        self.coach = self._coach()
        await self.coach.start()
        self.travel = TimeTravel(self.coach, self.clock)

    async def settle(self) -> None:
        """Bring in what people did, and wait for all that follows."""
        params = {"timeout": 0, "limit": 100, "offset": self._offset, "allowed_updates": list(incoming.ALLOWED)}
        while entries := await http.call(self.coach.bot, "getUpdates", params):
            await self.coach.keep(*incoming.sort_out(entries))
            self._offset = params["offset"] = entries[-1]["update_id"] + 1
        await self.coach.settle()

    async def professional(self, name: str = "Maija", locale: str = "fi") -> User:
        """A professional who came in by the operator's invitation."""
        house, now = self.coach.house, self.clock.now()
        code, _ = await self.coach.store.run(
            lambda tx: enrol.invite_professional(tx, house, now, name=name, locale=locale)
        )
        user = self.desk.user(name, locale)
        self.desk.start(user, code)
        await self.settle()
        return user

    async def invitation(self, pro: User, pseudonym: str) -> str:
        """A client's code, as the professional gets it from the bot."""
        await self.say(pro, "/kutsu")
        await self.say(pro, pseudonym)
        return self.last(pro).text.rpartition("start=")[2].split()[0]

    async def client(self, pro: User, pseudonym: str = "Koivu", *, own_words: bool = True, days: int = 2) -> User:
        """A client who went through the welcome in Finnish and chose how often to be asked at most."""
        user = self.desk.user(pseudonym, "fi")
        self.desk.start(user, await self.invitation(pro, pseudonym))
        await self.settle()
        await self.press(user, "Suomi")
        await self.through_welcome(user, own_words=own_words, days=days)
        return user

    async def through_welcome(self, user: User, *, own_words: bool, days: int) -> None:
        for _ in range(20):
            buttons = self.buttons(user)
            wanted = next((b for b in buttons if self.welcome_choice(b, own_words=own_words, days=days)), None)
            if wanted is None:
                return
            await self.press(user, wanted)

    @staticmethod
    def welcome_choice(button: str, *, own_words: bool, days: int) -> bool:
        raise NotImplementedError

    async def say(self, user: User, text: str) -> None:
        self.desk.say(user, text)
        await self.settle()

    async def press(self, user: User, button: str) -> None:
        """Press the newest button that says this."""
        for message in reversed(self.desk.messages(user.id)):
            if button in texts(message):
                self.desk.press(user, message.id, button)
                await self.settle()
                return
        raise AssertionError(f"there is no button “{button}”; there are {self.buttons(user)}")

    async def wait(self, by: timedelta) -> None:
        await self.settle()
        await self.travel.advance(by)

    async def to_check_in(self, user: User) -> None:
        await self.travel.to_next_check_in(user.id)

    def last(self, user: User) -> Message:
        return self.desk.messages(user.id)[-1]

    def heard(self, user: User, since: int = 0) -> list[str]:
        """What the bot said to somebody, from their message number `since` on."""
        return [m.text for m in self.desk.messages(user.id) if m.sender is None and m.id >= since]

    def buttons(self, user: User) -> list[str]:
        """The buttons of the newest message that has some besides the help button."""
        for message in reversed(self.desk.messages(user.id)):
            found = texts(message)
            if len(found) > 1:
                return found
        return []


def texts(message: Message) -> list[str]:
    """What a message's buttons say."""
    rows = (message.markup or {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


@asynccontextmanager
async def town(database_url: str, at: datetime = MORNING) -> AsyncIterator[Town]:
    """A town with the bot running in it."""
    place = Town(database_url, at)
    await place.coach.start()
    try:
        yield place
    finally:
        await place.coach.stop()
