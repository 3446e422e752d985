"""
Evaluation built into normal work (R85, R86, R88-R90): ended periods of people who agreed are counted by themselves.

Runs with the daily sweep, before anybody's time is over. What a report may tell is decided in `domain/evaluation.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.actions.house import House
from bot.domain.evaluation import PLANNED, Batch, Course, close, quarter
from bot.domain.goals import Goal, attainment_score
from bot.domain.plan import Moment, PlannedGoal
from bot.storage import dose, evaluations, measures, plans
from bot.storage.database import Transaction
from bot.storage.evaluations import Span
from bot.storage.plan_tables import PlanPeriod
from bot.storage.tables import Client

INSTRUMENT = "eurohis_qol_8"
A_MONTH = 30.44  # days
INTENSIFIED = 2.0  # confirmed contacts a month from which individual work counts as intensified; (prop)


def take_stock(tx: Transaction, house: House, now: datetime) -> int:
    """Take down what ended, and close the batches that are full. Returns how many were closed."""
    today = now.astimezone(ZoneInfo(house.customs.timezone)).date()
    done = evaluations.closed(tx)
    for client, row in evaluations.ended(tx):
        period = plans.as_period(tx, row)
        if period.ended_on is not None and period.ended_on > done.get(period.profile, date.min):
            evaluations.take_down(tx, client.id, period.id, course_of(tx, client, row, period.ended_on))
    batches = close(evaluations.waiting(tx), done, today)
    for batch in batches:
        evaluations.keep(tx, batch, now)
    return len(batches)


def course_of(tx: Transaction, client: Client, row: PlanPeriod, ended: date) -> Course:
    """A period in numbers, and nothing of the periods before or after it. Its day becomes its quarter's first."""
    zone, period = ZoneInfo(client.timezone), plans.as_period(tx, row)
    since = datetime.combine(period.begins, time(), zone)
    until = datetime.combine(ended + timedelta(days=1), time(), zone)
    got = dose.of_client(tx, client.id, since, until)
    own = evaluations.span(tx, row, until)
    goals = _goals_of(tx, client.id, own)
    days = max(1, (ended - period.begins).days - period.paused_days)
    contacts = got.meetings + got.calls + got.letters
    marks = set(evaluations.marks(tx, client.id, period.id))
    marks |= _seen_in_data(goals, days, contacts)
    return Course(
        profile=period.profile,
        ended=quarter(ended)[0],
        days=days,
        score=_score(goals),
        quality=_quality(tx, client.id, own),
        contacts=contacts,
        minutes=got.meeting_minutes + got.call_minutes,
        group_meetings=got.group_meetings,
        group_minutes=got.group_minutes,
        marks=frozenset(marks),
    )


def _goals_of(tx: Transaction, client_id: int, own: Span) -> list[PlannedGoal]:
    """
    The goals of a period, with the ratings that fall into it.

    A goal may be agreed before its period begins. One that an earlier period ended with is this one's only if it was
    rated again.
    """
    found = []
    for goal in plans.agreed_goals_of(tx, client_id):
        rated = tuple(rating for rating in goal.ratings if own.holds(rating.at))
        over = any(rating.moment is Moment.END and rating.at < own.since for rating in goal.ratings)
        agreed = goal.agreed is not None and max(goal.agreed.client_at, goal.agreed.professional_at) < own.until
        if rated or (agreed and not over):
            found.append(replace(goal, ratings=rated))
    return found


def _score(goals: Sequence[PlannedGoal]) -> float | None:
    """Of the joint ratings of the end review; None when a goal has none, for a part would look like the whole."""
    rated = [(goal, next((r for r in reversed(goal.ratings) if r.moment is Moment.END), None)) for goal in goals]
    known = [Goal(rating.level, goal.weight) for goal, rating in rated if rating is not None]
    return attainment_score(known) if known and len(known) == len(rated) else None


def _quality(tx: Transaction, client_id: int, own: Span) -> tuple[float, float] | None:
    means = {
        run.occasion: run.score.mean
        for run in measures.answers_of(tx, client_id)
        if run.instrument == INSTRUMENT and run.finished and run.score is not None and own.holds(run.on)
    }
    return (means["start"], means["end"]) if {"start", "end"} <= means.keys() else None


def _seen_in_data(goals: Sequence[PlannedGoal], days: int, contacts: int) -> set[str]:
    """Rows of the logic model that need nobody's tap; those that lie within a table are reckoned from it."""
    seen = {PLANNED: bool(goals), "core.individual": contacts * A_MONTH / days >= INTENSIFIED}
    return {mark for mark, holds in seen.items() if holds}


def batches_between(tx: Transaction, begin: date, end: date) -> list[Batch]:
    """What a report of these days may add up."""
    return evaluations.batches(tx, begin, end)
