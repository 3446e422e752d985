"""`/oma_polku`: only when the client asks, against the own start, as picture and words, and gone when she is (R4, R23, R61)."""

from __future__ import annotations

import json
from datetime import timedelta
from io import BytesIO

from pypdf import PdfReader
from sqlmodel import col, select

from bot.storage.tables import Access, Client, Outbox, Professional
from sandbox.files import image_size
from sandbox.model import Message, User
from tests.journeys.client_ways import choose_step
from tests.papers.lives import lived
from tests.town import Town, town


def pictures(place: Town, user: User) -> list[Message]:
    return [m for m in place.desk.messages(user.id) if "photo" in m.content]


def rows(place: Town, *where: object) -> list[Outbox]:
    return place.coach.store.run_now(lambda tx: list(tx.session.exec(select(Outbox).where(*where)).all()))


async def check_in(place: Town, client: User, energy: int, outcome: str) -> None:
    await place.to_check_in(client)
    await place.press(client, str(energy))
    if outcome in place.offered(client):
        await place.press(client, outcome)


async def some_weeks(place: Town, client: User) -> None:
    await choose_step(place, client)
    for energy in (4, 5, 6, 6):
        await check_in(place, client, energy, "Tein sen")


async def test_the_own_way_is_a_picture_with_the_same_in_words_and_what_was_tried(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given some check-ins
        client = await place.client(await place.professional())
        await some_weeks(place, client)
        assert pictures(place, client) == []  # nothing is shown that nobody asked for
        # when the client asks
        await place.say(client, "/oma_polku")
        # then there is a picture whose caption says the same
        [shown] = pictures(place, client)
        caption = shown.content["caption"]
        assert caption.startswith("Voimat 2.11.2026–")
        assert "Oma alku: 5" in caption
        body = place.desk.files.by_id[shown.content["photo"][0]["file_id"]].body
        assert image_size(body) == (1280, 960)
        # and trying counts
        told = place.heard(client)[-1]
        assert "Olet kokeillut 4 kertaa." in told
        assert "Kokeilu nyt: Kävelen pihalla" in told


async def test_what_was_not_started_is_not_counted_against_anybody(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await choose_step(place, client)
        await check_in(place, client, 5, "En aloittanut")
        await place.say(client, "oma polkuni")
        told = place.heard(client)[-1]
        assert "kokeillut" not in told
        assert "aloittama" not in told


async def test_own_words_of_what_worked_are_there_in_the_clients_words(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        place.coach.store.run_now(lambda tx: _keep(tx, "Sain hengittää metsässä"))
        await place.say(client, "/oma_polku")
        assert "2.11. ”Sain hengittää metsässä”" in place.heard(client)[-1]


def _keep(tx, words: str) -> None:
    from datetime import UTC, datetime

    from bot.storage import clients
    from bot.storage.tables import Client

    client = tx.session.exec(select(Client)).one()
    clients.keep_note(tx, client.id, "success", words, share=False, now=datetime(2026, 11, 2, 9, tzinfo=UTC))


async def test_a_way_that_has_just_begun_is_told_without_a_picture(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await place.say(client, "/oma_polku")
        assert pictures(place, client) == []
        assert "Näytettävää on vielä vähän" in place.heard(client)[-1]


async def test_a_professional_who_asks_for_it_sees_nobodys_way(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro = await place.professional()
        await some_weeks(place, await place.client(pro))
        await place.say(pro, "/oma_polku")
        assert pictures(place, pro) == []


async def test_a_picture_that_waits_survives_a_restart_as_sealed_values_and_is_forgotten_once_sent(
    sqlite_url: str,
) -> None:
    async with town(sqlite_url) as place:
        # given a picture that waits because Telegram is away
        client = await place.client(await place.professional())
        await some_weeks(place, client)
        await place.coach.sender.stop()
        place.desk.say(client, "/oma_polku")
        await _take_in(place)
        [waiting] = rows(place, Outbox.method == "sendPhoto")
        assert json.loads(waiting.params)["attached"]["values"]["answers"]
        raw = place.coach.store.run_now(
            lambda tx: tx.session.connection().exec_driver_sql("SELECT params FROM outbox").all()
        )
        assert not [value for (value,) in raw if "attached" in value]  # sealed
        # when the process ends and another begins
        place._build()
        await place.coach.start()
        await place.settle()
        # then it comes, and its values are gone
        assert len(pictures(place, client)) == 1
        [done] = rows(place, Outbox.method == "sendPhoto")
        assert (done.state, done.params) == (Outbox.SENT, "")


async def _take_in(place: Town) -> None:
    from handlers import http, incoming

    entries = await http.call(place.coach.bot, "getUpdates", {"offset": place._offset, "timeout": 0})
    await place.coach.keep(*incoming.sort_out(entries))
    place._offset = entries[-1]["update_id"] + 1
    await place.coach.dispatcher.idle()


async def test_an_erased_clients_picture_is_never_sent(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await some_weeks(place, client)
        await place.say(client, "/oma_polku")
        await place.say(client, "/poista")
        await place.press(client, "Kyllä, poista kaikki")
        await place.press(client, "Poista nyt")
        assert rows(place, Outbox.method == "sendPhoto") == []


async def test_that_the_client_looked_is_in_the_log_and_is_no_disclosure(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await place.say(client, "/oma_polku")
        await place.wait(timedelta(minutes=1))
        found = place.coach.store.run_now(
            lambda tx: list(tx.session.exec(select(Access).where(col(Access.what) == "own way shown")).all())
        )
        assert [row.actor for row in found] == ["client"]


def papers(place: Town, user: User) -> list[tuple[str, bytes]]:
    """(file's name, its bytes) of every document in a chat."""
    found = [m.content["document"] for m in place.desk.messages(user.id) if "document" in m.content]
    return [(each["file_name"], place.desk.files.by_id[each["file_id"]].body) for each in found]


async def test_the_whole_plan_comes_as_a_paper_by_one_tap(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        client = await place.client(await place.professional())
        await some_weeks(place, client)
        await place.say(client, "/oma_polku")
        await place.press(client, "Koko suunnitelmani paperina")
        [(name, body)] = papers(place, client)
        assert name == "oma-suunnitelma.pdf"
        said = "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
        assert "Oma suunnitelmani" in said
        assert "Kävelen pihalla" in said
        assert "Olet kokeillut 4 kertaa." in said
        # and nobody is named in it
        assert "Maija" not in said
        assert "Koivu" not in said


async def test_goals_are_told_in_the_clients_level_words_and_measures_from_the_start_to_now(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given sixteen weeks with goals, measures and a questionnaire
        client = await place.client(await place.professional())
        place.coach.store.run_now(lambda tx: lived(tx, *_both(tx), place.clock.now()))
        # when the client asks for the own way and its paper
        await place.say(client, "/oma_polku")
        told = place.heard(client)[-1]
        await place.press(client, "Koko suunnitelmani paperina")
        [(_, body)] = papers(place, client)
        paper = "\n".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
        # then both say levels in words and numbers as they were measured
        for said in (told, paper):
            assert "Käyn postilaatikolla (25.9.2026)" in said
            assert "Käyn puistossa (5.10.2026)" in said
            assert "Kävelytesti" in said
            assert "402 m" in said
        assert "• Kävelytesti: alussa 310 m (13.7.), nyt 402 m (1.10.)" in told
        assert "• Paino: 84,5 kg (13.7.)" in told.splitlines()
        # and neither grades them; a draft is on the paper only, and named as one
        for number in ("−1", "-1", "+1", "T-luku", "50"):
            assert number not in told
        assert "Nukun yöni" not in told
        assert "Nukun yöni" in paper
        assert "vielä kesken, ei vielä sovittu" in paper
        assert "Soitan ystävälle sunnuntaisin" in paper


def _both(tx) -> tuple[Client, int]:
    return tx.session.exec(select(Client)).one(), tx.session.exec(select(Professional)).one().id
