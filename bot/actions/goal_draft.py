"""
The client writes a goal: piece by piece, over as many sittings as it takes. Each piece is kept at once (R11, R73).

These are the commands of the scripts focus, evoke, goal, goal_scale, goal_due and goal_part.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from bot.actions.scene import Scene
from bot.domain.goals import goals_left
from bot.domain.plan import GoalState
from bot.domain.walltime import local_date
from bot.storage import goal_rows
from bot.storage.plan_tables import Goal, GoalVersion
from dialogs.model import Value

MOST = 160  # characters of a piece: five levels have to fit one message, and a level may stand on a button
MOST_DATE = timedelta(days=2 * 365)  # a goal further away is more likely a mistyped year
SCRIPTS = frozenset({"focus", "evoke", "goal", "goal_scale", "goal_due", "goal_part", "goal_step"})
"""Scripts that are told about goals."""


def area(scene: Scene, args: Mapping[str, Value]) -> None:
    """A goal begins with an area of life and what is on the client's mind there."""
    client = scene.client
    if not goals_left(goal_rows.count(scene.tx, client.id)):
        return  # five since the map was opened; the list says so
    thoughts = str(args["area_words"])[:300] if client.own_words else ""  # the goal itself is the plan; this is not
    goal_rows.begin(scene.tx, client.id, str(args.get("area", "")), thoughts, scene.now)


def part(scene: Scene, name: str, words: str) -> None:
    """One piece, in the column that it means for this goal's baseline."""
    goal = current(scene)
    if goal is None and not goals_left(goal_rows.count(scene.tx, scene.client.id)):
        return  # five are there; the list says so at the end of this sitting
    goal = goal or goal_rows.begin(scene.tx, scene.client.id, "", "", scene.now)
    column = column_of(goal_rows.newest(scene.tx, goal), name)
    change(scene, goal, {column: " ".join(words.split())[:MOST]})


def column_of(version: GoalVersion, name: str) -> str:
    """`now` is the baseline's level, `other` the one of the lowest two that is not."""
    if name not in ("now", "other"):
        return name
    starts_lowest = version.baseline != -1
    return "much_less" if (name == "now") == starts_lowest else "less"


def baseline(scene: Scene, level: int) -> None:
    """Whether it can get worse than now: then now is -1, and the level below it waits for its words."""
    goal = current(scene)
    if goal is None:
        return
    version = goal_rows.newest(scene.tx, goal)
    changes: dict[str, object] = {"baseline": level}
    if (version.baseline or -2) != level:
        changes |= {"much_less": version.less, "less": version.much_less}
    change(scene, goal, changes)


def due(scene: Scene, args: Mapping[str, Value]) -> None:
    """The day of looking at it together: a working day ahead."""
    goal, client = current(scene), scene.client
    if goal is None:
        return
    today = local_date(scene.now, client.timezone)
    wished = (
        date.fromisoformat(str(args["on"])) if "on" in args else today + timedelta(weeks=int(args.get("weeks", 13)))
    )
    day = scene.house.working.on_or_after(min(max(wished, today + timedelta(days=1)), today + MOST_DATE))
    change(scene, goal, {"due": day})


def change(scene: Scene, goal: Goal, changes: Mapping[str, object]) -> None:
    """Write, and take the goal back to the client's own table: whoever saw it before sees the new version when asked."""
    goal_rows.write(scene.tx, goal, changes, now=scene.now)
    goal.state = GoalState.DRAFT


def ruler(scene: Scene, kind: str, value: int) -> None:
    """How important, how sure: kept with the goal it was asked about."""
    goal = current(scene)
    goal_rows.keep_ruler(scene.tx, scene.client.id, kind, value, goal.id if goal else None, scene.now)


def current(scene: Scene) -> Goal | None:
    """The goal that the talk is about: the one it began with, else the newest draft."""
    wanted = scene.facts.get("goal")
    if isinstance(wanted, int) and wanted:
        return goal_rows.of_client(scene.tx, scene.client.id, wanted)
    return goal_rows.draft(scene.tx, scene.client.id)


def now_text(version: GoalVersion) -> str:
    """What it is like at the start, in the client's words."""
    return version.less if version.baseline == -1 else version.much_less


def missing(version: GoalVersion) -> str:
    """The script that asks for the first missing piece; "" when nothing is missing."""
    if not (version.what and now_text(version) and version.expected and version.indicator):
        return "goal"
    if version.baseline is None or not (version.much_less and version.less and version.more and version.much_more):
        return "goal_scale"
    return "" if version.due else "goal_due"


def text_of(version: GoalVersion, part_name: str) -> str:
    return str(getattr(version, column_of(version, part_name)))
