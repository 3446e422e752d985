"""How a goal is put into words: for the client in their own words and without numbers (R23), for the professional with them."""

from __future__ import annotations

from datetime import date

from bot.domain.areas import NAMED
from bot.domain.goals import GoalFault, GoalScale
from bot.domain.plan import GoalState
from bot.storage.plan_tables import Goal, GoalVersion
from bot.storage.plans import levels_of
from bot.words import Words, day, short_day

TITLE = 38  # characters of a goal on a button
LOWEST = -2


def state_key(goal: Goal) -> str:
    """The sentence that says where a goal is; an agreed one that is being rewritten is still agreed."""
    if goal.agreed_version is not None and goal.state != GoalState.AGREED:
        return "goal_state_rewritten"
    return f"goal_state_{goal.state}"


def title(words: Words, locale: str, goal: Goal, what: str) -> str:
    """A goal's name: its sentence, else what the client said about the area, else the area."""
    said = what or goal.own_words
    if said:
        return said
    return words.bot(f"area_{goal.area}", locale) if goal.area else words.bot("goal_unnamed", locale)


def short(text: str) -> str:
    return text if len(text) <= TITLE else text[: TITLE - 1].rstrip() + "…"


def piece_lines(words: Words, locale: str, version: GoalVersion, now: str) -> list[str]:
    """For the client: what is written so far, each piece with its name, no numbers."""
    other = version.much_less if version.baseline == -1 else version.less
    pieces = [
        ("goal_line_much_less", other if version.baseline == -1 else ""),
        ("goal_line_now", now),
        ("goal_line_less", "" if version.baseline == -1 else other),
        ("goal_line_expected", version.expected),
        ("goal_line_more", version.more),
        ("goal_line_much_more", version.much_more),
        ("goal_line_indicator", version.indicator),
    ]
    return [words.bot(key, locale, words=text) for key, text in pieces if text]


def due_lines(words: Words, locale: str, due: date | None, today: date) -> list[str]:
    """The day agreed for looking at a goal together, as long as it waits (`plan.awaited`); one that is past is called so."""
    if due is None:
        return []
    if due < today:
        return [words.bot("goal_line_due_was", locale, date=short_day(due, locale))]
    return [words.bot("goal_line_due", locale, date=day(due, locale))]


def level_lines(words: Words, locale: str, version: GoalVersion) -> list[str]:
    """For the professional: five levels with their numbers, the baseline marked."""
    lines = []
    for place, text in enumerate(levels_of(version)):
        level = place + LOWEST
        key = "pro_goal_level_start" if level == version.baseline else "pro_goal_level"
        lines.append(words.bot(key, locale, level=signed(level), words=text or "–"))
    return lines


def signed(level: int) -> str:
    """A level as it is printed: with a sign, and a minus that is no hyphen."""
    return f"{level:+d}".replace("-", "−") if level else "0"


def code_name(words: Words, locale: str, code: str) -> str:
    """An ICF code with its name where the bot knows it."""
    return f"{code} {words.bot(f'icf_{code}', locale)}" if code in NAMED else code


def fault(version: GoalVersion) -> str:
    """What keeps a goal from being agreed on; "" when it can be."""
    if not version.what:
        return "what"
    if not version.indicator:
        return "indicator"
    if version.due is None:
        return "due"
    try:
        GoalScale(levels_of(version), version.baseline or 0, version.due, tuple(version.icf.split()))
    except GoalFault as found:
        return found.fault
    return ""
