"""
Once a month: do the members feel supported (R81)? Three questions in private, counted, and shown in bands from five up.

An answer becomes one more on a counter at the tap. It is not kept with the talk, has no row of its own, and no time.
Who was asked is a list beside it, so that nobody is counted twice. When the two weeks are over, what may be shown is
written down, and counters and list are deleted. Nothing is shown before: a number that grows tells the newest answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.actions import rhythm
from bot.actions.group_voice import to_moderators
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import CHECK_IN, Rows, help_button, of_client, say, tell
from bot.actions.talking import begin
from bot.domain import together as rules
from bot.domain.groups import Place
from bot.domain.walltime import local_date
from bot.storage import clients, groups, timers, together
from bot.storage.database import Transaction
from bot.storage.group_tables import Group
from bot.storage.timers import Due
from bot.storage.together_tables import GroupPulse, GroupPulseAsked

AFTER_CONCERN = timedelta(hours=48)  # nothing unasked so soon after grave words


def plan(tx: Transaction, group: Group, now: datetime) -> None:
    """Set the time of the next pulse. Setting it twice is once."""
    if group.state == "open":
        timers.put(tx, "group_pulse", group.id, rules.pulse_time(now, group.timezone))


def due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """Open this month's pulse, if so many are inside that something could be shown; each is asked at a free moment."""
    if not timers.done(tx, timer.id):
        return
    group = groups.get(tx, timer.subject_id)
    if group is None or group.state != "open":
        return
    plan(tx, group, now)
    inside = groups.members(tx, group.id, Place.INSIDE)
    if len(inside) < rules.ENOUGH_ANSWERS or together.open_pulse(tx, group.id) is not None:
        return
    pulse = GroupPulse(group_id=group.id, opened_at=now)
    tx.keep(pulse)
    timers.put(tx, "group_pulse_over", pulse.id, now + rules.PULSE_OPEN)
    for _, client, _ in inside:
        row = GroupPulseAsked(pulse_id=pulse.id, client_id=client.id)
        tx.keep(row)
        timers.put(tx, "group_ask", row.id, rhythm.next_free(tx, client, now), best_before=now + rules.PULSE_OPEN)


def ask_due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """Ask one member, as an unasked message of the budget. On a break or after grave words nobody is asked."""
    if not timers.done(tx, timer.id):
        return
    found = together.pulse_asked(tx, timer.subject_id)
    if found is None or found[1].closed_at is not None:
        return
    row, pulse = found
    client = clients.own(tx, row.client_id)
    place = groups.member(tx, pulse.group_id, client.id)
    inside = place is not None and place.place == Place.INSIDE.value
    if client.stage != "active" or client.consented_at is None or not inside:
        return
    free = rhythm.next_free(tx, client, now)
    if client.quiet_after_concern is not None:
        free = max(free, client.quiet_after_concern + AFTER_CONCERN)
    if free > now:
        timers.put(tx, "group_ask", row.id, free, best_before=timer.best_before)
        return
    who = of_client(tx, client)
    words, locale = house.words, who.locale
    rows: Rows = [
        [(words.bot("group_pulse_go", locale), f"g.pulse.{pulse.id}")],
        [(words.bot("group_leave_it", locale), f"g.leaveit.{pulse.group_id}")],
        [help_button(house, locale)],
    ]
    text = words.bot("group_pulse_ask", locale)
    before = pulse.opened_at + rules.PULSE_OPEN
    say(tx, who.person, text, now, rows=rows, rank=CHECK_IN, client_id=client.id, kind="theme", best_before=before)
    clients.count_proactive(tx, client.id, "group_pulse", local_date(now, client.timezone), now)


def start(scene: Scene, pulse_id: int) -> None:
    """A member wants to answer: once for each pulse, whatever becomes of the talk."""
    pulse, client = together.pulse(scene.tx, pulse_id), scene.who.client
    row = together.asked(scene.tx, pulse_id, client.id) if client is not None else None
    if pulse is None or row is None or pulse.closed_at is not None:
        tell(scene.tx, scene.house, scene.who, "group_not_now", scene.now)
        return
    if row.begun:
        tell(scene.tx, scene.house, scene.who, "group_pulse_done", scene.now)
        return
    row.begun = True
    begin(scene, "group_pulse", {"pulse_id": pulse.id})


def answer(scene: Scene, question: int, value: int) -> None:
    """One more on a counter. The talk's own turn number makes a second press of the same button stale."""
    number = scene.facts.get("pulse_id")
    pulse = together.pulse(scene.tx, number) if isinstance(number, int) else None
    client = scene.who.client
    if pulse is None or pulse.closed_at is not None or client is None:
        return
    if together.asked(scene.tx, pulse.id, client.id) is not None:
        together.count_answer(scene.tx, pulse.id, question, value)


def over(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """Two weeks are over: what may be shown is written down, all else deleted, and the moderators hear."""
    if not timers.done(tx, timer.id):
        return
    pulse = together.pulse(tx, timer.subject_id)
    group = groups.get(tx, pulse.group_id) if pulse is not None else None
    if pulse is None or group is None or pulse.closed_at is not None:
        return
    found = together.counts(tx, pulse.id)
    bands = [
        rules.band(found.get((question, 1), 0), sum(found.get((question, value), 0) for value in (0, 1)))
        for question in rules.QUESTIONS
    ]
    pulse.closed_at, pulse.result = now, " ".join(bands)
    together.forget_pulse(tx, pulse.id)
    if group.state != "closed":
        to_moderators(tx, house, group, "group_pulse_told", now, lambda locale: {"lines": lines(house, bands, locale)})


def lines(house: House, bands: Sequence[rules.Band], locale: str) -> str:
    """A line for each question."""
    say_it = house.words.bot
    return "\n".join(
        say_it(f"group_pulse_{number}", locale, band=say_it(f"group_band_{band}", locale))
        for number, band in enumerate(bands, start=1)
    )
