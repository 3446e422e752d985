"""A professional's stolen telephone: what is asked before anything leaves, and what is taken back."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from typer.testing import CliRunner

from bot import operators_lock
from bot.__main__ import cli
from bot.actions import operate_lock
from bot.domain import locks as rules
from bot.storage.lock_tables import ProLock
from bot.storage.tables import Access, Case
from tests.town import MORNING, rows
from tests.trust.rows import as_stored
from tests.trust.wards import IDLE, SECRET, buttons, code, enrol, guarded, standing, ward


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
