"""Codes that did not open: each chat has few tries, and all chats together cannot fill the disk."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import func, select

from bot.storage import code_tries
from bot.storage.database import Store
from bot.storage.tables import CodeTry
from tests.conftest import NOON


def test_the_sixth_try_of_an_hour_rests_and_nobody_else_does(store: Store) -> None:
    def work(tx) -> list[bool]:
        for _ in range(code_tries.EACH - 1):
            code_tries.count(tx, 7, NOON)
        found = [code_tries.resting(tx, 7, NOON)]
        code_tries.count(tx, 7, NOON)
        late = NOON + code_tries.WINDOW
        return [
            *found,
            code_tries.resting(tx, 7, NOON),
            code_tries.resting(tx, 8, NOON),
            code_tries.resting(tx, 7, late),
        ]

    assert store.run_now(work) == [False, True, False, False]


def test_more_than_a_thousand_wrong_codes_an_hour_are_not_written_down(store: Store) -> None:
    def work(tx) -> int:
        # given as many wrong codes as are written down
        tx.keep(*(CodeTry(who="x", at=NOON) for _ in range(code_tries.TOGETHER)))
        # when one more comes, and one more after an hour
        code_tries.count(tx, 7, NOON + timedelta(minutes=1))
        code_tries.count(tx, 7, NOON + code_tries.WINDOW)
        tx.session.flush()
        return tx.session.exec(select(func.count()).select_from(CodeTry)).one()

    # then only the later one is
    assert store.run_now(work) == code_tries.TOGETHER + 1
