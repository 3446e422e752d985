"""Grave words are heard wherever and by whomever they are typed."""

from __future__ import annotations

import pytest

from bot.domain.safety import Concern, hear
from bot.sentences import MEANING
from bot.storage.tables import Concern as ConcernRow
from tests.journeys.test_main_way import TAKE, rows
from tests.town import town


@pytest.mark.parametrize(
    "text",
    [
        "/haluan kuolla",
        "/en jaksa enää elää",
        "//haluan kuolla",
        "/ haluan kuolla",
        "/itsemurha",
        "/palaute\nen jaksa enää elää",
        "/apua\thaluan kuolla",
    ],
)
async def test_a_slash_before_grave_words_hides_none_of_them(sqlite_url: str, text: str) -> None:
    async with town(sqlite_url) as place:
        # given a client with a professional
        pro = await place.professional()
        client = await place.client(pro)
        # when grave words begin with a slash, as a command does
        await place.say(client, text)
        # then they are answered with a number, written down, and told
        assert any("112" in said for said in place.heard(client)[-2:])
        assert [row.concern for row in rows(place, ConcernRow)] == ["C"]
        assert TAKE in place.offered(pro)


async def test_no_command_of_ours_is_heard_as_a_concern(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        rules = place.coach.house.safety
        assert [name for name in MEANING if hear(rules, f"/{name}").concern is not Concern.N] == []
