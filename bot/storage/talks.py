"""Where people stand in a dialog, and the script versions that open talks began with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from bot.storage.columns import table_of
from bot.storage.database import Transaction
from bot.storage.tables import ScriptVersion, Talk

version = table_of(ScriptVersion)
_KEEP = {
    "sqlite": sqlite.insert(version).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(version).on_conflict_do_nothing(),
}


def current(tx: Transaction, person_id: int, now: datetime) -> Talk:
    """The person's talk row; a fresh one, with no script open, when there was none."""
    talk = tx.session.get(Talk, person_id)
    if talk is None:
        talk = Talk(person_id=person_id, since=now, last_at=now)
        tx.keep(talk)
    return talk


def close(talk: Talk) -> None:
    """No script is open any more. The turn number stays: it only grows, so no old button ever fits again."""
    talk.script = talk.version = talk.place = ""
    talk.check_in_id = None
    put_pending(talk, [script for script in pending(talk).opens if script in PROMISED], [], "")


PROMISED = frozenset({"before_telling"})
"""Dialogs that must be held even if another talk came between: a client hears first what a professional will hear."""


class Pending(NamedTuple):
    """
    What follows when the talk ends: dialogs to open, sentences to say, the line on the next check-in.

    `last`: that line waits until the dialogs that follow are over, too.
    """

    opens: list[str]
    closing: list[str]
    next_line: str
    last: bool


def pending(talk: Talk) -> Pending:
    if not talk.pending:
        return Pending([], [], "", False)
    kept = json.loads(talk.pending)
    return Pending(kept["opens"], kept["closing"], kept["next"], kept.get("last", False))


def put_pending(talk: Talk, opens: list[str], closing: list[str], next_line: str, *, last: bool = False) -> None:
    """Remember what follows when the talk ends."""
    kept = {"opens": opens, "closing": closing, "next": next_line, "last": last and bool(next_line)}
    talk.pending = json.dumps(kept, ensure_ascii=False) if any(kept.values()) else ""


def remember_scripts(tx: Transaction, scripts: Sequence[ScriptVersion]) -> None:
    """
    Keep scripts with their words, so that talks begun with them can finish on them.

    Processes that start at the same moment bring the same rows; the first one's stay, and nobody waits for a lock.
    """
    known = _known(tx)
    new = [script.model_dump() for script in scripts if (script.name, script.version) not in known]
    if new:
        tx.execute(_KEEP[tx.dialect], new)


def outdated(tx: Transaction, newest: Mapping[str, str]) -> Sequence[ScriptVersion]:
    """What is remembered besides the newest versions, by script."""
    old = [key for key in sorted(_known(tx)) if newest.get(key[0]) != key[1]]
    return [tx.session.get_one(ScriptVersion, key) for key in old]


def _known(tx: Transaction) -> set[tuple[str, str]]:
    return {(row.name, row.version) for row in tx.execute(select(version.c.name, version.c.version))}
