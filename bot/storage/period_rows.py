"""Writing a client's period: begun, its dates laid out anew, ended. `bot/storage/plans.py` reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete
from sqlmodel import col, select

from bot.domain.frame import Part
from bot.domain.plan import Stage, StageDates
from bot.storage.database import Transaction
from bot.storage.plan_tables import OtherTherapy, PeriodChange, PeriodStage, PlanPeriod

HUSHED = "hushed"
"""A rest silenced the bot's questions: kept among the changes, so that the end of the rest knows."""


@dataclass(frozen=True)
class Change:
    """What became of a period, by whom: dose data (R90). `days` is by how much it grew, or a pause lasted."""

    what: str
    professional_id: int | None
    now: datetime
    days: int = 0


def begin(
    tx: Transaction, client_id: int, profile: str, laid_out: tuple[Sequence[Part], Sequence[StageDates]], by: Change
) -> PlanPeriod:
    """A new period; one that still ran ends the day before."""
    parts, dates = laid_out
    running = open_row(tx, client_id)
    if running is not None:
        end(tx, running, by.now.date(), Change("ended", by.professional_id, by.now))
    row = PlanPeriod(client_id=client_id, profile=profile, begins=dates[0].begins, ends=dates[-1].ends, at=by.now)
    row.made_by = by.professional_id
    tx.keep(row)
    lay_out(tx, row, parts, dates, by)
    return row


def open_row(tx: Transaction, client_id: int) -> PlanPeriod | None:
    """The period that runs or rests; None when there is none, it has ended, or its stages were never laid out."""
    laid_out = select(PeriodStage.period_id).where(PeriodStage.client_id == client_id)
    found = select(PlanPeriod).where(
        PlanPeriod.client_id == client_id, col(PlanPeriod.ended_on).is_(None), col(PlanPeriod.id).in_(laid_out)
    )
    return tx.session.exec(found.order_by(col(PlanPeriod.id).desc())).first()


def lay_out(tx: Transaction, row: PlanPeriod, parts: Sequence[Part], dates: Sequence[StageDates], by: Change) -> None:
    """Write the stages anew, and what was changed."""
    tx.session.flush()
    tx.execute(delete(PeriodStage).where(col(PeriodStage.period_id) == row.id))
    for place, (part, stage) in enumerate(zip(parts, dates, strict=True)):
        made = PeriodStage(
            client_id=row.client_id,
            period_id=row.id,
            place=place,
            stage=stage.stage,
            days=part.days,
            begins=stage.begins,
            ends=stage.ends,
        )
        tx.session.add(made)
    row.ends = dates[-1].ends
    _log(tx, row, by)


def parts_of(tx: Transaction, row: PlanPeriod) -> tuple[Part, ...]:
    """The lengths that the dates were computed from."""
    found = select(PeriodStage).where(PeriodStage.period_id == row.id).order_by(col(PeriodStage.place))
    return tuple(Part(Stage(stage.stage), stage.days) for stage in tx.session.exec(found).all())


def pause(tx: Transaction, row: PlanPeriod, since: date, by: Change) -> None:
    row.paused_from = since
    _log(tx, row, by)


def note(tx: Transaction, row: PlanPeriod, by: Change) -> None:
    """Something that became of the period without moving a date."""
    _log(tx, row, by)


def hushed(tx: Transaction, row: PlanPeriod) -> bool:
    """Whether the newest rest of this period, running or just over, silenced the bot's questions."""
    found = select(PeriodChange).where(PeriodChange.period_id == row.id, col(PeriodChange.what).in_(("paused", HUSHED)))
    newest = tx.session.exec(found.order_by(col(PeriodChange.id).desc())).first()
    return newest is not None and newest.what == HUSHED


def end(tx: Transaction, row: PlanPeriod, on: date, by: Change) -> None:
    row.ended_on, row.paused_from = on, None
    _log(tx, row, by)


def _log(tx: Transaction, row: PlanPeriod, by: Change) -> None:
    made = PeriodChange(client_id=row.client_id, period_id=row.id, what=by.what, days=by.days, at=by.now)
    made.professional_id = by.professional_id
    tx.keep(made)


def add_therapy(tx: Transaction, client_id: int, words: str, now: datetime) -> None:
    """Something else that goes on (R19). What was named before stays, unless it says the same."""
    for row in _therapies(tx, client_id):
        if row.words.casefold() == words.casefold():
            return
    tx.keep(OtherTherapy(client_id=client_id, words=words, since=now))


def focus_therapies(tx: Transaction, client_id: int, *, focused: bool) -> None:
    """Whether the others have their turn now, and this rehabilitation steps back for a time."""
    for row in _therapies(tx, client_id):
        row.focused = focused


def end_therapies(tx: Transaction, client_id: int, now: datetime) -> None:
    """Only this one goes on now."""
    for row in _therapies(tx, client_id):
        row.until, row.focused = now, False


def _therapies(tx: Transaction, client_id: int) -> Sequence[OtherTherapy]:
    found = select(OtherTherapy).where(OtherTherapy.client_id == client_id, col(OtherTherapy.until).is_(None))
    return tx.session.exec(found).all()
