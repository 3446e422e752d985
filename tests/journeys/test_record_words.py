"""Which of the client's words a summary for the record carries: what she kept back is out, what she put in is there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from bot.config import Disclosure
from bot.storage.tables import Care, Client
from tests.journeys.record_ways import CSV, FHIR, PDF, READ, YES, a_life, asked, files, log, panel, text_of
from tests.town import town


async def test_what_the_client_keeps_back_from_somebody_is_not_in_their_summary(sqlite_url: str) -> None:
    async with town(sqlite_url, disclosure=Disclosure.WORDS) as place:
        pro, client = await a_life(place)
        place.coach.store.run_now(lambda tx: _keep_back(tx, "energy,steps"))
        await asked(place, pro)
        await place.press(client, READ)
        [(_, body)] = files(place, client)
        said = text_of(body)
        assert "Voimat" not in said
        assert "Kokeilu nyt" not in said
        assert "Kokeiltu" not in said


def _keep_back(tx, items: str) -> None:
    tx.session.exec(select(Care)).one().hides = items


@pytest.mark.parametrize("level", [Disclosure.PSEUDONYM, Disclosure.POINTER])
async def test_where_the_channel_carries_no_words_the_summary_has_numbers_and_codes_or_is_not_made(
    sqlite_url: str, level: Disclosure
) -> None:
    async with town(sqlite_url, disclosure=level) as place:
        pro, client = await a_life(place)
        number = place.coach.store.run_now(lambda tx: tx.session.exec(select(Client)).one().id)
        place.desk.press_data(pro, place.last(pro), f"p.recask.{number}")
        await place.settle()
        await place.wait(timedelta(minutes=1))
        if level is Disclosure.POINTER:
            assert "omassa järjestelmässäsi" in place.last(pro).text
            assert READ not in place.offered(client)
            return
        await place.press(client, READ)
        [(_, body)] = files(place, client)
        said = text_of(body)
        assert "Tavoite 1" in said
        assert "d450, b455" in said
        for words in ("Kävelen", "Käyn", "Askeleet", "postilaatikolle"):
            assert words not in said


async def test_the_client_puts_the_words_of_her_goals_into_the_paper_herself_part_by_part(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given an installation whose channel carries no words, and a paper that numbers her goals
        pro, client = await a_life(place)
        await asked(place, pro)
        await place.press(client, READ)
        older = place.last(client)
        assert "Tavoitteesi ovat siinä numeroina" in place.heard(client)[-1]
        assert YES in place.offered(client)
        # when she puts in the words of her goals
        await place.press(client, "Lisää tavoitteideni sanat")
        _, (_, shown) = files(place, client)
        said = text_of(shown)
        assert "numeroina" not in place.heard(client)[-1]
        # then she reads them in a paper of their own, and nothing else came along
        assert "Kävelen ulkona" in said
        assert "Tavoite 1" not in said
        assert "Kokeilu nyt" not in said
        # and a yes below the older paper is no yes to this one
        place.desk.press(client, older.id, YES)
        await place.settle()
        assert ("client", "yes to record") not in log(place)
        await place.press(client, YES)
        await panel(place, pro)
        for form in (PDF, CSV, FHIR):
            await place.press(pro, form)
        (_, paper), (_, table), (_, bundle) = files(place, pro)
        assert text_of(paper) == said
        assert "Kävelen ulkona" in table.decode()
        assert "Kokeilu nyt" not in table.decode() + bundle.decode()
        assert ("client", "own words in record: goals") in log(place)


async def test_words_that_were_put_in_can_be_left_out_again_before_the_yes(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client = await a_life(place)
        await asked(place, pro)
        await place.press(client, READ)
        await place.press(client, "Lisää kokeiluni sanat")
        assert "Kokeilu nyt" in text_of(files(place, client)[-1][1])
        await place.press(client, "Jätä kokeiluni sanat pois")
        assert "Kokeilu nyt" not in text_of(files(place, client)[-1][1])
        assert "Lisää kokeiluni sanat" in place.offered(client)
        # and after the answer nothing changes what was answered to
        await place.press(client, YES)
        await place.press(client, "Lisää kokeiluni sanat")
        assert len(files(place, client)) == 3
        assert pro is not None


async def test_goals_and_measures_kept_back_from_a_professional_are_in_no_summary_of_theirs(sqlite_url: str) -> None:
    async with town(sqlite_url, disclosure=Disclosure.WORDS) as place:
        pro, client = await a_life(place)

        def hide(tx) -> None:
            tx.session.exec(select(Care)).one().hides = "measures,goals"

        # given a client who keeps goals and measures back
        place.coach.store.run_now(hide)
        # when a summary is asked for
        await asked(place, pro)
        await place.press(client, READ)
        [(_, body)] = files(place, client)
        # then neither stands in it
        said = " ".join(text_of(body).split())
        assert "Kävelen ulkona" not in said
        assert "Tavoitteet" not in said
