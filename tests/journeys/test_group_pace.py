"""Telegram takes twenty messages a minute in a group (and about one a second): reached, kept, and nothing lost or mixed."""

from __future__ import annotations

from datetime import timedelta

from bot.workers.pace import Limits
from tests.journeys.peers import in_chat, opened
from tests.town import town

MINUTE = timedelta(minutes=1)
ASKING = 30  # strangers who ask for help in the same minute; each is answered where they asked


async def test_more_than_twenty_messages_a_minute_wait_their_turn_in_order_and_private_ones_do_not(
    sqlite_url: str,
) -> None:
    async with town(sqlite_url) as place:
        # given a group, and a bot that keeps Telegram's limits by the clock that is moved
        pro = await place.professional()
        chat = await opened(place, pro)
        place.limits, place.seconds = Limits(), lambda: place.clock.now().timestamp()
        await place.restart()
        begin = len(in_chat(place, chat))
        # when many ask at once
        for number in range(ASKING):
            user = place.desk.user(f"Vieras {number}")
            place.desk.join_group(user, chat)
            place.desk.say(user, "/apua", chat)
        await place.settle()
        # then somebody in private does not wait for the group
        alone = place.desk.user("Kaukana", "fi")
        place.desk.start(alone)
        await place.say(alone, "/apua")
        assert "112" in place.heard(alone)[-1]
        # and the group gets all answers, never more than twenty in any minute
        assert 0 < len(in_chat(place, chat)) - begin < ASKING
        for _ in range(120):
            await place.wait(timedelta(seconds=1))
        sent = [m.date for m in place.desk.messages(chat.id) if m.sender is place.desk.bot and m.text][begin:]
        assert len(sent) == ASKING
        assert sent == sorted(sent)
        assert max(sum(at <= other < at + MINUTE for other in sent) for at in sent) == 20
        assert max(sent) - min(sent) >= MINUTE
