"""Tables of the processes that share one database. Nothing in them is about people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, String
from sqlmodel import Field, SQLModel

from bot.storage.columns import BigKey, UtcDateTime


class Process(SQLModel, table=True):
    """
    A process of the bot that is alive, or was until a moment ago.

    `seen_at` is the database's own time, `backend` the server's process that serves this one's connection.
    """

    __tablename__ = "process"

    id: int = Field(default=None, sa_column=Column(BigKey, primary_key=True, autoincrement=True))
    role: str = Field(sa_column=Column(String(16), nullable=False))
    place: str = Field(default="", sa_column=Column(String(80), nullable=False, server_default=""))
    backend: int | None = Field(default=None, nullable=True)
    started_at: datetime = Field(default=None, sa_column=Column(UtcDateTime(), nullable=False))
    seen_at: datetime = Field(default=None, sa_column=Column(UtcDateTime(), nullable=False))


class Duty(SQLModel, table=True):
    """What only one process may do at a time, and which one does it: asking Telegram for updates, sending."""

    __tablename__ = "duty"

    name: str = Field(sa_column=Column(String(40), primary_key=True))
    process_id: int = Field(sa_column=Column(BigInteger, nullable=False))
