"""A client who has left traces everywhere, and how she is erased."""

from __future__ import annotations

from sqlmodel import select

from bot.storage.tables import Client, Note
from sandbox.model import User
from tests.journeys.client_ways import choose_step
from tests.town import Town

CANARY = "Kanarialintu laulaa"


async def lived(place: Town) -> tuple[User, User]:
    """A professional, and a client with an experiment, an answer, own words, a notice and a digest about them."""
    pro = await place.professional()
    client = await place.client(pro)
    await choose_step(place, client)
    await place.to_check_in(client)
    await place.press(client, "4")
    now, house = place.clock.now(), place.coach.house
    assert house

    def note(tx) -> None:
        [row] = tx.session.exec(select(Client)).all()
        tx.session.add(Note(client_id=row.id, kind="carry", words=CANARY, share=True, at=now))

    await place.coach.store.run(note)
    await place.say(client, "/yhteydenotto")
    await place.say(client, "soita minulle")
    await place.say(pro, "/kooste")
    return pro, client


async def erase(place: Town, client: User) -> None:
    await place.say(client, "/poista")
    await place.press(client, "Kyllä, poista kaikki")
    await place.press(client, "Poista nyt")


def buttons(message) -> list[tuple[str, str]]:
    keyboard = message.to_json()["reply_markup"]["inline_keyboard"]
    return [(button["text"], button["callback_data"]) for row in keyboard for button in row]
