"""A peer group for tests: opened, joined and spoken in, as people would do it with their telephones."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import select

from bot.storage.database import Transaction
from bot.storage.group_tables import GroupMember
from bot.storage.tables import CheckIn, Client
from sandbox.model import Chat, Message, User
from tests.town import MORNING, Town, town

RULES = "Ryhmän säännöt"


async def made(place: Town, pro: User, name: str = "Keskiviikko") -> str:
    """A group as a professional makes it. Returns the code of its one-time link."""
    await place.say(pro, "/ryhma")
    if "Tee uusi ryhmä" in place.offered(pro):
        await place.press(pro, "Tee uusi ryhmä")
    await place.say(pro, name)
    await place.press(pro, "Suomea")
    await place.say(pro, "8")
    await place.say(pro, "arkisin 9–15")
    [ready] = [text for text in place.heard(pro)[-2:] if "startgroup=" in text]
    return ready.rpartition("startgroup=")[2].split()[0]


async def opened(place: Town, pro: User, *, supergroup: bool = False, admin: bool = False) -> Chat:
    """A group that is linked to a Telegram group. With `admin` the bot may make invite links."""
    code = await made(place, pro)
    chat = place.desk.group("Keskiviikko", pro, supergroup=supergroup)
    place.desk.add_bot(pro, chat, code)
    await place.settle()
    if admin:
        place.desk.promote(chat, place.desk.bot, can_invite_users=True, can_restrict_members=True)
        await place.settle()
    return chat


async def agreed(place: Town, pro: User, client: User, pseudonym: str) -> None:
    """A client who was offered the group and consented."""
    await place.say(pro, "/ryhma")
    await place.press(pro, "Kutsu asiakas")
    await place.press(pro, pseudonym)
    await place.wait(timedelta(days=3))
    await place.say(client, "/ryhma")
    await place.through(
        client, "Kerro lisää", "Voinko vaihtaa nimen?", "Mitä sinä teet siellä?", "Kyllä, haluan mukaan"
    )


async def inside(place: Town, pro: User, client: User, pseudonym: str, chat: Chat) -> None:
    await agreed(place, pro, client, pseudonym)
    place.desk.join_group(client, chat)
    await place.settle()


async def with_a_member(place: Town, *, supergroup: bool = False, admin: bool = False) -> tuple[User, User, Chat]:
    """A moderator, one client who is inside, and their Telegram group."""
    pro = await place.professional()
    client = await place.client(pro, "Koivu")
    chat = await opened(place, pro, supergroup=supergroup, admin=admin)
    await inside(place, pro, client, "Koivu", chat)
    return pro, client, chat


@asynccontextmanager
async def grouped(
    database_url: str, *, supergroup: bool = False, admin: bool = False, **settings: Any
) -> AsyncIterator[tuple[Town, User, Chat]]:
    """Given a town with a moderator and her Telegram group, which nobody has joined yet."""
    async with town(database_url, **settings) as place:
        pro = await place.professional()
        yield place, pro, await opened(place, pro, supergroup=supergroup, admin=admin)


@asynccontextmanager
async def grouped_with_a_member(
    database_url: str, *, supergroup: bool = False, admin: bool = False, **settings: Any
) -> AsyncIterator[tuple[Town, User, User, Chat]]:
    """Given a town with a moderator, one client who is inside, and their Telegram group."""
    async with town(database_url, **settings) as place:
        pro, client, chat = await with_a_member(place, supergroup=supergroup, admin=admin)
        yield place, pro, client, chat


async def closed(place: Town, pro: User) -> None:
    """The group ends."""
    await place.say(pro, "/ryhma")
    await place.press(pro, "Lopeta ryhmä")
    await place.press(pro, "Kyllä, se loppuu")


async def offers_to_lead(place: Town, client: User) -> None:
    """A member would like to lead an hour for the others."""
    await place.say(client, "/ryhma")
    await place.press(client, "Järjestä yhteinen hetki")
    for words in ("Rentoutus etänä", "20.11.", "18:00"):
        await place.say(client, words)
    await place.press(client, "Kyllä, eteenpäin")


async def report(place: Town, who: User, chat: Chat, message: Message) -> None:
    """Somebody in the group answers a message with the command that takes it to the moderators."""
    place.desk.say(who, "/ilmoita", chat, message)
    await place.settle()


async def visitor(place: Town, chat: Chat) -> User:
    """Somebody in the Telegram group whom the bot does not know."""
    user = place.desk.user("Vieras")
    place.desk.join_group(user, chat)
    await place.settle()
    return user


def in_chat(place: Town, chat: Chat) -> list[str]:
    """What the bot said in a group."""
    return [m.text for m in place.desk.messages(chat.id) if m.sender is place.desk.bot and m.text]


async def shared(place: Town, client: User, words: str, *, name: str = "") -> None:
    await place.say(client, "/ryhma")
    await place.press(client, "Jaa jotain")
    await place.press(client, "Pieni onnistuminen")
    await place.say(client, words)
    if name:
        await place.press(client, "Keksitty nimi")
        await place.say(client, name)
    else:
        await place.press(client, "Ei nimeä")


async def put_to_it(place: Town, pro: User, words: str = "Ulkona kerran viikossa") -> None:
    """A moderator asks the group, by a poll, about a shared goal."""
    await place.say(pro, "/ryhma")
    await place.press(pro, "Kysy ryhmältä ehdotuksesta")
    await place.press(pro, "Yhteistä tavoitetta")
    await place.say(pro, words)
    await place.press(pro, "Kysytään ryhmältä")


def let_in(tx: Transaction) -> None:
    """All clients have consented to the group."""
    for client in tx.session.exec(select(Client)).all():
        tx.session.add(GroupMember(group_id=1, client_id=client.id, place="agreed", offered_at=MORNING))


async def company(place: Town, pro: User, chat: Chat, size: int, *, days: tuple[int, ...] = (1, 2, 4, 7)) -> list[User]:
    """So many clients, all of them inside, with these rhythms in turn."""
    people = [await place.client(pro, f"Puu{n}", days=days[n % len(days)]) for n in range(size)]
    place.coach.store.run_now(let_in)
    for user in people:
        place.desk.join_group(user, chat)
    await place.settle()
    return people


def polls(place: Town, chat: Chat) -> list[dict[str, Any]]:
    return [m.content["poll"] for m in place.desk.messages(chat.id) if "poll" in m.content]


async def with_goal(place: Town, client: User, words: str) -> None:
    await place.say(client, "/ryhma")
    await place.press(client, "Ehdota jotain")
    await place.press(client, "Yhteistä tavoitetta")
    await place.say(client, words)
    await place.press(client, "Kysytään ryhmältä")


async def with_meeting(place: Town, pro: User, *, often: str = "Kerran") -> None:
    await place.say(pro, "/ryhma")
    await place.press(pro, "Sovi tapaaminen")
    for words in ("Kahvit kirjastossa", "12.11.", "13:30"):
        await place.say(pro, words)
    await place.press(pro, often)
    await place.press(pro, "Kyllä, eteenpäin")


async def counted(place: Town, user: User) -> None:
    """Says yes to being counted."""
    await place.say(user, "/ryhma")
    await place.press(user, "Pienet askeleeni summassa")
    await place.press(user, "Laske minunkin askeleeni")


def stepped(place: Town, *steps: int) -> None:
    """So many experiments done by each member in the last days, as their private talks would have noted it."""

    def work(tx: Transaction) -> None:
        for client_id, number in enumerate(steps, start=1):
            for day in range(number):
                at: datetime = place.clock.now() - timedelta(hours=day)
                tx.session.add(CheckIn(client_id=client_id, asked_at=at, answered_at=at, outcome="done"))

    place.coach.store.run_now(work)
