"""
A client in the fourth month of a period: goal, measure, mid-review behind her. Lived like the others, only longer.

Only she is there in the first months, so the demo begins to live earlier without taking much longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.driver import Driver, buttons_of
from bot.demo.life import Life, answer, asked, enrol, next_stop
from sandbox.model import User

MONTHS = timedelta(days=108)  # since she came in: the fourth month
PATIENCE = 7  # days until what comes unasked has found its place in the budget
HAAPA = Life(
    "Haapa",
    "Kerran viikossa",
    "Aamupäivällä kello 10",
    ("Kävelen kulman taakse", "Lounaan jälkeen", "Hengitän vapaammin"),
    tuple((energy, outcome) for energy, outcome in zip(
        (3, 4, 4, 5, 3, 4, 5, 6, 5, 4, 6, 5, 6, 7, 6, 6),
        ("", "Tein osan", "Tein sen", "Tein sen", "", "En aloittanut", "Tein sen", "Tein sen", "Tein osan", "Lepäsin",
         "Tein sen", "Tein sen", "Tein sen", "Tein osan", "Tein sen", "Tein sen"),
        strict=True,
    )),
)  # fmt: skip
PIECES = ("Käyn kirjastossa", "Käyn kotipihalla", "Käyn kirjastossa kerran viikossa", "Kirjastossa käynnit viikossa")
STEPS = ("Kävelen kulman taakse", "Käyn kirjastossa kahdesti viikossa", "Käyn kirjastossa ja kahvilassa viikoittain")


@dataclass
class LongWay:
    """Haapa's months; `look` is what she and the professional do when something has come."""

    driver: Driver
    pro: User
    user: User
    answered: int = 0
    reviewed: bool = False

    @classmethod
    async def begin(cls, driver: Driver, pro: User) -> LongWay:
        """She comes in, the period begins, and after a week a plan is made."""
        way = cls(driver, pro, await enrol(driver, pro, HAAPA))
        await _card(driver, pro)
        for button in ("Jakso", "Aloita jakso"):
            await driver.press(pro, button)
        [model] = [offered for offered in driver.offered(pro) if offered.startswith("Tavoitteellinen kuntoutus")]
        await driver.press(pro, model)
        await driver.wait(timedelta(days=8))  # meetings are enough for a week
        await _choose_measure(driver, way.user)
        await _write_goal(driver, way.user, pro)
        return way

    async def go_on(self, until: datetime) -> None:
        """Live from message to message."""
        while (stop := await next_stop(self.driver)) < until:
            await self.driver.wait_until(stop)
            await self.look()

    async def look(self) -> None:
        """What lies open is answered; at the middle both look at the goal."""
        driver = self.driver
        if any("Aloitan" in buttons_of(message) for message in driver.desk.messages(self.user.id)[-6:]):
            await driver.press(self.user, "Aloitan")
            await driver.say(self.user, str(2400 + 130 * self.answered))
        elif asked(driver, self.user) and self.answered < len(HAAPA.days):
            self.answered += 1
            await answer(driver, self.user, HAAPA.days[self.answered - 1])
        if not self.reviewed and any("Haapa: välikatsaus alkaa" in text for text in driver.heard(self.pro)[-5:]):
            self.reviewed = True
            await _rate(driver, self.user, self.pro)


async def _card(driver: Driver, pro: User) -> None:
    await driver.say(pro, "/asiakkaat")
    [row] = [button for button in driver.offered(pro) if button.startswith("Haapa")]
    await driver.press(pro, row)


async def _choose_measure(driver: Driver, user: User) -> None:
    await driver.say(user, "/mittarit")
    await driver.press(user, "Valitsen seurattavaa")
    await driver.press(user, "Askeleet päivässä")


async def _write_goal(driver: Driver, user: User, pro: User) -> None:
    """From the map of life to two yeses."""
    await driver.say(user, "/tavoitteet")
    for button in ("Aloita uusi tavoite", "Liikkuminen ja kehoni"):
        await driver.press(user, button)
    await driver.say(user, "Haluan päästä kirjastoon")
    await driver.press(user, "Kirjoitan tavoitteen")
    for words in PIECES:
        await driver.say(user, words)
    for button in ("Jatka kirjoittamista", "Tuskin, tästä lähdetään"):
        await driver.press(user, button)
    for words in STEPS:
        await driver.say(user, words)
    for button in ("Jatka kirjoittamista", "Kolmen kuukauden päästä", "Näytä: Maija Lehto"):
        await driver.press(user, button)
    for button in ("Avaa tavoite", "ICF-koodit", "d450 käveleminen", "Avaa tavoite", "Vahvista"):
        await driver.press(pro, button)
    await _when_offered(driver, user, "Kyllä, tämä on tavoitteeni")


async def _rate(driver: Driver, user: User, pro: User) -> None:
    """The joint look at the middle; it counts with her yes."""
    await _card(driver, pro)
    for button in ("Tavoitteet", PIECES[0], "Arvioi yhdessä"):
        await driver.press(pro, button)
    [level] = [offered for offered in driver.offered(pro) if offered.endswith(STEPS[0])]
    await driver.press(pro, level)
    await _when_offered(driver, user, "Kyllä, niin se on")


async def _when_offered(driver: Driver, user: User, button: str) -> None:
    for _ in range(PATIENCE):
        if any(button in buttons_of(message) for message in driver.desk.messages(user.id)[-6:]):
            await driver.press(user, button)
            return
        await driver.wait(timedelta(days=1))
