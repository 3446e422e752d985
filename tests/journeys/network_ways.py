"""Who else is around a client, for journeys: outside parties and close people."""

from __future__ import annotations

from sandbox.model import User
from tests.journeys.professional_ways import more
from tests.town import Town

AGREE, LEAVE = "Kyllä, mielelläni", "En halua enää näitä"


async def party(
    place: Town, pro: User, kind: str = "Työpaikka", name: str = "Paja", task: str = "sopii työajoista"
) -> None:
    await more(place, pro, "Ketkä ovat mukana")
    await place.press(pro, "Lisää muu taho")
    await place.press(pro, kind)
    await place.say(pro, name)
    await place.say(pro, task)


async def invite_close(place: Town, client: User, what: str = "Molempia") -> str:
    """The client invites her daughter; returns the code of the link."""
    await place.say(client, "/laheiset")
    await place.press(client, "Kutsu läheinen")
    await place.say(client, "Anna")
    await place.say(client, "Äiti")
    await place.press(client, what)
    return place.last(client).text.rpartition("start=")[2].strip()


async def close_person(place: Town, client: User, what: str = "Molempia") -> User:
    code = await invite_close(place, client, what)
    anna = place.desk.user("Anna", "fi")
    await place.start(anna, code)
    await place.press(anna, AGREE)
    return anna
