"""What a client did in a week besides answering check-ins, and agreed days that are near or past: for the digest."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.domain.plan import PlannedGoal, awaited
from bot.domain.week_facts import DateFact, News
from bot.storage import measures, plans
from bot.storage.database import Transaction
from bot.storage.tables import Client

NEAR = timedelta(days=7)  # before a goal's day it stands in the digest


def news(tx: Transaction, client: Client, since: datetime) -> tuple[News, ...]:
    """In the order in which it is told. Drafts are the client's own and no news; measures only where they are shared."""
    goals = plans.goals_of(tx, client.id)
    happened = {
        News.GOAL_SHOWN: any(_shown(tx, goal, since) for goal in goals),
        News.GOAL_AGREED: any(goal.agreed is not None and goal.agreed.client_at > since for goal in goals),
        News.GOAL_MOVED: any(view.at > since for goal in goals for view in goal.own_views),
        News.STEP: bool(client.step_what) and client.step_since is not None and client.step_since > since,
        News.MEASURED: _measured(tx, client, since),
    }
    return tuple(one for one in News if happened[one])


def _shown(tx: Transaction, goal: PlannedGoal, since: datetime) -> bool:
    """Shown this week, and still waiting for the professional."""
    newest = plans.versions_of(tx, goal.id)[-1]
    return newest.shown_at is not None and newest.shown_at > since and newest.professional_yes_at is None


def _measured(tx: Transaction, client: Client, since: datetime) -> bool:
    shared = [row.id for row in measures.chosen(tx, client.id) if row.shared]
    if not shared:
        return False
    answered = any(run.finished and run.shared and run.on > since for run in measures.answers_of(tx, client.id))
    return answered or measures.read_since(tx, shared, since)


def dates(tx: Transaction, client: Client, today: date) -> tuple[DateFact, ...]:
    """A goal's agreed day until it was rated together, and a period whose last day is over until somebody ends it."""
    found = [
        DateFact("goal_due", due)
        for goal in plans.agreed_goals_of(tx, client.id)
        if (due := awaited(goal.due, goal.ratings)) is not None and due - NEAR <= today
    ]
    period = plans.period_of(tx, client.id)
    if period is not None and period.stages and period.ended_on is None and period.paused_from is None:
        found += [DateFact("period_over", period.ends)] if period.ends < today else []
    return tuple(found)
