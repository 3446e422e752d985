"""Whatever a professional presses, in whatever relation, forged or old: only what the table of roles grants happens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select as rows_of
from sqlmodel import SQLModel, col, select

from bot.actions import case_work, caseload, caseload_words, companion, meetings, own_buttons, parties, turns
from bot.actions.desk import at_work
from bot.actions.scene import Scene
from bot.actions.speaker import Speaker
from bot.building import build_house
from bot.config import Config
from bot.domain.roles import Action, Relation, may_any
from bot.storage import network, refusals
from bot.storage.database import Store, Transaction
from bot.storage.dose_tables import ContactRow
from bot.storage.tables import Access, Client, Outbox, Person, PrivateNote, Professional
from tests.actions.relations import (
    RELATIONS,
    SECRETS,
    World,
    as_pro,
    assert_refused,
    everything,
    populate,
    press,
    scene_of,
)
from tests.conftest import NOON

TYPED_ACTIONS = {
    "note": Action.WRITE_PRIVATE_NOTE,
    "letter": Action.WRITE_TO_CLIENT,
    "step": Action.PROPOSE_STEP,
    "measure": Action.SUGGEST_MEASURES,
    "end": Action.END_PERIOD,
    "adapt": Action.RECORD_LOGIC,
}


@pytest.fixture(scope="module")
def world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    file = tmp_path_factory.mktemp("permissions") / "rinnalla.db"
    file.write_bytes(sqlite_template.read_bytes())
    store = Store.open(f"sqlite:///{file}")
    made = World(store, build_house(Config(_env_file=None), "rinnalla_bot"))
    store.run_now(lambda tx: populate(tx, made))
    yield made
    store.close_now()


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
        caseload_words.typed(work, purpose, world.client, "Sanoja")

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
        mine = (Access.client_id == world.client, Access.actor_id == world.pros[relation])
        opened = select(Access).where(*mine, ~refusals.refused())
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
        scene = Scene.of(tx, world.house, Speaker(person, other, None), NOON)
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
