"""The main job on real input: in, asked at a rhythm that follows energy, told of skips, digest on Monday."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.storage.tables import CheckIn, Client, Digest, Inbox, Person
from tests.journeys.client_ways import NOT_STARTED, TAKE, WAYS_ON, choose_step
from tests.town import accompanied, rows, town


async def test_a_low_energy_lengthens_the_interval_and_says_so(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a client who is asked at most every second day
        client = await place.client(await place.professional())
        # when she answers her first check-in with little energy
        await place.to_check_in(client)
        asked_at = place.clock.now()
        await place.press(client, "2")
        # then she is asked again only after five days, and hears why in one line
        told = place.heard(client)[-1]
        assert "Voimasi ovat nyt 2, joten kysyn harvemmin" in told
        await place.to_check_in(client)
        assert place.clock.now() - asked_at == timedelta(days=5)
        assert "10" in place.offered(client)


async def test_four_not_started_in_a_row_are_told_to_the_client_first_and_then_to_the_professional(
    sqlite_url: str,
) -> None:
    # given a client with an experiment, past her first week
    async with accompanied(sqlite_url, days=1) as (place, pro, client):
        await choose_step(place, client)
        await place.wait(timedelta(days=7))
        # when four experiments in a row are not started
        for round_ in range(4):
            await place.to_check_in(client)
            await place.press(client, "6")
            await place.press(client, NOT_STARTED)
            if round_ < 3:
                await place.through(client, *WAYS_ON)
        # then she hears it first, and the professional nothing yet
        assert any("Neljä kokeilua on jäänyt aloittamatta" in text for text in place.heard(client)[-3:])
        assert TAKE not in place.offered(pro)
        # and on the next working day the professional gets one notice that can be taken
        await place.press(client, "Tämä käy näin")
        await place.wait(timedelta(days=1))
        assert TAKE in place.offered(pro)
        await place.press(pro, TAKE)
        assert any("otti tämän" in text for text in place.heard(pro))


async def test_two_not_started_bring_only_a_talk_with_the_client(sqlite_url: str) -> None:
    # given a client with an experiment, past her first week
    async with accompanied(sqlite_url, days=1) as (place, pro, client):
        await choose_step(place, client)
        await place.wait(timedelta(days=7))
        # when two experiments in a row are not started
        for _ in range(2):
            await place.to_check_in(client)
            await place.press(client, "6")
            await place.press(client, NOT_STARTED)
        # then she is asked, curiously, whether to look at it together
        assert "Kyllä, katsotaan" in place.offered(client) or any("yhdessä" in t for t in place.heard(client)[-2:])
        # and nobody else hears of it
        await place.wait(timedelta(days=2))
        assert TAKE not in place.offered(pro)


@pytest.mark.parametrize("restarts", [0, 3])
async def test_the_digest_comes_once_a_week_whatever_restarts_lie_between(sqlite_url: str, restarts: int) -> None:
    # given a professional with a client who has answered
    async with accompanied(sqlite_url) as (place, pro, client):
        await place.to_check_in(client)
        await place.press(client, "5")
        # when Monday morning comes, and the process ends and begins again around it
        await place.settle()
        await place.travel.to_digest()
        for _ in range(restarts):
            await place.restart()
            await place.coach.tick()
            await place.settle()
        await place.wait(timedelta(hours=5))
        # then exactly one digest has come, and it speaks of the pseudonym
        digests = [text for text in place.heard(pro) if text.startswith("Kooste ")]
        assert len(digests) == 1
        assert "Koivu" in digests[0]
        assert len(rows(place, Digest)) == 1


async def test_a_digest_missed_over_monday_comes_when_the_bot_is_back(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a bot that is down from Saturday until Wednesday
        pro = await place.professional()
        await place.client(pro)
        await place.settle()
        await place.coach.stop()
        place.clock.move(timedelta(days=9))
        # when it comes back
        place._build()
        await place.coach.start()
        await place.coach.tick()
        await place.settle()
        # then this week's digest is there, once
        assert len([text for text in place.heard(pro) if text.startswith("Kooste ")]) == 1


async def test_a_no_at_the_consent_leaves_no_data_and_the_invitation_opens_again(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        code = await place.invitation(pro, "Haapa")
        stranger = place.desk.user("Vieras", "fi")
        await place.start(stranger, code)
        # when the invited person says no
        await place.through(stranger, "Suomi", "Jatketaan", "Milloin kerrot?", "Selvä", "Ei kiitos", "Ei, kiitos")
        # then nothing of them is kept
        assert rows(place, Client) == []
        assert [person.telegram_id for person in rows(place, Person)] == [pro.id]
        # and the same invitation lets them in later
        await place.start(stranger, code)
        assert "Suomi" in place.offered(stranger)


async def test_a_used_a_wrong_and_an_expired_code_get_one_kind_answer_and_leave_no_data(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        used = await place.invitation(pro, "Haapa")
        await place.start(place.desk.user("Ensimmäinen", "fi"), used)
        old = await place.invitation(pro, "Leppä")
        people = len(rows(place, Person))
        await place.wait(timedelta(days=15))
        for code in (used, "no-such-code", old):
            stranger = place.desk.user("Vieras", "fi")
            await place.start(stranger, code)
            assert len(place.heard(stranger)) == 1
        assert len(rows(place, Person)) == people


async def test_a_strangers_words_get_one_answer_and_help_is_there_for_strangers_too(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        stranger = place.desk.user("Vieras", "sv")
        place.desk.start(stranger)
        await place.settle()
        await place.say(stranger, "Hej, vem är du?")
        await place.say(stranger, "/hjalp")
        await place.say(stranger, "Jag vill dö")
        heard = place.heard(stranger)
        assert len(heard) == 4
        assert all("112" in text for text in heard[2:])
        assert rows(place, Person) == []


async def test_starting_again_never_loses_anything(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await choose_step(place, client)
        await place.start(client)
        await place.start(client, "some-code")
        [row] = rows(place, Client)
        assert row.stage == "active"
        assert row.step_what == "Kävelen pihalla"


async def test_an_old_button_says_so_and_changes_nothing(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await place.to_check_in(client)
        question = place.last(client)
        await place.press(client, "3")
        before = rows(place, CheckIn)[0].energy
        place.desk.press_data(client, question, f"t.{1}.s9")
        await place.settle()
        assert rows(place, CheckIn)[0].energy == before
        assert "aiempaan kysymykseen" in " ".join(place.heard(client)[-2:])


async def test_an_acute_word_is_answered_at_once_and_stops_everything_unasked(sqlite_url: str) -> None:
    async with accompanied(sqlite_url, days=1) as (place, pro, client):
        await place.to_check_in(client)
        before = len(place.heard(client))
        await place.say(client, "Haluan kuolla")
        # then help is named at once, and the professional has a notice
        assert "112" in place.heard(client)[-1]
        assert TAKE in place.offered(pro)
        # and for two days the bot starts nothing by itself
        said = len(place.heard(client))
        assert said > before
        await place.wait(timedelta(hours=47))
        assert len(place.heard(client)) == said


async def test_a_finished_update_keeps_no_words(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await place.say(client, "Salainen ajatus jota kukaan ei lue")
        kept = rows(place, Inbox)
        assert kept
        assert all("Salainen" not in row.payload for row in kept)


async def test_a_person_may_be_professional_and_client_under_different_codes(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        maija, seppo = await place.professional("Maija"), await place.professional("Seppo")
        code = await place.invitation(maija, "Halava")
        await place.start(seppo, code)
        await place.through(seppo, "Suomi", "Jatketaan", "Milloin kerrot?", "Selvä", "Kyllä, aloitan")
        await place.say(seppo, "/kutsu")
        assert "peitenimellä" in place.heard(seppo)[-1]


async def test_a_language_can_be_changed_at_any_time_and_the_open_question_follows(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await place.to_check_in(client)
        await place.say(client, "/sprak")
        await place.press(client, "Svenska")
        assert "krafter" in place.heard(client)[-1]


async def test_nothing_is_asked_on_a_break_and_the_return_is_soft(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional(), days=1)
        await place.say(client, "/tauko")
        week = next(button for button in place.offered(client) if "iikko" in button or "iikon" in button)
        await place.press(client, week)
        await place.through(client, "Tämä riittää nyt", "En halua vastata")
        said = len(place.heard(client))
        await place.wait(timedelta(days=5))
        assert len(place.heard(client)) == said
        await place.wait(timedelta(days=10))
        assert len(place.heard(client)) > said
