"""Telegram takes twenty messages a minute in a group (and about one a second): reached, kept, and nothing lost or mixed."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from bot.actions.group_voice import to_chat
from bot.workers.pace import Limits
from tests.journeys.peers import grouped, in_chat

MINUTE = timedelta(minutes=1)
POSTS = 30  # in the same minute; more than the bot says by itself, because a flood gets one answer


async def test_more_than_twenty_messages_a_minute_wait_their_turn_in_order_and_private_ones_do_not(
    sqlite_url: str,
) -> None:
    # given a group, and a bot that keeps Telegram's limits by the clock that is moved
    async with grouped(sqlite_url) as (place, _, chat):
        place.limits, place.seconds = Limits(), lambda: place.clock.now().timestamp()
        await place.restart()
        begin = len(in_chat(place, chat))
        # when much is to be said at once
        for number in range(POSTS):
            place.coach.store.run_now(partial(to_chat, chat_id=chat.id, text=f"{number}", now=place.clock.now()))
        await place.settle()
        # then somebody in private does not wait for the group
        alone = place.desk.user("Kaukana", "fi")
        place.desk.start(alone)
        await place.say(alone, "/apua")
        assert "112" in place.heard(alone)[-1]
        # and the group gets all answers, never more than twenty in any minute
        assert 0 < len(in_chat(place, chat)) - begin < POSTS
        for _ in range(120):
            await place.wait(timedelta(seconds=1))
        sent = [m.date for m in place.desk.messages(chat.id) if m.sender is place.desk.bot and m.text][begin:]
        assert len(sent) == POSTS
        assert sent == sorted(sent)
        assert in_chat(place, chat)[begin:] == [f"{number}" for number in range(POSTS)]
        assert max(sum(at <= other < at + MINUTE for other in sent) for at in sent) == 20
        assert max(sent) - min(sent) >= MINUTE
