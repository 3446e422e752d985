"""
Some weeks of believable life before the demo begins: a professional, three clients, a group.

Lived through the real bot, message by message; the people only tap and type what anybody could.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.demo.driver import Driver, buttons_of
from bot.storage import timers
from bot.storage.database import Transaction
from sandbox.cast import Cast
from sandbox.model import User

LOOKS_AFTER = timedelta(minutes=70)  # how long a message waits until somebody looks
WEEKS = timedelta(days=30)  # how long the bot has been in use when the demo begins
HELSINKI = ZoneInfo("Europe/Helsinki")
GROUP = "Vertaisryhmä Kaisla"
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


LIVES = (
    Life(
        "Koivu",
        "Joka toinen päivä",
        "Aamupäivällä kello 10",
        ("Avaan parvekkeen oven ja hengitän", "Aamukahvin jälkeen", "Olo on vähän väljempi"),
        ((5, DID), (6, DID), (4, PART), (6, DID), (7, DID), (3, ""), (5, REST), (6, DID), (7, DID), (6, DID)),
    ),
    Life(
        "Kataja",
        "Joka toinen päivä",
        "Iltapäivällä kello 14",
        ("Kävelen postilaatikolle", "Kun posti on tullut", "Jaksan puhua naapurille"),
        ((6, DID), (4, NOT), (3, ""), (2, ""), (4, NOT), (5, PART), (3, ""), (4, DID), (2, ""), (3, "")),
    ),
    Life(
        "Pihlaja",
        "Kerran viikossa",
        "Illalla kello 18",
        ("Soitan siskolle", "Sunnuntaisin", "Mieli on kevyempi"),
        ((7, DID), (8, DID), None, (6, DID), (7, DID)),
    ),
)


async def seed(driver: Driver, until: datetime) -> Cast:
    """Live the weeks until `until`. The clock must stand at least `WEEKS` before."""
    desk = driver.desk
    pro = desk.user("Maija", "fi")
    await driver.start(pro, await driver.invite_professional("Maija Lehto"))
    clients = [await _enrol(driver, pro, life) for life in LIVES]
    answered = dict.fromkeys(range(len(clients)), 0)
    while (stop := await _next_stop(driver)) < until:
        await driver.wait_until(stop)
        for place, (client, life) in enumerate(zip(clients, LIVES, strict=True)):
            if _asked(driver, client) and answered[place] < len(life.days):
                await _answer(driver, client, life.days[answered[place]])
                answered[place] += 1
        await _take_notices(driver, pro)
    await driver.wait_until(until)
    group = desk.group(GROUP, pro, tuple(clients))
    desk.add_bot(pro, group, await _open_group(driver, pro))
    await driver.settle()
    desk.say(clients[0], "Huomenta kaikille. Täällä sataa, mutta kahvi on kuumaa.", group)
    desk.say(clients[2], "Täällä myös. Meidän piha on yhtä lammikkoa.", group)
    await driver.settle()
    return Cast(clients=clients, professionals=[pro], groups=[group])


async def _open_group(driver: Driver, pro: User) -> str:
    """The professional makes a group in the bot; the code of its one-time link. The bot leaves groups without one."""
    await driver.say(pro, "/ryhma")
    await driver.say(pro, GROUP)
    await driver.press(pro, "Suomea")
    await driver.say(pro, "8")
    await driver.say(pro, "arkisin 9–15")
    [ready] = [text for text in driver.heard(pro)[-2:] if "startgroup=" in text]
    return ready.rpartition("startgroup=")[2].split()[0]


async def _next_stop(driver: Driver) -> datetime:
    """When somebody looks at a telephone next: some time after the next question or notice."""
    now = driver.clock.now()

    def look(tx: Transaction) -> list[datetime]:
        found = [timers.next_after(tx, now, kind) for kind in ("check_in", "tell", "follow", "digest")]
        return [at for at in found if at is not None]

    return min(await driver.coach.store.run(look), default=now + WEEKS) + LOOKS_AFTER


async def _enrol(driver: Driver, pro: User, life: Life) -> User:
    user = driver.desk.user(life.pseudonym, "fi")
    await driver.start(user, await driver.invitation(pro, life.pseudonym))
    await driver.through(user, *WELCOME, life.rhythm, life.slot, "Kello 20–9")
    house = driver.coach.house
    step = house.words.script("idle.menu", "I will choose an experiment", {}, "fi")
    await driver.say(user, "valikko")
    if step in driver.offered(user):
        await driver.press(user, step)
        await _choose(driver, user, life.step)
    return user


async def _choose(driver: Driver, user: User, step: tuple[str, str, str]) -> None:
    """Tell the experiment in own words: what, when, how noticed."""
    own = driver.coach.house.words.house("other", "fi")
    for words in step:
        if own in buttons_of(driver.last(user)):
            await driver.press(user, own)
        await driver.say(user, words)
    await driver.through(user, "Tämä riittää nyt")


def _asked(driver: Driver, user: User) -> bool:
    """Is an energy question open?"""
    return "10" in buttons_of(driver.last(user))


async def _answer(driver: Driver, user: User, day: tuple[int, str] | None) -> None:
    if day is None:
        return
    energy, outcome = day
    await driver.press(user, str(energy))
    await driver.through(user, *((outcome,) if outcome else ()), *ANY_WAY_ON)


async def _take_notices(driver: Driver, pro: User) -> None:
    take = driver.coach.house.words.bot("case_take", "fi")
    local = driver.clock.now().astimezone(HELSINKI)
    if take in buttons_of(driver.last(pro)) and 9 <= local.hour < 15:
        await driver.press(pro, take)
        await driver.press(pro, driver.coach.house.words.bot("case_close_talked", "fi"))
