"""Once a month: do the members feel supported (R81)? Nobody's answer can be found, not in the database either."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import SQLModel

from bot.storage.database import Transaction
from bot.storage.tables import Client, Talk
from bot.storage.together_tables import GroupPulse, GroupPulseAsked, GroupPulseCount
from sandbox.model import Chat, User
from tests.journeys.peers import company, grouped, in_chat, opened
from tests.town import Town, rows, town

YES, NO = "Kyllä, melko paljon", ("Vähän tai en", "Vähän tai ei")


async def answered(place: Town, user: User, *, yes: bool) -> None:
    await place.press(user, "Vastaan")
    for question in range(3):
        await place.press(user, YES if yes else NO[question > 0])


async def asked(place: Town, size: int) -> tuple[User, Chat, list[User]]:
    """A group of so many whom the month's questions have reached."""
    pro = await place.professional()
    chat = await opened(place, pro)
    people = await company(place, pro, chat, size, days=(2,))
    await place.wait(timedelta(days=5))
    return pro, chat, people


async def test_members_answer_in_private_and_the_moderators_see_bands_when_it_is_over(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given five members who were asked, each once
        pro, chat, people = await asked(place, 5)
        for user in people:
            assert len([text for text in place.heard(user) if text.startswith("Kerran kuussa")]) == 1
        said = in_chat(place, chat)
        # when they answer
        for user, yes in zip(people, (True, True, True, False, False), strict=True):
            await answered(place, user, yes=yes)
        # then nobody sees a number that grows
        await place.say(pro, "/ryhma")
        await place.press(pro, "Tunnit ja vastaukset")
        assert "ei ole vielä kysytty" in place.heard(pro)[-1]
        # and after two weeks the moderators see bands, and the group nothing
        await place.wait(timedelta(days=14))
        told = next(text for text in place.heard(pro) if "kuukauden kysymykset" in text)
        assert told.count("useimmat sanovat kyllä") == 3
        await place.say(pro, "/ryhma")
        await place.press(pro, "Tunnit ja vastaukset")
        assert "useimmat sanovat kyllä" in place.heard(pro)[-1]
        assert [text for text in in_chat(place, chat) if not text.startswith("Viikon")] == [
            text for text in said if not text.startswith("Viikon")
        ]


async def test_four_answers_show_nothing_and_nothing_of_them_is_left(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, _, people = await asked(place, 5)
        for user in people[:4]:
            await answered(place, user, yes=False)
        await place.wait(timedelta(days=14))
        told = next(text for text in place.heard(pro) if "kuukauden kysymykset" in text)
        assert told.count("alle viisi vastausta") == 3
        assert [row.result for row in rows(place, GroupPulse)] == ["hidden hidden hidden"]
        assert rows(place, GroupPulseCount) == []
        assert rows(place, GroupPulseAsked) == []


async def test_no_row_says_what_anybody_answered(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given two towns in all but one thing: who of two said yes
        _, _, people = await asked(place, 5)
        before = everything(place)
        await answered(place, people[0], yes=True)
        await answered(place, people[1], yes=False)
        # then the counters know one of each, and no other row knows an answer
        counts = sorted((row.question, row.answer, row.n) for row in rows(place, GroupPulseCount))
        assert counts == [(q, a, 1) for q in (1, 2, 3) for a in (0, 1)]
        columns = set(GroupPulseCount.__table__.columns.keys())  # type: ignore[attr-defined]
        assert columns == {"id", "pulse_id", "question", "answer", "n"}
        first, second = changed_rows(place, before, 1), changed_rows(place, before, 2)
        assert first == second
        assert all(talk.place == "" for talk in rows(place, Talk) if talk.person_id in (2, 3))


def everything(place: Town) -> dict[str, list[dict[str, object]]]:
    """All tables that know a client."""
    found: dict[str, list[dict[str, object]]] = {}

    def work(tx: Transaction) -> None:
        for table in SQLModel.metadata.sorted_tables:
            if "client_id" in table.columns:
                found[table.name] = [dict(row) for row in tx.execute(table.select()).mappings().all()]

    place.coach.store.run_now(work)
    return found


def changed_rows(place: Town, before: dict[str, list[dict[str, object]]], client_id: int) -> dict[str, object]:
    """What has become of one client's rows, without numbers and times, which differ anyway."""
    shown = {}
    for name, now in everything(place).items():
        mine = [row for row in now if row["client_id"] == client_id and row not in before[name]]
        shown[name] = [
            {
                key: value
                for key, value in row.items()
                if isinstance(value, str | bool) and key not in ("hash", "before")
            }
            for row in mine
            if name != "access_log"
        ]
    return shown


async def test_nobody_answers_twice(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        _, _, people = await asked(place, 5)
        await place.press(people[0], "Vastaan")
        await place.press(people[0], YES)
        # when the same button, an old one, and the beginning are pressed again
        await place.press(people[0], YES)
        asking = next(m for m in place.desk.messages(people[0].id) if m.text.startswith("Kerran kuussa"))
        place.desk.press_data(people[0], asking, "g.pulse.1")
        await place.settle()
        assert "Olet jo vastannut" in place.heard(people[0])[-1]
        place.desk.press_data(people[0], asking, "g.pulse.99")
        await place.settle()
        assert {row.question: row.n for row in rows(place, GroupPulseCount)} == {1: 1, 2: 1}


async def test_a_group_too_small_to_be_shown_is_not_asked(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        _, _, people = await asked(place, 4)
        assert rows(place, GroupPulse) == []
        assert not any(text.startswith("Kerran kuussa") for user in people for text in place.heard(user))


async def test_who_is_on_a_break_is_not_asked(sqlite_url: str) -> None:
    async with grouped(sqlite_url) as (place, pro, chat):
        people = await company(place, pro, chat, 5)
        await place.say(people[0], "/tauko")
        await place.through(people[0], "Kaksi viikkoa", "Viikko", "Ei nyt")
        assert rows(place, Client)[0].stage == "break"
        await place.wait(timedelta(days=6))
        assert len(rows(place, GroupPulse)) == 1
        assert [any("Kerran kuussa" in text for text in place.heard(user)) for user in people[:2]] == [False, True]
