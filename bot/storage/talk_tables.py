"""A client's days: where a talk stands, check-ins, breaks, kept words, what was asked unasked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    Index,
    String,
    Text,
)
from sqlmodel import Field, SQLModel

from bot.storage.columns import key, utc
from bot.storage.sealing import Sealed


class Talk(SQLModel, table=True):
    """
    Where a client or a professional stands in a dialog. `place` is the engine's own JSON.

    `pending` is what follows when the talk ends, as JSON: dialogs to open, sentences to say, the line on the next check-in.
    """

    __tablename__ = "talk"

    person_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    script: str = Field(default="", sa_column=Column(String(40), nullable=False))
    version: str = Field(default="", sa_column=Column(String(24), nullable=False))
    place: str = Field(default="", sa_column=Column(Sealed("talk.place"), nullable=False))
    turn: int = Field(default=0, nullable=False)
    question: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    check_in_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    pending: str = Field(default="", sa_column=Column(Sealed("talk.pending"), nullable=False, server_default=""))
    since: datetime = utc()
    last_at: datetime = utc()


class ScriptVersion(SQLModel, table=True):
    """The script and words an open talk began with."""

    __tablename__ = "script_version"

    name: str = Field(sa_column=Column(String(40), primary_key=True))
    version: str = Field(sa_column=Column(String(24), primary_key=True))
    source: str = Field(sa_column=Column(Text, nullable=False))
    words: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class CheckIn(SQLModel, table=True):
    """One asked (or self-started) check-in and what came of it. `answered_at` empty: no answer (yet)."""

    __tablename__ = "check_in"
    __table_args__ = (Index("check_in_client", "client_id", "id"),)

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    asked_at: datetime = utc()
    outbox_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    own_start: bool = Field(default=False, nullable=False)
    answered_at: datetime | None = utc(nullable=True)
    energy: int | None = Field(default=None, nullable=True)
    outcome: str = Field(default="", sa_column=Column(String(16), nullable=False, server_default=""))
    fit: str = Field(default="", sa_column=Column(String(16), nullable=False, server_default=""))
    safe: str = Field(default="", sa_column=Column(String(16), nullable=False, server_default=""))
    reason: str = Field(default="", sa_column=Column(String(24), nullable=False, server_default=""))
    step_level: int = Field(default=0, nullable=False)
    counted: bool = Field(default=True, nullable=False)


class Break(SQLModel, table=True):
    """A break the client took. No reason is asked; one may be given."""

    __tablename__ = "break"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    started_at: datetime = utc()
    until: datetime | None = utc(nullable=True)
    ended_at: datetime | None = utc(nullable=True)
    reason: str = Field(default="", sa_column=Column(String(24), nullable=False, server_default=""))


class Note(SQLModel, table=True):
    """Words the client chose to keep. `share`: may a professional read it."""

    __tablename__ = "note"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    kind: str = Field(sa_column=Column(String(24), nullable=False))
    words: str = Field(sa_column=Column(Sealed("note.words"), nullable=False))
    share: bool = Field(default=False, nullable=False)
    at: datetime = utc()


class Proactive(SQLModel, table=True):
    """A message the client did not ask for, by the client's local date: what the budget counts."""

    __tablename__ = "proactive"
    __table_args__ = (Index("proactive_client", "client_id", "on_date"),)

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    kind: str = Field(sa_column=Column(String(20), nullable=False))
    on_date: date = Field(nullable=False)
    at: datetime = utc()
