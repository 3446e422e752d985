"""
The dose log (R87, R90): contacts collected from what the bot knows or entered by hand, confirmed by a person, summed up.

For evaluation and exports: `of_client` and `of_group`. They count what was confirmed, and nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.domain.dose import CALL_MINUTES, GROUP_MINUTES, USUAL_MINUTES, Contact, Dose, Form, Kind, total
from bot.storage.database import Transaction
from bot.storage.dose_tables import ContactRow, GroupSession
from bot.storage.group_tables import Group, GroupMeeting, GroupMember, GroupModerator
from bot.storage.tables import Case, Letter, Meeting

LOOK_BACK = timedelta(days=35)  # what lies further back and nobody confirmed is not asked about any more


@dataclass(frozen=True, slots=True)
class GroupDose:
    """Confirmed meetings of one group: how many, how many minutes, and how many people were there in all."""

    meetings: int
    minutes: int
    present: int


def of_client(tx: Transaction, client_id: int, since: datetime, until: datetime) -> Dose:
    """What one client got from `since` up to `until`, as far as it was confirmed."""
    return total(
        (as_contact(row) for row in confirmed(tx, client_id, since, until)),
        [row.minutes for row in _sessions_of(tx, client_id, since, until)],
    )


def confirmed(tx: Transaction, client_id: int, since: datetime, until: datetime) -> Sequence[ContactRow]:
    """The contacts that count, oldest first."""
    found = select(ContactRow).where(
        ContactRow.client_id == client_id,
        col(ContactRow.confirmed_at).is_not(None),
        col(ContactRow.dropped_at).is_(None),
        col(ContactRow.at) >= since,
        col(ContactRow.at) < until,
    )
    return tx.session.exec(found.order_by(col(ContactRow.at))).all()


def of_group(tx: Transaction, group_id: int, since: datetime, until: datetime) -> GroupDose:
    """What took place in one group from `since` up to `until`, as far as it was confirmed."""
    rows = tx.session.exec(_confirmed_sessions(since, until).where(GroupSession.group_id == group_id)).all()
    return GroupDose(len(rows), sum(row.minutes for row in rows), sum(row.present for row in rows))


def as_contact(row: ContactRow) -> Contact:
    return Contact(Kind(row.kind), Form(row.form), row.minutes, row.at, row.professional_id)


def enter(tx: Transaction, client_id: int, contact: Contact, now: datetime) -> ContactRow:
    """A contact that a professional enters by hand: confirmed with it."""
    row = _row(client_id, contact, source=None)
    row.confirmed_at, row.confirmed_by = now, contact.professional_id
    tx.keep(row)
    return row


def was_not(tx: Transaction, source: str, now: datetime) -> None:
    """What was taken up from there did not take place, unless somebody has said that it did."""
    row = tx.session.exec(select(ContactRow).where(ContactRow.source == source)).first()
    if row is not None and row.confirmed_at is None:
        row.dropped_at = now


def get(tx: Transaction, contact_id: int) -> ContactRow | None:
    return tx.session.get(ContactRow, contact_id)


def session(tx: Transaction, session_id: int) -> GroupSession | None:
    return tx.session.get(GroupSession, session_id)


def session_of(tx: Transaction, meeting_id: int) -> GroupSession | None:
    """What was taken up of one meeting of a group."""
    return tx.session.exec(select(GroupSession).where(GroupSession.meeting_id == meeting_id)).first()


def collect(tx: Transaction, client_id: int, now: datetime) -> None:
    """
    Take up what the bot knows: meetings that have been, letters, talks that closed a notice. Each once.

    They wait for somebody to confirm them; until then they do not count.
    """
    since = now - LOOK_BACK
    found = [*_meetings(tx, client_id, since, now), *_letters(tx, client_id, since), *_talks(tx, client_id, since)]
    known = set(tx.session.exec(select(ContactRow.source).where(ContactRow.client_id == client_id)).all())
    tx.keep(*(_row(client_id, contact, source) for source, contact in found if source not in known))


def collect_group(tx: Transaction, group: Group, now: datetime) -> None:
    """Take up the group's meetings that have been, with as many people as belong to it. Each once."""
    found = select(GroupMeeting).where(
        GroupMeeting.group_id == group.id,
        col(GroupMeeting.state).in_(("agreed", "over")),
        col(GroupMeeting.at) >= now - LOOK_BACK,
        col(GroupMeeting.at) < now - timedelta(minutes=GROUP_MINUTES),
    )
    known = set(tx.session.exec(select(GroupSession.meeting_id).where(GroupSession.group_id == group.id)).all())
    for meeting in tx.session.exec(found).all():
        if meeting.id not in known:
            inside = _inside(tx, group.id, meeting.at)
            row = GroupSession(group_id=group.id, meeting_id=meeting.id, at=meeting.at, minutes=GROUP_MINUTES)
            row.present = inside
            tx.session.add(row)
    tx.session.flush()


def waiting(tx: Transaction, client_id: int, professional_id: int, now: datetime) -> Sequence[ContactRow]:
    """What one professional has not confirmed yet about a client, oldest first."""
    found = select(ContactRow).where(
        ContactRow.client_id == client_id,
        ContactRow.professional_id == professional_id,
        col(ContactRow.confirmed_at).is_(None),
        col(ContactRow.dropped_at).is_(None),
        col(ContactRow.at) >= now - LOOK_BACK,
    )
    return tx.session.exec(found.order_by(col(ContactRow.at))).all()


def waiting_sessions(tx: Transaction, professional_id: int, now: datetime) -> Sequence[tuple[GroupSession, Group]]:
    """Group meetings that a moderator has not confirmed yet, oldest first."""
    found = (
        select(GroupSession, Group)
        .join(Group, col(Group.id) == GroupSession.group_id)
        .join(GroupModerator, col(GroupModerator.group_id) == GroupSession.group_id)
        .where(
            GroupModerator.professional_id == professional_id,
            col(GroupSession.confirmed_at).is_(None),
            col(GroupSession.dropped_at).is_(None),
            col(GroupSession.at) >= now - LOOK_BACK,
        )
    )
    return tx.session.exec(found.order_by(col(GroupSession.at))).all()


def latest(tx: Transaction, client_id: int, most: int) -> Sequence[ContactRow]:
    """The newest so many that were not dropped, newest first, confirmed or not."""
    found = select(ContactRow).where(ContactRow.client_id == client_id, col(ContactRow.dropped_at).is_(None))
    return tx.session.exec(found.order_by(col(ContactRow.at).desc(), col(ContactRow.id).desc()).limit(most)).all()


def confirm(rows: Sequence[ContactRow | GroupSession], professional_id: int, now: datetime) -> None:
    """From now on these count. What was dropped meanwhile stays dropped."""
    for row in rows:
        if row.dropped_at is None and row.confirmed_at is None:
            row.confirmed_at, row.confirmed_by = now, professional_id


def _row(client_id: int, contact: Contact, source: str | None) -> ContactRow:
    return ContactRow(
        client_id=client_id,
        professional_id=contact.professional_id,
        kind=contact.kind.value,
        form=contact.form.value,
        minutes=contact.minutes,
        at=contact.at,
        source=source,
    )


def _meetings(tx: Transaction, client_id: int, since: datetime, now: datetime) -> list[tuple[str, Contact]]:
    """A meeting without a place was remote."""
    found = select(Meeting).where(
        Meeting.client_id == client_id,
        col(Meeting.cancelled_at).is_(None),
        col(Meeting.at) >= since,
        col(Meeting.at) < now,
    )
    return [
        (
            f"meeting {row.id}",
            Contact(
                Kind.MEETING,
                Form.IN_PERSON if row.place else Form.REMOTE,
                row.minutes or USUAL_MINUTES,
                row.at,
                row.professional_id,
            ),
        )
        for row in tx.session.exec(found).all()
    ]


def _letters(tx: Transaction, client_id: int, since: datetime) -> list[tuple[str, Contact]]:
    found = select(Letter).where(Letter.client_id == client_id, col(Letter.at) >= since)
    return [
        (f"letter {row.id}", Contact(Kind.LETTER, Form.NONE, 0, row.at, row.professional_id))
        for row in tx.session.exec(found).all()
    ]


def _talks(tx: Transaction, client_id: int, since: datetime) -> list[tuple[str, Contact]]:
    """A notice closed by "we talked" was at least a call."""
    found = select(Case).where(
        Case.client_id == client_id,
        Case.closed_as == "talked",
        col(Case.closed_at).is_not(None),
        col(Case.closed_at) >= since,
    )
    return [
        (f"case {row.id}", Contact(Kind.CALL, Form.REMOTE, CALL_MINUTES, row.closed_at, row.taken_by))
        for row in tx.session.exec(found).all()
        if row.closed_at is not None and row.taken_by is not None
    ]


def _confirmed_sessions(since: datetime, until: datetime) -> SelectOfScalar[GroupSession]:
    return select(GroupSession).where(
        col(GroupSession.confirmed_at).is_not(None),
        col(GroupSession.dropped_at).is_(None),
        col(GroupSession.at) >= since,
        col(GroupSession.at) < until,
    )


def _inside(tx: Transaction, group_id: int, at: datetime) -> int:
    """How many clients belonged to a group then."""
    return sum(
        _belonged(row, at) for row in tx.session.exec(select(GroupMember).where(GroupMember.group_id == group_id))
    )


def _belonged(row: GroupMember, at: datetime) -> bool:
    return row.joined_at is not None and row.joined_at <= at and (row.left_at is None or row.left_at > at)


def _sessions_of(tx: Transaction, client_id: int, since: datetime, until: datetime) -> list[GroupSession]:
    """Confirmed meetings of groups that the client belonged to at that time."""
    found = []
    for member in tx.session.exec(select(GroupMember).where(GroupMember.client_id == client_id)).all():
        rows = tx.session.exec(_confirmed_sessions(since, until).where(GroupSession.group_id == member.group_id)).all()
        found += [row for row in rows if _belonged(member, row.at)]
    return found
