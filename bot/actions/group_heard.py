"""What happened in a group, as values: the edge makes them, the actions read them. Words are looked at and let go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

NOBODY = 0
"""Instead of a person's number: a channel, an administrator who writes as the group, another bot."""


@dataclass(frozen=True, slots=True)
class Replied:
    """
    The message that a command answers. `mine`: it is the bot's own; `writer`: `NOBODY` when Telegram hides them; `at`:
    when it was written.
    """

    text: str
    mine: bool
    writer: int = NOBODY
    message_id: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Words that the bot was given: a command by its meaning, or words to it. `edited`: it was said before."""

    meaning: str
    argument: str
    text: str
    replied: Replied | None = None
    edited: bool = False
    message_id: int = 0


@dataclass(frozen=True, slots=True)
class Brought:
    """The bot was brought in, made an administrator, or an ordinary member again."""

    inside_before: bool
    admin_before: bool
    admin: bool


@dataclass(frozen=True, slots=True)
class Removed:
    """The bot was thrown out, or the group is gone."""


@dataclass(frozen=True, slots=True)
class Came:
    """People joined, and the names that Telegram shows of them. Bots are left out."""

    telegram_ids: tuple[int, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Went:
    """Somebody left, deleted the account, or was taken out by somebody else."""

    telegram_id: int
    taken_out: bool = False


@dataclass(frozen=True, slots=True)
class Became:
    """The group has another number now."""

    old: int
    new: int


@dataclass(frozen=True, slots=True)
class Cheered:
    """A tap under something that was shared."""

    share_id: int


GroupWhat = Said | Brought | Removed | Came | Went | Became | Cheered


@dataclass(frozen=True, slots=True)
class GroupHeard:
    """
    One update of a group.

    Args:
        telegram_id: Who did it; `NOBODY` when Telegram hides it.
        topic: The forum topic to answer in, if the group has topics.
        hears_all: Telegram's privacy mode is off, so that the bot would be given every message.
        name: What Telegram shows of who did it; kept only of a member.
        admin: The bot is an administrator here. Looked at when it comes and when the group is opened.
    """

    update_id: int
    chat_id: int
    telegram_id: int
    language: str
    at: datetime
    what: GroupWhat
    topic: int | None = None
    hears_all: bool = False
    admin: bool = False
    name: str = ""
