"""Half a year in each working model, lived through the whole bot in seconds, from the first meeting to farewell."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
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
from tests.journeys import goal_ways as goals
from tests.journeys import network_ways as network
from tests.journeys import peers
from tests.journeys.professional_ways import card, end_period, more
from tests.town import Town, town

HELSINKI = ZoneInfo("Europe/Helsinki")
PATIENCE = 7  # days
A_DAY = timedelta(days=1)
LOOKS_AFTER = timedelta(minutes=70)  # how long a message waits until somebody looks
KINDS = ("check_in", "stage", "measures", "goal_look", "meeting", "digest", "tell", "follow", "open_door")
ENERGIES = (5, 6, 4, 6, 3, 5, 7, 6, 5, 7)
OUTCOMES = ("Tein sen", "Tein osan", "En aloittanut", "Tein sen", "Lepäsin", "Tein sen")
FORM = ("3 – siltä väliltä", "4 – pidän")
"""What is tapped in a form of made-up words: at the start, and from then on."""

STAND_IN = "Malli kyselystä (ei oikea mittari)"
"""In place of EUROHIS-QOL 8, whose words are licensed and not here: the same structure, made-up topics."""

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


async def choose_experiment(life: HalfYear) -> None:
    """An experiment of the client's own."""
    await life.place.say(life.client, "/valikko")
    await life.place.press(life.client, "Valitsen kokeilun")
    for words in ("Kävelen postilaatikolle", "Aamukahvin jälkeen", "Olo on kevyempi"):
        if "Jokin muu" in life.place.offered(life.client):
            await life.place.press(life.client, "Jokin muu")
        await life.place.say(life.client, words)
    await life.place.through(life.client, "Tämä riittää nyt")


async def agree_goal(life: HalfYear) -> None:
    """A goal from the client's map, shaped by the professional, with two yeses."""
    place, client, pro = life.place, life.client, life.pro
    await goals.write(place, client)
    await place.press(client, "Näytä: Maija")
    await place.press(pro, "Avaa tavoite")
    await place.press(pro, "ICF-koodit")
    await place.press(pro, "d450 käveleminen")
    await place.press(pro, "Avaa tavoite")
    await place.press(pro, "Vahvista")
    await life.until_asked(goals.YES)


async def rate(life: HalfYear, level: str) -> None:
    """Rated together in a meeting; it counts with the client's yes."""
    place, pro = life.place, life.pro
    await card(place, pro)
    await place.press(pro, "Tavoitteet")
    await place.press(pro, goals.WHAT)
    await place.press(pro, "Arvioi yhdessä")
    await place.press(pro, level)
    await life.until_asked("Kyllä, niin se on")


async def rate_middle(life: HalfYear) -> None:
    await rate(life, f"−1: {goals.FIRST}")


async def rate_end(life: HalfYear) -> None:
    await rate(life, f"0: {goals.HOPE}")


async def count_steps(life: HalfYear) -> None:
    """A number that the client chose to follow, against her own start."""
    await life.place.say(life.client, "/mittarit")
    await life.place.press(life.client, "Valitsen seurattavaa")
    await life.place.press(life.client, "Askeleet päivässä")


async def write_continuation(life: HalfYear) -> None:
    place, client = life.place, life.client
    await place.say(client, "/suunnitelma")
    await place.press(client, "Mitä jää jatkumaan")
    for words in ("Kävelen sunnuntaisin", "Ystävä soittaa", "Sisko"):
        await place.say(client, words)
    await place.through(client, "Ei korttia tällä kertaa", "Tämä riittää nyt")


async def talk_of_stage(life: HalfYear, button: str, *answers: str) -> None:
    """One of the talks that the stage offers, from the plan."""
    await life.place.say(life.client, "/suunnitelma")
    await life.place.press(life.client, button)
    await life.place.through(life.client, *answers, *WAYS_ON)


async def enter_workplace(life: HalfYear) -> None:
    """Another party comes into the register; what may be told is the client's choice."""
    place, client, pro = life.place, life.client, life.pro
    await network.party(place, pro)
    await life.until_asked("Paja: mitä saa kertoa")
    await place.press(client, "Salli: tapaamisajat")


async def mark_return_to_work(life: HalfYear) -> None:
    """A transition ahead raises follow-up by itself."""
    place, pro = life.place, life.pro
    await more(place, pro, "Siirtymät ja yhteensovittaminen")
    await place.press(pro, "Merkitse uusi")
    await place.press(pro, "Työhön meno tai paluu")
    day = life.period().ends
    await place.say(pro, f"{day.day}.{day.month}.")


async def talk_readiness(life: HalfYear) -> None:
    """A short talk on readiness before anything is chosen (R46)."""
    await talk_of_stage(life, "Tapojen muutos", "Mietin sitä", "Hyvin pieni", "Ei vielä mitään")


async def ask_for_services(life: HalfYear) -> None:
    """What other services there are, when the client asks (R48)."""
    place, client = life.place, life.client
    await place.say(client, "/valikko")
    await place.through(client, "Näytä lisää", "Oma kuntoutukseni", "Muut palvelut")
    await place.through(client, "Liikkeelle pääseminen", "Liikuntaneuvonta", "Katson sitä itse")


async def show_steps(life: HalfYear) -> None:
    """Start and now, when the client asks for it (R61)."""
    await life.place.say(life.client, "/oma_polku")


async def agree_form(life: HalfYear) -> None:
    """The model's questionnaire is suggested; she agrees, and to who sees it (R88)."""
    place, client, pro = life.place, life.client, life.pro
    await more(place, pro, "Mittarit")
    for button in ("Ehdota seurattavaa", STAND_IN, "Lähetä 1 ehdotus"):
        await place.press(pro, button)
    await life.until_asked("Katson ehdotuksia")
    await place.press(client, STAND_IN)
    await place.press(client, "Sopii, Maija saa nähdä arvot")


async def look_at_form(life: HalfYear) -> None:
    """Start and end, from the same form: the professional on the client's page, the client when she asks for it (R88)."""
    await more(life.place, life.pro, "Mittarit")
    await life.place.say(life.client, "/oma_polku")


async def give_feedback(life: HalfYear) -> None:
    """What she thinks of the service itself goes to those who make it, without her name (R59, R88)."""
    place, client = life.place, life.client
    await place.say(client, "/valikko")
    for button in ("Näytä lisää", "Palautetta botista", "Minulla on ajatus"):
        await place.press(client, button)
    await place.say(client, "Lyhyet kysymykset sopivat minulle")
    await place.press(client, "Lähetä se")


async def join_group(life: HalfYear) -> None:
    """A group by consent of its own."""
    place, client, pro = life.place, life.client, life.pro
    await peers.opened(place, pro, admin=True)
    await peers.agreed(place, pro, client, "Koivu")
    assert place.desk.open_link(client, place.heard(client)[-1].split()[-1])
    await place.settle()


async def record_logic(life: HalfYear) -> None:
    """What the work has had in it (R85)."""
    place, pro = life.place, life.pro
    await more(place, pro, "Logiikkamalli")
    for row in ("luottamus", "osallisuus"):
        await place.press(pro, f"Kirjaa: {row}")


async def let_count(life: HalfYear) -> None:
    """The client lets the numbers be counted (R89)."""
    await life.place.say(life.client, "/tietoni")
    await life.place.press(life.client, "Luvut arviointiin")
    await life.place.press(life.client, "Kyllä, ne saa laskea mukaan")


async def end(life: HalfYear) -> None:
    """The period ends, with words of the professional for the time after."""
    place, pro = life.place, life.pro
    await end_period(place, pro, "Sovittiin puhelu keväällä")


def a_model(key: str, title: str, deeds: Mapping[Stage, tuple[Deed, ...]]) -> Model:
    """What every model has, and what is its own."""
    common: dict[Stage, tuple[Deed, ...]] = {
        Stage.PLAN: (agree_goal, choose_experiment),
        Stage.MID_REVIEW: (rate_middle,),
        Stage.END_REVIEW: (rate_end,),
        Stage.CONTINUATION: (write_continuation,),
        Stage.FAREWELL: (end,),
    }
    merged = {stage: (*deeds.get(stage, ()), *common.get(stage, ())) for stage in Stage}
    return Model(key, f"{title} (", title, merged)


MODELS = (
    a_model("kela_self_directed", "Omakuntoutus", {Stage.PLAN: (count_steps,), Stage.CONTINUATION: (show_steps,)}),
    a_model(
        "rehabilitation_counselling",
        "Kuntoutusohjaus",
        {Stage.GETTING_TO_KNOW: (enter_workplace,), Stage.TRIALS: (mark_return_to_work,)},
    ),
    a_model(
        "lifestyle_coaching",
        "Elintapaohjaus",
        {
            Stage.GETTING_TO_KNOW: (talk_readiness,),
            Stage.PLAN: (count_steps,),
            Stage.TRIALS: (ask_for_services, join_group),
            Stage.END_REVIEW: (show_steps,),
        },
    ),
    a_model("gas_icf", "Tavoitteellinen kuntoutus (GAS)", {}),
    a_model(
        "social_rehabilitation",
        "Sosiaalinen kuntoutus",
        {
            Stage.PLAN: (agree_form,),
            Stage.TRIALS: (join_group,),
            Stage.END_REVIEW: (record_logic, let_count),
            Stage.CONTINUATION: (look_at_form, give_feedback),
        },
    ),
)


@asynccontextmanager
async def lived(model: Model, url: str) -> AsyncIterator[HalfYear]:
    """A half-year that has been lived, in a town of its own that is still there."""
    async with town(url) as place:
        pro = await place.professional()
        life = HalfYear(place, pro, await place.client(pro, days=7), model)
        await life.live()
        yield life
