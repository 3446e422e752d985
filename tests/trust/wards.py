"""A town in which professionals open their chat by a code."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pyotp

from bot.actions import operate_lock
from bot.clock import MovableClock
from bot.domain import locks as rules
from sandbox.desk import Desk
from sandbox.model import User
from tests.town import MORNING, Town

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
IDLE = timedelta(hours=12)
WORDS = "Kanarialintu laulaa"


@asynccontextmanager
async def ward(url: str, **settings: object) -> AsyncIterator[Town]:
    """A town with other settings."""
    clock = MovableClock(at=MORNING)
    place = Town(Desk(clock.now), clock, url)
    place.config = place.config.model_copy(update=settings)
    place._build()
    await place.coach.start()
    try:
        yield place
    finally:
        await place.coach.stop()


def code(place: Town, steps: int = 0) -> str:
    return pyotp.TOTP(SECRET).generate_otp(int(place.clock.now().timestamp()) // rules.STEP + steps)


async def enrol(place: Town, number: int = 1) -> None:
    """The operator sets it up; the minute after, the code of the enrolment is old."""
    house = place.coach.house
    await place.coach.store.run(
        lambda tx: operate_lock.enrol(tx, house, number, SECRET, code(place), place.clock.now())
    )
    await place.settle()
    place.clock.move(timedelta(minutes=1))


async def guarded(place: Town) -> tuple[User, User]:
    """A professional with a second factor, and a client."""
    pro = await place.professional()
    client = await place.client(pro)
    await enrol(place)
    return pro, client


def standing(place: Town, user: User) -> str:
    """All that the bot's messages in a chat say now, buttons too."""
    said = [m for m in place.desk.messages(user.id) if m.sender is None or m.sender.is_bot]
    return "\n".join(str(message.to_json()) for message in said)


def buttons(message: object) -> list[tuple[str, str]]:
    keyboard = message.to_json().get("reply_markup", {}).get("inline_keyboard", [])  # type: ignore[attr-defined]
    return [(button["text"], button["callback_data"]) for row in keyboard for button in row]
