"""What an outbox row asks for, and what may come of it. Spoken by the sender and by the channel, which do not know each other."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

ASKS = "asks"
"""The kind of a call whose result somebody waits for, such as an invite link: the sender hands it on."""


ATTACHED = "attached"
"""The parameter of a call that carries a file still to be made: an `Attached` as a table."""


@dataclass(frozen=True, slots=True)
class Attached:
    """
    A file that is made from values when the call is made, and never stored.

    Args:
        as_what: The method's parameter for it: photo, document.
        maker: Who makes it (`bot/papers/making.py`).
        values: What it is made from; they wait sealed with the rest of the call.
        name: What the file is called where it arrives.
        instead: Said if it cannot be made.
    """

    as_what: str
    maker: str
    name: str
    values: Mapping[str, Any] = field(repr=False)
    instead: str = field(repr=False)

    def to_params(self) -> dict[str, Any]:
        return {ATTACHED: asdict(self)}


class NotMade(Exception):
    """A file could not be made. The sender tries again, and at last sends words instead; the operator sees the log."""

    def __init__(self, maker: str, fault: str) -> None:
        super().__init__(f"the maker {maker} failed with {fault}; run it on the same version, or tell the developers")


Make = Callable[[str, Mapping[str, Any]], Awaitable[bytes]]
"""(maker, values) -> the bytes of a file. Raises NotMade."""


GONE = "gone"
"""The fault of a call on something that is no longer there, which is as good as done."""


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
    professional_id: int | None = None
    topic: str = ""


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
