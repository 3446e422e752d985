"""What a group agreed on, its sum, its pulse: read and written. Who may do so is decided by whoever calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, delete, select

from bot.domain.groups import Place
from bot.domain.together import COUNTED, Band
from bot.storage.database import Transaction
from bot.storage.group_tables import Group, GroupMember
from bot.storage.tables import CheckIn, Client, Person
from bot.storage.together_tables import (
    GroupGoal,
    GroupProposal,
    GroupPulse,
    GroupPulseAsked,
    GroupPulseCount,
    GroupWeek,
)

KEEP_DECIDED = timedelta(days=90)  # as long as shares and meetings
KEEP_NUMBERS = timedelta(days=730)  # pulses name nobody; a period with its continuation


def goals(tx: Transaction, group_id: int) -> Sequence[GroupGoal]:
    """What the group has agreed on and not ended, in the order in which it came."""
    found = select(GroupGoal).where(GroupGoal.group_id == group_id, GroupGoal.state == "agreed")
    return tx.session.exec(found.order_by(col(GroupGoal.id))).all()


def goal(tx: Transaction, goal_id: int) -> GroupGoal | None:
    return tx.session.get(GroupGoal, goal_id)


def proposal(tx: Transaction, proposal_id: int) -> GroupProposal | None:
    return tx.session.get(GroupProposal, proposal_id)


def open_proposals(tx: Transaction, group_id: int, kind: str) -> Sequence[GroupProposal]:
    found = select(GroupProposal).where(GroupProposal.group_id == group_id, GroupProposal.state == "asked")
    return tx.session.exec(found.where(GroupProposal.kind == kind).order_by(col(GroupProposal.id))).all()


def asked_by(tx: Transaction, client_id: int) -> Sequence[tuple[GroupProposal, Group]]:
    """A client's own proposals about which the group is still asked."""
    found = select(GroupProposal, Group).join(Group, col(Group.id) == col(GroupProposal.group_id))
    return tx.session.exec(found.where(GroupProposal.client_id == client_id, GroupProposal.state == "asked")).all()


def steps_of_week(tx: Transaction, group_id: int, begin: datetime, end: datetime) -> tuple[list[int], int]:
    """
    How many small steps each took who lets them count, and how many were members for the whole week.

    Both only of people inside since before the week began and whom the bot can reach: a ghost is nobody to hide behind.
    """
    inside = (
        select(GroupMember)
        .join(Client, col(Client.id) == col(GroupMember.client_id))
        .join(Person, col(Person.id) == col(Client.person_id))
        .where(GroupMember.group_id == group_id, GroupMember.place == Place.INSIDE.value)
        .where(col(GroupMember.joined_at) <= begin, col(Person.unreachable_at).is_(None))
    )
    members = tx.session.exec(inside).all()
    counting = [row.client_id for row in members if row.steps_since is not None and row.steps_since <= begin]
    found = (
        select(CheckIn.client_id, func.count())
        .where(col(CheckIn.client_id).in_(counting), col(CheckIn.outcome).in_(COUNTED))
        .where(col(CheckIn.answered_at) >= begin, col(CheckIn.answered_at) < end)
        .group_by(col(CheckIn.client_id))
    )
    return [number for _, number in tx.session.exec(found).all()], len(members)


def week(tx: Transaction, group_id: int, monday: date) -> GroupWeek | None:
    """What was said of a week, if it was thought about before."""
    return tx.session.exec(select(GroupWeek).where(GroupWeek.group_id == group_id, GroupWeek.monday == monday)).first()


def pulse(tx: Transaction, pulse_id: int) -> GroupPulse | None:
    return tx.session.get(GroupPulse, pulse_id)


def pulse_asked(tx: Transaction, asked_id: int) -> tuple[GroupPulseAsked, GroupPulse] | None:
    """One member's place on the list of a pulse, and the pulse."""
    row = tx.session.get(GroupPulseAsked, asked_id)
    found = pulse(tx, row.pulse_id) if row is not None else None
    return (row, found) if row is not None and found is not None else None


def open_pulse(tx: Transaction, group_id: int) -> GroupPulse | None:
    found = select(GroupPulse).where(GroupPulse.group_id == group_id, col(GroupPulse.closed_at).is_(None))
    return tx.session.exec(found.order_by(col(GroupPulse.id).desc())).first()


def pulse_results(tx: Transaction, group_id: int) -> list[tuple[date, list[Band]]]:
    """The closed pulses of a group, newest first: the month's day of asking, and a band for each question."""
    found = select(GroupPulse).where(GroupPulse.group_id == group_id, col(GroupPulse.closed_at).is_not(None))
    rows = tx.session.exec(found.order_by(col(GroupPulse.id).desc())).all()
    return [(row.opened_at.date(), [Band(word) for word in row.result.split()]) for row in rows]


def asked(tx: Transaction, pulse_id: int, client_id: int) -> GroupPulseAsked | None:
    found = select(GroupPulseAsked).where(GroupPulseAsked.pulse_id == pulse_id, GroupPulseAsked.client_id == client_id)
    return tx.session.exec(found).first()


def count_answer(tx: Transaction, pulse_id: int, question: int, answer: int) -> None:
    """One more for this answer. Whose it was is not known here."""
    found = select(GroupPulseCount).where(
        GroupPulseCount.pulse_id == pulse_id,
        GroupPulseCount.question == question,
        GroupPulseCount.answer == answer,
    )
    row = tx.session.exec(found).first()
    if row is None:
        row = GroupPulseCount(pulse_id=pulse_id, question=question, answer=answer, n=0)
        tx.session.add(row)
    row.n += 1
    tx.session.flush()


def counts(tx: Transaction, pulse_id: int) -> dict[tuple[int, int], int]:
    """(question, answer) -> how many."""
    rows = tx.session.exec(select(GroupPulseCount).where(GroupPulseCount.pulse_id == pulse_id)).all()
    return {(row.question, row.answer): row.n for row in rows}


def forget_pulse(tx: Transaction, pulse_id: int) -> None:
    """The pulse is closed: the counters go, and the list of who was asked."""
    tx.session.flush()
    tx.execute(delete(GroupPulseCount).where(col(GroupPulseCount.pulse_id) == pulse_id))
    tx.execute(delete(GroupPulseAsked).where(col(GroupPulseAsked.pulse_id) == pulse_id))
    tx.session.expire_all()


def sweep(tx: Transaction, now: datetime) -> None:
    """Forget what is long decided, and numbers of long ago."""
    tx.session.flush()
    old, older = now - KEEP_DECIDED, now - KEEP_NUMBERS
    tx.execute(delete(GroupProposal).where(col(GroupProposal.made_at) < old))
    tx.execute(delete(GroupWeek).where(col(GroupWeek.monday) < old.date()))
    tx.execute(delete(GroupGoal).where(col(GroupGoal.ended_at) < old))
    tx.execute(delete(GroupPulse).where(col(GroupPulse.closed_at) < older))
    tx.session.expire_all()
