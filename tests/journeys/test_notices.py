"""A notice to professionals: taken once, handed over, covered, and never lost (domain 5.2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.storage import cases
from bot.storage.tables import Access, Case, Client
from tests.journeys.client_ways import NOT_STARTED, TAKE, WAYS_ON, choose_step
from tests.journeys.professional_ways import card, deputy, more, notice, two_of_them, wish_for_contact
from tests.town import accompanied, rows, town


async def test_when_two_press_at_once_one_has_it_and_the_others_copy_says_who(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a client with two professionals who asks to be contacted
        maija, seppo, client = await two_of_them(place)
        await wish_for_contact(place, client)
        # when both press before either is answered
        for pro in (maija, seppo):
            place.desk.press(pro, place.last(pro).id, TAKE)
        await place.settle()
        # then one has it, and the other one reads by whom
        [case] = rows(place, Case)
        assert case.state == "taken"
        assert "Maija otti tämän" in place.last(seppo).text or "Maija otti" in " ".join(place.heard(seppo)[-2:])
        assert TAKE not in place.offered(seppo)
        # and the client hears who it is
        assert any("Maija" in text and "ottaa sinuun" in text for text in place.heard(client)[-2:])


async def test_over_christmas_the_deputy_is_asked_on_the_next_working_day_and_not_before(sqlite_url: str) -> None:
    # given a wish for contact on the morning of 23 December
    async with accompanied(sqlite_url, at=datetime(2026, 12, 21, 8, tzinfo=UTC)) as (place, maija, client):
        seppo = await deputy(place, maija)
        await place.wait_until(datetime(2026, 12, 23, 8, tzinfo=UTC))
        await wish_for_contact(place, client)
        # when nobody answers over the holidays
        await place.wait_until(datetime(2026, 12, 28, 7, tzinfo=UTC))
        assert TAKE not in place.offered(seppo)
        # then the deputy has it on Monday the 28th, and may take it
        await place.wait_until(datetime(2026, 12, 28, 9, tzinfo=UTC))
        assert TAKE in place.offered(seppo)
        await place.press(seppo, TAKE)
        assert rows(place, Case)[0].state == "taken"


async def test_after_the_chain_has_ended_the_notice_stands_in_the_digest(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        await place.client(maija)
        await notice(place)
        before = len(place.heard(maija))
        # when nobody takes it for weeks
        await place.wait(timedelta(days=21))
        # then there were reminders, they have ended, and the digest still says so
        reminders = [text for text in place.heard(maija)[before:] if "odottaa yhä" in text]
        assert 1 <= len(reminders) <= 3
        await place.say(maija, "/kooste")
        assert "21 päivää" in place.last(maija).text


async def test_a_notice_is_handed_over_and_waits_until_the_colleague_has_it(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, seppo, _ = await two_of_them(place)
        await notice(place)
        await place.press(maija, TAKE)
        # when Maija hands it to Seppo
        await place.press(maija, "Siirrä kollegalle")
        await place.press(maija, "Seppo")
        # then it waits again, and Seppo takes and closes it
        assert rows(place, Case)[0].state == "sent"
        await place.press(seppo, TAKE)
        await place.press(seppo, "Juttelimme")
        [case] = rows(place, Case)
        assert (case.state, case.closed_as) == ("closed", "talked")
        # and he may open it again
        await place.press(seppo, "Avaa uudelleen")
        assert rows(place, Case)[0].state == "taken"


async def test_a_professional_whom_no_message_reaches_is_covered_at_once(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        seppo = await deputy(place, maija)
        # when Maija has blocked the bot, and a client asks for contact
        place.desk.block(maija)
        await place.settle()
        await wish_for_contact(place, client)
        # then the deputy has the notice the same moment
        assert TAKE in place.offered(seppo)


async def test_limits_are_the_clients_own_and_the_client_sees_them(sqlite_url: str) -> None:
    async with accompanied(sqlite_url, days=1) as (place, maija, client):
        await choose_step(place, client)
        # when the limit is lowered to three in a row
        await more(place, maija, "Rajat")
        await place.press(maija, "3 peräkkäin")
        await place.say(client, "/mita_nakyy")
        assert "3 kokeilua peräkkäin" in place.last(client).text
        assert "Maija asetti nämä rajat" in place.last(client).text
        # then three not started are told
        await place.wait(timedelta(days=7))
        for _ in range(3):
            await place.to_check_in(client)
            await place.press(client, "6")
            await place.press(client, NOT_STARTED)
            await place.through(client, *WAYS_ON)
        assert [case.signals for case in rows(place, Case)] == ["A1"]
        # and below the bounds it does not go
        await more(place, maija, "Rajat")
        assert "2 peräkkäin" not in place.offered(maija)


async def test_a_professional_may_ask_less_often_never_more_and_the_client_has_the_last_word(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await more(place, maija, "Rajat")
        assert not [button for button in place.offered(maija) if "tiheämmin" in button]
        await place.press(maija, "Kysy harvemmin")
        assert rows(place, Client)[0].floor_days == 4
        assert "enintään 4 päivän välein" in place.last(client).text
        # and the client changes it back at once
        await place.say(client, "/rytmi")
        assert rows(place, Client)[0].stage == "active"


async def test_a_wish_for_contact_keeps_its_pace_when_something_is_noticed_after_it(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        seppo = await deputy(place, maija)
        await wish_for_contact(place, client)
        # when skips join the open notice
        await place.coach.store.run(lambda tx: setattr(cases.all_open(tx, 1)[0], "signals", "A4,A1"))
        await place.wait(timedelta(days=1, hours=2))
        # then the deputy is asked after one working day, as the client was told
        assert TAKE in place.offered(seppo)


async def test_every_change_of_a_notice_stands_in_the_access_log(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await wish_for_contact(place, client)
        await place.press(maija, TAKE)
        await place.press(maija, "Juttelimme")
        await place.press(maija, "Avaa uudelleen")
        done = [row.what for row in rows(place, Access)]
        wanted = ["noticed A4", "told A4", "took A4", "closed as talked", "reopened"]
        assert [what for what in done if what in wanted] == wanted


async def test_an_open_notice_comes_up_from_the_card_with_its_buttons(sqlite_url: str) -> None:
    # given a notice that Maija took some days ago
    async with accompanied(sqlite_url) as (place, maija, client):
        await card(place, maija)
        assert "Avoin ilmoitus" not in place.offered(maija)
        await wish_for_contact(place, client)
        await place.press(maija, TAKE)
        await place.wait(timedelta(days=5))
        # when she opens the card
        await card(place, maija)
        await place.press(maija, "Avoin ilmoitus")
        # then it is before her and can be closed
        await place.press(maija, "Juttelimme")
        assert [case.closed_as for case in rows(place, Case)] == ["talked"]
        await card(place, maija)
        assert "Avoin ilmoitus" not in place.offered(maija)
