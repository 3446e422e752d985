"""
A record -> a FHIR R4 bundle: CarePlan, Goal, Observation, QuestionnaireResponse, for a system that reads them.

It tells what the client's paper tells and no more: levels in words, of questionnaires the mean, no T-score. Built and
validated with fhirclient's models. The client is a number of ours and nothing else: no name, no contact, no birth date,
no professional. Whoever receives it joins it to a person in a system of their own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from fhirclient.models.bundle import Bundle

from bot.domain.plan import PlannedGoal
from bot.domain.record import Filled, Measured, Record

OURS = "urn:rinnalla"
ICF = "http://hl7.org/fhir/sid/icf"
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
ACHIEVED = "http://terminology.hl7.org/CodeSystem/goal-achievement"
LOINC_OF = {"weight": "29463-7", "blood_pressure": "85354-9"}
"""Codes of what has one beyond doubt; all else is told by words."""
PRESSURES = ("8480-6", "8462-4")  # upper, lower
UCUM_OF = {"kg": "kg", "cm": "cm", "m": "m", "mmHg": "mm[Hg]", "min": "min", "h": "h", "days": "d"}

Json = dict[str, Any]


def record_to_fhir(record: Record, titles: Mapping[str, str]) -> bytes:
    """
    The bundle as JSON.

    Args:
        titles: What things are called in the language of the record: "plan", "level", "tried", "meetings", "group",
            "measure_KEY" for each measure, and "level_N" for a level -2..2 that has no words of the client's.
    Raises:
        FHIRValidationError: A resource breaks the rules of R4. A fault of ours.
    """
    resources = [_patient(record), *_goals(record, titles), *_observations(record, titles), *_forms(record)]
    resources.insert(1, _plan(record, titles))
    entries = [{"fullUrl": f"{OURS}:{r['resourceType']}:{r['id']}", "resource": r} for r in resources]
    bundle: Json = {
        "resourceType": "Bundle",
        "id": f"record-{record.client}-{record.on.isoformat()}",
        "type": "collection",
        "entry": entries,
    }
    return json.dumps(Bundle(bundle).as_json(), ensure_ascii=False, indent=1).encode()


def _patient(record: Record) -> Json:
    identifier = [{"system": f"{OURS}:client", "value": str(record.client)}]
    return {"resourceType": "Patient", "id": _who(record), "identifier": identifier}


def _who(record: Record) -> str:
    return f"client-{record.client}"


def _subject(record: Record) -> Json:
    return {"reference": f"Patient/{_who(record)}"}


def _plan(record: Record, titles: Mapping[str, str]) -> Json:
    plan: Json = {
        "resourceType": "CarePlan",
        "id": f"plan-{record.client}",
        "status": "active" if record.period is None or record.period.ended_on is None else "completed",
        "intent": "plan",
        "title": titles["plan"],
        "subject": _subject(record),
        "created": record.on.isoformat(),
    }
    if record.period is not None:
        ends = record.period.ended_on or record.period.ends
        plan["period"] = {"start": record.period.begins.isoformat(), "end": ends.isoformat()}
    if record.goals:
        plan["goal"] = [{"reference": f"Goal/goal-{goal.id}"} for goal in record.goals]
    if record.step:
        detail = {"status": "in-progress", "description": record.step}
        plan["activity"] = [{"detail": detail}]
    if record.continuation:
        plan["note"] = [{"text": record.continuation}]
    return plan


def _goals(record: Record, titles: Mapping[str, str]) -> Iterator[Json]:
    """Each goal, and its joint ratings as observations that look at it."""
    for goal in record.goals:
        yield _goal(record, goal)
        for number, rating in enumerate(goal.ratings):
            said = goal.text(rating.level) or titles[f"level_{rating.level}"]
            about: Json = {"focus": [{"reference": f"Goal/goal-{goal.id}"}], "valueString": said}
            yield _observation(record, f"goal-{goal.id}-{number}", titles["level"], rating.at.date(), about)


def _goal(record: Record, goal: PlannedGoal) -> Json:
    resource: Json = {
        "resourceType": "Goal",
        "id": f"goal-{goal.id}",
        "lifecycleStatus": "active",
        "description": {"text": goal.what},
        "subject": _subject(record),
    }
    if goal.icf:
        resource["category"] = [{"coding": [{"system": ICF, "code": code}]} for code in goal.icf]
    if goal.attained is not None:
        resource["achievementStatus"] = {"coding": [{"system": ACHIEVED, "code": _achievement(goal)}]}
    target: Json = {"detailString": goal.text(0)} if goal.text(0) else {}
    if goal.indicator:
        target["measure"] = {"text": goal.indicator}
    if goal.due is not None:
        target["dueDate"] = goal.due.isoformat()
    return resource | ({"target": [target]} if target else {})


def _achievement(goal: PlannedGoal) -> str:
    """As expected or more is achieved; else whether the client got on from the baseline."""
    assert goal.attained is not None
    if goal.attained >= 0:
        return "achieved"
    if goal.baseline is None or goal.attained == goal.baseline:
        return "no-change"
    return "improving" if goal.attained > goal.baseline else "worsening"


def _observations(record: Record, titles: Mapping[str, str]) -> Iterator[Json]:
    for measured in record.measures:
        yield from _values(record, measured, titles.get(f"measure_{measured.key}", measured.name) or measured.name)
    counts = (
        ("tried", record.tried),
        ("meetings", record.dose.meetings + record.dose.calls),
        ("group", record.dose.group_meetings),
    )
    for key, count in counts:
        if count is not None:
            span = {"effectivePeriod": {"start": record.since.isoformat(), "end": record.on.isoformat()}}
            yield _observation(record, key, titles[key], None, {"valueInteger": count} | span)


def _values(record: Record, measured: Measured, name: str) -> Iterator[Json]:
    for number, value in enumerate(measured.values):
        code: Json = {"text": name}
        if measured.key in LOINC_OF:
            code["coding"] = [{"system": LOINC, "code": LOINC_OF[measured.key]}]
        told: Json = {"code": code}
        if len(value.numbers) == 1:
            told["valueQuantity"] = _quantity(value.numbers[0], measured.unit)
        else:
            told["component"] = [
                {
                    "code": {"coding": [{"system": LOINC, "code": loinc}]},
                    "valueQuantity": _quantity(one, measured.unit),
                }
                for loinc, one in zip(PRESSURES, value.numbers, strict=False)
            ]
        yield _observation(record, f"measure-{measured.id}-{number}", name, value.on, told)


def _quantity(value: float, unit: str) -> Json:
    quantity: Json = {"value": value}
    if unit:
        quantity["unit"] = unit
    if unit in UCUM_OF:
        quantity |= {"system": UCUM, "code": UCUM_OF[unit]}
    return quantity


def _observation(record: Record, name: str, text: str, on: date | None, told: Json) -> Json:
    observation: Json = {
        "resourceType": "Observation",
        "id": f"{name}-{record.client}",
        "status": "final",
        "category": [{"coding": [{"system": CATEGORY, "code": "survey"}]}],
        "code": {"text": text},
        "subject": _subject(record),
    }
    if on is not None:
        observation["effectiveDateTime"] = on.isoformat()
    return observation | told


def _forms(record: Record) -> Iterator[Json]:
    for form in record.forms:
        yield {
            "resourceType": "QuestionnaireResponse",
            "id": f"form-{form.id}",
            "questionnaire": f"{OURS}:instrument:{form.instrument}",
            "status": "completed",
            "subject": _subject(record),
            "authored": form.on.isoformat(),
            "item": list(_items(form)),
        }


def _items(form: Filled) -> Iterator[Json]:
    """The mean; single answers stay with the client."""
    if form.mean is not None:
        yield {"linkId": "mean", "answer": [{"valueDecimal": form.mean}]}
