"""
The group's small steps of a week, as one rough number, or nothing.

A member's steps count only after a consent of their own, for whole weeks. What was said of a week is kept and never
reckoned anew: otherwise asking before and after somebody left would tell the difference.
"""

from __future__ import annotations

from datetime import datetime

from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import Rows, tell
from bot.domain.together import last_week, steps_at_least
from bot.storage import clients, groups, together
from bot.storage.database import Transaction
from bot.storage.group_tables import Group
from bot.storage.together_tables import GroupWeek


def line(tx: Transaction, house: House, group: Group, now: datetime, locale: str) -> str:
    """The sentence on last week, or nothing."""
    at_least = of_last_week(tx, group, now)
    return house.words.bot("group_steps", locale, number=at_least) if at_least is not None else ""


def of_last_week(tx: Transaction, group: Group, now: datetime) -> int | None:
    """What is said of the last whole week; thought about once."""
    monday, begin, end = last_week(now, group.timezone)
    row = together.week(tx, group.id, monday)
    if row is None:
        steps, members = together.steps_of_week(tx, group.id, begin, end)
        row = GroupWeek(group_id=group.id, monday=monday, at_least=steps_at_least(steps, members))
        tx.keep(row)
    return row.at_least


def ask(scene: Scene, group: Group) -> None:
    """What counting means, and the choice. The default is out."""
    client = scene.who.client
    row = groups.member(scene.tx, group.id, client.id) if client is not None else None
    if row is None:
        return
    words, locale = scene.house.words, scene.who.locale
    into = row.steps_since is None
    verb, key = ("stepson", "group_steps_in") if into else ("stepsoff", "group_steps_out")
    rows: Rows = [[(words.bot(key, locale), f"g.{verb}.{group.id}")]]
    told = "group_steps_ask" if into else "group_steps_counted"
    tell(scene.tx, scene.house, scene.who, told, scene.now, rows=rows)


def choose(scene: Scene, group: Group, *, into: bool) -> None:
    """Consent to be counted, from the next whole week on; or no more, at once."""
    client = scene.who.client
    row = groups.member(scene.tx, group.id, client.id) if client is not None else None
    if client is None or row is None:
        return
    if into != (row.steps_since is not None):
        row.steps_since = scene.now if into else None
        what = "consent group steps given" if into else "consent group steps withdrawn"
        clients.log_own(scene.tx, client, what, scene.now)
    tell(scene.tx, scene.house, scene.who, "group_steps_yes" if into else "group_steps_no", scene.now)
