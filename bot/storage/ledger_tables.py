"""What the house keeps account of: looks at clients, concerns, erasures, tried codes, and its own settings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    String,
    Text,
)
from sqlmodel import Field, SQLModel

from bot.storage.columns import key, utc


class Access(SQLModel, table=True):
    """Append-only: who looked at or changed what about a client, as what, and why. `link` chains the rows."""

    __tablename__ = "access_log"
    __table_args__ = (Index("ix_access_log_actor", "actor_id", "at"),)

    id: int = key()
    at: datetime = utc()
    actor: str = Field(sa_column=Column(String(16), nullable=False))
    actor_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    client_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, index=True))
    what: str = Field(sa_column=Column(String(40), nullable=False))
    why: str = Field(default="", sa_column=Column(String(60), nullable=False, server_default=""))
    link: str = Field(default="", sa_column=Column(String(64), nullable=False, server_default=""))


class Concern(SQLModel, table=True):
    """The word check found something, or the client said so by a button. Class and rule only, never words."""

    __tablename__ = "concern"

    id: int = key()
    at: datetime = utc()
    update_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, unique=True))
    client_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, index=True))
    concern: str = Field(sa_column=Column(String(2), nullable=False))
    rule: str = Field(sa_column=Column(String(40), nullable=False))
    confirmed: bool | None = Field(default=None, nullable=True)


class Erasure(SQLModel, table=True):
    """Somebody asked to be forgotten. `who` is a keyed hash of their Telegram number, to forget them again after a restore."""

    __tablename__ = "erasure"

    id: int = key()
    who: str = Field(sa_column=Column(String(64), nullable=False, index=True))
    at: datetime = utc()


class CodeTry(SQLModel, table=True):
    """An invitation code that did not open. `who` is a keyed hash of the Telegram number; forgotten after an hour."""

    __tablename__ = "code_try"

    id: int = key()
    who: str = Field(sa_column=Column(String(64), nullable=False, index=True))
    at: datetime = utc(index=True)


class Setting(SQLModel, table=True):
    """Small facts of the installation itself: the polling offset, the last heartbeat."""

    __tablename__ = "setting"

    name: str = Field(sa_column=Column(String(40), primary_key=True))
    value: str = Field(sa_column=Column(Text, nullable=False))
