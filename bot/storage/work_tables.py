"""A professional's work: notices, notes, proposals, letters, meetings, digests."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    String,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from bot.storage.columns import key, utc
from bot.storage.sealing import Sealed


class Case(SQLModel, table=True):
    """Something a professional is told and answers. `state`: new, sent, taken, closed."""

    __tablename__ = "escalation"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    signals: str = Field(sa_column=Column(String(40), nullable=False))
    state: str = Field(default="new", sa_column=Column(String(12), nullable=False))
    urgent: bool = Field(default=False, nullable=False)
    opened_at: datetime = utc()
    tell_at: datetime | None = utc(nullable=True)
    sent_at: datetime | None = utc(nullable=True)
    taken_at: datetime | None = utc(nullable=True)
    taken_by: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    closed_at: datetime | None = utc(nullable=True)
    closed_as: str = Field(default="", sa_column=Column(String(16), nullable=False, server_default=""))
    reminders: int = Field(default=0, nullable=False)
    clients_words: str = Field(
        default="", sa_column=Column(Sealed("escalation.clients_words"), nullable=False, server_default="")
    )


class CaseCopy(SQLModel, table=True):
    """A professional's copy of a notice: which outbox row carried it, so that it can be changed later."""

    __tablename__ = "escalation_copy"
    __table_args__ = (UniqueConstraint("case_id", "professional_id"),)

    id: int = key()
    case_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    outbox_id: int = Field(sa_column=Column(BigInteger, nullable=False))


class PrivateNote(SQLModel, table=True):
    """What a professional wrote down about a client, for those who accompany. The client may ask to see it."""

    __tablename__ = "private_note"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    words: str = Field(sa_column=Column(Sealed("private_note.words"), nullable=False))
    at: datetime = utc()


class Proposal(SQLModel, table=True):
    """Something that needs the client's yes. `kind`: step, break, share (with `colleague_id` as `role`)."""

    __tablename__ = "proposal"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    kind: str = Field(sa_column=Column(String(12), nullable=False))
    words: str = Field(default="", sa_column=Column(Sealed("proposal.words"), nullable=False, server_default=""))
    colleague_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    role: str = Field(default="", sa_column=Column(String(16), nullable=False, server_default=""))
    at: datetime = utc()
    answered_at: datetime | None = utc(nullable=True)
    accepted: bool | None = Field(default=None, nullable=True)


class Letter(SQLModel, table=True):
    """A person's message to a client through the bot. Its words stand in the outbox until it is sent, nowhere else."""

    __tablename__ = "letter"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    at: datetime = utc()
    answered_at: datetime | None = utc(nullable=True)


class Meeting(SQLModel, table=True):
    """The client's next meeting. `place` empty: remote. `minutes`: 0 when nobody said. `remind`: one reminder, if wanted."""

    __tablename__ = "meeting"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    at: datetime = utc()
    place: str = Field(default="", sa_column=Column(Sealed("meeting.place"), nullable=False, server_default=""))
    remind: bool = Field(default=False, nullable=False)
    minutes: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    cancelled_at: datetime | None = utc(nullable=True)


class Digest(SQLModel, table=True):
    """A digest that was written. One per professional and ISO week, whatever happens."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("professional_id", "week"),)

    id: int = key()
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    week: str = Field(sa_column=Column(String(8), nullable=False))
    made_at: datetime = utc()
