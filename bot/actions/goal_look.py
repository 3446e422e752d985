"""
"Where am I now?": every four weeks at most, or whenever the client likes; and the joint rating at a review.

The client taps the words of a level, never a number. What the client thinks alone is kept apart from what both agree on.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.actions import rhythm
from bot.actions.goal_view import LOOK_EVERY, notify
from bot.actions.goal_words import short
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import Speaker, help_button, of_client, say, tell
from bot.domain.plan import Moment, PlannedGoal, Stage
from bot.domain.walltime import local_date
from bot.storage import clients, goal_rows, plans, timers
from bot.storage.database import Transaction
from bot.storage.plan_tables import GoalRating
from bot.storage.tables import Client
from bot.storage.timers import Due

ASKED_IN_VAIN = 2 * LOOK_EVERY  # after a question that was not answered the next one waits twice as long (R24)
LATE = timedelta(days=3)
MOMENTS = {Stage.MID_REVIEW: Moment.MID, Stage.END_REVIEW: Moment.END, Stage.PLAN: Moment.START}


def moment_of(tx: Transaction, client: Client, now: datetime) -> Moment:
    """What a rating at this moment belongs to: a review while one runs, else between."""
    period = plans.period_of(tx, client.id)
    if period is None or period.ended_on is not None:
        return Moment.BETWEEN
    return MOMENTS.get(period.stage_on(local_date(now, client.timezone)), Moment.BETWEEN)


def ask(scene: Scene, goal_id: int) -> bool:
    """Show the levels of one goal, to choose from. False: it is not theirs, or not agreed."""
    client = scene.who.client
    goal = None if client is None else _agreed(scene.tx, client, goal_id)
    if goal is None:
        return False
    _question(scene.tx, scene.house, scene.who, goal, scene.now)
    return True


def _agreed(tx: Transaction, client: Client, goal_id: int) -> PlannedGoal | None:
    return next((goal for goal in plans.agreed_goals_of(tx, client.id) if goal.id == goal_id), None)


def _question(tx: Transaction, house: House, who: Speaker, goal: PlannedGoal, now: datetime) -> None:
    words, locale = house.words, who.locale
    lines = [words.bot("goal_where_now", locale, words=goal.what)]
    lines += [f"{n}. {text}" for n, text in zip("abcde", goal.levels, strict=True)]
    rows = [
        [(f"{n}. {short(text)}", f"q.glevel.{goal.id}.{place}")]
        for place, (n, text) in enumerate(zip("abcde", goal.levels, strict=True))
    ]
    rows.append([(words.bot("goal_not_now", locale), "q.gnot")])
    assert who.client is not None
    say(tx, who.person, "\n".join(lines), now, rows=[*rows, [help_button(house, locale)]], client_id=who.client.id)


def choose(scene: Scene, goal_id: int, place: int) -> bool:
    """The client's own view of this moment."""
    client = scene.who.client
    goal = None if client is None else _agreed(scene.tx, client, goal_id)
    if client is None or goal is None or place > 4:
        return False
    moment = moment_of(scene.tx, client, scene.now)
    row = GoalRating(client_id=client.id, goal_id=goal.id, whose=plans.CLIENT, moment=moment, level=place - 2)
    row.at = row.client_yes_at = scene.now
    goal_rows.rate(scene.tx, row)
    facts = {"words": goal.levels[place]}
    rows = [[(scene.house.words.bot("goal_step", scene.who.locale), f"q.gstep.{goal.id}")]]
    tell(scene.tx, scene.house, scene.who, "goal_look_kept", scene.now, facts, rows)
    return True


def not_now(scene: Scene) -> bool:
    tell(scene.tx, scene.house, scene.who, "goal_look_later", scene.now)
    return True


def due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """Ask about the goal that was looked at longest ago; within quiet hours, budget and breaks, or later."""
    if not timers.done(tx, timer.id):
        return
    client = clients.own(tx, timer.subject_id)
    goals = plans.agreed_goals_of(tx, client.id)
    if client.stage == "ended" or client.consented_at is None or not goals:
        return
    if client.stage != "active":  # on a break, resting, or meetings only: the question waits
        timers.put(tx, "goal_look", client.id, now + LOOK_EVERY)
        return
    free = rhythm.next_free(tx, client, rhythm.calm(client, now))
    if free > now:
        timers.put(tx, "goal_look", client.id, free)
        return
    goal = next((goal for goal in goals if goal.focused), None) or min(goals, key=_looked_at)
    in_vain = _unanswered(tx, goal)
    row = goal_rows.of_client(tx, client.id, goal.id)
    assert row is not None
    row.asked_at = now
    _question(tx, house, of_client(tx, client), goal, now)
    clients.count_proactive(tx, client.id, "goal", local_date(now, client.timezone), now)
    timers.put(tx, "goal_look", client.id, now + (ASKED_IN_VAIN if in_vain else LOOK_EVERY))


def _looked_at(goal: PlannedGoal) -> datetime:
    if goal.own_views:
        return goal.own_views[-1].at
    assert goal.agreed is not None
    return goal.agreed.client_at


def _unanswered(tx: Transaction, goal: PlannedGoal) -> bool:
    row = goal_rows.by_id(tx, goal.id)
    return row is not None and row.asked_at is not None and _looked_at(goal) < row.asked_at


def say_yes(scene: Scene, rating_id: int) -> bool:
    """The client agrees with the joint rating that the professional wrote down: now it counts."""
    return _answer(scene, rating_id, yes=True)


def say_no(scene: Scene, rating_id: int) -> bool:
    """The client sees it differently: it does not count, and both talk."""
    return _answer(scene, rating_id, yes=False)


def _answer(scene: Scene, rating_id: int, *, yes: bool) -> bool:
    client, rating = scene.who.client, goal_rows.rating(scene.tx, rating_id)
    if client is None or rating is None or rating.client_id != client.id or rating.whose != plans.BOTH:
        return False
    goal = goal_rows.of_client(scene.tx, client.id, rating.goal_id)
    if goal is None or rating.client_yes_at is not None or rating.withdrawn_at is not None:
        return False
    if yes:
        rating.client_yes_at = scene.now
    else:
        rating.withdrawn_at = scene.now
    what = "yes to a rating" if yes else "no to a rating"
    clients.log_own(scene.tx, client, what, scene.now)
    notify(scene, client, goal, "pro_goal_rated_yes" if yes else "pro_goal_rated_no")
    tell(scene.tx, scene.house, scene.who, "goal_rated_yes" if yes else "goal_rated_no", scene.now)
    return True
