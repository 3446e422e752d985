"""`python -m tests.browser.picture`: takes docs/sandbox.png and docs/own-way.png anew, from a demo that was just begun."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright, expect

from tests.browser.camera import SHARP, keep
from tests.browser.conftest import HOUSE, NAMES, QUIET, serving
from tests.browser.test_walk import Walker

WIDTH, HEIGHT = 1366, 800  # pixels, as on a small laptop
TALL = 1060  # for the own way: all of it is to be seen
WHO = "Kataja"
DRAWN = 2000  # milliseconds until a picture is on the page


async def take(address: str, chromium: str, folder: Path) -> None:
    """Monday's digest for the professional, a question for the client, a few words in the group; then a client's own way."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=QUIET)
        page = await browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, locale="fi-FI", device_scale_factor=SHARP
        )
        await page.goto(address)
        walker = Walker(page)
        await page.get_by_label("Kuka ryhmässä").select_option(label=WHO)
        await page.get_by_label("Kuka asiakas").select_option(label=WHO)
        await walker.move("Maanantain koosteeseen")
        await walker.move("Seuraaviin kuulumisiin")
        group = page.get_by_role("region", name="Ryhmä")
        await walker.write(group, "Kävin eilen postilaatikolla ja katselin tähtiä.")
        await expect(group.get_by_text("katselin tähtiä")).to_be_visible()
        await page.mouse.click(2, 2)
        await keep(page, folder / "sandbox.png")
        await page.set_viewport_size({"width": WIDTH, "height": TALL})
        await walker.write(walker.client, "/oma_polku")
        await walker.hears(walker.client, "Oma polkusi")
        await page.mouse.click(2, 2)
        await page.wait_for_timeout(DRAWN)
        await keep(walker.client, folder / "own-way.png")
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
