"""A client's own data: seen, taken along, taken back, erased; and erased again when a backup comes back."""

from __future__ import annotations

import contextlib
import json
from datetime import timedelta

from bot.actions import goal_draft, looks
from bot.actions.scene import Scene
from bot.actions.speaker import find
from bot.domain import purposes, roles
from bot.domain.roles import ACCOMPANYING, Action
from bot.storage import audit, cases, forgetting, goal_rows, own_rows
from bot.storage.database import Store
from bot.storage.plan_tables import Goal
from bot.storage.tables import Access, Case, Client, Note, Outbox, PrivateNote
from tests.journeys.professional_ways import card, deputy, wish_for_contact
from tests.town import accompanied, rows, town
from tests.trust.own_data_ways import CANARY, lived
from tests.trust.rows import as_read


async def test_a_client_reads_what_is_kept_and_gets_all_of_it_as_a_file(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        _, client = await lived(place)
        await wish_for_contact(place, client)
        # when she asks what is kept
        await place.say(client, "/tietoni")
        told = place.heard(client)[-1]
        assert "Koivu" in told
        assert "Kävelen pihalla" in told
        # and takes all of it along
        await place.press(client, "Kaikki muille ohjelmille")
        file = list(place.desk.files.by_id.values())[-1]
        known = json.loads(file.body)
        # then the file holds every table that speaks of her
        assert known["client"]["pseudonym"] == "Koivu"
        assert known["person"]["telegram_id"] == client.id
        assert [row["energy"] for row in known["check_in"]] == [4]
        assert known["note"][0]["words"] == CANARY
        assert set(known) >= {table.name for table in forgetting.tables_of_clients()}
        # and what is found by other ways: the next question, who has the notice, the invitation, names for numbers
        assert "check_in" in {timer["kind"] for timer in known["timer"]}
        assert [told["professional_id"] for told in known["escalation_copy"]] == [1]
        assert len(known["invitation"]) == 1
        assert "code_hash" not in known["invitation"][0]
        assert known["professionals"] == {"1": "Maija"}
        assert known["inbox"][-1]["state"] == "finished"
        # and nothing of the file stays with the bot
        assert all(row.params == "" for row in rows(place, Outbox) if row.method == "sendDocument")


async def test_a_client_reads_who_has_looked(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        _, client = await lived(place)
        await place.say(client, "/mydata")
        await place.press(client, "Kuka on katsonut")
        told = place.heard(client)[-1]
        assert "Maija (vastuuhenkilö): viikon kooste. Syy: sovittu seuranta" in told


async def test_a_client_reads_that_a_notice_was_handled_and_by_whom(sqlite_url: str) -> None:
    # given a client who asked for contact, and a professional who took it
    async with accompanied(sqlite_url) as (place, pro, client):
        await place.say(client, "/valikko")
        await place.press(client, "Haluan yhteydenoton")
        await place.through(client, "Kyllä, välitä se")
        await place.press(pro, "Otan tämän")
        # when she asks who has looked
        await place.say(client, "/tietoni")
        await place.press(client, "Kuka on katsonut")
        # then it is told by its name
        told = place.heard(client)[-1]
        assert "Maija (vastuuhenkilö): ilmoituksen hoitaminen. Syy: pyysit yhteydenottoa" in told
        assert "jotain tiedoistasi" not in told
        # and every line of the log has its purpose, those about a notice with its number
        logged = rows(place, Access)
        assert all(purposes.read(row.why)[0] is not None for row in logged)
        [case] = rows(place, Case)
        handled = {row.what: row.why for row in logged if row.what.startswith(("take_case", "took", "told", "noticed"))}
        assert set(handled.values()) == {f"notice {case.id}"}
        assert len(handled) == 4


async def test_the_client_reads_that_a_deputy_looked_as_a_deputy(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a professional on leave, and the deputy who opens the card meanwhile
        pro, client = await lived(place)
        seppo = await deputy(place, pro)
        await place.press(pro, "Olen poissa")
        await place.say(pro, "9.11.")
        await place.say(pro, "20.11.")
        await place.wait(timedelta(days=9))
        await card(place, seppo)
        # when the client asks who has looked
        await place.say(client, "/tietoni")
        await place.press(client, "Kuka on katsonut")
        # then role and reason are told
        assert "Seppo (sijainen): korttisi. Syy: sovittu seuranta" in place.heard(client)[-1]


def test_whatever_one_who_accompanies_may_do_has_a_name_in_the_clients_log() -> None:
    # given everything that the table grants to those who accompany
    granted = {action for action in Action if roles.may_any(action, ACCOMPANYING)}
    # then the client reads of none of it as "something"
    assert granted <= set(looks.LOOKS)


async def test_own_words_can_be_taken_back_alone(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        _, client = await lived(place)
        now = place.clock.now()
        await place.coach.store.run(lambda tx: goal_rows.begin(tx, 1, "home", CANARY, now) and None)
        await place.say(client, "/tietoni")
        await place.press(client, "Älä säilytä omia sanojani")
        assert rows(place, Note) == []
        assert [goal.own_words for goal in rows(place, Goal)] == [""]
        assert CANARY not in as_read(place.coach.store)
        [row] = rows(place, Client)
        assert not row.own_words
        assert row.consented_at is not None


async def test_words_added_to_a_notice_go_with_the_other_own_words(sqlite_url: str) -> None:
    async with accompanied(sqlite_url) as (place, _, client):
        now = place.clock.now()

        def add(tx) -> None:
            cases.add(tx, 1, "A1", urgent=False, now=now).clients_words = CANARY

        await place.coach.store.run(add)
        await place.say(client, "/tietoni")
        await place.press(client, "Älä säilytä omia sanojani")
        assert CANARY not in as_read(place.coach.store)


async def test_what_is_said_about_an_area_is_not_kept_after_a_no_to_own_words(sqlite_url: str) -> None:
    # given a client who does not let own words be kept
    async with accompanied(sqlite_url, own_words=False) as (place, _, client):
        now, house = place.clock.now(), place.coach.house
        assert house

        def area(tx) -> None:
            who = find(tx, client.id)
            assert who is not None
            scene = Scene.of(tx, house, who, now)
            goal_draft.area(scene, {"area": "home", "area_words": CANARY})

        # when a goal begins with what is on her mind
        await place.coach.store.run(area)
        # then the goal is there, and what was said is not kept
        assert [(goal.area, goal.own_words) for goal in rows(place, Goal)] == [("home", "")]


async def test_the_whole_consent_can_be_taken_back_and_then_nothing_is_asked(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client = await lived(place)
        await place.say(client, "/tietoni")
        await place.press(client, "Perun suostumukseni")
        said = len(place.heard(client))
        await place.wait(timedelta(days=14))
        assert len(place.heard(client)) == said
        assert any("perunut suostumuksensa" in text for text in place.heard(pro))
        assert "Koivu" not in [t for t in place.heard(pro) if t.startswith("Kooste ")][-1]


async def test_the_access_log_shows_when_a_row_was_changed_taken_out_or_cut_off(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        await lived(place)
        store = place.coach.store
        log = rows(place, Access)
        assert len(log) > 3
        assert store.run_now(audit.check).whole
        for harm, shown in (
            ("UPDATE access_log SET actor = 'nobody' WHERE id = :row", log[2].id),
            ("DELETE FROM access_log WHERE id = :row", log[3].id),
        ):
            assert checked_after(store, harm, log[2].id).broken_at == shown
        assert checked_after(store, "DELETE FROM access_log WHERE id <= :row", log[1].id).oldest_missing
        assert checked_after(store, "DELETE FROM access_log WHERE id >= :row", log[-1].id).newest_missing
        assert checked_after(store, "DELETE FROM access_log WHERE id >= :row", 0).newest_missing


def checked_after(store: Store, harm: str, row: int) -> audit.Chain:
    from sqlalchemy import text

    class Undo(Exception):
        pass

    found = []

    def work(tx) -> None:
        tx.execute(text(harm), {"row": row})
        found.append(audit.check(tx))
        raise Undo

    with contextlib.suppress(Undo):
        store.run_now(work)
    return found[0]


async def test_a_professional_reads_what_is_kept_about_them_and_nothing_of_clients(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        # given a professional who wrote something about a client
        pro, _ = await lived(place)

        def note(tx) -> None:
            tx.session.add(PrivateNote(client_id=1, professional_id=1, words=CANARY, at=place.clock.now()))

        await place.coach.store.run(note)
        # when they ask what is kept about them
        await place.say(pro, "/tietoni")
        assert "Maija" in place.last(pro).text
        await place.press(pro, "Kaikki tiedostona")
        known = json.loads(list(place.desk.files.by_id.values())[-1].body)
        # then every table that names them is there, and nobody's words, pseudonym or number
        assert known["professional"]["name"] == "Maija"
        assert known["person"]["telegram_id"] == pro.id
        assert set(known) >= {table.name for table in own_rows.tables_of_professionals()} | {"access_log"}
        assert len(known["private_note"]) == 1
        for secret in (CANARY, "Koivu", "Kävelen"):
            assert secret not in json.dumps(known, ensure_ascii=False)
