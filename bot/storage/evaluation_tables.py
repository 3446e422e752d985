"""
What is kept for evaluating a programme: who agreed, courses until their batch is closed, and batches without anybody.

A course row knows its client only as long as the client's own data are kept; by then it holds numbers and no day.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, Index, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.storage.columns import key, utc
from bot.storage.sealing import Sealed


class EvaluationConsent(SQLModel, table=True):
    """A client agreed that numbers of their period may be counted, without a name. No row: no."""

    __tablename__ = "evaluation_consent"

    client_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: datetime = utc()


class EvaluationCourse(SQLModel, table=True):
    """
    A period that ended, in numbers (`domain/evaluation.Course`). Deleted once its batch is closed.

    `quarter` is the first day of the quarter it ended in, and `at` that day's midnight: the day itself is not kept.
    """

    __tablename__ = "evaluation_course"
    __table_args__ = (UniqueConstraint("period_id"), Index("evaluation_course_waiting", "profile", "quarter"))

    id: int = key()
    client_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, index=True))
    period_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    profile: str = Field(sa_column=Column(String(40), nullable=False))
    quarter: date = Field(nullable=False)
    figures: str = Field(sa_column=Column(Sealed("evaluation_course.figures"), nullable=False))
    at: datetime = utc()


class EvaluationBatch(SQLModel, table=True):
    """A closed batch: only what may be told of it. It is of nobody, and stays."""

    __tablename__ = "evaluation_batch"
    __table_args__ = (UniqueConstraint("profile", "first"),)

    id: int = key()
    profile: str = Field(sa_column=Column(String(40), nullable=False))
    first: date = Field(nullable=False)
    last: date = Field(nullable=False)
    people: int = Field(nullable=False)
    figures: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    made_at: datetime = utc()


class LogicMark(SQLModel, table=True):
    """A row of the logic model that those who accompany the client recorded: "mechanism.trust" (R85)."""

    __tablename__ = "logic_mark"
    __table_args__ = (UniqueConstraint("client_id", "period_id", "mark"),)

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    period_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    mark: str = Field(sa_column=Column(String(40), nullable=False))
    professional_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    at: datetime = utc()


class Adaptation(SQLModel, table=True):
    """Where the work left the model, in a professional's words (R85)."""

    __tablename__ = "adaptation"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    period_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    words: str = Field(sa_column=Column(Sealed("adaptation.words"), nullable=False))
    professional_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    at: datetime = utc()
