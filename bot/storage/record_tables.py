"""The tables of what leaves: summaries that a client is asked about, and files about a client in somebody else's chat."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, String
from sqlmodel import Field, SQLModel

from bot.storage.columns import key, utc
from bot.storage.sealing import Sealed


class RecordSummary(SQLModel, table=True):
    """
    A summary for the record, as it was when the client was asked. `body`: a `domain/record.py` Record as JSON.

    Only while `accepted` and not `withdrawn_at` may it be handed over. `shown_at`: the client has seen the paper.
    `put_in`: the parts whose words the client put in herself, with spaces between.
    """

    __tablename__ = "record_summary"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    body: str = Field(sa_column=Column(Sealed("record_summary.body"), nullable=False))
    asked_at: datetime = utc()
    shown_at: datetime | None = utc(nullable=True)
    answered_at: datetime | None = utc(nullable=True)
    accepted: bool | None = Field(default=None, nullable=True)
    withdrawn_at: datetime | None = utc(nullable=True)
    put_in: str = Field(default="", sa_column=Column(String(40), nullable=False, server_default=""))


class FileCopy(SQLModel, table=True):
    """A picture or paper about a client in the chat of somebody who accompanies them: which outbox row carried it."""

    __tablename__ = "file_copy"

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    outbox_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    at: datetime = utc()
