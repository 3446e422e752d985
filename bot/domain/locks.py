"""
Is a professional's chat closed, and does this code open it: values in, values out.

A code is TOTP (RFC 6238): six digits for thirty seconds. A neighbouring step counts too, because telephones' clocks
drift; a step that opened once, or any before it, never opens again.
"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import pyotp

STEP = 30  # seconds that a code is shown; RFC 6238's default, which every app has
DRIFT = 1  # steps before and after: up to half a minute of a wrong clock, and slow fingers
TRIES = 5  # wrong codes in a row, then a rest
REST = timedelta(hours=1)  # the first; each next one is twice as long
MOST = 20  # wrong codes in a row, then only the operator opens: 3 in a million for each, so 1 in 16,000 for all
_DIGITS = re.compile(r"\d{3}[ \u00a0-]?\d{3}", re.ASCII)


class Policy(StrEnum):
    """The setting SECOND_FACTOR: who is asked for a code."""

    OFF = "off"  # nobody; the operator's lock still closes
    OPTIONAL = "optional"  # who has a second factor
    REQUIRED = "required"  # everybody; without one nothing about clients is shown


class Standing(StrEnum):
    """Why a closed chat is closed, and so what is said to whoever knocks."""

    ASK = "ask"  # a code opens
    REST = "rest"  # too many wrong codes; later
    STUCK = "stuck"  # far too many; the operator opens
    BARE = "bare"  # no second factor yet, and one is required
    SHUT = "shut"  # closed by the operator: no code opens, for a stolen telephone may hold the authenticator too


@dataclass(frozen=True, slots=True)
class Lock:
    """What is known of one professional's lock. `open_until` empty: closed."""

    enrolled: bool
    open_until: datetime | None = None
    locked: bool = False
    misses: int = 0
    missed_at: datetime | None = None


def closed(lock: Lock, now: datetime) -> bool:
    """May nothing about clients leave just now?"""
    return lock.locked or lock.open_until is None or lock.open_until <= now


def standing(lock: Lock, now: datetime) -> Standing:
    """What a closed chat asks for."""
    if lock.locked:
        return Standing.SHUT
    if not lock.enrolled:
        return Standing.BARE
    if lock.misses >= MOST:
        return Standing.STUCK
    until = rests_until(lock)
    return Standing.REST if until is not None and now < until else Standing.ASK


def rests_until(lock: Lock) -> datetime | None:
    """Until when no code is looked at, not even a right one: right and wrong must look the same."""
    rounds, rest = divmod(lock.misses, TRIES)
    if rest or not rounds or lock.missed_at is None:
        return None
    return lock.missed_at + REST * (1 << (rounds - 1))


def code_in(text: str) -> str:
    """The six digits that a message is; empty when it is anything else."""
    clean = text.strip()
    return re.sub(r"\D", "", clean) if _DIGITS.fullmatch(clean) else ""


def step_of(secret: str, code: str, now: datetime, after: int) -> int | None:
    """
    The time step whose code this is, if it may open. All candidates are compared, each in constant time.

    Args:
        secret: Base32, as an authenticator app holds it.
        after: The newest step that opened before; it and all older ones are used up.
    """
    totp = pyotp.TOTP(secret)
    here = int(now.timestamp()) // STEP
    fits = [step for step in range(here - DRIFT, here + DRIFT + 1) if _same(totp.generate_otp(step), code)]
    return next((step for step in fits if step > after), None)


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
