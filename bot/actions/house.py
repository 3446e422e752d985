"""What every action may use: the scripts, the words, the rules read from files, and the customs of the installation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta

from bot.domain.groups import Theme
from bot.domain.helplines import Helplines
from bot.domain.instruments import Instruments
from bot.domain.profiles import Profile
from bot.domain.safety import Rules
from bot.domain.workdays import WorkingDays
from bot.words import Words
from dialogs.library import Library
from dialogs.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Customs:
    """What an installation may set."""

    locale: str = "fi"
    timezone: str = "Europe/Helsinki"
    invite_for: timedelta = timedelta(days=14)
    service_from: time = time(8)
    service_until: time = time(16)
    disclosure: str = "pseudonym"
    second_factor: str = "optional"
    lock_after: timedelta = timedelta(hours=12)
    unit_phone: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """Made once at the start by `bot/building.py`, handed to every action, never changed."""

    library: Library
    words: Words
    understood: Vocabulary
    safety: Rules
    helplines: Helplines
    working: WorkingDays
    customs: Customs
    bot_name: str
    make_code: Callable[[], str]
    themes: tuple[Theme, ...] = ()
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    instruments: Instruments = field(default_factory=Instruments)

    def link(self, code: str) -> str:
        """The address that opens the bot with an invitation."""
        return f"https://t.me/{self.bot_name}?start={code}"

    def group_link(self, code: str) -> str:
        """The address that brings the bot into a group, with the code that says which one."""
        return f"https://t.me/{self.bot_name}?startgroup={code}"
