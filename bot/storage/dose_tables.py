"""The dose log: contacts one by one, and meetings of groups as numbers (R87, R90). No words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, String
from sqlmodel import Field, SQLModel

from bot.storage.columns import key, utc


class ContactRow(SQLModel, table=True):
    """
    A contact. It counts once somebody confirmed it; `dropped_at`: it did not take place.

    `source` names the row it was collected from ("meeting 12"), so that it is collected once; empty when entered by hand.
    """

    __tablename__ = "contact"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    kind: str = Field(sa_column=Column(String(12), nullable=False))
    form: str = Field(default="", sa_column=Column(String(12), nullable=False, server_default=""))
    minutes: int = Field(default=0, nullable=False)
    at: datetime = utc()
    source: str | None = Field(default=None, sa_column=Column(String(32), nullable=True, unique=True))
    confirmed_at: datetime | None = utc(nullable=True)
    confirmed_by: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    dropped_at: datetime | None = utc(nullable=True)


class GroupSession(SQLModel, table=True):
    """A meeting of a group that took place: how long, and how many were there. Who they were is nowhere."""

    __tablename__ = "group_session"

    id: int = key()
    group_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    meeting_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, unique=True))
    at: datetime = utc()
    minutes: int = Field(default=0, nullable=False)
    present: int = Field(default=0, nullable=False)
    confirmed_at: datetime | None = utc(nullable=True)
    confirmed_by: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    dropped_at: datetime | None = utc(nullable=True)
