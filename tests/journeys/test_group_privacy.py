"""Whatever happens in private, a group hears what the calendar brings and what its members confirmed, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlmodel import select

from bot.domain import groups as rules
from bot.storage.database import Transaction
from bot.storage.group_tables import Group, GroupMember
from bot.storage.tables import Client
from sandbox.model import Chat, User
from tests.journeys.peers import opened, shared
from tests.journeys.test_main_way import rows
from tests.town import MORNING, Town, town

MEMBERS = 8
DAYS = 15  # two Wednesdays and some
PRIVATE = (
    "Haluan kuolla",
    "En jaksa enää mitään",
    "Mies hakkaa minua",
    "3",
    "10",
    "0",
    "/tauko",
    "/kuulumiset",
    "/rytmi",
    "lopeta",
    "soittakaa minulle",
    "Kaikilla olisi parempi ilman minua",
    "Salaisuus jota kukaan ei saa tietää",
)


@dataclass
class Lives:
    """Eight private lives beside one group, drawn from a seed; `confirmed` is what was shared by a tap."""

    place: Town
    chat: Chat
    people: list[User]
    draw: Random
    confirmed: list[str] = field(default_factory=list)
    words: int = 0

    async def day(self) -> None:
        for user in self.people:
            for _ in range(self.draw.choice((0, 1, 1, 2))):
                await self.draw.choice((self.press, self.press, self.write, self.maybe_share))(user)

    async def write(self, user: User) -> None:
        await self.place.say(user, self.draw.choice(PRIVATE))

    async def press(self, user: User) -> None:
        """Any answer of an open talk, and nothing that concerns the group."""
        last = self.place.last(user)
        answers = [button for row in last.buttons() for button in row if button["callback_data"].startswith("t.")]
        if answers:
            self.place.desk.press(user, last.id, self.draw.choice(answers)["callback_data"])
            await self.place.settle()

    async def maybe_share(self, user: User) -> None:
        """Something is written for the group, seen, and then confirmed or not."""
        self.words += 1
        words = f"Sana numero {self.words}"
        await shared(self.place, user, words)
        yes = self.draw.random() < 0.5
        await self.place.press(user, "Jaa se" if yes else "En jaa")
        if yes:
            self.confirmed.append(words)


def let_in(tx: Transaction) -> None:
    """All clients have consented to the group."""
    group = tx.session.get(Group, 1)
    assert group is not None
    for client in tx.session.exec(select(Client)).all():
        row = GroupMember(group_id=group.id, client_id=client.id, place="agreed", offered_at=MORNING)
        tx.session.add(row)


def wednesdays(begin: datetime, end: datetime) -> list[datetime]:
    """What the calendar alone says of themes."""
    found: list[datetime] = []
    while (at := rules.theme_time(found[-1] if found else begin, "Europe/Helsinki")) <= end:
        found.append(at)
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_group_hears_the_calendar_and_confirmed_words_and_nothing_else(sqlite_url: str, seed: int) -> None:
    async with town(sqlite_url) as place:
        # given eight members, each with a private life of their own
        pro = await place.professional()
        people = [await place.client(pro, f"Puu{n}", days=(1, 2, 4, 7)[n % 4]) for n in range(MEMBERS)]
        chat = await opened(place, pro)
        place.coach.store.run_now(let_in)
        for user in people:
            place.desk.join_group(user, chat)
        await place.settle()
        assert [row.place for row in rows(place, GroupMember)] == ["inside"] * MEMBERS
        before, begin = len(place.desk.messages(chat.id)), place.clock.now()
        # when they live for two weeks: well, badly, in crisis, on breaks, in silence
        lives = Lives(place, chat, people, Random(seed))  # noqa: S311 - a life to be lived again, not a secret
        for _ in range(DAYS):
            await lives.day()
            await place.wait(timedelta(days=1))
        # then the group has heard each confirmed word and one theme a week at its hour
        heard = [m for m in place.desk.messages(chat.id)[before:] if m.sender is place.desk.bot]
        themes = [m for m in heard if m.text.startswith("Viikon ajatus")]
        assert [m.text.split("”")[1] for m in heard if m not in themes] == lives.confirmed
        hours = [at.replace(second=0, microsecond=0) for at in wednesdays(begin, place.clock.now())]
        assert [m.date.replace(second=0, microsecond=0) for m in themes] == hours
        assert lives.confirmed
