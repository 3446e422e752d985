"""Breaks: one tap, no reason asked, nothing unasked meanwhile, a soft return."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.actions import rhythm, undelivered
from bot.actions.scene import Scene
from bot.domain import cadence
from bot.domain.walltime import local_date
from bot.storage import clients, outbox, talks, timers
from bot.storage.database import Transaction
from bot.storage.tables import Break, Client

UNASKED = ("check_in", "open_door", "measures")


def start(scene: Scene, days: int, reason: str) -> None:
    """Begin a break of so many days; 0 leaves the return open. What was due is cancelled, not missed."""
    client = scene.client
    if client.stage not in ("active", "dormant", "break"):
        return
    close(scene.tx, client, scene)
    client.stage, client.plan_version = "break", client.plan_version + 1
    timers.drop(scene.tx, "check_in", client.id)
    outbox.cancel(scene.tx, client.id, UNASKED)
    undelivered.drop(scene.tx, scene.house, client, undelivered.BREAK, scene.now)
    back = None
    if days:
        on = local_date(scene.now, client.timezone) + timedelta(days=days)
        back = cadence.resume_at(rhythm.agreed(client), on)
        timers.put(scene.tx, "return", client.id, back, plan_version=client.plan_version)
    client.break_from, client.break_until = scene.now, back
    scene.tx.session.add(Break(client_id=client.id, started_at=scene.now, until=back, reason=reason[:24]))
    scene.closing.append(_line(scene, client))
    waiting = talks.pending(scene.talk)
    scene.next_line = ""  # what was said to come next will not come
    talks.put_pending(scene.talk, waiting.opens, waiting.closing, "")


def explain(scene: Scene, reason: str) -> None:
    """What the running break is for, told afterwards because the client wanted to."""
    client = scene.client
    running = clients.open_break(scene.tx, client.id)
    if running is not None:
        running.reason = reason[:24]


def _line(scene: Scene, client: Client) -> str:
    words, locale = scene.house.words, scene.who.locale
    if client.break_until is None:
        return words.bot("break_begins_open", locale)
    until = words.moment(client.break_until, scene.now, client.timezone, locale)
    return words.bot("break_begins", locale, until=until)


def end(scene: Scene) -> None:
    """The client is back, by own wish or because the agreed day came."""
    client = scene.client
    if client.stage != "break":
        return
    close(scene.tx, client, scene)
    scene.closing.append(over_line(scene, rhythm.after_break(scene.tx, client, scene.now)))


def over_line(scene: Scene, due: datetime) -> str:
    """The break is over: when the client is asked next, or that nothing is asked because the period leaves it so."""
    from bot.actions import period

    client, words, locale = scene.client, scene.house.words, scene.who.locale
    if period.asks_nothing(scene.tx, scene.house, client, scene.now):
        period.hush(scene.tx, scene.house, client, scene.now)
        return words.bot("break_over_quiet", locale)
    return words.bot("break_over", locale, next_day=words.moment(due, scene.now, client.timezone, locale))


def close(tx: Transaction, client: Client, scene: Scene) -> None:
    """End whatever break is open, without a word."""
    running = clients.open_break(tx, client.id)
    if running is not None:
        running.ended_at = scene.now
    timers.drop(tx, "return", client.id)
    client.stage, client.break_from, client.break_until = "active", None, None
