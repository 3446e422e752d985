"""Evaluation built into normal work: who agreed is counted, once, together with enough others (R85, R86, R88-R90)."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.actions import evaluate, evaluation_page
from bot.actions.evaluation_page import Asked
from bot.actions.house import House
from bot.building import build_house
from bot.config import Config
from bot.domain.evaluation import PLANNED, Course
from bot.storage import evaluations, schema
from bot.storage.database import Store, Transaction
from bot.storage.dose_tables import ContactRow
from bot.storage.evaluation_tables import EvaluationBatch, EvaluationConsent, EvaluationCourse, LogicMark
from bot.storage.measure_tables import InstrumentRun
from bot.storage.plan_tables import Goal, GoalRating, GoalVersion, PlanPeriod
from bot.storage.tables import Access, Client, Person
from tests.actions.living import change, living, the_client
from tests.conftest import NOON
from tests.town import rows

HOUSE: House = build_house(Config(_env_file=None), "rinnalla_bot")
MARCH = date(2026, 3, 2)
LATER = NOON + timedelta(days=60)  # the quarter is over
LEVELS = {"much_less": "a", "less": "b", "expected": "c", "more": "d", "much_more": "e"}


def a_client(tx: Transaction, number: int, *, agrees: bool = True, level: int = 0) -> Client:
    """Somebody whose period of half a year ended in March, with one goal rated and three calls confirmed."""
    person = Person(telegram_id=number, chat_id=number, locale="fi")
    tx.session.add(person)
    tx.session.flush()
    client = Client(person_id=person.id, pseudonym=f"Puu {number}", stage="ended", since=NOON, consented_at=NOON)
    tx.session.add(client)
    tx.session.flush()
    begun = MARCH - timedelta(days=182)
    period = PlanPeriod(client_id=client.id, profile="social_rehabilitation", begins=begun, ends=MARCH, at=NOON)
    period.ended_on = MARCH
    goal = Goal(client_id=client.id, state="agreed", agreed_version=1, made_at=NOON, area="", own_words="", weight=1)
    tx.session.add_all([period, goal])
    tx.session.flush()
    version = GoalVersion(client_id=client.id, goal_id=goal.id, number=1, what="ulos", baseline=-2, at=NOON, **LEVELS)
    version.due, version.icf, version.indicator = MARCH, "d450", "kerrat"
    version.client_yes_at = version.professional_yes_at = NOON
    rating = GoalRating(client_id=client.id, goal_id=goal.id, whose="both", moment="end", level=level, at=NOON)
    rating.client_yes_at = NOON
    tx.session.add_all([version, rating])
    for day in range(3):
        call = ContactRow(client_id=client.id, professional_id=1, kind="call", form="remote", minutes=20)
        call.at = NOON - timedelta(days=10 + day)
        call.confirmed_at = NOON
        tx.session.add(call)
    tx.session.add(LogicMark(client_id=client.id, period_id=period.id, mark="mechanism.trust", at=NOON))
    if agrees:
        evaluations.agree(tx, client.id, NOON)
    tx.session.flush()
    return client


def test_who_agreed_is_counted_once_enough_are_there_and_the_rows_are_gone(store: Store) -> None:
    # given twelve who agreed and one who did not
    store.run_now(lambda tx: [a_client(tx, number, level=number % 2) for number in range(1, 13)])
    store.run_now(lambda tx: a_client(tx, 99, agrees=False))
    # when the quarter is not over, nothing is closed
    assert store.run_now(lambda tx: evaluate.take_stock(tx, HOUSE, NOON)) == 0
    # when it is
    assert store.run_now(lambda tx: evaluate.take_stock(tx, HOUSE, LATER)) == 1
    [batch] = store.run_now(lambda tx: evaluations.batches(tx, date(2026, 1, 1), date(2026, 12, 31)))
    # then twelve are in it, with scores, contacts and the logic model
    assert batch.people == 12
    assert batch.tables["score"] == {"50_60": 6, "60_up": 6}
    assert (batch.means["contacts"].mean, batch.means["minutes"].mean) == (3, 60)
    assert batch.means["score"].mean == 55
    assert batch.tables["logic.outcome.goals"] == {"yes": None}, "a row that holds for all would tell of each"
    # and nothing of a single person is kept for it, nor taken down again
    assert store.run_now(lambda tx: tx.session.exec(select(EvaluationCourse)).all()) == []
    assert store.run_now(lambda tx: evaluate.take_stock(tx, HOUSE, LATER + timedelta(days=90))) == 0


def test_who_takes_it_back_before_the_batch_is_closed_is_in_nothing(store: Store) -> None:
    first = store.run_now(lambda tx: min(a_client(tx, number).id for number in range(1, 11)))
    store.run_now(lambda tx: evaluate.take_stock(tx, HOUSE, NOON))
    store.run_now(lambda tx: evaluations.withdraw(tx, first))
    assert store.run_now(lambda tx: evaluate.take_stock(tx, HOUSE, LATER)) == 0, "nine are too few"


def test_after_the_time_of_the_own_data_a_course_points_to_nobody_and_still_counts(store: Store) -> None:
    numbers = store.run_now(lambda tx: [a_client(tx, number).id for number in range(1, 11)])
    store.run_now(lambda tx: evaluate.take_stock(tx, HOUSE, NOON))
    store.run_now(lambda tx: [evaluations.unlink(tx, number) for number in numbers])
    kept = store.run_now(lambda tx: tx.session.exec(select(EvaluationCourse)).all())
    assert {(row.client_id, row.period_id, row.quarter) for row in kept} == {(None, None, date(2026, 1, 1))}


def test_quality_of_life_counts_only_when_it_was_answered_twice(store: Store) -> None:
    def answered(tx: Transaction, client_id: int, occasion: str, mean: float) -> None:
        results = json.dumps({"mean": mean, "total": mean * 8, "percent": (mean - 1) * 25})
        run = InstrumentRun(client_id=client_id, measure_id=1, instrument=evaluate.INSTRUMENT, occasion=occasion)
        run.state, run.results, run.begun_at = "done", results, NOON
        tx.session.add(run)

    # given ten with a mean of three at the start, five of whom answered again with a higher one
    def live(tx: Transaction) -> None:
        for number in range(1, 11):
            client = a_client(tx, number)
            answered(tx, client.id, "start", 3.0)
            if number <= 5:
                answered(tx, client.id, "end", 3.5)

    store.run_now(live)
    store.run_now(lambda tx: evaluate.take_stock(tx, HOUSE, LATER))
    [batch] = store.run_now(lambda tx: evaluations.batches(tx, date(2026, 1, 1), date(2026, 12, 31)))
    # then change is told of those five, and of the others that it is not known
    assert batch.tables["quality"] == {"higher": 5, "not_known": 5}
    assert (batch.means["quality_change"].people, batch.means["quality_change"].mean) == (5, 0.5)


def test_a_second_period_and_the_first_do_not_lend_each_other_their_measures_and_goals(store: Store) -> None:
    second_begun, second_over = NOON + timedelta(days=30), NOON + timedelta(days=90)

    def answered(tx: Transaction, client_id: int, occasion: str, mean: float, at: datetime) -> None:
        run = InstrumentRun(client_id=client_id, measure_id=1, instrument=evaluate.INSTRUMENT, occasion=occasion)
        run.state, run.begun_at, run.done_at = "done", at, at
        run.results = json.dumps({"mean": mean, "total": mean * 8, "percent": (mean - 1) * 25})
        tx.session.add(run)

    # given a first period from 3.0 to 3.5 with a goal reached, and a second with only a start of 2.0
    def live(tx: Transaction) -> list[Course]:
        client = a_client(tx, 1)
        first = tx.session.exec(select(PlanPeriod)).one()
        first.at = NOON - timedelta(days=182)
        second = PlanPeriod(client_id=client.id, profile="gas_icf", begins=second_begun.date(), ends=second_over.date())
        second.at, second.ended_on = second_begun, second_over.date()
        tx.session.add(second)
        answered(tx, client.id, "start", 3.0, NOON - timedelta(days=180))
        answered(tx, client.id, "end", 3.5, NOON - timedelta(hours=1))
        answered(tx, client.id, "start", 2.0, second_begun + timedelta(days=1))
        tx.session.flush()
        return [evaluate.course_of(tx, client, row, row.ended_on or MARCH) for row in (first, second)]

    one, other = store.run_now(live)
    # then each tells its own, and what the second has only half of is not known
    assert (one.quality, one.score, PLANNED in one.marks) == ((3.0, 3.5), 50, True)
    assert (other.quality, other.score, PLANNED in other.marks) == (None, None, False)


def test_the_page_and_the_table_say_the_same_and_hide_the_same(store: Store) -> None:
    store.run_now(lambda tx: [a_client(tx, number, level=-2 if number < 3 else number % 2) for number in range(1, 13)])
    store.run_now(lambda tx: evaluate.take_stock(tx, HOUSE, LATER))
    batches = store.run_now(lambda tx: evaluations.batches(tx, date(2026, 1, 1), date(2026, 12, 31)))
    asked = Asked(date(2026, 1, 1), date(2026, 12, 31), "fi")
    page, table = evaluation_page.as_html(HOUSE.words, asked, batches), evaluation_page.as_csv(batches)
    # two are under 40, and a second row of more than five goes with them: neither is called small
    assert page.count("ei näytetä") >= 3, "two rows, and the rule above the tables"
    assert "&lt; 5" not in page
    read = list(csv.DictReader(io.StringIO(table)))
    scores = {row["row"]: row["value"] for row in read if row["table"] == "score"}
    assert scores["under_40"] == ""
    assert sorted(scores.values())[:2] == ["", ""]
    assert "Sosiaalinen kuntoutus" in page
    assert "Puu" not in page + table


def test_nothing_to_tell_is_said_plainly() -> None:
    page = evaluation_page.as_html(HOUSE.words, Asked(MARCH, MARCH, "fi"), [])
    assert "Kerrottavaa ei vielä ole" in page


def test_the_command_writes_a_page_and_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path}/rinnalla.db"
    schema.migrate(url)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["evaluate", "--from", "2026-01-01", "--to", "2026-12-31", "--out", "out"])
    assert done.exit_code == 0, done.output
    assert "0 people are in it" in done.output
    assert (tmp_path / "out/evaluation.html").read_text("utf-8").startswith("<!doctype html>")
    assert (tmp_path / "out/evaluation.csv").read_text("utf-8").startswith("profile,")


async def test_the_client_alone_says_yes_and_no(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, _, user):
        # given nobody asked: nothing is counted
        assert rows(place, EvaluationConsent) == []
        # when she lets it be counted in her own data
        await place.say(user, "/tietoni")
        await place.press(user, "Luvut arviointiin")
        await place.press(user, "Kyllä, ne saa laskea mukaan")
        assert [row.client_id for row in rows(place, EvaluationConsent)] == [the_client(place).id]
        # then she can take it back just so, and both stand in the log
        await place.say(user, "/tietoni")
        await place.press(user, "Luvut arviointiin")
        await place.press(user, "Ei, jätä minut pois")
        assert rows(place, EvaluationConsent) == []
        said = [row.what for row in rows(place, Access) if row.what.startswith("consent evaluation")]
        assert said == ["consent evaluation given", "consent evaluation withdrawn"]


async def test_the_logic_model_is_recorded_with_taps_where_the_working_model_has_one(sqlite_url: str) -> None:
    async with living(sqlite_url) as (place, pro, _):
        # given a client without a period: nothing to record
        await place.say(pro, "/asiakkaat")
        await place.press(pro, "Koivu")
        await place.press(pro, "Lisää")
        assert "Logiikkamalli" not in place.offered(pro)
        # given a period of social rehabilitation
        client = the_client(place)
        change(place, lambda _: None)
        period = PlanPeriod(client_id=client.id, profile="social_rehabilitation", begins=MARCH, ends=MARCH, at=NOON)
        await place.coach.store.run(lambda tx: tx.session.add(period))
        await place.say(pro, "/asiakkaat")
        await place.press(pro, "Koivu")
        await place.press(pro, "Lisää")
        await place.press(pro, "Logiikkamalli")
        await place.press(pro, "Kirjaa: luottamus")
        assert [row.mark for row in rows(place, LogicMark)] == ["mechanism.trust"]
        assert "Mekanismit: luottamus" in place.last(pro).text
        # and taken back
        await place.press(pro, "Poista kirjaus: luottamus")
        assert rows(place, LogicMark) == []
        # and where the work left the model is written down
        await place.press(pro, "Missä poikettiin mallista")
        await place.say(pro, "Ryhmä alkoi ennen suunnitelmaa")
        await place.say(pro, "/asiakkaat")
        await place.press(pro, "Koivu")
        await place.press(pro, "Lisää")
        await place.press(pro, "Logiikkamalli")
        assert "Ryhmä alkoi ennen suunnitelmaa" in place.last(pro).text
        assert rows(place, EvaluationBatch) == []
