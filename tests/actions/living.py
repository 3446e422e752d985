"""Short ways to the situations that the rules of the actions are about."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlmodel import select

from bot.actions import enrol
from bot.actions.commands import COMMANDS
from bot.actions.scene import Scene
from bot.actions.speaker import find, of_client
from bot.domain.workdays import digest_due
from bot.storage import people, timers
from bot.storage.database import Transaction
from bot.storage.tables import Care, Client, Professional, Timer
from sandbox.model import User
from tests.town import MORNING, Town, rows, town

TAKE = "Otan tämän"


@asynccontextmanager
async def living(url: str, at: datetime = MORNING, **client: Any) -> AsyncIterator[tuple[Town, User, User]]:
    """A town with one professional and one of her clients, who have been there for a while."""
    async with town(url, at) as place:
        pro = await professional(place, "Maija")
        user = place.desk.user("Koivu", "fi")
        user.started = True
        await place.coach.store.run(lambda tx: _client_in(tx, place, user, client))
        await place.settle()
        yield place, pro, user


async def professional(place: Town, name: str) -> User:
    """A professional who came in before the test began."""
    user = place.desk.user(name, "fi")
    user.started = True

    def come(tx: Transaction) -> None:
        now, house = place.clock.now(), place.coach.house
        pro = Professional(person_id=people.add(tx, user.id, user.id, "fi").id, name=name, since=now)
        tx.session.add(pro)
        tx.session.flush()
        timers.put(
            tx, "digest", pro.id, digest_due(pro.digest_weekday, pro.digest_hour, pro.timezone, now, house.working)
        )

    await place.coach.store.run(come)
    return user


def _client_in(tx: Transaction, place: Town, user: User, given: dict[str, Any]) -> None:
    now = place.clock.now()
    person = people.add(tx, user.id, user.id, "fi")
    usual = {"pseudonym": "Koivu", "since": now, "consented_at": now, "last_heard_at": now, "own_words": True}
    client = Client(person_id=person.id, **(usual | given))
    tx.session.add(client)
    tx.session.flush()
    for pro in people.professionals(tx):
        tx.session.add(Care(client_id=client.id, professional_id=pro.id, since=now))
    tx.session.flush()
    who = of_client(tx, client)
    enrol.enrolled(Scene.of(tx, place.coach.house, who, now))


def care(place: Town, name: str, role: str) -> None:
    """Let a professional take part in the care of the one client, as what."""

    def give(tx: Transaction) -> None:
        pro = next(found for found in people.professionals(tx) if found.name == name)
        client = tx.session.exec(select(Client)).one()
        tx.session.add(Care(client_id=client.id, professional_id=pro.id, role=role, since=place.clock.now()))

    place.coach.store.run_now(give)


def the_client(place: Town) -> Client:
    [client] = rows(place, Client)
    return client


def change(place: Town, act: Callable[[Client], None]) -> None:
    """Change the one client's row by hand."""
    place.coach.store.run_now(lambda tx: act(tx.session.exec(select(Client)).one()))


def timer(place: Town, kind: str) -> datetime | None:
    """When the timer of this kind is due."""
    found = [row.due_at for row in rows(place, Timer) if row.kind == kind]
    return found[0] if found else None


def command(place: Town, user: User, name: str, **facts: Any) -> None:
    """What a script's command does, without the script."""

    def work(tx: Transaction) -> None:
        who = find(tx, user.id)
        assert who is not None
        now = place.clock.now()
        COMMANDS[name](Scene.of(tx, place.coach.house, who, now), facts)

    place.coach.store.run_now(work)


async def answer(place: Town, user: User, *buttons: str) -> None:
    """Go to the next check-in and answer it by these buttons."""
    await place.to_check_in(user)
    for button in buttons:
        await place.press(user, button)


def local(place: Town, at: datetime | None) -> str:
    """A time as the client's clock shows it."""
    from zoneinfo import ZoneInfo

    assert at is not None
    return at.astimezone(ZoneInfo(the_client(place).timezone)).strftime("%a %d.%m. %H:%M")
