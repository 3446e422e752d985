"""How much the channel carries to a professional is the installation's choice."""

from __future__ import annotations

import pytest

from bot.actions import caseload
from bot.clock import MovableClock
from bot.config import Config, Disclosure
from sandbox.desk import Desk
from tests.actions.living import command
from tests.journeys.professional_ways import deputy, wish_for_contact
from tests.town import MORNING, Town, accompanied
from tests.trust.test_own_data import CANARY, lived


@pytest.mark.parametrize("level", list(Disclosure))
async def test_a_digest_and_a_notice_say_what_the_setting_allows_and_no_more(
    sqlite_url: str, level: Disclosure
) -> None:
    clock = MovableClock(at=MORNING)
    place = Town(Desk(clock.now), clock, sqlite_url)
    place.config = place.config.model_copy(update={"disclosure": level})
    place._build()
    await place.coach.start()
    try:
        # given a client with words meant for the professional
        pro, _ = await lived(place)
        # when the digest is read
        said = place.heard(pro)[-1]
        notices = [text for text in place.heard(pro) if "yhteydenottoa" in text or "uusi ilmoitus" in text]
        # then it carries the words, the pseudonym, or neither
        assert (CANARY in said) == (level is Disclosure.WORDS)
        assert ("Koivu" in said) == (level is not Disclosure.POINTER)
        assert all(("Koivu" in text) == (level is not Disclosure.POINTER) for text in notices)
    finally:
        await place.coach.stop()


@pytest.mark.parametrize("level", list(Disclosure))
async def test_list_and_card_show_what_the_setting_allows_and_no_more(sqlite_url: str, level: Disclosure) -> None:
    clock = MovableClock(at=MORNING)
    place = Town(Desk(clock.now), clock, sqlite_url)
    place.config = place.config.model_copy(update={"disclosure": level})
    place._build()
    await place.coach.start()
    try:
        pro, _ = await lived(place)
        # when the list, the card and everything behind its buttons is opened
        before = len(place.desk.messages(pro.id))
        await place.say(pro, "/asiakkaat")
        await place.press(pro, next(b for b in place.offered(pro) if b.startswith(("Koivu", "asiakas"))))
        card = place.last(pro).text
        said = f"{card} {place.offered(pro)}"
        for data in (*(f"p.{verb}.1" for verb in caseload.VERBS), *(f"p.{verb}.0" for verb in caseload.VERBS)):
            place.desk.press_data(pro, place.last(pro), data)
            await place.settle()
            said += "\n".join(place.heard(pro, before)) + str(place.offered(pro))
        # then it carries the words, the pseudonym, or neither
        assert (CANARY in card) == (level is Disclosure.WORDS)
        assert (CANARY in said) == (level is Disclosure.WORDS)
        assert ("Koivu" in said) == (level is not Disclosure.POINTER)
        assert ("Kävelen" in said) == (level is not Disclosure.POINTER)
    finally:
        await place.coach.stop()


async def test_a_pointer_says_by_number_who_is_in_need(sqlite_url: str) -> None:
    clock = MovableClock(at=MORNING)
    place = Town(Desk(clock.now), clock, sqlite_url)
    place.config = place.config.model_copy(update={"disclosure": Disclosure.POINTER})
    place._build()
    await place.coach.start()
    try:
        # given two clients of a professional who has a deputy
        pro = await place.professional()
        cover = await deputy(place, pro)
        await place.client(pro, "Haapa")
        client = await place.client(pro, "Koivu")
        # when the second is in need
        await place.say(client, "haluan kuolla")
        # then both read which one it is, by the number, and the list marks it
        for reader in (pro, cover):
            assert "ilmoitus: asiakas 2. Kiireellinen: kyllä" in place.last(reader).text
        await place.say(pro, "/asiakkaat")
        assert place.offered(pro)[:2] == ["asiakas 1", "asiakas 2 – ilmoitus odottaa"]
        # and the digest says whom it is about
        await place.say(pro, "/kooste")
        assert "Asiakkaita siinä: 2" in place.last(pro).text
        assert "Sinua tarvitsee: asiakas 2." in place.last(pro).text
        # and who has taken it still reads whose it is
        await place.press(cover, "Otan tämän")
        assert "asiakas 2" in place.last(cover).text
        assert not any("Koivu" in text for text in place.heard(cover))
        # and the deputy, who covers nobody just now, finds the one whose notice she has, and no other
        await place.say(cover, "/asiakkaat")
        assert place.offered(cover) == ["asiakas 2"]
    finally:
        await place.coach.stop()


async def test_a_pointer_to_added_words_names_their_client_by_number(sqlite_url: str) -> None:
    # given a notice that is out
    async with accompanied(sqlite_url, disclosure=Disclosure.POINTER) as (place, pro, client):
        await wish_for_contact(place, client)
        before = len(place.heard(pro))
        # when the client adds words to it
        command(place, client, "tell_add", words=CANARY)
        await place.settle()
        # then the professional is pointed to it once more, without the words or the name
        [came] = place.heard(pro)[before:]
        assert "ilmoitus: asiakas 1. Kiireellinen: ei" in came
        assert CANARY not in came
        assert "Koivu" not in came


def test_without_a_choice_no_words_go_through_the_channel() -> None:
    assert Config(_env_file=None).disclosure is Disclosure.PSEUDONYM  # type: ignore[call-arg]
