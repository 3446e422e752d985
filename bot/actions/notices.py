"""A case's copies: who gets one, what it says, and how it changes when somebody takes or closes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.actions import closing
from bot.actions.disclosure import carries_words, name, points_only
from bot.actions.house import House
from bot.actions.speaker import NOTICE, Rows, say
from bot.domain.purposes import Purpose
from bot.storage import cases, clients, locks, network, outbox, people
from bot.storage.database import Transaction
from bot.storage.tables import Case, Client, Professional

ROLES = ("responsible", "coworker")
SHOWN_FIRST = ("A5", "A7", "A4", "A1", "A3", "A2")
"""Of several signals merged into one case, the gravest gives the notice its words."""


def give_copies(
    tx: Transaction,
    house: House,
    case: Case,
    now: datetime,
    *,
    deputies: bool = False,
    leads: bool = False,
    again: bool = False,
) -> None:
    """
    Send the notice to all who are responsible; a reminder takes the place of the old copy.

    Deputies get one when the chain has come to them, or at once when the one they cover is away.
    """
    client = clients.own(tx, case.client_id)
    lead: tuple[str, Mapping[str, object]] | None = ("case_remind", {}) if again else None
    for pro in _addressees(tx, client, now, deputies=deputies, leads=leads):
        give_copy(tx, house, case, pro, now, lead=lead)


def give_copy(
    tx: Transaction,
    house: House,
    case: Case,
    pro: Professional,
    now: datetime,
    *,
    lead: tuple[str, Mapping[str, object]] | None = None,
) -> None:
    """One professional's copy. `lead` is a sentence before it."""
    client, person = clients.own(tx, case.client_id), people.by_id(tx, pro.person_id)
    text = notice_text(tx, house, case, client, pro, person.locale, now)
    if lead is not None:
        if lead[0] == "case_remind" and not case.urgent:
            text = text.rpartition("\n")[0]  # without the promise to remind: it has just been kept
        text = f"{house.words.bot(lead[0], person.locale, **lead[1])}\n{text}"
    rank = 0 if case.urgent else NOTICE
    for copy in cases.copies(tx, case.id):
        if copy.professional_id == pro.id:
            locks.drop_row(tx, copy.outbox_id)
    row = say(tx, person, text, now, rows=_to_take(house, case, person.locale), rank=rank, kind="notice")
    cases.add_copy(tx, case.id, pro.id, row)
    clients.log(
        tx,
        actor="bot",
        actor_id=pro.id,
        client_id=client.id,
        what=f"told {case.signals[:20]}",
        why=Purpose.NOTICE,
        case_id=case.id,
        now=now,
    )


def _to_take(house: House, case: Case, locale: str) -> Rows:
    return [[(house.words.bot("case_take", locale), f"c.take.{case.id}")]]


def _addressees(tx: Transaction, client: Client, now: datetime, *, deputies: bool, leads: bool) -> list[Professional]:
    rows = people.carers(tx, client.id)
    carers = [(care, pro) for care, pro, _ in rows]
    found = [pro for care, pro in carers if care.role in ROLES or (deputies and care.role == "deputy")]
    away = {pro.id for _, pro, _ in rows if not _hears(tx, pro, now)}
    for pro in list(found):
        if pro.deputy_id and (deputies or pro.id in away):
            deputy = people.professional(tx, pro.deputy_id)
            found += [deputy] if deputy is not None and deputy.active else []
    found += [pro for care, pro in carers if care.role == "deputy"] if away else []
    found += network.leads(tx) if leads else []
    return list({pro.id: pro for pro in found}.values())


def who_hear(tx: Transaction, client: Client, at: datetime, *, deputies: bool = False) -> list[Professional]:
    """Those who get a notice sent at `at` and really hear of it. An acute concern goes to the deputies too."""
    return [pro for pro in _addressees(tx, client, at, deputies=deputies, leads=False) if _hears(tx, pro, at)]


def _hears(tx: Transaction, pro: Professional, at: datetime) -> bool:
    """Is at work, gets our messages, and no operator has closed the chat."""
    person = people.by_id(tx, pro.person_id)
    return not network.away(pro, at) and person.unreachable_at is None and not locks.closed_out(tx, pro.id)


def told(tx: Transaction, house: House, client: Client, at: datetime, locale: str) -> list[str]:
    """
    Whom a client reads as those who hear of a notice sent at `at`: at work then, and marked if they only cover.

    Where everybody is away, whose it is all the same: the notice waits for them. Empty when nobody accompanies the client,
    or an operator has closed the chat of everybody who does.
    """
    carers = [pro for _, pro, _ in people.carers(tx, client.id)]
    waiting = [pro.name for pro in carers if not locks.closed_out(tx, pro.id)]
    return _names(house, who_hear(tx, client, at), carers, locale) or waiting[:1]


def told_at_once(tx: Transaction, house: House, client: Client, now: datetime, locale: str) -> list[str]:
    """The same for an acute concern; empty where nobody can be counted on."""
    carers = [pro for _, pro, _ in people.carers(tx, client.id)]
    return _names(house, who_hear(tx, client, now, deputies=True), carers, locale)


def _names(house: House, pros: Sequence[Professional], carers: Sequence[Professional], locale: str) -> list[str]:
    """Names as a client reads them; who only covers is marked, for she may not know them."""
    own = {carer.id for carer in carers}
    return [pro.name if pro.id in own else house.words.bot("deputy_called", locale, name=pro.name) for pro in pros]


def gravest(case: Case) -> str:
    signals = case.signals.split(",")
    return next((signal for signal in SHOWN_FIRST if signal in signals), "A1")


def notice_text(
    tx: Transaction, house: House, case: Case, client: Client, pro: Professional, locale: str, now: datetime
) -> str:
    """What a professional reads: whom it is about, the agreed fact, the client's own words if they were added."""
    words = house.words
    heard = client.last_heard_at or client.since
    key = f"case_{gravest(case).lower()}"
    if key == "case_a2" and people.by_id(tx, client.person_id).unreachable_at is not None:
        key = "case_a2_lost"
    text = words.bot(key, locale, pseudonym=client.pseudonym, days=(now - heard).days)
    if points_only(house):
        text = _pointer(house, case, client, locale)
    elif case.clients_words:
        text += "\n" + _added(house, case, client, locale)
    if not case.urgent and case.state != "taken":
        by = house.working.after(case.sent_at or now, 1 if "A4" in case.signals else 2)
        text += "\n" + words.bot("case_promise", locale, by=words.moment(by, now, pro.timezone, locale))
    return text


def _pointer(house: House, case: Case, client: Client, locale: str) -> str:
    """Whom it is about, by number, and whether it can wait: all that a bare pointer says."""
    urgent = house.words.bot("pointer_yes" if case.urgent else "pointer_no", locale)
    return house.words.bot("pointer_notice", locale, client=name(house, client, locale), urgent=urgent)


def _added(house: House, case: Case, client: Client, locale: str) -> str:
    """The client's own words, or, where the setting keeps words out of the channel, that there are some."""
    key = "case_words" if carries_words(house) else "case_words_ask"
    return house.words.bot(key, locale, pseudonym=client.pseudonym, words=case.clients_words)


def words_came(tx: Transaction, house: House, case: Case, now: datetime) -> None:
    """The client added words to a notice that is out: whoever has it hears so, or everybody while nobody has it."""
    client = clients.own(tx, case.client_id)
    for copy in cases.copies(tx, case.id):
        pro = people.professional(tx, copy.professional_id)
        if pro is None or case.taken_by not in (None, pro.id) or not network.relations(tx, client.id, pro.id, now):
            continue
        person = people.by_id(tx, pro.person_id)
        say_it = _pointer if points_only(house) else _added
        text = say_it(house, case, client, person.locale)
        say(tx, person, text, now, rank=NOTICE, kind="notice")


def show(tx: Transaction, house: House, case: Case, pro: Professional, now: datetime) -> None:
    """The notice anew, as it stands now, for a professional who opened a pointer. This message is their copy from now on."""
    person = people.by_id(tx, pro.person_id)
    text, rows = _changed(tx, house, case, clients.own(tx, case.client_id), pro, person.locale, now)
    cases.add_copy(tx, case.id, pro.id, say(tx, person, text, now, rows=rows, kind="notice"))


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
        if closing.newer(tx, copy.outbox_id, params) or closing.is_closed(tx, pro, now):
            continue  # a closed chat holds the newer words, or shows a pointer that stays right
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
        text = f"{text}\n{words.bot('case_closed', locale, how=how, when=when)}"
        reopen = [[(words.bot("case_reopen", locale), f"p.reopen.{case.id}")]]
        by_hand = case.closed_as not in ("ended", "stopped")
        return text, reopen if by_hand and case.taken_by == pro.id else ()
    if case.state == "sent":  # somebody who no longer accompanies the client could not take it
        may = network.relations(tx, client.id, pro.id, now)
        return text, _to_take(house, case, locale) if may else ()
    if case.taken_by != pro.id:
        return text, ()
    text += "\n" + words.bot("case_taken_you", locale)
    rows = [
        [(words.bot(f"case_close_{how}", locale), f"c.{how}.{case.id}")] for how in ("talked", "plan", "break", "none")
    ]
    rows += [[(words.bot("case_over", locale), f"p.over.{case.id}")]]
    return text, rows
