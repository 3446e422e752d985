"""
Writing goals: drafts, versions, both yeses, ratings. `bot/storage/plans.py` reads them.

A version that the other one has seen is never written on again: a change begins the next one, with both yeses open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import col, func, select

from bot.domain.plan import GoalState
from bot.storage.database import Transaction
from bot.storage.plan_tables import Goal, GoalRating, GoalVersion, Ruler

CLIENT, PROFESSIONAL = "client", "professional"
LEVELS = ("much_less", "less", "expected", "more", "much_more")
"""Columns of the five levels, -2 first."""
CARRIED = (*LEVELS, "what", "baseline", "indicator", "due", "icf")


def of_client(tx: Transaction, client_id: int, goal_id: int) -> Goal | None:
    """This client's goal of that number; None when it is somebody else's, or was put away."""
    goal = tx.session.get(Goal, goal_id)
    return goal if goal is not None and goal.client_id == client_id and goal.state != GoalState.PUT_AWAY else None


def by_id(tx: Transaction, goal_id: int) -> Goal | None:
    """Any goal that was not put away; whoever asks for it opens the client's door next."""
    goal = tx.session.get(Goal, goal_id)
    return goal if goal is not None and goal.state != GoalState.PUT_AWAY else None


def open_goals(tx: Transaction, client_id: int) -> Sequence[Goal]:
    """All that were not put away, oldest first."""
    found = select(Goal).where(Goal.client_id == client_id, Goal.state != GoalState.PUT_AWAY)
    return tx.session.exec(found.order_by(col(Goal.id))).all()


def draft(tx: Transaction, client_id: int) -> Goal | None:
    """The newest goal that the client still writes on."""
    found = select(Goal).where(Goal.client_id == client_id, Goal.state == GoalState.DRAFT)
    return tx.session.exec(found.order_by(col(Goal.id).desc())).first()


def begin(tx: Transaction, client_id: int, area: str, words: str, now: datetime) -> Goal:
    """A new goal with an empty first version."""
    goal = Goal(client_id=client_id, area=area, own_words=words, made_at=now)
    tx.keep(goal)
    tx.keep(GoalVersion(client_id=client_id, goal_id=goal.id, number=1, at=now))
    return goal


def newest(tx: Transaction, goal: Goal) -> GoalVersion:
    found = select(GoalVersion).where(GoalVersion.goal_id == goal.id).order_by(col(GoalVersion.number).desc())
    version = tx.session.exec(found).first()
    assert version is not None  # `begin` makes the first one
    return version


def write(
    tx: Transaction,
    goal: Goal,
    changes: Mapping[str, object],
    *,
    now: datetime,
    professional_id: int | None = None,
) -> GoalVersion:
    """Change some columns: in the newest version while its author is still alone with it, else in a new one."""
    version = newest(tx, goal)
    author = CLIENT if professional_id is None else PROFESSIONAL
    if version.author != author or version.shown_at is not None:
        last = version
        version = GoalVersion(client_id=goal.client_id, goal_id=goal.id, number=last.number + 1, author=author, at=now)
        for name in CARRIED:
            setattr(version, name, getattr(last, name))
        tx.session.add(version)
    version.professional_id = professional_id
    version.client_yes_at = version.professional_yes_at = version.agreed_with = None
    for name, value in changes.items():
        setattr(version, name, value)
    tx.session.flush()
    return version


def count(tx: Transaction, client_id: int) -> int:
    """How many goals the client has, put away ones left out."""
    found = select(func.count(col(Goal.id))).where(Goal.client_id == client_id, Goal.state != GoalState.PUT_AWAY)
    return int(tx.session.exec(found).one())


def rate(tx: Transaction, rating: GoalRating) -> GoalRating:
    """Keep a rating; a joint one of the same goal that waits for the client's yes gives way."""
    waiting = select(GoalRating).where(
        GoalRating.goal_id == rating.goal_id,
        GoalRating.whose == rating.whose,
        col(GoalRating.client_yes_at).is_(None),
        col(GoalRating.withdrawn_at).is_(None),
    )
    for older in tx.session.exec(waiting).all():
        older.withdrawn_at = rating.at
    tx.keep(rating)
    return rating


def rating(tx: Transaction, rating_id: int) -> GoalRating | None:
    return tx.session.get(GoalRating, rating_id)


def keep_ruler(tx: Transaction, client_id: int, kind: str, value: int, goal_id: int | None, now: datetime) -> None:
    tx.session.add(Ruler(client_id=client_id, kind=kind, value=value, goal_id=goal_id, at=now))
