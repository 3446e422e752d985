"""What is said in a peer group through the bot: shared words, cheers for them, and what was reported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, func, select, update

from bot.storage.database import Transaction
from bot.storage.group_tables import (
    Group,
    GroupCheer,
    GroupReport,
    GroupReportCopy,
    GroupShare,
)
from bot.storage.tables import Outbox
from bot.storage.together_tables import GroupProposal

NO_MESSAGE = 0
"""Instead of the outbox row of a shared word that cannot be deleted any more."""


def share(tx: Transaction, share_id: int) -> GroupShare | None:
    return tx.session.get(GroupShare, share_id)


def shares_of(tx: Transaction, client_id: int) -> Sequence[tuple[GroupShare, Group]]:
    """What a client shared and did not take back, where it can still be reached."""
    mine = (GroupShare.client_id == client_id, col(GroupShare.taken_back_at).is_(None))
    found = select(GroupShare, Group).join(Group, col(Group.id) == col(GroupShare.group_id))
    return tx.session.exec(found.where(*mine, col(GroupShare.outbox_id) != NO_MESSAGE)).all()


def cheer(tx: Transaction, share_id: int, person_id: int) -> bool:
    """Note a cheer. False: this person has cheered for it before."""
    found = select(GroupCheer).where(GroupCheer.share_id == share_id, GroupCheer.person_id == person_id)
    if tx.session.exec(found).first() is not None:
        return False
    tx.keep(GroupCheer(share_id=share_id, person_id=person_id))
    return True


def cheers(tx: Transaction, share_id: int) -> int:
    """How many people cheered for it."""
    return tx.session.exec(select(func.count()).where(GroupCheer.share_id == share_id)).one()


def report(tx: Transaction, report_id: int) -> GroupReport | None:
    return tx.session.get(GroupReport, report_id)


def open_reports(tx: Transaction, group_id: int) -> int:
    """How many reports of this group nobody has closed yet."""
    found = select(func.count()).where(GroupReport.group_id == group_id, col(GroupReport.closed_at).is_(None))
    return tx.session.exec(found).one()


def is_reported(tx: Transaction, group_id: int, message_id: int) -> bool:
    """Do the moderators have this message before them already?"""
    found = select(GroupReport).where(GroupReport.group_id == group_id, GroupReport.message_id == message_id)
    return tx.session.exec(found.where(col(GroupReport.closed_at).is_(None))).first() is not None


def reports(tx: Transaction, until: datetime, *, group_id: int | None = None) -> Sequence[GroupReport]:
    """Open reports that were made until then, in one group or in all."""
    found = select(GroupReport).where(col(GroupReport.closed_at).is_(None), col(GroupReport.at) <= until)
    return tx.session.exec(found.where(GroupReport.group_id == group_id) if group_id is not None else found).all()


def said_for(tx: Transaction, group: Group, message_id: int) -> GroupShare | GroupProposal | None:
    """What somebody said in the group by this message of the bot: shared words, or a proposal."""
    sent = select(Outbox.id).where(Outbox.message_id == message_id, Outbox.chat_id == group.chat_id)
    shares = select(GroupShare).where(GroupShare.group_id == group.id, col(GroupShare.outbox_id).in_(sent))
    asked = select(GroupProposal).where(GroupProposal.group_id == group.id, col(GroupProposal.outbox_id).in_(sent))
    return tx.session.exec(shares).first() or tx.session.exec(asked).first()


def lose_messages(tx: Transaction, group_id: int) -> None:
    """
    The group is another chat now, where messages have other numbers: an old one would name somebody else's.

    What was said stays known; that it can still be edited, deleted or answered is forgotten.
    """
    tx.execute(update(GroupShare).where(col(GroupShare.group_id) == group_id).values(outbox_id=NO_MESSAGE))
    tx.execute(update(GroupProposal).where(col(GroupProposal.group_id) == group_id).values(outbox_id=NO_MESSAGE))
    tx.execute(update(GroupReport).where(col(GroupReport.group_id) == group_id).values(message_id=None))
    tx.session.expire_all()


def report_copies(tx: Transaction, report_id: int) -> Sequence[GroupReportCopy]:
    """What each moderator was shown of a report."""
    return tx.session.exec(select(GroupReportCopy).where(GroupReportCopy.report_id == report_id)).all()
