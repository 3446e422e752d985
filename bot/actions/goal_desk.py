"""
The professional's side of a goal: seen, commented on, put into shape together, confirmed (R11, R73).

A goal is seen from the client's "show it" on; what the client writes afterwards is the client's again until shown anew.
Every button comes through `bot/actions/caseload.py`, which opens the client's door first.
"""

from __future__ import annotations

from datetime import datetime

from bot.actions import letters
from bot.actions.desk import Work
from bot.actions.disclosure import points_only
from bot.actions.goal_words import code_name, fault, level_lines, signed, state_key, title
from bot.actions.speaker import of_client
from bot.domain import sharing
from bot.domain.goals import WARN_ABOVE
from bot.domain.plan import GoalState
from bot.domain.roles import Action, may_any
from bot.storage import clients, goal_rows, network, people, plans
from bot.storage.plan_tables import Goal, GoalVersion
from bot.storage.tables import Client
from bot.words import short_day

MOST_COMMENT = 400  # characters
Buttons = list[list[tuple[str, str]]]


def seen_version(work: Work, goal: Goal) -> GoalVersion | None:
    """What the client has shown, or a professional has written; None before the first showing."""
    known = plans.versions_of(work.scene.tx, goal.id)
    shown = [row for row in known if row.shown_at is not None or row.author == goal_rows.PROFESSIONAL]
    return shown[-1] if shown else None


def kept_back(work: Work, client: Client) -> bool:
    """Whether the client keeps goals back from this professional."""
    care = network.care(work.scene.tx, client.id, work.pro.id)
    return care is not None and "goals" in sharing.parse(care.hides)


def show(work: Work, goal: Goal) -> None:
    """A goal with its five levels, what is agreed, and what can be done."""
    client = clients.own(work.scene.tx, goal.client_id)
    version = seen_version(work, goal)
    if version is None or kept_back(work, client):
        work.show(work.text("pro_goals_kept", pseudonym=work.called(client)), [_back(work, client)])
        return
    if points_only(work.scene.house):
        work.show(work.text("pointer_card"), [_back(work, client)])
        return
    what = title(work.words, work.locale, goal, version.what)
    lines = [work.text("pro_goal_head", pseudonym=work.called(client), words=what, n=version.number)]
    lines.append(work.text(f"pro_{state_key(goal)}"))
    lines += _words(work, goal, version)
    lines += _facts(work, goal, version)
    work.show("\n".join(lines), [*_ways(work, goal, version), _back(work, client)])


def _words(work: Work, goal: Goal, version: GoalVersion) -> list[str]:
    """What both plan together stands here because the client showed it; what was only on their mind asks for more."""
    lines = level_lines(work.words, work.locale, version)
    thoughts = goal.own_words if work.scene.house.customs.disclosure == "words" else ""
    for key, said in (("pro_goal_indicator", version.indicator), ("pro_goal_area_words", thoughts)):
        if said:
            lines.append(work.text(key, words=said))
    if version.comment:
        lines.append(work.text("pro_goal_comment", words=version.comment))
    known = plans.goal_of(work.scene.tx, goal)
    for key, ratings in (("pro_goal_joint", known.ratings), ("pro_goal_own_view", known.own_views)):
        if ratings:
            newest = ratings[-1]
            facts = {"date": short_day(newest.at.date(), work.locale), "words": known.text(newest.level)}
            lines.append(work.text(key, **facts, level=signed(newest.level)))
    return lines


def _facts(work: Work, goal: Goal, version: GoalVersion) -> list[str]:
    lines = []
    if goal.area:
        lines.append(work.text("pro_goal_area", area=work.text(f"area_{goal.area}")))
    if version.due is not None:
        lines.append(work.text("pro_goal_due", date=short_day(version.due, work.locale)))
    if version.icf:
        names = ", ".join(code_name(work.words, work.locale, code) for code in version.icf.split())
        lines.append(work.text("pro_goal_icf", codes=names))
    if goal.weight != 1:
        lines.append(work.text("pro_goal_weight", weight=f"{goal.weight:g}"))
    missing = fault(version)
    if missing and goal.agreed_version is None:
        lines.append(work.text(f"pro_goal_fault_{missing}"))
    return lines


def _ways(work: Work, goal: Goal, version: GoalVersion) -> Buttons:
    """Only what this professional may do with the goal as it stands."""
    relations = network.relations(work.scene.tx, goal.client_id, work.pro.id, work.scene.now)
    keys: list[tuple[Action, str, str]] = []
    if version.client_yes_at is not None and may_any(Action.SET_GOALS, relations):
        keys.append((Action.SET_GOALS, "pro_goal_rate", "grate"))
    if goal.state in (GoalState.WITH_PROFESSIONAL, GoalState.WITH_CLIENT) and version.professional_yes_at is None:
        keys.append((Action.SET_GOALS, "pro_goal_confirm", "gok"))
    keys += [
        (Action.COMMENT_GOAL, "pro_goal_write", "gcom"),
        (Action.SET_GOALS, "pro_goal_fix", "gfix"),
        (Action.SET_GOALS, "pro_goal_codes", "gicf"),
        (Action.SET_GOALS, "pro_goal_when", "gwhen"),
        (Action.SET_GOALS, "pro_goal_weigh", "gweigh"),
        (Action.SEE_GOALS, "pro_goal_versions", "gvers"),
    ]
    return [[(work.text(key), f"p.{verb}.{goal.id}")] for action, key, verb in keys if may_any(action, relations)]


def _back(work: Work, client: Client) -> list[tuple[str, str]]:
    return [(work.text("pro_goals_all"), f"p.goals.{client.id}")]


def versions(work: Work, goal: Goal) -> None:
    """All versions the professional may see: number, whose, when, and the sentence."""
    client = clients.own(work.scene.tx, goal.client_id)
    last = seen_version(work, goal)
    if last is None or kept_back(work, client):
        work.say(work.text("pro_goals_kept", pseudonym=work.called(client)))
        return
    if points_only(work.scene.house):
        work.say(work.text("pointer_card"))
        return
    lines = [work.text("goal_versions_head")]
    for row in plans.versions_of(work.scene.tx, goal.id):
        if row.number > last.number:
            break
        author = people.professional(work.scene.tx, row.professional_id or 0)
        who = author.name if author is not None else work.called(client)
        facts = {"n": row.number, "who": who, "date": short_day(row.at.date(), work.locale), "words": row.what}
        lines.append(work.text("goal_version_line", **facts))
    work.say("\n".join(lines), [[(work.text("pro_goal_open"), f"p.goal.{goal.id}")]])


def ask_comment(work: Work, goal: Goal) -> None:
    ask_words(work, goal, "goal_comment")


def comment(work: Work, goal: Goal, said: str) -> None:
    """A comment for the client; the goal is theirs again to look at."""
    version = seen_version(work, goal)
    if version is None:
        return
    version.comment, version.professional_id = said[:MOST_COMMENT], version.professional_id or work.pro.id
    if goal.state == GoalState.WITH_PROFESSIONAL:
        goal.state = GoalState.WITH_CLIENT
    client = clients.own(work.scene.tx, goal.client_id)
    at = _to_client(work, client, goal, "goal_commented")
    said = work.text("pro_goal_commented", pseudonym=work.called(client))
    work.scene.closing.append(f"{said} {letters.told(work, at)}")


def confirm(work: Work, goal: Goal) -> None:
    """The professional's yes; the client's is asked for. A goal that is not complete says what is missing."""
    client = clients.own(work.scene.tx, goal.client_id)
    version = goal_rows.newest(work.scene.tx, goal)
    if goal.state not in (GoalState.WITH_PROFESSIONAL, GoalState.WITH_CLIENT):
        work.say(work.text("pro_goal_writing"))
        return
    missing = fault(version)
    if missing:
        work.say(work.text(f"pro_goal_fault_{missing}"), [[(work.text("pro_goal_open"), f"p.goal.{goal.id}")]])
        return
    version.professional_yes_at = version.shown_at = work.scene.now
    version.agreed_with = work.pro.id
    goal.state = GoalState.WITH_CLIENT
    locale = of_client(work.scene.tx, client).locale
    _to_client(work, client, goal, "goal_confirmed", (work.words.bot("goal_yes", locale), f"q.gyes.{goal.id}"))
    count = goal_rows.count(work.scene.tx, client.id)
    if count > WARN_ABOVE:
        work.say(work.text("pro_goals_many", n=count))
    show(work, goal)


def _to_client(work: Work, client: Client, goal: Goal, key: str, *buttons: tuple[str, str]) -> datetime:
    """A line to the client with a way to the goal: within quiet hours and budget, like every letter. When it goes out."""
    locale = of_client(work.scene.tx, client).locale
    rows = [[button] for button in (*buttons, (work.words.bot("goal_open", locale), f"q.goal.{goal.id}"))]
    return letters.deliver(work, client, work.words.bot(key, locale, pro=work.pro.name), rows, key)


def ask_words(work: Work, goal: Goal, purpose: str) -> None:
    client = clients.own(work.scene.tx, goal.client_id)
    work.ask("pro_goal", {"pseudonym": work.called(client), "subject": goal.id, "purpose": purpose})
