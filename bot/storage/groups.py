"""Peer-support groups and their people. What is said in them is `group_posts`, when they meet `group_dates`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import col, delete, select

from bot.domain.groups import Place
from bot.domain.purposes import PURPOSE_OF
from bot.domain.roles import Action, Relation, may_any
from bot.storage import clients, group_posts, together
from bot.storage.database import Transaction
from bot.storage.group_tables import (
    Group,
    GroupArrival,
    GroupCheer,
    GroupMeeting,
    GroupMember,
    GroupModerator,
    GroupReport,
    GroupShare,
)
from bot.storage.people import code_hash
from bot.storage.tables import Client, Person, Professional
from bot.storage.transaction import holding

BELONGING = (Place.AGREED.value, Place.INSIDE.value)
LIVE = ("open", "away")

_HOLD_CHAT = select(holding("group", col(Group.id))).where(col(Group.chat_id) == bindparam("chat"))
_HOLD_CODE = select(holding("group", col(Group.id))).where(col(Group.code_hash) == bindparam("code"))


def get(tx: Transaction, group_id: int) -> Group | None:
    tx.hold("group", group_id)
    return tx.session.get(Group, group_id, populate_existing=tx.dialect == "postgresql")


def by_chat(tx: Transaction, chat_id: int) -> Group | None:
    """The group that meets in this Telegram group, if it is one of ours and was not closed."""
    tx.hold_found(_HOLD_CHAT, {"chat": chat_id})
    found = select(Group).where(Group.chat_id == chat_id, col(Group.state).in_(LIVE))
    return tx.session.exec(found).first()


def by_code(tx: Transaction, code: str) -> Group | None:
    """The group of a one-time code, also of a used one."""
    if not code:
        return None
    tx.hold_found(_HOLD_CODE, {"code": code_hash(code)})
    return tx.session.exec(select(Group).where(Group.code_hash == code_hash(code))).first()


def make(tx: Transaction, group: Group, professional_id: int) -> Group:
    tx.keep(group)
    add_moderator(tx, group.id, professional_id)
    return group


def add_moderator(tx: Transaction, group_id: int, professional_id: int) -> bool:
    """False: they were one already."""
    if moderates(tx, group_id, professional_id):
        return False
    tx.keep(GroupModerator(group_id=group_id, professional_id=professional_id))
    return True


def drop_moderator(tx: Transaction, group_id: int, professional_id: int) -> bool:
    """False: they were none."""
    if not moderates(tx, group_id, professional_id):
        return False
    found = delete(GroupModerator).where(col(GroupModerator.group_id) == group_id)
    tx.execute(found.where(col(GroupModerator.professional_id) == professional_id))
    tx.session.expire_all()
    return True


def moderates(tx: Transaction, group_id: int, professional_id: int) -> bool:
    found = select(GroupModerator).where(
        GroupModerator.group_id == group_id, GroupModerator.professional_id == professional_id
    )
    return tx.session.exec(found).first() is not None


def moderators(tx: Transaction, group_id: int) -> Sequence[tuple[Professional, Person]]:
    """Who guides a group, in the order in which they came."""
    found = (
        select(Professional, Person)
        .join(GroupModerator, col(GroupModerator.professional_id) == Professional.id)
        .join(Person, col(Person.id) == Professional.person_id)
        .where(GroupModerator.group_id == group_id, col(Professional.active).is_(True))
        .order_by(col(GroupModerator.id))
    )
    return tx.session.exec(found).all()


def guided_by(tx: Transaction, professional_id: int) -> Sequence[Group]:
    """The groups that a professional guides, closed ones left out."""
    found = (
        select(Group)
        .join(GroupModerator, col(GroupModerator.group_id) == Group.id)
        .where(GroupModerator.professional_id == professional_id, Group.state != "closed")
        .order_by(col(Group.id))
    )
    return tx.session.exec(found).all()


def steer(tx: Transaction, group_id: int, client_id: int, professional_id: int, action: Action, now: datetime) -> None:
    """Somebody who guides the group does this about a member. Logged. Raises NotAllowed for anybody else."""
    relations = {Relation.MODERATOR} if moderates(tx, group_id, professional_id) else set()
    if not may_any(action, relations):
        raise clients.NotAllowed(action.value)
    actor = Relation.MODERATOR.value
    clients.log(
        tx,
        actor=actor,
        actor_id=professional_id,
        client_id=client_id,
        what=action.value,
        why=PURPOSE_OF[action],
        now=now,
    )


def person_of(tx: Transaction, place: GroupMember) -> Person:
    """The person behind a place."""
    client = clients.own(tx, place.client_id)
    person = tx.session.get(Person, client.person_id)
    assert person is not None
    return person


def place(tx: Transaction, place_id: int) -> GroupMember | None:
    """A place by its own number, as buttons and timers name it."""
    return tx.session.get(GroupMember, place_id)


def member(tx: Transaction, group_id: int, client_id: int) -> GroupMember | None:
    found = select(GroupMember).where(GroupMember.group_id == group_id, GroupMember.client_id == client_id)
    return tx.session.exec(found).first()


def places_of(tx: Transaction, client_id: int) -> Sequence[tuple[GroupMember, Group]]:
    """Where a client is offered a place or belongs, the nearest first; places that were left are left out."""
    found = (
        select(GroupMember, Group)
        .join(Group, col(Group.id) == GroupMember.group_id)
        .where(
            GroupMember.client_id == client_id,
            GroupMember.place != Place.LEFT.value,
            col(Group.state).in_(LIVE),
        )
    )
    order = (Place.INSIDE.value, Place.AGREED.value, Place.OFFERED.value)
    return sorted(tx.session.exec(found).all(), key=lambda row: (order.index(row[0].place), -row[0].id))


def members(tx: Transaction, group_id: int, *places: Place) -> Sequence[tuple[GroupMember, Client, Person]]:
    """The clients who stand so in a group."""
    found = (
        select(GroupMember, Client, Person)
        .join(Client, col(Client.id) == GroupMember.client_id)
        .join(Person, col(Person.id) == Client.person_id)
        .where(GroupMember.group_id == group_id, col(GroupMember.place).in_([place.value for place in places]))
        .order_by(col(GroupMember.id))
    )
    return tx.session.exec(found).all()


def taken(tx: Transaction, group_id: int, *, but: int) -> int:
    """How many places of a group belong to others than this client."""
    return sum(row.client_id != but for row, _, _ in members(tx, group_id, Place.AGREED, Place.INSIDE))


def elsewhere(tx: Transaction, group_id: int, client_id: int) -> bool:
    """Does a client belong to another group?"""
    return any(row.group_id != group_id and row.place in BELONGING for row, _ in places_of(tx, client_id))


def arrive(tx: Transaction, chat_id: int) -> GroupArrival:
    """The bot stands in a Telegram group that it does not know yet."""
    row = arrival(tx, chat_id)
    if row is None:
        row = GroupArrival(chat_id=chat_id)
        tx.keep(row)
    return row


def arrival(tx: Transaction, chat_id: int) -> GroupArrival | None:
    return tx.session.exec(select(GroupArrival).where(GroupArrival.chat_id == chat_id)).first()


def follow(tx: Transaction, old: int, new: int) -> Group | None:
    """The Telegram group has another number now; ours goes along. None: it was not ours, or is there already."""
    group = by_chat(tx, old)
    if group is None or by_chat(tx, new) is not None:
        return None
    group.chat_id, group.state = new, "open"
    tx.session.flush()
    group_posts.lose_messages(tx, group.id)
    return group


KEEP_SHARES = timedelta(days=90)  # as long as the outbox knows the number of the message


def sweep(tx: Transaction, now: datetime) -> None:
    """Forget long past shares, meetings, reports and what was agreed: nobody needs them any more."""
    old = now - KEEP_SHARES
    past = select(GroupShare.id).where(col(GroupShare.at) < old)
    tx.execute(delete(GroupCheer).where(col(GroupCheer.share_id).in_(past)))
    tx.execute(delete(GroupShare).where(col(GroupShare.at) < old))
    tx.execute(delete(GroupMeeting).where(col(GroupMeeting.at) < old))
    tx.execute(delete(GroupReport).where(col(GroupReport.closed_at) < old))
    together.sweep(tx, now)
