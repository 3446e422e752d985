"""Five thousand random inputs: nothing falls over, no row is lost, no private message stays without an answer."""

from __future__ import annotations

from tests.trust import fuzz

INPUTS = 5000


async def test_whatever_comes_in_nothing_falls_over(sqlite_url: str) -> None:
    await fuzz.everything(20261125, INPUTS, sqlite_url)
