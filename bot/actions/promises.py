"""
Promises by name that a lock breaks: "Maija gets this", and then her chat is closed out (R83).

Whoever else can hear gets the notice at once, and the client reads once who answers instead; where nobody can, when and
where the unit is reached. Only where such a promise is open: a concern, a wish for contact, harm, an answer to a letter.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from bot.actions import letters, notices, rhythm
from bot.actions.house import House
from bot.actions.speaker import NOTICE, help_button, of_client
from bot.domain import cadence
from bot.storage import cases, clients, dealings, outbox, people, staff
from bot.storage.database import Transaction
from bot.storage.tables import Case, Client, Professional
from bot.words import listed, time_of_day

PROMISED = frozenset({"A4", "A5", "A7"})
KIND = "promise"


@dataclass(slots=True)
class Broken:
    """What a client was promised by somebody whose chat closes now."""

    gone: set[int] = field(default_factory=set)  # professionals
    cases: list[Case] = field(default_factory=list)


def by_name(tx: Transaction, closing: Collection[int], now: datetime) -> dict[int, Broken]:
    """Client -> what these professionals were to do for them. To be asked before they are closed out."""
    found: dict[int, Broken] = {}
    for case in staff.open_cases(tx):
        if case.state not in ("sent", "taken") or not PROMISED & set(case.signals.split(",")):
            continue
        client = clients.own(tx, case.client_id)
        heard = {pro.id for pro in notices.who_hear(tx, client, now, deputies=case.urgent)}
        if case.taken_by is not None:
            heard = {case.taken_by}
        if gone := heard & set(closing):
            broken = found.setdefault(client.id, Broken())
            broken.gone |= gone
            broken.cases.append(case)
    for letter in dealings.waiting_answers(tx, closing, now - letters.CONVERSATION):
        found.setdefault(letter.client_id, Broken()).gone.add(letter.professional_id)
    return found


def pass_on(tx: Transaction, house: House, broken: dict[int, Broken], now: datetime) -> list[str]:
    """After the lock: others get the notices, clients one message each. Returns what the operator reads."""
    lines = []
    for client_id, what in broken.items():
        client = clients.own(tx, client_id)
        others = notices.who_hear(tx, client, now, deputies=True)
        for case in what.cases if others else []:
            lines += _to_others(tx, house, case, others, now)
        if client.consented_at is not None and client.stage != "ended":
            _tell(tx, house, client, what, now)
    return lines


def drop(tx: Transaction, client_id: int) -> None:
    """Somebody has it, or is back: what still waits to be said is not true any more."""
    outbox.cancel(tx, client_id, (KIND,))


def _to_others(tx: Transaction, house: House, case: Case, others: Collection[Professional], now: datetime) -> list[str]:
    """Copies for those who have none. What the closed one had taken waits for somebody again: nobody sees to it now."""
    from bot.actions import escalate

    lines = []
    if case.state == "taken":
        lines.append(f"Notice {case.id} was taken by {case.taken_by}. Others have it now; ask whether it was seen to.")
        case.state, case.taken_by, case.taken_at, case.sent_at, case.reminders = "sent", None, None, now, 0
        notices.change_copies(tx, house, case, now)
        escalate.look_again(tx, house, case, now)
    have = {copy.professional_id for copy in cases.copies(tx, case.id)}
    for pro in others:
        if pro.id not in have:
            notices.give_copy(tx, house, case, pro, now)
    return lines


def _tell(tx: Transaction, house: House, client: Client, what: Broken, now: datetime) -> None:
    """At once where it is about a concern, else when she is not resting: it was she who asked, so it takes no turn."""
    drop(tx, client.id)
    who, urgent = of_client(tx, client), any(case.urgent for case in what.cases)
    at = now if urgent else cadence.settle(rhythm.agreed(client), now)
    params = {"text": _text(tx, house, client, what, at), "rows": [[list(help_button(house, who.locale))]]}
    outbox.add(
        tx,
        chat_id=who.person.chat_id,
        params=params,
        rank=0 if urgent else NOTICE,
        client_id=client.id,
        kind=KIND,
        not_before=at if at > now else None,
        now=now,
    )


def _text(tx: Transaction, house: House, client: Client, what: Broken, at: datetime) -> str:
    locale, words = of_client(tx, client).locale, house.words
    found = [people.professional(tx, number) for number in sorted(what.gone)]
    gone = {"gone": listed([pro.name for pro in found if pro is not None], locale), "n": len(found)}
    names = notices.told_at_once(tx, house, client, at, locale)
    if names and not what.cases:
        return "\n".join([words.bot("promise_gone", locale, **gone), words.bot("promise_letter", locale)])
    if names:
        instead = {"n": len(names), "pro": listed(names, locale)}
        parts = [words.bot("promise_gone", locale, **gone), words.bot("promise_instead", locale, **instead)]
    else:
        parts = [words.bot("promise_gone_all", locale, **gone), _hours(house, locale)]
    return "\n".join([*parts, words.bot("promise_wait", locale)])


def unread(house: House, locale: str) -> str:
    """A wish that nobody sees before a chat is opened again."""
    words = house.words
    return "\n".join([words.bot("promise_unread", locale), _hours(house, locale), words.bot("promise_wait", locale)])


def _hours(house: House, locale: str) -> str:
    """When, and if there is a number where, the unit itself is reached."""
    customs, phone = house.customs, house.customs.unit_phone
    hours = {
        "begin": time_of_day(customs.service_from, locale),
        "end": time_of_day(customs.service_until, locale),
    }
    return house.words.bot("promise_hours_phone" if phone else "promise_hours", locale, **hours, phone=phone)
