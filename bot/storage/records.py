"""Summaries for the record, and where files about a client went."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlmodel import col, select

from bot.domain.record import Record
from bot.storage.database import Transaction
from bot.storage.record_tables import FileCopy, RecordSummary
from bot.storage.tables import Outbox

HOLDS = timedelta(days=30)  # after the client's yes; then life has moved on, and they are asked anew

_RECORD = TypeAdapter(Record)


def keep(
    tx: Transaction, record: Record, professional_id: int, now: datetime, put_in: Collection[str] = ()
) -> RecordSummary:
    """Keep a summary that the client shall be asked about. An older question of the same person gives way."""
    for older in _open(tx, record.client, professional_id):
        older.withdrawn_at = now
    row = RecordSummary(
        client_id=record.client,
        professional_id=professional_id,
        body=_RECORD.dump_json(record).decode(),
        asked_at=now,
        put_in=" ".join(sorted(put_in)),
    )
    tx.keep(row)
    return row


def _open(tx: Transaction, client_id: int, professional_id: int) -> Sequence[RecordSummary]:
    found = select(RecordSummary).where(
        RecordSummary.client_id == client_id,
        RecordSummary.professional_id == professional_id,
        col(RecordSummary.withdrawn_at).is_(None),
    )
    return tx.session.exec(found.order_by(col(RecordSummary.id))).all()


def by_id(tx: Transaction, summary_id: int) -> RecordSummary | None:
    return tx.session.get(RecordSummary, summary_id)


def newest(tx: Transaction, client_id: int, professional_id: int) -> RecordSummary | None:
    """The one that this professional asked about last, unless it was withdrawn."""
    found = _open(tx, client_id, professional_id)
    return found[-1] if found else None


def granted(row: RecordSummary | None, now: datetime) -> bool:
    """Whether it may be handed over now."""
    if row is None or not row.accepted or row.withdrawn_at is not None or row.answered_at is None:
        return False
    return now - row.answered_at < HOLDS


def granted_of(tx: Transaction, client_id: int, now: datetime) -> Sequence[RecordSummary]:
    """Every permission of a client that holds now."""
    found = select(RecordSummary).where(RecordSummary.client_id == client_id, col(RecordSummary.accepted).is_(True))
    return [row for row in tx.session.exec(found).all() if granted(row, now)]


def record_of(row: RecordSummary) -> Record:
    return _RECORD.validate_json(row.body).as_shown()  # older versions kept more than the paper shows


def went_to(tx: Transaction, client_id: int, outbox_id: int, now: datetime) -> None:
    """A file about this client is on its way to somebody else."""
    tx.session.add(FileCopy(client_id=client_id, outbox_id=outbox_id, at=now))


def files_of(tx: Transaction, client_id: int) -> Sequence[Outbox]:
    """The rows that carried, or will carry, files about a client to others."""
    found = (
        select(Outbox).join(FileCopy, col(FileCopy.outbox_id) == col(Outbox.id)).where(FileCopy.client_id == client_id)
    )
    return tx.session.exec(found).all()
