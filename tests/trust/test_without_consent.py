"""Before the consent and after it was taken back: help always comes, and nothing is kept, told or sent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.escalation import Signal
from bot.storage import cases, timers
from bot.storage.database import Transaction
from bot.storage.tables import Case, Concern, Outbox, Timer
from sandbox.model import User
from tests.journeys.professional_ways import card, notice
from tests.town import Town, accompanied, rows, town


async def withdraw(place: Town, client: User) -> None:
    await place.say(client, "/tietoni")
    await place.press(client, "Perun suostumukseni")


@pytest.mark.parametrize("words", ["Haluan kuolla", "Mies hakkaa minua", "Olen vain taakka kaikille"])
@pytest.mark.parametrize("withdrawn", [False, True])
async def test_without_consent_help_comes_and_no_concern_is_kept_or_told(
    sqlite_url: str, words: str, withdrawn: bool
) -> None:
    async with town(sqlite_url) as place:
        # given a client who has not agreed yet, or does not any more
        pro = await place.professional()
        if withdrawn:
            client = await place.client(pro)
            await withdraw(place, client)
        else:
            client = place.desk.user("Koivu", "fi")
            await place.start(client, await place.invitation(pro, "Koivu"))
        to_client, to_pro = len(place.heard(client)), len(place.heard(pro))
        # when grave words are typed
        await place.say(client, words)
        said = " ".join(place.heard(client)[to_client:])
        # then the numbers come, without a word of anybody being told
        assert "112" in said
        assert "Kerron tästä" not in said
        # and nothing is kept, and nobody hears, now or later
        await place.wait(timedelta(hours=3))
        assert rows(place, Concern) == []
        assert rows(place, Case) == []
        assert len(place.heard(pro)) == to_pro
        # and not even what kind of message she got
        assert not {row.kind for row in rows(place, Outbox)} & {"crisis", "help"}


async def test_a_notice_that_waited_is_not_told_after_the_consent_is_back(sqlite_url: str) -> None:
    # given a notice that waits for its morning
    async with accompanied(sqlite_url) as (place, pro, client):
        await place.to_check_in(client)
        await place.coach.store.run(lambda tx: waiting(tx, place))
        # when the client takes the consent back
        await withdraw(place, client)
        heard = len(place.heard(pro))
        await place.wait(timedelta(days=10))
        # then it is never told, and nothing waits
        assert [text for text in place.heard(pro)[heard:] if not text.startswith("Kooste")] == []
        assert [case.closed_as for case in rows(place, Case)] == ["stopped"]
        assert not [timer for timer in rows(place, Timer) if timer.kind in ("tell", "follow")]


def waiting(tx: Transaction, place: Town) -> None:
    now = place.clock.now()
    case = cases.add(tx, 1, "A1", urgent=False, now=now)
    case.tell_at = now + timedelta(days=1)
    timers.put(tx, "tell", case.id, case.tell_at)


async def test_a_notice_that_is_out_is_not_reminded_of_after_the_consent_is_back(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await notice(place, Signal.A1)
        await withdraw(place, client)
        heard = len(place.heard(pro))
        await place.wait(timedelta(days=10))
        assert [text for text in place.heard(pro)[heard:] if not text.startswith("Kooste")] == []


async def test_a_letter_begun_before_is_not_sent_after_the_consent_is_back(sqlite_url: str) -> None:
    # given one letter that waits for its day, and one that is being written
    async with accompanied(sqlite_url) as (place, pro, client):
        for words in ("Ensimmäinen", "Toinen", "Kolmas"):
            await card(place, pro)
            await place.press(pro, "Kirjoita")
            await place.say(pro, words)
            if words != "Kolmas":
                await place.press(pro, "Kyllä, lähetä")
        # when the client takes the consent back, and the last one is sent off
        await withdraw(place, client)
        await place.press(pro, "Kyllä, lähetä")
        # then the professional is told, and neither arrives
        assert "suostumus ei ole nyt voimassa" in " ".join(place.heard(pro)[-2:])
        await place.wait(timedelta(days=5))
        assert not any("Toinen" in text or "Kolmas" in text for text in place.heard(client))


async def test_old_buttons_read_and_do_nothing_after_the_consent_is_back(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, pro, client):
        await card(place, pro)
        shown = place.last(pro)
        await withdraw(place, client)
        for verb in ("energy", "note", "meas", "goals", "net", "write", "step", "limits"):
            place.desk.press_data(pro, shown, f"p.{verb}.1")
            await place.settle()
            assert "suostumus ei ole nyt voimassa" in place.last(pro).text, verb
