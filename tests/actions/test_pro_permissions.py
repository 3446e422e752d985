"""Whatever a professional presses, in whatever relation, forged or old: only what the table of roles grants happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select as rows_of
from sqlmodel import SQLModel, col, func, select

from bot.actions import case_work, caseload, companion, meetings, own_buttons, parties, turns
from bot.actions.desk import at_work
from bot.actions.heard import Press
from bot.actions.house import House
from bot.actions.speaker import Speaker
from bot.actions.talking import Scene
from bot.building import build_house
from bot.config import Config
from bot.domain.roles import Action, Relation, may_any
from bot.storage import cases, dealings, dose, goal_rows, network, outbox, register, talks
from bot.storage.database import Store, Transaction
from bot.storage.dose_tables import ContactRow
from bot.storage.network_tables import CloseOne, Party, Turn
from bot.storage.plan_tables import PeriodStage, PlanPeriod
from bot.storage.tables import Access, Care, Case, Client, Outbox, Person, PrivateNote, Professional, Proposal
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
TYPED_ACTIONS = {
    "note": Action.WRITE_PRIVATE_NOTE,
    "letter": Action.WRITE_TO_CLIENT,
    "step": Action.PROPOSE_STEP,
    "measure": Action.SUGGEST_MEASURES,
    "end": Action.END_PERIOD,
    "adapt": Action.RECORD_LOGIC,
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


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    file = tmp_path_factory.mktemp("permissions") / "rinnalla.db"
    file.write_bytes(sqlite_template.read_bytes())
    store = Store.open(f"sqlite:///{file}")
    made = World(store, build_house(Config(_env_file=None), "rinnalla_bot"))
    store.run_now(lambda tx: populate(tx, made))
    yield made
    store.close_now()


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
    return Scene(tx, world.house, Speaker(person, None, pro), talks.current(tx, person.id, NOON), NOON)


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
    doors = len(tx.session.exec(select(Access).where(Access.actor_id == pro_id)).all())
    deed(scene)
    after = everything(tx)
    said = tx.session.exec(select(Outbox).where(col(Outbox.id) > newest)).all()
    opened = len(tx.session.exec(select(Access).where(Access.actor_id == pro_id)).all()) > doors
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


NAMED = sorted(name for name, verb in caseload.VERBS.items() if verb.action is not None)


@pytest.mark.parametrize("verb", NAMED)
@pytest.mark.parametrize("relation", RELATIONS)
def test_every_button_does_what_the_table_grants_and_nothing_else(world: World, verb: str, relation: str) -> None:
    wanted = caseload.VERBS[verb]
    assert wanted.action is not None
    subjects = {
        caseload.CLIENT: [world.client],
        caseload.CASE: [world.case, world.taken, world.closed],
        caseload.PARTY: [world.party],
        caseload.TURN: [world.turn],
        caseload.CONTACT: [world.contact],
        caseload.GOAL: [world.goal],
    }[wanted.about]
    rest = [str(world.pros["viewer"]), "1", "1"][: wanted.numbers - 1]
    granted = may_any(wanted.action, RELATIONS[relation])
    for subject in subjects:
        data = ".".join([verb, str(subject), *rest])
        came = as_pro(world, relation, partial(press, data=data))
        if granted:
            assert came.opened
            if wanted.about == caseload.CONTACT and relation != "responsible":
                assert not came.changed  # a contact is corrected by who had it
        else:
            assert_refused(came)


@pytest.mark.parametrize("relation", RELATIONS)
def test_parties_and_turns_are_entered_only_by_those_who_may(world: World, relation: str) -> None:
    def enter(scene: Scene) -> None:
        work = at_work(scene)
        assert work is not None
        parties.keep(work, world.client, "kela", "Kela", "päättää")

    def mark(scene: Scene) -> None:
        work = at_work(scene)
        assert work is not None
        turns.mark(work, world.client, "work", "2026-05-04")

    for action, deed in ((Action.KEEP_NETWORK, enter), (Action.MARK_TURN, mark)):
        came = as_pro(world, relation, deed)
        if may_any(action, RELATIONS[relation]):
            assert came.changed
        else:
            assert_refused(came)


def test_one_tap_confirms_only_the_own_contacts(world: World) -> None:
    def confirmed(tx: Transaction, name: str) -> set[int | None]:
        press(scene_of(tx, world, world.pros[name]), "dose")
        rows = tx.session.exec(select(ContactRow).where(col(ContactRow.confirmed_at).is_not(None))).all()
        return {row.professional_id for row in rows}

    by_whom = {name: world.trying(partial(confirmed, name=name)) for name in RELATIONS}
    assert by_whom == {name: {world.pros[name]} if name == "responsible" else set() for name in RELATIONS}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deed=st.sampled_from(["yes", "leave", "x", ""]),
    number=st.one_of(st.integers(0, 12).map(str), st.sampled_from(["-1", "٣", "1" * 13, "1.1", ""])),
    who=st.sampled_from(["other", *(name for name in RELATIONS if name != "gone")]),
)
def test_a_close_persons_button_in_other_hands_does_nothing(world: World, deed: str, number: str, who: str) -> None:
    def forged(tx: Transaction) -> bool:
        pro = tx.session.get(Professional, world.pros.get(who, 0))
        other = tx.session.get(Client, world.other)
        assert other is not None
        speaker = tx.session.get(Person, pro.person_id if pro else other.person_id)
        assert speaker is not None
        before = everything(tx)
        assert not companion.pressed(tx, world.house, Speaker(speaker, None, None), f"k.{deed}.{number}", NOON)
        return before == everything(tx)

    assert world.trying(forged)


@pytest.mark.parametrize("purpose", TYPED_ACTIONS)
@pytest.mark.parametrize("relation", RELATIONS)
def test_words_typed_late_meet_the_same_door(world: World, purpose: str, relation: str) -> None:
    def deed(scene: Scene) -> None:
        work = at_work(scene)
        assert work is not None
        caseload.typed(work, purpose, world.client, "Sanoja")

    came = as_pro(world, relation, deed)
    if may_any(TYPED_ACTIONS[purpose], RELATIONS[relation]):
        assert came.changed
    else:
        assert_refused(came)


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_meeting_is_set_only_by_those_who_may(world: World, relation: str) -> None:
    def deed(scene: Scene) -> None:
        work = at_work(scene)
        assert work is not None
        meetings.set_next(work, world.client, meetings.Agreed("2026-05-04", "10:00"))

    came = as_pro(world, relation, deed)
    if may_any(Action.SET_MEETING, RELATIONS[relation]):
        assert came.changed
    else:
        assert_refused(came)


@pytest.mark.parametrize("relation", RELATIONS)
def test_a_notice_is_taken_and_closed_only_by_those_who_may(world: World, relation: str) -> None:
    def take(scene: Scene) -> None:
        case_work.take(scene.tx, world.house, scene.who, world.case, NOON)

    def close(scene: Scene) -> None:
        case_work.close(scene.tx, world.house, scene.who, world.taken, "talked", NOON)

    taken = as_pro(world, relation, take)
    closed = as_pro(world, relation, close)
    if may_any(Action.TAKE_CASE, RELATIONS[relation]):
        assert taken.changed
    else:
        assert_refused(taken)
    assert ("ei ole osoitettu" in closed.said) == (relation != "responsible")  # who has it closes it


anything = st.one_of(st.integers(0, 40).map(str), st.sampled_from(["-1", "٣", "1" * 13, "999999999999", "x", ""]))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    verb=st.one_of(st.sampled_from(sorted(caseload.VERBS)), st.text(max_size=8)),
    numbers=st.lists(anything, max_size=4),
    relation=st.sampled_from(["former", "elsewhere"]),
)
def test_forged_data_from_a_professional_of_other_clients_opens_nothing(
    world: World, verb: str, numbers: list[str], relation: str
) -> None:
    data = ".".join([verb, *numbers])

    def deed(tx: Transaction) -> list[Access]:
        press(scene_of(tx, world, world.pros[relation]), data)
        tx.session.flush()
        opened = select(Access).where(Access.client_id == world.client, Access.actor_id == world.pros[relation])
        said = tx.session.exec(select(Outbox).order_by(col(Outbox.id).desc()).limit(3)).all()
        assert not [secret for secret in (SECRETS[0], SECRETS[2]) for row in said if secret in row.params]
        return list(tx.session.exec(opened).all())

    assert world.trying(deed) == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(verb=st.sampled_from(sorted(own_buttons.VERBS)), numbers=st.lists(st.integers(0, 12), max_size=3))
def test_a_clients_button_in_another_clients_hands_touches_nobody_elses(
    world: World, verb: str, numbers: list[int]
) -> None:
    def deed(tx: Transaction) -> bool:
        other = tx.session.get(Client, world.other)
        assert other is not None
        person = tx.session.get(Person, other.person_id)
        assert person is not None
        scene = Scene(tx, world.house, Speaker(person, other, None), talks.current(tx, person.id, NOON), NOON)
        before = _of(tx, world.client)
        own_buttons.pressed(scene, ".".join([verb, *map(str, numbers)]))
        tx.session.flush()
        return before == _of(tx, world.client)

    assert world.trying(deed)


def _of(tx: Transaction, client_id: int) -> list[Any]:
    """All rows about a client."""
    tables = [t for t in SQLModel.metadata.sorted_tables if "client_id" in t.columns]
    rows = [tuple(r) for t in tables for r in tx.execute(rows_of(t).where(t.c.client_id == client_id)).all()]
    return [*rows, tuple(tx.execute(rows_of(Client.__table__).where(col(Client.id) == client_id)).one())]  # type: ignore[attr-defined]


def test_a_professional_without_a_name_in_the_table_is_nobody(world: World) -> None:
    def deed(tx: Transaction) -> set[Relation]:
        return network.relations(tx, world.client, 4_000, NOON + timedelta(days=1))

    assert world.trying(deed) == set()


def test_private_notes_are_for_those_who_accompany(world: World) -> None:
    def deed(scene: Scene) -> None:
        press(scene, f"notes.{world.client}")

    seen = {name: as_pro(world, name, deed).said for name in RELATIONS}
    assert {name for name, said in seen.items() if SECRETS[2] in said} == {
        "responsible",
        "coworker",
        "deputy",
        "covering",
    }
    assert world.trying(lambda tx: len(tx.session.exec(select(PrivateNote)).all())) == 1
