"""Half a year in seconds, in each of the five working models: every stage, a goal that both rate, and an end."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from sqlmodel import select

from bot.actions import evaluate, operate
from bot.domain.plan import Moment
from bot.storage import measures, plans
from bot.storage.database import Transaction
from bot.storage.evaluation_tables import EvaluationCourse
from bot.storage.tables import Client
from tests.half_year import Model
from tests.half_years import MODELS, lived

GRADE = re.compile(r"\bGAS T|T-arvo|T-score|[+−-][12]:|\b\d+ ?% ")
"""What a client is never shown of a goal (R4, R23)."""

ENERGY = re.compile(r"(Paljonko|Millaiset voimat|Miten voimasi)[^?]*\?")
"""The check-in's question, in its three wordings."""


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.key)
async def test_a_client_goes_through_every_stage_and_keeps_what_is_hers(sqlite_url: str, model: Model) -> None:
    async with lived(model, sqlite_url) as life:
        house, store = life.place.coach.house, life.place.coach.store
        # then every stage of the model was lived through, in its order, for about half a year
        profile = house.profiles[model.key]
        assert life.seen == [plan.stage for plan in profile.stages]
        period = life.period()
        assert 25 * 7 <= (period.ends - period.begins).days <= 28 * 7
        assert period.ended_on is not None
        # the goal that both agreed on was rated by both, twice, and never as a number to the client
        [client] = store.run_now(lambda tx: tx.session.exec(select(Client)).all())
        [goal] = store.run_now(lambda tx: plans.agreed_goals_of(tx, client.id))
        assert [(rating.level, rating.moment) for rating in goal.ratings] == [(-1, Moment.MID), (0, Moment.END)]
        told = life.place.heard(life.client)
        assert [text for text in told if GRADE.search(text)] == []
        # she was asked about once a week outside the first weeks, and answered
        assert life.answered >= 15
        # never twice in a row in the same words
        questions = [found[0] for text in told if (found := ENERGY.search(text))]
        assert len(questions) >= 15
        assert all(one != other for one, other in pairwise(questions))
        # and has her own continuation plan (R57)
        assert any("Kävelen sunnuntaisin" in text for text in told[-4:])


def course(tx: Transaction) -> EvaluationCourse | None:
    return tx.session.exec(select(EvaluationCourse)).first()


async def test_numbers_wait_for_evaluation_only_of_who_agreed(sqlite_url: str) -> None:
    # given social rehabilitation, in which the client let the numbers be counted
    [social] = [model for model in MODELS if model.key == "social_rehabilitation"]
    async with lived(social, sqlite_url) as life:
        now = life.place.clock.now()
        await life.place.coach.store.run(lambda tx: evaluate.take_stock(tx, life.place.coach.house, now))
        row = life.place.coach.store.run_now(course)
        # then the period waits for its batch, in numbers, with what the logic model recorded
        assert row is not None
        assert '"score": 50.0' in row.figures
        assert "mechanism.trust" in row.figures


async def test_quality_of_life_is_asked_by_the_same_form_at_start_and_end_and_feedback_is_heard(
    sqlite_url: str,
) -> None:
    # given social rehabilitation, whose form the client agreed to (R88)
    [social] = [model for model in MODELS if model.key == "social_rehabilitation"]
    async with lived(social, sqlite_url) as life:
        store, now = life.place.coach.store, life.place.clock.now()
        [client] = store.run_now(lambda tx: tx.session.exec(select(Client)).all())
        # then the same eight items, in the same words, were answered at the start, in the middle and at the end
        runs = store.run_now(lambda tx: measures.answers_of(tx, client.id))
        assert [(run.occasion, run.finished) for run in runs] == [("start", True), ("mid", True), ("end", True)]
        assert len({run.wording for run in runs}) == 1
        assert [run.score.mean for run in runs if run.score is not None] == [3.0, 4.0, 4.0]
        # and the professional saw where it began and where it is, the client no grade
        page = next(text for text in life.place.heard(life.pro) if "Malli kyselystä" in text and "4" in text)
        assert "3" in page
        # and the change is counted, and her own word reached those who make the service
        await store.run(lambda tx: evaluate.take_stock(tx, life.place.coach.house, now))
        row = store.run_now(course)
        assert row is not None
        assert '"quality": [3.0, 4.0]' in row.figures
        [heard] = await store.run(operate.list_feedback)
        assert "Lyhyet kysymykset" in heard


async def test_what_was_measured_at_the_start_is_measured_at_the_end(sqlite_url: str) -> None:
    [lifestyle] = [model for model in MODELS if model.key == "lifestyle_coaching"]
    async with lived(lifestyle, sqlite_url) as life:
        store = life.place.coach.store
        [client] = store.run_now(lambda tx: tx.session.exec(select(Client)).all())
        [steps] = store.run_now(lambda tx: measures.readings_of(tx, client.id))
        assert [value.occasion for value in steps.values] == ["start", "mid", "end"]
