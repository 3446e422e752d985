"""A concern that nobody takes is said again to everybody who was told of it, when somebody is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.model import User
from tests.journeys.professional_ways import deputy
from tests.town import Town, accompanied

CHRISTMAS = datetime(2026, 12, 23, 13, 50, tzinfo=UTC)  # ten minutes before the office closes
TAKE = "Otan tämän"


def told(place: Town, pro: User) -> list[str]:
    """When this professional was asked to take it."""
    asked = [message for message in place.desk.messages(pro.id) if TAKE in str(message.buttons())]
    return [f"{message.date.astimezone(ZoneInfo('Europe/Helsinki')):%d.%m. %H:%M}" for message in asked]


async def test_a_concern_repeats_for_the_deputy_too_and_only_in_service_hours(sqlite_url: str) -> None:
    # given a professional with a deputy
    async with accompanied(sqlite_url, at=CHRISTMAS) as (place, maija, client):
        seppo = await deputy(place, maija)
        # when a concern is heard, and nobody takes it over Christmas
        await place.say(client, "haluan kuolla")
        await place.wait(timedelta(days=6))
        # then both hear at once, and again each half hour of the next working day, which is the Monday after
        repeats = [f"28.12. {clock}" for clock in ("08:00", "08:30", "09:00", "09:30", "10:00")]
        assert told(place, maija) == told(place, seppo) == ["23.12. 15:50", *repeats]


async def test_once_somebody_has_it_nobody_is_asked_again(sqlite_url: str) -> None:
    async with accompanied(sqlite_url, at=CHRISTMAS) as (place, maija, client):
        seppo = await deputy(place, maija)
        await place.say(client, "haluan kuolla")
        await place.wait(timedelta(days=4, hours=16, minutes=20))
        heard = len(place.heard(maija)), len(place.heard(seppo))
        # when the deputy takes it on the Monday, after the first repeat
        await place.press(seppo, TAKE)
        await place.wait(timedelta(hours=5))
        # then no copy comes to either of them
        assert not [text for text in place.heard(maija)[heard[0] :] if "odottaa yhä" in text]
        assert not [text for text in place.heard(seppo)[heard[1] :] if "odottaa yhä" in text]
