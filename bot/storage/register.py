"""The register of a client's network beyond the professionals: parties, close people, turns of the road."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from bot.storage.database import Transaction
from bot.storage.network_tables import CloseOne, Party, Turn
from bot.storage.people import code_hash
from bot.storage.tables import Client, Person, Professional


def parties(tx: Transaction, client_id: int) -> Sequence[Party]:
    """The outside parties of a client, in the order in which they came."""
    found = select(Party).where(Party.client_id == client_id, col(Party.removed_at).is_(None))
    return tx.session.exec(found.order_by(col(Party.id))).all()


def party(tx: Transaction, party_id: int) -> Party | None:
    """A party that is still there."""
    row = tx.session.get(Party, party_id)
    return row if row is not None and row.removed_at is None else None


def add(tx: Transaction, row: Party | CloseOne | Turn) -> int:
    tx.keep(row)
    return row.id


def close_ones(tx: Transaction, client_id: int) -> Sequence[CloseOne]:
    """The close people of a client, those included who have not come yet."""
    found = select(CloseOne).where(CloseOne.client_id == client_id)
    return tx.session.exec(found.order_by(col(CloseOne.id))).all()


def close_one(tx: Transaction, row_id: int) -> CloseOne | None:
    return tx.session.get(CloseOne, row_id)


def close_of_person(tx: Transaction, person_id: int) -> Sequence[tuple[CloseOne, Client]]:
    """Whose close person somebody is, the newest first."""
    found = (
        select(CloseOne, Client)
        .join(Client, col(Client.id) == CloseOne.client_id)
        .where(CloseOne.person_id == person_id)
        .order_by(col(CloseOne.id).desc())
    )
    return tx.session.exec(found).all()


def invited(tx: Transaction, code: str) -> CloseOne | None:
    """The invitation of a close person that this code opens, also one that was used."""
    return tx.session.exec(select(CloseOne).where(CloseOne.code_hash == code_hash(code))).first()


def turns(tx: Transaction, client_id: int) -> Sequence[Turn]:
    """What is marked and not over, the nearest first."""
    found = select(Turn).where(Turn.client_id == client_id, col(Turn.closed_at).is_(None))
    return tx.session.exec(found.order_by(col(Turn.on_date), col(Turn.id))).all()


def turn(tx: Transaction, turn_id: int) -> Turn | None:
    return tx.session.get(Turn, turn_id)


def nobody_else(tx: Transaction, person_id: int) -> bool:
    """Is this person neither a client, nor a professional, nor anybody's close person?"""
    for table in (Client, Professional, CloseOne):
        if tx.session.exec(select(table).where(table.person_id == person_id)).first() is not None:
            return False
    return True


def person_of(tx: Transaction, row: CloseOne) -> Person | None:
    return tx.session.get(Person, row.person_id) if row.person_id is not None else None
