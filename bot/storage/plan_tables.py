"""
The tables of the plan: goals with their versions and ratings, the period with its stages, other therapies.

What was agreed is never overwritten: a change is a new version. Words are sealed, as everywhere.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, Float, Index, Integer, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.storage.columns import key, utc
from bot.storage.sealing import Sealed


class Goal(SQLModel, table=True):
    """
    A goal of a client. `state`: draft, with_professional, with_client, agreed, put_away (`domain/plan.py`).

    `area` is the key of a life area, `own_words` what the client said when choosing it. `agreed_version` is the number
    of the version that counts; a newer one may be under way, and then `state` is the newer one's.
    """

    __tablename__ = "goal"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    state: str = Field(default="draft", sa_column=Column(String(20), nullable=False))
    area: str = Field(default="", sa_column=Column(String(24), nullable=False, server_default=""))
    own_words: str = Field(default="", sa_column=Column(Sealed("goal.own_words"), nullable=False, server_default=""))
    weight: float = Field(default=1.0, sa_column=Column(Float, nullable=False))
    focused: bool = Field(default=False, nullable=False)
    agreed_version: int | None = Field(default=None, nullable=True)
    made_at: datetime = utc()
    put_away_at: datetime | None = utc(nullable=True)
    asked_at: datetime | None = utc(nullable=True)


class GoalVersion(SQLModel, table=True):
    """
    A goal as it stood at one time. `author`: client or professional. `comment` is the professional's, for the client.

    The newest one may still be written on by its author until the other has seen it (`shown_at`).
    """

    __tablename__ = "goal_version"
    __table_args__ = (UniqueConstraint("goal_id", "number"),)

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    goal_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    number: int = Field(default=1, nullable=False)
    author: str = Field(default="client", sa_column=Column(String(16), nullable=False))
    professional_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    what: str = Field(default="", sa_column=Column(Sealed("goal_version.what"), nullable=False))
    much_less: str = Field(default="", sa_column=Column(Sealed("goal_version.much_less"), nullable=False))
    less: str = Field(default="", sa_column=Column(Sealed("goal_version.less"), nullable=False))
    expected: str = Field(default="", sa_column=Column(Sealed("goal_version.expected"), nullable=False))
    more: str = Field(default="", sa_column=Column(Sealed("goal_version.more"), nullable=False))
    much_more: str = Field(default="", sa_column=Column(Sealed("goal_version.much_more"), nullable=False))
    baseline: int | None = Field(default=None, nullable=True)
    indicator: str = Field(default="", sa_column=Column(Sealed("goal_version.indicator"), nullable=False))
    due: date | None = Field(default=None, nullable=True)
    icf: str = Field(default="", sa_column=Column(String(40), nullable=False, server_default=""))
    comment: str = Field(default="", sa_column=Column(Sealed("goal_version.comment"), nullable=False))
    at: datetime = utc()
    shown_at: datetime | None = utc(nullable=True)
    client_yes_at: datetime | None = utc(nullable=True)
    professional_yes_at: datetime | None = utc(nullable=True)
    agreed_with: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))


class GoalRating(SQLModel, table=True):
    """
    A level of a goal at a moment. `whose`: both (the joint rating) or client (the client's own view).

    A joint rating is put by the professional and counts only from `client_yes_at` on.
    """

    __tablename__ = "goal_rating"
    __table_args__ = (Index("goal_rating_goal", "goal_id", "id"),)

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    goal_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    whose: str = Field(sa_column=Column(String(8), nullable=False))
    moment: str = Field(sa_column=Column(String(12), nullable=False))
    level: int = Field(nullable=False)
    professional_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    at: datetime = utc()
    client_yes_at: datetime | None = utc(nullable=True)
    withdrawn_at: datetime | None = utc(nullable=True)


class PlanPeriod(SQLModel, table=True):
    """A client's period by a working model. One runs at a time (`ended_on` empty)."""

    __tablename__ = "period"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    profile: str = Field(sa_column=Column(String(40), nullable=False))
    begins: date = Field(nullable=False)
    ends: date = Field(nullable=False)
    paused_from: date | None = Field(default=None, nullable=True)
    paused_days: int = Field(default=0, nullable=False)
    ended_on: date | None = Field(default=None, nullable=True)
    made_by: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    at: datetime = utc()


class PeriodStage(SQLModel, table=True):
    """
    A stage of a period: its length in `days`, and the dates computed from all lengths (`domain/frame.py`).

    Rows are written anew when the period grows, shrinks or rests.
    """

    __tablename__ = "period_stage"
    __table_args__ = (UniqueConstraint("period_id", "place"),)

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    period_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    place: int = Field(nullable=False)
    stage: str = Field(sa_column=Column(String(20), nullable=False))
    begins: date = Field(nullable=False)
    ends: date = Field(nullable=False)
    days: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))


class PeriodChange(SQLModel, table=True):
    """What became of a period's dates: begun, extended, shortened, paused (hushed: asking stopped), resumed, ended; by whom (R90)."""

    __tablename__ = "period_change"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    period_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    what: str = Field(sa_column=Column(String(12), nullable=False))
    days: int = Field(default=0, nullable=False)
    professional_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    at: datetime = utc()


class OtherTherapy(SQLModel, table=True):
    """Something else that goes on for the client (R19), in the client's words. `focused`: it has its turn now."""

    __tablename__ = "other_therapy"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    words: str = Field(sa_column=Column(Sealed("other_therapy.words"), nullable=False))
    focused: bool = Field(default=False, nullable=False)
    since: datetime = utc()
    until: datetime | None = utc(nullable=True)


class Ruler(SQLModel, table=True):
    """How important a change is, or how sure of it the client feels, 0..10, as the client said it (R54, R64)."""

    __tablename__ = "ruler"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    kind: str = Field(sa_column=Column(String(12), nullable=False))
    value: int = Field(nullable=False)
    goal_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    at: datetime = utc()
