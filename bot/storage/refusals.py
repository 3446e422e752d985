"""
Tries that the door refused: whoever answers for the data sees who tried what, and the client sees which professional did.

Whoever tries learns nothing by it: the answer is the same for a client who does not exist, and what they may read of
themselves names no client. One line a day for the same try, and an end of lines for somebody who tries without end.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlmodel import col

from bot.domain.purposes import Purpose
from bot.storage import audit
from bot.storage.database import Transaction
from bot.storage.tables import Access, Client

PEER = "peer"
"""Another client. Their number is one of `client`, those of all other actors here are of `professional`."""
STRANGE = "professional"  # somebody of the organisation who does not accompany this client
AGAIN = timedelta(days=1)  # the same try by the same person
MOST = 100  # lines of one person in that time: more than anybody's old buttons, and no load for the log
MORE = "more tries"


def log(tx: Transaction, *, actor: str, actor_id: int, client_id: int | None, what: str, now: datetime) -> None:
    """Somebody tried `what` and was refused. A number that is no client's is left out: it may be given to one later."""
    tx.session.flush()
    if client_id is not None and tx.execute(select(col(Client.id)).where(col(Client.id) == client_id)).scalar() is None:
        client_id = None
    found = select(col(Access.what), col(Access.client_id), col(Access.actor)).where(
        col(Access.actor_id) == actor_id, col(Access.at) > now - AGAIN, refused()
    )
    known = {(row.what, row.client_id) for row in tx.execute(found) if (row.actor == PEER) == (actor == PEER)}
    if len(known) >= MOST:
        what, client_id = MORE, None
    if (what, client_id) not in known:
        audit.log(
            tx, actor=actor, actor_id=actor_id, client_id=client_id, what=what, why=Purpose.REFUSED.value, now=now
        )


def refused() -> ColumnElement[bool]:
    """The lines that are of such tries."""
    return col(Access.why) == Purpose.REFUSED.value


def is_refused(row: Access) -> bool:
    return row.why == Purpose.REFUSED.value
