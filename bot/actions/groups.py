"""The peer-support group, as far as the bot speaks there: help and ground rules, and nothing from private chats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.actions.help_now import crisis_texts, help_text, say_to
from bot.actions.house import House
from bot.domain.safety import Concern
from bot.domain.safety import hear as classify
from bot.storage import inbox
from bot.storage.database import Transaction


@dataclass(frozen=True, slots=True)
class GroupHeard:
    """A message in a group that the bot was given: a command, or words to the bot. Its text is checked, never kept."""

    update_id: int
    chat_id: int
    meaning: str
    text: str
    language: str
    at: datetime


def answer(tx: Transaction, house: House, heard: GroupHeard) -> None:
    """`/apua` answers with help; words that the check finds grave are met with the same resources, neutrally."""
    if not inbox.finish(tx, heard.update_id):
        return
    locale = heard.language if heard.language in ("fi", "sv", "en") else house.customs.locale
    if heard.meaning == "help":
        say_to(tx, heard.chat_id, help_text(house, locale), heard.at)
    elif classify(house.safety, heard.text).concern in (Concern.C, Concern.M):
        say_to(tx, heard.chat_id, "\n\n".join(crisis_texts(tx, house, None, Concern.C, locale)), heard.at)
