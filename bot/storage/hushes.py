"""
Hushes: what was just said is not said again for a while, however often somebody asks for it.

A hush is a timer, so it goes by itself. Of whom it is about only a keyed hash is kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.storage import timers
from bot.storage.database import Transaction

DIGITS = 15  # hexadecimal, of the hash: what a row number can hold; two alike would hush each other for minutes


def first(tx: Transaction, what: str, chat_id: int, whom: int, now: datetime, length: timedelta) -> bool:
    """Is this the first of its kind here for so long? Then the next ones are hushed."""
    number = int(tx.keyring.fingerprints(f"hush.{what}.{chat_id}", whom)[0][:DIGITS], 16)
    if timers.next_after(tx, now, "group_hush", number) is not None:
        return False
    timers.put(tx, "group_hush", number, now + length)
    return True
