"""What goes between a professional and a client: notes, proposals, letters, meetings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

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
    tx.session.add(proposal)
    tx.session.flush()
    return proposal


def proposal(tx: Transaction, proposal_id: int) -> Proposal | None:
    return tx.session.get(Proposal, proposal_id)


def letter(tx: Transaction, client_id: int, professional_id: int, now: datetime) -> Letter:
    row = Letter(client_id=client_id, professional_id=professional_id, at=now)
    tx.session.add(row)
    tx.session.flush()
    return row


def letter_by_id(tx: Transaction, letter_id: int) -> Letter | None:
    return tx.session.get(Letter, letter_id)


def unsent(tx: Transaction, client_id: int, professional_id: int) -> list[int]:
    """
    Rows of the outbox with a letter or a proposal of this professional that have not gone out to the client.

    Whose a row is tells the button under it: it names the letter or the proposal.
    """
    buttons = set()
    for table, verb in ((Letter, "reply"), (Proposal, "yes")):
        own = select(table.id).where(table.client_id == client_id, table.professional_id == professional_id)
        buttons |= {f'"q.{verb}.{number}"' for number in tx.session.exec(own).all()}
    waiting = select(Outbox).where(
        Outbox.client_id == client_id, Outbox.kind == "letter", Outbox.state == Outbox.WAITING
    )
    return [row.id for row in tx.session.exec(waiting).all() if any(button in row.params for button in buttons)]


def last_answer(tx: Transaction, client_id: int) -> datetime | None:
    """When the client last answered a letter."""
    found = select(Letter.answered_at).where(Letter.client_id == client_id, col(Letter.answered_at).is_not(None))
    return tx.session.exec(found.order_by(col(Letter.answered_at).desc())).first()


def meet(tx: Transaction, meeting: Meeting, now: datetime) -> Meeting:
    """The new meeting takes the place of one that has not been."""
    for older in _coming(tx, meeting.client_id, now):
        older.cancelled_at = now
    tx.session.add(meeting)
    tx.session.flush()
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
