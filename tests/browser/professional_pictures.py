"""`python -m tests.browser.professional_pictures`: takes docs/professional-*.png anew, from a demo that was just begun."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Locator, async_playwright

from tests.browser.camera import SHARP, keep
from tests.browser.conftest import HOUSE, NAMES, QUIET, serving
from tests.browser.test_walk import Walker

WIDTH, HEIGHT = 1366, 1000  # pixels: tall, so that a card is to be seen whole
WHO = "Kataja"
CALM = 700  # milliseconds until what was said has been drawn


async def take(address: str, chromium: str, folder: Path) -> None:
    """A digest, a card with its picture, the network from both sides, contacts to confirm."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=QUIET)
        page = await browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, locale="fi-FI", device_scale_factor=SHARP
        )
        await page.goto(address)
        walker = Walker(page)
        await page.get_by_label("Kuka asiakas").select_option(label=WHO)

        async def shoot(phone: Locator, name: str) -> None:
            await page.mouse.click(2, 2)
            await page.wait_for_timeout(CALM)
            await keep(phone, folder / f"professional-{name}.png")

        await walker.write(walker.pro, "/asiakkaat")
        await walker.hears(walker.pro, "Sinulla on")  # an older list of the same names stands above it
        await walker.press(walker.pro, WHO, "Kirjoita")
        await walker.hears(walker.pro, "mitä haluat kirjoittaa?")
        await walker.write(walker.pro, "Miten viikko alkoi?")
        await walker.press(walker.pro, "Kyllä, lähetä")
        await walker.write(walker.pro, "/kooste")
        await walker.hears(walker.pro, "Vahvistettavat kontaktit")
        await shoot(walker.pro, "digest")
        await walker.press(walker.pro, "Katso ja korjaa")
        await walker.hears(walker.pro, "Vahvistettavana, vanhin ensin")
        await shoot(walker.pro, "contacts")
        await walker.write(walker.pro, "/asiakkaat")
        await page.wait_for_timeout(3 * CALM)
        await walker.press(walker.pro, WHO)
        await walker.hears(walker.pro, "rytmi:")
        await shoot(walker.pro, "card")
        await walker.press(walker.pro, "Voimat 8 viikolta kuvana")
        await page.wait_for_timeout(5 * CALM)
        await shoot(walker.pro, "energy")
        await walker.press(walker.pro, "Korttiin", "Lisää", "Ketkä ovat mukana", "Lisää muu taho", "Työpaikka")
        await walker.hears(walker.pro, "Mikä sen nimi on?")
        await walker.write(walker.pro, "Puutyöpaja")
        await walker.hears(walker.pro, "Missä asiassa se on mukana?")
        await walker.write(walker.pro, "sovittaa työajat")
        await walker.hears(walker.pro, "Puutyöpaja on verkostossa")
        await walker.move("+1 päivä")
        await walker.write(walker.client, "/mita_nakyy")
        await walker.press(walker.client, "Ketkä ovat mukana")
        await walker.press(walker.client, "Puutyöpaja: mitä saa kertoa", "Salli: tapaamisajat")
        await walker.write(walker.client, "/mita_nakyy")
        await walker.press(walker.client, "Ketkä ovat mukana")
        await shoot(walker.client, "network")
        await browser.close()


def main() -> None:
    """Needs Chromium on the PATH."""
    chromium = next((path for name in NAMES if (path := shutil.which(name))), None)
    if not chromium:
        sys.exit("No Chromium on the PATH.")
    with tempfile.TemporaryDirectory() as folder, serving("bot", "demo", "--folder", folder, "--port", "0") as address:
        asyncio.run(take(address, chromium, HOUSE / "docs"))


if __name__ == "__main__":
    main()
