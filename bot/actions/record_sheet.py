"""A record as a table for a spreadsheet, and what its resources are called for a system that reads FHIR."""

from __future__ import annotations

from collections.abc import Iterator

from bot.actions.record_paper import LEVELS, agreement, counted, level_said, measure_name, shows_dose
from bot.domain.plan import PlannedGoal
from bot.domain.record import Measured, Record
from bot.papers.csv_sheet import Sheet
from bot.words import Words

HEAD = ("sheet_part", "sheet_what", "sheet_date", "sheet_value", "sheet_unit", "sheet_words")

Cells = tuple[str | int | float, ...]


def record_sheet(words: Words, locale: str, record: Record) -> Sheet:
    """One row a fact of the client's paper, and none beyond it: part, what, day, number, unit, words."""
    rows: list[Cells] = []
    for goal in record.goals:
        rows += _goal_cells(words, locale, goal)
    for measured in record.measures:
        rows += _measure_cells(words, locale, measured)
    part = words.bot("paper_measures", locale)
    for form in record.forms:
        name, day = form.title, form.on.isoformat()
        if form.mean is not None:
            rows.append((part, words.bot("measure_mean", locale, title=name), day, form.mean, "", ""))
    if shows_dose(record):
        rows += _dose_cells(words, locale, record)
    said = agreement(words, locale, record)
    rows.append((words.bot("record_agreement", locale), "", record.on.isoformat(), "", "", said))
    return Sheet(tuple(words.bot(key, locale) for key in HEAD), tuple(rows))


def _goal_cells(words: Words, locale: str, goal: PlannedGoal) -> Iterator[Cells]:
    part = words.bot("paper_goals", locale)
    yield part, goal.what, goal.due.isoformat() if goal.due else "", "", "ICF", " ".join(goal.icf)
    for rating in goal.ratings:
        yield part, goal.what, rating.at.date().isoformat(), "", "", level_said(words, locale, goal, rating)


def _measure_cells(words: Words, locale: str, measured: Measured) -> Iterator[Cells]:
    """Two numbers, as of a blood pressure, are two rows."""
    part, name = words.bot("paper_measures", locale), measure_name(words, locale, measured)
    for value in measured.values:
        when = words.bot(f"sheet_at_{value.occasion}", locale) if value.occasion else ""
        for place, one in enumerate(value.numbers, 1):
            what = name if len(value.numbers) == 1 else f"{name} {place}"
            yield part, what, value.on.isoformat(), one, measured.unit, when


def _dose_cells(words: Words, locale: str, record: Record) -> Iterator[Cells]:
    part, day, dose = words.bot("record_dose", locale), record.on.isoformat(), record.dose
    for key, count, minutes in counted(dose):
        yield part, words.bot(key, locale), day, count, "", ""
        yield part, words.bot(key, locale), day, minutes, "min", ""
    yield part, words.bot("record_letters", locale), day, dose.letters, "", ""
    yield part, words.bot("record_people", locale), day, dose.professionals, "", ""


def fhir_titles(words: Words, locale: str, record: Record) -> dict[str, str]:
    """What the resources of a bundle are called, for a person who opens them."""
    titles = {
        "plan": words.bot("record_plan", locale),
        "level": words.bot("goal_now", locale),
        "tried": words.bot("record_tried", locale),
        "meetings": words.bot("fhir_meetings", locale),
        "group": words.bot("record_groups", locale),
    }
    named = {f"measure_{m.key}": measure_name(words, locale, m) for m in record.measures if m.key != "other"}
    levels = {f"level_{level}": words.bot(key, locale) for level, key in LEVELS.items()}
    return titles | named | levels
