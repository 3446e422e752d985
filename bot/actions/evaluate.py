"""
Evaluation built into normal work (R85, R86, R88-R90): ended periods of people who agreed are counted by themselves.

Runs with the daily sweep, before anybody's time is over. What a report may tell is decided in `domain/evaluation.py`.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.actions.house import House
from bot.domain.evaluation import Batch, Course, close, quarter
from bot.domain.goals import Goal, attainment_score
from bot.domain.plan import Moment, Period, PlannedGoal
from bot.storage import dose, evaluations, measures, plans
from bot.storage.database import Transaction
from bot.storage.tables import Client

INSTRUMENT = "eurohis_qol_8"
A_MONTH = 30.44  # days
INTENSIFIED = 2.0  # confirmed contacts a month from which individual work counts as intensified; (prop)
LONG_ENOUGH = 150  # days; the model speaks of about six months, breaks left out


def take_stock(tx: Transaction, house: House, now: datetime) -> int:
    """Take down what ended, and close the batches that are full. Returns how many were closed."""
    today = now.astimezone(ZoneInfo(house.customs.timezone)).date()
    done = evaluations.closed(tx)
    for client, row in evaluations.ended(tx):
        period = plans.as_period(tx, row)
        if period.ended_on is not None and period.ended_on > done.get(period.profile, date.min):
            evaluations.take_down(tx, client.id, period.id, course_of(tx, client, period, period.ended_on))
    batches = close(evaluations.waiting(tx), done, today)
    for batch in batches:
        evaluations.keep(tx, batch, now)
    return len(batches)


def course_of(tx: Transaction, client: Client, period: Period, ended: date) -> Course:
    """A period in numbers. Its day becomes its quarter's first."""
    zone = ZoneInfo(client.timezone)
    since = datetime.combine(period.begins, time(), zone)
    until = datetime.combine(ended + timedelta(days=1), time(), zone)
    got = dose.of_client(tx, client.id, since, until)
    goals = plans.agreed_goals_of(tx, client.id)
    days = max(1, (ended - period.begins).days - period.paused_days)
    contacts = got.meetings + got.calls + got.letters
    marks = set(evaluations.marks(tx, client.id, period.id))
    marks |= _seen_in_data(goals, days, contacts, got.group_meetings)
    return Course(
        profile=period.profile,
        ended=quarter(ended)[0],
        days=days,
        score=_score(goals),
        quality=_quality(tx, client.id),
        contacts=contacts,
        minutes=got.meeting_minutes + got.call_minutes,
        group_meetings=got.group_meetings,
        group_minutes=got.group_minutes,
        marks=frozenset(marks),
    )


def _score(goals: tuple[PlannedGoal, ...]) -> float | None:
    """Of the joint ratings of the end review; None when a goal has none, for a part would look like the whole."""
    rated = [(goal, next((r for r in reversed(goal.ratings) if r.moment is Moment.END), None)) for goal in goals]
    known = [Goal(rating.level, goal.weight) for goal, rating in rated if rating is not None]
    return attainment_score(known) if known and len(known) == len(rated) else None


def _quality(tx: Transaction, client_id: int) -> tuple[float, float] | None:
    means = {
        run.occasion: run.score.mean
        for run in measures.answers_of(tx, client_id)
        if run.instrument == INSTRUMENT and run.finished and run.score is not None
    }
    return (means["start"], means["end"]) if {"start", "end"} <= means.keys() else None


def _seen_in_data(goals: tuple[PlannedGoal, ...], days: int, contacts: int, group_meetings: int) -> set[str]:
    """Rows of the logic model that need nobody's tap."""
    reached = any(goal.attained is not None and goal.attained >= 0 for goal in goals)
    seen = {
        "condition.long_enough": days >= LONG_ENOUGH,
        "core.plan": bool(goals),
        "core.individual": contacts * A_MONTH / days >= INTENSIFIED,
        "core.group": group_meetings > 0,
        "outcome.goals": reached,
    }
    return {mark for mark, holds in seen.items() if holds}


def batches_between(tx: Transaction, begin: date, end: date) -> list[Batch]:
    """What a report of these days may add up."""
    return evaluations.batches(tx, begin, end)
