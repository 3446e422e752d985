"""Random conversations through the whole bot: nothing breaks, nobody is left without an answer, silence is kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.journeys.walker import empty_database, walk_many

CONVERSATIONS = 40  # a test; `python -m tests.journeys.walker 10000` walks on


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("first", range(0, 4 * CONVERSATIONS, CONVERSATIONS))
async def test_random_conversations_keep_every_rule(first: int) -> None:
    with empty_database() as url:
        broken = await walk_many(url, range(first, first + CONVERSATIONS))
    assert broken == [], "\n\n".join(broken)
