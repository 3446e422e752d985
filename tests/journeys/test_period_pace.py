"""What a period lets the bot ask: nothing in farewell or at rest, no sooner where prompts fade (R1, R7, R17, R53)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlmodel import select

from bot.actions import period_told
from bot.domain.plan import Stage
from bot.storage import clients
from bot.storage.database import Transaction
from bot.storage.tables import CheckIn, Client
from tests.actions.living import living
from tests.journeys.period_ways import begin, desk, period, two_days_into
from tests.journeys.professional_ways import card, more
from tests.town import Town, accompanied, rows, town


def asked(place: Town) -> int:
    return len(rows(place, CheckIn))


async def test_in_farewell_nothing_is_asked_and_the_last_day_is_told_to_those_who_plan(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await begin(place, pro)
        # given no experiment: the stage of fading offers nothing bigger than it
        await place.wait_until(two_days_into(period(place).dates_of(Stage.FADING_TRIALS)))
        await place.say(client, "/suunnitelma")
        assert "Kuinka varma olen" in place.offered(client)
        assert "Isompi kokeilu" not in place.offered(client)
        farewell = period(place).dates_of(Stage.FAREWELL)
        await place.wait_until(two_days_into(farewell))
        assert any("On hyvästien aika, enkä enää kysele kuulumisia" in text for text in place.heard(client))
        before = asked(place)
        # when its last day comes, a Sunday, and nobody ends it
        await place.wait_until(two_days_into(period(place).ends))
        # then the professional has heard of it once, on the Friday
        told = [text for text in place.heard(pro) if "on jakson viimeinen päivä" in text]
        assert told == ["Koivu: 2.5. on jakson viimeinen päivä. Voit päättää jakson, tai voitte jatkaa yhdessä."]
        await place.wait(timedelta(days=30))
        assert asked(place) == before, "nothing is asked any more"
        assert len([text for text in place.heard(pro) if "on jakson viimeinen päivä" in text]) == 1
        # and the plan says so to both
        await place.say(client, "/suunnitelma")
        assert "2.5. oli jakson viimeinen päivä. Jatkosta puhutte yhdessä." in place.heard(client)[-1]
        assert "Nyt: hyvästit" not in place.heard(client)[-1]
        await card(place, pro)
        assert "jakso: Omakuntoutus, viimeinen päivä oli 2.5., ei vielä päätetty" in place.heard(pro)[-1]


async def test_a_last_day_on_a_holiday_is_told_on_the_working_day_before(sqlite_url: str) -> None:
    # given a period that begins on a Thursday, so that its last day is Ascension Day
    async with town(sqlite_url, at=datetime(2026, 11, 5, 8, tzinfo=UTC)) as place:
        pro = await place.professional()
        await place.client(pro)
        await begin(place, pro)
        assert period(place).ends == date(2027, 5, 6)
        await place.wait_until(datetime(2027, 5, 5, 4, tzinfo=UTC))
        assert not any("viimeinen päivä" in text for text in place.heard(pro))
        await place.wait_until(datetime(2027, 5, 5, 12, tzinfo=UTC))
        assert len([text for text in place.heard(pro) if "6.5. on jakson viimeinen päivä" in text]) == 1


async def test_a_stage_that_the_budget_pushed_onto_christmas_is_told_after_it(sqlite_url: str) -> None:
    before = datetime(2026, 12, 23, 8, tzinfo=UTC)
    async with living(sqlite_url, before) as (place, _, client):
        # given a client whose place of the day before Christmas Eve is taken
        def tell(tx: Transaction) -> None:
            [row] = tx.session.exec(select(Client)).all()
            clients.count_proactive(tx, row.id, "check_in", before.date(), before)
            period_told.deliver(tx, place.coach.house, row, "On hyvästien aika.", (), before)

        await place.coach.store.run(tell)
        # then she is not called to a farewell on Christmas Eve, nor on the days after it
        await place.wait_until(datetime(2026, 12, 27, 0, tzinfo=UTC))
        assert not any("hyvästien" in text for text in place.heard(client))
        await place.wait_until(datetime(2026, 12, 28, 12, tzinfo=UTC))
        assert any("hyvästien" in text for text in place.heard(client))


async def test_a_period_at_rest_asks_nothing_and_begins_again_softly(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await begin(place, pro)
        await place.wait_until(two_days_into(period(place).dates_of(Stage.TRIALS)))
        # when it is left to rest
        await desk(place, pro, "Jätä lepoon")
        await place.wait(timedelta(days=1))
        before = asked(place)
        assert any("enkä kysele kuulumisia. Voit kirjoittaa" in text for text in place.heard(client))
        await place.wait(timedelta(days=21))
        assert asked(place) == before
        # then going on begins the questions, no sooner than after a week's usual gap
        await desk(place, pro, "Jatka levon jälkeen")
        await place.wait(timedelta(days=1))
        assert any("jatkoi jaksoasi, kuten sovitte" in text for text in place.heard(client))
        await place.wait(timedelta(days=8))
        assert asked(place) > before


async def test_the_end_of_a_rest_asks_nobody_who_was_not_asked_before_it(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        await place.client(pro)
        await begin(place, pro)
        await place.wait_until(two_days_into(period(place).dates_of(Stage.TRIALS)))
        await more(place, pro, "Nyt vain tapaamiset")
        await desk(place, pro, "Jätä lepoon")
        await place.wait(timedelta(days=7))
        await desk(place, pro, "Jatka levon jälkeen")
        assert rows(place, Client)[0].stage == "meetings"


async def test_where_prompts_fade_an_answer_never_brings_the_next_question_sooner(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await begin(place, pro)
        await place.wait_until(two_days_into(period(place).dates_of(Stage.FADING_TRIALS)))
        await place.say(client, "/kuulumiset")
        await place.press(client, "5")
        before = rows(place, Client)[0].interval_days
        assert before > 4
        since = len(place.desk.messages(client.id))
        for _ in range(3):
            await place.say(client, "/kuulumiset")
            await place.press(client, "10")
        # then much energy does not shorten the gap, and the line does not say so
        assert rows(place, Client)[0].interval_days == before
        assert not any("vähän useammin" in text for text in place.heard(client, since))


async def test_a_break_that_ends_in_farewell_is_followed_by_no_question(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await begin(place, pro)
        await place.wait_until(two_days_into(period(place).dates_of(Stage.CONTINUATION)))
        await place.say(client, "/tauko")
        await place.press(client, "Kaksi viikkoa")
        before = asked(place)
        await place.wait(timedelta(days=25))
        assert rows(place, Client)[0].stage == "meetings"
        await place.press(client, "Kerron vain kuulumisia")
        assert any("Tauko on ohi. En kysele nyt mitään." in text for text in place.heard(client))
        assert asked(place) == before
