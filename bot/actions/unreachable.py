"""Somebody whom no message reaches any more: a client, whose letters did not go out, or a professional."""

from __future__ import annotations

from datetime import datetime

from bot.actions import notices, undelivered
from bot.actions.house import House
from bot.domain.purposes import Purpose
from bot.storage import cases, clients, outbox, people
from bot.storage.calls import OutboxCall
from bot.storage.database import Transaction
from bot.storage.tables import Person, Professional


def refused(tx: Transaction, house: House, call: OutboxCall, now: datetime) -> None:
    """Their Telegram refused this message. Never a skip; it stands in the digest, and who wrote it hears so."""
    person = people.mark_unreachable(tx, call.chat_id, now)
    if person is not None:
        _nobody_there(tx, house, person, now)
    if call.client_id is not None:
        undelivered.refused(tx, house, clients.own(tx, call.client_id), call, now)


def _nobody_there(tx: Transaction, house: House, person: Person, now: datetime) -> None:
    """The first time that somebody cannot be reached."""
    pro = people.professional_of(tx, person.id)
    if pro is not None:
        _pass_on(tx, house, pro, now)
    client = people.client_of(tx, person.id)
    if client is not None:
        undelivered.drop(tx, house, client, undelivered.LOST, now)
        outbox.cancel(tx, client.id)
        clients.log(
            tx, actor="bot", actor_id=None, client_id=client.id, what="unreachable", why=Purpose.CONTACT, now=now
        )


def _pass_on(tx: Transaction, house: House, pro: Professional, now: datetime) -> None:
    """A professional whom no message reaches cannot take anything: their open notices go to who covers."""
    for client, _ in clients.caseload(tx, pro.id):
        for case in cases.all_open(tx, client.id):
            if case.state == "sent":
                notices.give_copies(tx, house, case, now, deputies=True, leads=True, again=True)
