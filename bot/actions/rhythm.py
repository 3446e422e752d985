"""The client's rhythm as agreed, and the next check-in: planned, set as a timer, explained in one line."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta

from bot.actions.scene import Scene
from bot.domain import cadence
from bot.domain.cadence import Planned, Reason, Rhythm
from bot.domain.walltime import local_date
from bot.storage import check_ins, clients, timers
from bot.storage.database import Transaction
from bot.storage.tables import Client

LATE = timedelta(hours=4)  # a check-in that could not go out for so long waits for the next slot instead
SILENT_AFTER_CONCERN = timedelta(hours=48)
LOOK_AGAIN = timedelta(days=3)  # whether an open break, or a silence, is over
LINES = {
    Reason.FIRST: "next_first",
    Reason.LOW_ENERGY: "next_low",
    Reason.BETTER: "next_better",
    Reason.FIXED: "next_fixed",
}


def agreed(client: Client) -> Rhythm:
    """What was agreed with this client, as the domain's value."""
    return Rhythm(
        floor=client.floor_days,
        fixed=client.fixed_days,
        slot=time.fromisoformat(client.slot),
        quiet_from=time.fromisoformat(client.quiet_from),
        quiet_until=time.fromisoformat(client.quiet_until),
        weekdays=frozenset(int(day) for day in client.weekdays),
        timezone=client.timezone,
    )


def energies(tx: Transaction, client: Client, now: datetime) -> tuple[int, ...]:
    """The energies that still count for planning, newest last."""
    return cadence.usable(check_ins.energies(tx, client.id, now - cadence.FRESH), now)


def replan(tx: Transaction, client: Client, now: datetime, *, never_sooner: bool = False) -> Planned:
    """
    After an answer, or a change of the rhythm: plan the next check-in from now and set its timer.

    `never_sooner`: an answer may lengthen the gap, not shorten it.
    """
    known = energies(tx, client, now)
    rhythm = agreed(client)
    planned = cadence.plan(rhythm, known, 0, client.interval_days, now)
    if never_sooner and rhythm.fixed is None and planned.days < client.interval_days:
        kept = cadence.plan(replace(rhythm, fixed=client.interval_days), known, 0, client.interval_days, now)
        planned = replace(kept, reason=Reason.USUAL)
    client.interval_days, client.misses = planned.days, 0
    return _set(tx, client, planned)


def plan_after_asking(tx: Transaction, client: Client, misses: int, now: datetime) -> Planned:
    """
    While a check-in is open: when the next would be if it stays unanswered.

    Only answers tighten the rhythm, so here it never becomes shorter than it was.
    """
    known = energies(tx, client, now)
    rhythm = agreed(client)
    planned = cadence.plan(rhythm, known, misses, client.interval_days, now)
    if rhythm.fixed is None and planned.days < client.interval_days:
        kept = replace(rhythm, fixed=client.interval_days)
        planned = cadence.plan(kept, known, 0, client.interval_days, now)
    client.interval_days, client.misses = planned.days, misses
    return _set(tx, client, planned)


def wake(tx: Transaction, client: Client, now: datetime) -> Planned:
    """Somebody who was not asked any more has written: the rhythm goes on."""
    client.stage = "active"
    return replan(tx, client, now)


def after_break(tx: Transaction, client: Client, now: datetime) -> datetime:
    """The rhythm starts softly again: as if a week had been usual, nothing missed."""
    client.interval_days, client.misses = cadence.RETURN_INTERVAL, 0
    return replan(tx, client, now).due_at


def _set(tx: Transaction, client: Client, planned: Planned) -> Planned:
    client.plan_version += 1
    due = next_free(tx, client, planned.due_at)
    timers.put(tx, "check_in", client.id, due, best_before=due + LATE, plan_version=client.plan_version)
    return Planned(planned.days, due, planned.reason)


def calm(client: Client, at: datetime) -> datetime:
    """From `at` on, but not within two days after an acute concern: the bot brings nothing of its own then (domain 5.3)."""
    quiet = client.quiet_after_concern
    return at if quiet is None else max(at, quiet + SILENT_AFTER_CONCERN)


def next_free(tx: Transaction, client: Client, at: datetime) -> datetime:
    """The first permitted instant from `at` on with room in the client's budget of unasked messages."""
    sent = clients.proactive_dates(tx, client.id, local_date(at, client.timezone) - timedelta(days=8))
    weekly = cadence.budget_days(client.floor_days, client.fixed_days)
    return cadence.next_free(agreed(client), sent, at, weekly)


def fit_moment(tx: Transaction, client: Client, now: datetime) -> datetime | None:
    """
    When something unasked and of no hurry may come, or may be looked at again: after a break, after a silence.

    None: not at all, the client has withdrawn or chose to hear nothing.
    """
    if client.consented_at is None or client.stage not in ("active", "break", "dormant"):
        return None
    if client.stage != "active":
        return max(client.break_until or now, now + LOOK_AGAIN)
    return next_free(tx, client, calm(client, now))


def next_line(scene: Scene, planned: Planned, energy: int | str = "") -> str:
    """
    One sentence on when the next check-in comes, and why then.

    That it comes sooner gives no reason, so before a talk on what was not started it would read as the result of that:
    it is said last of all.
    """
    client, words = scene.client, scene.house.words
    key = LINES.get(planned.reason, "next_usual")
    scene.next_last = planned.reason is Reason.BETTER
    when = words.moment(planned.due_at, scene.now, client.timezone, scene.who.locale)
    if scene.next_last:  # it may be said on another day than today
        when = words.lasting(planned.due_at, client.timezone, scene.who.locale)
    return words.bot(key, scene.who.locale, next_day=when, energy=energy)
