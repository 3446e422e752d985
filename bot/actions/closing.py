"""A professional's chat closes: what stands in it is taken back, what comes is held, and a pointer says that it is there."""

from __future__ import annotations

import json
from datetime import datetime

from bot.actions.house import House
from bot.actions.speaker import say
from bot.domain import locks as rules
from bot.domain.purposes import Purpose
from bot.storage import clients, locks, outbox, people, talks, timers
from bot.storage.database import Transaction
from bot.storage.lock_tables import ProLock
from bot.storage.tables import Outbox, Person, Professional
from bot.storage.timers import Due

OPEN = "p.open"
"""The button under a pointer: whatever is held comes when the chat opens."""
AT_ONCE = 100  # messages that Telegram deletes in one call
OWN_TALKS = ("welcome_professional",)
PRO_TALKS = (
    "pro_",
    "invite_client",
    "group_open",
    "group_link",
    "group_meeting",
    "group_goal",
    "group_held",
    "group_move",
)
"""How the scripts begin in which a professional types about clients."""
KEPT = outbox.NEVER_HELD


def close(tx: Transaction, house: House, pro: Professional, row: ProLock, now: datetime) -> None:
    """From this moment nothing leaves; what waits is held; what stands in the chat is taken back as far as Telegram lets."""
    person = people.by_id(tx, pro.person_id)
    row.open_until, row.wanted, row.wanted_at = None, "", None
    tx.session.flush()
    timers.drop(tx, "lock", pro.id)
    talk = talks.current(tx, person.id, now)
    pure = people.client_of(tx, person.id) is None and talk.script not in OWN_TALKS
    if talk.script and (pure or talk.script.startswith(PRO_TALKS)):
        talks.close(talk)
    if locks.stop(tx, person.chat_id, KEPT):
        row.told_at = None
        timers.put(tx, "point", pro.id, now)
    _take_back(tx, house, pro, person, now)


def _take_back(tx: Transaction, house: House, pro: Professional, person: Person, now: datetime) -> None:
    """Open notices become pointers; younger messages are deleted, older ones overwritten."""
    shown, notices = locks.shown(tx, person.chat_id, KEPT), locks.open_copies(tx, pro.id)
    for row in shown:
        if row.id in notices:
            button = (house.words.bot("lock_button", person.locale), f"p.case.{notices[row.id]}")
            _rewrite(tx, person, row, house.words.bot("lock_notice", person.locale), now, button)
    rest = [row for row in shown if row.id not in notices]
    young = [row for row in rest if row.sent_at is not None and now - row.sent_at < locks.DELETABLE]
    old = [row for row in rest if row not in young and row.method == "sendMessage"][: locks.MOST_HIDDEN]
    numbers = [row.message_id for row in young]
    for start in range(0, len(numbers), AT_ONCE):
        params = {"message_ids": numbers[start : start + AT_ONCE]}
        outbox.add(tx, chat_id=person.chat_id, method="deleteMessages", params=params, now=now, kind="tidy")
    for row in old:
        _rewrite(tx, person, row, house.words.bot("lock_hidden", person.locale), now)
    locks.forget_messages(tx, [row.id for row in rest])


def _rewrite(
    tx: Transaction, person: Person, row: Outbox, text: str, now: datetime, button: tuple[str, str] | None = None
) -> None:
    params: dict[str, object] = {"message_id": row.message_id, "text": text}
    if button is not None:
        params["rows"] = [[list(button)]]
    outbox.add(tx, chat_id=person.chat_id, method="editMessageText", params=params, now=now, kind="tidy")


def idle(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """The chat was left alone for long enough, or was used meanwhile: then later."""
    if not timers.done(tx, timer.id):
        return
    row, pro = locks.of(tx, timer.subject_id), people.professional(tx, timer.subject_id)
    if row is None or pro is None or row.open_until is None or row.open_until == locks.FAR:
        return
    if row.open_until > now:
        locks.look_later(tx, pro.id, row.open_until)
        return
    close(tx, house, pro, row, now)
    note(tx, pro, "closed when idle", now)


def point(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """Something is held back: say that it is there, and whether it is urgent; nothing more."""
    if not timers.done(tx, timer.id):
        return
    row, pro = locks.of(tx, timer.subject_id), people.professional(tx, timer.subject_id)
    if row is None or pro is None or not pro.active or not rules.closed(locks.value(row), now):
        return
    person = people.by_id(tx, pro.person_id)
    held = locks.held(tx, person.chat_id, row.told_at)
    row.told_at = now
    if not held:
        return
    urgent = any(message.rank == 0 and message.kind == "notice" for message in held)
    words = house.words
    yes_or_no = words.bot("pointer_yes" if urgent else "pointer_no", person.locale)
    text = words.bot("lock_pointer", person.locale, urgent=yes_or_no)
    rows = [[(words.bot("lock_button", person.locale), OPEN)]]
    say(tx, person, text, now, rows=rows, rank=0 if urgent else 2, kind=outbox.PLAIN)


def is_closed(tx: Transaction, pro: Professional, now: datetime) -> bool:
    row = locks.of(tx, pro.id)
    return row is not None and rules.closed(locks.value(row), now)


def newer(tx: Transaction, row_id: int, params: dict[str, object]) -> bool:
    """A held message gets newer words. False: it is out already."""
    params = {name: value for name, value in params.items() if name != "message_id"}
    return locks.rewrite(tx, row_id, json.dumps(params, ensure_ascii=False, separators=(",", ":")))


def note(tx: Transaction, pro: Professional, what: str, now: datetime) -> None:
    clients.log(
        tx, actor="professional", actor_id=pro.id, client_id=None, what=f"chat {what}", why=Purpose.UPKEEP, now=now
    )
