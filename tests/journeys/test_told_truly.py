"""What the bot says around a notice is so: where words go, by when it reminds, who has it (domain 5.2; R23, R27)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.config import Disclosure
from sandbox.model import User
from tests.actions.living import command, living
from tests.journeys.client_ways import TAKE
from tests.journeys.professional_ways import letter, notice, wish_for_contact
from tests.town import Town, accompanied

WORDS = "Olin kuumeessa koko viikon"


async def before_telling(place: Town, client: User) -> None:
    """Silence has lasted so long that the client hears of the notice."""
    for _ in range(24):
        if "Lisään viestin" in place.offered(client):
            return
        await place.wait(timedelta(days=1))
    raise AssertionError("nobody was told of the silence")


async def test_a_client_whose_words_stay_in_the_chat_hears_so_before_writing(sqlite_url: str) -> None:
    async with living(sqlite_url, floor_days=7) as (place, pro, client):
        # given a house that lets no words into the channel, as it is at first
        await before_telling(place, client)
        # when the client adds words to the notice
        await place.press(client, "Lisään viestin")
        # then she reads where they stay and what the professional hears, and says yes to just that
        assert "sanat jäävät tähän keskusteluun" in place.last(client).text
        await place.say(client, WORDS)
        assert "Saanko kertoa, että Maija voi kysyä" in place.last(client).text
        assert "Kyllä, välitä ne" not in place.offered(client)
        await place.press(client, "Kyllä, kerro")
        await place.wait(timedelta(days=3))
        assert any("Koivu lisäsi omia sanoja" in text for text in place.heard(pro))
        assert not any(WORDS in text for text in place.heard(pro))


async def test_what_the_week_shows_the_client_is_what_the_professional_reads(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, pro, client):
        # given a note for the meeting where words stay out of the channel
        command(place, client, "carry", words=WORDS)
        # then both read that there is one, and neither reads a stand-in as if it were a quotation
        for user, ask in ((client, "/viikko"), (pro, "/kooste")):
            await place.say(user, ask)
            assert "haluaa ottaa jotain puheeksi omin sanoin" in place.last(user).text
            assert WORDS not in place.last(user).text
            assert "”" not in place.last(user).text


async def test_where_words_may_go_they_are_passed_on_as_the_client_saw_them(sqlite_url: str) -> None:
    async with accompanied(sqlite_url, disclosure=Disclosure.WORDS) as (place, maija, client):
        command(place, client, "carry", words=WORDS)
        for user, ask in ((client, "/viikko"), (maija, "/kooste")):
            await place.say(user, ask)
            assert f"haluaa ottaa puheeksi: ”{WORDS}”" in place.last(user).text


@pytest.mark.parametrize("taken", [False, True])
async def test_words_added_after_the_notice_went_out_arrive(sqlite_url: str, taken: bool) -> None:
    async with living(sqlite_url, floor_days=7) as (place, pro, client):
        # given a notice that went out while the client was still asked
        await before_telling(place, client)
        await place.wait(timedelta(days=3))
        assert TAKE in place.offered(pro)
        if taken:
            await place.press(pro, TAKE)
        # when the client adds words only now
        command(place, client, "tell_add", words=WORDS)
        await place.settle()
        # then the professional hears so, and the notice says it, too
        assert place.last(pro).text.startswith("Koivu lisäsi omia sanoja")
        assert sum("lisäsi omia sanoja" in text for text in place.heard(pro)) == 2


async def test_both_hear_the_same_hour_when_a_wish_joins_an_open_notice(sqlite_url: str) -> None:
    # given a notice that Maija took, with its buttons
    async with accompanied(sqlite_url) as (place, maija, client):
        await notice(place)
        await place.press(maija, TAKE)
        old = place.last(maija).id
        # when the client asks for contact five hours later
        await place.wait(timedelta(hours=5))
        await wish_for_contact(place, client)
        # then both read the same hour
        assert any("huomenna klo 15" in text for text in place.heard(client)[-2:])
        assert "muistutan: huomenna klo 15" in place.last(maija).text
        # and the older copy has no buttons that would do nothing
        [before] = [message for message in place.desk.messages(maija.id) if message.id == old]
        assert not before.buttons()


async def test_of_a_client_whom_no_message_reaches_the_professional_hears_just_that(sqlite_url: str) -> None:
    async with living(sqlite_url, floor_days=7) as (place, pro, client):
        # given a client who has blocked the bot
        place.desk.block(client)
        await place.wait(timedelta(days=18))
        # then the notice of silence names what is known
        assert any("Viestini eivät mene perille" in text for text in place.heard(pro))
        assert not any("Syytä ei tiedetä" in text for text in place.heard(pro))
        # and so do the list and the answer to a letter
        await place.say(pro, "/asiakkaat")
        assert "Koivu – ilmoitus odottaa, viestit eivät kulje" in place.offered(pro)
        await letter(place, pro)
        asked, came_back = place.heard(pro)[-2:]
        assert "viestit eivät nyt mene perille" in asked
        assert "eikä se mennyt perille" in came_back


async def test_a_notice_of_today_is_new_and_not_none_days_old(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, pro, _):
        await notice(place)
        await place.say(pro, "/kooste")
        assert "uusi ilmoitus odottaa ottajaa" in place.last(pro).text
        assert "0 päivään" not in place.last(pro).text
