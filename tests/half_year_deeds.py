"""What people do in the stages of their half-year, beyond answering what they are asked."""

from __future__ import annotations

from tests.half_year import (
    WAYS_ON,
    HalfYear,
)
from tests.journeys import goal_ways as goals
from tests.journeys import network_ways as network
from tests.journeys import peers
from tests.journeys.professional_ways import card, end_period, more

STAND_IN = "Malli kyselystä (ei oikea mittari)"
"""In place of EUROHIS-QOL 8, whose words are licensed and not here: the same structure, made-up topics."""


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
