"""What somebody new is told in the first days holds: when the first question comes, and that none comes (R7, R83)."""

from __future__ import annotations

from tests.journeys.goal_ways import answer, write
from tests.journeys.goal_ways import begin as begin_goal
from tests.journeys.period_ways import begin
from tests.town import accompanied

QUIET = "En kysele kuulumisia ennen kuin suunnitelman aika alkaa."


async def test_who_has_just_chosen_a_rhythm_did_not_change_one(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, _, client):
        assert place.last(client).text.startswith("Kysyn kuulumisia ")
        # and later a change is one
        await place.to_check_in(client)
        await place.press(client, "6")
        await place.say(client, "/rytmi")
        for button in ("Kuinka usein kysyt", "Kerran viikossa", "Ei, pidä sama rytmi"):
            await place.press(client, button)
        assert any("Rytmi on nyt muutettu" in text for text in place.heard(client)[-2:])


async def test_a_period_that_begins_with_meetings_takes_back_the_question_that_was_promised(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        # given a client who was told when the first question comes
        await begin(place, pro)
        # then she hears that it does not
        assert place.heard(client)[-1].endswith(QUIET)
        # and whoever was asked nothing before hears nothing of it
        await place.press(pro, "Aloita toinen jakso")
        await place.press(pro, place.offered(pro)[1])
        await place.press(pro, "Kyllä, päätä ja aloita")
        assert sum(QUIET in text for text in place.heard(client)) == 1


async def test_a_wish_with_a_slash_before_it_is_understood(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, _, client):
        await place.say(client, "/kokeilu")
        assert not any("En tunne tuota komentoa" in text for text in place.heard(client))
        await place.say(client, "/sirkus")
        assert "En tunne tuota komentoa" in place.heard(client)[-1]


async def test_a_goal_of_which_nothing_is_missing_is_not_called_half_written(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, _, client):
        await begin_goal(place, client)
        await answer(place, client, "Käyn kaupassa", "Kävelen pihalla", "Kerran viikossa", "Kauppareissut")
        assert "kirjoitat vielä" in place.last(client).text
        await write(place, client)
        assert "valmis näytettäväksi" in place.last(client).text
