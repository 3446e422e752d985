"""How long each kind of row is kept, and why; what is older goes by itself. `docs/privacy.md` shows this table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Delete, Update, and_, delete, func, or_, select, update
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.storage import audit
from bot.storage.database import Transaction
from bot.storage.dose_tables import ContactRow, GroupSession
from bot.storage.evaluation_tables import EvaluationCourse
from bot.storage.measure_tables import Form, InstrumentAnswer, InstrumentRun, Reading
from bot.storage.network_tables import CloseOne, Party, Turn
from bot.storage.record_tables import FileCopy, RecordSummary
from bot.storage.tables import (
    Break,
    Care,
    CheckIn,
    Client,
    CodeTry,
    Concern,
    Digest,
    Inbox,
    Invitation,
    Outbox,
    Person,
    Proactive,
    Talk,
)

YEAR = timedelta(days=365)

Purge = Callable[[Transaction], int]
"""What takes more than a statement. Returns how many rows went."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One class of data. `forget` gets the moment before which rows are too old, and says what takes them out."""

    name: str
    keep: timedelta
    why: str
    forget: Callable[[datetime], Delete | Update | Purge]


RULES: Sequence[Rule] = (
    Rule(
        "updates set aside",
        timedelta(days=30),
        "a person must have time to look at what nobody could read; then its words go",
        lambda old: delete(Inbox).where(col(Inbox.state) == Inbox.ASIDE, col(Inbox.received_at) < old),
    ),
    Rule(
        "open talks",
        timedelta(days=30),
        "an unfinished talk holds typed words; after a month one begins anew",
        lambda old: (
            update(Talk)
            .where(col(Talk.last_at) < old, or_(col(Talk.place) != "", col(Talk.pending) != ""))
            .values(script="", version="", place="", pending="", check_in_id=None)
        ),
    ),
    Rule(
        "invitations",
        timedelta(days=30),
        "a question about a used or expired code comes within weeks; the name on it is not needed longer",
        lambda old: delete(Invitation).where(col(Invitation.expires_at) < old),
    ),
    Rule(
        "codes that did not open",
        timedelta(hours=1),
        "guessing is slowed down by the hour; nothing of a stranger is kept longer",
        lambda old: delete(CodeTry).where(col(CodeTry.at) < old),
    ),
    Rule(
        "messages nobody asked for",
        timedelta(days=60),
        "the budget looks back seven days",
        lambda old: delete(Proactive).where(col(Proactive.at) < old),
    ),
    Rule(
        "check-ins",
        2 * YEAR,
        "a period lasts about half a year, with reviews and one continuation",
        lambda old: delete(CheckIn).where(col(CheckIn.asked_at) < old),
    ),
    Rule(
        "breaks",
        2 * YEAR,
        "as check-ins, which they explain",
        lambda old: delete(Break).where(func.coalesce(Break.ended_at, Break.started_at) < old),
    ),
    Rule(
        "contacts in numbers",
        2 * YEAR,
        "as check-ins, with which they are evaluated",
        lambda old: delete(ContactRow).where(col(ContactRow.at) < old),
    ),
    Rule(
        "group meetings in numbers",
        2 * YEAR,
        "as contacts; they say nothing about a single person",
        lambda old: delete(GroupSession).where(col(GroupSession.at) < old),
    ),
    Rule(
        "periods in numbers",
        2 * YEAR,
        "until enough people are there to be told of together; by then they point to nobody",
        lambda old: delete(EvaluationCourse).where(col(EvaluationCourse.at) < old),
    ),
    Rule(
        "invitations of close people",
        timedelta(days=30),
        "as invitations: a code that nobody used, with the names on it",
        lambda old: delete(CloseOne).where(col(CloseOne.person_id).is_(None), col(CloseOne.code_until) < old),
    ),
    Rule(
        "outside parties taken out",
        YEAR,
        "who was told what may be asked about later",
        lambda old: delete(Party).where(col(Party.removed_at) < old),
    ),
    Rule(
        "transitions looked after",
        2 * YEAR,
        "as check-ins, with which they are evaluated",
        lambda old: delete(Turn).where(col(Turn.closed_at) < old),
    ),
    Rule(
        "concerns",
        2 * YEAR,
        "class and rule only: for looking back at a false alarm or a missed one",
        lambda old: delete(Concern).where(col(Concern.at) < old),
    ),
    Rule(
        "written digests",
        timedelta(days=90),
        "only that there was one in a week, so that it comes once",
        lambda old: delete(Digest).where(col(Digest.made_at) < old),
    ),
    Rule(
        "messages held for a closed chat",
        timedelta(days=30),
        "a professional opens the chat within weeks, or somebody else has taken over",
        lambda old: delete(Outbox).where(col(Outbox.state) == Outbox.HELD, col(Outbox.made_at) < old),
    ),
    Rule(
        "forms that lie open",
        timedelta(days=30),
        "as open talks; what was answered in them is kept",
        lambda old: delete(Form).where(col(Form.last_at) < old),
    ),
    Rule(
        "values of measures",
        2 * YEAR,
        "start, middle and end of a period, and one look back",
        lambda old: delete(Reading).where(col(Reading.at) < old),
    ),
    Rule(
        "instruments answered",
        2 * YEAR,
        "as values of measures",
        lambda old: delete(InstrumentRun).where(col(InstrumentRun.begun_at) < old),
    ),
    Rule(
        "answers to instruments",
        2 * YEAR,
        "as values of measures",
        lambda old: delete(InstrumentAnswer).where(col(InstrumentAnswer.at) < old),
    ),
    Rule(
        "summaries for the record",
        timedelta(days=90),
        "the client's yes holds 30 days; until then it can be seen what was asked and answered",
        lambda old: delete(RecordSummary).where(col(RecordSummary.asked_at) < old),
    ),
    Rule(
        "where files went",
        timedelta(days=90),
        "as long as the messages that carried them can still be taken back",
        lambda old: delete(FileCopy).where(col(FileCopy.at) < old),
    ),
    Rule(
        "access log",
        12 * YEAR,
        "the law on client data (703/2023) asks for logs; the controller confirms the years",
        lambda old: lambda tx: audit.purge(tx, old),
    ),
)

WITHDRAWN = timedelta(days=30)  # without consent: a month to come back, as the client was told; then erased
ENDED = timedelta(days=90)  # after the period: time for the closing talk and the continuation plan
SILENT = 2 * YEAR  # nobody was heard: the period is over even if nobody said so


def sweep(tx: Transaction, now: datetime) -> dict[str, int]:
    """Forget what is too old. Returns how many rows of each class were."""
    tx.session.flush()
    return {rule.name: _forget(tx, rule.forget(now - rule.keep)) for rule in RULES}


def _forget(tx: Transaction, way: Delete | Update | Purge) -> int:
    if isinstance(way, Delete | Update):
        gone: int = tx.execute(way).rowcount
        return gone
    return way(tx)


def clients_to_forget(tx: Transaction, now: datetime) -> list[tuple[Client, Person]]:
    """Clients whose time is over: without consent, after their period, or never heard again."""
    heard = func.coalesce(Client.last_heard_at, Client.since)
    until = select(func.max(Care.until)).where(col(Care.client_id) == Client.id).scalar_subquery()
    ended = func.coalesce(Client.ended_at, until, heard)  # a version before wrote down no end
    over = or_(
        and_(col(Client.consented_at).is_(None), heard < now - WITHDRAWN),
        and_(col(Client.stage) == "ended", heard < now - ENDED, ended < now - ENDED),
        heard < now - SILENT,
    )
    found = select_rows(Client, Person).join(Person, col(Person.id) == col(Client.person_id)).where(over)
    return list(tx.session.exec(found).all())
