"""What an operator does about locks: sets up a second factor, closes out, opens the way back. Each deed is logged."""

from __future__ import annotations

from datetime import datetime

from bot.actions import closing, notices, promises
from bot.actions.house import House
from bot.actions.operate import CannotDo
from bot.actions.speaker import Speaker, tell
from bot.domain import locks as rules
from bot.domain.locks import Policy
from bot.domain.purposes import Purpose
from bot.storage import clients, locks, people, staff
from bot.storage.database import Transaction
from bot.storage.tables import Professional


def enrol(tx: Transaction, house: House, pro_id: int, secret: str, code: str, now: datetime) -> None:
    """
    From now on this secret's codes open. The first code proves that the app really has it.

    Raises CannotDo when it does not, so that nobody is closed out by a picture that was never scanned.
    """
    pro = active(tx, pro_id)
    step = rules.step_of(secret, rules.code_in(code), now, 0)
    if step is None:
        raise CannotDo(
            "that is not the code the app shows now: nothing was changed. Look at the clocks of both devices"
        )
    row = locks.make(tx, pro.id)
    row.secret, row.enrolled_at, row.last_step = secret, now, step
    row.misses, row.missed_at, row.locked_at = 0, None, None
    closing.close(tx, house, pro, row, now)
    locks.follow(tx, Policy(house.customs.second_factor), [pro.id])
    _log(tx, f"second factor of {pro.id} set up", now)
    _tell(tx, house, pro, "lock_ready", now)


def withdraw(tx: Transaction, house: House, pro_id: int, now: datetime) -> None:
    """The second factor is no more; what the setting says then holds."""
    pro = active(tx, pro_id)
    row = locks.of(tx, pro.id)
    if row is None or not row.secret:
        raise CannotDo(f"{pro_id} has no second factor, so there is nothing to take away")
    closing.close(tx, house, pro, row, now)
    locks.forget(tx, pro.id)
    locks.follow(tx, Policy(house.customs.second_factor), [pro.id])
    _log(tx, f"second factor of {pro.id} taken away", now)
    _tell(tx, house, pro, "lock_gone", now)


def close_out(tx: Transaction, house: House, which: str, now: datetime) -> tuple[int, list[str]]:
    """One professional's chat, or all, closes at once. Returns how many, and what of notices is to be seen to."""
    chosen = list(people.professionals(tx)) if which == "all" else [active(tx, _number(which))]
    new = [pro.id for pro in chosen if not locks.closed_out(tx, pro.id)]
    broken = promises.by_name(tx, new, now)
    for pro in chosen:
        row = locks.make(tx, pro.id)
        closing.close(tx, house, pro, row, now)
        row.locked_at = now
        _log(tx, f"closed chat of {pro.id}", now)
    tx.session.flush()
    others = promises.pass_on(tx, house, broken, now)
    return len(chosen), [*others, *_left_alone(tx, {pro.id for pro in chosen}, now)]


def _left_alone(tx: Transaction, closed: set[int], now: datetime) -> list[str]:
    """Somebody may be in danger, and who was told can read nothing now: the operator is the one who can see to it."""
    lines = []
    for case in staff.open_cases(tx):
        if not case.urgent:
            continue
        then = f"then: python -m bot cases resend {case.id}"
        if not notices.who_hear(tx, clients.own(tx, case.client_id), now, deputies=True):
            give = f"python -m bot clients assign {case.client_id} --to NUMBER"
            lines.append(f"Urgent notice {case.id} can be read by nobody now. Call the professional. {give}, {then}")
        elif case.taken_by in closed:
            lines.append(
                f"Urgent notice {case.id} was taken by {case.taken_by}. Ask whether it is seen to; if not, {then}"
            )
    return lines


def let_back(tx: Transaction, house: House, which: str, now: datetime) -> int:
    """The lock is taken off and wrong codes are forgotten; whoever has a second factor still types a code."""
    chosen = list(people.professionals(tx)) if which == "all" else [active(tx, _number(which))]
    for pro in chosen:
        row = locks.of(tx, pro.id)
        if row is not None:
            row.locked_at, row.misses, row.missed_at = None, 0, None
            _log(tx, f"let back professional {pro.id}", now)
    locks.follow(tx, Policy(house.customs.second_factor), [pro.id for pro in chosen if pro.name])
    for pro in chosen:
        for client, _ in clients.looked_after(tx, pro.id, now):
            promises.drop(tx, client.id)
        if not closing.is_closed(tx, pro, now):
            locks.release(tx, people.by_id(tx, pro.person_id).chat_id, now)
    return len(chosen)


def active(tx: Transaction, pro_id: int) -> Professional:
    pro = people.professional(tx, pro_id)
    if pro is None or not pro.active:
        raise CannotDo(f"there is no active professional {pro_id}: `python -m bot professionals` lists them")
    return pro


def _number(which: str) -> int:
    if not which.isdecimal() or len(which) > 12:
        raise CannotDo("say the number that `python -m bot professionals` shows, or: all")
    return int(which)


def _tell(tx: Transaction, house: House, pro: Professional, key: str, now: datetime) -> None:
    tell(tx, house, Speaker(people.by_id(tx, pro.person_id), None, pro), key, now)


def _log(tx: Transaction, what: str, now: datetime) -> None:
    clients.log(tx, actor="operator", actor_id=None, client_id=None, what=what[:40], why=Purpose.UPKEEP, now=now)
