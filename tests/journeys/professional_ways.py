"""What a professional's thumb does, for journeys: open a card, ask a colleague in, get a notice."""

from __future__ import annotations

from sqlmodel import select

from bot.actions import escalate
from bot.domain.escalation import Signal
from bot.storage import cases
from bot.storage.database import Transaction
from bot.storage.tables import Client
from sandbox.model import User
from tests.town import Town

ENOUGH = "Tämä riittää nyt"


async def wish_for_contact(place: Town, client: User) -> None:
    await place.say(client, "haluan yhteydenoton")
    await place.press(client, "Kyllä, välitä se")


async def card(place: Town, pro: User, pseudonym: str = "Koivu") -> None:
    """Open a client's card from the list."""
    await place.say(pro, "/asiakkaat")
    found = [button for button in place.offered(pro) if button.startswith(pseudonym)]
    await place.press(pro, found[0])


async def more(place: Town, pro: User, button: str) -> None:
    await card(place, pro)
    await place.press(pro, "Lisää")
    await place.press(pro, button)


async def colleague(place: Town, pro: User, name: str = "Seppo", role: str = "työpari") -> User:
    """A colleague who is asked in; the client still has to say yes."""
    other = await place.professional(name)
    await more(place, pro, "Ketkä ovat mukana")
    for button in ("Pyydä kollega mukaan", name, role):
        await place.press(pro, button)
    return other


async def two_of_them(place: Town, role: str = "työpari") -> tuple[User, User, User]:
    """Maija and Seppo, who both accompany one client by her yes, and the client."""
    maija = await place.professional("Maija")
    client = await place.client(maija)
    seppo = await colleague(place, maija, role=role)
    await place.press(client, "Kyllä, sopii")
    return maija, seppo, client


async def end_period(place: Town, pro: User, words: str = "Jatkat kävelyryhmässä.") -> None:
    """The period ends, with words for the time after."""
    await more(place, pro, "Päätä jakso")
    await place.say(pro, words)
    await place.press(pro, "Kyllä, päätä")


async def deputy(place: Town, pro: User, name: str = "Seppo") -> User:
    other = await place.professional(name)
    await place.say(pro, "/sijainen")
    await place.press(pro, f"Sijaiseksi {name}")
    return other


async def notice(place: Town, signal: Signal = Signal.A1) -> None:
    """A notice of the first client's, as if its morning had come."""

    def work(tx: Transaction) -> None:
        client = tx.session.exec(select(Client)).all()[0]
        case = cases.add(tx, client.id, signal.value, urgent=False, now=place.clock.now())
        escalate.send(tx, place.coach.house, case, place.clock.now())

    await place.coach.store.run(work)
    await place.settle()


async def letter(place: Town, pro: User, words: str = "Mitä kuuluu?") -> None:
    """The professional writes to her first client, and sends it."""
    await card(place, pro)
    await place.press(pro, "Kirjoita")
    await place.say(pro, words)
    await place.press(pro, "Kyllä, lähetä")


async def propose(place: Town, pro: User, what: str) -> None:
    """The professional proposes an experiment to her first client."""
    await card(place, pro)
    await place.press(pro, "Ehdota kokeilua")
    await place.say(pro, what)
    await place.press(pro, "Kyllä, ehdota")


async def meet(place: Town, pro: User, on: str, at: str) -> None:
    await card(place, pro)
    await place.press(pro, "Sovi seuraava tapaaminen")
    for said in (on, at):
        await place.say(pro, said)
    await place.press(pro, "45 min")
    await place.press(pro, "Etänä")
