"""A professional's stolen telephone: what is asked before anything leaves, and what is taken back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pyotp
import pytest
from typer.testing import CliRunner

from bot import operators_lock
from bot.__main__ import cli
from bot.actions import operate, operate_lock
from bot.clock import MovableClock
from bot.domain import locks as rules
from bot.storage import outbox
from bot.storage.database import Transaction
from bot.storage.lock_tables import ProLock
from bot.storage.tables import Access, Case, Outbox, Professional
from sandbox.desk import Desk
from sandbox.model import User
from tests.town import MORNING, Town, rows
from tests.trust.rows import as_stored

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
IDLE = timedelta(hours=12)
WORDS = "Kanarialintu laulaa"


@asynccontextmanager
async def ward(url: str, **settings: object) -> AsyncIterator[Town]:
    """A town with other settings."""
    clock = MovableClock(at=MORNING)
    place = Town(Desk(clock.now), clock, url)
    place.config = place.config.model_copy(update=settings)
    place._build()
    await place.coach.start()
    try:
        yield place
    finally:
        await place.coach.stop()


def code(place: Town, steps: int = 0) -> str:
    return pyotp.TOTP(SECRET).generate_otp(int(place.clock.now().timestamp()) // rules.STEP + steps)


async def enrol(place: Town, number: int = 1) -> None:
    """The operator sets it up; the minute after, the code of the enrolment is old."""
    house = place.coach.house
    await place.coach.store.run(
        lambda tx: operate_lock.enrol(tx, house, number, SECRET, code(place), place.clock.now())
    )
    await place.settle()
    place.clock.move(timedelta(minutes=1))


async def guarded(place: Town) -> tuple[User, User]:
    """A professional with a second factor, and a client."""
    pro = await place.professional()
    client = await place.client(pro)
    await enrol(place)
    return pro, client


def standing(place: Town, user: User) -> str:
    """All that the bot's messages in a chat say now, buttons too."""
    said = [m for m in place.desk.messages(user.id) if m.sender is None or m.sender.is_bot]
    return "\n".join(str(message.to_json()) for message in said)


async def test_a_closed_chat_asks_for_the_code_and_then_shows_what_was_wanted(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        pro, _ = await guarded(place)
        # when the professional asks for the clients
        await place.say(pro, "/asiakkaat")
        assert "kuusi numeroa" in place.last(pro).text
        assert "Koivu" not in standing(place, pro)
        # and types the code
        digits = code(place)
        await place.say(pro, digits)
        # then the list comes without asking again, and the code is not in the chat any more
        assert "Koivu" in place.offered(pro)
        assert digits not in [message.text for message in place.desk.messages(pro.id)]


async def test_a_code_opens_once_only(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        pro, _ = await guarded(place)
        await place.say(pro, "/asiakkaat")
        digits = code(place)
        await place.say(pro, digits)
        await place.say(pro, "/lukitse")
        # when somebody who looked over the shoulder types the same digits at once
        await place.say(pro, "/asiakkaat")
        await place.say(pro, digits)
        assert "eivät avanneet" in place.last(pro).text
        # and the code before it opens no more either
        await place.say(pro, code(place, -1))
        assert "Koivu" not in place.offered(pro)


@pytest.mark.parametrize(("steps", "opens"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_wrong_and_no_more(steps: int, opens: bool) -> None:
    now = MORNING
    digits = pyotp.TOTP(SECRET).generate_otp(int(now.timestamp()) // rules.STEP + steps)
    assert (rules.step_of(SECRET, digits, now, 0) is not None) == opens


async def test_guessing_rests_longer_and_longer_and_ends_with_the_operator(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        pro, _ = await guarded(place)
        wrong = "000000" if code(place) != "000000" else "111111"
        await place.say(pro, "/asiakkaat")
        for rest in (1, 2, 4, 0):
            for _ in range(rules.TRIES):
                await place.say(pro, wrong)
            # then not even the right code is looked at
            await place.say(pro, code(place))
            assert "Koivu" not in standing(place, pro)
            place.clock.move(timedelta(hours=rest, minutes=1))
        # and after twenty only the operator opens
        place.clock.move(timedelta(days=3))
        await place.say(pro, code(place))
        assert "ylläpitäjä" in place.last(pro).text
        house = place.coach.house
        await place.coach.store.run(lambda tx: operate_lock.let_back(tx, house, "1", place.clock.now()))
        await place.say(pro, "/asiakkaat")
        await place.say(pro, code(place))
        assert "Koivu" in place.offered(pro)


async def test_after_the_idle_time_the_chat_closes_and_its_content_is_gone(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        # given an open chat with a card in it
        pro, _ = await guarded(place)
        await place.say(pro, "/asiakkaat")
        await place.say(pro, code(place))
        await place.press(pro, "Koivu")
        assert "Koivu" in standing(place, pro)
        card = place.last(pro)
        # when it is used now and then, it stays open
        await place.wait(IDLE - timedelta(hours=1))
        await place.say(pro, "/kooste")
        await place.wait(timedelta(hours=2))
        assert "Koivu" in standing(place, pro)
        # and when it is left alone it closes: nothing of the client stands there
        await place.wait(IDLE)
        assert "Koivu" not in standing(place, pro)
        # and a button of a message that is still on another screen asks for the code
        data = next(data for _, data in buttons(card) if data.startswith("p."))
        assert data
        place.desk.say(pro, "/asiakkaat")
        await place.settle()
        assert "kuusi numeroa" in place.last(pro).text


def buttons(message: object) -> list[tuple[str, str]]:
    keyboard = message.to_json().get("reply_markup", {}).get("inline_keyboard", [])  # type: ignore[attr-defined]
    return [(button["text"], button["callback_data"]) for row in keyboard for button in row]


async def test_old_buttons_of_a_closed_chat_do_nothing(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        # given a notice whose button stands in the chat
        pro, client = await guarded(place)
        await place.say(pro, "/asiakkaat")
        await place.say(pro, code(place))
        await place.say(client, "haluan yhteydenoton")
        await place.press(client, "Kyllä, välitä se")
        notice = place.last(pro)
        take = next(data for text, data in buttons(notice) if data.startswith("c.take"))
        await place.say(pro, "/lukitse")
        # then the notice is a pointer now, and the old button asks for the code
        assert "Koivu" not in standing(place, pro)
        place.desk.press_data(pro, place.desk.messages(pro.id)[-1], take)
        await place.settle()
        assert rows(place, Case)[0].state == "sent"
        assert "kuusi numeroa" in place.last(pro).text
        # and with the code it does what was pressed
        place.clock.move(timedelta(minutes=1))
        await place.say(pro, code(place))
        assert rows(place, Case)[0].state == "taken"


async def test_what_comes_for_a_closed_chat_is_a_pointer_and_waits_sealed(database_url: str) -> None:
    async with ward(database_url) as place:
        # given a closed chat
        pro, client = await guarded(place)
        # when the client asks to be contacted, and a digest is due
        await place.say(client, "haluan yhteydenoton")
        await place.press(client, "Kyllä, välitä se")
        await place.wait(timedelta(minutes=1))
        # then only that there is something is said
        assert "Sinulle on uutta" in place.last(pro).text
        assert place.offered(pro) == ["Avaa"]
        assert "Koivu" not in standing(place, pro)
        held = [row for row in rows(place, Outbox) if row.state == Outbox.HELD]
        assert any("Koivu" in row.params for row in held)
        assert "Koivu" not in as_stored(place.coach.store, "script_version")
        # and "open" with the code brings it, to be taken
        await place.press(pro, "Avaa")
        await place.say(pro, code(place))
        assert "Koivu toivoo" in standing(place, pro)
        assert "Otan tämän" in standing(place, pro)
        assert not [row for row in rows(place, Outbox) if row.state == Outbox.HELD]


async def test_an_acute_concern_is_pointed_at_as_urgent_at_once(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        pro, client = await guarded(place)
        await place.say(client, "haluan kuolla")
        await place.wait(timedelta(seconds=10))
        assert "Kiireellistä: kyllä" in " ".join(place.heard(pro)[-2:])


async def test_what_was_held_about_a_client_goes_when_the_client_is_erased(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        pro, client = await guarded(place)
        await place.say(client, "haluan yhteydenoton")
        await place.press(client, "Kyllä, välitä se")
        await place.say(client, "/poista")
        await place.press(client, "Kyllä, poista kaikki")
        await place.press(client, "Poista nyt")
        assert not any("Koivu" in row.params for row in rows(place, Outbox) if row.kind in ("notice", "digest"))
        await place.say(pro, "/asiakkaat")
        await place.say(pro, code(place))
        assert "toivoo yhteydenottoa" not in standing(place, pro)


async def test_what_is_held_about_another_client_stays_however_alike_the_names_are(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        # given a closed chat, with an urgent notice of one client and a message about another, named alike
        pro = await place.professional()
        gone, urgent, asks = [await place.client(pro, name) for name in ("Koivu", "Koivula", "Koivu 2")]
        await enrol(place)
        await place.say(urgent, "haluan kuolla")
        await place.say(asks, "/tietoni")
        await place.press(asks, "Perun suostumukseni")
        await place.say(gone, "/tietoni")
        await place.press(gone, "Perun suostumukseni")
        # when the third erases everything
        await place.say(gone, "/poista")
        await place.press(gone, "Kyllä, poista kaikki")
        await place.press(gone, "Poista nyt")
        # then only what names that one is gone
        place.clock.move(timedelta(minutes=1))
        await place.say(pro, "/asiakkaat")
        await place.say(pro, code(place))
        assert "Koivula: keskustelussa oli jotain" in standing(place, pro)
        assert "Koivu 2 on perunut" in standing(place, pro)
        assert "Koivu on perunut" not in standing(place, pro)


async def test_the_operators_lock_is_not_opened_by_any_code(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        # given an open chat on a telephone that is stolen, perhaps with the authenticator on it
        pro, _ = await guarded(place)
        await place.say(pro, "/asiakkaat")
        await place.say(pro, code(place))
        house = place.coach.house
        await place.coach.store.run(lambda tx: operate_lock.close_out(tx, house, "all", place.clock.now()))
        await place.settle()
        # then nothing stands in the chat, and no code opens
        assert "Koivu" not in standing(place, pro)
        place.clock.move(timedelta(minutes=1))
        await place.say(pro, "/asiakkaat")
        assert "Ylläpitäjä on lukinnut" in place.last(pro).text
        await place.say(pro, code(place))
        assert "Koivu" not in standing(place, pro)


async def test_the_operator_hears_which_urgent_notice_nobody_can_read_any_more(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        # given a concern that the only professional was told of
        _, client = await guarded(place)
        seppo = await place.professional("Seppo")
        await place.say(client, "haluan kuolla")
        house = place.coach.house
        # when their telephone is stolen and the chat closed
        close = lambda tx: operate_lock.close_out(tx, house, "1", place.clock.now())  # noqa: E731
        _, alone = await place.coach.store.run(close)
        # then the operator is told, without a name, what to do
        assert ["Urgent notice 1 can be read by nobody now" in line for line in alone] == [True]
        assert "Koivu" not in alone[0]
        # and that does it
        await place.coach.store.run(lambda tx: operate.assign(tx, house, 1, 2, place.clock.now()))
        await place.coach.store.run(lambda tx: operate.resend(tx, house, 1, place.clock.now()))
        await place.settle()
        assert "Otan tämän" in place.offered(seppo)
        # and once somebody else has it, nothing is to be done
        await place.press(seppo, "Otan tämän")
        assert (await place.coach.store.run(close))[1] == []


async def test_nobody_closed_out_is_promised_to_hear(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        _, client = await guarded(place)
        await deputy_of_first(place)
        house = place.coach.house
        await place.coach.store.run(lambda tx: operate_lock.close_out(tx, house, "1", place.clock.now()))
        await place.say(client, "haluan yhteydenoton")
        await place.press(client, "Kyllä, välitä se")
        assert "Seppo" in place.heard(client)[-1]


async def deputy_of_first(place: Town) -> None:
    await place.professional("Seppo")

    def work(tx: Transaction) -> None:
        tx.session.get(Professional, 1).deputy_id = 2  # type: ignore[union-attr]

    await place.coach.store.run(work)


async def test_help_and_the_language_never_wait_for_a_code(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        pro, _ = await guarded(place)
        for cry in ("/apua", "apua", "haluan kuolla"):
            await place.say(pro, cry)
            assert "112" in " ".join(place.heard(pro)[-2:]), cry
        await place.say(pro, "/kieli")
        await place.press(pro, "Svenska")
        await place.say(pro, "Hej")
        assert "sex siffrorna" in place.last(pro).text


async def test_who_is_client_and_professional_goes_on_as_a_client(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        # given somebody who accompanies one client and is another professional's client
        pro, _ = await guarded(place)
        other = await place.professional("Seppo")
        await place.start(pro, await place.invitation(other, "Haapa"))
        await place.say(pro, "/asiakkaat")
        await place.say(pro, code(place))
        await place.start(pro, await place.invitation(other, "Haapa"))
        await place.through(pro, "Suomi", "Jatketaan", "Milloin kerrot?", "Selvä", "Kyllä, aloitan")
        await place.say(pro, "/lukitse")
        # then the own data is one's own, and the clients are not shown
        await place.say(pro, "/tietoni")
        assert "Haapa" in place.last(pro).text
        for wish in ("/asiakkaat", "kutsu"):
            await place.say(pro, wish)
            assert "kuusi numeroa" in place.last(pro).text, wish


async def test_where_it_is_required_nothing_is_shown_before_there_is_one(sqlite_url: str) -> None:
    async with ward(sqlite_url, second_factor=rules.Policy.REQUIRED) as place:
        # given a professional who has just come in
        pro = await place.professional()
        assert "toisen tunnistustavan" in place.last(pro).text
        for wish in ("/kutsu", "/asiakkaat", "/kooste", "/ryhma"):
            await place.say(pro, wish)
            assert "toisen tunnistustavan" in place.last(pro).text, wish
        # when it is set up, the code opens
        await enrol(place)
        await place.say(pro, "/kutsu")
        await place.say(pro, code(place))
        assert "peitenimellä" in place.last(pro).text


async def test_without_the_setting_nobody_is_asked_but_the_operator_still_closes(sqlite_url: str) -> None:
    async with ward(sqlite_url, second_factor=rules.Policy.OFF) as place:
        pro, _ = await guarded(place)
        await place.say(pro, "/asiakkaat")
        assert "Koivu" in place.offered(pro)
        house = place.coach.house
        await place.coach.store.run(lambda tx: operate_lock.close_out(tx, house, "1", place.clock.now()))
        await place.say(pro, "/asiakkaat")
        assert "Ylläpitäjä on lukinnut" in place.last(pro).text


async def test_the_secret_is_sealed_and_never_goes_through_telegram(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        pro, _ = await guarded(place)
        assert rows(place, ProLock)[0].secret == SECRET
        assert SECRET not in as_stored(place.coach.store)
        assert SECRET not in standing(place, pro)
        # and what happened stands in the log
        assert any("second factor" in row.what for row in rows(place, Access))


def test_the_picture_holds_no_name_and_no_option_takes_the_secret() -> None:
    assert len(operators_lock.picture(SECRET, 7).splitlines()) > 15
    shown = CliRunner().invoke(cli, ["professionals", "second-factor", "--help"]).output
    assert "--secret" not in shown
    assert "--code" not in shown


async def test_a_held_message_that_is_never_opened_goes_after_a_month(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        _, client = await guarded(place)
        await place.say(client, "haluan yhteydenoton")
        await place.press(client, "Kyllä, välitä se")
        assert [row for row in rows(place, Outbox) if row.state == Outbox.HELD]
        place.clock.move(timedelta(days=31))
        await place.coach.sweep()
        assert not [row for row in rows(place, Outbox) if row.state == Outbox.HELD]


async def test_a_picture_about_a_client_is_held_and_taken_back_like_words(sqlite_url: str) -> None:
    async with ward(sqlite_url) as place:
        pro, _ = await guarded(place)
        await place.say(pro, "/asiakkaat")
        await place.say(pro, code(place))

        def picture(tx: Transaction) -> int:
            params = {"caption": "Koivu", "document_text": "x", "document_name": "x.txt"}
            now = place.clock.now()
            return outbox.add(tx, chat_id=pro.id, method="sendDocument", params=params, client_id=1, now=now)

        # given a paper about a client in the open chat
        await place.coach.store.run(picture)
        await place.settle()
        assert "x.txt" in standing(place, pro)
        # when the chat closes, it is gone, and the next one is held
        await place.say(pro, "/lukitse")
        assert "x.txt" not in standing(place, pro)
        await place.coach.store.run(picture)
        await place.settle()
        assert "x.txt" not in standing(place, pro)
