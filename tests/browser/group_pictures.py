"""`python -m tests.browser.group_pictures`: takes the pictures of docs/group.md anew, from a group that lives three weeks."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.async_api import async_playwright

from bot.clock import MovableClock, SystemClock
from bot.storage import schema
from sandbox import memory
from sandbox.cast import Cast
from sandbox.desk import Desk
from sandbox.model import Chat, User
from tests.browser.camera import SHARP, keep
from tests.browser.conftest import HOUSE, NAMES, QUIET, serving
from tests.journeys.peers import counted, let_in, opened, shared, stepped
from tests.town import Town

WIDTH, HEIGHT = 1366, 1100  # pixels: tall, so that a whole talk is to be seen
NAMES_OF_MEMBERS = ("Koivu", "Kataja", "Pihlaja", "Haapa", "Leppä", "Raita", "Tuomi")
SHOTS = (
    ("Ryhmä", "Kukaan ei lue täällä", "group-rules"),
    ("Ryhmä", "Ehdotus yhteiseksi", "group-agreed"),
    ("Ryhmä", "/ilmoita", "group-week"),
    ("Asiakas", "Lähden ryhmästä", "group-member"),
    ("Ammattilainen", "viime puoli vuotta", "group-moderator"),
)
"""Whose telephone, the words it is scrolled to, and the name of the picture."""
LIVED = timedelta(days=24)


async def live(folder: Path) -> None:
    """A Monday three weeks ago a group was opened; since then it has agreed on something, shared and counted."""
    url = f"sqlite:///{folder / 'rinnalla.db'}"
    schema.migrate(url)
    until = SystemClock().now().astimezone(UTC).replace(microsecond=0)
    monday = until - LIVED - timedelta(days=(until - LIVED).weekday())
    past = MovableClock(at=monday.replace(hour=7, minute=10, second=0))
    desk = Desk(past.now)
    place = Town(desk, past, url)
    await place.coach.start()
    try:
        cast = await weeks(place, until)
    finally:
        await place.coach.stop()
    memory.save(folder / "desk.pickle", desk, cast, timedelta())


async def weeks(place: Town, until: datetime) -> Cast:
    """What people do in it; the bot does the rest."""
    pro = await place.professional("Maija Lehto")
    chat = await opened(place, pro, supergroup=True)
    people = [await place.client(pro, name, days=2) for name in NAMES_OF_MEMBERS]
    place.coach.store.run_now(let_in)
    for user in people:
        place.desk.join_group(user, chat)
        await counted(place, user)
    await place.wait(timedelta(days=8))
    await agree(place, pro, people, chat)
    await place.wait(timedelta(days=3))
    stepped(place, 2, 3, 2, 2, 1, 3, 2)
    await place.wait(timedelta(days=6))
    await answer(place, people)
    await shared(place, people[2], "Soitin siskolle, vaikka jännitti", name="Tuulia")
    await place.press(people[2], "Jaa se")
    place.desk.say(people[1], "/sovittu", chat)
    await place.settle()
    await moderate(place, pro, people, chat)
    await place.wait(timedelta(days=1))
    await place.press(pro, "Kyllä toteutui")
    for number in ("90", "6"):
        await place.say(pro, number)
    await place.wait_until(until)
    await place.say(people[0], "/ryhma")
    await place.say(pro, "/ryhma")
    await place.press(pro, "Tunnit ja vastaukset")
    return Cast(clients=people, professionals=[pro], groups=[chat])


async def agree(place: Town, pro: User, people: list[User], chat: Chat) -> None:
    """A member proposes a goal, the group answers, the moderator confirms; and a meeting every week."""
    await place.say(people[0], "/ryhma")
    await place.press(people[0], "Ehdota jotain")
    await place.press(people[0], "Yhteistä tavoitetta")
    await place.say(people[0], "Jokainen käy ulkona kerran viikossa")
    await place.press(people[0], "Kysytään ryhmältä")
    poll = place.desk.messages(chat.id)[-1]
    for number, user in enumerate(people):
        place.desk.vote(user, poll.id, [0 if number < 5 else 1], chat)
    await place.press(pro, "Se on sovittu")
    await place.say(pro, "/ryhma")
    await place.press(pro, "Sovi tapaaminen")
    day = place.clock.now() + timedelta(days=9)
    for words in ("Kahvit kirjastossa", f"{day.day}.{day.month}.", "13:30"):
        await place.say(pro, words)
    await place.press(pro, "Neljä viikkoa peräkkäin")
    await place.press(pro, "Kyllä, eteenpäin")


async def answer(place: Town, people: list[User]) -> None:
    """The month's three questions, as five of seven answer them."""
    for user in people[:5]:
        await place.press(user, "Vastaan")
        for _ in range(3):
            await place.through(user, "Kyllä, melko paljon")


async def moderate(place: Town, pro: User, people: list[User], chat: Chat) -> None:
    """Somebody reports a message; the moderator asks its writer to look at the rules."""
    bad = place.desk.say(people[4], "Sinun pitäisi kyllä laihduttaa", chat)
    place.desk.say(people[5], "/ilmoita", chat, bad)
    await place.settle()
    await place.press(pro, "Teen asialle jotain")
    await place.press(pro, "Pyydän lukemaan säännöt")
    await place.press(pro, "Katsoin sen")


async def take(address: str, chromium: str, to: Path) -> None:
    """The group's telephone, a member's, and the moderator's."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=QUIET)
        page = await browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, locale="fi-FI", device_scale_factor=SHARP
        )
        await page.goto(address)
        await page.wait_for_timeout(3000)
        for region, words, name in SHOTS:
            phone = page.get_by_role("region", name=region)
            await phone.get_by_text(words).last.scroll_into_view_if_needed()
            await page.wait_for_timeout(500)
            await keep(phone, to / f"{name}.png")
        await browser.close()


def main() -> None:
    """Needs Chromium on the PATH."""
    chromium = next((path for name in NAMES if (path := shutil.which(name))), None)
    if not chromium:
        sys.exit("No Chromium on the PATH.")
    to = Path(sys.argv[1]) if len(sys.argv) > 1 else HOUSE / "docs"
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live(Path(folder)))
        with serving("bot", "demo", "--folder", folder, "--port", "0") as address:
            asyncio.run(take(address, chromium, to))


if __name__ == "__main__":
    main()
