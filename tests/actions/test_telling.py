"""Telling the professional: what is noticed, the client first, one open case, taken by one, repeated until then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.storage import check_ins, people
from bot.storage.tables import Case, Concern
from sandbox.model import User
from tests.actions.living import TAKE, answer, care, change, command, living, local, professional, the_client
from tests.town import Town, rows

FRIDAY = datetime(2026, 11, 6, 8, 0, tzinfo=UTC)
NOT_YET = "Älä kerro vielä"


def case(place: Town) -> Case:
    [found] = rows(place, Case)
    return found


async def low(place: Town, user: User, times: int) -> None:
    for _ in range(times):
        await answer(place, user, "1")
        await place.through(user, "Tämä riittää nyt", "Lepään", "Ei nyt")


def energy_before(place: Town, energy: int) -> None:
    """The last energy that was told."""
    client, now = the_client(place), place.clock.now()

    def add(tx: object) -> None:
        row = check_ins.add(tx, client.id, now, own_start=True)  # type: ignore[arg-type]
        row.answered_at, row.energy = now, energy

    place.coach.store.run_now(add)


async def test_two_weeks_of_silence_are_told_to_the_client_first(sqlite_url: str) -> None:
    async with living(sqlite_url, floor_days=7) as (place, pro, user):
        # given a client who is silent for thirteen days
        await place.wait(timedelta(days=13, hours=20))
        assert rows(place, Case) == []
        # when the fifteenth day is over
        before, quiet = len(place.heard(user)), len(place.heard(pro))
        await place.wait(timedelta(days=3))
        # then the client heard it before the professional did
        told = place.desk.messages(user.id)[before:]
        notice = next(m for m in place.desk.messages(pro.id)[quiet:] if TAKE in str(m.buttons()))
        assert any(NOT_YET in str(m.buttons()) and m.date < notice.date for m in told)
        assert case(place).signals == "A2"


async def test_after_a_very_low_energy_ten_days_are_enough(sqlite_url: str) -> None:
    async with living(sqlite_url, floor_days=7) as (place, _, user):
        energy_before(place, 2)
        await place.wait(timedelta(days=9, hours=20))
        assert rows(place, Case) == []
        await place.wait(timedelta(days=1, hours=6))
        assert case(place).signals == "A2"
        assert NOT_YET in str([m.buttons() for m in place.desk.messages(user.id)])


async def test_silence_that_falls_due_at_night_waits_for_the_clients_day(sqlite_url: str) -> None:
    async with living(sqlite_url, at=FRIDAY.replace(hour=21), floor_days=7) as (place, _, user):
        # given a client last heard at eleven in the evening
        await place.wait(timedelta(days=16))
        # then she was told by day, before anybody else
        told = next(m for m in place.desk.messages(user.id) if NOT_YET in str(m.buttons()))
        assert "09:00" <= local(place, told.date)[-5:] < "20:00"
        assert case(place).sent_at is None or case(place).sent_at > told.date  # type: ignore[operator]


async def test_silence_on_a_break_is_no_silence(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        command(place, user, "break_start", days=0)
        await place.wait(timedelta(days=40))
        assert rows(place, Case) == []


async def test_three_very_low_energies_are_told_to_the_client_first(sqlite_url: str) -> None:
    async with living(sqlite_url, fixed_days=3, floor_days=2) as (place, pro, user):
        await low(place, user, 2)
        assert rows(place, Case) == []
        await low(place, user, 1)
        assert case(place).signals == "A3"
        assert case(place).state == "new"
        assert TAKE not in place.offered(pro)
        await place.wait(timedelta(days=4))
        assert case(place).state == "sent"


async def test_a_wish_for_contact_goes_out_at_once_with_an_honest_promise(sqlite_url: str) -> None:
    async with living(sqlite_url, at=FRIDAY) as (place, pro, user):
        # given a Friday
        command_at = place.clock.now()
        await place.say(user, "soita minulle")
        await place.through(user, "Kyllä, välitä se")
        # then the professional has it now, and the client hears by when: the next working day
        assert case(place).sent_at == command_at
        assert TAKE in place.offered(pro)
        assert any("Maija" in text and "9.11." in text for text in place.heard(user)[-2:])


async def test_not_yet_keeps_a_notice_back_once_in_fourteen_days(sqlite_url: str) -> None:
    async with living(sqlite_url, fixed_days=3) as (place, pro, user):
        # given a notice that the client keeps back
        await low(place, user, 3)
        command(place, user, "tell_not_yet")
        await place.wait(timedelta(days=2))
        assert (case(place).state, case(place).closed_as) == ("closed", "not_yet")
        assert TAKE not in str([m.buttons() for m in place.desk.messages(pro.id)])
        # when another one comes within those days
        change(place, lambda client: setattr(client, "not_yet_at", place.clock.now()))
        place.coach.store.run_now(lambda tx: setattr(tx.session.get(Case, 1), "closed_at", None))
        place.coach.store.run_now(lambda tx: setattr(tx.session.get(Case, 1), "state", "new"))
        command(place, user, "tell_not_yet")
        # then it stays
        assert case(place).state == "new"


async def test_an_unanswered_gentle_question_is_a_case_after_half_an_hour(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, pro, user):
        await place.say(user, "Kaikilla olisi parempi ilman minua")
        await place.wait(timedelta(minutes=29))
        assert rows(place, Case) == []
        await place.wait(timedelta(minutes=2))
        assert (case(place).signals, case(place).urgent, case(place).state) == ("A5", False, "sent")
        assert TAKE in place.offered(pro)


async def test_a_no_to_the_gentle_question_tells_nobody_and_a_yes_tells_at_once(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        await place.say(user, "Kaikilla olisi parempi ilman minua")
        await place.press(user, "Ei")
        await place.wait(timedelta(hours=1))
        assert rows(place, Case) == []
        await place.say(user, "Kaikilla olisi parempi ilman minua")
        await place.press(user, "Kyllä")
        assert (case(place).urgent, case(place).state) == (True, "sent")


async def test_one_tap_takes_a_notice_and_every_other_copy_says_so(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, maija, user):
        # given two who are responsible together
        seppo = await professional(place, "Seppo")
        care(place, "Seppo", "coworker")
        await place.say(user, "Haluan kuolla")
        copies = {
            pro.id: next(m for m in place.desk.messages(pro.id) if TAKE in str(m.buttons())) for pro in (maija, seppo)
        }
        # when one takes it
        await place.press(seppo, TAKE)
        # then both copies say who has it, only the taker's has buttons, and the client hears it
        assert all("Seppo otti" in copy.text for copy in copies.values())
        assert copies[maija.id].buttons() == []
        assert "Juttelimme" in str(copies[seppo.id].buttons())
        assert any("Seppo" in text for text in place.heard(user)[-2:])
        # and a second tap on it changes nothing but is answered
        before = len(place.heard(maija))
        place.desk.press_data(maija, copies[maija.id], "c.take.1")
        await place.settle()
        assert case(place).taken_by == place.coach.store.run_now(lambda tx: people.professionals(tx)[1].id)
        assert len(place.heard(maija)) == before + 1
        # and the reminders stop
        before = len(place.heard(maija))
        await place.wait(timedelta(hours=30))
        assert len(place.heard(maija)) == before
        # and it is closed by how it ended
        await place.press(seppo, "Juttelimme")
        assert (case(place).state, case(place).closed_as) == ("closed", "talked")
        assert "Juttelimme" not in str(copies[seppo.id].buttons())


async def test_nobody_takes_it_reminder_and_deputy_come_on_working_days(sqlite_url: str) -> None:
    async with living(sqlite_url, fixed_days=3, floor_days=2) as (place, maija, user):
        # given a notice of low energy, and a deputy
        seppo = await professional(place, "Seppo")
        care(place, "Seppo", "deputy")
        await low(place, user, 3)
        sent = await until_sent(place)
        # when nobody takes it for two weeks
        await place.wait(timedelta(days=14))
        # then a reminder came after two working days, the deputy's copy after four
        reminders = [m.date for m in place.desk.messages(maija.id) if "odottaa yhä" in m.text]
        deputies = [m.date for m in place.desk.messages(seppo.id) if TAKE in str(m.buttons())]
        working = place.coach.house.working
        assert reminders[0] == working.after(sent, 2)
        assert deputies[0] == working.after(sent, 4)
        assert all(at.astimezone(UTC).weekday() < 5 for at in reminders + deputies)


async def until_sent(place: Town) -> datetime:
    for _ in range(10):
        if (at := case(place).sent_at) is not None:
            return at
        await place.wait(timedelta(days=1))
    raise AssertionError("the notice was never sent")


async def test_grave_words_are_heard_wherever_they_stand(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, pro, user):
        origin = {"type": "hidden_user", "sender_user_name": "Joku", "date": 1}
        first = place.desk.say(user, "Olipa päivä")
        await place.settle()
        ways = (
            lambda: place.desk.send_photo(user, caption="Haluan kuolla"),
            lambda: place.desk.edit(user, first.id, "Haluan kuolla"),
            lambda: place.desk._send(user, {"text": "Haluan kuolla", "forward_origin": origin}, None),
            lambda: place.desk.say(user, "/tauko Haluan kuolla"),
            lambda: place.desk.say(user, "/tuntematon Haluan kuolla"),
        )
        for number, send in enumerate(ways, 1):
            send()
            await place.settle()
            assert "112" in place.heard(user)[-1], number
            assert len(rows(place, Concern)) == number
        assert case(place).urgent
        assert TAKE in place.offered(pro)


async def test_a_soft_sign_under_a_picture_is_asked_about_too(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        place.desk.send_photo(user, caption="Kaikilla olisi parempi ilman minua")
        await place.settle()
        assert {"Kyllä", "Ei"} <= set(place.offered(user))
        assert rows(place, Case) == []


async def test_making_the_step_smaller_promises_no_telling_that_does_not_come(sqlite_url: str) -> None:
    async with living(sqlite_url, fixed_days=3, floor_days=2) as (place, _, user):
        await low(place, user, 3)
        said = len(place.heard(user))
        await place.press(user, "Pienennetään kokeilua")
        assert "valinnan" not in " ".join(place.heard(user)[said:])
