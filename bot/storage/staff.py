"""What an operator sees and mends: professionals, who is responsible for whom, notices. Nobody's words."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import update
from sqlmodel import col, select

from bot.storage.database import Transaction
from bot.storage.tables import Care, Case, Client, Outbox, Person, Professional


def professionals(tx: Transaction) -> Sequence[Professional]:
    """All, the deactivated ones too."""
    return tx.session.exec(select(Professional).order_by(col(Professional.id))).all()


def cares(tx: Transaction, professional_id: int) -> Sequence[Care]:
    """Whom a professional accompanies now."""
    found = select(Care).where(Care.professional_id == professional_id, col(Care.until).is_(None))
    return tx.session.exec(found.order_by(col(Care.id))).all()


def clients(tx: Transaction) -> Sequence[tuple[Client, Person]]:
    """All whose period goes on."""
    found = select(Client, Person).join(Person, col(Person.id) == Client.person_id).where(Client.stage != "ended")
    return tx.session.exec(found.order_by(col(Client.id))).all()


def open_cases(tx: Transaction) -> Sequence[Case]:
    """All notices that are not closed, the oldest first."""
    return tx.session.exec(select(Case).where(Case.state != "closed").order_by(col(Case.id))).all()


def taken_by(tx: Transaction, professional_id: int) -> Sequence[Case]:
    found = select(Case).where(Case.taken_by == professional_id, Case.state == "taken")
    return tx.session.exec(found.order_by(col(Case.id))).all()


def covered(tx: Transaction, professional_id: int) -> Sequence[Professional]:
    """Whose deputy this professional is."""
    return tx.session.exec(select(Professional).where(Professional.deputy_id == professional_id)).all()


def hush(tx: Transaction, chat_id: int) -> None:
    """Whatever still waits for this chat is not sent."""
    waiting = update(Outbox).where(col(Outbox.chat_id) == chat_id, col(Outbox.state) == Outbox.WAITING)
    tx.session.flush()
    tx.execute(waiting.values(state=Outbox.NEVER, fault="deactivated"))
