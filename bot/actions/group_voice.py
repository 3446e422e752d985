"""The bot's few words in a group, and its words to those who guide one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.actions.house import House
from bot.actions.speaker import NOTICE, Rows, say
from bot.domain.helplines import EMERGENCY
from bot.domain.safety import Concern
from bot.sentences import COMMANDS
from bot.storage import groups, outbox
from bot.storage.calls import ASKS
from bot.storage.database import Transaction
from bot.storage.group_tables import Group

Facts = Mapping[str, object]

IN_GROUPS = ("rules", "agreed", "help", "report")
"""The commands that Telegram's menu shows in a group."""


def to_chat(
    tx: Transaction,
    chat_id: int,
    text: str,
    now: datetime,
    *,
    rows: Rows = (),
    topic: int | None = None,
    kind: str = "group",
) -> int:
    """One message into a Telegram group, whether it is one of ours or not. Returns its row's id."""
    params: dict[str, object] = {"text": text}
    if rows:
        params["rows"] = [[list(button) for button in row] for row in rows]
    if topic is not None:
        params["message_thread_id"] = topic
    return outbox.add(tx, chat_id=chat_id, params=params, now=now, kind=kind)


def to_group(
    tx: Transaction, house: House, group: Group, key: str, now: datetime, facts: Mapping[str, object] | None = None
) -> int | None:
    """One of the bot's own sentences, in the group's language. None: the group has no place to say it."""
    if group.chat_id is None or group.state != "open":
        return None
    text = house.words.bot(key, group.locale, **(facts or {}))
    return to_chat(tx, group.chat_id, text, now, topic=group.topic)


def to_moderators(
    tx: Transaction,
    house: House,
    group: Group,
    key: str,
    now: datetime,
    facts: Facts | Callable[[str], Facts] | None = None,
    *,
    buttons: tuple[tuple[str, str], ...] = (),
) -> list[tuple[int, int]]:
    """
    The same to everybody who guides the group, each in their language.

    Args:
        facts: Or, where they are words themselves, what makes them for a language.
        buttons: Key of the words, and what comes back.
    Returns:
        Person and outbox row of each copy.
    """
    copies = []
    for _, person in groups.moderators(tx, group.id):
        known = facts(person.locale) if callable(facts) else facts
        text = house.words.bot(key, person.locale, **{"group": group.name, **(known or {})})
        rows = [[(house.words.bot(words, person.locale), data)] for words, data in buttons]
        copies.append((person.id, say(tx, person, text, now, rows=rows, rank=NOTICE, kind="group")))
    return copies


def rules_text(house: House, locale: str) -> str:
    """The ground rules, in the language of the group."""
    found = house.helplines.of(locale, Concern.C)
    line = next(line for line in found if line.number != EMERGENCY)
    return house.words.bot("group_rules", locale, emergency=EMERGENCY, line=f"{line.names[locale]} {line.number}")


def greet(tx: Transaction, house: House, group: Group, now: datetime, *, admin: bool = False) -> None:
    """Who the bot is and what it hears; the rules, pinned where that is permitted; the commands of a group."""
    assert group.chat_id is not None
    hello = house.words.bot("group_hello_admin" if admin else "group_hello", group.locale, hours=group.hours)
    to_chat(tx, group.chat_id, hello, now, topic=group.topic)
    rules = to_chat(tx, group.chat_id, rules_text(house, group.locale), now, topic=group.topic)
    group.rules_at = now
    outbox.add(
        tx,
        chat_id=group.chat_id,
        method="pinChatMessage",
        params={"disable_notification": True},
        after=rules,
        now=now,
        kind=ASKS,  # without the right the moderators hear how to do it themselves
    )
    offered = [
        {"command": COMMANDS[what][group.locale], "description": house.words.bot(f"cmd_{what}", group.locale)}
        for what in IN_GROUPS
    ]
    scope = {"type": "chat", "chat_id": group.chat_id}
    params = {"commands": offered, "scope": scope}
    outbox.add(tx, chat_id=group.chat_id, method="setMyCommands", params=params, now=now, kind="menu")


def leave(tx: Transaction, chat_id: int, now: datetime) -> None:
    """Go out of a Telegram group, after what was said there before."""
    outbox.add(tx, chat_id=chat_id, method="leaveChat", params={}, now=now, kind="group")
