"""What an outbox row asks for, and what may come of it. Spoken by the sender and by the channel, which do not know each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

ASKS = "asks"
"""The kind of a call whose result somebody waits for, such as an invite link: the sender hands it on."""


@dataclass(frozen=True, slots=True)
class OutboxCall:
    """A Bot API call taken out of the outbox. `edits` is the message it works on, if it works on one."""

    id: int
    chat_id: int
    method: str
    params: dict[str, Any] = field(repr=False)  # a client's words
    rank: int = 0
    client_id: int | None = None
    kind: str = ""
    attempts: int = 0
    edits: int | None = None
    made_at: datetime | None = None
    best_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """It is out. `message_id` is empty for calls that make no message; `link` is an invite link that was made."""

    message_id: int | None = None
    link: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Later:
    """
    Not now. `after` is what the server asked for; without it the sender's own growing delays hold.

    `whole_bot`: nothing may go out before, to nobody. `answered`: the server was there and refused, so that trying
    for ever may be pointless; otherwise it was not reached.
    """

    after: timedelta | None = None
    whole_bot: bool = False
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has another number now; the same call goes there."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Never:
    """It cannot be sent, however often one tries. `fault` holds no words of a client. `unreachable`: they left the bot."""

    fault: str
    unreachable: bool = False


Verdict = Sent | Later | Moved | Never
