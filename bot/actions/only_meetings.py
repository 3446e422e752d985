"""R7: meetings are enough for now, and nothing is asked in between; and how the questions begin again."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.actions import breaks, limits, rhythm
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import of_client
from bot.storage import outbox, timers
from bot.storage.database import Transaction
from bot.storage.tables import Client


def begin(tx: Transaction, house: House, client: Client, now: datetime) -> bool:
    """False when the client is in no stage from which this could begin, such as on a break."""
    if client.stage not in ("active", "dormant"):
        return False
    who = of_client(tx, client)
    breaks.close(tx, client, Scene.of(tx, house, who, now))
    client.stage, client.plan_version = "meetings", client.plan_version + 1
    timers.drop(tx, "check_in", client.id)
    outbox.cancel(tx, client.id, breaks.UNASKED)
    return True


def end(tx: Transaction, client: Client, now: datetime) -> datetime:
    """The rhythm begins softly. Returns when the client is asked next."""
    client.stage = "active"
    timers.put(tx, "silence", client.id, now + timedelta(days=limits.of(client).silence_days))
    return rhythm.after_break(tx, client, now)
