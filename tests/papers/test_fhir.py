"""The bundle for other systems: valid R4, joined within itself, and nobody named."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from fhirclient.models.bundle import Bundle

from bot.domain.dose import Dose
from bot.domain.plan import Agreement, GoalState, Moment, PlannedGoal, Rating
from bot.domain.record import Filled, Measured, Record, Taken
from bot.papers.fhir import record_to_fhir

TITLES = {name: name for name in ("plan", "level", "tried", "meetings", "group", "level_1")}
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


def test_a_goal_nobody_rated_yet_has_no_achievement() -> None:
    [found] = of("Goal", record(goals=(goal(None),)))
    assert "achievementStatus" not in found


def test_a_level_is_told_in_words_and_no_score_is_reckoned_from_levels() -> None:
    # given a goal rated with the client's words, and one whose words are kept out of the channel
    bare = replace(goal(1), id=4, levels=("", "", "", "", ""))
    found = of("Observation", record(goals=(goal(1), bare)))
    # then both levels are words, and nothing is a number that the client's paper does not have
    assert [o["valueString"] for o in found if o["code"]["text"] == "level"] == ["d", "level_1"]
    assert not [o for o in found if "valueQuantity" in o or o["id"].startswith("score")]


def test_energy_is_a_picture_on_the_paper_and_no_list_of_days_in_a_file() -> None:
    found = resources(record(energy=((ON, 3), (ON, 4))))
    assert not [r for r in found if r["id"].startswith("energy")]


def test_blood_pressure_is_one_observation_with_two_parts() -> None:
    measured = Measured(1, "blood_pressure", "", "mmHg", (Taken((132.0, 85.0), ON, "mid"),))
    found = next(o for o in of("Observation", record(measures=(measured,))) if o["id"].startswith("measure-1"))
    parts = [(p["code"]["coding"][0]["code"], p["valueQuantity"]["value"]) for p in found["component"]]
    assert parts == [("8480-6", 132.0), ("8462-4", 85.0)]
    assert found["code"]["coding"][0]["code"] == "85354-9"


def test_a_questionnaire_is_its_mean_and_no_single_answer() -> None:
    form = Filled(4, "eurohis_qol_8", "EUROHIS-QOL 8", "start", ON, 3.25, {"q1": 3, "q2": None})
    [found] = of("QuestionnaireResponse", record(forms=(form,)))
    assert found["item"] == [{"linkId": "mean", "answer": [{"valueDecimal": 3.25}]}]


def test_of_everything_measured_a_record_holds_the_start_and_now() -> None:
    days = [date(2026, month, 1) for month in (8, 9, 10, 11)]
    values = tuple(Taken((float(n),), day, "start" if n == 1 else "") for n, day in enumerate(days))
    filled = tuple(Filled(n, "who5", "WHO-5", "", day, 3.0, {"q1": 3}) for n, day in enumerate(days))
    shown = record(measures=(Measured(1, "steps", "", "", values),), forms=filled).as_shown()
    assert [value.numbers for value in shown.measures[0].values] == [(1.0,), (3.0,)]
    assert [(form.id, form.answers) for form in shown.forms] == [(0, {}), (3, {})]
