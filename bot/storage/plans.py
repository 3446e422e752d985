"""
A client's plan, read and written. What comes out are values of `bot/domain/plan.py`; rows stay in here.

Reading asks for no permission by itself: a professional's way to a client is `clients.access`, before this.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from bot.domain.plan import (
    Agreement,
    GoalState,
    Moment,
    Period,
    PlannedGoal,
    Rating,
    Stage,
    StageDates,
    Therapy,
)
from bot.storage.database import Transaction
from bot.storage.plan_tables import Goal, GoalRating, GoalVersion, OtherTherapy, PeriodStage, PlanPeriod
from bot.storage.tables import Note, Professional

BOTH, CLIENT = "both", "client"
"""Whose a rating is."""
CONTINUATION = "cont_"
CONTINUATION_PARTS = ("goes_on", "helps", "people")
"""Pieces of a client's continuation plan (R57); the kind of each note is `CONTINUATION` with the piece's name."""


def goals_of(tx: Transaction, client_id: int, *, put_away: bool = False) -> tuple[PlannedGoal, ...]:
    """
    The client's goals, oldest first: agreed ones as they were agreed, others in their newest version.

    Check `goal.counts` (or `agreed_goals_of`) before anything is counted: nothing counts before both agreed.
    """
    found = select(Goal).where(Goal.client_id == client_id).order_by(col(Goal.id))
    if not put_away:
        found = found.where(Goal.state != GoalState.PUT_AWAY)
    return tuple(goal_of(tx, goal) for goal in tx.session.exec(found).all())


def agreed_goals_of(tx: Transaction, client_id: int) -> tuple[PlannedGoal, ...]:
    """Only the goals that both agreed on."""
    return tuple(goal for goal in goals_of(tx, client_id) if goal.counts)


def goal_of(tx: Transaction, goal: Goal) -> PlannedGoal:
    """One goal as a value."""
    known = versions_of(tx, goal.id)
    shown = next((row for row in known if row.number == goal.agreed_version), known[-1])
    return _planned(goal, shown, _agreement(tx, shown), _ratings(tx, goal.id))


def versions_of(tx: Transaction, goal_id: int) -> Sequence[GoalVersion]:
    """All versions of a goal, oldest first; there is always one."""
    found = select(GoalVersion).where(GoalVersion.goal_id == goal_id)
    return tx.session.exec(found.order_by(col(GoalVersion.number))).all()


def _planned(
    goal: Goal, shown: GoalVersion, agreed: Agreement | None, ratings: dict[str, tuple[Rating, ...]]
) -> PlannedGoal:
    return PlannedGoal(
        id=goal.id,
        state=_state(goal),
        version=shown.number,
        area=goal.area,
        own_words=goal.own_words,
        what=shown.what,
        levels=levels_of(shown),
        baseline=shown.baseline,
        indicator=shown.indicator,
        due=shown.due,
        icf=tuple(shown.icf.split()),
        weight=goal.weight,
        agreed=agreed,
        ratings=ratings[BOTH],
        own_views=ratings[CLIENT],
        focused=goal.focused,
        made_at=goal.made_at,
    )


def _state(goal: Goal) -> GoalState:
    """An agreed goal stays one while its next version is written; only putting it away ends that."""
    if goal.agreed_version is not None and goal.state != GoalState.PUT_AWAY:
        return GoalState.AGREED
    return GoalState(goal.state)


def levels_of(version: GoalVersion) -> tuple[str, str, str, str, str]:
    return (version.much_less, version.less, version.expected, version.more, version.much_more)


def _agreement(tx: Transaction, version: GoalVersion) -> Agreement | None:
    if version.client_yes_at is None or version.professional_yes_at is None:
        return None
    pro = tx.session.get(Professional, version.agreed_with or 0)
    return Agreement(
        client_at=version.client_yes_at,
        professional_at=version.professional_yes_at,
        professional_id=version.agreed_with,
        professional=pro.name if pro is not None else "",
    )


def _ratings(tx: Transaction, goal_id: int) -> dict[str, tuple[Rating, ...]]:
    """Joint ratings that both said yes to, and the client's own views, apart."""
    found = select(GoalRating).where(GoalRating.goal_id == goal_id, col(GoalRating.client_yes_at).is_not(None))
    rows = tx.session.exec(found.where(col(GoalRating.withdrawn_at).is_(None)).order_by(col(GoalRating.id))).all()
    return {
        whose: tuple(Rating(row.level, row.at, Moment(row.moment)) for row in rows if row.whose == whose)
        for whose in (BOTH, CLIENT)
    }


def period_of(tx: Transaction, client_id: int) -> Period | None:
    """The client's period: the running one, else the newest that ended. None when none was ever begun."""
    row = period_row(tx, client_id)
    return None if row is None else as_period(tx, row)


def period_row(tx: Transaction, client_id: int) -> PlanPeriod | None:
    found = select(PlanPeriod).where(PlanPeriod.client_id == client_id)
    return tx.session.exec(found.order_by(col(PlanPeriod.ended_on).is_(None).desc(), col(PlanPeriod.id).desc())).first()


def as_period(tx: Transaction, row: PlanPeriod) -> Period:
    found = select(PeriodStage).where(PeriodStage.period_id == row.id).order_by(col(PeriodStage.place))
    stages = tuple(StageDates(Stage(s.stage), s.begins, s.ends) for s in tx.session.exec(found).all())
    return Period(
        id=row.id,
        profile=row.profile,
        begins=row.begins,
        ends=row.ends,
        stages=stages,
        paused_from=row.paused_from,
        paused_days=row.paused_days,
        ended_on=row.ended_on,
    )


def therapies_of(tx: Transaction, client_id: int) -> tuple[Therapy, ...]:
    """What else goes on for the client now, oldest first (R19)."""
    found = select(OtherTherapy).where(OtherTherapy.client_id == client_id, col(OtherTherapy.until).is_(None))
    rows = tx.session.exec(found.order_by(col(OtherTherapy.id))).all()
    return tuple(Therapy(row.id, row.words, row.since, row.focused) for row in rows)


def continuation_of(tx: Transaction, client_id: int) -> dict[str, str]:
    """The client's continuation plan: the newest words of each piece, in order; shown to professionals by the client."""
    kinds = [f"{CONTINUATION}{part}" for part in CONTINUATION_PARTS]
    found = select(Note).where(Note.client_id == client_id, col(Note.kind).in_(kinds)).order_by(col(Note.id))
    newest = {row.kind: row.words for row in tx.session.exec(found).all()}
    return {part: newest[f"{CONTINUATION}{part}"] for part in CONTINUATION_PARTS if f"{CONTINUATION}{part}" in newest}
