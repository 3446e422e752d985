"""How much the channel carries to a professional is the installation's choice."""

from __future__ import annotations

import pytest

from bot.clock import MovableClock
from bot.config import Disclosure
from sandbox.desk import Desk
from tests.town import MORNING, Town
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
