"""
The tables of measures: what a client and a professional chose to follow, and what was answered.

Values and answers are sealed: a weight or an answer about one's life is a health datum, and nothing sweeps by them.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, String, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.storage.columns import key, utc
from bot.storage.sealing import Sealed


class Measure(SQLModel, table=True):
    """
    Something one client follows. `sort`: number (a value with a unit) or instrument (a form of several questions).

    `key` is that of `domain/own_measures.py`, of an instrument's file, or "other" with a `name` and `unit` of their own.
    `state`: draft (a professional is choosing; nothing was sent), asked (it was suggested), on, off. `shared`: may those who accompany the client see it.
    `professional_id`: who suggested it; empty when the client chose it alone.
    """

    __tablename__ = "measure"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    professional_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    sort: str = Field(default="number", sa_column=Column(String(12), nullable=False))
    key: str = Field(sa_column=Column(String(32), nullable=False))
    name: str = Field(default="", sa_column=Column(Sealed("measure.name"), nullable=False))
    unit: str = Field(default="", sa_column=Column(Sealed("measure.unit"), nullable=False))
    state: str = Field(default="on", sa_column=Column(String(8), nullable=False))
    shared: bool = Field(default=False, nullable=False)
    made_at: datetime = utc()
    agreed_at: datetime | None = utc(nullable=True)
    ended_at: datetime | None = utc(nullable=True)


class Reading(SQLModel, table=True):
    """
    One value of one measure. A correction is a new row that names the one it `corrects`; nothing is written over.

    `numbers`: decimal numbers with a point, "/" between them where there are two ("120/80"). `on_date` is the day it was
    measured on the client's calendar. `occasion`: start, mid, end, or empty.
    """

    __tablename__ = "reading"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    measure_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    numbers: str = Field(sa_column=Column(Sealed("reading.numbers"), nullable=False))
    on_date: date = Field(nullable=False)
    occasion: str = Field(default="", sa_column=Column(String(8), nullable=False))
    corrects: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    at: datetime = utc(index=True)


class InstrumentRun(SQLModel, table=True):
    """
    An instrument answered once, perhaps in pieces. `state`: open, done, left (given up unfinished).

    `wording` says which text was shown: language and the first letters of its fingerprint. `results` is the score as
    JSON, by the rules that held when it was finished; empty when too much is missing.
    """

    __tablename__ = "instrument_run"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    measure_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    instrument: str = Field(sa_column=Column(String(32), nullable=False))
    occasion: str = Field(default="", sa_column=Column(String(8), nullable=False))
    wording: str = Field(default="", sa_column=Column(String(24), nullable=False))
    state: str = Field(default="open", sa_column=Column(String(8), nullable=False))
    results: str = Field(default="", sa_column=Column(Sealed("instrument_run.results"), nullable=False))
    begun_at: datetime = utc(index=True)
    done_at: datetime | None = utc(nullable=True)


class InstrumentAnswer(SQLModel, table=True):
    """One item's answer: a number, or empty when the client left it out."""

    __tablename__ = "instrument_answer"
    __table_args__ = (UniqueConstraint("run_id", "item"),)

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    run_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    item: str = Field(sa_column=Column(String(16), nullable=False))
    value: str = Field(default="", sa_column=Column(Sealed("instrument_answer.value"), nullable=False))
    at: datetime = utc(index=True)


class Form(SQLModel, table=True):
    """
    A form and its place. `waiting` is a `domain/forms.py` Queue of an instrument's items or of measures' row numbers.

    `sort` as in Measure. `turn` is the person's question number when it was asked: while it is the newest one, typed
    words are an answer to this form. `doubt` is a typed value that waits for "yes, it is right".
    """

    __tablename__ = "form"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    sort: str = Field(sa_column=Column(String(12), nullable=False))
    run_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    occasion: str = Field(default="", sa_column=Column(String(8), nullable=False))
    waiting: str = Field(default="", sa_column=Column(String(400), nullable=False))
    doubt: str = Field(default="", sa_column=Column(Sealed("form.doubt"), nullable=False))
    turn: int = Field(default=0, nullable=False)
    question: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    opened_at: datetime = utc()
    last_at: datetime = utc(index=True)
    closed_at: datetime | None = utc(nullable=True)
