"""Who of a group left and may come back, and what its members are called there."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from bot.domain.groups import Place
from bot.storage import groups
from bot.storage.database import Transaction
from bot.storage.group_tables import Group, GroupMember, GroupShare


def left_last(tx: Transaction, client_id: int) -> tuple[GroupMember, Group] | None:
    """The place that a client gave up or lost most recently, in a group that goes on."""
    found = (
        select(GroupMember, Group)
        .join(Group, col(Group.id) == GroupMember.group_id)
        .where(
            GroupMember.client_id == client_id,
            GroupMember.place == Place.LEFT.value,
            col(Group.state).in_(groups.LIVE),
        )
        .order_by(col(GroupMember.left_at).desc(), col(GroupMember.id).desc())
    )
    row = tx.session.exec(found).first()
    return (row[0], row[1]) if row is not None else None


def wishes_back(tx: Transaction, group_id: int) -> Sequence[GroupMember]:
    """Who left, wants to come back and waits for a moderator."""
    found = select(GroupMember).where(GroupMember.group_id == group_id, GroupMember.place == Place.LEFT.value)
    asked = found.where(col(GroupMember.asked_back_at).is_not(None), col(GroupMember.barred_at).is_(None))
    return tx.session.exec(asked.order_by(col(GroupMember.asked_back_at))).all()


def names_of_others(tx: Transaction, group_id: int, client_id: int) -> list[str]:
    """What the other members are known by in the group: by Telegram, or under what they shared."""
    others = [
        row for row, _, _ in groups.members(tx, group_id, Place.INSIDE, Place.AGREED) if row.client_id != client_id
    ]
    signed = select(GroupShare.signed).where(
        GroupShare.group_id == group_id, col(GroupShare.client_id).in_([row.client_id for row in others])
    )
    return [name for name in {*(row.shown_as for row in others), *tx.session.exec(signed).all()} if name]
