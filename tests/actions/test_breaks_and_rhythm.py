"""Breaks and the rhythm: nothing unasked meanwhile, a soft return, the client's own words on when and how often."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from bot.actions.rhythm import agreed
from bot.domain import cadence
from bot.domain.walltime import local_date
from bot.storage import clients, timers
from bot.storage.tables import Break, Client, Proactive
from tests.actions.living import change, command, living, local, the_client, timer
from tests.town import Town, rows

MET = "Haluan kuolla"


async def test_an_open_break_is_silent_until_the_client_writes(sqlite_url: str) -> None:
    async with living(sqlite_url, floor_days=1) as (place, _, user):
        # given a break without an end
        await place.say(user, "/tauko")
        await place.press(user, "Kunnes itse kirjoitan")
        await place.through(user, "En halua vastata", "Tämä riittää nyt")
        said = len(place.heard(user))
        # when six weeks go by
        await place.wait(timedelta(days=42))
        # then nothing has come, and nothing waits
        assert len(place.heard(user)) == said
        assert (timer(place, "check_in"), timer(place, "return")) == (None, None)
        # and a wish to tell how it is ends the break
        await place.say(user, "/kuulumiset")
        assert the_client(place).stage == "active"
        assert timer(place, "check_in") is not None
        assert [row.ended_at for row in rows(place, Break)] == [place.clock.now()]


async def test_a_dated_break_ends_with_one_soft_message_at_the_slot(sqlite_url: str) -> None:
    async with living(sqlite_url, floor_days=1, slot="11:30") as (place, _, user):
        # given a break of three days, begun on a Monday
        await place.say(user, "/tauko")
        await place.press(user, "Kolme päivää")
        await place.through(user, "En halua vastata", "Tämä riittää nyt")
        # then the return waits for the slot on Thursday
        assert local(place, timer(place, "return")) == "Thu 05.11. 11:30"
        # when that moment comes
        before = len(place.heard(user))
        await place.wait(timedelta(days=3, hours=2))
        # then there is one message, nothing was missed, and a week is taken to have been usual
        assert len(place.heard(user)) == before + 1
        client = the_client(place)
        assert (client.stage, client.misses, client.interval_days) == ("active", 0, 6)


async def test_a_return_due_in_quiet_hours_waits_for_their_end(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        # given a break whose end falls into quiet hours that were changed meanwhile
        command(place, user, "break_start", days=3)
        change(place, lambda client: setattr(client, "quiet_until", "12:00"))
        before = len(place.heard(user))
        # when the agreed day comes
        await place.wait(timedelta(days=3, hours=1))
        assert len(place.heard(user)) == before
        await place.wait(timedelta(hours=2))
        # then the soft message came at their end
        assert len(place.heard(user)) == before + 1
        assert local(place, place.last(user).date) == "Thu 05.11. 12:00"


async def test_a_script_sets_how_often_at_what_time_and_when_never(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        # when a script says what the client chose
        command(place, user, "set_floor", days=7)
        command(place, user, "set_slot", slot="14:00")
        command(place, user, "set_quiet", quiet_from="18:00", quiet_until="11:00")
        # then all of it stands, and the waiting question moved
        client = the_client(place)
        assert (client.floor_days, client.fixed_days, client.slot) == (7, None, "14:00")
        assert (client.quiet_from, client.quiet_until) == ("18:00", "11:00")
        assert local(place, timer(place, "check_in")) == "Mon 09.11. 14:00"
        # and a fixed rhythm holds whatever the energy, until it may adapt again
        command(place, user, "set_fixed", days=3)
        assert local(place, timer(place, "check_in")) == "Thu 05.11. 14:00"
        command(place, user, "set_fixed", days=0)
        assert the_client(place).fixed_days is None


async def test_quiet_hours_that_leave_no_hour_are_not_taken(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        command(place, user, "set_quiet", quiet_from="09:00", quiet_until="08:30")
        client = the_client(place)
        assert (client.quiet_from, client.quiet_until) == ("20:00", "09:00")


async def test_one_budget_counts_every_kind_of_unasked_message(sqlite_url: str) -> None:
    async with living(sqlite_url, floor_days=2) as (place, _, user):
        # given four unasked messages of other kinds in these days, one of them today
        def sent(back: int, kind: str) -> None:
            on = local_date(place.clock.now(), "Europe/Helsinki") - timedelta(days=back)
            client = the_client(place).id
            place.coach.store.run_now(lambda tx: clients.count_proactive(tx, client, kind, on, place.clock.now()))

        for back, kind in enumerate(("notice", "theme", "break_return", "open_door")):
            sent(back, kind)
        # when a check-in falls due today
        due_now(place)
        before = len(place.heard(user))
        await place.wait(timedelta(hours=1))
        # then it is not sent but waits for the first day with room
        assert len(place.heard(user)) == before
        assert local(place, timer(place, "check_in")) == "Fri 06.11. 10:00"


def due_now(place: Town) -> None:
    """The waiting check-in falls due at this moment."""
    now, client = place.clock.now(), the_client(place)
    place.coach.store.run_now(lambda tx: timers.put(tx, "check_in", client.id, now, plan_version=client.plan_version))


async def test_nothing_unasked_comes_for_two_days_after_an_acute_concern(sqlite_url: str) -> None:
    async with living(sqlite_url, floor_days=1) as (place, _, user):
        # given an acute concern, answered at once
        await place.say(user, MET)
        said_at, before = place.clock.now(), len(place.heard(user))
        due_now(place)
        # when two days go by
        await place.wait(timedelta(hours=47, minutes=59))
        assert len(place.heard(user)) == before
        await place.wait(timedelta(days=1))
        # then the question came after them, at a permitted hour
        assert len(place.heard(user)) > before
        at = place.desk.messages(user.id)[-1].date
        assert at >= said_at + timedelta(hours=48)
        assert cadence.allowed(agreed(the_client(place)), at)


async def test_the_return_from_a_break_waits_too_while_a_concern_is_fresh(sqlite_url: str) -> None:
    async with living(sqlite_url, floor_days=1) as (place, _, user):
        # given a break of three days, and an acute concern shortly before its end
        command(place, user, "break_start", days=3)
        await place.wait(timedelta(days=2, hours=20))
        await place.say(user, MET)
        said_at, before = place.clock.now(), len(place.heard(user))
        # then the soft message of the return comes only after two quiet days
        await place.wait(timedelta(hours=47, minutes=59))
        assert len(place.heard(user)) == before
        await place.wait(timedelta(days=1))
        assert len(place.heard(user)) > before
        assert place.desk.messages(user.id)[-1].date >= said_at + timedelta(hours=48)


async def test_a_daily_rhythm_never_asks_twice_on_one_day(sqlite_url: str) -> None:
    async with living(sqlite_url, floor_days=1, fixed_days=1) as (place, _, user):
        for _ in range(6):
            await place.to_check_in(user)
            await place.press(user, "9")
            await place.through(user, "Tämä riittää nyt")

        def dates() -> list[object]:
            return place.coach.store.run_now(lambda tx: [p.on_date for p in tx.session.exec(select(Proactive)).all()])

        assert len(dates()) == len(set(dates())) == 6
        assert place.coach.store.run_now(lambda tx: tx.session.exec(select(Client)).one().interval_days) == 1
