"""A professional who changes a client's limits: the client hears it gently, before she answers by them (R32, R41, R83)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.storage.tables import Proactive
from tests.actions.living import change, living
from tests.journeys.professional_ways import more
from tests.town import MORNING, rows

NEWS = "Maija muutti rajojasi"


async def test_a_change_is_told_with_the_next_question_and_costs_no_message_of_its_own(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, pro, client):
        # given Maija, who changes two limits and takes one of the taps back
        await more(place, pro, "Rajat")
        for button in ("5 peräkkäin", "15 päivää", "14 päivää", "taso 2"):
            await place.press(pro, button)
        assert "• kokeilun ylin taso: 2 (viisi minuuttia)" in place.last(pro).text
        # then nothing is sent for it
        assert place.heard(client) == [] or not any(NEWS in text for text in place.heard(client))
        planned = len(rows(place, Proactive))
        # when the next check-in comes
        await place.to_check_in(client)
        # then the change stands before its question, with what was before, and only what is another
        told = place.last(client)
        assert told.text.startswith(f"{NEWS}. Näin ne ovat nyt:\n")
        assert "• kerron, jos 5 kokeilua peräkkäin jää aloittamatta (ennen 4)" in told.text
        assert (
            "• kokeilu on enintään tämän kokoinen: viisi minuuttia (ennen: niin iso kuin yhdessä sovitte)" in told.text
        )
        assert "päivään" not in told.text
        assert "10" in place.offered(client)
        assert len(rows(place, Proactive)) == planned + 1  # the check-in's own place in the budget
        # and it is told once
        await place.press(client, "6")
        await place.to_check_in(client)
        assert sum(NEWS in text for text in place.heard(client)) == 1


async def test_who_is_in_the_middle_of_a_talk_hears_it_at_its_end(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, pro, client):
        # given a client who has been asked, and a change meanwhile
        await place.to_check_in(client)
        await more(place, pro, "Rajat")
        await place.press(pro, "3 peräkkäin")
        assert not any(NEWS in text for text in place.heard(client))
        # when she answers
        await place.press(client, "6")
        await place.through(client, "Tämä riittää nyt", "Ei nyt", "Näin on hyvä", "Tämä käy näin")
        # then it comes after her talk, before which she could not have known it
        assert sum(NEWS in text for text in place.heard(client)) == 1
        assert "(ennen 4)" in next(text for text in place.heard(client) if NEWS in text)


async def test_a_change_that_is_taken_back_or_was_read_is_not_told(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, pro, client):
        await more(place, pro, "Rajat")
        for button in ("5 peräkkäin", "4 peräkkäin"):
            await place.press(pro, button)
        await place.to_check_in(client)
        assert not any(NEWS in text for text in place.heard(client))
        # and what she has read in /mita_nakyy she is not told once more
        await place.press(client, "6")
        await more(place, pro, "Rajat")
        await place.press(pro, "taso 3")
        await place.say(client, "/mita_nakyy")
        assert any("Kokeilu on enintään tämän kokoinen: vartti." in text for text in place.heard(client)[-2:])
        await place.to_check_in(client)
        assert not any(NEWS in text for text in place.heard(client))


async def test_who_is_asked_nothing_is_told_when_she_writes_and_not_before(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, pro, client):
        await more(place, pro, "Nyt vain tapaamiset")
        await more(place, pro, "Rajat")
        await place.press(pro, "taso 1")
        await place.wait(timedelta(days=9))
        assert not any(NEWS in text for text in place.heard(client))
        # when she writes, and takes her words to the meeting
        await place.say(client, "Mietin ensi kertaa")
        await place.press(client, "Vien nämä sanat tapaamiseen")
        assert NEWS in place.last(client).text


async def test_an_answer_is_weighed_by_the_limits_that_were_known_when_it_was_given(sqlite_url: str) -> None:
    async with living(sqlite_url, step_what="Kävely", floor_days=1) as (place, pro, client):
        # given two experiments not started, and a third that is asked about
        for _ in range(2):
            await place.wait(timedelta(days=5))  # the first week does not count
            await place.to_check_in(client)
            await place.through(client, "6", "En aloittanut")
            await place.through(client, *(["Ei nyt"] if "Ei nyt" in place.offered(client) else []))
        await place.to_check_in(client)
        # when Maija lowers the limit to three while the question is open
        await more(place, pro, "Rajat")
        await place.press(pro, "3 peräkkäin")
        await place.through(client, "6", "En aloittanut")
        # then this answer sets nothing off; the client hears of the new limit after it
        assert "Lisään viestin" not in place.offered(client)
        assert sum(NEWS in text for text in place.heard(client)) == 1
        # and the next one does
        await place.to_check_in(client)
        await place.through(client, "6", "En aloittanut")
        assert "Lisään viestin" in place.offered(client)


@pytest.mark.parametrize("how", ["tells", "looks"])
async def test_on_a_break_the_client_hears_before_she_answers_and_sees_it_at_once(sqlite_url: str, how: str) -> None:
    async with living(sqlite_url, stage="break", break_from=MORNING) as (place, pro, client):
        await more(place, pro, "Rajat")
        await place.press(pro, "3 peräkkäin")
        if how == "looks":
            await place.say(client, "/mita_nakyy")
            assert "• 3 kokeilua peräkkäin jää aloittamatta" in place.last(client).text
            return
        # when she wants to tell how she is, on her break
        await place.say(client, "/kuulumiset")
        # then the change stands before the question
        assert place.last(client).text.startswith(NEWS)
        assert "10" in place.offered(client)


async def test_who_comes_back_to_other_limits_than_the_welcome_tells_hears_of_them(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, pro, client):
        await more(place, pro, "Rajat")
        await place.press(pro, "3 peräkkäin")
        # given a client who withdraws and comes in again
        await place.say(client, "/tietoni")
        await place.press(client, "Perun suostumukseni")
        change(place, lambda row: setattr(row, "limits_before", None))
        await place.say(client, "hei")
        await place.through(client, "Suomi", "Jatketaan", "Milloin kerrot?", "Selvä", "Kyllä, aloitan")
        await place.through(client, "Aamupäivällä kello 10", "Kello 20–9", "Kyllä, pidä tallessa", "Joka päivä")
        await place.to_check_in(client)
        assert any(NEWS in text for text in place.heard(client))
