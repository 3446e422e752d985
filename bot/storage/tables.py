"""
Every table, as SQLModel classes.

Times are aware UTC. A client is `client.id` everywhere; Telegram's numbers stand only in `person`, `inbox` and `outbox`.
Words, names and Telegram's numbers are sealed (`storage/sealing.py`): the database neither searches nor sorts them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Index,
    Integer,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from bot.storage.sealing import Sealed, SealedNumber

BigKey = BigInteger().with_variant(Integer(), "sqlite")  # SQLite numbers rows by itself only for INTEGER keys


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Naive times are refused: they hide the question "whose clock?"."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime reached the database; give it a time zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _utc(*, index: bool = False, nullable: bool = False) -> Any:
    return Field(sa_column=Column(UtcDateTime(), nullable=nullable, index=index), default=None)


def _owner() -> Any:
    """The process that holds a lease (`crew_tables.Process`); empty when there is only one."""
    return Field(default=None, sa_column=Column(BigInteger, nullable=True))


def _key() -> Any:
    return Field(default=None, sa_column=Column(BigKey, primary_key=True, autoincrement=True))


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

    id: int = _key()
    update_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    chat_id: int = Field(sa_column=Column(SealedNumber(), nullable=False))
    payload: str = Field(sa_column=Column(Sealed("inbox.payload"), nullable=False))
    state: int = Field(default=0, nullable=False)
    attempts: int = Field(default=0, nullable=False)
    received_at: datetime = _utc()
    leased_until: datetime | None = _utc(nullable=True)
    leased_by: int | None = _owner()
    fault: str = Field(default="", sa_column=Column(String(200), nullable=False, server_default=""))


class Outbox(SQLModel, table=True):
    """
    A Bot API call that waits to be made. `params` are the method's parameters without `chat_id`.

    `rank` orders what is due in different chats: answers 0, check-ins 1, notices 2, digests 3. Within a chat `id` decides.
    `after` names an outbox row whose `message_id` this call works on (edits of the bot's own earlier message).
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

    id: int = _key()
    chat_id: int = Field(sa_column=Column(SealedNumber(), nullable=False))
    method: str = Field(default="sendMessage", sa_column=Column(String(40), nullable=False))
    params: str = Field(sa_column=Column(Sealed("outbox.params"), nullable=False))
    rank: int = Field(default=0, nullable=False)
    after: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    client_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, index=True))
    kind: str = Field(default="", sa_column=Column(String(20), nullable=False, server_default=""))
    state: int = Field(default=0, nullable=False)
    attempts: int = Field(default=0, nullable=False)
    made_at: datetime = _utc()
    not_before: datetime | None = _utc(nullable=True)
    best_before: datetime | None = _utc(nullable=True)
    leased_until: datetime | None = _utc(nullable=True)
    leased_by: int | None = _owner()
    sent_at: datetime | None = _utc(nullable=True)
    message_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    fault: str = Field(default="", sa_column=Column(String(200), nullable=False, server_default=""))


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

    id: int = _key()
    kind: str = Field(sa_column=Column(String(20), nullable=False))
    subject_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    due_at: datetime = _utc()
    best_before: datetime | None = _utc(nullable=True)
    plan_version: int = Field(default=0, nullable=False)
    leased_until: datetime | None = _utc(nullable=True)
    leased_by: int | None = _owner()
    attempts: int = Field(default=0, nullable=False)


class Person(SQLModel, table=True):
    """A Telegram account that came in by invitation. May be a client, a professional, or both."""

    __tablename__ = "person"

    id: int = _key()
    telegram_id: int = Field(sa_column=Column(SealedNumber(), nullable=False, unique=True))
    chat_id: int = Field(sa_column=Column(SealedNumber(), nullable=False))
    locale: str = Field(default="fi", sa_column=Column(String(8), nullable=False))
    side: str = Field(default="", sa_column=Column(String(16), nullable=False, server_default=""))
    unreachable_at: datetime | None = _utc(nullable=True)


class Professional(SQLModel, table=True):
    """
    Somebody who accompanies clients. `name` is what clients see.

    `away_until` is the last day of an absence. `leads`: is asked about notices that nobody took (the unit's lead).
    """

    __tablename__ = "professional"

    id: int = _key()
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
    since: datetime = _utc()


class Client(SQLModel, table=True):
    """
    Somebody in rehabilitation. `stage`: welcoming, active, break, dormant, meetings, ended.

    `step_goal` is the goal that the experiment grew out of, if it grew out of one (`storage/plan_tables.py`).
    `thresholds` are those that differ from the usual (`domain/escalation.py`). `hidden` are lines of the week's digest
    that the client took out at `hidden_at`.
    """

    __tablename__ = "client"

    id: int = _key()
    person_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    pseudonym: str = Field(sa_column=Column(Sealed("client.pseudonym"), nullable=False))
    stage: str = Field(default="welcoming", sa_column=Column(String(16), nullable=False))
    since: datetime = _utc()
    consented_at: datetime | None = _utc(nullable=True)
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
    break_from: datetime | None = _utc(nullable=True)
    break_until: datetime | None = _utc(nullable=True)
    quiet_after_concern: datetime | None = _utc(nullable=True)
    last_heard_at: datetime | None = _utc(nullable=True)
    told_limits_at: datetime | None = _utc(nullable=True)
    step_what: str = Field(default="", sa_column=Column(Sealed("client.step_what"), nullable=False, server_default=""))
    step_when: str = Field(default="", sa_column=Column(Sealed("client.step_when"), nullable=False, server_default=""))
    step_sign: str = Field(default="", sa_column=Column(Sealed("client.step_sign"), nullable=False, server_default=""))
    step_level: int = Field(default=1, nullable=False)
    step_since: datetime | None = _utc(nullable=True)
    step_goal: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    grown_at: datetime | None = _utc(nullable=True)
    plan_most: int = Field(default=4, nullable=False)
    skips_in_row_told: bool = Field(default=False, nullable=False)
    not_yet_at: datetime | None = _utc(nullable=True)
    talked_after_skips_at: datetime | None = _utc(nullable=True)
    thresholds: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    hidden: str = Field(default="", sa_column=Column(String(80), nullable=False, server_default=""))
    hidden_at: datetime | None = _utc(nullable=True)


class Care(SQLModel, table=True):
    """Who accompanies whom, and as what: responsible, coworker, deputy, viewer. `hides`: what the client keeps back."""

    __tablename__ = "care"
    __table_args__ = (UniqueConstraint("client_id", "professional_id"),)

    id: int = _key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    role: str = Field(default="responsible", sa_column=Column(String(16), nullable=False))
    hides: str = Field(default="", sa_column=Column(String(80), nullable=False, server_default=""))
    since: datetime = _utc()
    until: datetime | None = _utc(nullable=True)


class Invitation(SQLModel, table=True):
    """A code that lets one person in, once. Only its hash is kept."""

    __tablename__ = "invitation"

    id: int = _key()
    code_hash: str = Field(default="", sa_column=Column(String(64), nullable=False, unique=True))
    role: str = Field(sa_column=Column(String(16), nullable=False))
    professional_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    name: str = Field(default="", sa_column=Column(Sealed("invitation.name"), nullable=False))
    locale: str = Field(default="fi", sa_column=Column(String(8), nullable=False))
    made_at: datetime = _utc()
    expires_at: datetime = _utc()
    used_at: datetime | None = _utc(nullable=True)
    used_by: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))


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
    since: datetime = _utc()
    last_at: datetime = _utc()


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

    id: int = _key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    asked_at: datetime = _utc()
    outbox_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    own_start: bool = Field(default=False, nullable=False)
    answered_at: datetime | None = _utc(nullable=True)
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

    id: int = _key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    started_at: datetime = _utc()
    until: datetime | None = _utc(nullable=True)
    ended_at: datetime | None = _utc(nullable=True)
    reason: str = Field(default="", sa_column=Column(String(24), nullable=False, server_default=""))


class Note(SQLModel, table=True):
    """Words the client chose to keep. `share`: may a professional read it."""

    __tablename__ = "note"

    id: int = _key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    kind: str = Field(sa_column=Column(String(24), nullable=False))
    words: str = Field(sa_column=Column(Sealed("note.words"), nullable=False))
    share: bool = Field(default=False, nullable=False)
    at: datetime = _utc()


class Case(SQLModel, table=True):
    """Something a professional is told and answers. `state`: new, sent, taken, closed."""

    __tablename__ = "escalation"

    id: int = _key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    signals: str = Field(sa_column=Column(String(40), nullable=False))
    state: str = Field(default="new", sa_column=Column(String(12), nullable=False))
    urgent: bool = Field(default=False, nullable=False)
    opened_at: datetime = _utc()
    tell_at: datetime | None = _utc(nullable=True)
    sent_at: datetime | None = _utc(nullable=True)
    taken_at: datetime | None = _utc(nullable=True)
    taken_by: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    closed_at: datetime | None = _utc(nullable=True)
    closed_as: str = Field(default="", sa_column=Column(String(16), nullable=False, server_default=""))
    reminders: int = Field(default=0, nullable=False)
    clients_words: str = Field(
        default="", sa_column=Column(Sealed("escalation.clients_words"), nullable=False, server_default="")
    )


class CaseCopy(SQLModel, table=True):
    """A professional's copy of a notice: which outbox row carried it, so that it can be changed later."""

    __tablename__ = "escalation_copy"
    __table_args__ = (UniqueConstraint("case_id", "professional_id"),)

    id: int = _key()
    case_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    outbox_id: int = Field(sa_column=Column(BigInteger, nullable=False))


class PrivateNote(SQLModel, table=True):
    """What a professional wrote down about a client, for those who accompany. The client may ask to see it."""

    __tablename__ = "private_note"

    id: int = _key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    words: str = Field(sa_column=Column(Sealed("private_note.words"), nullable=False))
    at: datetime = _utc()


class Proposal(SQLModel, table=True):
    """Something that needs the client's yes. `kind`: step, break, share (with `colleague_id` as `role`)."""

    __tablename__ = "proposal"

    id: int = _key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    kind: str = Field(sa_column=Column(String(12), nullable=False))
    words: str = Field(default="", sa_column=Column(Sealed("proposal.words"), nullable=False, server_default=""))
    colleague_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    role: str = Field(default="", sa_column=Column(String(16), nullable=False, server_default=""))
    at: datetime = _utc()
    answered_at: datetime | None = _utc(nullable=True)
    accepted: bool | None = Field(default=None, nullable=True)


class Letter(SQLModel, table=True):
    """A person's message to a client through the bot. Its words stand in the outbox until it is sent, nowhere else."""

    __tablename__ = "letter"

    id: int = _key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    at: datetime = _utc()
    answered_at: datetime | None = _utc(nullable=True)


class Meeting(SQLModel, table=True):
    """The client's next meeting. `place` empty: remote. `minutes`: 0 when nobody said. `remind`: one reminder, if wanted."""

    __tablename__ = "meeting"

    id: int = _key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    at: datetime = _utc()
    place: str = Field(default="", sa_column=Column(Sealed("meeting.place"), nullable=False, server_default=""))
    remind: bool = Field(default=False, nullable=False)
    minutes: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    cancelled_at: datetime | None = _utc(nullable=True)


class Digest(SQLModel, table=True):
    """A digest that was written. One per professional and ISO week, whatever happens."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("professional_id", "week"),)

    id: int = _key()
    professional_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    week: str = Field(sa_column=Column(String(8), nullable=False))
    made_at: datetime = _utc()


class Proactive(SQLModel, table=True):
    """A message the client did not ask for, by the client's local date: what the budget counts."""

    __tablename__ = "proactive"
    __table_args__ = (Index("proactive_client", "client_id", "on_date"),)

    id: int = _key()
    client_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    kind: str = Field(sa_column=Column(String(20), nullable=False))
    on_date: date = Field(nullable=False)
    at: datetime = _utc()


class Access(SQLModel, table=True):
    """Append-only: who looked at or changed what about a client, as what, and why. `link` chains the rows."""

    __tablename__ = "access_log"

    id: int = _key()
    at: datetime = _utc()
    actor: str = Field(sa_column=Column(String(16), nullable=False))
    actor_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    client_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, index=True))
    what: str = Field(sa_column=Column(String(40), nullable=False))
    why: str = Field(default="", sa_column=Column(String(60), nullable=False, server_default=""))
    link: str = Field(default="", sa_column=Column(String(64), nullable=False, server_default=""))


class Concern(SQLModel, table=True):
    """The word check found something, or the client said so by a button. Class and rule only, never words."""

    __tablename__ = "concern"

    id: int = _key()
    at: datetime = _utc()
    update_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, unique=True))
    client_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True, index=True))
    concern: str = Field(sa_column=Column(String(2), nullable=False))
    rule: str = Field(sa_column=Column(String(40), nullable=False))
    confirmed: bool | None = Field(default=None, nullable=True)


class Erasure(SQLModel, table=True):
    """Somebody asked to be forgotten. `who` is a keyed hash of their Telegram number, to forget them again after a restore."""

    __tablename__ = "erasure"

    id: int = _key()
    who: str = Field(sa_column=Column(String(64), nullable=False, index=True))
    at: datetime = _utc()


class CodeTry(SQLModel, table=True):
    """An invitation code that did not open. `who` is a keyed hash of the Telegram number; forgotten after an hour."""

    __tablename__ = "code_try"

    id: int = _key()
    who: str = Field(sa_column=Column(String(64), nullable=False, index=True))
    at: datetime = _utc(index=True)


class Setting(SQLModel, table=True):
    """Small facts of the installation itself: the polling offset, the last heartbeat."""

    __tablename__ = "setting"

    name: str = Field(sa_column=Column(String(40), primary_key=True))
    value: str = Field(sa_column=Column(Text, nullable=False))
