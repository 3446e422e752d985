"""The lock on a professional's chat: one row for each who has a second factor, needs one, or was closed out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, String
from sqlmodel import Field, SQLModel

from bot.storage.columns import key, utc
from bot.storage.sealing import Sealed


class ProLock(SQLModel, table=True):
    """
    `secret` empty: no second factor. `open_until` empty: closed; each use moves it on.

    `locked_at`: the operator closed it, and only the operator opens it.

    `last_step` is the newest time step whose code opened, so that no code opens twice. `wanted` is the button or command
    that waits for the code. `told_at`: when the professional last heard that something is held back.
    """

    __tablename__ = "pro_lock"

    id: int = key()
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False, unique=True))
    secret: str = Field(default="", sa_column=Column(Sealed("pro_lock.secret"), nullable=False, server_default=""))
    enrolled_at: datetime | None = utc(nullable=True)
    last_step: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    open_until: datetime | None = utc(nullable=True)
    locked_at: datetime | None = utc(nullable=True)
    misses: int = Field(default=0, nullable=False)
    missed_at: datetime | None = utc(nullable=True)
    wanted: str = Field(default="", sa_column=Column(String(64), nullable=False, server_default=""))
    wanted_at: datetime | None = utc(nullable=True)
    told_at: datetime | None = utc(nullable=True)
