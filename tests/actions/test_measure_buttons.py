"""Buttons of forms and measures: another client's, an old one or a forged one does nothing."""

from __future__ import annotations

from itertools import product

import pytest
from sqlmodel import select

from bot.actions import forms, measure_buttons
from bot.actions.heard import Press
from bot.actions.measure_buttons import VERBS
from bot.actions.scene import Scene
from bot.actions.speaker import of_client
from bot.building import build_house
from bot.config import Config
from bot.instrument_files import STAND_IN
from bot.storage import forms as form_rows
from bot.storage.database import Store, Transaction
from bot.storage.measure_tables import Form, InstrumentAnswer, Measure, Reading
from bot.storage.tables import Client, Outbox, Person
from tests.conftest import NOON

HOUSE = build_house(Config(_env_file=None, instrument_wording=str(STAND_IN)), "rinnalla_bot")  # type: ignore[call-arg]
SECRET = "Salaiset kupit"


def a_client(tx: Transaction, number: int) -> Client:
    person = Person(telegram_id=number, chat_id=number, locale="fi")
    tx.keep(person)
    client = Client(person_id=person.id, pseudonym=f"Puu {number}", stage="active", since=NOON, consented_at=NOON)
    tx.keep(client)
    return client


def scene(tx: Transaction, client: Client) -> Scene:
    who = of_client(tx, client)
    return Scene.of(tx, HOUSE, who, NOON)


def follow(tx: Transaction, client: Client) -> list[Measure]:
    """A number with a value, a suggestion, and an instrument, all with open forms."""
    own = Measure(client_id=client.id, key="other", name=SECRET, made_at=NOON, agreed_at=NOON)
    asked = Measure(client_id=client.id, key="weight", unit="kg", state="asked", made_at=NOON)
    tool = Measure(client_id=client.id, key="eurohis_qol_8", sort="instrument", made_at=NOON, agreed_at=NOON)
    tx.keep(own, asked, tool)
    form_rows.keep_reading(tx, own, "7", NOON.date(), "", NOON)
    assert forms.lay_out(scene(tx, client), "start")
    return [own, asked, tool]


def kept(tx: Transaction) -> list[object]:
    tx.session.flush()
    tables = (Measure, Reading, Form, InstrumentAnswer)
    return [row.model_dump() for table in tables for row in tx.session.exec(select(table)).all()]


@pytest.mark.parametrize("verb", VERBS)
def test_a_button_with_another_clients_numbers_does_and_tells_nothing(store: Store, verb: str) -> None:
    def work(tx: Transaction) -> None:
        # given a client with measures and open forms, and another one with none
        follow(tx, a_client(tx, 1))
        stranger, before = a_client(tx, 2), kept(tx)
        # when the other one presses whatever numbers there are
        count = VERBS[verb][0]
        for numbers in product(range(1, 5), repeat=count):
            measure_buttons.pressed(scene(tx, stranger), ".".join([verb, *map(str, numbers)]), Press("x", 1, ""))
        # then nothing of the first one's has changed or was said
        assert [row for row in kept(tx) if row["client_id"] != stranger.id] == before  # type: ignore[index]
        said = tx.session.exec(select(Outbox).where(Outbox.chat_id == 2)).all()
        assert not [row for row in said if SECRET in row.params]

    store.run_now(work)


@pytest.mark.parametrize(
    "data", ["", "one", "one.x", "one.1.2", "one.-1", "one.9999999999999", "none.1", "a.1.1", "n.1.1.²"]
)
def test_a_forged_button_is_refused(store: Store, data: str) -> None:
    def work(tx: Transaction) -> bool:
        client = a_client(tx, 1)
        follow(tx, client)
        return measure_buttons.pressed(scene(tx, client), data, Press("x", 1, ""))

    assert not store.run_now(work)


@pytest.mark.parametrize("without", ["consent", "a period"])
@pytest.mark.parametrize("verb", VERBS)
def test_without_consent_or_period_no_button_does_anything(store: Store, verb: str, without: str) -> None:
    def work(tx: Transaction) -> bool:
        # given a client with measures and open forms who took the consent back, or whose period is over
        client = a_client(tx, 1)
        follow(tx, client)
        if without == "consent":
            client.consented_at = None
        else:
            client.stage = "ended"
        before = kept(tx)
        # when an old button is pressed
        data = ".".join([verb, *["1"] * VERBS[verb][0]])
        obeyed = measure_buttons.pressed(scene(tx, client), data, Press("x", 1, ""))
        assert kept(tx) == before
        return obeyed

    assert not store.run_now(work)


def test_a_second_tap_on_an_answer_neither_asks_twice_nor_skips(store: Store) -> None:
    def work(tx: Transaction) -> tuple[str, int]:
        client = a_client(tx, 1)
        follow(tx, client)
        [_, form] = form_rows.open_of(tx, client.id)
        for _ in range(2):
            measure_buttons.pressed(scene(tx, client), f"a.{form.id}.0.4", Press("x", 1, ""))
        return form.waiting, len(tx.session.exec(select(Outbox).where(Outbox.method == "sendMessage")).all())

    waiting, said = store.run_now(work)
    assert waiting == "q1|q2,q3,q4,q5,q6,q7,q8"
    assert said == 1


def test_an_old_button_of_another_question_does_nothing(store: Store) -> None:
    def work(tx: Transaction) -> bool:
        client = a_client(tx, 1)
        follow(tx, client)
        [_, form] = form_rows.open_of(tx, client.id)
        measure_buttons.pressed(scene(tx, client), f"a.{form.id}.0.4", Press("x", 1, ""))
        return measure_buttons.pressed(scene(tx, client), f"skip.{form.id}.1", Press("x", 1, ""))

    assert not store.run_now(work)
