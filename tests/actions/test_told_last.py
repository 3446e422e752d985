"""That a question comes sooner is told when everything else is over, so that it is nobody's result (ADR 0024; R23, R25)."""

from __future__ import annotations

from sandbox.model import User
from tests.actions.living import command, living
from tests.town import Town

SOONER = "kysyn nyt vähän useammin"
SKIP, LEAVE = "En aloittanut", "Ei nyt"


async def to_second_skip(place: Town, client: User) -> None:
    """Energy has come back, and the experiment is not started for the second time."""
    for _ in range(2):
        await place.to_check_in(client)
        await place.press(client, "8")
        await place.press(client, SKIP)


async def test_before_a_talk_on_what_was_not_started_nothing_is_said_of_asking_sooner(sqlite_url: str) -> None:
    async with living(sqlite_url, step_what="Kävely", interval_days=7) as (place, _, client):
        await to_second_skip(place, client)
        # given the talk about it, which is open
        assert not any(SOONER in text for text in place.heard(client)[-3:])
        # when it ends, here by letting it be
        await place.press(client, LEAVE)
        # then the line stands at its end, by its date
        assert SOONER in place.heard(client)[-1]
        assert "huomenna" not in place.heard(client)[-1]


async def test_where_nothing_follows_it_is_said_at_once(sqlite_url: str) -> None:
    async with living(sqlite_url, step_what="Kävely", interval_days=7) as (place, _, client):
        await place.to_check_in(client)
        await place.press(client, "8")
        await place.press(client, SKIP)
        assert SOONER in place.heard(client)[-1]


async def test_a_break_that_begins_in_the_talk_takes_its_place(sqlite_url: str) -> None:
    async with living(sqlite_url, step_what="Kävely", interval_days=7) as (place, _, client):
        await to_second_skip(place, client)
        command(place, client, "break_start", days=7)
        await place.press(client, LEAVE)
        assert not any(SOONER in text for text in place.heard(client)[-2:])


async def test_that_it_is_asked_less_often_is_said_before_an_offer_that_may_stay_open(sqlite_url: str) -> None:
    async with living(sqlite_url, floor_days=1, interval_days=2) as (place, _, client):
        await place.to_check_in(client)
        await place.press(client, "0")
        assert any("joten kysyn harvemmin" in text for text in place.heard(client)[-2:])
