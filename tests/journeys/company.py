"""Who is there when a random conversation begins: rows of people who came in before it."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from bot.actions import enrol
from bot.actions.scene import Scene
from bot.actions.speaker import of_client
from bot.domain.languages import LOCALES
from bot.domain.workdays import digest_due
from bot.storage import people, timers
from bot.storage.database import Transaction
from bot.storage.tables import Care, Client, Invitation, Person, Professional
from sandbox.model import User
from tests.town import Town

ZONES = ("Europe/Helsinki", "Europe/Helsinki", "Atlantic/Azores", "Pacific/Auckland")


def move_in(tx: Transaction, place: Town, draw: Random, pros: list[User], clients: dict[User, str]) -> None:
    """Professionals, the second one as the first one's deputy, and clients in all sorts of rhythms."""
    now, house = place.clock.now(), place.coach.house
    for number, user in enumerate(pros):
        person = people.add(tx, user.id, user.id, draw.choice(LOCALES))
        pro = Professional(person_id=person.id, name=f"Maija{number}", since=now)
        tx.session.add(pro)
        tx.session.flush()
        due = digest_due(pro.digest_weekday, pro.digest_hour, pro.timezone, now, house.working)
        timers.put(tx, "digest", pro.id, due)
    everybody = people.professionals(tx)
    if len(everybody) > 1:
        everybody[0].deputy_id = everybody[1].id
    for user, locale in clients.items():
        _client(tx, place, draw, people.add(tx, user.id, user.id, locale))


def _client(tx: Transaction, place: Town, draw: Random, person: Person) -> None:
    now = place.clock.now()
    client = Client(
        person_id=person.id, pseudonym=f"Puu{person.id}", since=now, consented_at=now, last_heard_at=now,
        own_words=draw.random() < 0.7, floor_days=draw.choice((1, 1, 2, 2, 4, 7)),
        slot=draw.choice(("10:00", "14:00", "18:00", "07:00")), timezone=draw.choice(ZONES),
        step_what=draw.choice(("", "kävely postilaatikolle", "K" * 200)), step_when="aamulla", step_level=draw.randint(0, 4),
    )  # fmt: skip
    tx.session.add(client)
    tx.session.flush()
    for number, pro in enumerate(people.professionals(tx)):
        if number == 0 or draw.random() < 0.5:
            role = "responsible" if number == 0 else draw.choice(("coworker", "deputy", "viewer"))
            tx.session.add(Care(client_id=client.id, professional_id=pro.id, role=role, since=now))
    tx.session.flush()
    who = of_client(tx, client)
    enrol.enrolled(Scene.of(tx, place.coach.house, who, now))


def invitation(tx: Transaction, place: Town, draw: Random) -> str:
    """The code of an invitation by the first professional."""
    now, code = place.clock.now(), f"code-{draw.randrange(10**12)}"
    pro = people.professionals(tx)[0]
    until = now + timedelta(days=14)
    people.add_invitation(
        tx, code, Invitation(role="client", professional_id=pro.id, name="Uusi", made_at=now, expires_at=until)
    )
    return code
