"""
Raw updates: stored once, taken in order per chat, finished once.

An update is finished in the transaction of its effects (`finish`), so a crash repeats work, never effects.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.clock import Clock
from bot.storage.columns import table_of
from bot.storage.database import Store, Transaction
from bot.storage.owners import Whose, anybody, held_by, lost
from bot.storage.tables import Inbox

LEASE = timedelta(minutes=1)  # longer than any turn takes; a crashed process's updates return after it
TRIES = 5  # then an update is set aside: it would hold up its chat for ever
NOT_OURS = timedelta(0)
CRASHES = 10  # claims that never ended: the update itself probably kills the process
KEEP = timedelta(days=14)  # finished rows know repeated updates; Telegram repeats for a day

inbox = table_of(Inbox)


@dataclass(frozen=True, slots=True)
class Update:
    """An update that this worker took. `attempts` counts this one."""

    id: int
    update_id: int
    chat_id: int
    payload: str = field(repr=False)  # a client's words
    attempts: int
    more: bool  # others of its chat wait behind it


def _storing(insert: Any) -> Any:
    return insert.on_conflict_do_nothing(index_elements=["update_id"]).returning(inbox.c.id)


_STORE = {"sqlite": _storing(sqlite.insert(inbox)), "postgresql": _storing(postgresql.insert(inbox))}

_older = inbox.alias("older")
# As text: in RETURNING, SQLAlchemy drops the names of tables for SQLite, and then a row is compared with itself.
_more = literal_column(
    "EXISTS (SELECT 1 FROM inbox AS behind "
    "WHERE behind.chat_id = inbox.chat_id AND behind.state = 0 AND behind.id > inbox.id)",
    Boolean,
)
_free = or_(inbox.c.leased_until.is_(None), inbox.c.leased_until <= bindparam("now"))
_heads = (
    select(inbox.c.id)
    .where(inbox.c.state == Inbox.WAITING, _free)
    .where(
        ~exists().where(_older.c.chat_id == inbox.c.chat_id, _older.c.state == Inbox.WAITING, _older.c.id < inbox.c.id)
    )
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(inbox)
    .where(inbox.c.id.in_(_heads))
    .values(leased_until=bindparam("until"), leased_by=bindparam("owner"), attempts=inbox.c.attempts + 1)
    .returning(inbox.c.id, inbox.c.update_id, inbox.c.chat_id, inbox.c.payload, inbox.c.attempts, _more.label("more"))
)
_FINISH = (
    update(inbox)
    .where(inbox.c.update_id == bindparam("which"), inbox.c.state == Inbox.WAITING)
    .values(state=Inbox.DONE, payload="", leased_until=None)
)


def store(tx: Transaction, updates: Sequence[tuple[int, int, str]], now: datetime) -> int:
    """
    Keep raw updates, each (update_id, chat_id, payload as JSON). Known ones are ignored.

    Returns:
        How many were new.
    """
    if not updates:
        return 0
    rows = [
        {"update_id": number, "chat_id": chat, "payload": payload, "state": Inbox.WAITING, "received_at": now}
        | {"attempts": 0, "fault": ""}
        for number, chat, payload in updates
    ]
    new = len(tx.execute_apart(_STORE[tx.dialect], rows).all())
    if new:
        tx.wake("inbox")
    return new


def put_aside(tx: Transaction, payload: str, fault: str, now: datetime) -> None:
    """Keep something that is no update at all, for a person to look at. The same thing is kept once."""
    number = -int(hashlib.sha256(payload.encode()).hexdigest()[:15], 16)  # negative: never one of Telegram's
    row = {"update_id": number, "chat_id": 0, "payload": payload, "state": Inbox.ASIDE, "received_at": now}
    tx.execute_apart(_STORE[tx.dialect], row | {"attempts": 0, "fault": fault[:200]})


def claim(tx: Transaction, now: datetime, limit: int = 50) -> list[Update]:
    """
    Take the oldest waiting update of each chat that nobody works on, oldest first.

    One statement, so no chat has two takers: PostgreSQL skips rows another process is taking, SQLite admits one
    writer. A later update of a chat stays behind the earlier one even while that one waits for its next try.
    """
    rows = tx.execute_apart(_CLAIM, {"now": now, "until": now + LEASE, "owner": tx.owner, "most": limit}).all()
    return sorted((Update(**row._mapping) for row in rows), key=lambda row: row.id)


def finish(tx: Transaction, update_id: int) -> bool:
    """Mark the update done and forget its words. False: it was done already, so the caller stops without any effect."""
    done = tx.execute_apart(_FINISH, {"which": update_id}).rowcount == 1
    tx.tell("finished", update_id)
    return done


def forget_chat(tx: Transaction, update_id: int) -> None:
    """A stranger's update: only its own number stays, so that a repetition of it is known."""
    tx.execute(update(inbox).where(inbox.c.update_id == update_id).values(chat_id=0))


def fail(tx: Transaction, row_id: int, fault: str, now: datetime, *, tries: int = TRIES) -> timedelta | None:
    """
    The turn failed: try again after a growing delay, or set the update aside with its words.

    What was finished after all, or taken over by another process meanwhile, is left alone.

    Args:
        fault: The name of an exception, never its text.
        tries: How often it may be tried, crashes of a process included; 1 if no retry can help.
    Returns:
        The delay until the next try, none at all (`NOT_OURS`) if it was left alone; None if the update was set aside.
    """
    mine = and_(inbox.c.id == row_id, inbox.c.state == Inbox.WAITING, held_by(inbox, tx.owner))
    found = tx.execute_apart(select(inbox.c.attempts).where(mine)).one_or_none()
    if found is None:
        return NOT_OURS
    aside = found.attempts >= tries
    delay = timedelta(seconds=min(4 ** (found.attempts - 1), 64))  # 1, 4, 16, 64 s: a chat waits a minute and a half
    tx.execute_apart(
        update(inbox)
        .where(inbox.c.id == row_id)
        .values(
            state=Inbox.ASIDE if aside else Inbox.WAITING,
            fault=fault[:200],
            leased_until=None if aside else now + delay,
            leased_by=None,  # nobody has it: it waits for its time
        )
    )
    tx.wake("inbox")  # what stood behind it may go on
    return None if aside else delay


def release(tx: Transaction, row_ids: Sequence[int]) -> None:
    """Hand back updates that were taken but not begun, as when the process stops."""
    _give_back(tx, and_(inbox.c.id.in_(row_ids), held_by(inbox, tx.owner)))  # the others may have taken it over


def release_lost(tx: Transaction, in_hand: Collection[int], at: datetime) -> None:
    """Hand back what this process took without hearing so, because the connection was gone at that moment."""
    if tx.owner is not None:
        _give_back(tx, lost(tx.owner, in_hand, at + LEASE)(inbox))


def _give_back(tx: Transaction, which: ColumnElement[bool]) -> None:
    back = update(inbox).where(inbox.c.state == Inbox.WAITING, which)
    tx.execute_apart(
        back.values(leased_until=None, attempts=case((inbox.c.attempts > 0, inbox.c.attempts - 1), else_=0))
    )
    tx.wake("inbox")


def recover(tx: Transaction, whose: Whose = anybody) -> int:
    """
    Free what a crashed process had taken; without `whose`, what any had, as for a process that is alone.

    Returns:
        How many updates were freed.
    """
    taken = inbox.c.id.in_(
        select(inbox.c.id)
        .where(inbox.c.state == Inbox.WAITING, inbox.c.leased_until.is_not(None), whose(inbox))
        .with_for_update(skip_locked=True)  # another process sees to it
    )
    crashing = update(inbox).where(taken, inbox.c.attempts >= CRASHES)
    aside = tx.execute_apart(crashing.values(state=Inbox.ASIDE, fault="Crash", leased_until=None)).rowcount
    freed = tx.execute_apart(update(inbox).where(taken).values(leased_until=None)).rowcount
    if aside or freed:
        tx.wake("inbox")
    return freed


def waiting(tx: Transaction) -> int:
    """How many updates are not finished, those set aside not counted."""
    count: int = tx.execute_apart(select(func.count()).where(inbox.c.state == Inbox.WAITING)).scalar_one()
    return count


def sweep(tx: Transaction, now: datetime) -> int:
    """Forget finished updates that Telegram cannot repeat any more."""
    gone: int = tx.execute_apart(
        delete(inbox).where(inbox.c.state == Inbox.DONE, inbox.c.received_at < now - KEEP)
    ).rowcount
    return gone


def keeper(store_: Store, clock: Clock) -> Callable[[Sequence[tuple[int, int, str]], Sequence[str]], Awaitable[None]]:
    """What `handlers/incoming.py` calls to keep a batch: updates and oddities in one transaction."""

    async def keep(updates: Sequence[tuple[int, int, str]], odd: Sequence[str]) -> None:
        now = clock.now()

        def work(tx: Transaction) -> None:
            store(tx, updates, now)
            for payload in odd:
                put_aside(tx, payload, "NoUpdate", now)

        await store_.run(work)

    return keep
