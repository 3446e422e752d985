"""The dose log in the chat: collected by itself, confirmed by one tap in the digest, corrected before it counts (R87, R90)."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.dose import Dose
from bot.storage import dose
from bot.storage.dose_tables import ContactRow, GroupSession
from bot.storage.group_tables import Group, GroupMeeting, GroupModerator
from bot.storage.tables import Client
from sandbox.model import User
from tests.journeys.professional_ways import card, colleague, letter, more
from tests.town import Town, accompanied, rows, town


async def meet(place: Town, pro: User, day: str = "4.11.") -> None:
    await card(place, pro)
    await place.press(pro, "Sovi seuraava tapaaminen")
    await place.say(pro, day)
    await place.say(pro, "13:00")
    await place.through(pro, "60 min", "Etänä")


def got(place: Town) -> Dose:
    client, now = rows(place, Client)[0], place.clock.now()
    return place.coach.store.run_now(lambda tx: dose.of_client(tx, client.id, client.since, now + timedelta(seconds=1)))


async def test_a_week_of_contacts_is_confirmed_by_one_tap_in_the_digest(sqlite_url: str) -> None:
    # given a meeting that was set, a letter, and a notice that ended in a talk
    async with accompanied(sqlite_url) as (place, maija, client):
        await meet(place, maija)
        await letter(place, maija)
        await place.say(client, "haluan yhteydenoton")
        await place.press(client, "Kyllä, välitä se")
        await place.press(maija, "Otan tämän")
        await place.press(maija, "Juttelimme")
        await place.wait(timedelta(days=3))
        # when the digest comes, it says so, and nothing counts yet
        await place.say(maija, "/kooste")
        said = "Vahvistettavat kontaktit: 1 tapaaminen, 60 min (niistä etänä 1), 1 puhelu, 15 min, 1 viesti"
        assert said in place.last(maija).text
        assert got(place) == Dose()
        # then one tap counts them, once
        await place.press(maija, "Vahvista kontaktit")
        counted = Dose(1, 1, 60, 1, 15, 1, 1)
        assert got(place) == counted
        await place.press(maija, "Vahvista kontaktit")
        assert "Vahvistettavaa ei ole" in place.last(maija).text
        assert got(place) == counted
        await place.say(maija, "/kooste")
        assert "kontaktit" not in place.last(maija).text


async def test_what_was_not_so_is_corrected_before_it_counts(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        await place.client(maija)
        await meet(place, maija)
        await letter(place, maija)
        await place.wait(timedelta(days=3))
        await place.say(maija, "/kooste")
        await place.press(maija, "Katso ja korjaa")
        assert "• 4.11. Koivu: etätapaaminen, 60 min" in place.last(maija).text
        # when the meeting was longer and face to face, and the message does not count
        await place.press(maija, "Korjaa: Koivu 4.11.")
        await place.press(maija, "90 min")
        await place.press(maija, "Kasvokkain tai etänä: vaihda")
        await place.press(maija, "Näin oli")
        await place.press(maija, "Korjaa: Koivu 2.11.")
        await place.press(maija, "Ei toteutunut")
        # then that is what counts
        assert got(place) == Dose(meetings=1, meeting_minutes=90, professionals=1)


async def test_a_call_is_noted_from_the_card_and_the_card_sums_up(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        seppo = await colleague(place, maija, role="lukija")
        await place.press(client, "Kyllä, sopii")
        await more(place, maija, "Kontaktit")
        assert "ei kontakteja" in place.last(maija).text
        await place.press(maija, "Merkitse puhelu")
        await place.press(maija, "30 min")
        await place.press(maija, "Kontaktit")
        assert "1 puhelu, 30 min" in place.last(maija).text
        assert got(place) == Dose(calls=1, call_minutes=30, professionals=1)
        # and who reads along sees the sum and notes nothing
        await more(place, seppo, "Kontaktit")
        assert "1 puhelu, 30 min" in place.last(seppo).text
        assert "Merkitse puhelu" not in place.offered(seppo)


async def test_a_group_is_counted_by_who_guides_it_as_numbers(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, seppo = await place.professional("Maija"), await place.professional("Seppo")
        now = place.clock.now()

        def group(tx) -> None:
            row = Group(name="Majakka", hours="", state="open", chat_id=-77, made_at=now)
            tx.session.add(row)
            tx.session.flush()
            tx.session.add(GroupModerator(group_id=row.id, professional_id=1))
            tx.session.add(GroupMeeting(group_id=row.id, at=now + timedelta(days=1), what="Yhdessä", state="agreed"))

        await place.coach.store.run(group)
        await place.wait(timedelta(days=3))
        await place.say(seppo, "/kooste")
        assert "kontaktit" not in place.last(seppo).text
        await place.say(maija, "/kooste")
        assert "1 ryhmätapaaminen, 90 min" in place.last(maija).text
        await place.press(maija, "Katso ja korjaa")
        await place.press(maija, "Korjaa: Majakka 3.11.")
        for _ in range(3):
            await place.press(maija, "Yksi enemmän")
        await place.press(maija, "60 min")
        await place.press(maija, "Näin oli")
        [session] = rows(place, GroupSession)
        assert (session.minutes, session.present) == (60, 3)
        assert session.confirmed_at is not None
        # and somebody else's button does nothing to it
        place.desk.press_data(seppo, place.last(seppo), f"p.group_not.{session.id}")
        await place.settle()
        assert rows(place, GroupSession)[0].dropped_at is None
        assert rows(place, ContactRow) == []
