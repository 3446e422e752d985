"""What the professional sees, and people whom no message reaches."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.storage.tables import Case, CheckIn, Outbox, Person
from tests.actions.living import TAKE, living, timer
from tests.town import rows

DROPPED = "cancelled"


async def test_a_blocked_bot_is_never_a_skip_and_a_later_message_brings_the_person_back(sqlite_url: str) -> None:
    async with living(sqlite_url, floor_days=1) as (place, pro, user):
        # given a client who blocks the bot
        place.desk.block(user)
        await place.settle()
        assert unreachable(place, user.id)
        # when days go by
        await place.wait(timedelta(days=6))
        # then nothing that was asked counts as an answer, a skip or a case
        assert all(row.outcome == "" and row.answered_at is None for row in rows(place, CheckIn))
        assert rows(place, Case) == []
        assert TAKE not in place.offered(pro)
        # and what comes from them brings them back, with a question to come
        await place.say(user, "Täällä taas")
        assert not unreachable(place, user.id)
        assert timer(place, "check_in") is not None
        assert place.heard(user)


async def test_a_refused_message_marks_the_person_and_drops_what_waits(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        # given a Telegram that refuses without having said so
        user.blocked = True
        # when two messages go to the client
        await place.to_check_in(user)
        # then the person is marked, and nothing waits behind
        assert unreachable(place, user.id)
        waiting = [row for row in rows(place, Outbox) if row.state == Outbox.WAITING and row.chat_id == user.id]
        assert waiting == []


def unreachable(place: object, telegram_id: int) -> bool:
    [person] = [p for p in rows(place, Person) if p.telegram_id == telegram_id]  # type: ignore[arg-type]
    return person.unreachable_at is not None


@pytest.mark.parametrize("own_words", [True, False])
async def test_what_the_professional_sees_is_told_item_by_item_with_help_at_hand(
    sqlite_url: str, own_words: bool
) -> None:
    async with living(sqlite_url, own_words=own_words) as (place, _, user):
        await place.say(user, "/mita_nakyy")
        told = "\n".join(place.heard(user))
        assert "Maija" in told
        assert "Koivu" in told
        assert ("ei näytetä kenellekään" in told) is not own_words
        assert "Apua nyt" in place.offered(user)
