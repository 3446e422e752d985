"""What is older than its time goes by itself, what is younger stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlmodel import SQLModel, select

from bot.storage import audit, retention
from bot.storage.database import Store
from bot.storage.dose_tables import ContactRow, GroupSession
from bot.storage.evaluation_tables import EvaluationCourse
from bot.storage.measure_tables import Form, InstrumentAnswer, InstrumentRun, Reading
from bot.storage.network_tables import CloseOne, Party, Turn
from bot.storage.record_tables import FileCopy, RecordSummary
from bot.storage.tables import (
    Access,
    Break,
    CheckIn,
    Client,
    CodeTry,
    Concern,
    Digest,
    Inbox,
    Invitation,
    Outbox,
    Person,
    Proactive,
    Talk,
)
from tests.conftest import NOON
from tests.town import rows, town

MADE: dict[str, Callable[[datetime, int], SQLModel]] = {
    "updates set aside": lambda at, number: Inbox(
        update_id=-number, chat_id=0, payload="?", state=Inbox.ASIDE, received_at=at
    ),
    "open talks": lambda at, number: Talk(person_id=number, script="idle", place="{}", since=at, last_at=at),
    "invitations": lambda at, number: Invitation(code_hash=str(number), role="client", made_at=at, expires_at=at),
    "codes that did not open": lambda at, number: CodeTry(who="x", at=at),
    "messages nobody asked for": lambda at, number: Proactive(client_id=1, kind="check_in", on_date=at.date(), at=at),
    "check-ins": lambda at, number: CheckIn(client_id=1, asked_at=at),
    "breaks": lambda at, number: Break(client_id=1, started_at=at, ended_at=at),
    "contacts in numbers": lambda at, number: ContactRow(client_id=1, professional_id=1, kind="call", at=at),
    "group meetings in numbers": lambda at, number: GroupSession(group_id=1, at=at),
    "periods in numbers": lambda at, number: EvaluationCourse(profile="x", quarter=at.date(), figures="{}", at=at),
    "invitations of close people": lambda at, number: CloseOne(
        client_id=1, name="Anna", signed="Äiti", code_hash=str(number), code_until=at, at=at
    ),
    "outside parties taken out": lambda at, number: Party(
        client_id=1, kind="kela", tie="authority", name="Kela", added_by=1, at=at, removed_at=at
    ),
    "transitions looked after": lambda at, number: Turn(
        client_id=1, kind="work", on_date=at.date(), marked_by=1, at=at, closed_at=at
    ),
    "forms that lie open": lambda at, number: Form(client_id=1, sort="number", opened_at=at, last_at=at),
    "values of measures": lambda at, number: Reading(client_id=1, measure_id=1, numbers="72", on_date=at.date(), at=at),
    "instruments answered": lambda at, number: InstrumentRun(client_id=1, measure_id=1, instrument="x", begun_at=at),
    "answers to instruments": lambda at, number: InstrumentAnswer(client_id=1, run_id=number, item="q1", at=at),
    "concerns": lambda at, number: Concern(at=at, concern="S", rule="x"),
    "written digests": lambda at, number: Digest(professional_id=number, week="2026-W01", made_at=at),
    "summaries for the record": lambda at, _: RecordSummary(client_id=1, professional_id=1, body="{}", asked_at=at),
    "where files went": lambda at, number: FileCopy(client_id=1, outbox_id=number, at=at),
    "messages held for a closed chat": lambda at, _: Outbox(chat_id=1, params="{}", state=Outbox.HELD, made_at=at),
    "access log": lambda at, _: Access(at=at, actor="bot", what="x"),
}
"""A class -> a row of it, of that age."""


def made(name: str, at: datetime, number: int) -> SQLModel:
    return MADE[name](at, number)


@pytest.mark.parametrize("rule", retention.RULES, ids=lambda rule: rule.name)
def test_each_class_goes_after_its_time_and_not_before(store: Store, rule: retention.Rule) -> None:
    # given a row just older than its time, and one just younger
    old, young = NOON - rule.keep - timedelta(minutes=1), NOON - rule.keep + timedelta(minutes=1)
    kind = type(made(rule.name, old, 1))

    def put(tx) -> None:
        for number, at in enumerate((old, young), start=1):
            if kind is Access:  # only what fits the chain is purged
                audit.log(tx, actor="bot", actor_id=None, client_id=None, what="x", why="", now=at)
            else:
                tx.session.add(made(rule.name, at, number))

    store.run_now(put)
    # when it is swept
    gone = store.run_now(lambda tx: retention.sweep(tx, NOON))
    # then the older one is gone, or emptied, and only that
    assert gone[rule.name] == 1
    left = store.run_now(lambda tx: list(tx.session.exec(select(kind)).all()))
    if kind is Talk:
        assert [row.place for row in sorted(left, key=lambda row: row.person_id)] == ["", "{}"]
    else:
        assert len(left) == 1
    assert rule.why


@pytest.mark.parametrize(
    ("stage", "consented", "after"),
    [("active", False, retention.WITHDRAWN), ("ended", True, retention.ENDED), ("dormant", True, retention.SILENT)],
)
def test_a_client_whose_time_is_over_is_forgotten(store: Store, stage: str, consented: bool, after: timedelta) -> None:
    heard = NOON - after
    with_consent = heard if consented else None

    def put(tx) -> None:
        tx.session.add(Person(id=1, telegram_id=1, chat_id=1))
        tx.session.add(
            Client(person_id=1, pseudonym="x", stage=stage, since=heard, last_heard_at=heard, consented_at=with_consent)
        )

    store.run_now(put)
    late, early = NOON + timedelta(minutes=1), NOON - timedelta(minutes=1)
    assert store.run_now(lambda tx: len(retention.clients_to_forget(tx, early))) == 0
    assert store.run_now(lambda tx: len(retention.clients_to_forget(tx, late))) == 1


@pytest.mark.parametrize(
    ("heard", "ended"), [(timedelta(days=10), timedelta(days=100)), (timedelta(days=100), timedelta(days=10))]
)
def test_nobody_is_forgotten_soon_after_the_end_or_soon_after_writing(
    store: Store, heard: timedelta, ended: timedelta
) -> None:
    # given a client whose period ended long ago and who wrote lately, or the other way round
    def put(tx) -> None:
        tx.session.add(Person(id=1, telegram_id=1, chat_id=1))
        client = Client(person_id=1, pseudonym="x", stage="ended", since=NOON - timedelta(days=200), consented_at=NOON)
        client.last_heard_at, client.ended_at = NOON - heard, NOON - ended
        tx.session.add(client)

    store.run_now(put)
    # then the ninety days are counted from the later of the two
    assert store.run_now(lambda tx: retention.clients_to_forget(tx, NOON + timedelta(days=79))) == []
    assert len(store.run_now(lambda tx: retention.clients_to_forget(tx, NOON + timedelta(days=81)))) == 1


def test_what_still_waits_is_not_swept_however_old(store: Store) -> None:
    # given an update that nobody has answered and a message that nobody has sent, both a year old
    old = NOON - timedelta(days=365)

    def put(tx) -> None:
        tx.session.add(Inbox(update_id=1, chat_id=7, payload="?", state=Inbox.WAITING, received_at=old))
        tx.session.add(Outbox(chat_id=7, method="sendMessage", params="{}", state=Outbox.WAITING, made_at=old))

    store.run_now(put)
    # when it is swept
    store.run_now(lambda tx: retention.sweep(tx, NOON))
    # then both are there
    assert store.run_now(lambda tx: len(tx.session.exec(select(Inbox)).all())) == 1
    assert store.run_now(lambda tx: len(tx.session.exec(select(Outbox)).all())) == 1


async def test_who_took_back_the_consent_is_forgotten_by_the_sweep_after_a_month(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await place.say(client, "/tietoni")
        await place.press(client, "Perun suostumukseni")
        place.clock.move(timedelta(days=29))
        await place.coach.sweep()
        assert len(rows(place, Client)) == 1
        place.clock.move(timedelta(days=2))
        await place.coach.sweep()
        assert rows(place, Client) == []
        # and the log does not say that the client asked for it
        assert [row.actor for row in rows(place, Access) if row.what == "erased"] == ["bot"]
