"""Who accompanies a client, as what, and since when: the rows behind every permission."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from bot.domain.roles import Relation, relation_of
from bot.domain.walltime import local_date
from bot.storage.database import Transaction
from bot.storage.tables import Care, Case, CaseCopy, Professional

CARRYING = ("responsible", "coworker")
"""Roles whose notices a deputy covers."""


def care(tx: Transaction, client_id: int, professional_id: int) -> Care | None:
    """How a professional accompanies a client now, if at all."""
    found = select(Care).where(
        Care.client_id == client_id, Care.professional_id == professional_id, col(Care.until).is_(None)
    )
    return tx.session.exec(found).first()


def care_by_id(tx: Transaction, care_id: int) -> Care | None:
    return tx.session.get(Care, care_id)


def all_of(tx: Transaction, client_id: int) -> Sequence[tuple[Care, Professional]]:
    """Everybody who accompanies a client now, the responsible one first."""
    found = (
        select(Care, Professional)
        .join(Professional, col(Professional.id) == Care.professional_id)
        .where(Care.client_id == client_id, col(Care.until).is_(None))
        .where(col(Professional.active).is_(True))
    )
    return sorted(tx.session.exec(found).all(), key=lambda row: (row[0].role != "responsible", row[0].id))


def begin(tx: Transaction, client_id: int, professional_id: int, role: str, now: datetime) -> Care:
    """Let a professional accompany a client, anew or in another role. Nothing that the client kept back is lost."""
    found = select(Care).where(Care.client_id == client_id, Care.professional_id == professional_id)
    row = tx.session.exec(found).first()
    if row is None:
        row = Care(client_id=client_id, professional_id=professional_id, since=now)
    elif row.until is not None:
        row.since, row.until = now, None
    row.role = role
    tx.keep(row)
    return row


def away(pro: Professional, now: datetime) -> bool:
    """Whether a professional is absent today, by their own calendar."""
    today = local_date(now, pro.timezone)
    return pro.away_from is not None and pro.away_from <= today and (pro.away_until is None or today <= pro.away_until)


def relations(tx: Transaction, client_id: int, professional_id: int, now: datetime) -> set[Relation]:
    """
    How a professional stands towards a client at this moment; empty for a stranger or a deactivated one.

    A deputy stands in while the one they cover is away, and for as long as a notice that reached them is open.
    """
    pro = tx.session.get(Professional, professional_id)
    if pro is None or not pro.active:
        return set()
    own = care(tx, client_id, professional_id)
    found = {relation_of(own.role)} if own is not None else set()
    covered = [other for c, other in all_of(tx, client_id) if c.role in CARRYING and other.deputy_id == pro.id]
    asked = pro.leads or bool(covered)
    if any(away(other, now) for other in covered) or (asked and _holds_open_notice(tx, client_id, pro.id)):
        found.add(Relation.DEPUTY)
    return found - {Relation.STRANGER}


def _holds_open_notice(tx: Transaction, client_id: int, professional_id: int) -> bool:
    found = (
        select(Case.id)
        .join(CaseCopy, col(CaseCopy.case_id) == Case.id)
        .where(Case.client_id == client_id, Case.state != "closed", CaseCopy.professional_id == professional_id)
    )
    return tx.session.exec(found).first() is not None


def covered_by(tx: Transaction, professional_id: int, now: datetime) -> list[Professional]:
    """Whom this professional covers today."""
    found = select(Professional).where(Professional.deputy_id == professional_id, col(Professional.active).is_(True))
    return [pro for pro in tx.session.exec(found).all() if away(pro, now)]


def leads(tx: Transaction) -> Sequence[Professional]:
    """Who is asked about notices that nobody took."""
    found = select(Professional).where(col(Professional.leads).is_(True), col(Professional.active).is_(True))
    return tx.session.exec(found).all()
