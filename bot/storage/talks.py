"""Where people stand in a dialog, and the script versions that open talks began with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import select

from bot.storage.database import Transaction
from bot.storage.tables import ScriptVersion, Talk


def current(tx: Transaction, person_id: int, now: datetime) -> Talk:
    """The person's talk row; a fresh one, with no script open, when there was none."""
    talk = tx.session.get(Talk, person_id)
    if talk is None:
        talk = Talk(person_id=person_id, since=now, last_at=now)
        tx.session.add(talk)
        tx.session.flush()
    return talk


def close(talk: Talk) -> None:
    """No script is open any more. The turn number stays: it only grows, so no old button ever fits again."""
    talk.script = talk.version = talk.place = ""
    talk.check_in_id = None


def remember_script(tx: Transaction, name: str, version: str, source: str, words: dict[str, Any]) -> None:
    """Keep a script with its words, so that talks begun with it can finish on it."""
    if tx.session.get(ScriptVersion, (name, version)) is None:
        tx.session.add(ScriptVersion(name=name, version=version, source=source, words=words))
        tx.session.flush()


def remembered(tx: Transaction) -> Sequence[ScriptVersion]:
    return tx.session.exec(select(ScriptVersion)).all()
