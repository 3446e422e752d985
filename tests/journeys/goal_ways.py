"""A goal for journeys: written by a client, agreed on by both."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from bot.actions import goal_view
from bot.domain.plan import GoalState, PlannedGoal
from bot.storage import goal_rows, plans, timers
from bot.storage.database import Transaction
from bot.storage.tables import Client, Professional
from sandbox.model import User
from tests.town import Town, rows

AREA, MIND = "Liikkuminen ja kehoni", "Haluan jaksaa kävellä kauppaan"
WHAT, NOW = "Käyn itse kaupassa", "Kävelen pihalla kerran viikossa"
HOPE, SIGN = "Kävelen kauppaan kerran viikossa", "Kauppareissut viikossa"
FIRST, MORE, MUCH_MORE = "Kävelen postilaatikolle", "Kävelen kauppaan kahdesti", "Kävelen kauppaan joka toinen päivä"
YES = "Kyllä, tämä on tavoitteeni"


def goals(place: Town) -> tuple[PlannedGoal, ...]:
    [client] = rows(place, Client)
    return place.coach.store.run_now(lambda tx: plans.goals_of(tx, client.id))


async def answer(place: Town, client: User, *texts: str) -> None:
    for text in texts:
        await place.say(client, text)


async def open_goal(place: Town, client: User, name: str = WHAT) -> None:
    await place.say(client, "/tavoitteet")
    await place.press(client, name)


async def begin(place: Town, client: User, then: str = "Kirjoitan tavoitteen") -> None:
    """From the map to the first piece."""
    await place.say(client, "/tavoitteet")
    await place.press(client, "Aloita uusi tavoite")
    await place.press(client, AREA)
    await place.say(client, MIND)
    await place.press(client, then)


async def write(place: Town, client: User) -> None:
    """The whole goal, in three sittings."""
    await begin(place, client)
    await answer(place, client, WHAT, NOW, HOPE, SIGN)
    await place.press(client, "Jatka kirjoittamista")
    await place.press(client, "Tuskin, tästä lähdetään")
    await answer(place, client, FIRST, MORE, MUCH_MORE)
    await place.press(client, "Jatka kirjoittamista")
    await place.press(client, "Kolmen kuukauden päästä")


async def agreed(place: Town) -> None:
    """A goal that both have said yes to, as the first test sees it come about."""

    def work(tx: Transaction) -> None:
        now = place.clock.now()
        [client] = tx.session.exec(select(Client)).all()
        [pro] = tx.session.exec(select(Professional)).all()
        goal = goal_rows.begin(tx, client.id, "moving", MIND, now)
        version = goal_rows.newest(tx, goal)
        version.what, version.indicator, version.icf, version.baseline = WHAT, SIGN, "d450", -2
        for name, words in zip(goal_rows.LEVELS, (NOW, FIRST, HOPE, MORE, MUCH_MORE), strict=True):
            setattr(version, name, words)
        version.due, version.agreed_with = (now + timedelta(days=90)).date(), pro.id
        version.shown_at = version.client_yes_at = version.professional_yes_at = now
        goal.state, goal.agreed_version = GoalState.AGREED, 1
        timers.put(tx, "goal_look", client.id, now + goal_view.LOOK_EVERY)

    await place.coach.store.run(work)
