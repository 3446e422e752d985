"""Whatever happens in private, a group hears what the calendar brings and what its members confirmed, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest

from bot.domain import groups as rules
from bot.domain.together import steps_at_least
from bot.storage.group_tables import GroupMember
from sandbox.model import Chat, Message, User
from tests.journeys.peers import company, counted, grouped, shared, stepped
from tests.town import Town, rows

MEMBERS = 8
DAYS = 17  # three Wednesdays, and one whole week from Monday to Sunday
STEPS_DAY = 8  # of that whole week
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
    """
    Eight private lives beside one group, drawn from a seed.

    `confirmed` is what was shared by a tap, `asked` what the group was asked by one, `polled` what its polls said; `steps` are of those who want to be
    counted, in the whole week.
    """

    place: Town
    chat: Chat
    pro: User
    people: list[User]
    draw: Random
    confirmed: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    polled: list[str] = field(default_factory=list)
    steps: list[int] = field(default_factory=list)
    words: int = 0

    async def begin(self) -> None:
        """Most want to be counted; of nobody is it to be seen."""
        for user in self.people:
            if self.draw.random() < 0.8:
                await counted(self.place, user)

    async def day(self, number: int) -> None:
        if number == STEPS_DAY:
            taken = [self.draw.randrange(4) for _ in self.people]
            stepped(self.place, *taken)
            members = rows(self.place, GroupMember)
            self.steps = [n for n, row in zip(taken, members, strict=True) if row.steps_since is not None]
        for user in self.people:
            for _ in range(self.draw.choice((0, 1, 1, 2))):
                await self.draw.choice((self.press, self.press, self.write, self.pulse, self.maybe))(user)

    async def write(self, user: User) -> None:
        await self.place.say(user, self.draw.choice(PRIVATE))

    async def press(self, user: User) -> None:
        """Any answer of an open talk, and nothing that concerns the group."""
        last = self.place.last(user)
        answers = [button for row in last.buttons() for button in row if button["callback_data"].startswith("t.")]
        if answers:
            self.place.desk.press(user, last.id, self.draw.choice(answers)["callback_data"])
            await self.place.settle()

    async def pulse(self, user: User) -> None:
        """The month's questions, where they have come."""
        if "Vastaan" in self.place.offered(user):
            await self.place.press(user, "Vastaan")
            await self.press(user)

    async def maybe(self, user: User) -> None:
        await self.draw.choice((self.maybe_share, self.maybe_propose))(user)

    async def maybe_share(self, user: User) -> None:
        """Something is written for the group, seen, and then confirmed or not."""
        self.words += 1
        words = f"Sana numero {self.words}"
        await shared(self.place, user, words)
        yes = self.draw.random() < 0.5
        await self.place.press(user, "Jaa se" if yes else "En jaa")
        if yes:
            self.confirmed.append(words)

    async def maybe_propose(self, user: User) -> None:
        """A goal is thought of, seen, and then put to the group or not; the moderator lets it rest."""
        self.words += 1
        words = f"Tavoite numero {self.words}"
        await proposed(self.place, user, words)
        if self.draw.random() < 0.5:
            await self.place.press(user, "Jätän sen")
            return
        await self.place.press(user, "Kysytään ryhmältä")
        self.polled += [m.content["poll"]["question"].split("”")[1] for m in polls_in(self.place, self.chat)]
        await self.place.press(self.pro, "Annetaan sen jäädä")
        self.asked.append(words)


def polls_in(place: Town, chat: Chat) -> list[Message]:
    return [m for m in place.desk.messages(chat.id) if "poll" in m.content]


async def proposed(place: Town, user: User, words: str) -> None:
    await place.say(user, "/ryhma")
    await place.press(user, "Ehdota jotain")
    await place.press(user, "Yhteistä tavoitetta")
    await place.say(user, words)


def wednesdays(begin: datetime, end: datetime) -> list[datetime]:
    """What the calendar alone says of themes."""
    found: list[datetime] = []
    while (at := rules.theme_time(found[-1] if found else begin, "Europe/Helsinki")) <= end:
        found.append(at)
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_a_group_hears_the_calendar_confirmed_words_and_one_rough_number(sqlite_url: str, seed: int) -> None:
    # given eight members, each with a private life of their own
    async with grouped(sqlite_url) as (place, pro, chat):
        people = await company(place, pro, chat, MEMBERS)
        assert [row.place for row in rows(place, GroupMember)] == ["inside"] * MEMBERS
        lives = Lives(place, chat, pro, people, Random(seed))  # noqa: S311 - a life to be lived again, not a secret
        await lives.begin()
        before, begin = len(place.desk.messages(chat.id)), place.clock.now()
        # when they live for two weeks: well, badly, in crisis, on breaks, in silence
        for number in range(DAYS):
            await lives.day(number)
            await place.wait(timedelta(days=1))
        heard = [m for m in place.desk.messages(chat.id)[before:] if m.sender is place.desk.bot]
        themes = [m for m in heard if m.text.startswith("Viikon ajatus")]
        rested = [m for m in heard if m.text.startswith("Yksi ehdotus jää nyt")]
        # then the group has heard each confirmed word, without a name
        others = [m for m in heard if m not in (*themes, *rested)]
        assert [m.text.split("”")[1] for m in others] == lives.confirmed
        # and each proposal as long as it was open, and no word of it after it was let rest
        assert lives.polled == lives.asked
        assert len(rested) == len(lives.asked)
        # and one theme a week at its hour
        hours = [at.replace(second=0, microsecond=0) for at in wednesdays(begin, place.clock.now())]
        assert [m.date.replace(second=0, microsecond=0) for m in themes] == hours
        assert len(hours) == 3
        # and of small steps only what those come to who want to be counted, roughly
        at_least = steps_at_least(lives.steps, MEMBERS)
        assert [line(m.text) for m in themes] == [None, None, at_least]
        assert lives.confirmed
        assert lives.asked


def line(theme: str) -> int | None:
    """The number that stands below a theme."""
    found = re.search(r"vähintään (\d+) pientä askelta", theme)
    return int(found[1]) if found else None
