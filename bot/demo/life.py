"""How somebody lives some weeks beside the bot: comes in, chooses an experiment, answers what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.driver import Driver, buttons_of
from bot.storage import timers
from bot.storage.database import Transaction
from sandbox.model import User

LOOKS_AFTER = timedelta(minutes=70)  # how long a message waits until somebody looks
A_MONTH = timedelta(days=30)
KINDS = ("check_in", "tell", "follow", "digest", "stage", "measures", "goal_look")
WELCOME = ("Suomi", "Jatketaan", "Milloin kerrot?", "Selvä", "Kyllä, aloitan", "Kyllä, pidä tallessa")
DID, PART, NOT, REST = "Tein sen", "Tein osan", "En aloittanut", "Lepäsin"
ANY_WAY_ON = ("Sopivaa", "Juuri sopiva", "Kyllä, tuntui", "Pidän tämän koon", "Ei nyt", "Tämä riittää nyt")
"""What somebody taps who has told enough; the first that is offered."""


@dataclass(frozen=True, slots=True)
class Life:
    """
    How a client's weeks go.

    Args:
        days: Energy and what became of the experiment, check-in by check-in; None leaves a question open.
        step: What, when and how noticed, in the client's words.
    """

    pseudonym: str
    rhythm: str
    slot: str
    step: tuple[str, str, str]
    days: Sequence[tuple[int, str] | None]


async def next_stop(driver: Driver) -> datetime:
    """When somebody looks at a telephone next: some time after the next question or notice."""
    now = driver.clock.now()

    def look(tx: Transaction) -> list[datetime]:
        found = [timers.next_after(tx, now, kind) for kind in KINDS]
        return [at for at in found if at is not None]

    return min(await driver.coach.store.run(look), default=now + A_MONTH) + LOOKS_AFTER


async def enrol(driver: Driver, pro: User, life: Life) -> User:
    user = driver.desk.user(life.pseudonym, "fi")
    await driver.start(user, await driver.invitation(pro, life.pseudonym))
    await driver.through(user, *WELCOME, life.rhythm, life.slot, "Kello 20–9")
    house = driver.coach.house
    step = house.words.script("idle.menu", "I will choose an experiment", {}, "fi")
    await driver.say(user, "valikko")
    if step in driver.offered(user):
        await driver.press(user, step)
        await choose(driver, user, life.step)
    return user


async def choose(driver: Driver, user: User, step: tuple[str, str, str]) -> None:
    """Tell the experiment in own words: what, when, how noticed."""
    own = driver.coach.house.words.house("other", "fi")
    for words in step:
        if own in buttons_of(driver.last(user)):
            await driver.press(user, own)
        await driver.say(user, words)
    await driver.through(user, "Tämä riittää nyt")


def asked(driver: Driver, user: User) -> bool:
    """Is an energy question open?"""
    return "10" in buttons_of(driver.last(user))


async def answer(driver: Driver, user: User, day: tuple[int, str] | None) -> None:
    if day is None:
        return
    energy, outcome = day
    await driver.press(user, str(energy))
    await driver.through(user, *((outcome,) if outcome else ()), *ANY_WAY_ON)
