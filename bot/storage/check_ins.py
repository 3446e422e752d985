"""Check-ins: what was asked, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func
from sqlmodel import col, select

from bot.storage.database import Transaction
from bot.storage.tables import CheckIn, Outbox

MISS_WINDOW = timedelta(hours=48)  # an unanswered check-in is a miss no sooner (domain 4.2)

# Asked at almost every turn, so they are built once.
_SINCE = (
    select(CheckIn)
    .where(col(CheckIn.client_id) == bindparam("client"), col(CheckIn.asked_at) >= bindparam("since"))
    .order_by(col(CheckIn.id))
)
_ENERGIES = (
    select(CheckIn.answered_at, CheckIn.energy)
    .where(col(CheckIn.client_id) == bindparam("client"), col(CheckIn.energy).is_not(None))
    .where(col(CheckIn.answered_at) >= bindparam("since"))
    .order_by(col(CheckIn.answered_at), col(CheckIn.id))
)


def add(tx: Transaction, client_id: int, now: datetime, *, own_start: bool = False, level: int = 0) -> CheckIn:
    asked = CheckIn(client_id=client_id, asked_at=now, own_start=own_start, step_level=level)
    tx.keep(asked)
    return asked


def get(tx: Transaction, check_in_id: int | None) -> CheckIn | None:
    return None if check_in_id is None else tx.session.get(CheckIn, check_in_id)


def count(tx: Transaction, client_id: int) -> int:
    """How many there were, answered or not."""
    return tx.session.exec(select(func.count()).where(CheckIn.client_id == client_id)).one()


def since(tx: Transaction, client_id: int, since: datetime) -> Sequence[CheckIn]:
    """Asked since then, oldest first."""
    return tx.session.exec(_SINCE, params={"client": client_id, "since": since}).all()


def last(tx: Transaction, client_id: int, limit: int) -> list[CheckIn]:
    """The last so many, oldest first."""
    found = select(CheckIn).where(CheckIn.client_id == client_id).order_by(col(CheckIn.id).desc()).limit(limit)
    return list(reversed(tx.session.exec(found).all()))


def misses(tx: Transaction, client_id: int, heard_at: datetime | None, now: datetime) -> int:
    """
    Unanswered check-ins since the client was last heard.

    Only those that arrived and whose window is over. Anything the client says ends the row of misses, because
    only what was asked after it counts.
    """
    found = (
        select(CheckIn.id)
        .join(Outbox, col(Outbox.id) == CheckIn.outbox_id)
        .where(CheckIn.client_id == client_id, col(CheckIn.answered_at).is_(None), col(CheckIn.own_start).is_(False))
        .where(col(CheckIn.asked_at) <= now - MISS_WINDOW, Outbox.state == Outbox.SENT)
    )
    if heard_at is not None:
        found = found.where(col(CheckIn.asked_at) > heard_at)
    return len(tx.session.exec(found).all())


def energies(tx: Transaction, client_id: int, since: datetime) -> list[tuple[datetime, int]]:
    """When and how much, oldest first."""
    found = tx.session.exec(_ENERGIES, params={"client": client_id, "since": since})
    return [(at, energy) for at, energy in found.all() if at is not None and energy is not None]
