"""What an operator mends, without reading anybody's words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.actions import operate
from bot.storage.tables import Professional
from sandbox.model import User
from tests.journeys.client_ways import TAKE, choose_step
from tests.journeys.professional_ways import card, notice
from tests.town import Town, accompanied, rows, town


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
    async with accompanied(sqlite_url) as (place, _, client):
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


async def _deactivate(place: Town, to: str = "") -> None:
    now, house = place.clock.now(), place.coach.house
    ids = {pro.name: pro.id for pro in rows(place, Professional)}
    await place.coach.store.run(lambda tx: operate.deactivate(tx, house, ids["Maija"], ids.get(to), now))
    await place.settle()


async def _invited(place: Town, pro: User) -> str:
    await place.say(pro, "/kutsu")
    await place.say(pro, "Koivu")
    return place.last(pro).text.rpartition("start=")[2].split()[0]


async def test_who_opens_the_invitation_of_one_who_left_comes_to_who_took_over(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, _ = await place.professional("Maija"), await place.professional("Seppo")
        code = await _invited(place, maija)
        await _deactivate(place, "Seppo")
        # when somebody opens the invitation that Maija had given
        client = place.desk.user("Aino", "fi")
        await place.start(client, code)
        # then Seppo is responsible
        assert "responsible: 2 Seppo" in (await place.coach.store.run(operate.list_clients))[0]


async def test_without_a_successor_the_invitations_of_one_who_left_are_void(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        code, house, now = await _invited(place, maija), place.coach.house, place.clock.now()
        own, _ = await place.coach.store.run(lambda tx: operate.new_code(tx, house, 1, now))
        await _deactivate(place)
        # when the client's and Maija's own codes are opened
        client, phone = place.desk.user("Aino", "fi"), place.desk.user("Maija uusi", "fi")
        await place.start(client, code)
        await place.start(phone, own)
        # then neither lets anybody in
        assert "on vanhentunut" in place.last(client).text
        assert "on vanhentunut" in place.last(phone).text
        assert await place.coach.store.run(operate.list_clients) == []
        assert not rows(place, Professional)[0].active
