"""Where people stand in a dialog, and the script versions that open talks began with."""

from __future__ import annotations

import json
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
    opens, _, _ = pending(talk)
    put_pending(talk, [script for script in opens if script in PROMISED], [], "")


PROMISED = frozenset({"before_telling"})
"""Dialogs that must be held even if another talk came between: a client hears first what a professional will hear."""


def pending(talk: Talk) -> tuple[list[str], list[str], str]:
    """What follows when the talk ends: dialogs to open, sentences to say, the line on the next check-in."""
    if not talk.pending:
        return [], [], ""
    kept = json.loads(talk.pending)
    return kept["opens"], kept["closing"], kept["next"]


def put_pending(talk: Talk, opens: list[str], closing: list[str], next_line: str) -> None:
    """Remember what follows when the talk ends."""
    kept = {"opens": opens, "closing": closing, "next": next_line}
    talk.pending = json.dumps(kept, ensure_ascii=False) if any(kept.values()) else ""


def remember_script(tx: Transaction, name: str, version: str, source: str, words: dict[str, Any]) -> None:
    """Keep a script with its words, so that talks begun with it can finish on it."""
    if tx.session.get(ScriptVersion, (name, version)) is None:
        tx.session.add(ScriptVersion(name=name, version=version, source=source, words=words))
        tx.session.flush()


def remembered(tx: Transaction) -> Sequence[ScriptVersion]:
    return tx.session.exec(select(ScriptVersion)).all()
