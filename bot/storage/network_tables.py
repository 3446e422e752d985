"""Who else is around a client: outside parties, close people whom the client invited, and turns of the road ahead."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Column, String
from sqlmodel import Field, SQLModel

from bot.storage.columns import key, utc
from bot.storage.sealing import Sealed


class Party(SQLModel, table=True):
    """
    An outside party of the network (R40): what it is, what it is there for, and what may be told to it.

    `tie` is the kind of network it belongs to (R42). `shares` are the items that the client said yes to, one by one.
    """

    __tablename__ = "party"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    kind: str = Field(sa_column=Column(String(16), nullable=False))
    tie: str = Field(sa_column=Column(String(12), nullable=False))
    name: str = Field(sa_column=Column(Sealed("party.name"), nullable=False))
    task: str = Field(default="", sa_column=Column(Sealed("party.task"), nullable=False, server_default=""))
    shares: str = Field(default="", sa_column=Column(String(80), nullable=False, server_default=""))
    added_by: int = Field(sa_column=Column(BigInteger, nullable=False))
    at: datetime = utc()
    removed_at: datetime | None = utc(nullable=True)


class CloseOne(SQLModel, table=True):
    """
    A close person whom the client invited (R34). `name` is what the client calls them, `signed` what they see of the client.

    `person_id` is empty until the code was used, `agreed_at` until they said yes. Whoever leaves is taken out at once.
    """

    __tablename__ = "close_one"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    person_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, index=True))
    name: str = Field(sa_column=Column(Sealed("close_one.name"), nullable=False))
    signed: str = Field(sa_column=Column(Sealed("close_one.signed"), nullable=False))
    hello: bool = Field(default=False, nullable=False)
    successes: bool = Field(default=False, nullable=False)
    code_hash: str = Field(default="", sa_column=Column(String(64), nullable=False, index=True))
    code_until: datetime = utc()
    at: datetime = utc()
    agreed_at: datetime | None = utc(nullable=True)
    hello_at: datetime | None = utc(nullable=True)
    offered_at: datetime | None = utc(nullable=True)


class Turn(SQLModel, table=True):
    """A transition ahead, or a need to coordinate (R38, R39): what kind, from which day it needs somebody, when it was over."""

    __tablename__ = "turn"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    kind: str = Field(sa_column=Column(String(24), nullable=False))
    on_date: date = Field(nullable=False)
    marked_by: int = Field(sa_column=Column(BigInteger, nullable=False))
    at: datetime = utc()
    closed_at: datetime | None = utc(nullable=True)
    closed_by: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
