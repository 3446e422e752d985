"""
One update of a group, answered. A table of contents: what happens is in `group_*.py`.

Nothing from a private chat is ever said in a group, but for what its owner confirmed (`group_share.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.actions import (
    group_agree,
    group_care,
    group_doors,
    group_join,
    group_meetings,
    group_numbers,
    group_open,
    group_pulse,
    group_share,
    group_steer,
    group_themes,
)
from bot.actions.group_heard import Became, Brought, Came, Cheered, GroupHeard, Removed, Said, Went
from bot.actions.heard import Heard, Words
from bot.actions.help_now import ACUTE, alarm
from bot.actions.house import House
from bot.actions.speaker import find
from bot.domain.safety import Concern
from bot.storage import groups, inbox
from bot.storage.calls import Never, OutboxCall, Sent
from bot.storage.database import Store, Transaction
from bot.storage.group_tables import Group
from bot.storage.timers import Due

TIMERS: Mapping[str, Callable[[Transaction, House, Due, datetime], None]] = {
    "group_code": group_open.no_code_came,
    "group_offer": group_join.offer_due,
    "group_week": group_themes.due,
    "group_meet": group_meetings.remind,
    "group_thanks": group_meetings.thank,
    "group_over": group_open.over_due,
    "group_cheer": group_share.cheers_due,
    "group_vote": group_agree.vote_due,
    "group_held": group_numbers.held_due,
    "group_pulse": group_pulse.due,
    "group_ask": group_pulse.ask_due,
    "group_pulse_over": group_pulse.over,
    "group_hush": lambda tx, _, timer, __: group_care.speak_again(tx, timer),
}
"""Which action obeys which kind of timer."""


def came_of(tx: Transaction, house: House, call: OutboxCall, verdict: Sent | Never, now: datetime) -> None:
    """What Telegram answered to a call whose result somebody waits for."""
    if call.method == "createChatInviteLink":
        group_join.way_in(tx, house, call, verdict.link if isinstance(verdict, Sent) else "", now)
        return
    if call.method in ("banChatMember", "unbanChatMember") and isinstance(verdict, Sent):
        group_join.outside_now(tx, call)
    group_steer.came_of(tx, house, call, verdict)


async def in_group(store: Store, house: House, heard: GroupHeard) -> None:
    """A concern goes first and alone, and is answered in private where the person is known."""
    concern, rule = group_care.concern_in(house, heard)
    if concern in ACUTE:
        await store.run(lambda tx: _alarm(tx, house, heard, concern, rule))
    await store.run(lambda tx: answer(tx, house, heard, concern))


def _alarm(tx: Transaction, house: House, heard: GroupHeard, concern: Concern, rule: str) -> None:
    who = find(tx, heard.telegram_id)
    if who is None or not isinstance(heard.what, Said):
        return
    words = Words(heard.what.text)
    private = Heard(heard.update_id, heard.telegram_id, who.person.chat_id, heard.language, heard.at, words)
    alarm(tx, house, private, concern, rule)


def answer(tx: Transaction, house: House, heard: GroupHeard, concern: Concern = Concern.N) -> None:
    """The answer itself, in one transaction. An update that was finished before has no effect."""
    if not inbox.finish(tx, heard.update_id):
        return
    group = groups.by_chat(tx, heard.chat_id)
    match heard.what:
        case Said(meaning="start", argument=code) if code:
            group_open.code_said(tx, house, heard)
        case Said():
            group_care.said(tx, house, heard, group, concern)
        case Brought():
            group_open.brought(tx, house, heard, group)
        case Removed():
            group_open.removed(tx, house, heard, group)
        case Became(old=old, new=new):
            group_open.follow(tx, old, new)
    if group is not None:
        _in_ours(tx, house, heard, group)


def _in_ours(tx: Transaction, house: House, heard: GroupHeard, group: Group) -> None:
    """What means something only in a group that was opened with us."""
    match heard.what:
        case Came():
            group_doors.came(tx, house, heard, group)
        case Went():
            group_doors.went(tx, house, heard, group)
        case Cheered():
            group_share.cheered(tx, house, heard, group)
    if isinstance(heard.what, Said | Cheered):
        group_doors.known_as(tx, heard, group)
    if isinstance(heard.what, Said | Came | Cheered):
        group.unanswered = 0  # the group stirs
