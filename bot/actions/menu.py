"""The commands that Telegram's menu shows, by language and by what somebody is here."""

from __future__ import annotations

from datetime import datetime

from bot.actions.speaker import Speaker
from bot.sentences import COMMANDS
from bot.storage import outbox
from bot.storage.database import Transaction
from bot.words import Words

CLIENT = (
    "check_in",
    "menu",
    "plan",
    "goals",
    "rhythm",
    "break",
    "seen",
    "measures",
    "path",
    "my_data",
    "language",
    "help",
)
PROFESSIONAL = ("clients", "digest", "invite", "group", "deputy", "lock", "language", "help")


def commands(words: Words, locale: str, which: tuple[str, ...] = CLIENT) -> list[tuple[str, str]]:
    """(name, what it does) in one language."""
    return [(COMMANDS[what][locale], words.bot(f"cmd_{what}", locale)) for what in which]


def offer(tx: Transaction, words: Words, who: Speaker, now: datetime) -> None:
    """Give this person's chat the commands that fit them, in their language, whatever the app's own is."""
    which = (*(CLIENT[:-2] if who.client else ()), *(PROFESSIONAL if who.professional else CLIENT[-2:]))
    offered = [{"command": name, "description": text} for name, text in commands(words, who.locale, which)]
    scope = {"type": "chat", "chat_id": who.person.chat_id}
    outbox.add(
        tx,
        chat_id=who.person.chat_id,
        method="setMyCommands",
        params={"commands": offered, "scope": scope},
        now=now,
        kind="menu",
    )
