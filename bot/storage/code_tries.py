"""
Invitation codes that did not open, counted by the hour.

A code has 128 random bits and cannot be guessed; the count keeps one chat from trying at all, and from costing anything.
Of a stranger only a keyed hash of the number is kept, for an hour.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, func, select

from bot.storage.database import Transaction
from bot.storage.tables import CodeTry

WINDOW = timedelta(hours=1)
EACH = 5  # wrong codes of one chat; mistyping happens, guessing needs 2^127
TOGETHER = 1000  # wrong codes of all chats that are written down; more only fill the disk
PURPOSE = "code"


def resting(tx: Transaction, telegram_id: int, now: datetime) -> bool:
    """Has this chat tried too often? Then not even a right code opens, for right and wrong must look the same."""
    who = tx.keyring.fingerprints(PURPOSE, telegram_id)
    mine = select(func.count()).where(col(CodeTry.who).in_(who), col(CodeTry.at) > now - WINDOW)
    return tx.session.exec(mine).one() >= EACH


def count(tx: Transaction, telegram_id: int, now: datetime) -> None:
    """Write down a wrong code. Right codes of others open however many are written down."""
    all_ = select(func.count()).select_from(CodeTry).where(col(CodeTry.at) > now - WINDOW)
    if tx.session.exec(all_).one() < TOGETHER:
        tx.session.add(CodeTry(who=tx.keyring.fingerprints(PURPOSE, telegram_id)[0], at=now))
