"""A life that a summary can be made of, and how one is asked for."""

from __future__ import annotations

import csv
from datetime import timedelta
from io import BytesIO, StringIO

from pypdf import PdfReader
from sqlmodel import col, select

from bot.storage.tables import Access, Client, Professional
from sandbox.model import User
from tests.papers.lives import lived
from tests.town import Town

BACK = "Perun kyllä-vastaukseni"
READ, YES, NO = "Näytä, mitä siinä lukee", "Kyllä, tämän saa luovuttaa", "Ei, se jää tänne"


async def a_life(place: Town) -> tuple[User, User]:
    """A professional and a client with sixteen weeks behind them."""
    pro = await place.professional()
    client = await place.client(pro)

    def live(tx) -> None:
        lived(tx, tx.session.exec(select(Client)).one(), the_professional(tx), place.clock.now())

    place.coach.store.run_now(live)
    return pro, client


async def panel(place: Town, pro: User) -> None:
    await place.say(pro, "/asiakkaat")
    await place.press(pro, next(button for button in place.offered(pro) if button.startswith("Koivu")))
    await place.press(pro, "Lisää")
    await place.press(pro, "Kooste asiakirjoihin")


async def asked(place: Town, pro: User) -> None:
    await panel(place, pro)
    await place.press(pro, "Kysy asiakkaalta")
    await place.wait(timedelta(minutes=1))


def files(place: Town, user: User) -> list[tuple[str, bytes]]:
    found = [m.content["document"] for m in place.desk.messages(user.id) if "document" in m.content]
    return [(each["file_name"], place.desk.files.by_id[each["file_id"]].body) for each in found]


def rows_of(table: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(table.decode("utf-8-sig")), delimiter=";"))


def text_of(body: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)


def log(place: Town) -> list[tuple[str, str]]:
    found = place.coach.store.run_now(lambda tx: list(tx.session.exec(select(Access).order_by(col(Access.id))).all()))
    return [(row.actor, row.what) for row in found]


PDF, CSV, FHIR = "Paperi (PDF)", "Taulukko (CSV)", "Järjestelmille (FHIR)"


def the_professional(tx) -> int:
    return tx.session.exec(select(Professional)).first().id
