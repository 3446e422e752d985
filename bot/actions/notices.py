"""A case's copies: who gets one, what it says, and how it changes when somebody takes or closes it."""

from __future__ import annotations

from datetime import datetime

from bot.actions.house import House
from bot.actions.speaker import NOTICE, Rows, say
from bot.storage import cases, clients, outbox, people
from bot.storage.database import Transaction
from bot.storage.tables import Case, Client, Person, Professional

ROLES = ("responsible", "coworker")
SHOWN_FIRST = ("A5", "A7", "A4", "A1", "A3", "A2")
"""Of several signals merged into one case, the gravest gives the notice its words."""


def give_copies(
    tx: Transaction, house: House, case: Case, now: datetime, *, deputies: bool = False, again: bool = False
) -> None:
    """Send the notice to all who are responsible (and their deputies); a reminder takes the place of the old copy."""
    client = clients.own(tx, case.client_id)
    for pro, person in _addressees(tx, client, deputies=deputies):
        text = notice_text(tx, house, case, client, pro, person.locale, now)
        if again:
            text = f"{house.words.bot('case_remind', person.locale)}\n{text}"
        rows: Rows = [[(house.words.bot("case_take", person.locale), f"c.take.{case.id}")]]
        row = say(tx, person, text, now, rows=rows, rank=0 if case.urgent else NOTICE, kind="notice")
        cases.add_copy(tx, case.id, pro.id, row)
        clients.log(tx, actor="bot", actor_id=pro.id, client_id=client.id, what=f"told {case.signals[:20]}", now=now)


def _addressees(tx: Transaction, client: Client, *, deputies: bool) -> list[tuple[Professional, Person]]:
    carers = people.carers(tx, client.id)
    found = [
        (pro, person) for care, pro, person in carers if care.role in ROLES or (deputies and care.role == "deputy")
    ]
    if deputies:
        for pro, _ in list(found):
            deputy = people.professional(tx, pro.deputy_id) if pro.deputy_id else None
            if deputy is not None and deputy.active and all(deputy.id != known.id for known, _ in found):
                found.append((deputy, people.by_id(tx, deputy.person_id)))
    return found


def addressed(tx: Transaction, case: Case, professional_id: int) -> bool:
    return any(copy.professional_id == professional_id for copy in cases.copies(tx, case.id))


def gravest(case: Case) -> str:
    signals = case.signals.split(",")
    return next((signal for signal in SHOWN_FIRST if signal in signals), "A1")


def notice_text(
    tx: Transaction, house: House, case: Case, client: Client, pro: Professional, locale: str, now: datetime
) -> str:
    """What a professional reads: pseudonym, the agreed fact, the client's own words if they were added."""
    words = house.words
    heard = client.last_heard_at or client.since
    key = f"case_{gravest(case).lower()}"
    text = words.bot(key, locale, pseudonym=client.pseudonym, days=(now - heard).days)
    if case.clients_words:
        text += "\n" + words.bot("case_words", locale, pseudonym=client.pseudonym, words=case.clients_words)
    if not case.urgent and case.state != "taken":
        by = house.working.after(case.sent_at or now, 1 if "A4" in case.signals else 2)
        text += "\n" + words.bot("case_promise", locale, by=words.moment(by, now, pro.timezone, locale))
    return text


def change_copies(tx: Transaction, house: House, case: Case, now: datetime) -> None:
    """Every copy now says who has it, or how it ended. Only the taker's copy keeps buttons."""
    client = clients.own(tx, case.client_id)
    for copy in cases.copies(tx, case.id):
        pro = people.professional(tx, copy.professional_id)
        if pro is None:
            continue
        person = people.by_id(tx, pro.person_id)
        text, rows = _changed(tx, house, case, client, pro, person.locale, now)
        params: dict[str, object] = {"text": text}
        if rows:
            params["rows"] = [[list(button) for button in row] for row in rows]
        outbox.add(
            tx,
            chat_id=person.chat_id,
            method="editMessageText",
            params=params,
            now=now,
            kind="tidy",
            after=copy.outbox_id,
        )


def _changed(
    tx: Transaction, house: House, case: Case, client: Client, pro: Professional, locale: str, now: datetime
) -> tuple[str, Rows]:
    words = house.words
    text = notice_text(tx, house, case, client, pro, locale, now)
    text = text if case.urgent or case.state == "taken" else text.rsplit("\n", 1)[0]
    taker = people.professional(tx, case.taken_by or 0)
    if case.taken_at is not None:
        when = words.moment(case.taken_at, now, pro.timezone, locale)
        text += "\n\n" + words.bot("case_taken_by", locale, name=taker.name if taker else "", when=when)
    if case.state == "closed" and case.closed_at is not None:
        how = words.bot(f"case_close_{case.closed_as}", locale)
        when = words.moment(case.closed_at, now, pro.timezone, locale)
        return f"{text}\n{words.bot('case_closed', locale, how=how, when=when)}", ()
    if case.taken_by != pro.id:
        return text, ()
    text += "\n" + words.bot("case_taken_you", locale)
    rows = [
        [(words.bot(f"case_close_{how}", locale), f"c.{how}.{case.id}")] for how in ("talked", "plan", "break", "none")
    ]
    return text, rows
