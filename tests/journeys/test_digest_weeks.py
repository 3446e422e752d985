"""The digest: once a week whatever happens, and the client has a say in what it tells."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from bot.storage import cases, timers
from bot.storage.database import Transaction
from bot.storage.tables import Care, Client, Digest, Note
from tests.journeys.client_ways import DID, NOT_STARTED, TAKE, WAYS_ON, choose_step
from tests.journeys.goal_ways import WHAT, agreed
from tests.journeys.professional_ways import ENOUGH, card, more
from tests.town import accompanied, rows, town


async def test_what_the_client_hides_is_not_in_the_digest_of_that_week(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await place.to_check_in(client)
        await place.press(client, "7")
        await place.through(client, DID, *WAYS_ON, ENOUGH)
        # when the client reads what would be told, and hides the energy
        await place.say(client, "/viikko")
        assert "voimat" in place.last(client).text
        await place.press(client, "Jätä pois: voimat")
        await place.say(maija, "/kooste")
        assert "voimat" not in place.last(maija).text
        # then it is there again when she wants it to be
        await place.press(client, "Näytä taas: voimat")
        await place.say(maija, "/kooste")
        assert "voimat" in place.last(maija).text


async def test_own_words_are_in_the_digest_only_when_they_were_ticked(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        await place.client(maija)
        now = place.clock.now()
        client = rows(place, Client)[0]
        kept = (("carry", "Kerron unesta", False), ("success", "Jaksoin kauppaan", True))
        notes = [Note(client_id=client.id, kind=kind, words=words, share=share, at=now) for kind, words, share in kept]
        await place.coach.store.run(lambda tx: tx.session.add_all(notes))
        await place.say(maija, "/kooste")
        assert not any(words in place.last(maija).text for _, words, _ in kept)


async def test_over_the_turn_of_a_long_year_there_is_one_digest_a_week(sqlite_url: str) -> None:
    async with town(sqlite_url, at=datetime(2026, 12, 16, 8, tzinfo=UTC)) as place:
        # given the year 2026, which has a week 53, and a restart every few days
        await place.professional("Maija")
        for _ in range(7):
            await place.wait(timedelta(days=4))
            await place.restart()
            await place.coach.tick()
            await place.settle()
        weeks = [digest.week for digest in rows(place, Digest)]
        assert weeks == ["2026-W52", "2026-W53", "2027-W01", "2027-W02"]


async def test_the_professional_chooses_when_the_digest_comes(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        await place.say(maija, "/kooste")
        for button in ("Milloin kooste tulee", "torstai", "14:00"):
            await place.press(maija, button)
        assert "torstaina 5.11. klo 14.00" in place.last(maija).text
        await place.wait(timedelta(days=14))
        assert [d.made_at.date() for d in rows(place, Digest)] == [date(2026, 11, 5), date(2026, 11, 12)]


async def test_a_long_caseload_has_pages_and_a_search(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        await place.client(maija, "Koivu")

        def fill(tx: Transaction) -> None:
            [first] = tx.session.exec(select(Client)).all()
            for index in range(18):
                row = Client(
                    person_id=first.person_id,
                    pseudonym=f"Puu {index:02}",
                    stage="active",
                    since=place.clock.now(),
                    consented_at=place.clock.now(),
                )
                tx.session.add(row)
                tx.session.flush()
                tx.session.add(Care(client_id=row.id, professional_id=1, since=row.since))

        await place.coach.store.run(fill)
        await place.say(maija, "/asiakkaat")
        seen = [button for button in place.offered(maija) if button.startswith(("Puu", "Koivu"))]
        for _ in range(2):
            await place.press(maija, "Seuraava →")
            seen += [button for button in place.offered(maija) if button.startswith(("Puu", "Koivu"))]
        assert len(set(seen)) == 19
        await place.press(maija, "Hae")
        await place.say(maija, "uu 07")
        assert place.offered(maija) == ["Puu 07"]
        # and the digest is short, with the others one by one
        await place.say(maija, "/kooste")
        assert len(place.last(maija).text.splitlines()) <= 20
        await place.press(maija, "Yksi asiakas kerrallaan")
        assert place.last(maija).text.startswith("1/19")


async def test_what_the_client_kept_back_stands_in_the_digest_with_its_true_number(sqlite_url: str) -> None:
    # given a limit of three in a row, and a client who does not start three and says "not yet"
    async with accompanied(sqlite_url, days=1) as (place, maija, client):
        await choose_step(place, client)
        await more(place, maija, "Rajat")
        await place.press(maija, "3 peräkkäin")
        await place.wait(timedelta(days=7))
        for round_ in range(3):
            await place.to_check_in(client)
            await place.press(client, "6")
            await place.press(client, NOT_STARTED)
            if round_ < 2:
                await place.through(client, *WAYS_ON)
        await place.press(client, "Älä kerro vielä")
        # then the digest says three, and nobody was told before
        assert TAKE not in place.offered(maija)
        await place.say(maija, "/kooste")
        assert "ettei vielä kerrota: 3 kokeilua aloittamatta" in place.last(maija).text


async def test_the_card_opens_the_energy_of_eight_weeks_with_a_text_alternative(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await card(place, maija)
        await place.press(maija, "Voimat 8 viikolta kuvana")
        assert "ei voimalukuja" in place.last(maija).text
        # given some answers
        for energy in ("3", "6"):
            await place.to_check_in(client)
            await place.press(client, energy)
        # when she opens the picture
        await card(place, maija)
        await place.press(maija, "Voimat 8 viikolta kuvana")
        picture = place.last(maija)
        # then it is one, with the numbers in words, and the look is in the client's log
        assert picture.content["photo"]
        assert "3" in picture.text
        await place.say(client, "/tietoni")
        await place.press(client, "Kuka on katsonut")
        assert "Maija (vastuuhenkilö): voimasi kuvana" in place.last(client).text
        # and what the client keeps back is not drawn
        await place.say(client, "/mita_nakyy")
        for button in ("Ketkä ovat mukana", "Maija: mitä näkyy", "Älä näytä: voimat"):
            await place.press(client, button)
        await card(place, maija)
        await place.press(maija, "Voimat 8 viikolta kuvana")
        assert "ei näytä voimalukuja sinulle" in place.last(maija).text


async def test_a_week_of_goals_and_experiments_is_no_silence(sqlite_url: str) -> None:
    # given a client who is met in person only
    async with accompanied(sqlite_url) as (place, maija, client):
        await more(place, maija, "Nyt vain tapaamiset")
        await place.wait(timedelta(days=8))
        await place.say(maija, "/kooste")
        # then a week without a word is no silence, and nothing new
        assert "Ei uutta" in place.last(maija).text
        assert "HILJAA" not in place.last(maija).text
        assert "Koivu: vain tapaamiset" in place.last(maija).text
        # when a goal is agreed on, its level told, and an experiment chosen
        await agreed(place)
        await place.say(client, "/tavoitteet")
        for button in (WHAT, "Missä olen nyt?", "c. "):
            await place.press(client, next(there for there in place.offered(client) if there.startswith(button)))
        await choose_step(place, client)
        # then the digest says so, without the words
        await place.say(maija, "/kooste")
        said = place.last(maija).text
        assert "Koivu: tavoitteesta sovittu · oma taso tavoitteessa kerrottu · kokeilu valittu" in said
        assert "MUUTTUNUT" in said
        assert "Ei uutta" not in said
        # and the client may keep it back
        await place.say(client, "/viikko")
        await place.press(client, "Jätä pois: tavoitteet")
        await place.say(maija, "/kooste")
        assert "tavoitteesta" not in place.last(maija).text


async def test_a_goals_agreed_day_stands_in_the_digest_until_it_was_looked_at(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await agreed(place)
        await place.say(maija, "/kooste")
        assert "katsottavaksi" not in place.last(maija).text, "the day is three months away"
        await place.wait(timedelta(days=85))
        await place.say(maija, "/kooste")
        due = "tavoite sovittu katsottavaksi yhdessä: 31.1."
        assert due in place.last(maija).text
        await place.wait(timedelta(days=10))
        await place.say(maija, "/kooste")
        assert due in place.last(maija).text, "nobody has looked yet"
        # then the client's own pages say that the day is past
        await place.say(client, "/suunnitelma")
        assert "Sovittu päivä katsoa tätä yhdessä oli 31.1." in place.last(client).text
        await place.say(client, "/oma_polku")
        assert "Sovittu katsottavaksi yhdessä: 31.1.2027" in place.last(client).text
        # when both have rated it, the digest is done with it
        await card(place, maija)
        for button in ("Tavoitteet", WHAT, "Arvioi yhdessä"):
            await place.press(maija, button)
        await place.press(maija, next(there for there in place.offered(maija) if there.startswith("0: ")))
        await place.wait(timedelta(days=3))
        await place.press(client, "Kyllä, niin se on")
        await place.say(maija, "/kooste")
        assert due not in place.last(maija).text
        # and so are the client's own pages, though the rating came late
        await place.say(client, "/suunnitelma")
        assert "31.1." not in place.last(client).text
        for page in ("/oma_polku", "/tavoitteet"):
            await place.say(client, page)
            if page == "/tavoitteet":
                await place.press(client, next(there for there in place.offered(client) if there.startswith(WHAT)))
            assert "31.1." not in place.last(client).text
            assert WHAT in place.last(client).text


@pytest.mark.parametrize(("days", "section"), [(0, "ODOTTAA SINUA"), (1, "MUUTTUNUT")])
async def test_nobody_goes_her_own_way_while_a_notice_about_her_is_due(
    sqlite_url: str, days: int, section: str
) -> None:
    # given a client who answers, and a notice of which she has heard: due in the digest's minute, or a day later
    async with accompanied(sqlite_url) as (place, maija, client):
        await place.wait(timedelta(days=3))
        await place.to_check_in(client)
        await place.press(client, "6")
        out = datetime(2026, 11, 9, 6, tzinfo=UTC) + timedelta(days=days)

        def due(tx: Transaction) -> None:
            case = cases.add(tx, 1, "A3", urgent=False, now=place.clock.now())
            case.tell_at = out
            timers.put(tx, "tell", case.id, out)

        await place.coach.store.run(due)
        # when the digest comes
        await place.travel.to_digest()
        [text] = [text for text in place.heard(maija) if text.startswith("Kooste ")]
        # then she stands where that is true, and what waits for tomorrow is not told today
        lines = text.splitlines()
        assert lines[next(n for n, line in enumerate(lines) if line.startswith("Koivu")) - 1] == section
        assert ("uusi ilmoitus odottaa ottajaa: vähän voimia" in text) is (days == 0)
        assert "KULKEE OMAA TAHTIAAN" not in text
