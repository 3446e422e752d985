"""Who speaks, and what may be used and changed while one thing that was said is answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.actions.house import House
from bot.actions.speaker import ANSWER, Speaker
from bot.storage import talks
from bot.storage.database import Transaction
from bot.storage.tables import Client, Talk
from dialogs.library import Library


class NoClient(Exception):
    """A script or a button meant for clients came to somebody who is none. Whoever wrote the way there must mend it."""

    def __init__(self) -> None:
        super().__init__("only a client can do this, and the speaker is none; mend the script or the button")


@dataclass(slots=True)
class Scene:
    """
    What a command may use and change while one turn is performed.

    `late` are facts for wording only, known once commands are obeyed. `opens` are scripts to begin after this talk,
    `closing` sentences of the bot's own to say after its last message, `next_line` the one on the next check-in; all
    three wait in the talk's row until it ends. `next_last`: that one also waits until what follows is over.
    """

    tx: Transaction
    house: House
    who: Speaker
    talk: Talk
    now: datetime
    facts: dict[str, object] = field(default_factory=dict)
    late: dict[str, object] = field(default_factory=dict)
    opens: list[str] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    next_line: str = ""
    next_last: bool = False
    rank: int = ANSWER
    kind: str = ""
    lead: str = ""
    stopped: bool = False
    seed: int | None = None
    """Chooses between wordings: what grows by one from one such talk to the next. None: whatever the turn is."""

    @classmethod
    def of(
        cls, tx: Transaction, house: House, who: Speaker, now: datetime, *, rank: int = ANSWER, kind: str = ""
    ) -> Scene:
        """Somebody's own scene, with the talk as it stands. `rank` and `kind` are those of what the bot says in it."""
        return cls(tx, house, who, talks.current(tx, who.person.id, now), now, rank=rank, kind=kind)

    @property
    def client(self) -> Client:
        """The speaker as a client. Raises NoClient: what leads here belongs to clients alone."""
        if self.who.client is None:
            raise NoClient
        return self.who.client

    @property
    def library(self) -> Library:
        """The scripts in the words for this client's age."""
        client = self.who.client
        return self.house.library.for_age(client.age_group) if client is not None else self.house.library
