"""The main job seen through the browser: from an invitation to the digest, with the whole bot behind the page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE, serving

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]

NAME = "Tuomi"
WELCOME = (
    "Suomi",
    "Jatketaan",
    "Milloin kerrot?",
    "Selvä",
    "Kyllä, aloitan",
    "Kyllä, pidä tallessa",
    "Joka päivä",
    "Aamupäivällä kello 10",
    "Kello 20–9",
)
EXPERIMENT = ("Kävelen postilaatikolle", "Aamukahvin jälkeen", "Olo on kevyempi")
TRAVELS_WITHIN = 4 * PATIENCE  # milliseconds; days pass with everything that falls due for everybody
MOST_DAYS = 5  # until the next working day, whatever holidays lie between


@pytest.fixture(scope="module")
def address(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("demo")
    with serving("bot", "demo", "--folder", str(folder), "--port", "0") as address:
        yield address


class Walker:
    """Somebody who tries the demo: three phones, and the buttons that move time."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.client = page.get_by_role("region", name="Asiakas")
        self.pro = page.get_by_role("region", name="Ammattilainen")
        self.clock = page.get_by_role("region", name="Kokeilun kello").get_by_role("status")

    async def write(self, phone: Locator, words: str) -> None:
        field = phone.get_by_label("Kirjoita viesti")
        await field.fill(words)
        await field.press("Enter")

    async def press(self, phone: Locator, *buttons: str) -> None:
        """One button after another, each as soon as it is offered."""
        for words in buttons:
            await phone.get_by_role("log").get_by_role("button", name=words, exact=True).last.click()

    async def hears(self, phone: Locator, words: str) -> None:
        await expect(phone.get_by_role("log").get_by_text(words).last).to_be_visible()

    async def move(self, button: str) -> None:
        """Let time pass, until the clock stands again."""
        before = await self.clock.text_content() or ""
        move = self.page.get_by_role("button", name=button)
        await move.click()
        await expect(self.clock).not_to_have_text(before, timeout=TRAVELS_WITHIN)
        await expect(move).to_be_enabled(timeout=TRAVELS_WITHIN)

    async def asked_at(self) -> datetime:
        """Go to the next check-in; when it came."""
        await self.move("Seuraaviin kuulumisiin")
        question = self.client.get_by_role("article").filter(has=self.page.get_by_role("button", name="10", exact=True))
        moment = await question.last.get_by_role("time").get_attribute("datetime")
        assert moment
        return datetime.fromisoformat(moment)

    async def enrol(self) -> None:
        """The professional invites; somebody new opens the link and goes through the welcome."""
        await self.write(self.pro, "/kutsu")
        await self.hears(self.pro, "Millä peitenimellä")
        await self.write(self.pro, NAME)
        invitation = self.pro.get_by_role("article").filter(has_text=f"Kutsu on valmis: {NAME}")
        await invitation.get_by_role("link").last.click()
        await self.page.get_by_role("button", name="Uusi henkilö, asiakkaan puhelin").click()
        await self.press(self.client, *WELCOME)
        await self.hears(self.pro, f"{NAME} tuli mukaan")

    async def choose_experiment(self) -> None:
        await self.write(self.client, "valikko")
        await self.press(self.client, "Valitsen kokeilun")
        for words in EXPERIMENT:
            await self.press(self.client, "Jokin muu")
            await self.hears(self.client, "Kirjoita")
            await self.write(self.client, words)
            await self.hears(self.client, f"”{words}”")


async def test_from_an_invitation_to_the_digest(page: Page, address: str):
    # given a new client with an experiment of her own
    await page.goto(address)
    walker = Walker(page)
    await walker.enrol()
    await walker.choose_experiment()

    # when her energy is low
    low_at = await walker.asked_at()
    await walker.press(walker.client, "2")
    # then the bot asks more rarely, and says so
    await walker.hears(walker.client, "joten kysyn harvemmin")
    after_low = await walker.asked_at() - low_at

    # when she does not start four times over the following days
    moments = [low_at + after_low]
    for skip in range(4):
        if skip:
            moments.append(await walker.asked_at())
        await walker.press(walker.client, "6", "En aloittanut")
        told = walker.client.get_by_role("log").get_by_text("→ En aloittanut")
        await expect(told).to_have_count(skip + 1)
        if skip == 1:
            await walker.press(walker.client, "Ei nyt")
    # then she is told first that the professional will hear of it, and was asked more often than after the low day
    await walker.hears(walker.client, "Neljä kokeilua on jäänyt aloittamatta")
    assert moments[-1] - moments[-2] < after_low
    assert moments[-1] - moments[-2] >= timedelta(days=1)
    await walker.press(walker.client, "Tämä käy näin")

    # when the next working day comes
    notice = walker.pro.get_by_role("article").filter(has_text=f"{NAME}: useampi kokeilu on jäänyt aloittamatta")
    for _ in range(MOST_DAYS):
        await walker.move("+1 päivä")
        if await notice.count():
            break
    # then the professional has the notice, and takes it
    await notice.last.get_by_role("button", name="Otan tämän").click()
    await expect(notice.get_by_role("button", name="Otan tämän")).to_have_count(0)

    # when Monday comes
    await walker.move("Maanantain koosteeseen")
    # then the digest tells of her
    digest = walker.pro.get_by_role("article").filter(has_text="Kooste").last
    await expect(digest).to_contain_text(NAME)
