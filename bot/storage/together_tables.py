"""
What a peer group agrees on and does together: proposals, shared goals, the week's sum, the monthly pulse.

Of the pulse no answer is ever kept beside a person: answers are counters, and who was asked is a list of its own.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, Date, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.storage.columns import key, utc
from bot.storage.sealing import Sealed


class GroupProposal(SQLModel, table=True):
    """
    Something the group is asked about. `kind`: goal, meeting. `state`: asked, agreed, declined, lapsed.

    `client_id` is the member who proposed it, empty for a moderator; the group is never told. `outbox_id` is the poll.
    """

    __tablename__ = "group_proposal"

    id: int = key()
    group_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    client_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, index=True))
    kind: str = Field(sa_column=Column(String(12), nullable=False))
    words: str = Field(sa_column=Column(Sealed("group_proposal.words"), nullable=False))
    at: datetime | None = utc(nullable=True)
    weeks: int = Field(default=1, nullable=False)
    state: str = Field(default="asked", sa_column=Column(String(12), nullable=False))
    outbox_id: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    made_at: datetime = utc()


class GroupGoal(SQLModel, table=True):
    """A goal that the group shares. It belongs to all of them, whoever thought of it. `state`: agreed, reached, over."""

    __tablename__ = "group_goal"

    id: int = key()
    group_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    words: str = Field(sa_column=Column(Sealed("group_goal.words"), nullable=False))
    state: str = Field(default="agreed", sa_column=Column(String(12), nullable=False))
    agreed_at: datetime = utc()
    ended_at: datetime | None = utc(nullable=True)


class GroupWeek(SQLModel, table=True):
    """What was said of a week's small steps, once and for good. `at_least` empty: nothing was said."""

    __tablename__ = "group_week"
    __table_args__ = (UniqueConstraint("group_id", "monday"),)

    id: int = key()
    group_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    monday: date = Field(sa_column=Column(Date, nullable=False))
    at_least: int | None = Field(default=None, nullable=True)


class GroupPulse(SQLModel, table=True):
    """One month's three questions. `result` is written when it closes: a band for each question, or empty for too few."""

    __tablename__ = "group_pulse"

    id: int = key()
    group_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    opened_at: datetime = utc()
    closed_at: datetime | None = utc(nullable=True)
    result: str = Field(default="", sa_column=Column(String(60), nullable=False))


class GroupPulseCount(SQLModel, table=True):
    """How many chose an answer, while the pulse is open. It has no person, no time and no order; it goes at the close."""

    __tablename__ = "group_pulse_count"
    __table_args__ = (UniqueConstraint("pulse_id", "question", "answer"),)

    id: int = key()
    pulse_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    question: int = Field(nullable=False)
    answer: int = Field(nullable=False)
    n: int = Field(default=0, nullable=False)


class GroupPulseAsked(SQLModel, table=True):
    """Who is asked, and whether they began: against answering twice. It goes at the close."""

    __tablename__ = "group_pulse_asked"
    __table_args__ = (UniqueConstraint("pulse_id", "client_id"),)

    id: int = key()
    pulse_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    begun: bool = Field(default=False, nullable=False)
