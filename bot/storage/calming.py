"""What a restored database must forget and remember, so that it goes on kindly: nothing twice, nothing old by mistake."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select, update
from sqlmodel import select as select_rows

from bot.storage import inbox, outbox, timers
from bot.storage.database import Transaction
from bot.storage.tables import Inbox, Outbox, Talk

LOST_TURNS = 10_000  # more questions than one person is asked in the time that a backup may be old


@dataclass(frozen=True)
class Calmed:
    """What was found waiting."""

    set_aside: int  # messages that the bot sent after the backup
    heard: int  # updates that were stored and not answered yet
    waiting: int  # messages that go out


def calm(tx: Transaction, taken_at: datetime, *, stopped: bool) -> Calmed:
    """
    Free what was in hand. Unless the bot was `stopped` before the backup, it went on after it, so also:

    Messages that were due then were sent then: they are set aside. Updates that waited are answered, perhaps again: an
    alarm among them must not be lost. Questions asked since are gone but their buttons are still out there: the turn
    numbers leap, so that no such button ever fits a new question. Whoever presses one is shown the question anew.
    """
    inbox.recover(tx)
    outbox.recover(tx)
    timers.recover(tx)
    aside = 0
    if not stopped:
        box = outbox.outbox
        due = (box.c.state == Outbox.WAITING, or_(box.c.not_before.is_(None), box.c.not_before <= taken_at))
        put = update(box).where(*due).values(state=Outbox.NEVER, params="", fault="restored")
        aside = tx.execute(put).rowcount
        _leap(tx)
    heard = tx.execute(select(func.count()).where(inbox.inbox.c.state == Inbox.WAITING)).scalar_one()
    return Calmed(aside, heard, outbox.waiting(tx))


def _leap(tx: Transaction) -> None:
    for talk in tx.session.exec(select_rows(Talk)).all():
        talk.turn += LOST_TURNS
        if talk.place:
            place = json.loads(talk.place)
            talk.place = json.dumps(place | {"turn": place["turn"] + LOST_TURNS}, ensure_ascii=False)
    tx.session.flush()
