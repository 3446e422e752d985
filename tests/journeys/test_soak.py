"""Some days in seconds: the short form of `make soak`, with every kind of trouble in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.soak.__main__ import Plan, soak, text


@pytest.mark.slow
async def test_in_five_rough_days_nothing_is_lost_nothing_doubled_nothing_overtaken(tmp_path: Path) -> None:
    # given a small crowd that lives with the bot over real HTTP
    plan = Plan(clients=4, pros=1, days=5, kills=1)
    # when Telegram refuses, breaks and goes, the database is held by another, and the bot is killed and started anew
    report = await soak(plan, tmp_path)
    # then every update is finished and every message is out, once and in order
    assert report.good, text(report)
    assert report.found.updates > 30
    assert report.found.check_ins > 0
    # and the trouble was real
    story = report.story
    assert story.kills >= 1
    assert (story.restarts, story.away, story.locked) == (1, 1, 1)
