"""
The tables that everything else stands on, by subject. Goals, groups, measures and others have modules of their own,
beside these: `bot/storage/*_tables.py`.

Times are aware UTC. A client is `client.id` everywhere; Telegram's numbers stand only in `person`, `inbox` and `outbox`.
Words, names and Telegram's numbers are sealed (`storage/sealing.py`): the database neither searches nor sorts them.
"""

from __future__ import annotations

from bot.storage.columns import UtcDateTime  # migrations that have landed name it here
from bot.storage.ledger_tables import Access, CodeTry, Concern, Erasure, Setting
from bot.storage.people_tables import Care, Client, Invitation, Person, Professional
from bot.storage.queue_tables import Inbox, Outbox, Timer
from bot.storage.talk_tables import Break, CheckIn, Note, Proactive, ScriptVersion, Talk
from bot.storage.work_tables import Case, CaseCopy, Digest, Letter, Meeting, PrivateNote, Proposal

__all__ = [
    "Access",
    "Break",
    "Care",
    "Case",
    "CaseCopy",
    "CheckIn",
    "Client",
    "CodeTry",
    "Concern",
    "Digest",
    "Erasure",
    "Inbox",
    "Invitation",
    "Letter",
    "Meeting",
    "Note",
    "Outbox",
    "Person",
    "PrivateNote",
    "Proactive",
    "Professional",
    "Proposal",
    "ScriptVersion",
    "Setting",
    "Talk",
    "Timer",
    "UtcDateTime",
]
