"""What a client follows, for journeys."""

from __future__ import annotations

from bot.storage import measures
from bot.storage.tables import Client
from sandbox.model import User
from tests.town import Town, rows


async def follows(place: Town, client: User, *names: str) -> None:
    """Choose these on the client's own page."""
    for name in names:
        await place.say(client, "/mittarit")
        await place.press(client, "Valitsen seurattavaa")
        await place.press(client, name)


def followed(place: Town, index: int = 0) -> measures.Followed:
    [client] = rows(place, Client)
    return place.coach.store.run_now(lambda tx: measures.readings_of(tx, client.id))[index]


def answered(place: Town) -> tuple[measures.Answered, ...]:
    [client] = rows(place, Client)
    return place.coach.store.run_now(lambda tx: measures.answers_of(tx, client.id))
