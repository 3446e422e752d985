"""What a person wrote and what then did not go out: it is not sent, and whose it was hears so in plain words (R83)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.actions import operate
from bot.storage.tables import Case, Client, Letter, Meeting, Proactive, Professional, Proposal
from sandbox.model import User
from tests.journeys.professional_ways import (
    card,
    end_period,
    letter,
    meet,
    more,
    propose,
    two_of_them,
    wish_for_contact,
)
from tests.town import Town, accompanied, rows, town

LATER = "viestisi odotti lähtöä, eikä se mennyt perille."


async def write(place: Town, pro: User, *letters: str) -> None:
    for words in letters:
        await letter(place, pro, words)


async def withdraw(place: Town, client: User) -> None:
    await place.say(client, "/tietoni")
    await place.press(client, "Perun suostumukseni")


async def operator(place: Town, act: str) -> None:
    first, second = rows(place, Professional)[:2]
    house, now = place.coach.house, place.clock.now()
    deeds = {
        "hand over": lambda tx: operate.hand_over_all(tx, house, first.id, second.id, now),
        "deactivate": lambda tx: operate.deactivate(tx, house, first.id, second.id, now),
        "assign": lambda tx: operate.assign(tx, house, 1, second.id, now),
    }
    await place.coach.store.run(deeds[act])
    await place.settle()


async def test_a_letter_that_waits_when_the_consent_is_taken_back_is_not_delivered_and_its_writer_hears_so(
    sqlite_url: str,
) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await write(place, maija, "Ensimmäinen", "Toinen")
        # when the client takes the consent back
        await withdraw(place, client)
        # then Maija hears of it, and of her letter
        assert place.heard(maija)[-2].startswith("Koivu on perunut suostumuksensa")
        assert place.heard(maija)[-1] == f"Koivu: {LATER} Asiakas perui suostumuksensa."
        await place.wait(timedelta(days=5))
        assert not any("Toinen" in text for text in place.heard(client))


async def test_several_that_wait_are_told_as_one(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await write(place, maija, "Yksi", "Kaksi", "Kolme")
        await withdraw(place, client)
        assert "Koivu: 2 viestiäsi odotti lähtöä, eivätkä ne menneet perille." in place.last(maija).text


@pytest.mark.parametrize("how", ["erased", "ended", "break", "blocked"])
async def test_whatever_keeps_a_letter_from_going_out_its_writer_hears_why(sqlite_url: str, how: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await write(place, maija, "Ensimmäinen", "Toinen")
        if how == "erased":
            await place.say(client, "/poista")
            for button in ("Kyllä, poista kaikki", "Poista nyt"):
                await place.press(client, button)
        elif how == "ended":
            await end_period(place, maija)
        elif how == "break":
            await place.say(client, "/tauko")
            await place.press(client, next(b for b in place.offered(client) if "iikko" in b or "iikon" in b))
        else:
            place.desk.block(client)
            await place.wait(timedelta(days=1, hours=2))
        why = {
            "erased": "Asiakas perui suostumuksensa.",
            "ended": "Jakso on päättynyt.",
            "break": "Asiakas on nyt tauolla.",
            "blocked": "Viestini eivät mene asiakkaalle perille.",
        }[how]
        assert sum(LATER in text and why in text for text in place.heard(maija)) == 1
        await place.wait(timedelta(days=3))
        assert not any("Toinen" in text for text in place.heard(client))
        # and what never came is no contact to be counted
        assert len(rows(place, Letter)) == (0 if how == "erased" else 1)


async def test_a_meeting_that_a_colleague_set_and_the_client_never_heard_of_is_none_once_the_sharing_ends(
    sqlite_url: str,
) -> None:
    async with town(sqlite_url) as place:
        # given Seppo, who comes along and sets a meeting that waits to be told
        maija, seppo, client = await two_of_them(place)
        await meet(place, seppo, "20.11.", "13:00")
        assert "Kerron asiakkaalle huomenna" in place.last(seppo).text
        used = len(rows(place, Proactive))
        # when the client ends the sharing with him
        await place.say(client, "/mita_nakyy")
        for button in ("Ketkä ovat mukana", "Seppo: mitä näkyy", "Seppo ei näe enää mitään"):
            await place.press(client, button)
        # then no message of it comes, he hears so, and nobody's card has a meeting that she knows nothing of
        assert LATER in place.last(seppo).text
        assert "Asiakas ei siis kuullut minulta tapaamisesta perjantaina 20.11. klo 13.00." in place.last(seppo).text
        assert len(rows(place, Proactive)) == used - 1  # nor does it take a place in her week
        await place.wait(timedelta(days=4))
        assert not any("Seuraava tapaamisesi" in text for text in place.heard(client))
        assert rows(place, Meeting)[0].cancelled_at is not None
        await card(place, maija)
        assert "20.11." not in place.last(maija).text


@pytest.mark.parametrize("act", ["hand over", "deactivate", "assign"])
async def test_a_meeting_of_who_leaves_is_told_in_the_name_of_who_comes(sqlite_url: str, act: str) -> None:
    async with town(sqlite_url) as place:
        # given a letter of today, and a meeting and a letter that wait
        maija, seppo = await place.professional("Maija"), await place.professional("Seppo")
        client = await place.client(maija)
        await write(place, maija, "Ensimmäinen")
        await meet(place, maija, "20.11.", "13:00")
        await write(place, maija, "Toinen")
        maijas = len(place.heard(maija))
        # when Seppo takes over
        await operator(place, act)
        await place.wait(timedelta(days=6))
        # then the client hears of the meeting once, with Seppo, and never the letter
        told = [text for text in place.heard(client) if "Seuraava tapaamisesi" in text]
        assert len(told) == 1
        assert "Mukana on Seppo" in told[0]
        assert not any("Toinen" in text for text in place.heard(client))
        assert rows(place, Meeting)[0].professional_id == rows(place, Professional)[1].id
        # and Maija hears of her letter, unless she is not here any more
        lost = [text for text in place.heard(maija)[maijas:] if LATER in text]
        assert len(lost) == (0 if act == "deactivate" else 1)
        assert not any("tapaamisesta" in text for text in lost)
        await card(place, seppo)
        assert "20.11." in place.last(seppo).text
        if act == "deactivate":
            assert place.heard(maija)[maijas:] == []


async def test_an_acute_notice_keeps_the_period_open_until_it_is_closed(sqlite_url: str) -> None:
    # given an acute notice that nobody took
    async with accompanied(sqlite_url) as (place, maija, client):
        await place.say(client, "Haluan kuolla")
        # when Maija would end the period
        await more(place, maija, "Päätä jakso")
        # then she hears what comes first, and has the notice with its button before her
        assert "kiireellinen ilmoitus on auki" in place.heard(maija)[-2]
        assert "Otan tämän" in place.offered(maija)
        await place.press(maija, "Otan tämän")
        await more(place, maija, "Päätä jakso")
        assert "kiireellinen ilmoitus on auki" in place.heard(maija)[-2]
        assert [case.state for case in rows(place, Case)] == ["taken"]
        # and once it is closed the period can end
        await place.press(maija, "Juttelimme")
        await end_period(place, maija)
        assert rows(place, Client)[0].stage == "ended"


async def test_an_acute_notice_that_comes_while_the_end_is_written_stops_it_and_loses_no_words(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await more(place, maija, "Päätä jakso")
        await place.say(maija, "Jatkat kävelyryhmässä.")
        await place.say(client, "Haluan kuolla")
        await place.press(maija, "Kyllä, päätä")
        assert rows(place, Client)[0].stage != "ended"
        assert [case.state for case in rows(place, Case)] == ["sent"]
        assert any("En päättänyt jaksoa. Kirjoitit näin: ”Jatkat kävelyryhmässä.”" in t for t in place.heard(maija))


async def test_an_acute_notice_that_a_colleague_has_keeps_it_open_too_and_names_them(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, seppo, client = await two_of_them(place)
        await place.say(client, "Haluan kuolla")
        await place.press(seppo, "Otan tämän")
        await more(place, maija, "Päätä jakso")
        assert "Seppo otti kiireellisen ilmoituksen" in place.last(maija).text


async def test_what_else_would_close_with_the_period_is_said_before(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await wish_for_contact(place, client)
        await more(place, maija, "Päätä jakso")
        assert "Jakson mukana päättyy avoin ilmoitus: toive yhteydenotosta." in place.last(maija).text


async def test_a_letter_that_never_came_is_no_contact_and_the_card_says_that_nothing_arrives(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await place.to_check_in(client)
        await place.press(client, "6")
        await place.wait(timedelta(days=1))
        place.desk.block(client)
        await write(place, maija, "Hei")
        # then the digest counts no message, and the card says what is known, also of the silence
        await place.say(maija, "/kooste")
        assert "viesti" not in place.last(maija).text.rpartition("KULKEE")[2]
        await card(place, maija)
        assert "viestit eivät mene perille; puhelu on hyvä keino" in place.last(maija).text
        await place.wait(timedelta(days=9))
        await card(place, maija)
        assert "ei vastauksia" in place.last(maija).text
        assert "syytä ei tiedetä" not in place.last(maija).text


DEEDS = {
    "rarer": (("Lisää", "Rajat", "Kysy harvemmin"), "• tieto, että kysyn nyt harvemmin"),
    "record": (("Lisää", "Kooste asiakirjoihin", "Kysy asiakkaalta"), "• pyyntö koosteesta asiakirjoihin"),
    "meetings": (("Lisää", "Nyt vain tapaamiset"), "• tieto, kysynkö kuulumisia tapaamisten välillä"),
    "period": (("Jakso", "Aloita jakso", ""), "• tieto jakson alkamisesta"),
}


async def do(place: Town, pro: User, deed: str) -> None:
    await card(place, pro)
    for button in DEEDS[deed][0]:
        await place.press(pro, button or place.offered(pro)[0])


@pytest.mark.parametrize("deed", DEEDS)
async def test_what_has_no_button_to_answer_is_told_of_too_by_its_kind(sqlite_url: str, deed: str) -> None:
    # given a client who has blocked the bot
    async with accompanied(sqlite_url) as (place, maija, client):
        place.desk.block(client)
        # when Maija does what the client would hear of
        await do(place, maija, deed)
        await place.wait(timedelta(days=1))
        # then she hears once what did not arrive and why, and none of its words
        told = [text for text in place.heard(maija) if LATER in text]
        assert told == [f"Koivu: {LATER} Viestini eivät mene asiakkaalle perille.\n{DEEDS[deed][1]}"]


async def test_words_at_the_end_of_a_period_that_do_not_arrive_are_told_of(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        place.desk.block(client)
        await end_period(place, maija)
        assert any(LATER in text and text.endswith("• sanasi jakson lopuksi") for text in place.heard(maija))


async def test_what_was_done_and_waits_is_told_to_the_client_also_after_a_handing_over(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a change that waits to be told, and a letter
        maija, _ = await place.professional("Maija"), await place.professional("Seppo")
        client = await place.client(maija)
        await write(place, maija, "Ensimmäinen", "Toinen")
        await do(place, maija, "rarer")
        # when somebody else takes over
        await operator(place, "hand over")
        await place.wait(timedelta(days=6))
        # then the letter rests, and of the change, which stands, the client hears
        assert any("pyysi minua kysymään harvemmin" in text for text in place.heard(client))
        assert not any("Toinen" in text for text in place.heard(client))


async def test_a_consent_taken_back_tells_all_that_waited_line_by_line(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await write(place, maija, "Ensimmäinen", "Toinen")
        await do(place, maija, "rarer")
        await withdraw(place, client)
        assert place.heard(maija)[-1].splitlines() == [
            "Koivu: 2 viestiäsi odotti lähtöä, eivätkä ne menneet perille. Asiakas perui suostumuksensa.",
            "• tieto, että kysyn nyt harvemmin",
        ]
        await place.wait(timedelta(days=6))
        assert not any("kysymään harvemmin" in text for text in place.heard(client))


async def test_a_proposal_that_never_came_cannot_be_answered(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await write(place, maija, "Ensimmäinen")
        await propose(place, maija, "Ikkuna auki")
        await place.say(client, "/tauko")
        await place.press(client, next(b for b in place.offered(client) if "iikko" in b or "iikon" in b))
        place.desk.press_data(client, place.last(client), "q.yes.1")
        await place.settle()
        assert rows(place, Proposal)[0].accepted is None
        assert rows(place, Client)[0].step_what == ""
