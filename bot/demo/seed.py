"""
Some months of believable life before the demo begins: a professional, four clients, a group.

Lived through the real bot, message by message; the people only tap and type what anybody could.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.demo.driver import Driver, buttons_of
from bot.demo.life import A_MONTH, DID, NOT, PART, REST, Life, answer, asked, enrol, next_stop
from bot.demo.long_way import MONTHS, LongWay
from sandbox.cast import Cast
from sandbox.model import Chat, User

BEFORE = MONTHS  # how long the bot has been in use when the demo begins
HELSINKI = ZoneInfo("Europe/Helsinki")
A_WEEK = timedelta(days=7)
GROUP = "Vertaisryhmä Kaisla"
INTO_THE_GROUP = ("Kerro lisää", "Voinko vaihtaa nimen?", "Mitä sinä teet siellä?", "Kyllä, haluan mukaan")
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
    """Live until `until`. The clock must stand `BEFORE` before."""
    desk = driver.desk
    pro = desk.user("Maija", "fi")
    await driver.start(pro, await driver.invite_professional("Maija Lehto"))
    haapa = await LongWay.begin(driver, pro)
    await haapa.go_on(until - A_MONTH)
    clients = [await enrol(driver, pro, life) for life in LIVES]
    group: Chat | None = None
    answered = dict.fromkeys(range(len(clients)), 0)
    while (stop := await next_stop(driver)) < until:
        await driver.wait_until(stop)
        for place, (client, life) in enumerate(zip(clients, LIVES, strict=True)):
            if asked(driver, client) and answered[place] < len(life.days):
                await answer(driver, client, life.days[answered[place]])
                answered[place] += 1
        if group is None and stop > until - A_WEEK:
            group = await _meet(driver, pro, clients)
        await haapa.look()
        await _take_notices(driver, pro)
    await driver.wait_until(until)
    group = group or await _meet(driver, pro, clients)
    desk.say(clients[0], "Huomenta kaikille. Täällä sataa, mutta kahvi on kuumaa.", group)
    desk.say(clients[2], "Täällä myös. Meidän piha on yhtä lammikkoa.", group)
    await driver.settle()
    return Cast(clients=[*clients, haapa.user], professionals=[pro], groups=[group])


async def _meet(driver: Driver, pro: User, clients: list[User]) -> Chat:
    """A peer group is opened, and each client comes in as anybody would: offered, by an own yes, through the link."""
    group = driver.desk.group(GROUP, pro)
    driver.desk.add_bot(pro, group, await _open_group(driver, pro))
    await driver.settle()
    await driver.press(pro, await _page(driver, pro, "group_do_link"))
    await driver.say(pro, "https://t.me/+kaislanKutsu1")
    for client in clients:
        await driver.press(pro, await _page(driver, pro, "group_do_invite"))
        await driver.press(pro, client.first_name)
        await driver.say(client, "/ryhma")
        await driver.through(client, *INTO_THE_GROUP)
        driver.desk.join_group(client, group)
        await driver.settle()
    return group


async def _page(driver: Driver, pro: User, key: str) -> str:
    """The page of the group, fresh; what the wanted button on it says."""
    await driver.say(pro, "/ryhma")
    return driver.coach.house.words.bot(key, "fi")


async def _open_group(driver: Driver, pro: User) -> str:
    """The professional makes a group in the bot; the code of its one-time link. The bot leaves groups without one."""
    await driver.say(pro, "/ryhma")
    await driver.say(pro, GROUP)
    await driver.press(pro, "Suomea")
    await driver.say(pro, "8")
    await driver.say(pro, "arkisin 9–15")
    [ready] = [text for text in driver.heard(pro)[-2:] if "startgroup=" in text]
    return ready.rpartition("startgroup=")[2].split()[0]


async def _take_notices(driver: Driver, pro: User) -> None:
    take = driver.coach.house.words.bot("case_take", "fi")
    local = driver.clock.now().astimezone(HELSINKI)
    if take in buttons_of(driver.last(pro)) and 9 <= local.hour < 15:
        await driver.press(pro, take)
        await driver.press(pro, driver.coach.house.words.bot("case_close_talked", "fi"))
