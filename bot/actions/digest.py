"""The weekly digest."""

from __future__ import annotations

from datetime import datetime

from bot.actions.house import House
from bot.actions.talking import Scene
from bot.storage import timers
from bot.storage.database import Transaction
from bot.storage.timers import Due


def due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    timers.done(tx, timer.id)


def on_demand(scene: Scene) -> None:
    pass
