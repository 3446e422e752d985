"""What goes between a professional and a client: notes, proposals, letters, meetings."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.storage import dose
from bot.storage.calls import OutboxCall
from bot.storage.database import Transaction
from bot.storage.tables import Letter, Meeting, Outbox, PrivateNote, Proposal


def note(tx: Transaction, client_id: int, professional_id: int, words: str, now: datetime) -> None:
    tx.session.add(PrivateNote(client_id=client_id, professional_id=professional_id, words=words, at=now))


def notes(tx: Transaction, client_id: int, most: int) -> Sequence[PrivateNote]:
    """The newest so many, newest first."""
    found = select(PrivateNote).where(PrivateNote.client_id == client_id)
    return tx.session.exec(found.order_by(col(PrivateNote.id).desc()).limit(most)).all()


def propose(tx: Transaction, proposal: Proposal) -> Proposal:
    """Keep a proposal; an open one of the same kind and person gives way, so that its buttons do nothing any more."""
    same = select(Proposal).where(
        Proposal.client_id == proposal.client_id,
        Proposal.kind == proposal.kind,
        Proposal.colleague_id == proposal.colleague_id,
        col(Proposal.answered_at).is_(None),
    )
    for older in tx.session.exec(same).all():
        older.answered_at = proposal.at
    tx.keep(proposal)
    return proposal


def proposal(tx: Transaction, proposal_id: int) -> Proposal | None:
    return tx.session.get(Proposal, proposal_id)


def letter(tx: Transaction, client_id: int, professional_id: int, now: datetime) -> Letter:
    row = Letter(client_id=client_id, professional_id=professional_id, at=now)
    tx.keep(row)
    return row


def letter_by_id(tx: Transaction, letter_id: int) -> Letter | None:
    return tx.session.get(Letter, letter_id)


@dataclass(frozen=True, slots=True)
class Unsent:
    """A person's message that has not gone out: its row, whose it is, and what it is about; `about` is its own row, if any."""

    row: int
    professional_id: int
    kind: str
    at: datetime | None
    about: Letter | Proposal | Meeting | None
    topic: str

    @property
    def meeting_id(self) -> int | None:
        """Of the meeting that it tells of."""
        return self.about.id if isinstance(self.about, Meeting) else None


NAMED = re.compile(r'"q\.(reply|yes|remind)\.(\d+)"')
"""The button under such a message names the letter, the proposal or the meeting."""
TOPICS = {"reply": "letter", "yes": "proposal", "remind": "meeting_set"}
"""What a message is about by its button alone, as for rows of before `topic` was kept."""
FROM_PEOPLE = ("letter", "meeting_set")


def unsent(tx: Transaction, client_id: int, professional_id: int | None = None) -> list[Unsent]:
    """What waits for the client from people, of one professional or of all, oldest first."""
    from_people = or_(col(Outbox.professional_id).is_not(None), col(Outbox.kind).in_(FROM_PEOPLE))
    waiting = select(Outbox).where(Outbox.client_id == client_id, Outbox.state == Outbox.WAITING, from_people)
    rows = tx.session.exec(waiting.order_by(col(Outbox.id))).all()
    found = [whose(tx, client_id, row) for row in rows]
    return [one for one in found if one is not None and professional_id in (None, one.professional_id)]


def whose(tx: Transaction, client_id: int, row: Outbox | OutboxCall) -> Unsent | None:
    """Whose message to this client this is; None for what no person sent."""
    params = row.params if isinstance(row.params, str) else json.dumps(row.params)
    named = NAMED.search(params)
    by_button = {"reply": letter_by_id, "yes": proposal, "remind": meeting}
    about = by_button[named[1]](tx, int(named[2])) if named is not None else None
    if about is not None and about.client_id != client_id:
        return None
    by = row.professional_id or (about.professional_id if about is not None else None)
    if by is None:
        return None
    at = row.not_before if isinstance(row, Outbox) else None
    return Unsent(row.id, by, row.kind, at, about, row.topic or (TOPICS[named[1]] if named is not None else "letter"))


def never_came(tx: Transaction, one: Unsent, now: datetime) -> None:
    """A letter that did not arrive was none, and nobody waits for an answer to such a proposal."""
    if isinstance(one.about, Letter):
        dose.was_not(tx, f"letter {one.about.id}", now)
        tx.session.delete(one.about)
    elif isinstance(one.about, Proposal):
        one.about.answered_at = now
    tx.session.flush()


def last_answer(tx: Transaction, client_id: int) -> datetime | None:
    """When the client last answered a letter."""
    found = select(Letter.answered_at).where(Letter.client_id == client_id, col(Letter.answered_at).is_not(None))
    return tx.session.exec(found.order_by(col(Letter.answered_at).desc())).first()


def waiting_answers(tx: Transaction, professionals: Collection[int], since: datetime) -> Sequence[Letter]:
    """Letters of these that were answered since then, and to whose answer nothing was written back."""
    later = aliased(Letter)
    back = select(later.id).where(
        later.client_id == Letter.client_id,
        later.professional_id == Letter.professional_id,
        col(later.at) > col(Letter.answered_at),
    )
    found = select(Letter).where(
        col(Letter.professional_id).in_(list(professionals)), col(Letter.answered_at) >= since, ~back.exists()
    )
    return tx.session.exec(found.order_by(col(Letter.id))).all()


def meet(tx: Transaction, meeting: Meeting, now: datetime) -> Meeting:
    """The new meeting takes the place of one that has not been."""
    for older in _coming(tx, meeting.client_id, now):
        older.cancelled_at = now
    tx.keep(meeting)
    return meeting


def next_meeting(tx: Transaction, client_id: int, now: datetime) -> Meeting | None:
    return next(iter(_coming(tx, client_id, now)), None)


def last_met(tx: Transaction, client_id: int, now: datetime) -> datetime | None:
    """When the latest meeting before `now` began."""
    found = select(Meeting.at).where(
        Meeting.client_id == client_id, col(Meeting.at) < now, col(Meeting.cancelled_at).is_(None)
    )
    return tx.session.exec(found.order_by(col(Meeting.at).desc())).first()


def meeting(tx: Transaction, meeting_id: int) -> Meeting | None:
    return tx.session.get(Meeting, meeting_id)


def _coming(tx: Transaction, client_id: int, now: datetime) -> Sequence[Meeting]:
    found = select(Meeting).where(
        Meeting.client_id == client_id, col(Meeting.at) >= now, col(Meeting.cancelled_at).is_(None)
    )
    return tx.session.exec(found.order_by(col(Meeting.at))).all()
