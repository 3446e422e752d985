"""Closed chats: how long wrong codes rest, and which codes open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from bot.domain.locks import MOST, STEP, TRIES, Lock, Standing, closed, code_in, rests_until, standing, step_of

NOON = datetime(2026, 11, 25, 10, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.mark.parametrize(("misses", "hours"), [(TRIES, 1), (2 * TRIES, 2), (3 * TRIES, 4)])
def test_after_each_five_wrong_codes_the_rest_is_twice_as_long(misses: int, hours: int) -> None:
    lock = Lock(enrolled=True, misses=misses, missed_at=NOON)
    assert rests_until(lock) == NOON + timedelta(hours=hours)
    assert standing(lock, NOON + timedelta(hours=hours, seconds=-1)) is Standing.REST
    assert standing(lock, NOON + timedelta(hours=hours)) is Standing.ASK


@pytest.mark.parametrize("misses", [0, 1, TRIES - 1, TRIES + 1])
def test_between_the_fives_there_is_no_rest(misses: int) -> None:
    assert rests_until(Lock(enrolled=True, misses=misses, missed_at=NOON)) is None


def test_after_twenty_wrong_codes_only_the_operator_opens() -> None:
    lock = Lock(enrolled=True, misses=MOST, missed_at=NOON)
    assert standing(lock, NOON + timedelta(days=365)) is Standing.STUCK


def test_a_chat_is_open_until_its_time_and_not_at_it() -> None:
    lock = Lock(enrolled=True, open_until=NOON)
    assert not closed(lock, NOON - timedelta(seconds=1))
    assert closed(lock, NOON)
    assert closed(Lock(enrolled=True, open_until=NOON, locked=True), NOON - timedelta(hours=1))


@pytest.mark.parametrize(("off", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_opens_one_step_before_and_after_its_own(off: int, opens: bool) -> None:
    here = int(NOON.timestamp()) // STEP
    found = step_of(SECRET, pyotp.TOTP(SECRET).generate_otp(here + off), NOON, after=0)
    assert found == (here + off if opens else None)


def test_a_step_that_opened_and_all_before_it_are_used_up() -> None:
    here = int(NOON.timestamp()) // STEP
    now, before = (pyotp.TOTP(SECRET).generate_otp(step) for step in (here, here - 1))
    assert step_of(SECRET, now, NOON, after=here) is None
    assert step_of(SECRET, before, NOON, after=here) is None
    assert step_of(SECRET, now, NOON, after=here - 1) == here


@pytest.mark.parametrize(
    ("text", "code"),
    [("123456", "123456"), (" 123 456 ", "123456"), ("123-456", "123456"), ("12345", ""), ("1234567", ""), ("abc", "")],
)
def test_a_code_is_six_digits_and_nothing_else(text: str, code: str) -> None:
    assert code_in(text) == code
