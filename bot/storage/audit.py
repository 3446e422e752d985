"""
The access log: who looked at or changed what about a client, and why. Rows are only ever added.

Each row carries a keyed hash of itself and of the row before it, so that a row changed, taken out or slipped in later
shows. The key is sealed; somebody who can write to the database but has no key cannot mend the chain. Cutting off the
newest rows shows by the head, kept apart; for more, note the head that `python -m bot check` prints somewhere else.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.storage import sealing
from bot.storage.columns import table_of
from bot.storage.database import Transaction
from bot.storage.sealing import Keyring
from bot.storage.tables import Access, Setting

HEAD, KEY = "log_head", "log_key"
KEY_LABEL = b"setting.log_key"
AT_A_TIME = 1000  # rows read together by a check

setting = table_of(Setting)
_HEAD = select(setting.c.value).where(setting.c.name == HEAD).with_for_update()
# Two processes may write the first lines of a new house at the same moment: the later one waits, and finds the first's.
_ONCE = {
    "sqlite": sqlite.insert(setting).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(setting).on_conflict_do_nothing(),
}


@dataclass(frozen=True, slots=True)
class Chain:
    """What a check found. `broken_at`: the first row that does not fit, 0 if all do, -1 if the newest are missing."""

    rows: int
    head: str
    broken_at: int = 0


def log(
    tx: Transaction,
    *,
    actor: str,
    actor_id: int | None,
    client_id: int | None,
    what: str,
    why: str,
    now: datetime,
) -> None:
    """Write one line. Processes take turns by the row that holds the head."""
    head = tx.execute(_HEAD).scalar()
    if head is None:
        tx.execute(_ONCE[tx.dialect], {"name": HEAD, "value": ""})
        head = tx.execute(_HEAD).scalar_one()
    row = Access(at=now, actor=actor, actor_id=actor_id, client_id=client_id, what=what[:40], why=why[:60])
    row.link = _link(_key(tx), head, row)
    tx.session.add(row)
    tx.session.flush()
    tx.execute(update(setting).where(setting.c.name == HEAD).values(value=row.link))


def check(tx: Transaction) -> Chain:
    """Walk the whole chain. What was purged by age is gone from its beginning, so its oldest row is taken as it is."""
    head = tx.execute(select(setting.c.value).where(setting.c.name == HEAD)).scalar() or ""
    key, count, last, before = _key(tx), 0, 0, None
    while rows := _after(tx, last):
        for row in rows:
            count, last = count + 1, row.id
            if before is not None and row.link != _link(key, before, row):
                return Chain(count, head, broken_at=row.id)
            before = row.link
    return Chain(count, head, broken_at=0 if (before or "") == head else -1)


def about(tx: Transaction, client_id: int) -> Sequence[Access]:
    """Every line about a client, newest first."""
    return tx.session.exec(
        select_rows(Access).where(Access.client_id == client_id).order_by(col(Access.id).desc())
    ).all()


def reseal_key(sealed: str, ring: Keyring) -> str:
    """For a rotation: the chain's own key stays, only its seal is new."""
    return ring.seal(ring.open(sealed, KEY_LABEL), KEY_LABEL)


def _after(tx: Transaction, last: int) -> Sequence[Access]:
    found = select_rows(Access).where(col(Access.id) > last).order_by(col(Access.id)).limit(AT_A_TIME)
    return tx.session.exec(found).all()


def _key(tx: Transaction) -> bytes:
    sealed = tx.execute(select(setting.c.value).where(setting.c.name == KEY)).scalar()
    if sealed is None:
        tx.execute(_ONCE[tx.dialect], {"name": KEY, "value": tx.keyring.seal(sealing.new_key(), KEY_LABEL)})
        sealed = tx.execute(select(setting.c.value).where(setting.c.name == KEY)).scalar_one()
    return tx.keyring.open(sealed, KEY_LABEL).encode()


def _link(key: bytes, before: str, row: Access) -> str:
    at = row.at.astimezone(UTC).isoformat()
    said = "\0".join((before, at, row.actor, str(row.actor_id), str(row.client_id), row.what, row.why))
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
