"""Grave words are heard wherever and by whomever they are typed."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from bot.domain.safety import Concern, hear
from bot.sentences import MEANING
from bot.storage import talks
from bot.storage.tables import CodeTry
from bot.storage.tables import Concern as ConcernRow
from tests.journeys.client_ways import TAKE
from tests.journeys.peers import RULES, grouped_with_a_member, in_chat
from tests.journeys.professional_ways import deputy
from tests.town import MORNING, accompanied, rows, town


@pytest.mark.parametrize(
    "text",
    [
        "/haluan kuolla",
        "/en jaksa enää elää",
        "//haluan kuolla",
        "/ haluan kuolla",
        "/itsemurha",
        "/palaute\nen jaksa enää elää",
        "/apua\thaluan kuolla",
    ],
)
async def test_a_slash_before_grave_words_hides_none_of_them(sqlite_url: str, text: str) -> None:
    # given a client with a professional
    async with accompanied(sqlite_url) as (place, pro, client):
        # when grave words begin with a slash, as a command does
        await place.say(client, text)
        # then they are answered with a number, written down, and told
        assert any("112" in said for said in place.heard(client)[-2:])
        assert [row.concern for row in rows(place, ConcernRow)] == ["C"]
        assert TAKE in place.offered(pro)


async def test_no_command_of_ours_is_heard_as_a_concern(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        rules = place.coach.house.safety
        assert [name for name in MEANING if hear(rules, f"/{name}").concern is not Concern.N] == []


SOFT = "Olen vain taakka kaikille"
WITHOUT_A_CODE = ["/palaute en jaksa enää elää", "/start haluan kuolla", f"/start {SOFT}", f"/apua {SOFT}"]


@pytest.mark.parametrize("text", WITHOUT_A_CODE)
async def test_a_strangers_command_with_grave_words_gets_the_crisis_answer_and_counts_as_no_code(
    sqlite_url: str, text: str
) -> None:
    async with town(sqlite_url) as place:
        stranger = place.desk.user("Vieras", "fi")
        await place.say(stranger, text)
        assert "nyt todella vaikeaa" in place.heard(stranger)[-1]
        assert "112" in place.heard(stranger)[-1]
        assert rows(place, CodeTry) == []


async def test_a_professionals_soft_words_get_the_numbers_and_become_no_name(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a professional who is asked what to call a new client
        pro = await place.professional()
        await place.say(pro, "/kutsu")
        # when soft words come instead
        await place.say(pro, SOFT)
        # then the numbers are said, nothing is made of the words, and the question still waits
        assert "112" in place.heard(pro)[-1]
        assert not any(SOFT in text for text in place.heard(pro))
        assert place.coach.store.run_now(lambda tx: talks.current(tx, 1, place.clock.now()).script) == "invite_client"


async def test_soft_words_in_a_group_are_asked_about_in_private_and_never_echoed(sqlite_url: str) -> None:
    # given a client in a group
    async with grouped_with_a_member(sqlite_url) as (place, pro, client, chat):
        said = len(in_chat(place, chat))
        # when soft words come there, of the client and of the one who guides it
        for user in (client, pro):
            place.desk.say(user, f"/saannot {SOFT}", chat)
            await place.settle()
            assert any("112" in text for text in place.heard(user)[-2:])
        # then the client is asked, and the group sees only the rules that were asked for
        assert "Kyllä" in place.offered(client)
        assert [row.concern for row in rows(place, ConcernRow)] == ["S"]
        assert all(text.startswith(RULES) for text in in_chat(place, chat)[said:])


@pytest.mark.parametrize("locale", ["Suomi", "Svenska", "English"])
async def test_the_gentle_question_always_comes_with_112_and_a_second_way(sqlite_url: str, locale: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await place.say(client, "/kieli")
        await place.press(client, locale)
        await place.say(client, SOFT)
        assert "112" in place.heard(client)[-1].split("\n")[0]
        assert "116117" in place.heard(client)[-1]


async def test_who_fears_to_harm_somebody_reads_of_112_for_both_and_of_the_next_line_if_one_is_busy(
    sqlite_url: str,
) -> None:
    # given a client who fears to hurt a child, and one who needs a doctor
    async with accompanied(sqlite_url) as (place, pro, client):
        await place.say(client, "pelkään että satutan lapsiani")
        # then 112 is for whoever is in danger, and a busy line is not the end
        said = place.heard(client)[-1]
        assert "Jos sinä tai joku muu on vaarassa, soita 112." in said
        assert "Jos linja on varattu, kokeile seuraavaa." in said
        assert TAKE in place.offered(pro)
        # and where there is but one line, no next one is spoken of
        await place.say(client, "en saa henkeä")
        assert "Soita nyt 112." in place.heard(client)[-1]
        assert "varattu" not in place.heard(client)[-1]


@pytest.mark.parametrize(
    "text", ["ajattelen kuolemaa", "kyllä tarkoitan", "Kyllä, ajattelen kuolemaa", "mä mietin kuolemaa"]
)
async def test_a_yes_in_free_words_to_the_gentle_question_is_told_at_once(sqlite_url: str, text: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await place.say(client, SOFT)
        assert TAKE not in place.offered(pro)
        await place.say(client, text)
        assert TAKE in place.offered(pro)
        assert any("nyt todella vaikeaa" in said for said in place.heard(client)[-2:])


@pytest.mark.parametrize(
    "text",
    [SOFT, "olen surullinen", "joo en tarkoita", "en ajattele muuta kuin kuolemaa", "en ajattele kuolemaa juuri nyt"],
)
async def test_what_is_no_yes_to_the_gentle_question_brings_the_same_help_again_and_the_half_hour_goes_on(
    sqlite_url: str, text: str
) -> None:
    # given a client who was asked
    async with accompanied(sqlite_url) as (place, pro, client):
        await place.say(client, SOFT)
        first = place.heard(client)[-1]
        # when twenty minutes later something else comes
        await place.wait(timedelta(minutes=20))
        await place.say(client, text)
        # then the same help and question are there, nobody was told, and the half hour did not begin anew
        assert place.heard(client)[-1] == first
        assert "Kyllä" in place.offered(client)
        assert TAKE not in place.offered(pro)
        await place.wait(timedelta(minutes=11))
        assert TAKE in place.offered(pro)


@pytest.mark.parametrize(
    "text",
    ["en ajattele kuolemaa", "Ei, en tarkoita sitä.", "jag tänker inte på döden", "No, I'm not thinking about death"],
)
async def test_a_clear_no_in_a_whole_sentence_is_an_answer_and_nobody_is_told(sqlite_url: str, text: str) -> None:
    # given a client who was asked
    async with accompanied(sqlite_url) as (place, pro, client):
        await place.say(client, SOFT)
        # when she says no in a sentence, whose words alone would be a soft sign
        await place.say(client, text)
        # then it is what the button says
        assert "Kiitos, että vastasit" in place.heard(client)[-1]
        assert rows(place, ConcernRow)[-1].confirmed is False
        # and nobody is told after the half hour
        await place.wait(timedelta(minutes=40))
        assert TAKE not in place.offered(pro)


async def test_grave_words_beside_a_no_are_heard(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await place.say(client, SOFT)
        await place.say(client, "en ajattele kuolemaa, mutta en jaksa enää elää")
        assert TAKE in place.offered(pro)


async def test_the_client_is_told_of_the_one_who_hears_now(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a professional who blocked the bot, and a deputy
        pro = await place.professional("Maija")
        await deputy(place, pro, "Seppo")
        client = await place.client(pro)
        place.desk.block(pro)
        await place.settle()
        # when grave words come
        await place.say(client, "Haluan kuolla")
        # then the promise names the deputy
        assert "Seppo" in place.heard(client)[-1]
        assert "Maija" not in place.heard(client)[-1]


async def test_where_nobody_can_be_reached_nobody_is_promised(sqlite_url: str) -> None:
    async with accompanied(sqlite_url, unit_phone="040 1234567") as (place, pro, client):
        place.desk.block(pro)
        await place.settle()
        await place.say(client, "Haluan kuolla")
        assert "Kerron tästä" not in place.heard(client)[-1]
        assert "eivät ole nyt tavoitettavissa" in place.heard(client)[-1]
        assert "040 1234567" in place.heard(client)[-1]


POLL = {
    "id": "1",
    "question": "Mitä nyt?",
    "options": [{"text": text, "voter_count": 0, "persistent_id": text} for text in ("Haluan kuolla", "Ei mitään")],
    "total_voter_count": 0,
    "is_closed": False,
    "is_anonymous": True,
    "type": "regular",
    "allows_multiple_answers": False,
    "allows_revoting": False,
    "members_only": False,
}
HERE = {"latitude": 60.0, "longitude": 24.0}


@pytest.mark.parametrize(
    "content",
    [
        {"poll": POLL},
        {"checklist": {"title": "Haluan kuolla", "tasks": [{"id": 1, "text": "x"}]}},
        {"venue": {"location": HERE, "title": "Haluan kuolla", "address": "x"}, "location": HERE},
    ],
    ids=["poll", "checklist", "venue"],
)
async def test_words_inside_a_poll_a_checklist_or_a_place_are_heard(sqlite_url: str, content: dict) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        place.desk._send(client, content, None)
        await place.settle()
        assert [row.concern for row in rows(place, ConcernRow)] == ["C"]
        assert "112" in place.heard(client)[-1]


async def test_that_nobody_reads_live_is_said_at_the_start_and_about_once_a_month(sqlite_url: str) -> None:
    live = "Kukaan ei lue näitä viestejä heti"
    async with town(sqlite_url) as place:
        pro = await place.professional()
        # given a client who just came in
        client = await place.client(pro)
        assert sum(live in text for text in place.heard(client)) == 1
        # when she is asked for three months
        said = []
        while place.clock.now() < MORNING + timedelta(days=100):
            await place.to_check_in(client)
            if any(live in text for text in place.heard(client)[-2:]):
                said.append(place.clock.now())
            await place.press(client, "5")
        # then it is said again within a month and a check-in, each time, and not with every question
        gaps = [later - earlier for earlier, later in pairwise([MORNING, *said])]
        assert all(timedelta(days=28) <= gap <= timedelta(days=37) for gap in gaps), gaps
        assert len(said) == 3
