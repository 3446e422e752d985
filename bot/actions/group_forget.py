"""
What the bot said in a group in the words of somebody who is forgotten: it goes as far as Telegram lets.

Nobody but the bot can delete its messages there. What the group has agreed on stays: it belongs to all, without a name.
"""

from __future__ import annotations

from datetime import datetime

from bot.actions.house import House
from bot.storage import group_posts, locks, outbox, timers, together
from bot.storage.database import Transaction
from bot.storage.group_tables import Group
from bot.storage.tables import Client, Outbox


def take_back(tx: Transaction, house: House, client: Client, now: datetime) -> None:
    """Shared words and open questions: what waits is dropped, what is out is deleted or, when too old, overwritten."""
    for share, group in group_posts.shares_of(tx, client.id):
        timers.drop(tx, "group_cheer", share.id)
        sent = _sent(tx, share.outbox_id)
        if sent is None:
            continue
        if _young(sent, now):
            _call(tx, group, "deleteMessage", sent, now)
        else:
            _call(tx, group, "editMessageText", sent, now, house.words.bot("group_said_erased", group.locale))
    for proposal, group in together.asked_by(tx, client.id):
        timers.drop(tx, "group_vote", proposal.id)
        sent = _sent(tx, proposal.outbox_id)
        if sent is not None:  # a poll's words cannot be changed, so one that is too old is closed at least
            _call(tx, group, "stopPoll", sent, now)
            _call(tx, group, "deleteMessage", sent, now)


def _sent(tx: Transaction, row_id: int) -> Outbox | None:
    """The message if it is out; one that waits goes out no more."""
    outbox.cancel_rows(tx, [row_id])
    row = tx.session.get(Outbox, row_id, populate_existing=True)
    return row if row is not None and row.message_id is not None else None


def _young(row: Outbox, now: datetime) -> bool:
    return row.sent_at is not None and now - row.sent_at < locks.DELETABLE


def _call(tx: Transaction, group: Group, method: str, row: Outbox, now: datetime, text: str = "") -> None:
    if group.chat_id is not None:
        params = {"message_id": row.message_id} | ({"text": text} if text else {})
        outbox.add(tx, chat_id=group.chat_id, method=method, params=params, now=now, kind="group")
