"""The whole bot, killed again and again while clients write: every word is answered, and counted once."""

from __future__ import annotations

import asyncio
import re
import signal
from collections import Counter, defaultdict
from datetime import UTC, datetime
from random import Random

import pytest
from sqlmodel import select

from benchmarks import people
from benchmarks.server import FIRST_CHAT
from bot.storage import outbox
from bot.storage.database import Store, Transaction
from bot.storage.tables import Inbox, Talk
from bot.workers.sender import AT_ONCE
from dialogs.place import Place
from sandbox.desk import Desk
from sandbox.model import Change, User
from sandbox.server import BotServer
from tests.journeys import whole_bot
from tests.journeys.test_restart import Bots, all_marked

CLIENTS, EACH, KILLS = 40, 10, 15
ON_THE_WAY = 60  # updates that wait at Telegram or in the bot at any time
QUOTED = re.compile("”(sana [0-9]+)”")


class WholeBots(Bots):
    """Lives of the real thing."""

    module = whole_bot.__name__


class Crowd:
    """Clients who write, one word after the other, and what each was answered."""

    def __init__(self, desk: Desk, random: Random) -> None:
        self.desk = desk
        users = [desk.user(f"Person {number}", "en", id=FIRST_CHAT + number) for number in range(CLIENTS)]
        self.turns: list[User] = [user for user in users for _ in range(EACH)]
        random.shuffle(self.turns)
        self.said: Counter[int] = Counter()
        self.answered: defaultdict[int, list[str]] = defaultdict(list)
        self.known: set[tuple[int, str]] = set()
        self.news = asyncio.Event()
        desk.listen(self.see)

    def write(self, most: int = 1) -> None:
        for _ in range(min(most, len(self.turns))):
            user = self.turns.pop()
            self.said[user.id] += 1
            self.desk.say(user, f"sana {self.said[user.id]}")

    def see(self, change: Change) -> None:
        message = self.desk.message(change.chat_id, change.message_id)
        if change.kind != "message" or message is None or message.sender is not self.desk.bot:
            return
        for word in QUOTED.findall(message.text):
            self.answered[change.chat_id].append(word)
            if (change.chat_id, word) not in self.known:
                self.known.add((change.chat_id, word))
                self.write()
                self.news.set()

    async def until(self, answers: int, ended: asyncio.Task[int]) -> None:
        ended.add_done_callback(lambda _: self.news.set())
        while len(self.known) < answers:
            assert not ended.done(), "the bot ended by itself"
            self.news.clear()
            await self.news.wait()


async def live_and_die(database: str, crowd: Crowd, random: Random) -> int:
    """All words, with kills in between. Returns how often the bot was killed."""
    moments = sorted(random.sample(range(CLIENTS * EACH - ON_THE_WAY), KILLS))
    async with BotServer(crowd.desk) as server:
        bots = WholeBots(server.url, crowd.desk.token, database)
        try:
            crowd.write(ON_THE_WAY)
            await bots.start()
            for moment in moments:
                await crowd.until(moment, bots.ended)
                await bots.end(signal.SIGKILL)
                await bots.start()
            await crowd.until(CLIENTS * EACH, bots.ended)
            await all_marked(database)
            assert await bots.end(signal.SIGTERM) == 0
        finally:
            await bots.close()
    return len(moments)


def places(tx: Transaction) -> dict[int, Place]:
    return {talk.person_id: Place.from_json(talk.place) for talk in tx.session.exec(select(Talk)).all()}


@pytest.mark.slow
async def test_killed_at_any_moment_the_whole_bot_answers_every_word_and_counts_it_once(sqlite_url: str):
    # given enrolled clients who write four hundred words
    random = Random(5)  # noqa: S311 - moments, not secrets
    people.fill(sqlite_url, CLIENTS)
    crowd = Crowd(Desk(lambda: datetime.now(UTC)), random)
    # when the bot is killed fifteen times meanwhile
    kills = await live_and_die(sqlite_url, crowd, random)
    # then every update is finished, and nothing waits to be sent
    store = Store.open(sqlite_url)
    states = store.run_now(lambda tx: [row.state for row in tx.session.exec(select(Inbox)).all()])
    waiting = store.run_now(outbox.waiting)
    talks = store.run_now(places)
    await store.close()
    assert states == [Inbox.DONE] * (CLIENTS * EACH)
    assert waiting == 0
    # and each word was received exactly once: each asked one question, and these are numbered
    assert [place.turn for place in talks.values()] == [EACH] * CLIENTS
    # and every client was answered word for word in order, again only where the bot was killed
    expected = [f"sana {number}" for number in range(1, EACH + 1)]
    assert {chat: list(dict.fromkeys(words)) for chat, words in crowd.answered.items()} == dict.fromkeys(
        crowd.answered, expected
    )
    again = sum(len(words) - EACH for words in crowd.answered.values())
    assert len(crowd.answered) == CLIENTS
    assert again <= kills * AT_ONCE
