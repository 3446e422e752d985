"""A period of six months: its stages, its dates, and who hears of them (R1, R7, R11, R14, R53, R57, R77, R79)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.config import Disclosure
from bot.domain.plan import Stage
from bot.storage.plan_tables import PeriodChange
from bot.storage.tables import Access, Client
from tests.journeys.goal_ways import agreed
from tests.journeys.period_ways import begin, desk, period, two_days_into
from tests.journeys.professional_ways import card, more
from tests.town import accompanied, rows, town

TWO_WEEKS = timedelta(days=14)


async def test_a_period_goes_from_getting_to_know_to_farewell_by_its_dates(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        # given a period that begins today, a Monday, with meetings only
        await begin(place, pro)
        assert period(place).begins == date(2026, 11, 2)
        assert rows(place, Client)[0].stage == "meetings", "R7"
        since = len(place.desk.messages(client.id))
        await place.wait(timedelta(days=12))
        assert not any("voimasi" in text for text in place.heard(client, since)), "nothing is asked in between"
        assert any("Se kestää 2.5. asti" in text for text in place.heard(client))
        # when two weeks are over
        await place.wait(timedelta(days=3))
        # then it is time for the plan, and the rhythm begins softly
        assert any("Nyt on suunnitelman aika" in text for text in place.heard(client))
        assert rows(place, Client)[0].stage == "active"
        await place.press(client, "Katso suunnitelmaa")
        assert "Nyt: suunnitelman tekeminen" in place.heard(client)[-1]
        await place.press(client, "Missä haluan muutosta?")
        assert "Mitä elämän osaa haluat katsoa?" in place.heard(client)[-1]
        # when trials begin without a goal, those who plan hear of it (R77)
        await place.wait(TWO_WEEKS)
        assert any("eikä tavoitetta ole vielä sovittu" in text for text in place.heard(pro))
        await agreed(place)
        await place.wait_until(two_days_into(period(place).mid_review))
        assert any("välikatsaus alkaa" in text for text in place.heard(pro))
        # and where prompts fade the client may have fewer, by a tap
        await place.wait_until(two_days_into(period(place).dates_of(Stage.FADING_TRIALS)))
        assert any("Voit antaa minun kysyä harvemmin" in text for text in place.heard(client))
        await place.say(client, "/suunnitelma")
        for button in ("Kuinka varma olen", "8", "Tämä riittää nyt"):
            await place.press(client, button)
        assert "Haluatko, että kysyn harvemmin?" in place.heard(client)[-1], "sure enough to be asked (R1, R53)"
        await place.press(client, "Joka toinen viikko")
        assert rows(place, Client)[0].fixed_days == 14
        await place.wait_until(two_days_into(period(place).dates_of(Stage.FAREWELL)))
        assert any("Voit ottaa tietosi mukaan: /tietoni" in text for text in place.heard(client))


async def test_both_see_the_same_days_and_every_change_is_told_and_kept(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await place.say(client, "/suunnitelma")
        assert "Jaksoa ei ole vielä sovittu" in place.heard(client)[-1]
        await begin(place, pro)
        before = period(place)
        # when it is made longer, and moved off nothing that has begun
        await place.press(pro, "4 viikkoa pidemmäksi")
        longer = period(place)
        assert longer.ends - before.ends == timedelta(weeks=4)
        assert longer.stages[0] == before.stages[0]
        await place.press(pro, "4 viikkoa lyhyemmäksi")
        assert period(place).stages == before.stages
        # when it rests for three weeks
        await place.press(pro, "Jätä lepoon")
        await place.say(client, "/suunnitelma")
        assert "Jakso on levossa" in place.heard(client)[-1]
        await place.wait(timedelta(days=21))
        assert not any("Nyt on suunnitelman aika" in text for text in place.heard(client)), "no stage begins meanwhile"
        await desk(place, pro, "Jatka levon jälkeen")
        assert period(place).ends - before.ends == timedelta(days=21)
        assert period(place).paused_days == 21
        # then both read the same lines, and the card says it in one
        shown = [line for line in place.heard(pro)[-1].splitlines() if line[:1].isdigit()]
        await place.say(client, "/suunnitelma")
        assert shown == [line for line in place.heard(client)[-1].splitlines() if line[:1].isdigit()]
        assert len(shown) == 8
        await card(place, pro)
        assert "jakso: Omakuntoutus, nyt tutustuminen" in place.heard(pro)[-1]
        kept = [row.what for row in rows(place, PeriodChange)]
        assert kept == ["begun", "longer", "shorter", "paused", "resumed"]
        assert "set_period" in {row.what for row in rows(place, Access)}


async def test_the_next_stage_may_begin_when_both_are_ready_and_not_within_a_week(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await begin(place, pro)
        await place.press(pro, "Aloita seuraava vaihe nyt")
        assert "Vähintään viikko jää" in " ".join(place.heard(pro)[-2:])
        await place.wait(timedelta(days=8))
        await desk(place, pro, "Aloita seuraava vaihe nyt")
        plan = period(place).dates_of(Stage.PLAN)
        assert plan is not None
        assert plan.begins == date(2026, 11, 10)
        await place.wait(timedelta(days=2))
        assert any("Nyt on suunnitelman aika" in text for text in place.heard(client))


@pytest.mark.parametrize("disclosure", [Disclosure.PSEUDONYM, Disclosure.WORDS])
async def test_the_clients_continuation_plan_is_there_when_the_period_ends(
    sqlite_url: str, disclosure: Disclosure
) -> None:
    async with accompanied(sqlite_url, disclosure=disclosure) as (place, pro, client):
        await begin(place, pro)
        await place.wait_until(two_days_into(period(place).dates_of(Stage.CONTINUATION)))
        await place.say(client, "/suunnitelma")
        await place.press(client, "Mitä jää jatkumaan")
        assert "Maija voi nähdä sen tai kysyä siitä sinulta" in place.heard(client)[-1], "true under each DISCLOSURE"
        for words in ("Kävelen rannassa", "Ystävä soittaa", "Sisko"):
            await place.say(client, words)
        await place.press(client, "Ei korttia tällä kertaa")
        # and she can write it anew until the period ends, also when it is time for farewell (R57)
        assert "Voit kirjoittaa sen uudelleen jakson loppuun asti" in place.heard(client)[-1]
        await place.wait_until(two_days_into(period(place).dates_of(Stage.FAREWELL)))
        await place.say(client, "/suunnitelma")
        assert "Kortti vaikeille päiville" in place.offered(client)
        await place.press(client, "Mitä jää jatkumaan")
        for words in ("Kävelen sunnuntaisin", "Ystävä soittaa", "Sisko"):
            await place.say(client, words)
        await place.press(client, "Ei korttia tällä kertaa")
        # when the professional ends the period, her parts stand below each other, by their names
        await more(place, pro, "Päätä jakso")
        asked = "\n".join(place.heard(pro)[-2:])
        if disclosure is Disclosure.WORDS:
            assert (
                "\n• jää jatkumaan: ”Kävelen sunnuntaisin”\n• mikä auttaa: ”Ystävä soittaa”\n• ihmiset: ”Sisko”"
                in asked
            )
        else:
            assert "Asiakkaan oma jatkosuunnitelma: jotain omin sanoin; kysythän\n" in asked
            assert "Sisko" not in asked
        await place.say(pro, "Sovittiin puhelu keväällä")
        await place.press(pro, "Kyllä, päätä")
        # then the client has both, and the period has its end
        said = "\n".join(place.heard(client)[-3:])
        assert "Sovittiin puhelu keväällä" in said
        assert "• Kävelen sunnuntaisin\n• Ystävä soittaa\n• Sisko" in said
        assert "keväällä”\nEn enää kysele" in said
        assert period(place).ended_on is not None


async def test_other_therapies_are_named_and_one_has_its_turn(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await begin(place, pro)
        await place.say(client, "/valikko")
        for button in ("Näytä lisää", "Oma kuntoutukseni", "Minulla on monta terapiaa", "Tämä ja yksi muu"):
            await place.press(client, button)
        await place.say(client, "Fysioterapia tiistaisin")
        await place.press(client, "Samaa pyydetään kahteen kertaan")
        await place.press(client, "Nyt on toisen vuoro")
        await place.say(client, "/suunnitelma")
        assert "Nyt vuorossa: Fysioterapia tiistaisin" in place.heard(client)[-1]
        await card(place, pro)
        assert "samaan aikaan: Fysioterapia tiistaisin" in place.heard(pro)[-1]


async def test_another_period_begins_only_after_a_yes_to_the_end_of_the_one_that_runs(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        await place.client(pro)
        await begin(place, pro)
        first = period(place)
        await desk(place, pro, "Aloita toinen jakso", "Elintapaohjaus (26 viikkoa)")
        # when a model was tapped, nothing has changed yet
        assert "2.11. alkanut jakso on vielä kesken: Omakuntoutus. Se päättyy tänään" in place.heard(pro)[-1]
        assert period(place) == first
        await place.press(pro, "Kyllä, päätä ja aloita")
        assert period(place).profile == "lifestyle_coaching"
        assert [row.what for row in rows(place, PeriodChange)] == ["begun", "ended", "begun"]
