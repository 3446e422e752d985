"""What is due is done once, however many processes look for it at the same moment."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.storage.tables import CheckIn, Digest, Outbox
from sandbox.model import User
from tests.town import Town, rows, town

PROCESSES = 3
STEP = timedelta(hours=3)
DAYS = 15  # two Mondays are among them


def digests_in(place: Town, pro: User) -> list[str]:
    return [text for text in place.heard(pro) if text.startswith("Kooste ")]


@pytest.mark.postgres
async def test_every_check_in_and_every_digest_comes_once_though_three_processes_obey_at_the_same_moment(
    postgres_url: str,
):
    # given two professionals with four clients, and three processes on one database
    async with town(postgres_url) as place, AsyncExitStack() as others:
        pros = [await place.professional(name) for name in ("Maija", "Olli")]
        people = [
            await place.client(pro, name)
            for pro, name in zip(pros * 2, ("Koivu", "Haapa", "Leppä", "Saari"), strict=True)
        ]
        coaches = [place.coach]
        for _ in range(PROCESSES - 1):
            another = Town(place.desk, place.clock, postgres_url)
            await another.coach.start()
            others.push_async_callback(another.coach.stop)
            coaches.append(another.coach)
        # when days go by, and all of them look at each moment
        for _ in range(timedelta(days=DAYS) // STEP):
            place.clock.move(STEP)
            await asyncio.gather(*(coach.tick() for coach in coaches))
            for coach in coaches:
                await coach.dispatcher.idle()
            await place.settle()
        # then nobody was asked twice for one time
        asked = rows(place, CheckIn)
        for client in {row.client_id for row in asked}:
            times = sorted(row.asked_at for row in asked if row.client_id == client)
            assert all(later - earlier > timedelta(hours=20) for earlier, later in pairwise(times))
        sent = Counter((row.chat_id, row.message_id) for row in rows(place, Outbox) if row.method == "sendMessage")
        assert len({row.outbox_id for row in asked}) == len(asked) >= len(people) * 2
        # and what stands on the telephones was sent by one of them
        assert sum(len(place.heard(user)) for user in (*pros, *people)) == len(sent) == sent.total()
        # and each professional has one digest of each week
        assert Counter((row.professional_id, row.week) for row in rows(place, Digest)).most_common(1)[0][1] == 1
        assert [len(digests_in(place, pro)) for pro in pros] == [2, 2]
