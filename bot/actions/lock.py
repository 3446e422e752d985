"""
A professional's chat closes after a time without use, at once on wish, and opens by a code of the second factor.

While it is closed nothing about clients leaves: what comes is held (`storage/locks.py`), buttons and commands ask for
the code first, and what stood in the chat is taken back. Help, the language and what a client does never wait.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.actions import intents, menu
from bot.actions.closing import OPEN, OWN_TALKS, PRO_TALKS, close, note
from bot.actions.heard import Command, Heard, Press, What, Words
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import HELP_NOW, Speaker, say, tell
from bot.domain import locks as rules
from bot.domain.locks import Policy, Standing
from bot.storage import locks, outbox, people
from bot.storage.database import Transaction
from bot.storage.lock_tables import ProLock
from bot.storage.tables import Professional

WAITS = timedelta(minutes=15)  # so long a tapped button is remembered for the code
SLACK = timedelta(minutes=2)  # the idle time is written down no more often than this
FREE = frozenset({"help", "language"})
"""Commands that tell nothing about clients."""
SHARED = frozenset({"start", "menu", "rules", "report", "my_data", "delete_me"})
"""Commands that are the client's own where somebody is both."""


def let_through(scene: Scene, heard: Heard) -> What | None:
    """What the turn goes on with: what was heard, or after a right code what had waited for it. None: it is answered."""
    pro = scene.who.professional
    if pro is None:
        return heard.what
    row = locks.of(scene.tx, pro.id)
    if isinstance(heard.what, Command) and heard.what.meaning == "lock":
        _lock_now(scene, pro, row)
        return None
    if row is None:
        return heard.what
    if not rules.closed(locks.value(row), scene.now):
        _used(scene, row)
        return heard.what
    code = rules.code_in(heard.what.text) if isinstance(heard.what, Words) else ""
    if code and (scene.who.client is None or _waits(row, scene.now)):
        return _try(scene, pro, row, code, heard)
    if not _business(scene, heard.what):
        return heard.what
    _keep_wish(row, heard.what, scene.now)
    _ask(scene, pro, row)
    return None


def _business(scene: Scene, what: What) -> bool:
    """Is this a professional's doing, which the lock stands before?"""
    both, talk = scene.who.client is not None, scene.talk.script
    match what:
        case Press(data=data) if data.startswith("t."):
            return talk.startswith(PRO_TALKS) if both else talk not in OWN_TALKS
        case Press(data=data):
            return data.startswith(("p.", "c.", "g.")) if both else data != HELP_NOW and not data.startswith("l.")
        case Command(meaning=meaning):
            return meaning not in FREE and not (both and (meaning in SHARED or not _for_professionals(meaning)))
        case Words(text=text) if intents.understand(text) in FREE:
            return False
        case Words(text=text) if _for_professionals(intents.understand(text)):
            return True
        case Words():
            return talk.startswith(PRO_TALKS) if both else talk not in OWN_TALKS
        case _:
            return False


def _for_professionals(meaning: str) -> bool:
    return meaning in menu.PROFESSIONAL


def _used(scene: Scene, row: ProLock) -> None:
    until = scene.now + scene.house.customs.lock_after
    if row.open_until is not None and row.open_until != locks.FAR and until - row.open_until > SLACK:
        row.open_until = until


def _waits(row: ProLock, now: datetime) -> bool:
    return row.wanted_at is not None and now - row.wanted_at < WAITS


def _keep_wish(row: ProLock, what: What, now: datetime) -> None:
    """A button or a command is obeyed once the code was right; typed words are not kept."""
    row.wanted, row.wanted_at = "", now
    if isinstance(what, Press) and not what.data.startswith("t.") and len(what.data) <= 64:
        row.wanted = what.data
    elif isinstance(what, Command) and what.meaning:
        row.wanted = f"/{what.meaning}"


def _ask(scene: Scene, pro: Professional, row: ProLock) -> None:
    """Say what opens this chat."""
    match rules.standing(locks.value(row), scene.now):
        case Standing.ASK:
            _say(scene, "lock_ask")
        case Standing.REST:
            _say_rest(scene, pro, row)
        case Standing.STUCK:
            _say(scene, "lock_stuck")
        case Standing.BARE:
            _say(scene, "lock_bare")
        case Standing.SHUT:
            _say(scene, "lock_shut")


def _try(scene: Scene, pro: Professional, row: ProLock, code: str, heard: Heard) -> What | None:
    """A typed code leaves the chat at once, right or wrong."""
    _delete_typed(scene, heard)
    if rules.standing(locks.value(row), scene.now) is not Standing.ASK:
        _ask(scene, pro, row)
        return None
    step = rules.step_of(row.secret, code, scene.now, row.last_step)
    if step is None:
        row.misses, row.missed_at = row.misses + 1, scene.now
        if rules.standing(locks.value(row), scene.now) is Standing.ASK:
            _say(scene, "lock_wrong")
        else:
            note(scene.tx, pro, f"{row.misses} wrong codes", scene.now)
            _ask(scene, pro, row)
        return None
    row.last_step = step
    return _open(scene, pro, row)


def _open(scene: Scene, pro: Professional, row: ProLock) -> What | None:
    wanted = row.wanted if _waits(row, scene.now) else ""
    row.misses, row.missed_at, row.wanted, row.wanted_at = 0, None, "", None
    row.open_until = scene.now + scene.house.customs.lock_after
    locks.look_later(scene.tx, pro.id, row.open_until)
    note(scene.tx, pro, "opened", scene.now)
    hours = int(scene.house.customs.lock_after.total_seconds() // 3600)
    text = scene.house.words.bot("lock_opened", scene.who.locale, hours=hours)
    say(scene.tx, scene.who.person, text, scene.now, kind=outbox.PLAIN)
    locks.release(scene.tx, scene.who.person.chat_id, scene.now)
    if not wanted or wanted == OPEN:
        return None
    return Command(wanted[1:]) if wanted.startswith("/") else Press(wanted, 0, "")


def _delete_typed(scene: Scene, heard: Heard) -> None:
    if heard.message_id:
        outbox.add(
            scene.tx,
            chat_id=scene.who.person.chat_id,
            method="deleteMessage",
            params={"message_id": heard.message_id},
            now=scene.now,
            kind="tidy",
        )


def _lock_now(scene: Scene, pro: Professional, row: ProLock | None) -> None:
    """`/lock`: at once. Without a second factor there would be no way back, so it only says how to get one."""
    if row is None or not row.secret:
        _say(scene, "lock_none")
        return
    close(scene.tx, scene.house, pro, row, scene.now)
    note(scene.tx, pro, "closed", scene.now)
    _say(scene, "lock_closed")


def follow(tx: Transaction, house: House) -> None:
    """What SECOND_FACTOR says holds from now on."""
    tx.hold("start", 0)  # several processes may start at the same moment
    named = [pro.id for pro in people.professionals(tx) if pro.name]
    locks.follow(tx, Policy(house.customs.second_factor), named)


def came_in(scene: Scene, pro: Professional) -> None:
    """Where a second factor is required, a new professional hears how to get one before anything else."""
    if scene.house.customs.second_factor != Policy.REQUIRED:
        return
    row = locks.make(scene.tx, pro.id)
    if not row.secret:
        tell(scene.tx, scene.house, Speaker(scene.who.person, None, pro), "lock_bare", scene.now)


def nothing_held(scene: Scene) -> None:
    """The button of a pointer, when the chat is open: what was held has come already."""
    _say(scene, "lock_nothing")


def _say_rest(scene: Scene, pro: Professional, row: ProLock) -> None:
    until = rules.rests_until(locks.value(row))
    assert until is not None
    when = scene.house.words.moment(until, scene.now, pro.timezone, scene.who.locale)
    text = scene.house.words.bot("lock_rest", scene.who.locale, when=when)
    say(scene.tx, scene.who.person, text, scene.now, kind=outbox.PLAIN)


def _say(scene: Scene, key: str) -> None:
    tell(scene.tx, scene.house, Speaker(scene.who.person, None, scene.who.professional), key, scene.now)
