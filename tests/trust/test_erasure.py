"""Who is erased is nowhere any more, and stays so."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from bot import timetable
from bot.actions import erasing
from bot.actions.erasing import SURE_FOR
from bot.storage import erasure_file, forgetting
from bot.storage.database import Store
from bot.storage.tables import Access, Client, Inbox, Person, Timer
from tests.conftest import NOON
from tests.journeys.professional_ways import card
from tests.town import rows, town
from tests.trust.own_data_ways import CANARY, buttons, erase, lived
from tests.trust.rows import as_read


async def test_an_erased_client_is_nowhere_any_more(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a client who has lived with the bot for a while
        pro, client = await lived(place)
        store = place.coach.store
        assert CANARY in as_read(store)
        # when she says twice that everything is to be deleted
        await erase(place, client)
        # then no row speaks of her, but for numbers in the access log
        left = as_read(store, "access_log", "script_version")
        for trace in (CANARY, "Koivu", "Kävelen", str(client.id)):
            assert trace not in left, trace
        assert rows(place, Client) == []
        assert [person.telegram_id for person in rows(place, Person)] == [pro.id]
        # and she is told so, and the professional only that she left
        assert "En säilytä sinusta enää mitään" in place.heard(client)[-1]
        assert any("Koivu on lähtenyt" in text for text in place.heard(pro))
        assert not any(CANARY in text for text in place.heard(pro) if "Koivu on lähtenyt" in text)
        # and the log says whose wish it was
        assert [row.actor for row in rows(place, Access) if row.what == "erased"] == ["client"]
        # and whoever writes later is a stranger
        await place.say(client, "Hei")
        assert "kutsulla" in place.heard(client)[-1]


async def test_nothing_is_erased_by_one_tap_nor_by_an_old_button(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        _, client = await lived(place)
        await place.say(client, "/poista")
        await place.press(client, "Kyllä, poista kaikki")
        question = place.last(client)
        await place.press(client, "Ei, säilytä")
        assert len(rows(place, Client)) == 1
        # when the last button is pressed two hours later
        place.clock.move(timedelta(hours=2))
        data = next(data for text, data in buttons(question) if text == "Poista nyt")
        place.desk.press_data(client, question, data)
        await place.settle()
        # then the question is asked anew
        assert len(rows(place, Client)) == 1
        assert "Kyllä, poista kaikki" in place.offered(client)


@pytest.mark.parametrize(
    ("stamp", "fresh"),
    [
        (NOON, True),
        (NOON - SURE_FOR + timedelta(seconds=1), True),
        (NOON - SURE_FOR, False),
        (NOON + timedelta(seconds=1), False),
    ],
)
def test_a_question_about_erasing_is_answered_within_the_hour_or_asked_again(stamp: datetime, fresh: bool) -> None:
    assert erasing.fresh(str(int(stamp.timestamp())), NOON) is fresh


@pytest.mark.parametrize("stamp", ["", "x", "-1", "9" * 12, "1e9"])
def test_a_forged_button_about_erasing_asks_again(stamp: str) -> None:
    assert not erasing.fresh(stamp, NOON)


async def test_a_letter_that_is_being_written_goes_with_the_erased_client(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a professional who is about to send a letter
        pro, client = await lived(place)
        await card(place, pro)
        await place.press(pro, "Kirjoita")
        await place.say(pro, "Varpunen lentää")
        # when the client erases everything
        await erase(place, client)
        # then neither name nor words are left, and the old button does nothing
        left = as_read(place.coach.store, "access_log", "script_version")
        assert "Varpunen" not in left
        assert "Koivu" not in left
        await place.press(pro, "Kyllä, lähetä")
        assert not any("Varpunen" in text for text in place.heard(client))


async def test_an_erased_client_stays_erased_when_an_older_backup_is_put_back(tmp_path: Path, sqlite_url: str) -> None:
    database = Path(sqlite_url.removeprefix("sqlite:///"))
    async with town(sqlite_url) as place:
        _, client = await lived(place)
        # given a backup from before she left
        place.coach.store.run_now(lambda tx: None)
        await place.coach.stop()
        shutil.copy(database, tmp_path / "backup")
        place._build()
        await place.coach.start()
        await erase(place, client)
        await place.coach.stop()
        assert len(erasure_file.read(erasure_file.beside(sqlite_url))) == 1
        # when it is put back
        for leftover in database.parent.glob(f"{database.name}-*"):
            leftover.unlink()
        shutil.copy(tmp_path / "backup", database)
        assert CANARY in read(sqlite_url)
        place._build()
        await place.coach.start()
        # then she is erased again before anything is heard
        left = as_read(place.coach.store, "access_log")
        assert CANARY not in left
        assert str(client.id) not in left


def read(url: str) -> str:
    store = Store.open(url)
    try:
        return as_read(store)
    finally:
        store.close_now()


async def test_who_comes_back_by_a_new_invitation_stays_at_the_next_start(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client = await lived(place)
        await erase(place, client)
        place.clock.move(timedelta(minutes=5))
        await place.start(client, await place.invitation(pro, "Koivu"))
        await place.restart()
        assert len(rows(place, Client)) == 1


def test_every_table_is_on_one_of_the_lists() -> None:
    by_client = {table.name for table in forgetting.tables_of_clients()}
    by_person = {table.name for table in forgetting.tables_of_persons()}
    every = {table.name for table in SQLModel.metadata.sorted_tables}
    assert by_client
    assert every - by_client - by_person - forgetting.BY_OTHER_WAYS - forgetting.OF_NOBODY == set()
    assert set(forgetting.KEPT) | set(forgetting.NOT_SHOWN) <= by_client


def test_every_kind_of_timer_is_known_to_the_erasure() -> None:
    known = forgetting.CLIENT_TIMERS | forgetting.CASE_TIMERS | forgetting.OTHER_TIMERS
    assert {kind for kind in timetable.TIMERS if not kind.startswith("group_")} == known


async def test_no_finished_update_knows_its_chat_after_the_erasure(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        _, client = await lived(place)
        await erase(place, client)
        assert all(row.chat_id != client.id for row in rows(place, Inbox))
        assert all(timer.kind == "digest" for timer in rows(place, Timer))
