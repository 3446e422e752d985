"""An answer and a notice go to whom the client was told: no other, and not only somebody who is away (R41, R45, R67)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.actions.scene import Scene
from bot.actions.speaker import find
from bot.actions.talking import open_script
from bot.storage.database import Transaction
from bot.storage.tables import Care, Letter
from sandbox.model import User
from tests.journeys.professional_ways import deputy, letter, two_of_them
from tests.town import Town, accompanied, rows, town

LEAVE = ("Ketkä ovat mukana", "Seppo: mitä näkyy", "Seppo ei näe enää mitään")
MINE = "Omat sanani"


async def press_answer(place: Town, client: User) -> None:
    place.desk.press_data(client, place.last(client), f"q.reply.{rows(place, Letter)[-1].id}")
    await place.settle()


async def with_letter_of_seppo(place: Town) -> tuple[User, User, User]:
    maija, seppo, client = await two_of_them(place)
    await place.wait(timedelta(days=1))
    await letter(place, seppo, "Hei")
    return maija, seppo, client


async def leave(place: Town, client: User) -> None:
    await place.say(client, "/mita_nakyy")
    for button in LEAVE:
        await place.press(client, button)


def _end_care(tx: Transaction, professional_id: int, now: datetime) -> None:
    for care in tx.session.exec(select(Care).where(Care.professional_id == professional_id)).all():
        care.until = now


async def test_the_client_hears_who_reads_instead_of_who_is_gone(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, seppo, client = await with_letter_of_seppo(place)
        await leave(place, client)
        # when the client answers Seppo's letter all the same
        await press_answer(place, client)
        # then Maija is named before anything is written, and Seppo is not promised
        assert "Seppo ei ole enää mukana. Vastauksesi lukee Maija." in place.heard(client)[-2]
        assert "jonka Maija saa" in place.last(client).text
        await place.say(client, MINE)
        await place.press(client, "Kyllä, lähetä")
        assert any(MINE in text for text in place.heard(maija))
        assert not any(MINE in text for text in place.heard(seppo))


async def test_an_answer_does_not_change_its_reader_on_the_way(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, seppo, client = await with_letter_of_seppo(place)
        # given words for Seppo, written and not yet sent
        await press_answer(place, client)
        await place.say(client, MINE)
        # when Seppo's sharing ends before they are
        seppos = rows(place, Letter)[-1].professional_id
        await place.coach.store.run(lambda tx: _end_care(tx, seppos, place.clock.now()))
        await place.press(client, "Kyllä, lähetä")
        # then they reach nobody, and the client knows
        assert "En lähettänyt vastausta" in " ".join(place.heard(client)[-2:])
        assert not any(MINE in text for user in (maija, seppo) for text in place.heard(user))


async def test_while_somebody_is_away_who_covers_gets_the_answer_too(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        seppo = await deputy(place, maija)
        await letter(place, maija, "Mitä kuuluu?")
        await place.press(maija, "Olen poissa")
        await place.say(maija, "9.11.")
        await place.say(maija, "20.11.")
        await place.wait(timedelta(days=9))
        # when the client answers in the meantime
        await press_answer(place, client)
        assert "sijainen Seppo" in place.heard(client)[-2]
        await place.say(client, MINE)
        await place.press(client, "Kyllä, lähetä")
        # then both have it, and the client knows
        assert any(MINE in text and "Maija" in text for text in place.heard(seppo))
        assert any(MINE in text for text in place.heard(maija))
        assert any("sijaisena Seppo" in text for text in place.heard(client)[-2:])


def opened(tx: Transaction, place: Town, client: User, script: str) -> None:
    """A talk begins, as if its occasion had come."""
    who, now = find(tx, client.id), place.clock.now()
    assert who is not None
    scene = Scene.of(tx, place.coach.house, who, now)
    scene.late["signal"] = "A3"
    open_script(scene, script)


async def away(place: Town, pro: User, first: str = "9.11.", last: str = "20.11.") -> None:
    await place.press(pro, "Olen poissa")
    for day in (first, last):
        await place.say(pro, day)


async def test_while_somebody_is_away_the_client_reads_who_really_hears(sqlite_url: str) -> None:
    # given Maija, who is away, and Seppo, who covers
    async with accompanied(sqlite_url) as (place, maija, client):
        seppo = await deputy(place, maija)
        await away(place, maija)
        await place.wait(timedelta(days=9))
        # when the client looks, asks for contact, and got hurt
        await place.say(client, "/mita_nakyy")
        assert "Nyt Maija on poissa, ja tiedon saa Seppo (sijainen)." in place.last(client).text
        await place.press(client, "Ketkä ovat mukana")
        assert "• Seppo: sijaistaa, kun Maija on poissa, näkee samat asiat" in place.last(client).text
        await place.say(seppo, "/asiakkaat")
        assert place.last(seppo).text == "Sinulla on 1 asiakas. Sijaistat nyt: Maija."
        await place.say(client, "haluan yhteydenoton")
        assert "Seppo (sijainen) saa sen nyt" in place.last(client).text
        await place.press(client, "Kyllä, välitä se")
        assert "Jos Seppo (sijainen) ei ole ehtinyt" in " ".join(place.heard(client)[-2:])
        assert any("yhteydenottoa" in text for text in place.heard(seppo))
        await place.coach.store.run(lambda tx: opened(tx, place, client, "fear_and_safety"))
        await place.settle()
        await place.press(client, "Minuun sattui")
        assert any("Seppo (sijainen) saa tästä tiedon heti" in text for text in place.heard(client)[-3:])


@pytest.mark.parametrize(("last", "who"), [("20.11.", "Seppo (sijainen)"), ("10.11.", "Maija")])
async def test_who_is_told_on_the_next_working_day_is_who_is_there_then(sqlite_url: str, last: str, who: str) -> None:
    # given an absence that goes on, or that ends today
    async with accompanied(sqlite_url, days=1) as (place, maija, client):
        await deputy(place, maija)
        await away(place, maija, last=last)
        await place.wait_until(datetime(2026, 11, 10, 7, tzinfo=UTC))
        # when a notice is noticed on Tuesday
        await place.coach.store.run(lambda tx: opened(tx, place, client, "before_telling"))
        await place.settle()
        # then the client reads who hears of it on Wednesday
        [told] = [text for text in place.heard(client) if "saa tästä tiedon" in text]
        assert f"{who} saa tästä tiedon seuraavana arkipäivänä" in told
