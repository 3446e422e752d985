"""A period for journeys: begun and changed by a professional, looked up in the plan."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from bot.domain.plan import Period, StageDates
from bot.storage import plans
from bot.storage.tables import Client
from sandbox.model import User
from tests.journeys.professional_ways import card
from tests.town import Town, rows

KELA = "Omakuntoutus (26 viikkoa)"


def period(place: Town) -> Period:
    [client] = rows(place, Client)
    found = place.coach.store.run_now(lambda tx: plans.period_of(tx, client.id))
    assert found is not None
    return found


async def desk(place: Town, pro: User, *buttons: str) -> None:
    await card(place, pro)
    await place.press(pro, "Jakso")
    for button in buttons:
        await place.press(pro, button)


async def begin(place: Town, pro: User) -> None:
    await desk(place, pro, "Aloita jakso", KELA)


def two_days_into(what: StageDates | date) -> datetime:
    """Nine o'clock UTC, two days after a stage or a day began."""
    begins = what if isinstance(what, date) else what.begins
    return datetime.combine(begins + timedelta(days=2), time(9), UTC)
