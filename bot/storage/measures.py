"""
Measures read: what one client follows, with every value; and every instrument that was answered.

Whoever shows a measure to somebody else than the client looks at `shared` first, and comes through `clients.access`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import col, select

from bot.domain.measures import Score
from bot.storage.database import Transaction
from bot.storage.measure_tables import InstrumentAnswer, InstrumentRun, Measure, Reading


@dataclass(frozen=True, slots=True)
class Value:
    """
    One value as it holds now.

    Args:
        id: The row that holds now.
        numbers: One number, or two for blood pressure (upper, lower), in the measure's unit.
        on: The day it was measured, on the client's calendar.
        occasion: "start", "mid", "end", or "" for one in between.
        corrected: What stood there before, oldest first; empty when nothing was corrected.
    """

    id: int
    numbers: tuple[float, ...]
    on: date
    occasion: str
    corrected: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Followed:
    """
    A measure with its values, oldest first.

    Args:
        key: Of `domain/own_measures.py` ("weight", "steps" …), or "other".
        name: The client's own name for it, only where `key` is "other"; else words.bot(f"measure_{key}").
        unit: "kg", "cm", "mmHg" …; the client's own where `key` is "other".
        state: "asked", "on" or "off".
        shared: Whether those who accompany the client may see it.
        since: When the client agreed.
    """

    id: int
    key: str
    name: str
    unit: str
    state: str
    shared: bool
    since: datetime | None
    values: tuple[Value, ...] = ()

    @property
    def baseline(self) -> Value | None:
        """The value of the start; where none is marked so, the first."""
        return next((value for value in self.values if value.occasion == "start"), next(iter(self.values), None))

    @property
    def newest(self) -> Value | None:
        return self.values[-1] if self.values else None


@dataclass(frozen=True, slots=True)
class Answered:
    """
    An instrument answered once.

    Args:
        instrument: The key of its file in bot/data/instruments.
        occasion: "start", "mid", "end", or "" when asked on a wish.
        answers: Item -> number, or None where the client left it out; an item that was not reached is absent.
        score: None while it is unfinished, or when too much is missing.
        on: When the last answer came; the beginning where there is none.
        finished: Whether every item was answered or left out.
        shared: Whether those who accompany the client may see it.
        wording: Which text was shown: language and fingerprint.
    """

    id: int
    instrument: str
    occasion: str
    answers: Mapping[str, int | None]
    score: Score | None
    on: datetime
    finished: bool
    shared: bool
    wording: str


def readings_of(tx: Transaction, client_id: int) -> tuple[Followed, ...]:
    """Every number the client follows or followed, in the order in which they were chosen."""
    values: dict[int, list[Reading]] = {}
    found = select(Reading).where(Reading.client_id == client_id).order_by(col(Reading.id))
    for reading in tx.session.exec(found).all():
        values.setdefault(reading.measure_id, []).append(reading)
    return tuple(
        Followed(
            row.id, row.key, row.name, row.unit, row.state, row.shared, row.agreed_at, _holding(values.get(row.id, []))
        )
        for row in chosen(tx, client_id)
        if row.sort == "number"
    )


def answers_of(tx: Transaction, client_id: int) -> tuple[Answered, ...]:
    """Every run of an instrument, oldest first; those that were given up unfinished too."""
    given: dict[int, dict[str, int | None]] = {}
    last: dict[int, datetime] = {}
    found = select(InstrumentAnswer).where(InstrumentAnswer.client_id == client_id).order_by(col(InstrumentAnswer.id))
    for answer in tx.session.exec(found).all():
        given.setdefault(answer.run_id, {})[answer.item] = int(answer.value) if answer.value else None
        last[answer.run_id] = max(answer.at, last.get(answer.run_id, answer.at))
    shared = {row.id: row.shared for row in chosen(tx, client_id)}
    runs = select(InstrumentRun).where(InstrumentRun.client_id == client_id).order_by(col(InstrumentRun.id))
    return tuple(
        Answered(
            id=run.id,
            instrument=run.instrument,
            occasion=run.occasion,
            answers=given.get(run.id, {}),
            score=Score(**json.loads(run.results)) if run.results else None,
            on=last.get(run.id, run.begun_at),
            finished=run.state == "done",
            shared=shared.get(run.measure_id, False),
            wording=run.wording,
        )
        for run in tx.session.exec(runs).all()
    )


def chosen(tx: Transaction, client_id: int) -> Sequence[Measure]:
    """What was suggested to, chosen or put aside by a client."""
    return tx.session.exec(select(Measure).where(Measure.client_id == client_id).order_by(col(Measure.id))).all()


def get(tx: Transaction, measure_id: int) -> Measure | None:
    return tx.session.get(Measure, measure_id)


def read_since(tx: Transaction, measure_ids: Sequence[int], since: datetime) -> bool:
    """Whether any of these got a value after `since`."""
    found = select(Reading.id).where(col(Reading.measure_id).in_(measure_ids), Reading.at > since)
    return tx.session.exec(found.limit(1)).first() is not None


def followed(tx: Transaction, client_id: int) -> Sequence[Measure]:
    """What the client follows now."""
    return [row for row in chosen(tx, client_id) if row.state == "on"]


def suggest(tx: Transaction, measure: Measure) -> Measure:
    """
    A measure that was suggested or chosen. One that the client had put aside is taken up again, with its old values.

    An own measure ("other") is the same when its name and unit are.
    """
    for row in chosen(tx, measure.client_id):
        if (row.key, row.name.casefold(), row.unit) == (measure.key, measure.name.casefold(), measure.unit):
            if row.state != "on" and not (row.state == "asked" and measure.state == "draft"):
                row.state, row.professional_id, row.made_at = measure.state, measure.professional_id, measure.made_at
                row.agreed_at, row.ended_at, row.shared = measure.agreed_at, None, measure.shared
            return row
    tx.keep(measure)
    return measure


def let_go(tx: Transaction, measure: Measure) -> None:
    """Take back a suggestion that was never sent; a measure with values behind it only rests."""
    read = select(Reading.id).where(Reading.measure_id == measure.id)
    run = select(InstrumentRun.id).where(InstrumentRun.measure_id == measure.id)
    if any(tx.session.exec(found).first() is not None for found in (read, run)):
        measure.state = "off"
        return
    tx.session.delete(measure)
    tx.session.flush()


def as_numbers(stored: str) -> tuple[float, ...]:
    return tuple(float(part) for part in stored.split("/"))


def _holding(rows: Sequence[Reading]) -> tuple[Value, ...]:
    """The values that hold, by day; a corrected row gives way to its correction and keeps its place."""
    by_id = {row.id: row for row in rows}
    replaced = {row.corrects for row in rows if row.corrects is not None}
    held = []
    for row in rows:
        if row.id in replaced:
            continue
        before, earlier = [], row
        while earlier.corrects is not None and earlier.corrects in by_id:
            earlier = by_id[earlier.corrects]
            before.append(as_numbers(earlier.numbers))
        value = Value(row.id, as_numbers(row.numbers), row.on_date, row.occasion, tuple(reversed(before)))
        held.append((row.on_date, earlier.id, value))
    return tuple(value for _, _, value in sorted(held, key=lambda each: each[:2]))
