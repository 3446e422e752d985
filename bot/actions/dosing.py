"""
The dose log in the chat (R87, R90): what was collected waits in the digest, one tap confirms it, a second look corrects it.

A professional confirms only what is theirs. Group meetings are confirmed by who guides the group, as numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.actions.desk import Work
from bot.actions.house import House
from bot.domain.dose import LENGTHS, Contact, Dose, Form, Kind, total
from bot.domain.roles import Action, may_any
from bot.domain.walltime import local_date
from bot.storage import clients, dose, groups, network, people
from bot.storage.clients import NotAllowed
from bot.storage.database import Transaction
from bot.storage.dose_tables import ContactRow, GroupSession
from bot.storage.group_tables import Group
from bot.storage.tables import Client, Professional
from bot.words import Words, short_day

LISTED = 8  # contacts in one message
LATEST = 5  # on a client's own page
BY_HAND = ((Kind.CALL, Form.REMOTE), (Kind.MEETING, Form.IN_PERSON), (Kind.MEETING, Form.REMOTE))
Waiting = list[tuple[Client, ContactRow]]


def summary(words: Words, locale: str, got: Dose) -> str:
    """A dose in words: kinds that did not occur are not said."""
    parts = []
    if got.meetings:
        said = words.bot("dose_meetings", locale, n=got.meetings, minutes=got.meeting_minutes)
        remote = words.bot("dose_remote", locale, n=got.remote) if got.remote else ""
        parts.append(f"{said} ({remote})" if remote else said)
    if got.calls:
        parts.append(words.bot("dose_calls", locale, n=got.calls, minutes=got.call_minutes))
    if got.letters:
        parts.append(words.bot("dose_letters", locale, n=got.letters))
    if got.group_meetings:
        parts.append(words.bot("dose_groups", locale, n=got.group_meetings, minutes=got.group_minutes))
    return ", ".join(parts) or words.bot("dose_nobody", locale)


def gather(tx: Transaction, pro: Professional, now: datetime) -> tuple[Waiting, Sequence[tuple[GroupSession, Group]]]:
    """What waits for this professional: own contacts with clients they still accompany, and meetings of their groups."""
    found: Waiting = []
    for client, _ in clients.caseload(tx, pro.id):
        if may_any(Action.KEEP_DOSE, network.relations(tx, client.id, pro.id, now)):
            dose.collect(tx, client.id, now)
            found += [(client, row) for row in dose.waiting(tx, client.id, pro.id, now)]
    for group in groups.guided_by(tx, pro.id):
        dose.collect_group(tx, group, now)
    return found, dose.waiting_sessions(tx, pro.id, now)


def digest_part(
    tx: Transaction, house: House, pro: Professional, locale: str, now: datetime
) -> tuple[list[str], list[list[tuple[str, str]]]]:
    """One line and two buttons under the digest; nothing when nothing waits."""
    contacts, sessions = gather(tx, pro, now)
    if not contacts and not sessions:
        return [], []
    said = summary(house.words, locale, _total(contacts, sessions))
    rows = [
        [(house.words.bot("pro_dose_yes", locale), "p.dose")],
        [(house.words.bot("pro_dose_look", locale), "p.doses")],
    ]
    return [house.words.bot("digest_dose", locale, what=said)], rows


def _total(contacts: Waiting, sessions: Sequence[tuple[GroupSession, Group]]) -> Dose:
    return total((dose.as_contact(row) for _, row in contacts), [row.minutes for row, _ in sessions])


def confirm_all(work: Work) -> None:
    """One tap: all of it is right. Each client's door is asked, and the log says so."""
    contacts, sessions = gather(work.scene.tx, work.pro, work.scene.now)
    if not contacts and not sessions:
        work.say(work.text("pro_dose_none"))
        return
    for client_id in sorted({client.id for client, _ in contacts}):
        work.client(client_id, Action.KEEP_DOSE)
    dose.confirm([row for _, row in contacts] + [row for row, _ in sessions], work.pro.id, work.scene.now)
    said = summary(work.words, work.locale, _total(contacts, sessions))
    work.say(work.text("pro_dose_done", what=said))


def show_waiting(work: Work) -> None:
    """One by one, each to be corrected."""
    contacts, sessions = gather(work.scene.tx, work.pro, work.scene.now)
    if not contacts and not sessions:
        work.say(work.text("pro_dose_none"))
        return
    lines, rows = [work.text("pro_dose_list")], []
    for client, row in contacts[:LISTED]:
        called = work.called(client)
        lines.append(_line(work, row.at, called, _said(work, row)))
        facts = f"{called} {short_day(_day(work, row.at), work.locale)}"
        rows.append([(work.text("pro_contact_change", what=facts), f"p.contact.{row.id}")])
    for session, group in sessions[:LISTED]:
        lines.append(_line(work, session.at, group.name, _session_said(work, session)))
        facts = f"{group.name} {short_day(_day(work, session.at), work.locale)}"
        rows.append([(work.text("pro_contact_change", what=facts), f"p.session.{session.id}")])
    rows.append([(work.text("pro_dose_yes"), "p.dose")])
    work.say("\n".join(lines), rows)


def _line(work: Work, at: datetime, who: str, what: str) -> str:
    return "• " + work.text("pro_dose_line", day=short_day(_day(work, at), work.locale), who=who, what=what)


def _day(work: Work, at: datetime) -> date:
    return local_date(at, work.pro.timezone)


def _said(work: Work, row: ContactRow) -> str:
    key = "contact_letter_" if row.kind == Kind.LETTER else f"contact_{row.kind}_{row.form}"
    return work.text(key, minutes=row.minutes)


def _session_said(work: Work, row: GroupSession) -> str:
    return work.text("contact_group", minutes=row.minutes, present=row.present)


def contact(work: Work, row: ContactRow) -> None:
    """One contact: its length, its form, or that it did not take place. Only who had it may say."""
    _own(work, row)
    client = clients.own(work.scene.tx, row.client_id)
    rows = []
    if row.kind != Kind.LETTER:
        lengths = [(work.text("pro_contact_minutes", n=n), f"p.lasted.{row.id}.{i}") for i, n in enumerate(LENGTHS)]
        rows += [lengths[:3], lengths[3:]]
    if row.kind == Kind.MEETING:
        rows.append([(work.text("pro_contact_form"), f"p.form.{row.id}")])
    rows.append([(work.text("pro_contact_not"), f"p.not.{row.id}")])
    rows.append([(work.text("pro_contact_ok"), f"p.was.{row.id}")])
    called = work.called(client)
    work.show(_line(work, row.at, called, _said(work, row)), rows)


def _own(work: Work, row: ContactRow) -> None:
    if row.professional_id != work.pro.id or row.dropped_at is not None:
        raise NotAllowed(Action.KEEP_DOSE.value)


def set_length(work: Work, row: ContactRow, index: int) -> None:
    _own(work, row)
    if index < len(LENGTHS) and row.kind != Kind.LETTER:
        row.minutes = LENGTHS[index]
    contact(work, row)


def change_form(work: Work, row: ContactRow) -> None:
    _own(work, row)
    if row.kind == Kind.MEETING:
        row.form = (Form.REMOTE if row.form == Form.IN_PERSON else Form.IN_PERSON).value
    contact(work, row)


def drop(work: Work, row: ContactRow) -> None:
    """It did not take place, and never counts."""
    _own(work, row)
    row.dropped_at = work.scene.now
    _next(work)


def confirm(work: Work, row: ContactRow) -> None:
    _own(work, row)
    dose.confirm([row], work.pro.id, work.scene.now)
    _next(work)


def _next(work: Work) -> None:
    work.scene.tx.session.flush()
    work.press = None  # what is left comes as a new message; the old one keeps what was decided
    show_waiting(work)


def log(work: Work, client: Client) -> None:
    """A client's contacts since the beginning, the newest one by one, and what can be noted by hand."""
    tx, now = work.scene.tx, work.scene.now
    until = now + timedelta(seconds=1)  # what was noted just now is in it
    got = dose.of_client(tx, client.id, client.since, until)
    if not _guides(work, client):
        got = total(dose.as_contact(row) for row in dose.confirmed(tx, client.id, client.since, until))
    since = short_day(local_date(client.since, work.pro.timezone), work.locale)
    said = summary(work.words, work.locale, got)
    lines = [work.text("pro_log_head", pseudonym=client.pseudonym, since=since, what=said)]
    for row in dose.latest(tx, client.id, LATEST):
        who = _name_of(work, row.professional_id)
        what = _said(work, row)
        what = what if row.confirmed_at is not None else work.text("pro_dose_waits", what=what)
        lines.append(_line(work, row.at, who, what))
    rows = []
    if may_any(Action.KEEP_DOSE, network.relations(tx, client.id, work.pro.id, now)):
        keys = ("pro_log_call", "pro_log_met", "pro_log_remote")
        rows = [[(work.text(key), f"p.noting.{client.id}.{index}")] for index, key in enumerate(keys)]
    rows.append(work.to_card(client))
    work.show("\n".join(lines), rows)


def _guides(work: Work, client: Client) -> bool:
    """Group hours show that a client belongs to a group: only to those who guide it, and so know it anyway."""
    places = groups.places_of(work.scene.tx, client.id)
    return any(groups.moderates(work.scene.tx, group.id, work.pro.id) for _, group in places)


def _name_of(work: Work, professional_id: int) -> str:
    pro = people.professional(work.scene.tx, professional_id)
    return pro.name if pro is not None else "–"


def ask_length(work: Work, client: Client, how: int) -> None:
    """A contact that the bot does not know of: how long was it?"""
    if how >= len(BY_HAND):
        return
    rows = [
        [
            (work.text("pro_contact_minutes", n=n), f"p.entered.{client.id}.{how}.{i}")
            for i, n in list(enumerate(LENGTHS))[start : start + 3]
        ]
        for start in (0, 3)
    ]
    work.show(work.text("pro_log_length", pseudonym=client.pseudonym), rows)


def entered(work: Work, client: Client, how: int, index: int) -> None:
    """Noted as of now. Who notes it confirms it."""
    if how >= len(BY_HAND) or index >= len(LENGTHS):
        return
    kind, form = BY_HAND[how]
    made = Contact(kind, form, LENGTHS[index], work.scene.now, work.pro.id)
    row = dose.enter(work.scene.tx, client.id, made, work.scene.now)
    facts = {"pseudonym": client.pseudonym, "what": _said(work, row)}
    back = [[(work.text("pro_log"), f"p.log.{client.id}")]]
    work.show(work.text("pro_log_kept", **facts), back)
