"""The operator's lock: no code opens it, and nobody is promised somebody who is locked out."""

from __future__ import annotations

from datetime import timedelta

from bot.actions import operate, operate_lock
from bot.domain import locks as rules
from bot.storage.database import Transaction
from bot.storage.tables import Professional
from tests.town import Town
from tests.trust.wards import code, guarded, standing, ward


async def test_the_operators_lock_is_not_opened_by_any_code(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        # given an open chat on a telephone that is stolen, perhaps with the authenticator on it
        pro, _ = await guarded(place)
        await place.say(pro, "/asiakkaat")
        await place.say(pro, code(place))
        house = place.coach.house
        await place.coach.store.run(lambda tx: operate_lock.close_out(tx, house, "all", place.clock.now()))
        await place.settle()
        # then nothing stands in the chat, and no code opens
        assert "Koivu" not in standing(place, pro)
        place.clock.move(timedelta(minutes=1))
        await place.say(pro, "/asiakkaat")
        assert "Ylläpitäjä on lukinnut" in place.last(pro).text
        await place.say(pro, code(place))
        assert "Koivu" not in standing(place, pro)


async def test_the_operator_hears_which_urgent_notice_nobody_can_read_any_more(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        # given a concern that the only professional was told of
        _, client = await guarded(place)
        seppo = await place.professional("Seppo")
        await place.say(client, "haluan kuolla")
        house = place.coach.house
        # when their telephone is stolen and the chat closed
        close = lambda tx: operate_lock.close_out(tx, house, "1", place.clock.now())  # noqa: E731
        _, alone = await place.coach.store.run(close)
        # then the operator is told, without a name, what to do
        assert ["Urgent notice 1 can be read by nobody now" in line for line in alone] == [True]
        assert "Koivu" not in alone[0]
        # and that does it
        await place.coach.store.run(lambda tx: operate.assign(tx, house, 1, 2, place.clock.now()))
        await place.coach.store.run(lambda tx: operate.resend(tx, house, 1, place.clock.now()))
        await place.settle()
        assert "Otan tämän" in place.offered(seppo)
        # and once somebody else has it, nothing is to be done
        await place.press(seppo, "Otan tämän")
        assert (await place.coach.store.run(close))[1] == []


async def test_nobody_closed_out_is_promised_to_hear(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        _, client = await guarded(place)
        await deputy_of_first(place)
        house = place.coach.house
        await place.coach.store.run(lambda tx: operate_lock.close_out(tx, house, "1", place.clock.now()))
        await place.say(client, "haluan yhteydenoton")
        await place.press(client, "Kyllä, välitä se")
        assert "Seppo" in place.heard(client)[-1]


async def deputy_of_first(place: Town) -> None:
    await place.professional("Seppo")

    def work(tx: Transaction) -> None:
        tx.session.get(Professional, 1).deputy_id = 2  # type: ignore[union-attr]

    await place.coach.store.run(work)


async def test_without_the_setting_nobody_is_asked_but_the_operator_still_closes(sqlite_url: str) -> None:
    async with ward(sqlite_url, second_factor=rules.Policy.OFF) as place:
        pro, _ = await guarded(place)
        await place.say(pro, "/asiakkaat")
        assert "Koivu" in place.offered(pro)
        house = place.coach.house
        await place.coach.store.run(lambda tx: operate_lock.close_out(tx, house, "1", place.clock.now()))
        await place.say(pro, "/asiakkaat")
        assert "Ylläpitäjä on lukinnut" in place.last(pro).text
