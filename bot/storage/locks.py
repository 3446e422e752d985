"""
Locks of professionals' chats, and what is held back behind them.

`outbox.add` asks `held_for` about every message that belongs to no client: what comes for a closed chat is kept sealed
and goes out when a code opens it. So no action can forget the lock.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, or_, select, update
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.domain.locks import Lock, Policy
from bot.storage import timers
from bot.storage.columns import table_of
from bot.storage.database import Transaction
from bot.storage.lock_tables import ProLock
from bot.storage.tables import Case, CaseCopy, Client, Outbox, Person, Professional

FAR = datetime(9999, 1, 1, tzinfo=UTC)  # open for good: SECOND_FACTOR=off
DELETABLE = timedelta(hours=47)  # Telegram lets a bot delete in a private chat for 48 hours
MOST_HIDDEN = 200  # older messages that are overwritten one by one, at one a second

outbox = table_of(Outbox)
lock = table_of(ProLock)

_CLOSED = (
    select(col(ProLock.professional_id))
    .join(Professional, col(Professional.id) == col(ProLock.professional_id))
    .join(Person, col(Person.id) == col(Professional.person_id))
    .where(col(Person.telegram_id) == bindparam("chat"), col(Professional.active).is_(True))  # a private chat's number
    .where(
        col(ProLock.locked_at).is_not(None)
        | col(ProLock.open_until).is_(None)
        | (col(ProLock.open_until) <= bindparam("now"))
    )
)


def held_for(tx: Transaction, chat_id: int, client_id: int | None, now: datetime) -> int | None:
    """The professional whose closed chat this is; None when it is open, nobody's, or about what they are as a client."""
    found: int | None = tx.execute(_CLOSED, {"chat": chat_id, "now": now}).scalar()
    if found is None or client_id is None:
        return found
    own: int | None = tx.execute(_own_clients(chat_id).where(col(Client.id) == client_id)).scalar()
    return None if own is not None else found


def _own_clients(chat_id: int) -> Any:
    """Somebody may accompany clients and be one."""
    of_person = col(Person.id) == col(Client.person_id)
    return select(col(Client.id)).join(Person, of_person).where(col(Person.telegram_id) == chat_id)


def _of_others(chat_id: int) -> Any:
    return or_(outbox.c.client_id.is_(None), outbox.c.client_id.not_in(_own_clients(chat_id)))


def of(tx: Transaction, professional_id: int) -> ProLock | None:
    return tx.session.exec(select_rows(ProLock).where(ProLock.professional_id == professional_id)).first()


def closed_out(tx: Transaction, professional_id: int) -> bool:
    """Whether an operator has closed this professional's chat."""
    row = of(tx, professional_id)
    return row is not None and row.locked_at is not None


def make(tx: Transaction, professional_id: int) -> ProLock:
    """The row of this professional; a new one is closed."""
    found = of(tx, professional_id)
    if found is None:
        found = ProLock(professional_id=professional_id)
        tx.keep(found)
    return found


def value(row: ProLock) -> Lock:
    return Lock(
        enrolled=bool(row.secret),
        open_until=row.open_until,
        locked=row.locked_at is not None,
        misses=row.misses,
        missed_at=row.missed_at,
    )


def follow(tx: Transaction, policy: Policy, named: Collection[int]) -> None:
    """Make the rows say what the setting says: at the start, and when a professional comes in (`named`: who has a name)."""
    for row in tx.session.exec(select_rows(ProLock)).all():
        if row.locked_at is not None:
            continue
        if policy is Policy.OFF:
            row.open_until = FAR
        elif row.open_until == FAR:
            row.open_until = None
        if not row.secret and policy is not Policy.REQUIRED:
            tx.session.delete(row)
    tx.session.flush()
    if policy is Policy.REQUIRED:
        for professional_id in named:
            make(tx, professional_id)


def enrolled(tx: Transaction) -> tuple[int, int]:
    """How many active professionals have a second factor, and how many there are."""
    ids = [pro.id for pro in tx.session.exec(select_rows(Professional).where(col(Professional.active).is_(True))).all()]
    have = [row for row in tx.session.exec(select_rows(ProLock)).all() if row.secret and row.professional_id in ids]
    return len(have), len(ids)


def release(tx: Transaction, chat_id: int, now: datetime) -> int:
    """The chat is open: what was held goes out, in its old order. Returns how much it was."""
    held = (outbox.c.chat_id == chat_id, outbox.c.state == Outbox.HELD)
    count = tx.execute(update(outbox).where(*held).values(state=Outbox.WAITING, made_at=now)).rowcount
    tx.wake("outbox")
    return count


def held(tx: Transaction, chat_id: int, since: datetime | None) -> Sequence[Outbox]:
    """What is held back for a chat, of what came after `since`."""
    found = select_rows(Outbox).where(Outbox.chat_id == chat_id, Outbox.state == Outbox.HELD)
    if since is not None:
        found = found.where(col(Outbox.made_at) > since)
    return tx.session.exec(found).all()


def rewrite(tx: Transaction, row_id: int, params: str) -> bool:
    """A message that is still held says something newer. False: it is not held, or is no more."""
    mine = (outbox.c.id == row_id, outbox.c.state == Outbox.HELD)
    changed: int = tx.execute(update(outbox).where(*mine).values(params=params)).rowcount
    return changed > 0


def drop_held(tx: Transaction, chat_id: int, names: Collection[str], others: Collection[str]) -> None:
    """
    Held messages that name a client who is forgotten. Few are held, so they are opened and looked at.

    Names may begin alike ("Koivu", "Koivula", "Koivu 2"), so whole names count, the longest first. Another client's
    notice stays whatever words stand in it; the client's own notices are gone before.
    """
    rows = held(tx, chat_id, None)
    numbers = [row.id for row in rows]
    notices = set(tx.execute(select(col(CaseCopy.outbox_id)).where(col(CaseCopy.outbox_id).in_(numbers))).scalars())
    longest_first = sorted({*names, *others}, key=len, reverse=True)
    any_name = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in longest_first)})(?!\w)")
    for row in rows:
        params = json.loads(row.params)
        said = f"{params.get('text', '')}\n{params.get('caption', '')}\n{params.get('document_text', '')}"
        if row.id not in notices and set(any_name.findall(said)) & set(names):
            tx.session.delete(row)
    tx.session.flush()


def stop(tx: Transaction, chat_id: int, keep: Collection[str]) -> int:
    """What waits for a chat that closes now: messages are held, changes of older ones dropped. How many are held."""
    mine = (outbox.c.chat_id == chat_id, outbox.c.state == Outbox.WAITING, _of_others(chat_id))
    messages = (*mine, outbox.c.kind.not_in(list(keep)), outbox.c.method.startswith("send"))
    changes = (*mine, outbox.c.method.startswith("edit"))
    tx.execute(update(outbox).where(*changes).values(state=Outbox.NEVER, params="", fault="closed"))
    held: int = tx.execute(update(outbox).where(*messages).values(state=Outbox.HELD, leased_until=None)).rowcount
    return held


def drop_row(tx: Transaction, row_id: int) -> None:
    """A held message that a newer one replaces."""
    tx.execute(delete(outbox).where(outbox.c.id == row_id, outbox.c.state == Outbox.HELD))


def drop_kind(tx: Transaction, chat_id: int, kind: str) -> None:
    """Held messages of a kind of which only the newest counts."""
    tx.execute(delete(outbox).where(outbox.c.chat_id == chat_id, outbox.c.kind == kind, outbox.c.state == Outbox.HELD))


def shown(tx: Transaction, chat_id: int, keep: Collection[str]) -> Sequence[Outbox]:
    """The bot's messages that stand in a professional's chat, newest first, but for those that tell nothing."""
    found = (
        select_rows(Outbox)
        .where(Outbox.chat_id == chat_id, Outbox.state == Outbox.SENT, _of_others(chat_id))
        .where(col(Outbox.message_id).is_not(None), col(Outbox.method).startswith("send"))
        .where(col(Outbox.kind).not_in(list(keep)))
    )
    return tx.session.exec(found.order_by(col(Outbox.id).desc())).all()


def open_copies(tx: Transaction, professional_id: int) -> dict[int, int]:
    """Outbox row -> notice, of the notices that this professional may still take or has taken."""
    found = (
        select_rows(CaseCopy, Case)
        .join(Case, col(Case.id) == col(CaseCopy.case_id))
        .where(CaseCopy.professional_id == professional_id, Case.state != "closed")
    )
    return {copy.outbox_id: case.id for copy, case in tx.session.exec(found).all()}


def forget_messages(tx: Transaction, row_ids: Sequence[int]) -> None:
    """These messages are gone from the chat: nothing edits them any more."""
    tx.session.flush()
    tx.execute(update(outbox).where(outbox.c.id.in_(row_ids)).values(message_id=None))


def forget(tx: Transaction, professional_id: int) -> None:
    tx.session.flush()
    tx.execute(delete(lock).where(lock.c.professional_id == professional_id))
    tx.session.expire_all()


def look_later(tx: Transaction, professional_id: int, at: datetime) -> None:
    """When the chat will have been left alone for long enough."""
    timers.put(tx, "lock", professional_id, at)
