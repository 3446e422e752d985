"""Work that waits: updates to answer, calls to make, timers."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from bot.storage.columns import key, owner, utc
from bot.storage.sealing import Sealed, SealedNumber


class Inbox(SQLModel, table=True):
    """A raw update, stored before Telegram may forget it. `payload` is emptied when the update is finished."""

    __tablename__ = "inbox"
    __table_args__ = (
        UniqueConstraint("update_id"),
        Index("inbox_waiting", "chat_id", "id", sqlite_where=text("state = 0"), postgresql_where=text("state = 0")),
        Index("inbox_open", "id", sqlite_where=text("state = 0"), postgresql_where=text("state = 0")),
    )
    WAITING: ClassVar[int] = 0
    DONE: ClassVar[int] = 1
    ASIDE: ClassVar[int] = 2

    id: int = key()
    update_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    chat_id: int = Field(sa_column=Column(SealedNumber(), nullable=False))
    payload: str = Field(sa_column=Column(Sealed("inbox.payload"), nullable=False))
    state: int = Field(default=0, nullable=False)
    attempts: int = Field(default=0, nullable=False)
    received_at: datetime = utc()
    leased_until: datetime | None = utc(nullable=True)
    leased_by: int | None = owner()
    fault: str = Field(default="", sa_column=Column(String(200), nullable=False, server_default=""))


class Outbox(SQLModel, table=True):
    """
    A Bot API call that waits to be made. `params` are the method's parameters without `chat_id`.

    `rank` orders what is due in different chats: answers 0, check-ins 1, notices 2, digests 3. Within a chat `id` decides.
    `after` names an outbox row whose `message_id` this call works on (edits of the bot's own earlier message).
    `professional_id` and `topic`: whose message to a client this is and what about, so that they hear if it does not arrive.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("outbox_chat", "chat_id", "id", sqlite_where=text("state = 0"), postgresql_where=text("state = 0")),
        Index("outbox_due", "rank", "id", sqlite_where=text("state = 0"), postgresql_where=text("state = 0")),
    )
    WAITING: ClassVar[int] = 0
    SENT: ClassVar[int] = 1
    NEVER: ClassVar[int] = 2
    HELD: ClassVar[int] = 3  # for a professional's chat that is closed, until a code opens it (`storage/locks.py`)

    id: int = key()
    chat_id: int = Field(sa_column=Column(SealedNumber(), nullable=False))
    method: str = Field(default="sendMessage", sa_column=Column(String(40), nullable=False))
    params: str = Field(sa_column=Column(Sealed("outbox.params"), nullable=False))
    rank: int = Field(default=0, nullable=False)
    after: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    client_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, index=True))
    kind: str = Field(default="", sa_column=Column(String(20), nullable=False, server_default=""))
    state: int = Field(default=0, nullable=False)
    attempts: int = Field(default=0, nullable=False)
    made_at: datetime = utc()
    not_before: datetime | None = utc(nullable=True)
    best_before: datetime | None = utc(nullable=True)
    leased_until: datetime | None = utc(nullable=True)
    leased_by: int | None = owner()
    sent_at: datetime | None = utc(nullable=True)
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    fault: str = Field(default="", sa_column=Column(String(200), nullable=False, server_default=""))
    professional_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    topic: str = Field(default="", sa_column=Column(String(20), nullable=False, server_default=""))


class Timer(SQLModel, table=True):
    """Something that is due later. One per kind and subject; setting it anew moves it."""

    __tablename__ = "timer"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        Index("timer_due", "due_at"),
        Index("timer_kind_due", "kind", "due_at"),
        Index(
            "timer_leased",
            "leased_until",
            sqlite_where=text("leased_until IS NOT NULL"),
            postgresql_where=text("leased_until IS NOT NULL"),
        ),
    )

    id: int = key()
    kind: str = Field(sa_column=Column(String(20), nullable=False))
    subject_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    due_at: datetime = utc()
    best_before: datetime | None = utc(nullable=True)
    plan_version: int = Field(default=0, nullable=False)
    leased_until: datetime | None = utc(nullable=True)
    leased_by: int | None = owner()
    attempts: int = Field(default=0, nullable=False)
