"""What an operator mends, without reading anybody's words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.actions import operate
from bot.storage.tables import Professional
from tests.journeys.professional_ways import card, notice, rows
from tests.journeys.test_main_way import TAKE, choose_step
from tests.town import town


async def test_who_leaves_hands_everything_over_and_hears_nothing_more(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, seppo = await place.professional("Maija"), await place.professional("Seppo")
        client = await place.client(maija)
        await notice(place)
        await place.press(maija, TAKE)
        now, house = place.clock.now(), place.coach.house
        ids = {pro.name: pro.id for pro in rows(place, Professional)}
        with pytest.raises(operate.CannotDo):
            await place.coach.store.run(lambda tx: operate.deactivate(tx, house, ids["Maija"], None, now))
        # when the operator deactivates Maija
        await place.coach.store.run(lambda tx: operate.deactivate(tx, house, ids["Maija"], ids["Seppo"], now))
        await place.settle()
        said = len(place.heard(maija))
        # then Seppo has the client and the notice, and the client hears who is there now
        assert TAKE in place.offered(seppo)
        await card(place, seppo)
        await place.wait(timedelta(days=14))
        assert any("vastuuhenkilösi on Seppo" in text for text in place.heard(client))
        # and Maija heard nothing since, and opens nothing
        assert len(place.heard(maija)) == said
        await place.say(maija, "/asiakkaat")
        assert "Koivu" not in " ".join(place.heard(maija)[said:])


async def test_the_operators_lists_show_nobodys_words(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
        await choose_step(place, client)
        await notice(place)
        store, now = place.coach.store, place.clock.now()
        shown = [
            *await store.run(lambda tx: operate.list_professionals(tx, now)),
            *await store.run(operate.list_clients),
            *await store.run(lambda tx: operate.list_cases(tx, now)),
        ]
        assert len(shown) == 3
        assert "Kävelen pihalla" not in "\n".join(shown)


async def test_a_new_code_moves_a_professional_to_another_account(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        await place.client(maija)
        house, now = place.coach.house, place.clock.now()
        code, _ = await place.coach.store.run(lambda tx: operate.new_code(tx, house, 1, now))
        phone = place.desk.user("Maija uusi", "fi")
        await place.start(phone, code)
        await card(place, phone)
        assert place.last(phone).text.startswith("Koivu")
        await place.say(maija, "/asiakkaat")
        assert "Koivu" not in place.last(maija).text
