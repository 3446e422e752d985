"""
Two hundred people with telephones: what each does, by a seeded draw, and when.

Most answer within minutes, some after hours, some not at all. Some tap twice, type where buttons are offered, or write
by themselves. Nobody erases their data: what is gone cannot be counted.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from sandbox.desk import Desk
from sandbox.model import JSON, Change, Message, User

WELCOME = (
    "Suomi",
    "Jatketaan",
    "Milloin kerrot?",
    "Selvä",
    "Kyllä, aloitan",
    "Aamupäivällä kello 10",
    "Kello 20–9",
    "Kyllä, pidä tallessa",
    "Joka päivä",
    "Joka toinen päivä",
)
TYPED = ("Kävelin vähän pihalla", "en oikein tiedä", "ihan hyvä päivä", "väsytti", "7", "kahvilla naapurin kanssa")
OWN = ("/kuulumiset", "/valikko", "/rytmi", "/mita_nakyy", "/apua", "moi", "haluan puhua jostain")
PROS_OWN = ("/asiakkaat", "/kooste")
DELAYS = (timedelta(seconds=20), timedelta(minutes=3), timedelta(hours=2), None)  # None: not at all
OFTEN = (55, 25, 12, 8)
PER_TALK = 14  # answers; then the way out is taken
OWN_SHARE = 0.06  # of a client's days on which she writes by herself
NEVER = ("d.",)  # buttons of erasing and handing out


@dataclass(order=True)
class _Plan:
    at: datetime
    number: int
    user: User = field(compare=False)
    message: int = field(compare=False)  # 0: by themselves


class Crowd:
    """Everybody who lives with the bot."""

    def __init__(self, desk: Desk, random: Random) -> None:
        self.desk, self._random = desk, random
        self.clients: list[User] = []
        self.pros: list[User] = []
        self._plans: list[_Plan] = []
        self._numbers = count()
        self._answers: dict[int, int] = {}  # within the present talk, by person
        self.acts = 0
        self._settled = desk.now()  # until then everybody answers at once
        desk.listen(self._see)

    def _see(self, change: Change) -> None:
        message = self.desk.message(change.chat_id, change.message_id)
        if change.kind != "message" or message is None or message.sender is not self.desk.bot:
            return
        user = self.desk.users.get(change.chat_id)
        if user is None or not self._choices(user, message):
            return
        delay = self._random.choices(DELAYS, OFTEN)[0]
        if self.desk.now() < self._settled:
            delay = timedelta()
        if delay is not None:
            self.plan(user, self.desk.now() + delay, message.id)

    def settle_until(self, at: datetime) -> None:
        """While people come in, nobody puts anything off."""
        self._settled = at

    def plan(self, user: User, at: datetime, message: int = 0) -> None:
        heapq.heappush(self._plans, _Plan(at, next(self._numbers), user, message))

    def new_day(self) -> None:
        """Who writes by themselves today, and when."""
        for user in (*self.clients, *self.pros):
            if self._random.random() < OWN_SHARE:
                self.plan(user, self.desk.now() + timedelta(minutes=self._random.randrange(8 * 60, 20 * 60)))

    def next(self) -> datetime | None:
        return self._plans[0].at if self._plans else None

    def act(self, now: datetime) -> int:
        """Everybody whose time has come does something. Returns how many did."""
        done = 0
        while self._plans and self._plans[0].at <= now:
            plan = heapq.heappop(self._plans)
            done += self._act(plan)
        self.acts += done
        return done

    def _act(self, plan: _Plan) -> int:
        if not plan.message:
            self.desk.say(plan.user, self._random.choice(PROS_OWN if plan.user in self.pros else OWN))
            return 1
        message = self.desk.message(plan.user.id, plan.message)
        choices = self._choices(plan.user, message) if message else []
        if not choices or message is None:
            return 0
        return self._answer(plan.user, message, choices)

    def _answer(self, user: User, message: Message, choices: list[JSON]) -> int:
        wanted = next((b for name in WELCOME for b in choices if b["text"] == name), None)
        data = [b["callback_data"] for b in choices]
        answers = [one for one in data if one.rpartition(".")[2][:1] in "bs"]
        self._answers[user.id] = self._answers.get(user.id, 0) + 1 if answers else 0
        leave = next((one for one in data if one.endswith(".x")), None)
        if wanted is not None:
            chosen = wanted["callback_data"]
        elif self._answers[user.id] > PER_TALK and leave:
            chosen = leave
        elif self._random.random() < (0.08 if answers else 0.7) and user in self.clients:
            self.desk.say(user, self._random.choice(TYPED))
            return 1
        else:
            chosen = self._random.choice(answers or data)
        twice = self._random.random() < 0.04
        for _ in range(1 + twice):
            self.desk.press_data(user, message, chosen)
        return 1 + twice

    def _choices(self, user: User, message: Message) -> list[JSON]:
        """What may be pressed: a client answers questions, a professional takes and closes notices."""
        kinds = ("c.",) if user in self.pros else ("t.", "l.")
        found = [b for row in message.buttons() for b in row if "callback_data" in b]
        return [b for b in found if b["callback_data"].startswith(kinds) and not b["callback_data"].startswith(NEVER)]
