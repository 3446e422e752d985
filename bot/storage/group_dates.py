"""Meetings of a peer group, and moments that members offer to lead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from bot.storage import groups
from bot.storage.database import Transaction
from bot.storage.group_tables import Group, GroupMeeting

PROPOSED, AGREED, DECLINED, OVER = "proposed", "agreed", "declined", "over"
"""What `GroupMeeting.state` may be: a member's offer, agreed on, not taking place, and over with the leader thanked."""


def put(tx: Transaction, *meetings: GroupMeeting) -> None:
    """Keep new ones; afterwards each has its number."""
    tx.keep(*meetings)


def find(tx: Transaction, meeting_id: int) -> tuple[GroupMeeting, Group] | None:
    """A meeting and the group that it belongs to."""
    meeting = tx.session.get(GroupMeeting, meeting_id)
    group = groups.get(tx, meeting.group_id) if meeting is not None else None
    return (meeting, group) if meeting is not None and group is not None else None


def ahead(tx: Transaction, group_id: int, after: datetime) -> Sequence[GroupMeeting]:
    """What is agreed and still to come, the next first."""
    found = select(GroupMeeting).where(
        GroupMeeting.group_id == group_id, GroupMeeting.state == AGREED, col(GroupMeeting.at) > after
    )
    return tx.session.exec(found.order_by(col(GroupMeeting.at))).all()


def led_by(tx: Transaction, group_id: int, client_id: int, after: datetime) -> Sequence[GroupMeeting]:
    """What a member offered to lead, or is to lead, and is still to come."""
    found = select(GroupMeeting).where(
        GroupMeeting.group_id == group_id, GroupMeeting.client_id == client_id, col(GroupMeeting.at) > after
    )
    open_ones = found.where(col(GroupMeeting.state).in_((PROPOSED, AGREED)))
    return tx.session.exec(open_ones.order_by(col(GroupMeeting.at))).all()
