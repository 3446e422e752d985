"""Who is here: people as Telegram knows them, clients, professionals, who accompanies whom."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    String,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel

from bot.storage.columns import key, utc
from bot.storage.sealing import Sealed, SealedNumber


class Person(SQLModel, table=True):
    """A Telegram account that came in by invitation. May be a client, a professional, or both."""

    __tablename__ = "person"

    id: int = key()
    telegram_id: int = Field(sa_column=Column(SealedNumber(), nullable=False, unique=True))
    chat_id: int = Field(sa_column=Column(SealedNumber(), nullable=False))
    locale: str = Field(default="fi", sa_column=Column(String(8), nullable=False))
    side: str = Field(default="", sa_column=Column(String(16), nullable=False, server_default=""))
    unreachable_at: datetime | None = utc(nullable=True)


class Professional(SQLModel, table=True):
    """
    Somebody who accompanies clients. `name` is what clients see.

    `away_until` is the last day of an absence. `leads`: is asked about notices that nobody took (the unit's lead).
    """

    __tablename__ = "professional"

    id: int = key()
    person_id: int = Field(sa_column=Column(BigInteger, nullable=False, unique=True))
    name: str = Field(sa_column=Column(Sealed("professional.name"), nullable=False))
    timezone: str = Field(default="Europe/Helsinki", sa_column=Column(String(40), nullable=False))
    digest_weekday: int = Field(default=0, nullable=False)
    digest_hour: int = Field(default=8, nullable=False)
    deputy_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    away_from: date | None = Field(default=None, nullable=True)
    away_until: date | None = Field(default=None, nullable=True)
    leads: bool = Field(default=False, nullable=False)
    active: bool = Field(default=True, nullable=False)
    since: datetime = utc()


class Client(SQLModel, table=True):
    """
    Somebody in rehabilitation. `stage`: welcoming, active, break, dormant, meetings, ended (at `ended_at`).

    `step_goal` is the goal that the experiment grew out of, if it grew out of one (`storage/plan_tables.py`).
    `thresholds` are those that differ from the usual (`domain/escalation.py`). `limits_before` are limits as the client
    last knew them, while she has not heard of a change by `limits_by` (a professional). `hidden` are lines of the week's
    digest that the client took out at `hidden_at`.
    """

    __tablename__ = "client"

    id: int = key()
    person_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    pseudonym: str = Field(sa_column=Column(Sealed("client.pseudonym"), nullable=False))
    stage: str = Field(default="welcoming", sa_column=Column(String(16), nullable=False))
    since: datetime = utc()
    consented_at: datetime | None = utc(nullable=True)
    own_words: bool = Field(default=False, nullable=False)
    age_group: str = Field(default="", sa_column=Column(String(8), nullable=False, server_default=""))
    timezone: str = Field(default="Europe/Helsinki", sa_column=Column(String(40), nullable=False))
    floor_days: int = Field(default=2, nullable=False)
    fixed_days: int | None = Field(default=None, nullable=True)
    slot: str = Field(default="10:00", sa_column=Column(String(5), nullable=False))
    quiet_from: str = Field(default="20:00", sa_column=Column(String(5), nullable=False))
    quiet_until: str = Field(default="09:00", sa_column=Column(String(5), nullable=False))
    weekdays: str = Field(default="0123456", sa_column=Column(String(7), nullable=False))
    interval_days: int = Field(default=4, nullable=False)
    misses: int = Field(default=0, nullable=False)
    plan_version: int = Field(default=0, nullable=False)
    turn: int = Field(default=0, nullable=False)
    break_from: datetime | None = utc(nullable=True)
    break_until: datetime | None = utc(nullable=True)
    quiet_after_concern: datetime | None = utc(nullable=True)
    last_heard_at: datetime | None = utc(nullable=True)
    told_limits_at: datetime | None = utc(nullable=True)
    step_what: str = Field(default="", sa_column=Column(Sealed("client.step_what"), nullable=False, server_default=""))
    step_when: str = Field(default="", sa_column=Column(Sealed("client.step_when"), nullable=False, server_default=""))
    step_sign: str = Field(default="", sa_column=Column(Sealed("client.step_sign"), nullable=False, server_default=""))
    step_size: str = Field(default="", sa_column=Column(String(12), nullable=False, server_default=""))
    step_level: int = Field(default=1, nullable=False)
    step_since: datetime | None = utc(nullable=True)
    step_goal: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    grown_at: datetime | None = utc(nullable=True)
    plan_most: int = Field(default=4, nullable=False)
    skips_in_row_told: bool = Field(default=False, nullable=False)
    not_yet_at: datetime | None = utc(nullable=True)
    talked_after_skips_at: datetime | None = utc(nullable=True)
    thresholds: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    limits_before: dict[str, int] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    limits_by: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    hidden: str = Field(default="", sa_column=Column(String(80), nullable=False, server_default=""))
    hidden_at: datetime | None = utc(nullable=True)
    ended_at: datetime | None = utc(nullable=True)


class Care(SQLModel, table=True):
    """Who accompanies whom, and as what: responsible, coworker, deputy, viewer. `hides`: what the client keeps back."""

    __tablename__ = "care"
    __table_args__ = (UniqueConstraint("client_id", "professional_id"),)

    id: int = key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    role: str = Field(default="responsible", sa_column=Column(String(16), nullable=False))
    hides: str = Field(default="", sa_column=Column(String(80), nullable=False, server_default=""))
    since: datetime = utc()
    until: datetime | None = utc(nullable=True)


class Invitation(SQLModel, table=True):
    """A code that lets one person in, once. Only its hash is kept."""

    __tablename__ = "invitation"

    id: int = key()
    code_hash: str = Field(default="", sa_column=Column(String(64), nullable=False, unique=True))
    role: str = Field(sa_column=Column(String(16), nullable=False))
    professional_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    name: str = Field(default="", sa_column=Column(Sealed("invitation.name"), nullable=False))
    locale: str = Field(default="fi", sa_column=Column(String(8), nullable=False))
    made_at: datetime = utc()
    expires_at: datetime = utc()
    used_at: datetime | None = utc(nullable=True)
    used_by: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
