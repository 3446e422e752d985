"""What a professional changes of a goal: another wording, its ICF codes, the day on which it is looked at (R11, R73)."""

from __future__ import annotations

from datetime import date, timedelta

from bot.actions import goal_draft
from bot.actions.desk import Work
from bot.actions.goal_desk import Buttons, ask_words, seen_version, show
from bot.actions.goal_view import PARTS
from bot.actions.goal_words import code_name, short
from bot.domain.areas import NAMED, read_codes, suggested, toggled
from bot.domain.goals import GoalFault
from bot.domain.plan import GoalState
from bot.domain.walltime import local_date
from bot.storage import goal_rows
from bot.storage.plan_tables import Goal

WEEKS = (4, 8, 13, 26)
MOST_WEEKS = 2 * 52


def choose_piece(work: Work, goal: Goal) -> None:
    """Which piece shall be said differently? The client reads it and decides."""
    rows = [[(work.text(f"goal_part_{name}"), f"p.gpiece.{goal.id}.{n}")] for n, name in enumerate(PARTS)]
    work.say(work.text("pro_goal_which"), rows)


def ask_piece(work: Work, goal: Goal, number: int) -> None:
    if number < len(PARTS):
        ask_words(work, goal, f"goal_piece_{PARTS[number]}")


def piece(work: Work, goal: Goal, name: str, said: str) -> None:
    """Another wording by the professional: a version of its own, with both yeses open."""
    if seen_version(work, goal) is None or goal.state == GoalState.DRAFT:
        work.scene.closing.append(work.text("pro_goal_writing"))
        return
    column = goal_draft.column_of(goal_rows.newest(work.scene.tx, goal), name)
    _write(work, goal, {column: " ".join(said.split())[: goal_draft.MOST]})
    work.scene.closing.append(work.text("pro_goal_written"))
    work.press = None
    show(work, goal)


def _write(work: Work, goal: Goal, changes: dict[str, object]) -> None:
    goal_rows.write(work.scene.tx, goal, changes, now=work.scene.now, professional_id=work.pro.id)
    goal.state = GoalState.WITH_PROFESSIONAL


def _annotate(work: Work, goal: Goal, changes: dict[str, object]) -> None:
    """Codes and dates are no words of the client's: set on the version itself, unless it was agreed on already."""
    if goal.state == GoalState.DRAFT:
        work.say(work.text("pro_goal_writing"))
        return
    version = goal_rows.newest(work.scene.tx, goal)
    if version.client_yes_at is not None or version.professional_yes_at is not None:
        _write(work, goal, changes)
        return
    for column, value in changes.items():
        setattr(version, column, value)


def choose_codes(work: Work, goal: Goal) -> None:
    """ICF codes: those of the life area first, then the others the bot has names for; any other is typed."""
    version = goal_rows.newest(work.scene.tx, goal)
    chosen = version.icf.split()
    first = suggested(goal.area)
    offered = [*first, *(code for code in chosen if code not in first)] or list(NAMED[:8])
    rows: Buttons = []
    for code in offered:
        key = "pro_goal_code_on" if code in chosen else "pro_goal_code_off"
        name = short(code_name(work.words, work.locale, code))
        if code in NAMED:
            rows.append([(work.text(key, code=name), f"p.gcode.{goal.id}.{NAMED.index(code)}")])
    rows.append([(work.text("pro_goal_code_type"), f"p.gtype.{goal.id}")])
    rows.append([(work.text("pro_goal_open"), f"p.goal.{goal.id}")])
    work.show(work.text("pro_goal_codes_head", codes=", ".join(chosen) or "–"), rows)


def toggle_code(work: Work, goal: Goal, number: int) -> None:
    if number >= len(NAMED):
        return
    version = goal_rows.newest(work.scene.tx, goal)
    _annotate(work, goal, {"icf": " ".join(toggled(tuple(version.icf.split()), NAMED[number]))})
    choose_codes(work, goal)


def ask_codes(work: Work, goal: Goal) -> None:
    ask_words(work, goal, "goal_icf")


def type_codes(work: Work, goal: Goal, said: str) -> None:
    try:
        codes = read_codes(said)
    except GoalFault:
        work.say(work.text("pro_goal_fault_icf"))
        ask_codes(work, goal)
        work.scene.stopped = True  # the question that was just asked stays, instead of the end of the last one
        return
    _annotate(work, goal, {"icf": " ".join(codes)})
    work.scene.closing.append(work.text("pro_goal_icf", codes=", ".join(codes)))


def choose_due(work: Work, goal: Goal) -> None:
    rows = [[(work.text("pro_goal_weeks", n=n), f"p.gdue.{goal.id}.{n}")] for n in WEEKS]
    rows.append([(work.text("pro_goal_day"), f"p.gday.{goal.id}")])
    work.show(work.text("pro_goal_when_head"), [*rows, [(work.text("pro_goal_open"), f"p.goal.{goal.id}")]])


def set_due(work: Work, goal: Goal, weeks: int) -> None:
    """From today, on a working day."""
    if not 1 <= weeks <= MOST_WEEKS:
        return
    day = local_date(work.scene.now, work.pro.timezone) + timedelta(weeks=weeks)
    _annotate(work, goal, {"due": work.scene.house.working.on_or_after(day)})
    show(work, goal)


def ask_day(work: Work, goal: Goal) -> None:
    work.ask("pro_goal_day", {"subject": goal.id})


def set_day(work: Work, goal: Goal, on: date) -> None:
    """A day that was typed, moved off holidays like the others. One that is past is said to be so."""
    today = local_date(work.scene.now, work.pro.timezone)
    if not today < on <= today + timedelta(weeks=MOST_WEEKS):
        work.say(work.text("pro_goal_day_past"))
        choose_due(work, goal)
        return
    _annotate(work, goal, {"due": work.scene.house.working.on_or_after(on)})
    work.press = None
    show(work, goal)
