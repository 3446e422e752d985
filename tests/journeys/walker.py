"""
Random conversations through the whole bot in this process, with rules that hold after every step.

    python -m tests.journeys.walker 10000 [first seed]

A seed names a conversation: the same one, with the same people at the same time, whenever it is walked.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Callable
from contextlib import suppress

from tests.journeys.rules import Broken
from tests.journeys.town_of_walks import clear, empty_database, walking_town
from tests.journeys.walk import Walk

LONGEST = 120  # seconds of one conversation; a usual one takes a fraction of one
TELL_EVERY = 100  # conversations


async def walk_many(url: str, seeds: range, told: Callable[[int, str], None] = lambda done, broken: None) -> list[str]:
    """Walk these conversations; the broken ones come back as text."""
    found = []
    async with walking_town(url) as place:
        for done, seed in enumerate(seeds, 1):
            await clear(place, seed)
            walk, broken = Walk(place, seed), ""
            try:
                await asyncio.wait_for(walk.run(), LONGEST)
            except (Broken, TimeoutError) as error:
                trail = "\n  ".join(walk.trail)
                broken = f"seed {seed}: {error or 'took too long'}\n  {trail}"
                found.append(broken)
            told(done, broken)
    return found


def main() -> None:
    logging.disable(logging.WARNING)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    begun = time.monotonic()

    def told(done: int, broken: str) -> None:
        if broken:
            print(broken, "\n", flush=True)
        if done % TELL_EVERY == 0:
            print(f"{done} conversations, {time.monotonic() - begun:.0f} s", flush=True)

    with empty_database() as url:
        broken = asyncio.run(walk_many(url, range(first, first + count), told))
    spent = time.monotonic() - begun
    print(f"{count} conversations, {count - len(broken)} kept every rule, {len(broken)} broken, {spent:.0f} s")
    sys.exit(bool(broken))


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
