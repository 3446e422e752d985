"""Where files are made: in a process of its own, and what becomes of a maker that fails."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.papers.making import make
from bot.storage.calls import NotMade
from bot.workers.workshop import Workshop, own_process

CHART: dict[str, Any] = {
    "title": "Voimat",
    "scale": "0–10",
    "days": 7,
    "answers": [[0, 3], [2, 5]],
    "line": [[[3.0, 4.0]]],
    "breaks": [],
    "ticks": [[0, "2.11."]],
    "break_word": "tauko",
    "start_word": "oma alku",
    "alt": "Voimat",
    "start": None,
}  # as JSON brings it back: lists, no tuples


def one_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1)


async def test_a_picture_comes_from_another_process_as_a_png() -> None:
    workshop = Workshop(make)
    try:
        body = await workshop("energy", CHART)
    finally:
        workshop.close()
    assert body.startswith(b"\x89PNG")


@pytest.mark.parametrize("values", [{}, CHART | {"days": "many"}, CHART | {"line": [[["x", "y"]]]}])
async def test_values_that_make_no_picture_are_told_without_saying_them(
    values: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    workshop = Workshop(make, one_thread)
    with pytest.raises(NotMade) as told:
        await workshop("energy", values)
    workshop.close()
    assert "many" not in str(told.value) + caplog.text
    assert told.value.__cause__ is None


def dies(_: str, values: Any) -> bytes:
    """The first time the process ends, as when the machine is out of memory."""
    if values["first"]:
        os._exit(9)
    return b"made"


async def test_a_workshop_whose_process_died_opens_another() -> None:
    workshop = Workshop(dies)
    try:
        with pytest.raises(NotMade):
            await workshop("any", {"first": True})
        assert await workshop("any", {"first": False}) == b"made"
    finally:
        workshop.close()


async def test_nothing_is_started_before_the_first_file() -> None:
    opened: list[int] = []

    def open_pool() -> ThreadPoolExecutor:
        opened.append(1)
        return one_thread()

    make_nothing: Callable[[str, Any], bytes] = lambda maker, values: b"x"  # noqa: E731 - as short as it can be
    workshop = Workshop(make_nothing, open_pool)
    workshop.close()
    assert opened == []
    await workshop("any", {})
    await workshop("any", {})
    assert opened == [1]
    workshop.close()


def test_ctrl_c_in_a_terminal_does_not_break_what_is_being_made() -> None:
    pool = own_process()
    try:
        # given the process, and the signal that a terminal sends to all that run in it
        made_by = pool.submit(os.getpid).result()
        os.kill(made_by, signal.SIGINT)
        # then it goes on until the bot ends it
        assert pool.submit(os.getpid).result() == made_by
    finally:
        pool.shutdown()
