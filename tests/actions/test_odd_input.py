"""What no person types: halves of characters, control characters, forged numbers. Each gets an answer and harms nothing."""

from __future__ import annotations

import pytest

from bot.demo.driver import buttons_of
from bot.storage.tables import Inbox
from handlers.private import clean
from tests.actions.living import living
from tests.town import rows


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("\ud83d yksin \udc00", "\ufffd yksin \ufffd"),
        ("a\x00b\x07c\x1bd\x7f", "abcd"),
        ("Koi\u202evu \x9b31m\u2066x", "Koivu 31mx"),  # would turn or colour the line it stands in
        ("rivi\n\tsarkain", "rivi\n\tsarkain"),
        ("👩‍👩‍👧 e\u0301 ﷽", "👩‍👩‍👧 e\u0301 ﷽"),
    ],
)
def test_only_what_can_be_kept_and_shown_comes_in(sent: str, kept: str) -> None:
    assert clean(sent) == kept


@pytest.mark.parametrize("text", ["\ud83d yksin \udc00", "\x00", "x" * 4096, "😀" * 2000])
async def test_odd_words_are_answered_and_nothing_waits(sqlite_url: str, text: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        await place.say(user, text)
        assert place.heard(user)
        assert {row.state for row in rows(place, Inbox)} == {Inbox.DONE}


async def test_forged_numbers_of_cases_are_answered_and_reach_nothing(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, pro, user):
        for person in (pro, user):
            await place.say(person, "/apua")
            for data in ("c.take." + "9" * 50, "c.take.1", "c.none.0", "c.take.٣"):
                before = len(place.heard(person))
                place.desk.press_data(person, place.last(person), data)
                await place.settle()
                assert len(place.heard(person)) == before + 1, data
        # and a client's screen keeps the help button
        assert "Apua nyt" in buttons_of(place.last(user))
        assert {row.state for row in rows(place, Inbox)} == {Inbox.DONE}
