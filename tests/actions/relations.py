"""A professional in every relation to one client, and whether anything changed that must not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

import pytest
from sqlalchemy import select as rows_of
from sqlmodel import SQLModel, col, func, select

from bot.actions import caseload
from bot.actions.desk import at_work
from bot.actions.heard import Press
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import Speaker
from bot.domain.roles import Relation
from bot.storage import cases, dealings, dose, goal_rows, network, outbox, refusals, register
from bot.storage.database import Store, Transaction
from bot.storage.dose_tables import ContactRow
from bot.storage.network_tables import CloseOne, Party, Turn
from bot.storage.plan_tables import PeriodStage, PlanPeriod
from bot.storage.tables import Access, Care, Case, Client, Outbox, Person, Professional, Proposal
from tests.conftest import NOON

T = TypeVar("T")
SECRETS = (
    "Haapa",
    "Kuiskaus metsässä",
    "Nukkuu huonosti",
    "14 päivää",
    "Salainen paja",
    "Tytär Anna",
    "Jaksan kauppaan",
)
RELATIONS: dict[str, set[Relation]] = {
    "responsible": {Relation.RESPONSIBLE},
    "coworker": {Relation.COWORKER},
    "deputy": {Relation.DEPUTY},
    "viewer": {Relation.VIEWER},
    "covering": {Relation.DEPUTY},  # no row of their own; covers for the coworker, who is away
    "former": set(),  # accompanied once
    "elsewhere": set(),  # accompanies another client
    "gone": set(),  # responsible, but deactivated
}
UNTOUCHED = ("outbox", "talk", "access_log", "setting")
"""Tables that change by a refusal too: an answer is said, and the log's head moves with its rows."""


class Undo(Exception):
    """Takes back what an example did."""


@dataclass
class World:
    """One client with secrets, another one, and a professional in every relation."""

    store: Store
    house: House
    client: int = 0
    other: int = 0
    case: int = 0
    taken: int = 0
    closed: int = 0
    proposal: int = 0
    letter: int = 0
    care: int = 0
    party: int = 0
    turn: int = 0
    contact: int = 0
    close: int = 0
    goal: int = 0
    pros: dict[str, int] = field(default_factory=dict)

    def trying(self, deed: Callable[[Transaction], T]) -> T:
        """Do it, keep what came of it, and take it back."""
        kept: list[T] = []

        def work(tx: Transaction) -> None:
            kept.append(deed(tx))
            raise Undo

        with pytest.raises(Undo):
            self.store.run_now(work)
        return kept[0]


def person(tx: Transaction, number: int) -> Person:
    row = Person(telegram_id=number, chat_id=number, locale="fi")
    tx.session.add(row)
    tx.session.flush()
    return row


def a_client(tx: Transaction, number: int, pseudonym: str) -> Client:
    row = Client(
        person_id=person(tx, number).id,
        pseudonym=pseudonym,
        stage="active",
        since=NOON,
        consented_at=NOON,
        last_heard_at=NOON,
        step_what=SECRETS[1],
        thresholds={"silence_days": 13},
    )
    tx.session.add(row)
    tx.session.flush()
    return row


def a_goal(tx: Transaction, client: Client, pro_id: int) -> int:
    """An agreed goal whose words nobody else may read."""
    goal = goal_rows.begin(tx, client.id, "moving", "", NOON)
    version = goal_rows.newest(tx, goal)
    version.what = SECRETS[6]
    version.shown_at = version.client_yes_at = version.professional_yes_at = NOON
    version.agreed_with = pro_id
    goal.state, goal.agreed_version = "agreed", 1
    return goal.id


def a_period(tx: Transaction, client: Client) -> None:
    """Half a year that has just begun, with its stages."""
    begins, weeks = NOON.date(), 26
    period = PlanPeriod(client_id=client.id, profile="social_rehabilitation", begins=begins, ends=begins, at=NOON)
    period.ends = begins + timedelta(weeks=weeks)
    tx.session.add(period)
    tx.session.flush()
    for place, (stage, first, last) in enumerate((("plan", 0, 4), ("trials", 4, 20), ("end_review", 20, weeks))):
        row = PeriodStage(
            client_id=client.id, period_id=period.id, place=place, stage=stage, begins=begins, ends=begins
        )
        row.begins += timedelta(weeks=first)
        row.ends += timedelta(weeks=last)
        tx.session.add(row)


def populate(tx: Transaction, world: World) -> None:
    client, other = a_client(tx, 1, SECRETS[0]), a_client(tx, 2, "Leppä")
    world.client, world.other = client.id, other.id
    for index, name in enumerate(RELATIONS):
        pro = Professional(person_id=person(tx, 10 + index).id, name=f"Ammattilainen {index}", since=NOON)
        tx.session.add(pro)
        tx.session.flush()
        world.pros[name] = pro.id
        role = name if name in Relation.__members__.values() else "responsible"
        if name != "covering":
            about = other.id if name == "elsewhere" else client.id
            ended = NOON if name == "former" else None
            tx.session.add(Care(client_id=about, professional_id=pro.id, role=role, since=NOON, until=ended))
        pro.active = name != "gone"
    coworker = tx.session.get(Professional, world.pros["coworker"])
    assert coworker is not None
    coworker.deputy_id, coworker.away_from, coworker.away_until = world.pros["covering"], date(2026, 3, 1), None
    for state, taker in (("sent", None), ("taken", "responsible"), ("closed", "responsible")):
        row = Case(client_id=client.id, signals="A1", state=state, opened_at=NOON, sent_at=NOON)
        row.taken_by = world.pros[taker] if taker else None
        tx.session.add(row)
        tx.session.flush()
        cases.add_copy(tx, row.id, world.pros["former"], outbox.add(tx, chat_id=15, params={"text": "…"}, now=NOON))
        setattr(world, {"sent": "case", "taken": "taken", "closed": "closed"}[state], row.id)
    a_period(tx, client)
    dealings.note(tx, client.id, world.pros["responsible"], SECRETS[2], NOON)
    proposal = Proposal(client_id=client.id, professional_id=world.pros["responsible"], kind="step", words="x", at=NOON)
    world.proposal = dealings.propose(tx, proposal).id
    world.letter = dealings.letter(tx, client.id, world.pros["responsible"], NOON).id
    world.goal = a_goal(tx, client, world.pros["responsible"])
    care = network.care(tx, client.id, world.pros["viewer"])
    assert care is not None
    world.care = care.id
    responsible = world.pros["responsible"]
    party = Party(client_id=client.id, kind="work", tie="other", name=SECRETS[4], added_by=responsible, at=NOON)
    turn = Turn(client_id=client.id, kind="work", on_date=date(2026, 3, 9), marked_by=responsible, at=NOON)
    close = CloseOne(
        client_id=client.id,
        person_id=person(tx, 50).id,
        name=SECRETS[5],
        signed="Äiti",
        hello=True,
        successes=True,
        code_until=NOON,
        at=NOON,
        agreed_at=NOON,
    )
    world.party, world.turn, world.close = (register.add(tx, row) for row in (party, turn, close))
    tx.session.add(ContactRow(client_id=client.id, professional_id=responsible, kind="meeting", form="remote", at=NOON))
    tx.session.flush()
    world.contact = dose.latest(tx, client.id, 1)[0].id


def everything(tx: Transaction) -> dict[str, list[Any]]:
    """All rows of all tables that a refusal must not touch."""
    tx.session.flush()
    tables = [table for table in SQLModel.metadata.sorted_tables if table.name not in UNTOUCHED]
    return {table.name: [tuple(row) for row in tx.execute(rows_of(table)).all()] for table in tables}


def scene_of(tx: Transaction, world: World, pro_id: int) -> Scene:
    pro = tx.session.get(Professional, pro_id)
    assert pro is not None
    person = tx.session.get(Person, pro.person_id)
    assert person is not None
    return Scene.of(tx, world.house, Speaker(person, None, pro), NOON)


@dataclass(frozen=True)
class Came:
    """What came of a deed."""

    changed: bool
    said: str
    opened: bool


def watched(tx: Transaction, world: World, pro_id: int, deed: Callable[[Scene], object]) -> Came:
    scene = scene_of(tx, world, pro_id)
    newest = tx.session.exec(select(func.coalesce(func.max(col(Outbox.id)), 0))).one()
    before = everything(tx)
    lines = select(Access).where(Access.actor_id == pro_id, ~refusals.refused())
    doors = len(tx.session.exec(lines).all())
    deed(scene)
    after = everything(tx)
    said = tx.session.exec(select(Outbox).where(col(Outbox.id) > newest)).all()
    opened = len(tx.session.exec(lines).all()) > doors
    text = "\n".join([row.params for row in said] + scene.closing)
    return Came(before != after, text, opened)


def as_pro(world: World, relation: str, deed: Callable[[Scene], object]) -> Came:
    return world.trying(lambda tx: watched(tx, world, world.pros[relation], deed))


def assert_refused(came: Came) -> None:
    assert not came.changed
    assert not came.opened
    assert not [secret for secret in SECRETS if secret in came.said]


def press(scene: Scene, data: str) -> bool:
    work = at_work(scene, Press(f"p.{data}", 5, "an old message"))
    return work is not None and caseload.pressed(work, data)
