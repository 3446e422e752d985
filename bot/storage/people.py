"""People, the professionals among them, and the invitations that let them in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, bindparam
from sqlmodel import col, select

from bot.storage.database import Transaction
from bot.storage.tables import Care, Case, Client, Invitation, Person, Professional, Talk
from bot.storage.transaction import holding

# Asked at every turn, so it is one statement, built once. The talk comes along: `talks.current` finds it in the session.
_WHO = (
    select(Person, Client, Professional, Talk)
    .outerjoin(Client, and_(col(Client.person_id) == Person.id, col(Client.stage) != "ended"))
    .outerjoin(Professional, and_(col(Professional.person_id) == Person.id, col(Professional.active).is_(True)))
    .outerjoin(Talk, col(Talk.person_id) == Person.id)
    .where(col(Person.telegram_id) == bindparam("account"))
    .order_by(col(Client.id).desc())
    .limit(1)
)

# A client's turns, timers and professionals may meet in several processes: whoever comes second begins anew.
_HOLD_ACCOUNT = select(holding("person", col(Person.id))).where(col(Person.telegram_id) == bindparam("account"))
_HOLD_CLIENT = select(holding("person", col(Client.person_id))).where(col(Client.id) == bindparam("client"))
_HOLD_CASE = (
    select(holding("person", col(Client.person_id)))
    .join(Case, col(Case.client_id) == col(Client.id))
    .where(col(Case.id) == bindparam("case"))
)


def who(tx: Transaction, telegram_id: int) -> tuple[Person, Client | None, Professional | None] | None:
    """The person behind a Telegram account, with the client and the professional they are; see `client_of`."""
    tx.hold_found(_HOLD_ACCOUNT, {"account": telegram_id})
    row = tx.session.exec(_WHO, params={"account": telegram_id}).first()
    tx.session.info["who"] = row  # a session itself holds only weakly what it found, and the talk is asked for next
    return None if row is None else (row[0], row[1], row[2])


def hold_client(tx: Transaction, client_id: int) -> None:
    """Nobody else works on this client until the end of the transaction. Raises Busy, for the database thread."""
    tx.hold_found(_HOLD_CLIENT, {"client": client_id})


def hold_case(tx: Transaction, case_id: int) -> None:
    """The same for the client of a case."""
    tx.hold_found(_HOLD_CASE, {"case": case_id})


def find(tx: Transaction, telegram_id: int) -> Person | None:
    """The person behind a Telegram account, if invited."""
    return tx.session.exec(select(Person).where(Person.telegram_id == telegram_id)).first()


def add(tx: Transaction, telegram_id: int, chat_id: int, locale: str) -> Person:
    person = Person(telegram_id=telegram_id, chat_id=chat_id, locale=locale)
    tx.keep(person)
    return person


def by_id(tx: Transaction, person_id: int) -> Person:
    """The person. Raises KeyError for an id that never was."""
    person = tx.session.get(Person, person_id)
    if person is None:
        raise KeyError(f"no person {person_id}")
    return person


def client_of(tx: Transaction, person_id: int) -> Client | None:
    """The client this person is, if any; the newest when one period followed another."""
    found = select(Client).where(Client.person_id == person_id, Client.stage != "ended")
    return tx.session.exec(found.order_by(col(Client.id).desc())).first()


def ended_client_of(tx: Transaction, person_id: int) -> Client | None:
    """The client whose period is over and who is no client any more otherwise: still the owner of what is kept."""
    found = select(Client).where(Client.person_id == person_id).order_by(col(Client.id).desc())
    newest = tx.session.exec(found).first()
    return newest if newest is not None and newest.stage == "ended" else None


def professional_of(tx: Transaction, person_id: int) -> Professional | None:
    """The active professional this person is, if any."""
    found = select(Professional).where(Professional.person_id == person_id, col(Professional.active).is_(True))
    return tx.session.exec(found).first()


def professional_once(tx: Transaction, person_id: int) -> Professional | None:
    """The professional this person is or was."""
    return tx.session.exec(select(Professional).where(Professional.person_id == person_id)).first()


def professional(tx: Transaction, professional_id: int) -> Professional | None:
    return tx.session.get(Professional, professional_id)


def professionals(tx: Transaction) -> Sequence[Professional]:
    """All active professionals, oldest first."""
    found = select(Professional).where(col(Professional.active).is_(True)).order_by(col(Professional.id))
    return tx.session.exec(found).all()


def carers(tx: Transaction, client_id: int) -> Sequence[tuple[Care, Professional, Person]]:
    """Who accompanies a client now, the responsible one first."""
    found = (
        select(Care, Professional, Person)
        .join(Professional, col(Professional.id) == Care.professional_id)
        .join(Person, col(Person.id) == Professional.person_id)
        .where(Care.client_id == client_id, col(Care.until).is_(None), col(Professional.active).is_(True))
    )
    return sorted(tx.session.exec(found).all(), key=lambda row: (row[0].role != "responsible", row[0].id))


def code_hash(code: str) -> str:
    """What is kept of an invitation code."""
    return hashlib.sha256(code.strip().encode()).hexdigest()


def add_invitation(tx: Transaction, code: str, invitation: Invitation) -> Invitation:
    invitation.code_hash = code_hash(code)
    tx.keep(invitation)
    return invitation


def invitation(tx: Transaction, code: str) -> Invitation | None:
    tx.hold("invitation", int(code_hash(code)[:8], 16))  # good once, also when two come at the same moment
    return tx.session.exec(select(Invitation).where(Invitation.code_hash == code_hash(code))).first()


def open_invitations(tx: Transaction, professional_id: int, now: datetime) -> Sequence[Invitation]:
    """A professional's own and those of their clients, until they expire; a used one may be given back."""
    found = select(Invitation).where(Invitation.professional_id == professional_id, col(Invitation.expires_at) > now)
    return tx.session.exec(found).all()


def reopen_invitation(tx: Transaction, person_id: int) -> None:
    """Give an invitation back: the person said no, and may come again later."""
    for used in tx.session.exec(select(Invitation).where(Invitation.used_by == person_id)).all():
        used.used_at, used.used_by = None, None


def mark_unreachable(tx: Transaction, chat_id: int, now: datetime) -> Person | None:
    """Their Telegram refuses our messages. Returns the person the first time only."""
    person = tx.session.exec(select(Person).where(Person.chat_id == chat_id)).first()
    if person is None:
        return None
    tx.hold("person", person.id)
    tx.session.refresh(person)
    if person.unreachable_at is not None:
        return None
    person.unreachable_at = now
    return person
