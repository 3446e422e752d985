"""
Clients. `access` is the only door to one for anybody but the client: it asks `domain/roles.py` and writes the log.

What the bot does for a client on the client's own turn goes through `own`, which logs nothing: it is no disclosure.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from bot.domain import purposes, roles
from bot.domain.purposes import PURPOSE_OF, Purpose
from bot.domain.roles import Action, Relation
from bot.storage import audit, network, people, refusals
from bot.storage.database import Transaction
from bot.storage.tables import (
    Break,
    Care,
    Case,
    CaseCopy,
    Client,
    Concern,
    Note,
    Person,
    Proactive,
)


class NotAllowed(Exception):
    """Somebody reached for a client they do not accompany. The caller answers "not yours"; nothing was read."""


class NoConsent(NotAllowed):
    """Their own client, who has not agreed to the service, or no longer does. Nothing was read."""


def own(tx: Transaction, client_id: int) -> Client:
    """The client, for the bot's own work on the client's behalf. Raises KeyError for an id that never was."""
    client = _held(tx, client_id)
    if client is None:
        raise KeyError(f"no client {client_id}")
    return client


def _held(tx: Transaction, client_id: int) -> Client | None:
    """The client as of now, and nobody else's until the end of the transaction."""
    people.hold_client(tx, client_id)
    return tx.session.get(Client, client_id, populate_existing=tx.dialect == "postgresql")


def access(
    tx: Transaction,
    client_id: int,
    *,
    professional_id: int,
    action: Action,
    now: datetime,
    case_id: int | None = None,
) -> Client:
    """
    The client, for a professional who may do this. Logged with its purpose, and with the notice that was the reason.

    Raises NotAllowed when the table does not grant it, and NoConsent when it waits for the client's consent. Both are
    logged as tries.
    """
    client = _held(tx, client_id)
    relations = network.relations(tx, client_id, professional_id, now)
    allowed = client is not None and client.stage != "ended" and roles.may_any(action, relations)
    if client is None or not allowed or (client.consented_at is None and action not in roles.WITHOUT_CONSENT):
        actor = _nearest(relations) if relations else refusals.STRANGE
        refusals.log(tx, actor=actor, actor_id=professional_id, client_id=client_id, what=action.value, now=now)
        raise (NoConsent if allowed else NotAllowed)(action.value)
    log(
        tx,
        actor=_nearest(relations),
        actor_id=professional_id,
        client_id=client.id,
        what=action.value,
        why=PURPOSE_OF[action],
        now=now,
        case_id=case_id,
    )
    return client


def as_what(tx: Transaction, client_id: int, professional_id: int, now: datetime) -> str:
    """In what role a professional acts towards a client now, for the log; "professional" for one who does not accompany."""
    relations = network.relations(tx, client_id, professional_id, now)
    return _nearest(relations) if relations else "professional"


def _nearest(relations: set[Relation]) -> str:
    return min(relations, key=roles.ACCOMPANYING.index).value


def log(
    tx: Transaction,
    *,
    actor: str,
    actor_id: int | None,
    client_id: int | None,
    what: str,
    why: Purpose,
    now: datetime,
    case_id: int | None = None,
) -> None:
    """Write one line of the access log: who did what about whom, and why. It is never changed afterwards."""
    reason = purposes.written(why, case_id)
    audit.log(tx, actor=actor, actor_id=actor_id, client_id=client_id, what=what, why=reason, now=now)


def log_own(
    tx: Transaction,
    client: Client,
    what: str,
    now: datetime,
    *,
    why: Purpose = Purpose.OWN,
    case_id: int | None = None,
) -> None:
    """The same of what a client did with what is theirs."""
    log(tx, actor="client", actor_id=client.id, client_id=client.id, what=what, why=why, now=now, case_id=case_id)


def caseload(tx: Transaction, professional_id: int) -> Sequence[tuple[Client, Person]]:
    """The clients a professional accompanies now, by pseudonym."""
    found = (
        select(Client, Person)
        .join(Care, col(Care.client_id) == Client.id)
        .join(Person, col(Person.id) == Client.person_id)
        .where(Care.professional_id == professional_id, col(Care.until).is_(None), Client.stage != "ended")
    )
    return sorted(tx.session.exec(found).all(), key=lambda row: row[0].pseudonym.casefold())


def looked_after(tx: Transaction, professional_id: int, now: datetime) -> Sequence[tuple[Client, Person]]:
    """Own clients, and those of whom this professional covers today, by pseudonym."""
    found = {client.id: (client, person) for client, person in caseload(tx, professional_id)}
    for other in network.covered_by(tx, professional_id, now):
        for client, person in caseload(tx, other.id):
            care = network.care(tx, client.id, other.id)
            if care is not None and care.role in network.CARRYING:
                found.setdefault(client.id, (client, person))
    return sorted(found.values(), key=lambda pair: (pair[0].pseudonym.casefold(), pair[0].id))


def holding_notices(tx: Transaction, professional_id: int, now: datetime) -> Sequence[tuple[Client, Person]]:
    """Clients whose open notice reached this professional, as a deputy say, while it is open; by pseudonym."""
    found = (
        select(Client, Person)
        .join(Person, col(Person.id) == Client.person_id)
        .join(Case, col(Case.client_id) == Client.id)
        .join(CaseCopy, col(CaseCopy.case_id) == col(Case.id))
        .where(CaseCopy.professional_id == professional_id, Case.state != "closed", Client.stage != "ended")
        .distinct()
    )
    pairs = [pair for pair in tx.session.exec(found).all() if network.relations(tx, pair[0].id, professional_id, now)]
    return sorted(pairs, key=lambda pair: (pair[0].pseudonym.casefold(), pair[0].id))


def pseudonym_taken(tx: Transaction, professional_id: int, pseudonym: str, but: int = 0) -> bool:
    """Whether another client of this professional (`but` is none) has this pseudonym already."""
    others = (client for client, _ in caseload(tx, professional_id) if client.id != but)
    return any(client.pseudonym.casefold() == pseudonym.casefold() for client in others)


def proactive_dates(tx: Transaction, client_id: int, since: date) -> tuple[date, ...]:
    """The local dates of messages the client did not ask for."""
    found = select(Proactive).where(Proactive.client_id == client_id, col(Proactive.on_date) >= since)
    return tuple(sent.on_date for sent in tx.session.exec(found).all())


def count_proactive(tx: Transaction, client_id: int, kind: str, on: date, now: datetime) -> None:
    tx.session.add(Proactive(client_id=client_id, kind=kind, on_date=on, at=now))


def uncount_proactive(tx: Transaction, client_id: int, kind: str, now: datetime) -> None:
    """What was planned for later and is not sent after all takes no place in the budget."""
    planned = (Proactive.client_id == client_id, Proactive.kind == kind, col(Proactive.at) > now)
    for row in tx.session.exec(select(Proactive).where(*planned)).all():
        tx.session.delete(row)
    tx.session.flush()


def uncount_one(tx: Transaction, client_id: int, kind: str, at: datetime) -> None:
    """The same for one message, planned for just then."""
    planned = select(Proactive).where(Proactive.client_id == client_id, Proactive.kind == kind, Proactive.at == at)
    row = tx.session.exec(planned).first()
    if row is not None:
        tx.session.delete(row)
        tx.session.flush()


def open_break(tx: Transaction, client_id: int) -> Break | None:
    found = select(Break).where(Break.client_id == client_id, col(Break.ended_at).is_(None))
    return tx.session.exec(found.order_by(col(Break.id).desc())).first()


def breaks_since(tx: Transaction, client_id: int, since: datetime) -> Sequence[Break]:
    """Breaks that began or ended at or after `since`, oldest first."""
    found = select(Break).where(Break.client_id == client_id).order_by(col(Break.id))
    return [b for b in tx.session.exec(found).all() if b.started_at >= since or (b.ended_at and b.ended_at >= since)]


def keep_note(tx: Transaction, client_id: int, kind: str, words: str, *, share: bool, now: datetime) -> Note:
    note = Note(client_id=client_id, kind=kind, words=words, share=share, at=now)
    tx.keep(note)
    return note


def notes(tx: Transaction, client_id: int, kinds: Sequence[str], since: datetime | None = None) -> Sequence[Note]:
    """Kept words of these kinds, newest first."""
    found = select(Note).where(Note.client_id == client_id, col(Note.kind).in_(kinds))
    if since is not None:
        found = found.where(col(Note.at) >= since)
    return tx.session.exec(found.order_by(col(Note.id).desc())).all()


def concern_of(tx: Transaction, update_id: int) -> Concern | None:
    return tx.session.exec(select(Concern).where(Concern.update_id == update_id)).first()


def open_concern(tx: Transaction, client_id: int, now: datetime) -> Concern | None:
    """The newest gentle question about a concern that has no answer yet, of the last day."""
    found = (
        select(Concern)
        .where(Concern.client_id == client_id, Concern.concern == "S", col(Concern.confirmed).is_(None))
        .where(col(Concern.at) >= now - timedelta(days=1))
    )
    return tx.session.exec(found.order_by(col(Concern.id).desc())).first()


def feedback(tx: Transaction) -> Sequence[Note]:
    """What clients sent to those who run the bot, oldest first; whoever shows it leaves the client out."""
    return tx.session.exec(select(Note).where(Note.kind == "feedback").order_by(col(Note.id))).all()
