"""
Limits that a professional changed, told to the client: what it was, what it is now.

It is no message of its own. It stands before the question of the next check-in, so that she knows the rule before she
answers by it (R32), or at the end of a talk of hers, whichever comes first. So it keeps quiet hours, takes nothing from
her week's budget, and several taps of a professional become one telling.
"""

from __future__ import annotations

from bot.actions.house import House
from bot.actions.limits import MOST, USUAL, as_known
from bot.actions.scene import Scene
from bot.domain.steps import TOP
from bot.storage import people
from bot.storage.tables import Client

TOLD = ("in_row", "of_last_skips", "silence_days", "low_count", MOST)
BEFORE = frozenset(("check_in", "before_telling"))
"""Talks that the bot begins and whose answers the limits weigh: the change is said first."""
AFTER = frozenset(("check_in", "idle", "more", "rhythm", "experiment", "carry_note", "next_meeting"))
"""Talks after which there is room for it. Not after one about a hard moment, a fear or a break."""


def known(client: Client) -> None:
    """The client has read all limits as they are."""
    client.limits_before, client.limits_by = None, None


def after_welcome(client: Client) -> None:
    """The welcome tells the usual limits. Who comes back to others hears of them with the first check-in."""
    usual = {**USUAL, MOST: TOP}
    if as_known(client) != usual:
        client.limits_before = usual


def first(scene: Scene, script: str) -> str:
    """What is said before this talk, or nothing. Once said, it is known."""
    return _tell(scene) if script in BEFORE else ""


def last(scene: Scene, script: str) -> str:
    """What is said after this talk, or nothing. Once said, it is known."""
    return _tell(scene) if script in AFTER else ""


def _tell(scene: Scene) -> str:
    client = scene.who.client
    if client is None or client.limits_before is None or client.consented_at is None:
        return ""
    before, now = client.limits_before, as_known(client)
    changed = [name for name in TOLD if before.get(name) != now[name]]
    pro = people.professional(scene.tx, client.limits_by or 0)
    pro = pro or next((other for _, other, _ in people.carers(scene.tx, client.id)), None)
    known(client)
    if not changed:
        return ""  # it was taken back before she heard of it
    words, locale = scene.house.words, scene.who.locale
    lines = [words.bot("limits_changed", locale, pro=pro.name if pro is not None else "–")]
    lines += [_line(scene.house, locale, name, before, now) for name in changed]
    return "\n".join([*lines, words.bot("limits_changed_more", locale)])


def _line(house: House, locale: str, name: str, before: dict[str, int], now: dict[str, int]) -> str:
    was, value = before.get(name, 0), now[name]
    if name == MOST:
        facts = {"level": size(house, locale, value), "was": size(house, locale, was)}
        return house.words.bot("limits_now_plan_most", locale, **facts)
    return house.words.bot(f"limits_now_{name}", locale, value=value, was=was, of_last=now["of_last"])


def size(house: House, locale: str, level: int) -> str:
    """A level of the ladder as people say it."""
    return house.words.bot(f"step_size_{level}", locale)
