"""Half a year lived through the whole bot: who looks at the telephone when, and what is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import select

from bot.demo.driver import buttons_of
from bot.domain.plan import Period, Stage
from bot.storage import plans, timers
from bot.storage.database import Transaction
from bot.storage.tables import Client
from sandbox.model import User
from tests.journeys.professional_ways import card
from tests.town import Town

HELSINKI = ZoneInfo("Europe/Helsinki")
PATIENCE = 7  # days
A_DAY = timedelta(days=1)
LOOKS_AFTER = timedelta(minutes=70)  # how long a message waits until somebody looks
KINDS = ("check_in", "stage", "measures", "goal_look", "meeting", "digest", "tell", "follow", "open_door")
ENERGIES = (5, 6, 4, 6, 3, 5, 7, 6, 5, 7)
OUTCOMES = ("Tein sen", "Tein osan", "En aloittanut", "Tein sen", "Lepäsin", "Tein sen")
FORM = ("3 – siltä väliltä", "4 – pidän")
"""What is tapped in a form of made-up words: at the start, and from then on."""
WAYS_ON = (
    "Sopivaa",
    "Juuri sopiva",
    "Kyllä, tuntui",
    "Väsytti",
    "Pidän tämän koon",
    "Sama uudelleen",
    "Ei nyt",
    "Tämä riittää nyt",
)
"""What somebody taps who has told enough; the first that is offered."""

Deed = Callable[["HalfYear"], Awaitable[None]]


@dataclass(frozen=True)
class Model:
    """A working model as it is lived here: its key, what the professional's button says, and what happens in its stages."""

    key: str
    button: str
    title: str
    deeds: Mapping[Stage, tuple[Deed, ...]]


@dataclass
class HalfYear:
    """One client and one professional on their way through a model."""

    place: Town
    pro: User
    client: User
    model: Model
    seen: list[Stage] = field(default_factory=list)
    begins: list[tuple[datetime, Stage]] = field(default_factory=list)
    answered: int = 0
    forms: int = 0
    since: tuple[int, int] = (0, 0)
    read: int = 0

    def period(self) -> Period:
        def look(tx: Transaction) -> Period | None:
            return plans.period_of(tx, tx.session.exec(select(Client)).one().id)

        found = self.place.coach.store.run_now(look)
        assert found is not None
        return found

    def stage(self) -> Stage:
        return self.period().stage_on(self.place.clock.now().astimezone(HELSINKI).date())

    async def live(self) -> None:
        """From the first day to the last, looking at the telephone a while after each message."""
        phones = (self.client.id, self.pro.id)
        self.since = (len(self.place.desk.messages(phones[0])), len(self.place.desk.messages(phones[1])))
        await card(self.place, self.pro)
        for button in ("Jakso", "Aloita jakso"):
            await self.place.press(self.pro, button)
        [model] = [offered for offered in self.place.offered(self.pro) if offered.startswith(self.model.button)]
        await self.place.press(self.pro, model)
        while Stage.FAREWELL not in self.seen:
            if (stage := self.stage()) not in self.seen and self._by_day():
                self.seen.append(stage)
                now = self.place.clock.now().astimezone(HELSINKI)
                self.begins.append((min(now, now.replace(hour=9, minute=59)), stage))
                for deed in self.model.deeds.get(stage, ()):
                    self.read = len(self.place.desk.messages(self.client.id))
                    await deed(self)
            await self.place.wait_until(self._next_look())
            await self._answer()

    def _by_day(self) -> bool:
        """The bot speaks of a new stage at ten; people act after that."""
        return self.place.clock.now().astimezone(HELSINKI).hour >= 11 or not self.seen

    def _next_look(self) -> datetime:
        now = self.place.clock.now()

        def look(tx: Transaction) -> list[datetime]:
            found = [timers.next_after(tx, now, kind) for kind in KINDS]
            return [at for at in found if at is not None]

        return min(self.place.coach.store.run_now(look), default=now + timedelta(days=7)) + LOOKS_AFTER

    async def until_asked(self, button: str) -> None:
        """What comes unasked keeps the client's budget: it may be some days until the button is there. Then tap it."""
        for _ in range(PATIENCE):
            if any(button in buttons_of(message) for message in self.place.desk.messages(self.client.id)[self.read :]):
                break
            await self.place.wait(A_DAY)
            await self._answer()
        await self.place.press(self.client, button)

    async def _answer(self) -> None:
        """What lies open on the client's telephone is answered."""
        offered = self.place.offered(self.client)
        if "Aloitan" in offered:  # measures
            await self.place.press(self.client, "Aloitan")
            if any(button in self.place.offered(self.client) for button in FORM):
                await self.fill_in()
            else:
                await self.place.say(self.client, str(3000 + 50 * self.answered))
        elif "10" in offered and "0" in offered:
            self.answered += 1
            await self.place.press(self.client, str(ENERGIES[self.answered % len(ENERGIES)]))
            await self.place.through(self.client, OUTCOMES[self.answered % len(OUTCOMES)], *WAYS_ON)

    async def fill_in(self) -> None:
        """Each item of the form by a tap, a little higher every time that it is the same form again."""
        answer = FORM[min(self.forms, len(FORM) - 1)]
        self.forms += 1
        while answer in self.place.offered(self.client):
            await self.place.press(self.client, answer)
