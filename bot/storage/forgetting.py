"""Everything about one client: shown to them, and erased everywhere. Every table is on one of the lists below."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Table, delete, select, update
from sqlmodel import SQLModel, col
from sqlmodel import select as select_rows

from bot.storage import register, talks, timers
from bot.storage.database import Transaction
from bot.storage.inbox import inbox
from bot.storage.network_tables import CloseOne
from bot.storage.outbox import outbox
from bot.storage.plan_tables import Goal
from bot.storage.tables import (
    Case,
    CaseCopy,
    Client,
    Digest,
    Erasure,
    Inbox,
    Invitation,
    Note,
    Outbox,
    Person,
    Professional,
    Talk,
    Timer,
)

KEPT = {"access_log": "the law on client data asks for the log; what stays is a number that points to nobody"}
"""Tables whose rows about an erased client stay, and why."""

NOT_SHOWN = {"private_note": "a professional's working notes; the controller decides about showing them"}
"""Tables about a client that the client's own copy only counts, and why."""

BY_OTHER_WAYS = frozenset({"client", "person", "talk", "invitation", "timer", "inbox", "outbox", "escalation_copy"})
"""Tables without `client_id` whose rows about a client are found by another number; see `erase`."""

OF_NOBODY = frozenset(
    {"professional", "script_version", "digest", "setting", "erasure", "code_try", "peer_group", "group_moderator"}
    | {"group_session", "pro_lock", "process", "duty", "evaluation_batch"}
    | {"group_arrival", "group_goal", "group_week", "group_pulse", "group_pulse_count"}
)
"""Tables that hold nothing about a single client."""

CLIENT_TIMERS = frozenset(
    {"check_in", "silence", "return", "concern", "meeting", "cover", "measures", "goal_look", "stage"}
)
CASE_TIMERS = frozenset({"tell", "follow"})
OTHER_TIMERS = frozenset({"digest", "away", "lock", "point"})
"""Timers of professionals; those of groups begin with "group_". They look first whether their row is still there."""

PURPOSE = "erased"


def tables_of_clients() -> list[Table]:
    """Tables with a `client_id`, but for the queue, whose rows are erased by chat too."""
    return [t for t in SQLModel.metadata.sorted_tables if "client_id" in t.columns and t.name != "outbox"]


def tables_of_persons() -> list[Table]:
    """Tables with a `person_id` beside the ones that carry the role."""
    carry = {"client", "professional", "talk"}
    return [t for t in SQLModel.metadata.sorted_tables if "person_id" in t.columns and t.name not in carry]


def forget_notes(tx: Transaction, client_id: int) -> int:
    """
    The client's own words, every kind. Returns how many there were.

    The plan stays: experiment, goals and their levels are what both keep to, and are changed there or erased with all.
    """
    tx.session.flush()
    gone: int = tx.execute(delete(Note).where(col(Note.client_id) == client_id)).rowcount
    said = (col(Goal.client_id) == client_id, col(Goal.own_words) != "")
    gone += tx.execute(update(Goal).where(*said).values(own_words="")).rowcount
    added = (col(Case.client_id) == client_id, col(Case.clients_words) != "")
    gone += tx.execute(update(Case).where(*added).values(clients_words="")).rowcount
    tx.session.expire_all()
    return gone


def told_in(tx: Transaction, client_id: int) -> Sequence[tuple[CaseCopy, Outbox]]:
    """Notices about a client that professionals have, or will have in a moment."""
    found = (
        select_rows(CaseCopy, Outbox)
        .join(Case, col(Case.id) == col(CaseCopy.case_id))
        .join(Outbox, col(Outbox.id) == col(CaseCopy.outbox_id))
        .where(col(Case.client_id) == client_id)
    )
    return tx.session.exec(found).all()


def take_back_digests(tx: Transaction, professional_id: int, now: datetime) -> None:
    """A digest that still waits is written anew, without the client."""
    pro = tx.session.get(Professional, professional_id)
    person = tx.session.get(Person, pro.person_id) if pro is not None else None
    if person is None:
        return
    waits = (
        outbox.c.chat_id == person.chat_id,
        outbox.c.kind == "digest",
        outbox.c.state.in_((Outbox.WAITING, Outbox.HELD)),
    )
    if not tx.execute(delete(outbox).where(*waits)).rowcount:
        return
    newest = select_rows(Digest).where(Digest.professional_id == professional_id).order_by(col(Digest.id).desc())
    written = tx.session.exec(newest).first()
    if written is not None:
        tx.session.delete(written)
        tx.session.flush()
    timers.put(tx, "digest", professional_id, now)


def erase(tx: Transaction, client: Client, person: Person) -> None:
    """
    Take out the client and everything that hangs on them, and the person unless a professional.

    Updates that wait are answered like a stranger's; finished ones keep only their number, so that Telegram's
    repetitions are still known.
    """
    tx.session.flush()
    cases = list(tx.execute(select(col(Case.id)).where(col(Case.client_id) == client.id)).scalars())
    copies = list(tx.execute(select(col(CaseCopy.outbox_id)).where(col(CaseCopy.case_id).in_(cases))).scalars())
    tx.execute(delete(CaseCopy).where(col(CaseCopy.case_id).in_(cases)))
    mine = (col(Timer.subject_id) == client.id) & col(Timer.kind).in_(CLIENT_TIMERS)
    theirs = col(Timer.subject_id).in_(cases) & col(Timer.kind).in_(CASE_TIMERS)
    tx.execute(delete(Timer).where(mine | theirs))
    for table in tables_of_clients():
        if table.name not in KEPT:
            tx.execute(delete(table).where(table.c.client_id == client.id))
    tx.execute(delete(outbox).where(outbox.c.client_id == client.id))
    tx.execute(delete(outbox).where(outbox.c.id.in_(copies) | outbox.c.after.in_(copies)))
    tx.session.expire_all()
    tx.session.delete(client)
    tx.session.flush()
    if _is_professional(tx, person):
        return
    _erase_person(tx, person)


def close_talks_about(tx: Transaction, client: Client) -> None:
    """A professional may be writing about the client just now: that talk holds the name and the words, and ends here."""
    tx.session.flush()
    goals = set(tx.execute(select(col(Goal.id)).where(col(Goal.client_id) == client.id)).scalars())
    of_professionals = select_rows(Talk).join(Professional, col(Professional.person_id) == col(Talk.person_id))
    for talk in tx.session.exec(of_professionals.where(col(Talk.script) != "")).all():
        facts = json.loads(talk.place).get("facts", {}) if talk.place else {}
        subject, of_goal = facts.get("subject"), str(facts.get("purpose", "")).startswith("goal_")
        named = subject is None and facts.get("pseudonym") == client.pseudonym
        if named or (subject in goals if of_goal else subject == client.id):
            talks.close(talk)
            talks.put_pending(talk, [], [], "")


def forget_close_one(tx: Transaction, row: CloseOne) -> None:
    """A close person leaves or is left: their row goes, and the person too unless they are something else here."""
    person = register.person_of(tx, row)
    tx.session.delete(row)
    tx.session.flush()
    if person is not None and register.nobody_else(tx, person.id):
        _erase_person(tx, person)


def _is_professional(tx: Transaction, person: Person) -> bool:
    return tx.session.exec(select_rows(Professional).where(Professional.person_id == person.id)).first() is not None


def _erase_person(tx: Transaction, person: Person) -> None:
    tx.execute(delete(outbox).where(outbox.c.chat_id == person.chat_id))
    done = inbox.c.state != Inbox.WAITING
    tx.execute(update(inbox).where(inbox.c.chat_id == person.chat_id, done).values(chat_id=0, payload=""))
    tx.execute(delete(Talk).where(col(Talk.person_id) == person.id))
    tx.execute(delete(Invitation).where(col(Invitation.used_by) == person.id))
    for table in tables_of_persons():
        tx.execute(delete(table).where(table.c.person_id == person.id))
    tx.session.delete(person)
    tx.session.flush()


def remember(tx: Transaction, telegram_id: int, now: datetime) -> None:
    """Put somebody on the list of those who are forgotten again after a restore."""
    tx.session.add(Erasure(who=tx.keyring.fingerprints(PURPOSE, telegram_id)[0], at=now))
    tx.wake("erased")


def remembered(tx: Transaction) -> list[tuple[str, datetime]]:
    return [(row.who, row.at) for row in tx.session.exec(select_rows(Erasure).order_by(col(Erasure.id))).all()]


def to_forget_again(tx: Transaction, listed: Sequence[tuple[str, datetime]]) -> list[tuple[Client, Person]]:
    """
    Clients who are there although they were erased: a backup from before was put back.

    Who came back by a new invitation after the erasure stays. What this database remembers itself was obeyed when it was
    written: nobody is looked for then, so a start does not read a million clients.
    """
    last: dict[str, datetime] = {}
    for who, at in set(listed) - set(remembered(tx)):
        last[who] = max(at, last.get(who, at))
    if not last:
        return []
    rows = tx.session.exec(select_rows(Client, Person).join(Person, col(Person.id) == Client.person_id)).all()
    found = []
    for client, person in rows:
        marks = tx.keyring.fingerprints(PURPOSE, person.telegram_id)
        if any(mark in last and client.since <= last[mark] for mark in marks):
            found.append((client, person))
    return found
