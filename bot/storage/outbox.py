"""
Calls that wait to be made: added in the transaction that decides them, sent by `workers/sender.py`.

Within a chat the row number decides the order, also under retries: a row whose next try is still to come holds up its
chat (`leased_until`), one that is planned for later (`not_before`) does not.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, exists, func, insert, literal, or_, select, update

from bot.storage import locks, timers
from bot.storage.calls import OutboxCall
from bot.storage.columns import table_of
from bot.storage.database import Transaction
from bot.storage.owners import Whose, anybody, held_by, lost
from bot.storage.sealing import SealedNumber
from bot.storage.tables import Outbox

TO_ANYBODY = "help"  # the kind of answers to strangers, and of help, which anybody gets
PLAIN = "plain"  # the kind of the bot's own sentences that tell nothing about anybody
BY_NUMBER = ("deleteMessage", "stopPoll", "editMessageText", "pinChatMessage")
"""Calls that name a message of their chat."""
NEVER_HELD = frozenset({TO_ANYBODY, PLAIN, "menu", "tidy"})
LEASE = timedelta(minutes=2)  # longer than a call waits for its turn and its answer
KEEP = timedelta(days=90)  # sent rows know the number of their message, for later edits

outbox = table_of(Outbox)

_ADD = insert(outbox).returning(outbox.c.id)

_older = outbox.alias("older")


def _due(table: Any) -> Any:
    return or_(table.c.not_before.is_(None), table.c.not_before <= bindparam("now"))


_heads = (
    select(outbox.c.id)
    .where(outbox.c.state == Outbox.WAITING, _due(outbox))
    .where(or_(outbox.c.leased_until.is_(None), outbox.c.leased_until <= bindparam("now")))
    .where(
        ~exists().where(
            _older.c.chat_id == outbox.c.chat_id,
            _older.c.state == Outbox.WAITING,
            _older.c.id < outbox.c.id,
            _due(_older),
        )
    )
    .order_by(outbox.c.rank, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(_heads))
    .values(leased_until=bindparam("until"), leased_by=bindparam("owner"), attempts=outbox.c.attempts + 1)
    .returning(
        *(outbox.c[name] for name in ("id", "chat_id", "method", "params", "rank", "client_id", "kind", "attempts")),
        *(outbox.c[name] for name in ("after", "made_at", "best_before", "professional_id", "topic")),
    )
)
_waiting_row = and_(outbox.c.id == bindparam("row"), outbox.c.state == Outbox.WAITING)
# What was said to somebody who is nobody here leaves no trace of the chat: nothing later edits it.
_known_chat = case((outbox.c.kind == TO_ANYBODY, literal(0, SealedNumber())), else_=outbox.c.chat_id)
_SENT = (
    update(outbox)
    .where(_waiting_row)
    .values(state=Outbox.SENT, params="", leased_until=None, sent_at=bindparam("now"), message_id=bindparam("message"))
    .values(chat_id=_known_chat)
)
_LATER = update(outbox).where(_waiting_row).values(leased_until=bindparam("until"), leased_by=None)  # nobody has it
_NEVER = (
    update(outbox)
    .where(_waiting_row)
    .values(
        state=Outbox.NEVER, params="", leased_until=None, fault=bindparam("why")
    )  # nobody reads these words any more
    .values(chat_id=_known_chat)
)


def add(
    tx: Transaction,
    *,
    chat_id: int,
    params: dict[str, Any],
    method: str = "sendMessage",
    rank: int = 0,
    client_id: int | None = None,
    kind: str = "",
    after: int | None = None,
    not_before: datetime | None = None,
    best_before: datetime | None = None,
    now: datetime | None = None,
    professional_id: int | None = None,
    topic: str = "",
) -> int:
    """
    Ask for a Bot API call; it is made after the commit, and only if there is one.

    What is meant for a professional whose chat is closed is held back; the timer "point" tells them that it is there.

    Args:
        params: The method's parameters without `chat_id` (and without `message_id` where `after` is given).
        rank: Across chats: answers 0, check-ins 1, notices 2, digests 3.
        after: The row whose message this call works on.
        best_before: Not sent at all after this.
        now: When it was decided; without it, the time of this commit.
        professional_id: Whose message to the client it is; they hear of it if it does not arrive.
        topic: What theirs is about: a key of the sentences `unsent_*`.
    Returns:
        The number of the row.
    """
    row = {
        "chat_id": chat_id,
        "method": method,
        "params": json.dumps(params, ensure_ascii=False, separators=(",", ":")),
        "rank": rank,
        "client_id": client_id,
        "kind": kind,
        "after": after,
        "not_before": not_before,
        "best_before": best_before,
        "made_at": now or tx.now,
        "state": _state(tx, chat_id, client_id, kind, method, now or tx.now),
        "attempts": 0,
        "fault": "",
        "professional_id": professional_id,
        "topic": topic,
    }
    tx.wake("outbox")
    return int(tx.execute_apart(_ADD, row).scalar_one())


def _state(tx: Transaction, chat_id: int, client_id: int | None, kind: str, method: str, now: datetime) -> int:
    """
    Held for a closed chat, waiting for any other.

    A client's own messages are not asked about, for they are most of all; pictures and papers are, for a professional
    may get one about a client.
    """
    if kind in NEVER_HELD or (client_id is not None and method == "sendMessage"):
        return Outbox.WAITING
    professional_id = locks.held_for(tx, chat_id, client_id, now)
    if professional_id is None:
        return Outbox.WAITING
    timers.put(tx, "point", professional_id, now)
    return Outbox.HELD


def claim(tx: Transaction, now: datetime, limit: int = 50) -> list[OutboxCall]:
    """
    Take the first due call of each chat, most urgent first. Nobody else gets them for `LEASE`.

    Calls past their best-before, and edits of a message that was never sent, are dropped here and not returned.
    """
    rows = tx.execute_apart(_CLAIM, {"now": now, "until": now + LEASE, "owner": tx.owner, "most": limit}).all()
    edited = _messages(tx, [row.after for row in rows if row.after is not None])
    calls = []
    for row in sorted(rows, key=lambda row: (row.rank, row.id)):
        if row.best_before is not None and row.best_before < now:
            never(tx, row.id, "late")
        elif row.after is not None and edited.get(row.after) is None:
            never(tx, row.id, "nothing to edit")
        else:
            calls.append(_call(row, edited))
    if len(calls) < len(rows):
        tx.wake("outbox")  # what stood behind the dropped ones may go
    return calls


def _call(row: Any, edited: dict[int, int | None]) -> OutboxCall:
    return OutboxCall(
        id=row.id,
        chat_id=row.chat_id,
        method=row.method,
        params=json.loads(row.params),
        rank=row.rank,
        client_id=row.client_id,
        kind=row.kind,
        attempts=row.attempts,
        edits=edited.get(row.after) if row.after is not None else None,
        made_at=row.made_at,
        best_before=row.best_before,
        professional_id=row.professional_id,
        topic=row.topic,
    )


def _messages(tx: Transaction, ids: list[int]) -> dict[int, int | None]:
    if not ids:
        return {}
    found = tx.execute_apart(select(outbox.c.id, outbox.c.message_id).where(outbox.c.id.in_(ids)))
    return {row.id: row.message_id for row in found}


def sent(tx: Transaction, done: Sequence[tuple[int, int | None]], now: datetime) -> None:
    """These rows are out: (row, message_id). Their words are forgotten, their messages' numbers kept."""
    if done:
        tx.execute_apart(_SENT, [{"row": row, "message": message, "now": now} for row, message in done])


def later(tx: Transaction, row_id: int, until: datetime) -> None:
    """Try again at `until`; the chat waits so that order is kept."""
    tx.execute_apart(_LATER, {"row": row_id, "until": until})


def never(tx: Transaction, row_id: int, fault: str) -> None:
    """Set aside, with the reason; what stood behind it may go."""
    tx.execute_apart(_NEVER, {"row": row_id, "why": fault[:200]})


def moved(tx: Transaction, old: int, new: int) -> None:
    """
    A group became a supergroup: all that waits for it goes to its new number, in the old order.

    Not so what works on a message that was out before: its number names another message there.
    """
    made_before = exists().where(_older.c.id == outbox.c.after, _older.c.message_id.is_not(None))
    numbered = and_(outbox.c.method.in_(BY_NUMBER), or_(outbox.c.after.is_(None), made_before))
    waiting = and_(outbox.c.chat_id == old, outbox.c.state == Outbox.WAITING)
    _drop(tx, and_(waiting, numbered), "moved")
    tx.execute_apart(update(outbox).where(waiting).values(chat_id=new, leased_until=None))
    tx.wake("outbox")


def release(tx: Transaction, row_ids: Sequence[int]) -> None:
    """Hand back calls that were taken but not made, as when the process stops."""
    _give_back(tx, and_(outbox.c.id.in_(row_ids), held_by(outbox, tx.owner)))  # the others may have taken it over


def release_lost(tx: Transaction, in_hand: Collection[int], at: datetime) -> None:
    """Hand back what this process took without hearing so, because the connection was gone at that moment."""
    if tx.owner is not None:
        _give_back(tx, lost(tx.owner, in_hand, at + LEASE)(outbox))


def _give_back(tx: Transaction, which: ColumnElement[bool]) -> None:
    back = update(outbox).where(outbox.c.state == Outbox.WAITING, which)
    tx.execute_apart(back.values(leased_until=None, attempts=outbox.c.attempts - 1))
    tx.wake("outbox")


def cancel(tx: Transaction, client_id: int, kinds: Collection[str] = ()) -> int:
    """Drop what waits for a client (of these kinds, if any are named). What is being sent just now may still go out."""
    which = and_(outbox.c.client_id == client_id, outbox.c.state == Outbox.WAITING)
    if kinds:
        which = and_(which, outbox.c.kind.in_(list(kinds)))
    return _drop(tx, which, "cancelled")


def cancel_rows(tx: Transaction, rows: Collection[int]) -> None:
    """Drop these that still wait."""
    _drop(tx, and_(outbox.c.id.in_(list(rows)), outbox.c.state == Outbox.WAITING), "cancelled")


def _drop(tx: Transaction, which: ColumnElement[bool], fault: str) -> int:
    """These will never be sent, and their words are forgotten."""
    dropped = {"state": Outbox.NEVER, "params": "", "leased_until": None, "fault": fault}
    return tx.execute_apart(update(outbox).where(which).values(**dropped)).rowcount


def recover(tx: Transaction, whose: Whose = anybody) -> int:
    """Free what a crashed process had taken; without `whose`, what any had, as for a process that is alone."""
    taken = (
        select(outbox.c.id)
        .where(outbox.c.state == Outbox.WAITING, outbox.c.leased_until.is_not(None), whose(outbox))
        .with_for_update(skip_locked=True)  # another process sees to it
    )
    freed = tx.execute_apart(update(outbox).where(outbox.c.id.in_(taken)).values(leased_until=None)).rowcount
    if freed:
        tx.wake("outbox")
    return freed


def last_said(tx: Transaction, client_id: int) -> tuple[str, datetime] | None:
    """The kind of the newest message to a client, and when it was decided."""
    query = select(outbox.c.kind, outbox.c.made_at).order_by(outbox.c.id.desc()).limit(1)
    mine = (outbox.c.client_id == client_id, outbox.c.method == "sendMessage")
    row = tx.execute_apart(query.where(*mine)).first()
    return None if row is None else (row.kind, row.made_at)


def waiting(tx: Transaction) -> int:
    """How many calls are still to be made, planned ones included."""
    count: int = tx.execute_apart(select(func.count()).where(outbox.c.state == Outbox.WAITING)).scalar_one()
    return count


def next_due(tx: Transaction) -> datetime | None:
    """When the next call may be made that cannot be made now; None if nothing waits."""
    when = func.coalesce(outbox.c.leased_until, outbox.c.not_before)
    found: datetime | None = tx.execute_apart(
        select(func.min(when)).where(outbox.c.state == Outbox.WAITING)
    ).scalar_one()
    return found


def sweep(tx: Transaction, now: datetime) -> int:
    """Forget what was sent or given up long ago."""
    gone: int = tx.execute_apart(
        delete(outbox).where(outbox.c.state != Outbox.WAITING, outbox.c.made_at < now - KEEP)
    ).rowcount
    return gone
