"""The reckoning: what people did, what the database says, and what the telephones show, held against each other."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path

from sqlmodel import col, select

from bot.storage.database import Store, Transaction
from bot.storage.tables import CheckIn, Inbox, Outbox, Proactive
from sandbox.desk import Desk
from sandbox.model import Change

GOOD_REASONS = ("cancelled", "late", "nothing to edit")
"""Why a message may rightly never go out."""


Shown = dict[tuple[int, int], str]
"""Chat and number of every message of the bot's -> what it said when it came; it may have been edited since."""


def watch(desk: Desk) -> Shown:
    """Remember from now on what every message said when it came."""
    shown: Shown = {}

    def see(change: Change) -> None:
        message = desk.message(change.chat_id, change.message_id)
        if change.kind == "message" and message is not None and message.sender is desk.bot:
            shown[change.chat_id, change.message_id] = message.text

    desk.listen(see)
    return shown


@dataclass
class Reckoning:
    """Everything but the sums should be zero; `again` are last-hop repetitions, which kills and lost answers explain."""

    updates: int = 0
    messages: int = 0
    check_ins: int = 0
    lost_updates: int = 0
    lost_messages: int = 0
    doubled_effects: int = 0
    out_of_order: int = 0
    unexplained: int = 0
    again: int = 0
    never: dict[str, int] = field(default_factory=dict)

    @property
    def lost(self) -> int:
        return self.lost_updates + self.lost_messages

    @property
    def doubled(self) -> int:
        return self.doubled_effects + self.unexplained


def finished(database: Path) -> set[int]:
    """The numbers of the updates that are finished by now. The bot forgets them after two weeks, so look every day."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as reader:
        return {row[0] for row in reader.execute("SELECT update_id FROM inbox WHERE state = ?", (Inbox.DONE,))}


def reckon(database: str, desk: Desk, shown: Shown, done: set[int]) -> Reckoning:
    """After the bot has stopped in good order. `done` are all updates that were ever seen finished."""
    store = Store.open(database)
    try:
        return store.run_now(lambda tx: _reckon(tx, desk, shown, done))
    finally:
        store.close_now()


def _reckon(tx: Transaction, desk: Desk, shown: Shown, done: set[int]) -> Reckoning:
    found = Reckoning()
    found.updates = desk.updates.next_id - 1
    found.lost_updates = len(set(range(1, desk.updates.next_id)) - done)
    _messages(tx, shown, found)
    _effects(tx, found)
    return found


def _messages(tx: Transaction, shown: Shown, found: Reckoning) -> None:
    """Every message that was decided is on its telephone, in its order; what is there more than once came again."""
    rows = tx.session.exec(select(Outbox).order_by(col(Outbox.id))).all()
    found.never = dict(Counter(row.fault for row in rows if row.state == Outbox.NEVER))
    bad = sum(count for fault, count in found.never.items() if fault not in GOOD_REASONS)
    sent = [row for row in rows if row.state == Outbox.SENT and row.method == "sendMessage"]
    strangers = sum(not row.chat_id for row in sent)  # of answers to strangers, and of help, no chat is kept
    known = {(row.chat_id, row.message_id or 0) for row in sent if row.chat_id}
    texts = Counter((chat, shown[chat, number]) for chat, number in known if (chat, number) in shown)
    for chat, number in set(shown) - known:
        if texts[chat, shown[chat, number]]:
            found.again += 1
        else:
            found.unexplained += 1
    found.messages = len(shown)
    found.lost_messages = bad + sum(row.state == Outbox.WAITING for row in rows) + len(known - set(shown))
    found.lost_messages += max(0, strangers - found.unexplained)
    found.unexplained = max(0, found.unexplained - strangers)
    places: defaultdict[int, list[int]] = defaultdict(list)
    for row in sent:
        if row.chat_id:
            places[row.chat_id].append(row.message_id or 0)
    found.out_of_order = sum(after < before for numbers in places.values() for before, after in pairwise(numbers))


def _effects(tx: Transaction, found: Reckoning) -> None:
    """Nobody was asked twice on a day, and no day has two unasked messages of one kind."""
    asked: defaultdict[int, list[date]] = defaultdict(list)
    rows = tx.session.exec(select(CheckIn).where(col(CheckIn.own_start).is_(False)).order_by(col(CheckIn.id))).all()
    for row in rows:
        asked[row.client_id].append(row.asked_at.date())
    found.check_ins = len(rows)
    found.doubled_effects += sum(after <= before for days in asked.values() for before, after in pairwise(days))
    by_day = Counter((row.client_id, row.on_date, row.kind) for row in tx.session.exec(select(Proactive)).all())
    found.doubled_effects += sum(number - 1 for number in by_day.values())
