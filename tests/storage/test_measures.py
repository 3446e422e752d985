"""Measures read back: baseline, corrections, and instruments with what was left out."""

from __future__ import annotations

from datetime import date, timedelta

from bot.domain.measures import Score
from bot.storage import measures
from bot.storage.database import Store, Transaction
from bot.storage.measure_tables import InstrumentAnswer, InstrumentRun, Measure, Reading
from tests.conftest import NOON

MARCH = date(2026, 3, 2)


def weight(tx: Transaction, client_id: int = 1) -> Measure:
    measure = Measure(client_id=client_id, key="weight", unit="kg", made_at=NOON, agreed_at=NOON, shared=True)
    tx.session.add(measure)
    tx.session.flush()
    return measure


def read(
    tx: Transaction, measure: Measure, numbers: str, day: int, occasion: str = "", corrects: int | None = None
) -> int:
    reading = Reading(
        client_id=measure.client_id,
        measure_id=measure.id,
        numbers=numbers,
        on_date=MARCH + timedelta(days=day),
        occasion=occasion,
        corrects=corrects,
        at=NOON,
    )
    tx.session.add(reading)
    tx.session.flush()
    return reading.id


def test_values_come_by_day_and_the_start_is_the_baseline(store: Store):
    def given(tx: Transaction) -> tuple[measures.Followed, ...]:
        measure = weight(tx)
        read(tx, measure, "81", 9)
        read(tx, measure, "82.5", 2, "start")
        read(tx, measure, "83", 0)
        read(tx, weight(tx, client_id=2), "60", 0)  # somebody else's
        return measures.readings_of(tx, 1)

    [followed] = store.run_now(given)
    assert [value.numbers for value in followed.values] == [(83.0,), (82.5,), (81.0,)]
    assert followed.baseline is not None
    assert followed.newest is not None
    assert (followed.baseline.numbers, followed.newest.numbers) == ((82.5,), (81.0,))
    assert (followed.key, followed.unit, followed.shared) == ("weight", "kg", True)


def test_a_correction_holds_and_what_it_corrects_stays_readable(store: Store):
    def given(tx: Transaction) -> tuple[measures.Followed, ...]:
        measure = weight(tx)
        first = read(tx, measure, "720", 0)
        second = read(tx, measure, "27", 0, corrects=first)
        read(tx, measure, "71", 4)
        read(tx, measure, "72", 0, corrects=second)
        return measures.readings_of(tx, 1)

    [followed] = store.run_now(given)
    assert [value.numbers for value in followed.values] == [(72.0,), (71.0,)]
    assert followed.values[0].corrected == ((720.0,), (27.0,))


def test_blood_pressure_is_two_numbers(store: Store):
    def given(tx: Transaction) -> tuple[measures.Followed, ...]:
        measure = Measure(client_id=1, key="blood_pressure", unit="mmHg", made_at=NOON)
        tx.session.add(measure)
        tx.session.flush()
        read(tx, measure, "120/80", 0)
        return measures.readings_of(tx, 1)

    [followed] = store.run_now(given)
    assert followed.values[0].numbers == (120.0, 80.0)


def test_an_item_left_out_is_none_and_one_not_reached_is_absent(store: Store):
    def given(tx: Transaction) -> tuple[measures.Answered, ...]:
        measure = Measure(client_id=1, sort="instrument", key="eurohis_qol_8", made_at=NOON)
        tx.session.add(measure)
        tx.session.flush()
        run = InstrumentRun(
            client_id=1,
            measure_id=measure.id,
            instrument="eurohis_qol_8",
            occasion="mid",
            wording="fi.12ab",
            begun_at=NOON,
        )
        tx.session.add(run)
        tx.session.flush()
        for item, value in (("q1", "4"), ("q2", "")):
            tx.session.add(InstrumentAnswer(client_id=1, run_id=run.id, item=item, value=value, at=NOON))
        return measures.answers_of(tx, 1)

    [answered] = store.run_now(given)
    assert answered.answers == {"q1": 4, "q2": None}
    assert (answered.score, answered.finished, answered.occasion, answered.shared) == (None, False, "mid", False)


def test_a_score_is_read_as_it_was_when_it_was_finished(store: Store):
    def given(tx: Transaction) -> tuple[measures.Answered, ...]:
        run = InstrumentRun(client_id=1, measure_id=1, instrument="eurohis_qol_8", state="done", begun_at=NOON)
        run.results = '{"mean": 3.75, "total": 30.0, "percent": 68.75}'
        tx.session.add(run)
        return measures.answers_of(tx, 1)

    [answered] = store.run_now(given)
    assert answered.score == Score(3.75, 30.0, 68.75)
    assert answered.finished
