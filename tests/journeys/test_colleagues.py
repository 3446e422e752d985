"""Colleagues and deputies: in by the client's yes, item by item, out at any time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.storage.tables import Client, Outbox
from tests.journeys.client_ways import TAKE
from tests.journeys.professional_ways import (
    card,
    colleague,
    deputy,
    letter,
    notice,
    propose,
    two_of_them,
    wish_for_contact,
)
from tests.town import accompanied, rows, town


async def test_a_colleague_sees_nothing_before_the_clients_yes_and_nothing_after_the_withdrawal(
    sqlite_url: str,
) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        seppo = await colleague(place, maija)
        # then before the yes the list is empty
        await place.say(seppo, "/asiakkaat")
        assert "Koivu" not in place.last(seppo).text
        await place.press(client, "Kyllä, sopii")
        await card(place, seppo)
        old = place.last(seppo)
        # when the client ends the sharing
        await place.say(client, "/mita_nakyy")
        for button in ("Ketkä ovat mukana", "Seppo: mitä näkyy", "Seppo ei näe enää mitään"):
            await place.press(client, button)
        # then neither the list, nor an old button, nor the digest tells anything
        place.desk.press_data(seppo, old, f"p.card.{rows(place, Client)[0].id}")
        await place.settle()
        assert "ei enää ole sinun" in place.last(seppo).text
        await place.say(seppo, "/kooste")
        assert "Koivu" not in place.last(seppo).text
        # and a wish for contact goes to Maija alone
        await wish_for_contact(place, client)
        assert TAKE in place.offered(maija)
        assert TAKE not in place.offered(seppo)


async def test_what_is_kept_back_from_one_is_still_seen_by_the_other(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, seppo, client = await two_of_them(place)
        await place.to_check_in(client)
        await place.press(client, "3")
        await place.say(client, "/mita_nakyy")
        for button in ("Ketkä ovat mukana", "Seppo: mitä näkyy", "Älä näytä: voimat"):
            await place.press(client, button)
        seen = {}
        for pro in (maija, seppo):
            await place.say(pro, "/kooste")
            seen[pro.first_name] = "voimat" in place.last(pro).text
        assert seen == {"Maija": True, "Seppo": False}


async def test_while_somebody_is_away_notices_go_to_the_deputy_and_clients_hear_who_covers(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        seppo = await deputy(place, maija)
        await place.press(maija, "Olen poissa")
        await place.say(maija, "9.11.")
        await place.say(maija, "20.11.")
        # then before the absence the deputy sees nothing
        await place.say(seppo, "/asiakkaat")
        assert "Koivu" not in place.offered(seppo)
        # when it has begun
        await place.wait(timedelta(days=9))
        assert sum("sijaisena on Seppo" in text for text in place.heard(client)) == 1
        await card(place, seppo)
        await wish_for_contact(place, client)
        assert any("Seppo" in text for text in place.heard(client)[-2:])
        assert TAKE in place.offered(seppo)
        await place.press(seppo, TAKE)
        await place.press(seppo, "Juttelimme")
        # and when it is over, all is as before
        await place.wait_until(datetime(2026, 11, 21, 8, tzinfo=UTC))
        await place.say(seppo, "/asiakkaat")
        assert "Koivu" not in place.last(seppo).text
        await notice(place)
        assert TAKE in place.offered(maija)
        assert TAKE not in place.offered(seppo)


async def test_the_way_back_from_a_picture_is_a_card_of_its_own(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await place.say(client, "/kuulumiset")
        await place.press(client, "5")
        # given the eight weeks of energy as a picture
        await card(place, maija)
        await place.press(maija, "Voimat 8 viikolta kuvana")
        # when the way back is pressed: a picture cannot be turned over into words
        await place.press(maija, "Korttiin")
        # then the card stands below, and nothing was refused
        assert place.last(maija).text.startswith("Koivu")
        assert [row.fault for row in rows(place, Outbox) if row.state == Outbox.NEVER] == []


async def test_what_a_colleague_wrote_and_still_waits_goes_with_the_sharing(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, seppo, client = await two_of_them(place)
        # given a letter and a proposal of Seppo's and a letter of Maija's that wait for their days
        for pro, words in ((seppo, "Terveisiä Sepolta"), (maija, "Terveisiä Maijalta")):
            await letter(place, pro, words)
        await propose(place, seppo, "Ikkuna auki")
        assert not any("Terveisiä" in text or "Ikkuna" in text for text in place.heard(client))
        # when the client ends the sharing with Seppo
        await place.say(client, "/mita_nakyy")
        for button in ("Ketkä ovat mukana", "Seppo: mitä näkyy", "Seppo ei näe enää mitään"):
            await place.press(client, button)
        await place.wait(timedelta(days=6))
        # then only Maija's words come
        heard = " ".join(place.heard(client))
        assert "Terveisiä Maijalta" in heard
        assert "Terveisiä Sepolta" not in heard
        assert "Ikkuna auki" not in heard
