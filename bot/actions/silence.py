"""Nothing heard for long: looked for by a timer, told to the client first, then to the professional."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.actions import escalate, limits, rhythm
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import NOTICE, of_client
from bot.actions.talking import open_script
from bot.domain import escalation
from bot.domain.escalation import Signal
from bot.domain.walltime import local_date
from bot.storage import cases, check_ins, clients, talks, timers
from bot.storage.database import Transaction
from bot.storage.tables import Client
from bot.storage.timers import Due

CLIENT_FIRST = timedelta(days=3)  # so long the notice of silence waits for an hour at which the client may be told


def due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """Looks whether nothing has been heard for long; sets itself anew for the day on which that could be so."""
    if not timers.done(tx, timer.id):
        return
    client = clients.own(tx, timer.subject_id)
    if client.stage not in ("active", "dormant", "break") or client.consented_at is None:
        return
    heard = max(at for at in (client.last_heard_at, client.consented_at, _back_since(tx, client)) if at is not None)
    known = check_ins.energies(tx, client.id, client.since)
    agreed, energy = limits.of(client), known[-1][1] if known else None
    if escalation.silence_signal(heard, now, energy, agreed, active=client.stage != "break") is None:
        again = heard + timedelta(days=agreed.silence_days_low)
        _watch(tx, client, again if again > now else now + timedelta(days=1))
        return
    if cases.open_of(tx, client.id) is not None or not escalate.may_tell_again(tx, client, now):
        _watch(tx, client, now + timedelta(days=agreed.silence_days))
        return
    first = rhythm.next_free(tx, client, now) if client.stage == "active" else now
    if first > now and now - heard < timedelta(days=agreed.silence_days) + CLIENT_FIRST:
        _watch(tx, client, first)
        return
    _watch(tx, client, now + timedelta(days=agreed.silence_days))
    _tell(tx, house, client, now)


def _back_since(tx: Transaction, client: Client) -> datetime | None:
    ended = [b.ended_at for b in clients.breaks_since(tx, client.id, client.since) if b.ended_at]
    return max(ended) if ended else None


def _watch(tx: Transaction, client: Client, at: datetime) -> None:
    timers.put(tx, "silence", client.id, at)


def _tell(tx: Transaction, house: House, client: Client, now: datetime) -> None:
    """The client hears it first, unless the client rests from all messages."""
    escalate.open_for_morning(tx, house, client, Signal.A2, now)
    if client.stage == "active" and rhythm.next_free(tx, client, now) <= now:
        who = of_client(tx, client)
        scene = Scene.of(tx, house, who, now, rank=NOTICE, kind="notice")
        scene.late["signal"] = Signal.A2.value
        talks.close(scene.talk)
        open_script(scene, "before_telling")
        clients.count_proactive(tx, client.id, "notice", local_date(now, client.timezone), now)
