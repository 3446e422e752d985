"""Evaluation, read and written: consents, courses that wait for their batch, closed batches, marks of the logic model."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import delete, func, update
from sqlmodel import col, select

from bot.domain.evaluation import WITHIN, Batch, Cells, Course, Mean
from bot.storage.database import Transaction
from bot.storage.evaluation_tables import Adaptation, EvaluationBatch, EvaluationConsent, EvaluationCourse, LogicMark
from bot.storage.plan_tables import PlanPeriod
from bot.storage.tables import Client


def agreed(tx: Transaction, client_id: int) -> bool:
    return tx.session.get(EvaluationConsent, client_id) is not None


def agree(tx: Transaction, client_id: int, now: datetime) -> None:
    if not agreed(tx, client_id):
        tx.keep(EvaluationConsent(client_id=client_id, at=now))


def withdraw(tx: Transaction, client_id: int) -> None:
    """From now on nothing of this client is counted; what waits for its batch is gone. Closed batches hold nobody."""
    tx.session.flush()
    for table in (EvaluationConsent, EvaluationCourse):
        tx.execute(delete(table).where(col(table.client_id) == client_id))
    tx.session.expire_all()


def ended(tx: Transaction) -> Sequence[tuple[Client, PlanPeriod]]:
    """Periods of people who agreed that have ended and are not taken down yet."""
    taken = select(EvaluationCourse.period_id).where(col(EvaluationCourse.period_id).is_not(None))
    found = (
        select(Client, PlanPeriod)
        .join(PlanPeriod, col(PlanPeriod.client_id) == col(Client.id))
        .join(EvaluationConsent, col(EvaluationConsent.client_id) == col(Client.id))
        .where(col(PlanPeriod.ended_on).is_not(None), col(PlanPeriod.id).not_in(taken))
    )
    return tx.session.exec(found.order_by(col(PlanPeriod.id))).all()


@dataclass(frozen=True, slots=True)
class Span:
    """What belongs to a period: from the one before it to the one after it, or to its end."""

    since: datetime
    until: datetime

    def holds(self, at: datetime) -> bool:
        return self.since <= at < self.until


def span(tx: Transaction, row: PlanPeriod, until: datetime) -> Span:
    """
    Of a period that ended before `until`.

    The first reaches back to the beginning: goals and measures may come before it is put down. Where one period follows
    another on the same day, the moment when the later one was put down parts them.
    """
    found = select(PlanPeriod).where(PlanPeriod.client_id == row.client_id).order_by(col(PlanPeriod.id))
    all_of = tx.session.exec(found).all()
    later = [other.at for other in all_of if other.id > row.id]
    earlier = any(other.id < row.id for other in all_of)
    return Span(row.at if earlier else datetime.min.replace(tzinfo=UTC), min([until, *later]))


def take_down(tx: Transaction, client_id: int, period_id: int, course: Course) -> None:
    """Keep a course until its batch can be closed. Of its day only the quarter stays."""
    figures = {
        "days": course.days,
        "score": course.score,
        "quality": course.quality,
        "contacts": course.contacts,
        "minutes": course.minutes,
        "group_meetings": course.group_meetings,
        "group_minutes": course.group_minutes,
        "marks": sorted(course.marks),
    }
    row = EvaluationCourse(
        client_id=client_id,
        period_id=period_id,
        profile=course.profile,
        quarter=course.ended,
        figures=json.dumps(figures),
        at=datetime.combine(course.ended, time(), UTC),
    )
    tx.keep(row)


def waiting(tx: Transaction) -> list[Course]:
    """The courses that no batch holds yet."""
    rows = tx.session.exec(select(EvaluationCourse).order_by(col(EvaluationCourse.id))).all()
    return [_course(row) for row in rows]


def _course(row: EvaluationCourse) -> Course:
    figures = json.loads(row.figures)
    quality, marks = figures.pop("quality"), figures.pop("marks")
    return Course(
        profile=row.profile,
        ended=row.quarter,
        quality=(quality[0], quality[1]) if quality else None,
        marks=frozenset(marks),
        **figures,
    )


def unlink(tx: Transaction, client_id: int) -> None:
    """The client's own data go by their time: the course stays in numbers that point to nobody."""
    tx.execute(
        update(EvaluationCourse)
        .where(col(EvaluationCourse.client_id) == client_id)
        .values(client_id=None, period_id=None)
    )
    tx.session.expire_all()


def closed(tx: Transaction) -> dict[str, date]:
    """Working model -> the last day of its newest closed batch."""
    found = select(EvaluationBatch.profile, func.max(EvaluationBatch.last)).group_by(EvaluationBatch.profile)
    return dict(tx.session.exec(found).all())


def keep(tx: Transaction, batch: Batch, now: datetime) -> None:
    """Close a batch. The courses in it are not needed any more, and go."""
    figures = {
        "tables": {name: dict(cells) for name, cells in batch.tables.items()},
        "means": {name: [mean.people, mean.mean] for name, mean in batch.means.items()},
        "nested": True,
    }
    row = EvaluationBatch(
        profile=batch.profile, first=batch.first, last=batch.last, people=batch.people, figures=figures, made_at=now
    )
    tx.keep(row)
    used = delete(EvaluationCourse).where(
        col(EvaluationCourse.profile) == batch.profile,
        col(EvaluationCourse.quarter) >= batch.first,
        col(EvaluationCourse.quarter) <= batch.last,
    )
    tx.execute(used)
    tx.session.expire_all()


def batches(tx: Transaction, begin: date, end: date) -> list[Batch]:
    """The closed batches that lie wholly between two days."""
    found = select(EvaluationBatch).where(col(EvaluationBatch.first) >= begin, col(EvaluationBatch.last) <= end)
    rows = tx.session.exec(found.order_by(EvaluationBatch.profile, col(EvaluationBatch.first))).all()
    return [
        Batch(
            row.profile,
            row.first,
            row.last,
            row.people,
            _told(row.figures),
            {name: Mean(people, mean) for name, (people, mean) in row.figures["means"].items()},
        )
        for row in rows
    ]


def _told(figures: dict[str, Any]) -> dict[str, Cells]:
    """The tables of a batch. One closed before marks were guarded with what they lie in tells those marks no more."""
    tables: dict[str, Cells] = figures["tables"]
    if figures.get("nested"):
        return tables
    return {name: cells for name, cells in tables.items() if name.removeprefix("logic.") not in WITHIN}


def marks(tx: Transaction, client_id: int, period_id: int) -> frozenset[str]:
    found = select(LogicMark.mark).where(LogicMark.client_id == client_id, LogicMark.period_id == period_id)
    return frozenset(tx.session.exec(found).all())


def toggle_mark(
    tx: Transaction, client_id: int, period_id: int, mark: str, professional_id: int, now: datetime
) -> None:
    """Record a row of the logic model, or take it back."""
    found = select(LogicMark).where(
        LogicMark.client_id == client_id, LogicMark.period_id == period_id, LogicMark.mark == mark
    )
    known = tx.session.exec(found).first()
    if known is not None:
        tx.session.delete(known)
    else:
        row = LogicMark(client_id=client_id, period_id=period_id, mark=mark, professional_id=professional_id)
        row.at = now
        tx.session.add(row)
    tx.session.flush()


def adapt(tx: Transaction, client_id: int, period_id: int, words: str, professional_id: int, now: datetime) -> None:
    row = Adaptation(client_id=client_id, period_id=period_id, words=words, professional_id=professional_id)
    row.at = now
    tx.keep(row)


def adaptations(tx: Transaction, client_id: int, period_id: int) -> Sequence[Adaptation]:
    found = select(Adaptation).where(Adaptation.client_id == client_id, Adaptation.period_id == period_id)
    return tx.session.exec(found.order_by(col(Adaptation.id))).all()
