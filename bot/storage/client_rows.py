"""Everything about one client, table by table: what `/mydata` hands out. Erasing it is `forgetting`'s."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, select
from sqlmodel import col
from sqlmodel import select as select_rows

from bot.storage import forgetting, refusals
from bot.storage.database import Transaction
from bot.storage.group_tables import GroupMember
from bot.storage.inbox import inbox
from bot.storage.sealing import Sealed
from bot.storage.tables import (
    Care,
    Case,
    CaseCopy,
    Client,
    Inbox,
    Invitation,
    Outbox,
    Person,
    Professional,
    Talk,
    Timer,
)

LEFT_OUT = frozenset({"link", "person_id", "outbox_id", "update_id", "question", "code_hash"})
"""Columns of machinery, which say nothing about anybody."""

MEMBER_TIMERS = frozenset({"group_offer", "group_over"})
"""Timers that belong to a place in a group."""


def everything_about(tx: Transaction, client: Client, person: Person) -> dict[str, Any]:
    """All rows about a client, by table, with readable values and times in UTC (ISO 8601)."""
    tx.session.flush()
    known: dict[str, Any] = {
        "person": {"telegram_id": person.telegram_id, "locale": person.locale},
        "client": plain(client.model_dump()),
    }
    for table in forgetting.tables_of_clients():
        rows = tx.execute(select(table).where(table.c.client_id == client.id)).mappings().all()
        if table.name in forgetting.NOT_SHOWN:
            known[table.name] = {"rows": len(rows), "why_not_shown": forgetting.NOT_SHOWN[table.name]}
        else:
            known[table.name] = [plain(dict(row)) for row in rows if not _of_a_peer(dict(row))]
    for table in forgetting.tables_of_persons():
        # Here she stands in somebody else's row, as their close person say: what they wrote in it is theirs.
        name = table.name if table.name not in known else f"{table.name}_of_others"
        known[name] = _rows_without_others_words(tx, table, person)
    talk = tx.session.get(Talk, person.id)
    known["talk"] = plain(talk.model_dump()) if talk is not None else None
    known["timer"] = _timers(tx, client)
    known["escalation_copy"] = _told(tx, client)
    invited = select_rows(Invitation).where(Invitation.used_by == person.id)
    known["invitation"] = [plain(row.model_dump()) for row in tx.session.exec(invited).all()]
    known["inbox"] = _updates(tx, person)
    known["waiting_messages"] = [
        {"made_at": row.made_at.isoformat(), "params": row.params} for row in waiting(tx, person)
    ]
    known["professionals"] = _names(tx, client)
    return known


def _of_a_peer(row: Mapping[str, Any]) -> bool:
    """Another client's try in her access log: their number is theirs, and nothing was seen."""
    return row.get("actor") == refusals.PEER


def waiting(tx: Transaction, person: Person) -> Sequence[Outbox]:
    """Messages on their way to somebody, oldest first."""
    found = select_rows(Outbox).where(Outbox.chat_id == person.chat_id, Outbox.state == Outbox.WAITING)
    return tx.session.exec(found.order_by(col(Outbox.id))).all()


def _rows_without_others_words(tx: Transaction, table: Table, person: Person) -> list[dict[str, Any]]:
    shown = [c for c in table.columns if not isinstance(c.type, Sealed) and c.name != "client_id"]
    rows = tx.execute(select(*shown).where(table.c.person_id == person.id)).mappings().all()
    return [plain(dict(row)) for row in rows]


def _timers(tx: Transaction, client: Client) -> list[dict[str, str]]:
    """What is due later about the client: the next question, a review, a notice that waits."""
    mine = (col(Timer.subject_id) == client.id) & col(Timer.kind).in_(forgetting.CLIENT_TIMERS)
    cases = select(col(Case.id)).where(col(Case.client_id) == client.id)
    places = select(col(GroupMember.id)).where(col(GroupMember.client_id) == client.id)
    of_cases = col(Timer.subject_id).in_(cases) & col(Timer.kind).in_(forgetting.CASE_TIMERS)
    of_places = col(Timer.subject_id).in_(places) & col(Timer.kind).in_(MEMBER_TIMERS)
    found = tx.session.exec(select_rows(Timer).where(mine | of_cases | of_places).order_by(col(Timer.due_at))).all()
    return [{"kind": row.kind, "due_at": row.due_at.isoformat()} for row in found]


def _told(tx: Transaction, client: Client) -> list[dict[str, Any]]:
    """Which professional has a notice about the client, and since when; None while it waits or after 90 days."""
    found = (
        select(col(CaseCopy.case_id), col(CaseCopy.professional_id), col(Outbox.sent_at))
        .join(Case, col(Case.id) == col(CaseCopy.case_id))
        .outerjoin(Outbox, col(Outbox.id) == col(CaseCopy.outbox_id))
        .where(col(Case.client_id) == client.id)
        .order_by(col(CaseCopy.id))
    )
    return [plain(dict(row)) for row in tx.execute(found).mappings().all()]


def _updates(tx: Transaction, person: Person) -> list[dict[str, Any]]:
    """What Telegram brought and is still known: of finished updates only that they were."""
    found = select(inbox.c.received_at, inbox.c.state).where(inbox.c.chat_id == person.chat_id).order_by(inbox.c.id)
    states = {Inbox.WAITING: "waiting", Inbox.DONE: "finished", Inbox.ASIDE: "set aside"}
    return [
        {"received_at": row["received_at"].isoformat(), "state": states[row["state"]]}
        for row in tx.execute(found).mappings().all()
    ]


def _names(tx: Transaction, client: Client) -> dict[int, str]:
    """The numbers of professionals in the other tables, by the names that the client knows."""
    cared = select(col(Care.professional_id)).where(col(Care.client_id) == client.id)
    told = select(col(CaseCopy.professional_id)).join(Case, col(Case.id) == col(CaseCopy.case_id))
    told = told.where(col(Case.client_id) == client.id)
    found = select_rows(Professional).where(col(Professional.id).in_(cared) | col(Professional.id).in_(told))
    return {row.id: row.name for row in tx.session.exec(found).all()}


def plain(row: dict[str, Any], without: frozenset[str] = LEFT_OUT) -> dict[str, Any]:
    """A row as other programs read it: times as text, columns of machinery left out."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in row.items()
        if name not in without
    }
