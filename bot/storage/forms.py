"""Forms that wait to be filled in, and what was answered in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlmodel import col, delete, select

from bot.domain.forms import Queue
from bot.domain.measures import Score
from bot.storage.database import Transaction
from bot.storage.measure_tables import Form, InstrumentAnswer, InstrumentRun, Measure, Reading


def get(tx: Transaction, form_id: int) -> Form | None:
    return tx.session.get(Form, form_id)


def open_of(tx: Transaction, client_id: int) -> Sequence[Form]:
    """What waits, in the order in which it is asked: numbers before instruments, as they were laid out."""
    found = select(Form).where(Form.client_id == client_id, col(Form.closed_at).is_(None))
    return tx.session.exec(found.order_by(col(Form.id))).all()


def add(tx: Transaction, client_id: int, sort: str, items: tuple[str, ...], occasion: str, now: datetime) -> Form:
    form = Form(
        client_id=client_id,
        sort=sort,
        waiting=Queue.fresh(items).stored(),
        occasion=occasion,
        opened_at=now,
        last_at=now,
    )
    tx.keep(form)
    return form


def close(tx: Transaction, form: Form, now: datetime) -> None:
    """The form is over. A run of an instrument that is not done was given up; its answers stay."""
    form.closed_at, form.doubt, form.turn = now, "", 0
    run = tx.session.get(InstrumentRun, form.run_id or 0)
    if run is not None and run.state == "open":
        run.state = "left"


def begin_run(tx: Transaction, measure: Measure, occasion: str, wording: str, now: datetime) -> InstrumentRun:
    run = InstrumentRun(
        client_id=measure.client_id,
        measure_id=measure.id,
        instrument=measure.key,
        occasion=occasion,
        wording=wording,
        begun_at=now,
    )
    tx.keep(run)
    return run


def run_of(tx: Transaction, form: Form) -> InstrumentRun | None:
    return tx.session.get(InstrumentRun, form.run_id or 0)


def answer(tx: Transaction, run: InstrumentRun, item: str, value: int | None, now: datetime) -> None:
    """Keep an item's answer; None is left out. Said again before the form is done, the newer one holds."""
    tx.session.flush()
    tx.session.exec(
        delete(InstrumentAnswer).where(col(InstrumentAnswer.run_id) == run.id, col(InstrumentAnswer.item) == item)
    )
    said = "" if value is None else str(value)
    tx.keep(InstrumentAnswer(client_id=run.client_id, run_id=run.id, item=item, value=said, at=now))


def answers(tx: Transaction, run: InstrumentRun) -> dict[str, int | None]:
    found = select(InstrumentAnswer).where(InstrumentAnswer.run_id == run.id).order_by(col(InstrumentAnswer.id))
    return {row.item: int(row.value) if row.value else None for row in tx.session.exec(found).all()}


def finish_run(run: InstrumentRun, score: Score | None, now: datetime) -> None:
    run.state, run.done_at = "done", now
    run.results = json.dumps(asdict(score)) if score is not None else ""


def keep_reading(
    tx: Transaction,
    measure: Measure,
    numbers: str,
    on: date,
    occasion: str,
    now: datetime,
    *,
    corrects: int | None = None,
) -> Reading:
    reading = Reading(
        client_id=measure.client_id,
        measure_id=measure.id,
        numbers=numbers,
        on_date=on,
        occasion=occasion,
        corrects=corrects,
        at=now,
    )
    tx.keep(reading)
    return reading


def last_reading(tx: Transaction, measure_id: int, since: datetime | None = None) -> Reading | None:
    """The value that was given last, by the moment it was typed; not older than `since`."""
    found = select(Reading).where(Reading.measure_id == measure_id)
    if since is not None:
        found = found.where(col(Reading.at) >= since)
    return tx.session.exec(found.order_by(col(Reading.id).desc())).first()


def newest_of(tx: Transaction, client_id: int, occasion: str) -> Form | None:
    """The form that was laid out last for this occasion, also a closed one."""
    found = select(Form).where(Form.client_id == client_id, Form.occasion == occasion)
    return tx.session.exec(found.order_by(col(Form.id).desc())).first()
