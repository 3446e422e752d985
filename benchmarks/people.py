"""A database full of enrolled clients for the whole bot to talk with."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlmodel import Session

from benchmarks.server import FIRST_CHAT
from bot.storage.database import build_engine
from bot.storage.schema import metadata
from bot.storage.tables import Care, Client, Person, Professional

SINCE = datetime(2026, 1, 5, tzinfo=UTC)


def fill(url: str, chats: int) -> None:
    """Make the tables; enrol one professional and as many clients."""
    engine = build_engine(url)
    metadata().create_all(engine)
    with Session(engine) as session:
        session.add(Person(id=1, telegram_id=1, chat_id=1))
        session.add(Professional(id=1, person_id=1, name="Maija", since=SINCE))
        for number in range(chats):
            chat = FIRST_CHAT + number
            session.add(Person(id=chat, telegram_id=chat, chat_id=chat))
            session.add(_client(chat, number))
            session.add(Care(client_id=chat, professional_id=1, since=SINCE))
        session.commit()
    engine.dispose()


def _client(chat: int, number: int) -> Client:
    return Client(
        id=chat,
        person_id=chat,
        pseudonym=f"Pihlaja {number}",
        stage="active",
        since=SINCE,
        consented_at=SINCE,
        step_what="kävely postilaatikolle",
        step_when="aamukahvin jälkeen",
        step_since=SINCE,
    )
