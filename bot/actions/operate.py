"""
What an operator does: lists without words of clients, and repairs. Every repair is one transaction and is logged.

An operator reassigns, deactivates and makes new codes (`domain/roles.py`); reading a client is not among it.
"""

from __future__ import annotations

from datetime import datetime

from bot.actions import disclosure, meetings, notices, rhythm, undelivered
from bot.actions.house import House
from bot.actions.speaker import NOTICE, help_button, of_client, say
from bot.domain.locks import closed
from bot.domain.purposes import Purpose
from bot.domain.walltime import local_date
from bot.storage import clients, dealings, locks, network, outbox, people, staff, talks, timers
from bot.storage.database import Transaction
from bot.storage.tables import Case, Client, Invitation, Professional

TOLD_STAGES = ("active", "meetings")


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


def deactivate(tx: Transaction, house: House, pro_id: int, to: int | None, now: datetime) -> int:
    """
    A professional leaves: everything goes to `to`, and from now on they hear nothing more. Returns how many clients.

    Without `to` their open invitations are void: nobody would be there for who opens one. So is a new code of their own.

    Raises CannotDo when there are clients and nobody to go to.
    """
    pro = _professional(tx, pro_id)
    if to is None and staff.cares(tx, pro.id):
        raise CannotDo(f"{pro.id} still accompanies clients: say with --to who takes over")
    pro.active, pro.leads = False, False  # first: of what follows they hear nothing
    moved = hand_over_all(tx, house, pro_id, to, now) if to is not None else 0
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
    return moved


def hand_over_all(tx: Transaction, house: House, from_id: int, to_id: int, now: datetime) -> int:
    """All clients, open notices and open invitations go to another. Clients hear who is there for them now."""
    old, new = _professional(tx, from_id), _professional(tx, to_id)
    if old.id == new.id or not new.active:
        raise CannotDo(f"{to_id} cannot take over: it must be another, active professional")
    moved: list[Client] = []
    for care in staff.cares(tx, old.id):
        client = clients.own(tx, care.client_id)
        role = care.role
        care.until = now
        known = network.care(tx, client.id, new.id)
        if known is None or role == "responsible":
            network.begin(tx, client.id, new.id, role, now)
        _log(tx, client, f"handed from {old.id} to {new.id}", now)
        _take_over(tx, house, client, old, new, now)
        if role == "responsible":
            _tell_client(tx, house, client, new, now)
        moved.append(client)
    for invitation in people.open_invitations(tx, old.id, now):
        if invitation.role == "client":
            invitation.professional_id = new.id
    tx.session.flush()
    for case in [case for case in staff.open_cases(tx) if case.state == "sent" or case.taken_by == old.id]:
        if network.relations(tx, case.client_id, new.id, now):
            _again(tx, house, case, new, now)
    if moved:
        _tell_new(tx, house, moved, old, new, now)
    return len(moved)


def _take_over(
    tx: Transaction, house: House, client: Client, old: Professional, new: Professional, now: datetime
) -> None:
    """Who left writes no more. An agreed meeting stays, with the new one."""
    meetings.tell_anew(tx, house, client, old, new, now)
    undelivered.drop(tx, house, client, undelivered.HANDED, now, by=old.id)


def _tell_new(
    tx: Transaction, house: House, moved: list[Client], old: Professional, new: Professional, now: datetime
) -> None:
    """Who came, from whom, and which meetings are agreed with them."""
    person, words = people.by_id(tx, new.person_id), house.words
    names = ", ".join(disclosure.name(house, client, person.locale) for client in moved)
    lines = [words.bot("pro_came_over", person.locale, name=old.name, names=names)]
    for client in moved:
        meeting = dealings.next_meeting(tx, client.id, now)
        if meeting is not None and not disclosure.points_only(house):
            when = words.moment(meeting.at, now, new.timezone, person.locale)
            lines.append(words.bot("pro_came_meeting", person.locale, pseudonym=client.pseudonym, when=when))
    say(tx, person, "\n".join(lines), now, rank=NOTICE, kind="notice")


def _again(tx: Transaction, house: House, case: Case, new: Professional, now: datetime) -> None:
    """A notice that the leaving one had, or could have taken, waits for the new one. Its chain begins anew."""
    from bot.actions import escalate

    case.state, case.taken_by, case.taken_at, case.sent_at, case.reminders = "sent", None, None, now, 0
    notices.change_copies(tx, house, case, now)
    notices.give_copy(tx, house, case, new, now)
    escalate.look_again(tx, house, case, now)


def _tell_client(tx: Transaction, house: House, client: Client, new: Professional, now: datetime) -> None:
    """Within quiet hours and budget. Whoever rests from messages sees it in /what_is_seen."""
    if client.consented_at is None or client.stage not in TOLD_STAGES:
        return
    who, at = of_client(tx, client), rhythm.next_free(tx, client, now)
    text = house.words.bot("handed_over", who.locale, pro=new.name)
    params: dict[str, object] = {"text": text, "rows": [[list(help_button(house, who.locale))]]}
    clients.count_proactive(tx, client.id, "handed_over", local_date(at, client.timezone), at)
    outbox.add(
        tx,
        chat_id=who.person.chat_id,
        params=params,
        rank=NOTICE,
        client_id=client.id,
        kind="handed_over",
        not_before=at if at > now else None,
        now=now,
    )


def assign(tx: Transaction, house: House, client_id: int, to_id: int, now: datetime) -> None:
    """One client gets another responsible professional; the old one keeps nothing."""
    new = _professional(tx, to_id)
    client = next((c for c, _ in staff.clients(tx) if c.id == client_id), None)
    if client is None or not new.active:
        raise CannotDo("there is no such client, or that professional is not active")
    for care, _ in network.all_of(tx, client.id):
        if care.role == "responsible" and care.professional_id != new.id:
            care.until = now
            before = _professional(tx, care.professional_id)
            tx.session.flush()
            _take_over(tx, house, client, before, new, now)
    network.begin(tx, client.id, new.id, "responsible", now)
    _log(tx, client, f"assigned to {new.id}", now)
    _tell_client(tx, house, client, new, now)
    person = people.by_id(tx, new.person_id)
    called = disclosure.name(house, client, person.locale)
    text = house.words.bot("pro_share_begins_operator", person.locale, pseudonym=called)
    say(tx, person, text, now, rank=NOTICE, kind="notice")


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
        raise CannotDo("there is no such open notice")
    case.state, case.taken_by, case.taken_at, case.sent_at, case.reminders = "new", None, None, None, 0
    escalate.send(tx, house, case, now, deputies=True)
    _log(tx, clients.own(tx, case.client_id), f"sent case {case.id} again", now, case.id)


def _professional(tx: Transaction, pro_id: int) -> Professional:
    pro = people.professional(tx, pro_id)
    if pro is None:
        raise CannotDo(f"there is no professional {pro_id}")
    return pro


def _log(tx: Transaction, client: Client | None, what: str, now: datetime, case_id: int | None = None) -> None:
    about = client.id if client is not None else None
    why = Purpose.PEOPLE if case_id is None else Purpose.NOTICE
    clients.log(tx, actor="operator", actor_id=None, client_id=about, what=what[:40], why=why, now=now, case_id=case_id)


def list_feedback(tx: Transaction) -> list[str]:
    """What clients sent to those who run the bot, oldest first. They were told that it goes without a name."""
    return [f"{note.at:%Y-%m-%d}  {' '.join(note.words.split())}" for note in clients.feedback(tx)]
