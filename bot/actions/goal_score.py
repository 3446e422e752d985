"""
The list of a client's goals for the professional, the joint rating, and the T-score that reports ask for.

The number is for the professional and for evaluation; a client never sees it (R23, R73).
"""

from __future__ import annotations

from bot.actions import letters
from bot.actions.desk import Work
from bot.actions.disclosure import points_only
from bot.actions.goal_desk import kept_back, seen_version
from bot.actions.goal_look import moment_of
from bot.actions.goal_words import short, signed, state_key, title
from bot.actions.speaker import of_client
from bot.domain.goals import Goal as Rated
from bot.domain.goals import GoalOffScale, attainment_score
from bot.domain.plan import PlannedGoal
from bot.storage import clients, goal_rows, plans
from bot.storage.plan_tables import Goal, GoalRating
from bot.storage.tables import Client
from bot.words import number

WEIGHTS = (1, 2, 3, 4, 6, 9)
"""Importance times difficulty, each 1..3. Without weighing all goals count alike, as in Kela's table."""


def show_all(work: Work, client: Client) -> None:
    """Every goal the client has shown, how far it is, and the number for reports."""
    back = work.to_card(client)
    if kept_back(work, client):
        work.show(work.text("pro_goals_kept", pseudonym=work.called(client)), [back])
        return
    if points_only(work.scene.house):
        work.show(work.text("pointer_card"), [back])
        return
    lines, rows = [], []
    for goal in goal_rows.open_goals(work.scene.tx, client.id):
        version = seen_version(work, goal)
        if version is None:
            continue  # the client still writes, and nobody has been shown anything
        name = title(work.words, work.locale, goal, version.what)
        lines.append(f"• {name} – {work.text(f'pro_{state_key(goal)}')}")
        rows.append([(short(name), f"p.goal.{goal.id}")])
    head = work.text("pro_goals_head" if lines else "pro_goals_none", pseudonym=work.called(client))
    lines += score_lines(work, client)
    work.show("\n".join([head, *lines]), [*rows, back])


def score_lines(work: Work, client: Client) -> list[str]:
    """The T-score over the goals both have rated, or what is missing for one."""
    goals = plans.agreed_goals_of(work.scene.tx, client.id)
    if not goals:
        return []
    rated = [goal for goal in goals if goal.attained is not None]
    if not rated:
        return [work.text("pro_goals_unrated")]
    try:
        score = score_of(rated)
    except GoalOffScale:
        return [work.text("pro_goals_off_scale")]
    return [work.text("pro_goals_score", score=number(score, work.locale), n=len(rated), of=len(goals))]


def score_of(goals: list[PlannedGoal]) -> float:
    """Raises ValueError without a rated goal, GoalOffScale for a weight of 0 or a level outside -2..+2."""
    return attainment_score([Rated(g.attained, g.weight) for g in goals if g.attained is not None])


def choose_level(work: Work, goal: Goal) -> None:
    """Where are we, in both people's view? Said together at a meeting, written down here."""
    client = clients.own(work.scene.tx, goal.client_id)
    known = plans.goal_of(work.scene.tx, goal)
    if not known.counts or kept_back(work, client):
        work.say(work.text("pro_goal_not_agreed"))
        return
    rows = []
    for place, text in enumerate(known.levels):
        level = signed(place - 2)
        said = level if points_only(work.scene.house) else f"{level}: {text}"
        rows.append([(short(said), f"p.glevel.{goal.id}.{place}")])
    work.show(work.text("pro_goal_rate_head"), rows)


def set_level(work: Work, goal: Goal, place: int) -> None:
    """It counts from the client's yes on."""
    known = plans.goal_of(work.scene.tx, goal)
    if not known.counts or place > 4:
        work.say(work.text("pro_goal_not_agreed"))
        return
    client = clients.own(work.scene.tx, goal.client_id)
    moment = moment_of(work.scene.tx, client, work.scene.now)
    row = GoalRating(client_id=client.id, goal_id=goal.id, whose=plans.BOTH, moment=moment, level=place - 2)
    row.at, row.professional_id = work.scene.now, work.pro.id
    rating = goal_rows.rate(work.scene.tx, row)
    locale = of_client(work.scene.tx, client).locale
    text = work.words.bot("goal_rated_ask", locale, pro=work.pro.name, words=known.text(rating.level))
    rows = [[(work.words.bot(f"goal_rated_{a}_button", locale), f"q.gr{a}.{rating.id}")] for a in ("yes", "no")]
    letters.deliver(work, client, text, rows, "goal_rated_ask")
    work.say(work.text("pro_goal_rated", pseudonym=work.called(client)))


def choose_weight(work: Work, goal: Goal) -> None:
    rows = [[(str(weight), f"p.gheavy.{goal.id}.{weight}") for weight in WEIGHTS]]
    work.show(work.text("pro_goal_weigh_head"), [*rows, [(work.text("pro_goal_open"), f"p.goal.{goal.id}")]])


def set_weight(work: Work, goal: Goal, weight: int) -> None:
    if weight in WEIGHTS:
        goal.weight = float(weight)
        work.show(work.text("pro_goal_weight", weight=weight), [[(work.text("pro_goal_open"), f"p.goal.{goal.id}")]])
