"""When an operator locks whom a client was promised by name, she hears once who answers instead."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.actions import operate_lock
from bot.storage.tables import Case
from sandbox.model import User
from tests.journeys.professional_ways import card, deputy, two_of_them, wish_for_contact
from tests.journeys.test_who_reads_answers import opened
from tests.town import Town, rows
from tests.trust.wards import ward

GONE = "Maija ei näe viestejäni juuri nyt"


async def lock(place: Town, which: str = "1") -> list[str]:
    house = place.coach.house
    assert house
    _, lines = await place.coach.store.run(lambda tx: operate_lock.close_out(tx, house, which, place.clock.now()))
    await place.settle()
    return lines


async def unlock(place: Town) -> None:
    house = place.coach.house
    assert house
    await place.coach.store.run(lambda tx: operate_lock.let_back(tx, house, "1", place.clock.now()))
    await place.settle()


def gone(place: Town, client: User) -> list[str]:
    return [text for text in place.heard(client) if "viestejäni juuri nyt" in text]


@pytest.mark.parametrize("words", ["haluan kuolla", "haluan yhteydenoton"])
async def test_a_client_hears_once_that_the_deputy_answers_instead_and_the_deputy_has_it(
    sqlite_url: str, words: str
) -> None:
    async with ward(sqlite_url) as place:
        # given a promise by name, and a deputy
        pro = await place.professional()
        client = await place.client(pro)
        seppo = await deputy(place, pro)
        await place.say(client, words)
        if "yhteydenotto" in "".join(place.heard(client)[-1:]) or "Kyllä, välitä se" in place.offered(client):
            await place.press(client, "Kyllä, välitä se")
        # when the professional's chat is closed, twice
        await lock(place)
        await lock(place)
        # then she is told once who it is now
        assert gone(place, client) == [
            f"{GONE}.\nSinulle vastaa nyt Seppo (sijainen).\nJos asia ei voi odottaa, kirjoita /apua."
        ]
        assert "Apua nyt" in place.offered(client)
        # and it is true: he can take it
        await place.press(seppo, "Otan tämän")
        assert [(case.state, case.taken_by) for case in rows(place, Case)] == [("taken", 2)]
        assert "Seppo on nähnyt" in place.heard(client)[-1]


async def test_what_the_closed_one_had_taken_waits_for_the_others(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        # given a wish for contact that she took, and a co-worker
        pro, seppo, client = await two_of_them(place)
        await wish_for_contact(place, client)
        await place.press(pro, "Otan tämän")
        # when she is closed out
        [line] = await lock(place)
        # then the operator reads it, the client who is there, and he has it with a button
        assert line == "Notice 1 was taken by 1. Others have it now; ask whether it was seen to."
        assert "Sinulle vastaa nyt Seppo." in gone(place, client)[-1]
        await place.press(seppo, "Otan tämän")
        # and once he has it, another lock of hers changes nothing
        await unlock(place)
        assert await lock(place) == []
        assert len(gone(place, client)) == 1


@pytest.mark.parametrize("phone", ["09 123 456", ""])
async def test_where_nobody_else_hears_she_reads_when_the_unit_answers(sqlite_url: str, phone: str) -> None:
    async with ward(sqlite_url, unit_phone=phone) as place:
        client = await place.client(await place.professional())
        await wish_for_contact(place, client)
        await lock(place, "all")
        reached = f"Yksikkösi vastaa arkisin kello 8.00–16.00{': ' + phone if phone else '.'}"
        assert gone(place, client) == [
            f"{GONE}, eikä näe kukaan muukaan.\n{reached}\nJos asia ei voi odottaa, kirjoita /apua."
        ]


async def test_nothing_is_said_where_no_promise_is_open(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        # given a client who asked nothing, and one whose wish was answered
        pro = await place.professional()
        quiet, answered = await place.client(pro), await place.client(pro, "Halava")
        await deputy(place, pro)
        await wish_for_contact(place, answered)
        await place.press(pro, "Otan tämän")
        await place.press(pro, "Juttelimme")
        await lock(place)
        assert gone(place, quiet) == gone(place, answered) == []


@pytest.mark.parametrize("back", [False, True])
async def test_a_wish_waits_for_the_morning_and_is_not_said_when_she_is_back_before(
    sqlite_url: str, back: bool
) -> None:
    async with ward(sqlite_url) as place:
        # given a wish for contact, and a lock at eleven at night
        pro = await place.professional()
        client = await place.client(pro)
        await deputy(place, pro)
        await wish_for_contact(place, client)
        await place.wait(timedelta(hours=13))
        await lock(place)
        assert gone(place, client) == []
        if back:
            await unlock(place)
        # when her quiet hours end
        await place.wait(timedelta(hours=11))
        assert len(gone(place, client)) == (0 if back else 1)


async def test_an_answer_to_a_letter_is_promised_to_nobody_closed_out(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        # given two letters, one of them answered
        pro = await place.professional()
        client = await place.client(pro)
        seppo = await deputy(place, pro)
        await write(place, pro, "Mitä kuuluu?")
        await place.press(client, "Vastaa")
        await place.say(client, "Hyvää")
        await place.through(client, "Lähetä", "Kyllä, lähetä")
        assert "Sen lukee Maija" in place.heard(client)[-1]
        # when she is closed out, then the client knows that nobody else has the answer
        await lock(place)
        await lock(place)
        assert gone(place, client) == [
            f"{GONE}.\nVastauksesi ei mennyt kenellekään muulle. Valikossa voit pyytää yhteydenottoa: /valikko"
        ]
        # and a new answer is promised to nobody who cannot read it
        await place.press(client, "Vastaa")
        assert "Maija" not in place.heard(client)[-1]
        assert len(place.heard(seppo)) > 0


async def test_a_wish_that_nobody_can_see_is_promised_to_nobody(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        # given a client whose only professional is closed out
        pro = await place.professional()
        client = await place.client(pro)
        await lock(place)
        before = len(place.heard(client))
        # when she asks for contact
        await wish_for_contact(place, client)
        said = "\n".join(place.heard(client)[before:])
        # then it is kept for the day the chat is opened, and nobody is named as the one who reads it
        assert "Maija" not in said
        assert "Toiveesi on tallessa, mutta juuri nyt kukaan ei näe sitä täällä." in said
        assert [case.signals for case in rows(place, Case)] == ["A4"]
        # and the same when an experiment hurt
        await place.coach.store.run(lambda tx: opened(tx, place, client, "fear_and_safety"))
        await place.settle()
        await place.press(client, "Minuun sattui")
        said = "\n".join(place.heard(client)[-3:])
        assert "Kirjaan tämän ammattilaisellesi, mutta juuri nyt kukaan ei näe sitä." in said
        assert "Maija" not in said
        await unlock(place)
        assert "Otan tämän" in place.offered(pro)


async def write(place: Town, pro: User, words: str) -> None:
    await card(place, pro)
    await place.press(pro, "Kirjoita")
    await place.say(pro, words)
    await place.through(pro, "Kyllä, lähetä", "Lähetä")
