"""A check-in asks about what the client last chose to try, never about more than that (R6, R9, R23)."""

from __future__ import annotations

import pytest

from bot.storage.tables import Client
from sandbox.model import User
from tests.actions.living import command, living
from tests.town import Town, rows

WHAT = "Kävely postilaatikolle"
SAID = {
    "half": f"{WHAT}, puolet siitä.",
    "beginning": f"{WHAT}, vain alku siitä.",
    "notice": f"{WHAT}, vain hetken huomaaminen.",
}


async def asked(place: Town, client: User) -> str:
    await place.to_check_in(client)
    await place.press(client, "8")
    return place.last(client).text


@pytest.mark.parametrize("size", SAID)
async def test_the_next_check_in_names_the_smaller_way_that_was_chosen(sqlite_url: str, size: str) -> None:
    async with living(sqlite_url, step_what=WHAT, floor_days=1) as (place, _, client):
        command(place, client, "step_smaller", size=size)
        assert f"Kokeilusi: {SAID[size]}" in await asked(place, client)


async def test_a_smaller_one_left_to_its_moment_is_asked_about_as_that(sqlite_url: str) -> None:
    async with living(sqlite_url, step_what=WHAT) as (place, _, client):
        command(place, client, "next_step", way="smaller")
        assert f"Kokeilusi: {WHAT}, sen verran kuin hetkeen sopii." in await asked(place, client)


async def test_one_in_her_own_words_is_asked_about_in_these(sqlite_url: str) -> None:
    async with living(sqlite_url, step_what=WHAT) as (place, _, client):
        command(place, client, "step_smaller", size="half")
        command(place, client, "step_set", what="Ovelle ja takaisin")
        command(place, client, "step_smaller", size="own")
        assert "Kokeilusi: Ovelle ja takaisin." in await asked(place, client)


async def test_rest_that_was_chosen_comes_before_the_experiment_that_waits(sqlite_url: str) -> None:
    async with living(sqlite_url, step_what=WHAT) as (place, pro, client):
        command(place, client, "step_rest")
        assert f"Kokeilusi: lepo, ja tämä odottaa: {WHAT}." in await asked(place, client)
        await place.say(pro, "/asiakkaat")
        await place.press(pro, place.offered(pro)[0])
        assert f"”lepo, ja tämä odottaa: {WHAT}”" in place.last(pro).text


async def test_what_has_grown_again_is_named_as_it_was_first_written(sqlite_url: str) -> None:
    async with living(sqlite_url, step_what=WHAT, step_level=2) as (place, _, client):
        command(place, client, "step_smaller", size="half")
        await place.to_check_in(client)
        await place.press(client, "8")
        command(place, client, "step_grow")
        assert rows(place, Client)[0].step_size == ""
