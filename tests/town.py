"""A small town for tests: people with telephones, the whole bot in this process, and a clock that stands until moved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from sqlmodel import SQLModel, select

from bot.clock import MovableClock
from bot.demo.driver import Driver
from bot.papers.making import make
from bot.workers.workshop import Workshop
from sandbox.desk import Desk
from sandbox.model import User

MORNING = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)  # a Monday, ten o'clock in Helsinki
RHYTHMS = {1: "Joka päivä", 2: "Joka toinen päivä", 4: "Joka neljäs päivä", 7: "Kerran viikossa"}
WELCOME = (
    "Suomi",
    "Jatketaan",
    "Milloin kerrot?",
    "Selvä",
    "Kyllä, aloitan",
    "Aamupäivällä kello 10",
    "Kello 20–9",
)


class Town(Driver):
    """The driver, with the people of most tests."""

    def _build(self) -> None:
        super()._build()
        # A process for each town would cost each test that looks at a picture two seconds.
        self.coach.workshop = Workshop(make, lambda: ThreadPoolExecutor(1))

    async def professional(self, name: str = "Maija", locale: str = "fi") -> User:
        """A professional who came in by the operator's invitation."""
        user = self.desk.user(name, locale)
        await self.start(user, await self.invite_professional(name, locale))
        return user

    async def client(self, pro: User, pseudonym: str = "Koivu", *, own_words: bool = True, days: int = 2) -> User:
        """A client who went through the welcome in Finnish and chose how often to be asked at most."""
        user = self.desk.user(pseudonym, "fi")
        await self.start(user, await self.invitation(pro, pseudonym))
        words = "Kyllä, pidä tallessa" if own_words else "Ei, älä pidä tallessa"
        await self.through(user, *WELCOME, words, RHYTHMS[days])
        return user

    async def to_check_in(self, user: User) -> None:
        """Until this client is asked again."""
        await self.settle()
        await self.travel.to_next_check_in(user.id)


@asynccontextmanager
async def town(database_url: str, at: datetime = MORNING, **settings: Any) -> AsyncIterator[Town]:
    """A town with the bot running in it; `settings` as in `bot/config.py`."""
    clock = MovableClock(at=at)
    place = Town(Desk(clock.now), clock, database_url, **settings)
    await place.coach.start()
    try:
        yield place
    finally:
        await place.coach.stop()


@asynccontextmanager
async def accompanied(
    database_url: str, *, own_words: bool = True, days: int = 2, **settings: Any
) -> AsyncIterator[tuple[Town, User, User]]:
    """
    Given a town in which Maija accompanies one client, "Koivu", who has just come in: the start of most journeys.

    `own_words` and `days` are what the client chose, `settings` as in `bot/config.py`.
    """
    async with town(database_url, **settings) as place:
        maija = await place.professional("Maija")
        yield place, maija, await place.client(maija, own_words=own_words, days=days)


Row = TypeVar("Row", bound=SQLModel)


def rows(place: Town, table: type[Row]) -> list[Row]:
    return place.coach.store.run_now(lambda tx: list(tx.session.exec(select(table)).all()))
