"""What a client's thumb does, for journeys: the usual answers of a check-in, an experiment of her own."""

from __future__ import annotations

from sandbox.model import User
from tests.town import Town

NOT_STARTED, DID = "En aloittanut", "Tein sen"
TAKE = "Otan tämän"
WAYS_ON = ("Ei nyt", "Ei käy juuri nyt", "Tämä riittää nyt", "Näin on hyvä")


async def choose_step(place: Town, client: User) -> None:
    await place.say(client, "/valikko")
    await place.press(client, "Valitsen kokeilun")
    own = place.coach.house.words.house("other", "fi")
    for words in ("Kävelen pihalla", "Aamukahvin jälkeen", "Olo on kevyempi"):
        await place.press(client, own)
        await place.say(client, words)
