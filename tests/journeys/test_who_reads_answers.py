"""An answer goes to whom the client was told: not to another, and not only to somebody who is away (R41, R45, R67)."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import select

from bot.storage.database import Transaction
from bot.storage.tables import Care, Letter
from sandbox.model import User
from tests.journeys.professional_ways import card, colleague, deputy, rows
from tests.town import Town, town

LEAVE = ("Ketkä ovat mukana", "Seppo: mitä näkyy", "Seppo ei näe enää mitään")
MINE = "Omat sanani"


async def write(place: Town, pro: User, said: str) -> None:
    await card(place, pro)
    await place.press(pro, "Kirjoita")
    await place.say(pro, said)
    await place.press(pro, "Kyllä, lähetä")


async def press_answer(place: Town, client: User) -> None:
    place.desk.press_data(client, place.last(client), f"q.reply.{rows(place, Letter)[-1].id}")
    await place.settle()


async def with_letter_of_seppo(place: Town) -> tuple[User, User, User]:
    maija = await place.professional("Maija")
    client = await place.client(maija)
    seppo = await colleague(place, maija)
    await place.press(client, "Kyllä, sopii")
    await place.wait(timedelta(days=1))
    await write(place, seppo, "Hei")
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
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        client = await place.client(maija)
        seppo = await deputy(place, maija)
        await write(place, maija, "Mitä kuuluu?")
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
