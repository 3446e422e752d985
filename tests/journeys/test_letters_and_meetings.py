"""From person to person through the bot: letters, proposals, meetings, the end of a period."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.storage.tables import Case, Client, Meeting, Proactive, Proposal
from tests.journeys.client_ways import TAKE
from tests.journeys.professional_ways import card, letter, meet, more, propose
from tests.town import accompanied, rows, town


async def test_a_letter_says_who_writes_and_the_answer_comes_back(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        # when Maija writes
        await letter(place, maija)
        # then it is marked as a person's
        assert place.last(client).text == "Tämä viesti on ihmiseltä. Maija kirjoittaa: ”Mitä kuuluu?”"
        # and the client's answer is shown to her first, and then goes to Maija
        await place.press(client, "Vastaa")
        await place.say(client, "Ihan hyvää")
        await place.press(client, "Kyllä, lähetä")
        assert place.last(maija).text == "Koivu vastaa: ”Ihan hyvää”"
        assert "ei heti" in place.last(client).text


async def test_the_word_check_hears_an_answer_to_a_person_too(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await letter(place, maija)
        await place.press(client, "Vastaa")
        await place.say(client, "Haluan kuolla")
        assert "112" in place.heard(client)[-1]
        assert TAKE in place.offered(maija)


async def test_a_second_letter_of_a_day_waits_for_its_place_in_the_budget(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        for words in ("Ensimmäinen", "Toinen"):
            await letter(place, maija, words)
        assert "lähtee huomenna" in place.last(maija).text
        assert not any("Toinen" in text for text in place.heard(client))
        await place.wait(timedelta(days=1, hours=2))
        assert any("Toinen" in text for text in place.heard(client))
        dates = [sent.on_date for sent in rows(place, Proactive)]
        assert len(dates) == len(set(dates))


@pytest.mark.parametrize(("answer", "taken"), [("Kokeilen tätä", True), ("En nyt tätä", False)])
async def test_a_proposed_experiment_is_one_only_by_the_clients_yes(sqlite_url: str, answer: str, taken: bool) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await propose(place, maija, "Ikkuna auki aamulla")
        assert rows(place, Client)[0].step_what == ""
        # when the client answers
        await place.press(client, answer)
        assert (rows(place, Client)[0].step_what == "Ikkuna auki aamulla") is taken
        # and presses the same message once more
        proposal = rows(place, Proposal)[0]
        assert proposal.accepted is taken
        place.desk.press_data(client, place.last(client), f"q.{'no' if taken else 'yes'}.{proposal.id}")
        await place.settle()
        assert rows(place, Proposal)[0].accepted is taken
        assert (rows(place, Client)[0].step_what == "Ikkuna auki aamulla") is taken


async def test_a_meeting_is_reminded_of_once_and_only_if_the_client_wants(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija = await place.professional("Maija")
        aino, eero = await place.client(maija, "Aino"), await place.client(maija, "Eero")
        for name in ("Aino", "Eero"):
            await card(place, maija, name)
            await place.press(maija, "Sovi seuraava tapaaminen")
            await place.say(maija, "20.11.")
            await place.say(maija, "13:00")
            await place.press(maija, "45 min")
            await place.press(maija, "Etänä")
        assert len(rows(place, Meeting)) == 2
        await place.press(aino, "Muistuta kerran")
        await place.wait(timedelta(days=20))
        reminded = [sum("Pyysit muistuttamaan" in text for text in place.heard(user)) for user in (aino, eero)]
        assert reminded == [1, 0]


async def test_meetings_only_asks_nothing_until_it_ends(sqlite_url: str) -> None:
    async with accompanied(sqlite_url, days=1) as (place, maija, client):
        await more(place, maija, "Nyt vain tapaamiset")
        said = len(place.heard(client))
        await place.wait(timedelta(days=30))
        assert len(place.heard(client)) == said
        assert not rows(place, Case)
        await more(place, maija, "Aloita kyselyt taas")
        await place.wait(timedelta(days=10))
        assert "10" in place.offered(client)


async def test_told_is_said_only_of_what_was_told_and_what_is_taken_back_before_is_never_told(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        # given that today's one unasked message has been
        await letter(place, maija, "Hei")
        # when meetings shall be enough
        await more(place, maija, "Nyt vain tapaamiset")
        assert place.last(maija).text == "Koivu: nyt riittävät tapaamiset. Kerron asiakkaalle huomenna klo 10.00."
        # and are not after all, before she has heard of it
        await more(place, maija, "Aloita kyselyt taas")
        assert place.last(maija).text == "Koivu: kysyn taas asiakkaan omassa rytmissä."
        await place.wait(timedelta(days=2))
        assert not any("Nyt riittää, että" in text or "aloittamaan taas" in text for text in place.heard(client))
        # then what is told at once is said to be told
        await more(place, maija, "Nyt vain tapaamiset")
        assert "Kerroin asiakkaalle." in place.last(maija).text
        assert any("Nyt riittää, että" in text for text in place.heard(client))


async def test_after_the_end_of_a_period_nothing_more_is_asked_told_or_seen(sqlite_url: str) -> None:
    async with accompanied(sqlite_url, days=1) as (place, maija, client):
        await card(place, maija)
        old = place.last(maija)
        await place.press(maija, "Lisää")
        await place.press(maija, "Päätä jakso")
        await place.say(maija, "Jatkat kävelyryhmässä.")
        await place.press(maija, "Kyllä, päätä")
        assert "Jatkat kävelyryhmässä." in place.last(client).text
        assert "jakso on päättynyt" in place.heard(maija)[-2]
        assert "ei ole nyt asiakkaita" in place.heard(maija)[-1]
        said = len(place.heard(client))
        await place.wait(timedelta(days=30))
        assert len(place.heard(client)) == said
        # and old buttons open nothing
        place.desk.press_data(maija, old, f"p.write.{rows(place, Client)[0].id}")
        await place.settle()
        assert "ei enää ole sinun" in place.last(maija).text
        # but help is there
        await place.say(client, "/apua")
        assert "112" in place.last(client).text


async def test_a_meeting_that_is_told_later_is_told_by_its_date_and_only_as_it_is_now(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        # given that today's one unasked message has been
        await letter(place, maija, "Hei")
        # when a meeting is set, and then moved
        tomorrow, day = (place.clock.now() + timedelta(days=days) for days in (1, 2))
        await meet(place, maija, f"{day.day}.{day.month}.", "13:00")
        assert "Kerron asiakkaalle huomenna" in place.last(maija).text
        await meet(place, maija, f"{day.day}.{day.month}.", "15:00")
        await place.wait(timedelta(days=1, hours=3))
        # then the client heard once, the day after, of the meeting that is, with its date
        told = [text for text in place.heard(client) if "Seuraava tapaamisesi" in text]
        assert len(told) == 1
        assert f"{day.day}.{day.month}. klo 15.00" in told[0]
        assert "huomenna" not in told[0]
        assert tomorrow.date() in [sent.on_date for sent in rows(place, Proactive) if sent.kind == "meeting_set"]


async def test_a_meeting_that_cannot_be_told_in_time_is_left_to_the_professional(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, maija, client):
        await letter(place, maija, "Hei")
        # when a meeting is set for early tomorrow, before the next message may go
        day = place.clock.now() + timedelta(days=1)
        await meet(place, maija, f"{day.day}.{day.month}.", "8:00")
        # then she hears that it is hers to tell, and nothing comes afterwards
        assert "kerro asiakkaalle itse" in place.last(maija).text.casefold()
        await place.wait(timedelta(days=2))
        assert not any("Seuraava tapaamisesi" in text for text in place.heard(client))
