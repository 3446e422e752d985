"""Measures, the whole bot: chosen together, answered in pieces, asked about when odd, shown only when asked for."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.measure_ways import answered, followed, follows
from tests.town import accompanied, town

ALL = "Kirjaan kaikki nyt"
ON = "Jatkan kesken jäänyttä"
SKIP = "Jätän tämän väliin"
LATER = "Jatkan myöhemmin"


async def test_a_value_is_typed_said_back_and_kept(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        # given a client who follows her weight
        await follows(place, client, "Paino")
        await place.press(client, "Kirjaan arvon")
        assert "Paljonko painat nyt?" in place.heard(client)[-1]
        # when she types it the Finnish way
        await place.say(client, "72,5 kg")
        # then it is said back and kept, and no word judges it
        assert place.heard(client)[-1] == "Kirjasin: paino 72,5 kg."
        newest = followed(place).newest
        assert newest is not None
        assert newest.numbers == (72.5,)


async def test_an_odd_value_is_asked_about_and_never_refused(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await follows(place, client, "Paino")
        await place.press(client, "Kirjaan arvon")
        # when a decimal mark gets lost
        await place.say(client, "720 kg")
        # then the bot asks, keeps nothing, and takes the right one
        assert place.heard(client)[-1] == "Kirjoitit: 720 kg. Onko se oikein?"
        assert followed(place).values == ()
        await place.say(client, "72,0")
        assert place.heard(client)[-1] == "Kirjasin: paino 72 kg."
        # and an odd value that is right is taken by a yes
        await place.say(client, "/mittarit")
        await place.press(client, "Paino")
        await place.press(client, "Kirjaan arvon")
        await place.say(client, "95")
        await place.say(client, "kyllä")
        assert [value.numbers for value in followed(place).values] == [(72.0,), (95.0,)]


async def test_a_correction_keeps_what_stood_there_readable(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await follows(place, client, "Verenpaine")
        await place.press(client, "Kirjaan arvon")
        await place.say(client, "130/80")
        # when the newest value is corrected from the page
        await place.press(client, "Mitä seuraan")
        await place.press(client, "Verenpaine")
        assert "Viimeisin: 130/80 mmHg" in place.heard(client)[-1]
        await place.press(client, "Korjaan viimeisintä")
        await place.say(client, "120 / 80")
        # then the new one holds
        [value] = followed(place).values
        assert (value.numbers, value.corrected) == ((120.0, 80.0), ((130.0, 80.0),))


async def test_a_form_is_answered_in_pieces_across_a_restart_and_a_check_in(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await follows(place, client, "Askeleet päivässä", "Paino", "Mieliala")
        await place.say(client, "/mittarit")
        # when she answers the first, leaves, is restarted and asked a check-in
        await place.press(client, ALL)
        await place.say(client, "6 400")
        assert "Kohta 2/3" in place.heard(client)[-1]
        await place.restart()
        await place.to_check_in(client)
        # then typed words answer the check-in, not the form
        await place.say(client, "7")
        await place.through(client, "Ei nyt", "Tämä riittää nyt")
        await place.say(client, "72")
        assert len(followed(place, 1).values) == 0
        # and the form goes on where it was, by a tap
        await place.say(client, "/mittarit")
        await place.press(client, ON)
        assert "Kohta 2/3" in place.heard(client)[-1]
        await place.press(client, SKIP)
        await place.press(client, "8")
        assert "• askeleet päivässä: 6\xa0400" in place.heard(client)[-1]
        assert "paino" not in place.heard(client)[-1]
        assert followed(place, 2).values[0].numbers == (8.0,)


async def test_going_back_in_a_form_corrects_the_value_before(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await follows(place, client, "Paino", "Mieliala")
        await place.say(client, "/mittarit")
        await place.press(client, ALL)
        await place.say(client, "82")
        await place.press(client, "Korjaan edellistä")
        await place.say(client, "72")
        await place.say(client, "seitsemän")
        [weight] = followed(place).values
        assert (weight.numbers, weight.corrected) == ((72.0,), ((82.0,),))


async def test_an_instrument_is_answered_by_taps_and_words_and_shows_no_grade(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await follows(place, client, "Malli kyselystä (ei oikea mittari)")
        await place.press(client, "Vastaan nyt")
        assert "Kohta 1/8" in place.heard(client)[-1]
        # when seven items are answered by taps, a number and an answer's own words, and one is left out
        for _ in range(5):
            await place.press(client, "4 – pidän")
        await place.say(client, "4")
        await place.press(client, SKIP)
        before = len(place.heard(client))
        await place.say(client, "pidän")
        # then it is done, nothing is told of the result, and it is kept with one missing
        assert place.heard(client)[before:] == [
            "”Malli kyselystä (ei oikea mittari)” on käyty läpi. Kiitos vastauksista."
        ]
        [run] = answered(place)
        assert run.finished
        assert run.score is not None
        assert (run.score.mean, run.score.total, run.answers["q7"]) == (4.0, 32.0, None)
        assert run.wording.startswith("fi.")


async def test_start_and_now_come_only_when_asked_for(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await follows(place, client, "Paino")
        for value in ("74", "72,5"):
            await place.say(client, "/mittarit")
            assert "kg" not in place.heard(client)[-1]
            await place.press(client, "Paino")
            await place.press(client, "Kirjaan arvon")
            await place.say(client, value)
            await place.wait(timedelta(days=1))
        await place.say(client, "/mittarit")
        await place.press(client, "Alku ja nyt")
        assert "• paino: alussa 74 kg (2.11.), nyt 72,5 kg (3.11.)" in place.heard(client)[-1]


async def test_words_of_danger_are_heard_before_a_form_and_end_its_hold(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await follows(place, client, "Paino")
        await place.press(client, "Kirjaan arvon")
        await place.say(client, "en halua enää elää")
        assert any("112" in text for text in place.heard(client)[-2:])
        # and what is typed next is no answer to the form
        await place.say(client, "72")
        assert followed(place).values == ()


async def test_words_that_are_no_answer_are_received_and_help_stays_help(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await follows(place, client, "Paino")
        await place.press(client, "Kirjaan arvon")
        await place.say(client, "emmätiiä")
        assert "En saanut siitä vastausta" in place.heard(client)[-1]
        assert SKIP in place.offered(client)
        await place.say(client, "apua")
        assert any("112" in text for text in place.heard(client)[-2:])
        await place.say(client, "olin tänään torilla ja siellä oli paljon väkeä")
        assert any("torilla" in text for text in place.heard(client)[-2:])
        await place.say(client, "72")
        assert followed(place).values == ()


async def test_a_suggestion_becomes_a_measure_by_the_clients_yes_and_she_says_who_sees(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        # given two suggestions in one message
        await place.say(pro, "/asiakkaat")
        for button in ("Koivu", "Lisää", "Mittarit", "Ehdota seurattavaa", "Paino", "Askeleet päivässä"):
            await place.press(pro, button)
        await place.press(pro, "Lähetä 2 ehdotusta")
        await place.wait(timedelta(days=1))
        # when she says yes to one for both, and yes to the other for herself
        await place.press(client, "Katson ehdotuksia")
        await place.press(client, "Paino")
        await place.press(client, "Sopii, Maija saa nähdä arvot")
        await place.press(client, "Kirjaan arvon")
        await place.say(client, "72,5")
        await place.press(client, "Mitä seuraan")
        await place.press(client, "Askeleet päivässä")
        await place.press(client, "Sopii, vain minä näen arvot")
        await place.press(client, "Kirjaan arvon")
        await place.say(client, "4321")
        # then the professional sees the one and not the other
        await place.say(pro, "/asiakkaat")
        for button in ("Koivu", "Lisää", "Mittarit"):
            await place.press(pro, button)
        page = place.heard(pro)[-1]
        assert "• paino: 72,5 kg" in page
        assert "• askeleet päivässä: asiakas pitää arvot omana tietonaan" in page
        assert "4" not in page.partition("askeleet")[2]
        # and the client sees that it was looked at, and what may be seen
        await place.say(client, "/mita_nakyy")
        assert "saavat luvallasi näkyä: paino" in place.heard(client)[-2]
        await place.say(client, "/tietoni")
        assert "• kirjattuja arvoja: 2" in place.heard(client)[-1]


async def test_a_wish_for_values_comes_once_and_a_no_ends_it(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await follows(place, client, "Paino")
        await place.say(pro, "/asiakkaat")
        for button in ("Koivu", "Lisää", "Mittarit", "Pyydä arvot nyt"):
            await place.press(pro, button)
        await place.wait(timedelta(days=1))
        assert any("Maija kysyy, kirjaisitko" in text for text in place.heard(client))
        await place.press(client, "Ei tällä kertaa")
        await place.wait(timedelta(days=4))
        assert len([text for text in place.heard(client) if "kirjaisitko" in text]) == 1
        assert followed(place).values == ()


async def test_a_professional_suggests_a_made_up_form_by_the_title_that_the_client_reads(sqlite_url: str) -> None:
    # given words for trying out, which are not the instrument's
    async with accompanied(sqlite_url) as (place, pro, client):
        await place.say(pro, "/asiakkaat")
        for button in ("Koivu", "Lisää", "Mittarit", "Ehdota seurattavaa"):
            await place.press(pro, button)
        assert not [button for button in place.offered(pro) if "EUROHIS" in button]
        for button in ("Malli kyselystä (ei oikea mittari)", "Lähetä 1 ehdotus"):
            await place.press(pro, button)
        await place.wait(timedelta(days=1))
        assert "Malli kyselystä" in place.heard(client)[-1]
        await place.say(pro, "/asiakkaat")
        for button in ("Koivu", "Lisää", "Mittarit"):
            await place.press(pro, button)
        assert "• Malli kyselystä (ei oikea mittari): ehdotettu" in place.last(pro).text


async def test_without_a_wording_file_no_instrument_is_offered(sqlite_url: str) -> None:
    async with town(sqlite_url, instrument_wording="") as place:
        client = await place.client(await place.professional())
        await place.say(client, "/mittarit")
        await place.press(client, "Valitsen seurattavaa")
        assert "Paino" in place.offered(client)
        assert not [button for button in place.offered(client) if "Malli" in button or "EUROHIS" in button]


async def test_a_doubt_is_forgotten_when_the_form_rests(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await follows(place, client, "Paino")
        await place.press(client, "Kirjaan arvon")
        await place.say(client, "720")
        await place.press(client, LATER)
        await place.press(client, ON)
        # when she only says yes to the question anew, the odd value is not taken for meant
        await place.say(client, "kyllä")
        assert followed(place).values == ()
