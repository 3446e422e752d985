"""
The tables of the peer-support group.

Nothing that is said in a group is kept here, but for the one message of an open report. Nothing here points at a check-in.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, Integer, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.storage.columns import key, utc
from bot.storage.sealing import Sealed, SealedNumber


class Group(SQLModel, table=True):
    """
    A peer-support group. `state`: waiting (for its Telegram group), open, away (the bot was removed), closed.

    `link` is an invite link that a moderator pasted; without it and without the right to make links nobody gets in
    by the bot. `topic` is the forum topic in which it was opened. `rules_at`, `poll_at`, `agreed_at` say when these were
    last shown. `asked` counts the weekly themes that were asked,
    `unanswered` those since the group last stirred. `name` is what members see.
    """

    __tablename__ = "peer_group"

    id: int = key()
    name: str = Field(sa_column=Column(Sealed("peer_group.name"), nullable=False))
    locale: str = Field(default="fi", sa_column=Column(String(8), nullable=False))
    timezone: str = Field(default="Europe/Helsinki", sa_column=Column(String(40), nullable=False))
    size: int = Field(default=8, nullable=False)
    hours: str = Field(default="", sa_column=Column(Sealed("peer_group.hours"), nullable=False))
    state: str = Field(default="waiting", sa_column=Column(String(12), nullable=False))
    chat_id: int | None = Field(default=None, sa_column=Column(SealedNumber(), nullable=True, unique=True))
    code_hash: str = Field(default="", sa_column=Column(String(64), nullable=False, index=True))
    code_until: datetime | None = utc(nullable=True)
    link: str = Field(default="", sa_column=Column(Sealed("peer_group.link"), nullable=False))
    themes: bool = Field(default=True, nullable=False)
    asked: int = Field(default=0, nullable=False)
    unanswered: int = Field(default=0, nullable=False)
    rules_at: datetime | None = utc(nullable=True)
    poll_at: datetime | None = utc(nullable=True)
    agreed_at: datetime | None = utc(nullable=True)
    topic: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    made_at: datetime = utc()
    opened_at: datetime | None = utc(nullable=True)


class GroupModerator(SQLModel, table=True):
    """A professional who guides a group."""

    __tablename__ = "group_moderator"
    __table_args__ = (UniqueConstraint("group_id", "professional_id"),)

    id: int = key()
    group_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))


class GroupMember(SQLModel, table=True):
    """
    A client's place in a group: offered, agreed, inside, left. `consented_at` is the separate consent; empty after a no.

    `steps_since`: since when this member's small steps may count in the group's sum, another consent. `paused_until`:
    a moderator's pause; until then nothing goes to the group from this member by the bot. `asked_back_at`: left, wants to
    come back, and waits for a moderator. `barred_at`: a moderator took them out or said no to that; a new offer is the
    only way. `came_at`: is in the Telegram group without a place. `shown_as` is the name that Telegram shows there, kept
    while the place lasts, so that nobody else signs with it.
    """

    __tablename__ = "group_member"
    __table_args__ = (UniqueConstraint("group_id", "client_id"),)

    id: int = key()
    group_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    place: str = Field(default="offered", sa_column=Column(String(12), nullable=False))
    offered_at: datetime = utc()
    consented_at: datetime | None = utc(nullable=True)
    joined_at: datetime | None = utc(nullable=True)
    left_at: datetime | None = utc(nullable=True)
    steps_since: datetime | None = utc(nullable=True)
    paused_until: datetime | None = utc(nullable=True)
    asked_back_at: datetime | None = utc(nullable=True)
    barred_at: datetime | None = utc(nullable=True)
    came_at: datetime | None = utc(nullable=True)
    shown_as: str = Field(
        default="", sa_column=Column(Sealed("group_member.shown_as"), nullable=False, server_default="")
    )


class GroupArrival(SQLModel, table=True):
    """A Telegram group that the bot was brought into, waiting for the code that says which one it is."""

    __tablename__ = "group_arrival"

    id: int = key()
    chat_id: int = Field(sa_column=Column(SealedNumber(), nullable=False, unique=True))


class GroupShare(SQLModel, table=True):
    """That a client shared something. The words are in the group and nowhere else; `signed` is the name under them."""

    __tablename__ = "group_share"

    id: int = key()
    group_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    outbox_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    at: datetime = utc()
    taken_back_at: datetime | None = utc(nullable=True)
    told: int = Field(default=0, nullable=False)
    signed: str = Field(default="", sa_column=Column(Sealed("group_share.signed"), nullable=False, server_default=""))


class GroupCheer(SQLModel, table=True):
    """That somebody of the group cheered for a shared word, once."""

    __tablename__ = "group_cheer"
    __table_args__ = (UniqueConstraint("share_id", "person_id"),)

    id: int = key()
    share_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    person_id: int = Field(sa_column=Column(BigInteger, nullable=False))


class GroupReport(SQLModel, table=True):
    """
    A message that somebody reported. `words`, and who wrote it, are emptied when the report is closed.

    `about` is the writer's Telegram number, empty when Telegram hides it; `client_id` the same, if it is a client.
    """

    __tablename__ = "group_report"

    id: int = key()
    group_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    client_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, index=True))
    words: str = Field(sa_column=Column(Sealed("group_report.words"), nullable=False))
    about: int | None = Field(default=None, sa_column=Column(SealedNumber(), nullable=True))
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    at: datetime = utc()
    closed_at: datetime | None = utc(nullable=True)
    closed_by: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))


class GroupReportCopy(SQLModel, table=True):
    """A moderator's copy of an open report: its words are taken off the screen when the report is closed."""

    __tablename__ = "group_report_copy"

    id: int = key()
    report_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    person_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    outbox_id: int = Field(sa_column=Column(BigInteger, nullable=False))


class GroupMeeting(SQLModel, table=True):
    """
    A meeting of the group, or a moment that a member leads. `state`: proposed (by a member), agreed, declined, over.

    `what` is what the group reads about it: what is done, and where. `client_id` is the member who leads it. `sequence`
    counts the changes after it was agreed on: a calendar takes the highest.
    """

    __tablename__ = "group_meeting"

    id: int = key()
    group_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    at: datetime = utc()
    what: str = Field(sa_column=Column(Sealed("group_meeting.what"), nullable=False))
    client_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, index=True))
    state: str = Field(default="agreed", sa_column=Column(String(12), nullable=False))
    remind_at: datetime | None = utc(nullable=True)
    sequence: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
