"""Notices to professionals: cases, and who has a copy of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from bot.storage.database import Transaction
from bot.storage.people import hold_case
from bot.storage.tables import Case, CaseCopy, Digest

MOST_ID = 2**63 - 1  # what a database takes as a row's number; a forged button may carry more


def get(tx: Transaction, case_id: int) -> Case | None:
    if not 0 < case_id <= MOST_ID:
        return None
    hold_case(tx, case_id)
    return tx.session.get(Case, case_id, populate_existing=tx.dialect == "postgresql")


def open_of(tx: Transaction, client_id: int, *, urgent: bool = False) -> Case | None:
    """The client's one open case. An urgent one is a case of its own."""
    found = select(Case).where(Case.client_id == client_id, Case.state != "closed", col(Case.urgent).is_(urgent))
    return tx.session.exec(found.order_by(col(Case.id).desc())).first()


def all_open(tx: Transaction, client_id: int) -> Sequence[Case]:
    return tx.session.exec(select(Case).where(Case.client_id == client_id, Case.state != "closed")).all()


def last_of(tx: Transaction, client_id: int) -> Case | None:
    """The newest non-urgent case, open or closed."""
    found = select(Case).where(Case.client_id == client_id, col(Case.urgent).is_(False))
    return tx.session.exec(found.order_by(col(Case.id).desc())).first()


def kept_back(tx: Transaction, client_id: int, since: datetime) -> Case | None:
    """The newest notice of which the client said "not yet" since then."""
    found = select(Case).where(Case.client_id == client_id, Case.closed_as == "not_yet", col(Case.closed_at) > since)
    return tx.session.exec(found.order_by(col(Case.id).desc())).first()


def add(tx: Transaction, client_id: int, signal: str, *, urgent: bool, now: datetime) -> Case:
    case = Case(client_id=client_id, signals=signal, urgent=urgent, opened_at=now)
    tx.keep(case)
    return case


def add_copy(tx: Transaction, case_id: int, professional_id: int, outbox_id: int) -> None:
    """Remember which message carried the notice; a reminder's copy takes the place of the first one."""
    found = select(CaseCopy).where(CaseCopy.case_id == case_id, CaseCopy.professional_id == professional_id)
    copy = tx.session.exec(found).first()
    if copy is None:
        copy = CaseCopy(case_id=case_id, professional_id=professional_id, outbox_id=outbox_id)
    copy.outbox_id = outbox_id
    tx.session.add(copy)


def copies(tx: Transaction, case_id: int) -> Sequence[CaseCopy]:
    return tx.session.exec(select(CaseCopy).where(CaseCopy.case_id == case_id).order_by(col(CaseCopy.id))).all()


def digest_written(tx: Transaction, professional_id: int, week: str) -> bool:
    found = select(Digest).where(Digest.professional_id == professional_id, Digest.week == week)
    return tx.session.exec(found).first() is not None


def write_digest(tx: Transaction, professional_id: int, week: str, now: datetime) -> None:
    """Raises the database's IntegrityError when this week's was written already: once per ISO week, whatever happens."""
    tx.keep(Digest(professional_id=professional_id, week=week, made_at=now))
