"""Who comes in, covers, takes over or leaves: what each of them reads is so (R7, R32, R83)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.actions import operate
from bot.storage import dealings
from bot.storage.tables import Client, Meeting, Outbox, Professional
from tests.actions.living import command
from tests.journeys.client_ways import TAKE
from tests.journeys.professional_ways import card, deputy, letter, notice, two_of_them
from tests.town import Town, accompanied, rows, town


async def hand_over(place: Town) -> None:
    """The operator gives all of the first professional's to the second."""
    first, second = rows(place, Professional)
    now, house = place.clock.now(), place.coach.house
    await place.coach.store.run(lambda tx: operate.hand_over_all(tx, house, first.id, second.id, now))
    await place.settle()


async def agreed(place: Town, at: datetime) -> None:
    """A meeting with the one client, as if the two had agreed on it."""
    [client], pro = rows(place, Client), rows(place, Professional)[0]
    meeting = Meeting(client_id=client.id, professional_id=pro.id, at=at)
    await place.coach.store.run(lambda tx: dealings.meet(tx, meeting, place.clock.now()) and None)


async def test_while_covering_the_digest_has_the_clients_of_the_absent_one(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        await place.client(maija)
        seppo = await deputy(place, maija)
        for said in ("/kooste", "/asiakkaat"):
            await place.say(seppo, said)
            assert "Koivu" not in place.last(seppo).text
        # when Maija is away from tomorrow on
        await place.press(maija, "Olen poissa")
        for day in ("3.11.", "20.11."):
            await place.say(maija, day)
        await place.wait(timedelta(days=2))
        # then Seppo reads Koivu in his digest
        await place.say(seppo, "/kooste")
        assert "Koivu" in place.last(seppo).text


async def test_who_takes_over_hears_of_clients_and_meetings_and_the_chain_begins_anew(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a client with a meeting, and a notice that has waited for a day
        maija, seppo = await place.professional("Maija"), await place.professional("Seppo")
        await place.client(maija)
        await notice(place)
        await agreed(place, datetime(2026, 11, 20, 8, tzinfo=UTC))
        await place.wait(timedelta(days=1))
        # when the operator hands all over
        await hand_over(place)
        # then Seppo hears who came and when they meet, and his notice reminds after today
        heard = " ".join(place.heard(seppo))
        assert "Sinulle siirtyi (Maija): Koivu." in heard
        assert "tapaaminen on sovittu perjantaina 20.11. klo 10" in heard
        copy = next(message for message in place.desk.messages(seppo.id) if TAKE in str(message.buttons()))
        assert "muistutan: torstaina 5.11." in copy.text
        # and Maija's copy offers her nothing that she could not do
        assert TAKE not in place.offered(maija)


async def test_a_letter_that_waits_is_not_delivered_after_its_writer_left(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, _ = await place.professional("Maija"), await place.professional("Seppo")
        client = await place.client(maija)
        for words in ("Ensimmäinen", "Toinen"):
            await letter(place, maija, words)
        await hand_over(place)
        await place.wait(timedelta(days=3))
        assert any("Ensimmäinen" in text for text in place.heard(client))
        assert not any("Toinen" in text for text in place.heard(client))


async def test_nothing_of_a_colleague_arrives_once_the_client_ended_the_sharing(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given letters of Maija and Seppo that wait for their day
        maija, seppo, client = await two_of_them(place)
        for pro, words in ((seppo, "Sepon kirje"), (maija, "Maijan kirje")):
            await letter(place, pro, words)
        assert sum(row.state == Outbox.WAITING for row in rows(place, Outbox) if row.kind == "letter") == 2
        # when the client ends the sharing with Seppo
        await place.say(client, "/mita_nakyy")
        for button in ("Ketkä ovat mukana", "Seppo: mitä näkyy", "Seppo ei näe enää mitään"):
            await place.press(client, button)
        await place.wait(timedelta(days=4))
        # then only Maija's arrives
        assert any("Maijan kirje" in text for text in place.heard(client))
        assert not any("Sepon kirje" in text for text in place.heard(client))


async def test_a_note_for_a_meeting_stays_until_that_meeting_has_been(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await agreed(place, datetime(2026, 11, 20, 8, tzinfo=UTC))
        command(place, client, "carry", words="Lääkitys mietityttää")
        seen = {}
        for day in (19, 20, 22):
            await place.wait_until(datetime(2026, 11, day, 9, tzinfo=UTC))
            await card(place, maija)
            seen[day] = "haluaa ottaa jotain puheeksi" in place.last(maija).text
        assert seen == {19: True, 20: True, 22: False}


async def test_a_new_day_of_the_digest_is_told_by_the_day_on_which_one_really_comes(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given that this week's digest came on Monday
        maija = await place.professional("Maija")
        await place.client(maija)
        await place.wait_until(datetime(2026, 11, 9, 9, tzinfo=UTC))
        # when Maija sets Wednesday
        await place.say(maija, "/kooste")
        for button in ("Milloin kooste tulee", "keskiviikko", "8:00"):
            await place.press(maija, button)
        # then the next one is next week's, and comes then
        assert "18.11." in place.last(maija).text
        before = len(place.heard(maija))
        await place.wait_until(datetime(2026, 11, 18, 5, tzinfo=UTC))
        assert len(place.heard(maija)) == before
        await place.wait_until(datetime(2026, 11, 18, 7, tzinfo=UTC))
        assert len(place.heard(maija)) > before


async def test_two_clients_of_one_professional_never_have_one_pseudonym(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        # given an invitation that was given twice before anybody came in
        codes = [await place.invitation(maija, "Koivu") for _ in range(2)]
        for number, code in enumerate(codes):
            await place.start(place.desk.user(f"Asiakas {number}", "fi"), code)
        assert sorted(client.pseudonym for client in rows(place, Client)) == ["Koivu", "Koivu 2"]
        # when one more is asked for under the same name, broken over two lines or not
        await place.say(maija, "/kutsu")
        await place.say(maija, "koivu\n2")
        # then there is none, and Maija reads why
        assert "Sinulla on jo asiakas" in place.last(maija).text
        assert "start=" not in place.last(maija).text
