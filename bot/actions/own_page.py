"""What every part of the paper with everything about a client needs: who, in which words, on whose calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import select

from bot.actions.scene import Scene
from bot.domain.walltime import local_date
from bot.storage.tables import Client
from bot.words import Words, long_day


@dataclass(frozen=True, slots=True)
class Page:
    """What every part of the paper needs."""

    scene: Scene
    client: Client
    words: Words
    locale: str

    def text(self, key: str, **facts: object) -> str:
        return self.words.bot(key, self.locale, **facts)

    def day(self, at: datetime | None) -> str:
        """A day on the client's calendar, with its year; a dash for never."""
        return "–" if at is None else long_day(local_date(at, self.client.timezone), self.locale)

    def moment(self, at: datetime) -> str:
        return self.words.lasting(at, self.client.timezone, self.locale)

    def yes_or_no(self, said: bool) -> str:
        return self.text("all_said_yes" if said else "all_said_no")

    def all(self, table: type[Any]) -> Sequence[Any]:
        """The client's rows of a table, oldest first."""
        mine = select(table).where(table.client_id == self.client.id).order_by(table.id)
        return self.scene.tx.session.exec(mine).all()
