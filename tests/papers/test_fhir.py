"""The bundle for other systems: valid R4, joined within itself, and nobody named."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fhirclient.models.bundle import Bundle

from bot.domain.dose import Dose
from bot.domain.plan import Agreement, GoalState, Moment, PlannedGoal, Rating
from bot.domain.record import Filled, Measured, Record, Taken
from bot.papers.fhir import record_to_fhir

TITLES = {name: name for name in ("plan", "energy", "level", "score", "tried", "meetings", "group")}
AT = datetime(2026, 8, 3, tzinfo=UTC)
ON = date(2026, 11, 25)


def goal(level: int | None, baseline: int = -1) -> PlannedGoal:
    return PlannedGoal(
        id=3,
        state=GoalState.AGREED,
        version=1,
        area="moving",
        own_words="",
        what="Kävelen ulkona",
        levels=("a", "b", "c", "d", "e"),
        baseline=baseline,
        indicator="",
        due=None,
        icf=("d450", "b455"),
        weight=1,
        agreed=Agreement(AT, AT, 9, "Maija"),
        ratings=() if level is None else (Rating(level, AT, Moment.MID),),
    )


def record(**more: Any) -> Record:
    bare: dict[str, Any] = {
        "client": 7,
        "pseudonym": "Koivu",
        "responsible": "Maija",
        "on": ON,
        "since": date(2026, 8, 3),
        "step": "",
        "floor_days": 2,
        "period": None,
        "goals": (),
        "energy": (),
        "breaks": (),
        "tried": None,
        "rested": None,
        "measures": (),
        "forms": (),
        "dose": Dose(),
    }
    return Record(**bare | more)


def resources(made: Record) -> list[dict[str, Any]]:
    body = record_to_fhir(made, TITLES)
    bundle = json.loads(body)
    Bundle(bundle)  # raises on any breach of R4
    assert b"Koivu" not in body
    assert b"Maija" not in body
    return [entry["resource"] for entry in bundle["entry"]]


def of(kind: str, made: Record) -> list[dict[str, Any]]:
    return [resource for resource in resources(made) if resource["resourceType"] == kind]


def test_a_record_of_somebody_who_has_just_begun_is_a_patient_and_a_plan() -> None:
    assert [r["resourceType"] for r in resources(record())][:2] == ["Patient", "CarePlan"]
    [patient] = of("Patient", record())
    assert set(patient) == {"resourceType", "id", "identifier"}


@pytest.mark.parametrize(
    ("level", "baseline", "said"),
    [(1, -1, "achieved"), (0, -2, "achieved"), (-1, -2, "improving"), (-1, -1, "no-change"), (-2, -1, "worsening")],
)
def test_a_goals_achievement_is_read_against_its_own_baseline(level: int, baseline: int, said: str) -> None:
    [found] = of("Goal", record(goals=(goal(level, baseline),)))
    assert found["achievementStatus"]["coding"][0]["code"] == said
    assert [part["coding"][0]["code"] for part in found["category"]] == ["d450", "b455"]


def test_a_goal_nobody_rated_yet_has_no_achievement_and_there_is_no_score() -> None:
    made = record(goals=(goal(None),))
    [found] = of("Goal", made)
    assert "achievementStatus" not in found
    assert [o["id"] for o in of("Observation", made) if o["id"].startswith("score")] == []


def test_blood_pressure_is_one_observation_with_two_parts() -> None:
    measured = Measured(1, "blood_pressure", "", "mmHg", (Taken((132.0, 85.0), ON, "mid"),))
    found = next(o for o in of("Observation", record(measures=(measured,))) if o["id"].startswith("measure-1"))
    parts = [(p["code"]["coding"][0]["code"], p["valueQuantity"]["value"]) for p in found["component"]]
    assert parts == [("8480-6", 132.0), ("8462-4", 85.0)]
    assert found["code"]["coding"][0]["code"] == "85354-9"


def test_a_questionnaire_is_numbers_under_keys_and_an_item_left_out_has_no_answer() -> None:
    form = Filled(4, "eurohis_qol_8", "EUROHIS-QOL 8", "start", ON, {"q1": 3, "q2": None}, None)
    [found] = of("QuestionnaireResponse", record(forms=(form,)))
    assert found["item"] == [{"linkId": "q1", "answer": [{"valueInteger": 3}]}, {"linkId": "q2"}]
    assert "text" not in json.dumps(found["item"])
