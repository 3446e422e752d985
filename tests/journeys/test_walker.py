"""Random conversations through the whole bot: nothing breaks, nobody is left without an answer, silence is kept."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.journeys.town_of_walks import empty_database
from tests.journeys.walker import walk_many

CONVERSATIONS = 25  # a test; `python -m tests.journeys.walker 10000` walks on


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
