"""Silence: a question is missed after 48 hours, three open the door, five end the asking, any word brings it back."""

from __future__ import annotations

from datetime import timedelta

from bot.actions.rhythm import agreed
from bot.domain import cadence
from bot.storage import check_ins
from bot.storage.tables import CheckIn, Outbox
from tests.actions.living import living, the_client, timer
from tests.town import Town, rows

DOOR = "ovi on auki"


def misses(place: Town) -> int:
    client = the_client(place)
    return place.coach.store.run_now(
        lambda tx: check_ins.misses(tx, client.id, client.last_heard_at, place.clock.now())
    )


async def test_an_unanswered_question_is_a_miss_after_48_hours_and_not_before(sqlite_url: str) -> None:
    async with living(sqlite_url, floor_days=4) as (place, _, user):
        # given a question that nobody answered
        await place.to_check_in(user)
        # when just less than two days go by, and then a little more
        await place.wait(timedelta(hours=47, minutes=59))
        before = misses(place)
        await place.wait(timedelta(minutes=2))
        # then only the second look finds a miss
        assert (before, misses(place)) == (0, 1)


async def test_a_question_that_did_not_arrive_is_no_miss(sqlite_url: str) -> None:
    async with living(sqlite_url, floor_days=4) as (place, _, user):
        # given somebody whose Telegram refuses messages
        user.blocked = True
        # when a question is due, and days go by
        await place.to_check_in(user)
        await place.wait(timedelta(days=3))
        # then it was asked, did not arrive, and is no miss
        assert len(rows(place, CheckIn)) == 1
        assert misses(place) == 0


async def test_a_late_answer_counts(sqlite_url: str) -> None:
    async with living(sqlite_url, floor_days=7) as (place, _, user):
        # given a question that was not answered for five days
        await place.to_check_in(user)
        await place.wait(timedelta(days=5))
        # when it is answered after all
        await place.press(user, "7")
        # then the answer stands, and nothing is missed
        [asked] = rows(place, CheckIn)
        assert (asked.energy, asked.answered_at) == (7, place.clock.now())
        assert misses(place) == 0


async def test_three_misses_open_the_door_and_five_end_the_asking(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        # given a client who answers nothing for eight weeks
        await place.wait(timedelta(days=56))
        # then the fourth question is the open door, and after five unanswered ones nothing more is sent
        asked = [row.outbox_id for row in rows(place, CheckIn)]
        kinds = {row.id: row.kind for row in rows(place, Outbox)}
        assert [kinds[row] for row in asked if row] == ["check_in", "check_in", "check_in", "open_door", "check_in"]
        assert sum(DOOR in text for text in place.heard(user)) == 1
        assert the_client(place).stage == "dormant"
        assert timer(place, "check_in") is None


async def test_any_word_wakes_somebody_who_was_not_asked_any_more(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        for said in ("jotain vain", "/kieli", "sticker"):
            # given a client for whom the asking had ended
            await place.wait(timedelta(days=70))
            assert the_client(place).stage == "dormant"
            # when anything comes from them
            if said == "sticker":
                place.desk.send_sticker(user)
                await place.settle()
            else:
                await place.say(user, said)
            # then they are asked again, within a week, at a permitted hour
            client, due = the_client(place), timer(place, "check_in")
            assert client.stage == "active"
            assert due is not None
            assert due <= place.clock.now() + timedelta(days=8)
            assert cadence.allowed(agreed(client), due)
