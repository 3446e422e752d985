"""
What an operator does: lists without words of clients, and repairs. Every repair is one transaction and is logged.

An operator reassigns, deactivates and makes new codes (`domain/roles.py`); reading a client is not among it.
"""

from __future__ import annotations

from datetime import datetime

from bot.actions import taking_over
from bot.actions.house import House
from bot.actions.taking_over import Takeover
from bot.domain.locks import closed
from bot.domain.purposes import Purpose
from bot.storage import cases, clients, locks, network, people, staff, talks, timers
from bot.storage.database import Transaction
from bot.storage.tables import Client, Invitation, Professional


class CannotDo(ValueError):
    """What the operator asked for is not possible. The text says why and what is."""


def list_professionals(tx: Transaction, now: datetime) -> list[str]:
    """One line each."""
    lines = []
    for pro in staff.professionals(tx):
        state = "active" if pro.active else "deactivated"
        state += ", away" if pro.active and network.away(pro, now) else ""
        state += ", leads" if pro.leads else ""
        row = locks.of(tx, pro.id)
        state += ", second factor" if row is not None and row.secret else ""
        state += ", closed" if row is not None and closed(locks.value(row), now) else ""
        deputy = f", deputy {pro.deputy_id}" if pro.deputy_id else ""
        lines.append(
            f"{pro.id}: {pro.name or '(no name yet)'} ({state}{deputy}), {len(staff.cares(tx, pro.id))} clients"
        )
    return lines


def list_clients(tx: Transaction) -> list[str]:
    """One line each: the pseudonym, how far, who is responsible, whether messages arrive."""
    lines = []
    for client, person in staff.clients(tx):
        carers = network.all_of(tx, client.id)
        who = next((f"{pro.id} {pro.name}" for care, pro in carers if care.role == "responsible"), "NOBODY")
        lost = ", messages do not arrive" if person.unreachable_at is not None else ""
        lines.append(f"{client.id}: {client.pseudonym} ({client.stage}{lost}), responsible: {who}")
    return lines


def list_cases(tx: Transaction, now: datetime) -> list[str]:
    """One line each: what kind, where it stands, for how many days."""
    return [
        f"{case.id}: client {case.client_id}, {case.signals}{' urgent' if case.urgent else ''}, {case.state}"
        f"{f' by {case.taken_by}' if case.taken_by else ''}, {(now - case.opened_at).days} days"
        for case in staff.open_cases(tx)
    ]


def deactivate(tx: Transaction, house: House, pro_id: int, to: int | None, now: datetime) -> list[str]:
    """
    A professional leaves: everything goes to `to`, and from now on they hear nothing more. Returns what the operator reads.

    Without `to` their open invitations are void: nobody would be there for who opens one. So is a new code of their own.

    Raises CannotDo when there are clients and nobody to go to.
    """
    pro = _professional(tx, pro_id)
    if to is None and staff.cares(tx, pro.id):
        raise CannotDo(f"{pro.id} still accompanies clients: say with --to who takes over")
    pro.active, pro.leads = False, False  # first: of what follows they hear nothing
    done = hand_over_all(tx, house, pro_id, to, now) if to is not None else []
    for invitation in people.open_invitations(tx, pro.id, now):
        invitation.expires_at = now
    for other in staff.covered(tx, pro.id):
        other.deputy_id = None
    for kind in ("digest", "away"):
        timers.drop(tx, kind, pro.id)
    person = people.by_id(tx, pro.person_id)
    if people.client_of(tx, person.id) is None:
        talks.close(talks.current(tx, person.id, now))
        staff.hush(tx, person.chat_id)
    _log(tx, None, f"deactivated professional {pro.id}", now)
    return ["Deactivated.", *done]


def hand_over_all(tx: Transaction, house: House, from_id: int, to_id: int, now: datetime) -> list[str]:
    """
    All clients, open notices and open invitations go to another. Clients hear who is there for them now.

    Returns what the operator reads.
    """
    old, new = _professional(tx, from_id), _professional(tx, to_id)
    if old.id == new.id or not new.active:
        raise CannotDo(f"{to_id} cannot take over: it must be another, active professional")
    over = Takeover(tx, house, old, new, now)
    came = []
    for care in staff.cares(tx, old.id):
        client = clients.own(tx, care.client_id)
        care.until = now
        came.append(taking_over.client_over(over, client, care.role))
        _log(tx, client, f"handed from {old.id} to {new.id}", now)
    for invitation in people.open_invitations(tx, old.id, now):
        if invitation.role == "client":
            invitation.professional_id = new.id
    tx.session.flush()
    taking_over.notices_over(over, staff.open_cases(tx))
    if came:
        taking_over.tell_new(over, came)
    return [f"{len(came)} clients were handed over.", *taking_over.renamings(came, new)]


def assign(tx: Transaction, house: House, client_id: int, to_id: int, now: datetime) -> list[str]:
    """One client gets another responsible professional; the old one keeps nothing. Returns what the operator reads."""
    new = _professional(tx, to_id)
    client = next((c for c, _ in staff.clients(tx) if c.id == client_id), None)
    if client is None or not new.active:
        raise CannotDo(
            "there is no such client, or that professional is not active: `python -m bot clients` and `professionals` show both"
        )
    before = [care for care, _ in network.all_of(tx, client.id) if care.role == "responsible"]
    came = None
    for care in before:
        if care.professional_id == new.id:
            continue
        care.until = now
        over = Takeover(tx, house, _professional(tx, care.professional_id), new, now)
        came = taking_over.client_over(over, client, "responsible")
        taking_over.notices_over(over, cases.all_open(tx, client.id))
    if not before:
        came = taking_over.client_over(Takeover(tx, house, None, new, now), client, "responsible")
    _log(tx, client, f"assigned to {new.id}", now)
    if came is not None:
        taking_over.tell_assigned(tx, house, client, new, now)
    return ["Done.", *taking_over.renamings([came] if came is not None else [], new)]


def set_lead(tx: Transaction, pro_id: int, on: bool, now: datetime) -> None:
    """Who is asked about notices that nobody took."""
    _professional(tx, pro_id).leads = on
    _log(tx, None, f"lead {pro_id} {'on' if on else 'off'}", now)


def new_code(tx: Transaction, house: House, pro_id: int, now: datetime) -> tuple[str, datetime]:
    """For a professional with another Telegram account: whoever opens it is that professional from then on."""
    pro = _professional(tx, pro_id)
    if not pro.active:
        raise CannotDo(f"{pro_id} is deactivated: invite them anew")
    code, until = house.make_code(), now + house.customs.invite_for
    locale = people.by_id(tx, pro.person_id).locale
    invitation = Invitation(
        role="professional", professional_id=pro.id, name=pro.name, locale=locale, made_at=now, expires_at=until
    )
    people.add_invitation(tx, code, invitation)
    _log(tx, None, f"new code for professional {pro.id}", now)
    return code, until


def resend(tx: Transaction, house: House, case_id: int, now: datetime) -> None:
    """A notice goes out again, to everybody who may take it, and its chain begins anew."""
    from bot.actions import escalate

    case = next((case for case in staff.open_cases(tx) if case.id == case_id), None)
    if case is None:
        raise CannotDo("there is no such open notice: `python -m bot cases` lists them")
    case.state, case.taken_by, case.taken_at, case.sent_at, case.reminders = "new", None, None, None, 0
    escalate.send(tx, house, case, now, deputies=True)
    _log(tx, clients.own(tx, case.client_id), f"sent case {case.id} again", now, case.id)


def _professional(tx: Transaction, pro_id: int) -> Professional:
    pro = people.professional(tx, pro_id)
    if pro is None:
        raise CannotDo(f"there is no professional {pro_id}: `python -m bot professionals` lists them")
    return pro


def _log(tx: Transaction, client: Client | None, what: str, now: datetime, case_id: int | None = None) -> None:
    about = client.id if client is not None else None
    why = Purpose.PEOPLE if case_id is None else Purpose.NOTICE
    clients.log(tx, actor="operator", actor_id=None, client_id=about, what=what[:40], why=why, now=now, case_id=case_id)


def list_feedback(tx: Transaction) -> list[str]:
    """What clients sent to those who run the bot, oldest first. They were told that it goes without a name."""
    return [f"{note.at:%Y-%m-%d}  {' '.join(note.words.split())}" for note in clients.feedback(tx)]
