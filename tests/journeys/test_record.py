"""The summary for the record: read by the client first, handed over with her yes only, and written down (R47, R75)."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

from fhirclient.models.bundle import Bundle
from sqlmodel import select

from bot.config import Disclosure
from bot.storage.record_tables import FileCopy, RecordSummary
from bot.storage.tables import Client, Outbox
from bot.words import long_day
from sandbox.model import User
from tests.journeys.record_ways import (
    BACK,
    CSV,
    FHIR,
    NO,
    PDF,
    READ,
    YES,
    a_life,
    asked,
    files,
    log,
    panel,
    rows_of,
    text_of,
)
from tests.town import Town, town


async def test_the_client_reads_the_very_paper_that_is_handed_over(sqlite_url: str) -> None:
    async with town(sqlite_url, disclosure=Disclosure.WORDS) as place:
        # given a professional who asks for a summary
        pro, client = await a_life(place)
        await asked(place, pro)
        # then the client may read or refuse, but not say yes to what she has not seen
        assert READ in place.offered(client)
        assert NO in place.offered(client)
        assert YES not in place.offered(client)
        # when she reads it and says yes
        await place.press(client, READ)
        [(_, shown)] = files(place, client)
        await place.press(client, YES)
        # then the professional hears it and gets the same paper
        await panel(place, pro)
        await place.press(pro, PDF)
        [(name, body)] = files(place, pro)
        assert name == "kooste.pdf"
        assert text_of(body) == text_of(shown)
        # and no word of it stays behind in the queue
        rows = place.coach.store.run_now(
            lambda tx: list(tx.session.exec(select(Outbox).where(Outbox.method == "sendDocument")).all())
        )
        assert [row.params for row in rows] == ["", ""]
        # and the log says so, for the client to read
        assert ("client", "yes to record") in log(place)
        assert ("responsible", "export paper") in log(place)
        await place.say(client, "/tietoni")
        await place.press(client, "Kuka on katsonut")
        assert "kooste asiakirjoihisi, sinun luvallasi" in place.heard(client)[-1]


async def test_the_summary_tells_goals_agreements_measures_and_contacts(sqlite_url: str) -> None:
    async with town(sqlite_url, disclosure=Disclosure.WORDS) as place:
        pro, client = await a_life(place)
        await asked(place, pro)
        await place.press(client, READ)
        [(_, body)] = files(place, client)
        said = " ".join(text_of(body).split())
        for part in (
            "Kävelen ulkona",
            "d450, b455",
            "odotettua vähemmän (alku) Käyn portailla",
            "Sovittu: Tavoitteellinen kuntoutus (GAS), 13.7.2026–10.1.2027.",
            "Vastuuhenkilö: Maija.",
            "Kävelytesti 310 m (13.7.2026) 402 m",
            "Malli kyselystä",  # made-up words never bear the name of an instrument
            "Tapaamiset 2, yhteensä 105 min",
            "Jatko Soitan ystävälle sunnuntaisin",
        ):
            assert part in said, part
        # but no draft, no measure that she keeps to herself, no word that she kept for herself, and no grade
        for part in ("T-luku", "−1", "+1", "Nukun yöni", "Paino", "Metsä", "siskolle", "Kävin rannassa"):
            assert part not in said


async def test_without_a_yes_nothing_leaves_whatever_is_pressed(sqlite_url: str) -> None:
    async with town(sqlite_url, disclosure=Disclosure.WORDS) as place:
        pro, client = await a_life(place)
        await asked(place, pro)
        before = len(files(place, pro))
        number = place.coach.store.run_now(lambda tx: tx.session.exec(select(Client)).one().id)
        # when forged buttons are pressed: before the answer, and after a no
        shown = place.last(pro)
        for place_of in range(4):
            place.desk.press_data(pro, shown, f"p.rectake.{number}.{place_of}")
        await place.settle()
        await place.press(client, NO)
        place.desk.press_data(pro, shown, f"p.rectake.{number}.0")
        await place.settle()
        # then nothing has left and nothing says that it had
        assert len(files(place, pro)) == before
        assert not [what for _, what in log(place) if what.startswith("export ")]


async def test_a_yes_can_be_taken_back_at_once_and_from_own_data(sqlite_url: str) -> None:
    async with town(sqlite_url, disclosure=Disclosure.WORDS) as place:
        pro, client = await a_life(place)
        for way in ("button", "own data"):
            await asked(place, pro) if way == "button" else await _again(place, pro)
            await place.press(client, READ)
            await place.press(client, YES)
            await panel(place, pro)
            assert PDF in place.offered(pro)
            if way == "button":
                await place.press(client, BACK)
            else:
                await place.say(client, "/tietoni")
                await place.press(client, "Koostetta ei saa enää luovuttaa")
            assert "Lupasi on peruttu" in place.heard(client)[-1]
            await place.press(pro, PDF)  # the button that still stands there
            assert files(place, pro) == []


async def _again(place: Town, pro: User) -> None:
    await panel(place, pro)
    await place.press(pro, next(b for b in place.offered(pro) if b.startswith("Kysy")))
    await place.wait(timedelta(hours=26))


async def test_a_yes_holds_thirty_days(sqlite_url: str) -> None:
    async with town(sqlite_url, disclosure=Disclosure.WORDS) as place:
        pro, client = await a_life(place)
        await asked(place, pro)
        await place.press(client, READ)
        await place.press(client, YES)

        def age(tx) -> None:
            row = tx.session.exec(select(RecordSummary)).one()
            row.answered_at -= timedelta(days=31)

        place.coach.store.run_now(age)
        await panel(place, pro)
        assert PDF not in place.offered(pro)
        assert "yli 30 päivää vanha" in place.last(pro).text


async def test_the_table_opens_in_a_finnish_spreadsheet_and_the_bundle_is_valid_fhir(sqlite_url: str) -> None:
    async with town(sqlite_url, disclosure=Disclosure.WORDS) as place:
        # given a client who agreed, with a goal that looks like a formula
        pro, client = await a_life(place)
        place.coach.store.run_now(_formula)
        await asked(place, pro)
        await place.press(client, READ)
        await place.press(client, YES)
        await panel(place, pro)
        await place.press(pro, CSV)
        await panel(place, pro)
        await place.press(pro, FHIR)
        [(name, table), (other, bundle)] = files(place, pro)
        # then no number and no day is in a file that is not on the paper she read
        paper = " ".join(text_of(files(place, client)[0][1]).split())
        days = {cell for row in rows_of(table) for cell in row if re.fullmatch(r"\d{4}-\d\d-\d\d", cell)}
        days |= set(re.findall(r"\d{4}-\d\d-\d\d", re.sub(rb'"id":.*', b"", bundle).decode()))
        assert {day for day in days if long_day(date.fromisoformat(day), "fi") not in paper} == set()
        assert {row[3] for row in rows_of(table)[1:] if row[3] not in paper and row[3] != "0"} == set()
        # and the table has its mark, its semicolons and decimal commas, and no formula
        assert (name, other) == ("kooste.csv", "kooste.fhir.json")
        assert table.startswith(b"\xef\xbb\xbf")
        rows = rows_of(table)
        assert {len(row) for row in rows} == {6}
        assert ["Mitattua", "Kävelytesti", "2026-07-13", "310", "m", "alku"] in rows
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]
        assert [row[1] for row in rows if row[4] == "ICF"] == ['\'=HYPERLINK("http://x")']
        # and the bundle has what it should, joined within itself, naming nobody
        _valid(json.loads(bundle))
        text = bundle.decode()
        assert not [name for name in ("Koivu", "Maija") if name in text]


def _formula(tx) -> None:
    from bot.storage.plan_tables import GoalVersion

    for row in tx.session.exec(select(GoalVersion)).all():
        row.what = '=HYPERLINK("http://x")'


def _valid(bundle: dict) -> None:
    Bundle(bundle)  # raises on any breach of R4
    found = [entry["resource"] for entry in bundle["entry"]]
    kinds = {resource["resourceType"] for resource in found}
    assert kinds == {"Patient", "CarePlan", "Goal", "Observation", "QuestionnaireResponse"}
    names = {f"{r['resourceType']}/{r['id']}" for r in found}
    assert len(names) == len(found)
    assert _references(bundle) <= names


def _references(value: object) -> set[str]:
    match value:
        case {"reference": str(name)}:
            return {name}
        case dict():
            return {name for part in value.values() for name in _references(part)}
        case list():
            return {name for part in value for name in _references(part)}
        case _:
            return set()


async def test_an_erased_clients_files_go_from_others_chats_too(sqlite_url: str) -> None:
    async with town(sqlite_url, disclosure=Disclosure.WORDS) as place:
        # given a summary that the professional has taken
        pro, client = await a_life(place)
        await asked(place, pro)
        await place.press(client, READ)
        await place.press(client, YES)
        await panel(place, pro)
        await place.press(pro, PDF)
        assert len(files(place, pro)) == 1
        # when the client is erased
        await place.say(client, "/poista")
        await place.press(client, "Kyllä, poista kaikki")
        await place.press(client, "Poista nyt")
        # then the file is gone from the professional's chat, and so is every trace of it
        assert files(place, pro) == []
        for table in (RecordSummary, FileCopy):
            assert place.coach.store.run_now(lambda tx, t=table: list(tx.session.exec(select(t)).all())) == []


async def test_a_paper_names_no_day_for_looking_together_that_is_past_and_done(sqlite_url: str) -> None:
    async with town(sqlite_url, disclosure=Disclosure.WORDS) as place:
        # given a goal whose agreed day is past, and which both rated later
        pro, client = await a_life(place)
        await asked(place, pro)
        await place.press(client, READ)
        said = text_of(files(place, client)[0][1])
        assert "25.9.2026" in said
        assert "26.8.2026" not in said
        # and the agreement names the reviews to come, not those that were
        assert "12.10.2026" not in said
