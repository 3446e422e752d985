"""Check-ins: begun when due or when the client likes, and what is answered in them."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.actions import close_ones, escalate, period, rhythm
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import CHECK_IN, of_client
from bot.actions.talking import open_script
from bot.domain import cadence
from bot.domain.walltime import local_date
from bot.storage import check_ins, clients, talks, timers
from bot.storage.database import Transaction
from bot.storage.tables import CheckIn, Client
from bot.storage.timers import Due


def due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """A check-in's time has come. Everything is looked at again; what does not hold any more moves it or drops it."""
    if not timers.done(tx, timer.id):
        return
    client = clients.own(tx, timer.subject_id)
    if client.stage != "active" or timer.plan_version != client.plan_version:
        return
    later = _not_now(tx, client, timer, now)
    if later is not None:
        timers.put(tx, "check_in", client.id, later, best_before=later + rhythm.LATE, plan_version=client.plan_version)
        return
    misses = check_ins.misses(tx, client.id, client.last_heard_at, now)
    if cadence.mode(misses) is cadence.Mode.DORMANT:
        client.stage, client.misses = "dormant", misses
        return
    ask(tx, house, client, now, misses=misses)


def _not_now(tx: Transaction, client: Client, timer: Due, now: datetime) -> datetime | None:
    """When instead, if not now: a concern is fresh, the hour does not permit it, it is late, the budget is used up."""
    at = now
    if (quiet := rhythm.calm(client, now)) > now:
        at = quiet
    elif timer.best_before is not None and now > timer.best_before:
        tomorrow = local_date(now, client.timezone) + timedelta(days=1)
        at = cadence.send_time(rhythm.agreed(client), tomorrow)
    free = rhythm.next_free(tx, client, at)
    return free if free > now else None


def ask(tx: Transaction, house: House, client: Client, now: datetime, *, misses: int = 0) -> None:
    """Begin a check-in, or after three unanswered ones say that the door is open; plan the next."""
    who = of_client(tx, client)
    door = misses == cadence.OPEN_DOOR_AT
    scene = Scene.of(tx, house, who, now)
    scene.rank, scene.kind = CHECK_IN, "open_door" if door else "check_in"
    asked = check_ins.add(tx, client.id, now, level=client.step_level)
    scene.seed = check_ins.count(tx, client.id)
    talks.close(scene.talk)
    open_script(scene, "open_door" if door else "check_in")
    if scene.talk.script:
        scene.talk.check_in_id = asked.id
    asked.outbox_id = scene.talk.question
    clients.count_proactive(tx, client.id, scene.kind, local_date(now, client.timezone), now)
    rhythm.plan_after_asking(tx, client, misses, now)


def start_own(scene: Scene) -> None:
    """The client wants to tell how it is, unasked. That is no check-in of ours: it costs no budget."""
    client = scene.client
    report = check_ins.add(scene.tx, client.id, scene.now, own_start=True, level=client.step_level)
    scene.seed = check_ins.count(scene.tx, client.id)
    talks.close(scene.talk)
    open_script(scene, "check_in")
    if scene.talk.script:
        scene.talk.check_in_id = report.id


def _report(scene: Scene) -> CheckIn:
    """The check-in under way; outside of one (a talk opened by hand), a report of the client's own."""
    report = check_ins.get(scene.tx, scene.talk.check_in_id)
    if report is None:
        report = check_ins.add(scene.tx, scene.client.id, scene.now, own_start=True)
        scene.talk.check_in_id = report.id
    report.answered_at = report.answered_at or scene.now
    return report


def take_energy(scene: Scene, energy: int) -> None:
    """An energy from 0 to 10: it decides when to ask next, and a row of low ones is told to the professional."""
    client = scene.client
    report = _report(scene)
    report.energy = energy
    scene.tx.session.flush()
    if scene.facts.get("limits_due"):
        client.told_limits_at = scene.now
    if client.stage == "dormant":
        client.stage = "active"
    if client.stage == "active":
        never_sooner = period.never_sooner(scene.tx, scene.house, client, scene.now)
        planned = rhythm.replan(scene.tx, client, scene.now, never_sooner=never_sooner)
        scene.next_line = rhythm.next_line(scene, planned, energy)
    close_ones.offer_hello(scene)
    escalate.look_at_energy(scene)


def take_outcome(scene: Scene, outcome: str) -> None:
    """How the experiment went, by the client's own tap."""
    report = _report(scene)
    report.outcome = outcome
    report.counted = bool(scene.who.client and scene.who.client.step_what)
    scene.tx.session.flush()
    escalate.look_at_steps(scene)


def take_fit(scene: Scene, fit: str) -> None:
    _report(scene).fit = fit


def take_safe(scene: Scene, safe: str) -> None:
    _report(scene).safe = safe


def returns(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """The agreed day of return: one soft message, and the rhythm starts gently again."""
    if not timers.done(tx, timer.id):
        return
    client = clients.own(tx, timer.subject_id)
    if client.stage != "break" or timer.plan_version != client.plan_version:
        return
    free = rhythm.next_free(tx, client, rhythm.calm(client, now))
    if free > now:
        timers.put(tx, "return", client.id, free, plan_version=client.plan_version)
        return
    from bot.actions import breaks

    who = of_client(tx, client)
    scene = Scene.of(tx, house, who, now, rank=CHECK_IN, kind="check_in")
    breaks.close(tx, client, scene)
    due = rhythm.after_break(tx, client, now)
    scene.late["after_break"] = True
    talks.close(scene.talk)
    scene.next_line = breaks.over_line(scene, due)
    open_script(scene, "break_return")
    clients.count_proactive(tx, client.id, "break_return", local_date(now, client.timezone), now)
