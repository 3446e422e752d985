"""A record as a paper to read: for the one who asked for it, and before that for the client, who decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.actions.measured import value as say_value
from bot.actions.pictures import energy_picture
from bot.domain.course import course, own_start
from bot.domain.dose import Dose
from bot.domain.own_measures import kind_of
from bot.domain.plan import PlannedGoal, Rating
from bot.domain.record import Filled, Measured, Record, Taken
from bot.papers.sheets import Block, Grid, Heading, Paper, Picture, Rows, Text
from bot.words import Words, long_day, number

LEVELS = {
    -2: "record_level_much_less",
    -1: "record_level_less",
    0: "record_level_expected",
    1: "record_level_more",
    2: "record_level_much_more",
}
"""What a level is called beside its words."""


def record_paper(words: Words, locale: str, record: Record) -> Paper:
    """For the record of the one who asked; the client reads the same."""
    blocks: list[Block] = [
        Text(words.bot("record_why", locale), quiet=True),
        Rows(tuple(_about(words, locale, record))),
        Heading(words.bot("record_agreement", locale)),
        Text(agreement(words, locale, record)),
    ]
    for build in (_goals, _measures, _energy, _dose, _continuation):
        blocks += build(words, locale, record)
    return Paper(
        language=locale,
        title=words.bot("record_title", locale, pseudonym=record.pseudonym),
        on=record.on,
        made=words.bot("paper_made", locale, date=long_day(record.on, locale)),
        page=words.bot("paper_page", locale, page="{page}", pages="{pages}"),
        blocks=tuple(blocks),
    )


def agreement(words: Words, locale: str, record: Record) -> str:
    """What was agreed, as a text to take over into an activation plan or an employment plan (R47)."""
    period, lines = record.period, []
    if period is not None:
        model = words.bot(f"profile_{period.profile}", locale)
        dates = _dates(period.begins, period.ended_on or period.ends, locale)
        lines.append(words.bot("agreed_period", locale, model=model, **dates))
    if record.goals:
        goals = "; ".join(goal.what for goal in record.goals)
        lines.append(words.bot("agreed_goals", locale, goals=goals))
    if record.step:
        lines.append(words.bot("agreed_step", locale, step=record.step))
    planned = (period.mid_review, period.end_review) if period is not None else ()
    reviews = [day for day in planned if day is not None and day >= record.on]
    if reviews:
        dates_said = ", ".join(long_day(day, locale) for day in reviews)
        lines.append(words.bot("agreed_reviews", locale, dates=dates_said))
    if record.responsible:
        lines.append(words.bot("agreed_responsible", locale, name=record.responsible))
    lines.append(words.bot("agreed_rhythm", locale, n=record.floor_days))
    return "\n".join(lines)


def _dates(begins: date, ends: date, locale: str) -> dict[str, str]:
    return {"begin": long_day(begins, locale), "end": long_day(ends, locale)}


def _about(words: Words, locale: str, record: Record) -> Iterator[tuple[str, str]]:
    yield words.bot("record_since", locale), long_day(record.since, locale)
    if record.period is not None:
        yield words.bot("record_model", locale), words.bot(f"profile_{record.period.profile}", locale)
    if record.tried is not None:
        yield words.bot("record_tried", locale), str(record.tried)
        yield words.bot("record_rested", locale), str(record.rested)


def _goals(words: Words, locale: str, record: Record) -> Iterator[Block]:
    if not record.goals:
        return
    yield Heading(words.bot("paper_goals", locale))
    for goal in record.goals:
        yield Heading(goal.what, level=3)
        yield Rows(tuple(_goal(words, locale, goal, record.on)))


def _goal(words: Words, locale: str, goal: PlannedGoal, on: date) -> Iterator[tuple[str, str]]:
    if goal.indicator:
        yield words.bot("goal_seen_by", locale), goal.indicator
    if goal.due is not None:
        yield words.bot("goal_due" if goal.due >= on else "goal_due_was", locale), long_day(goal.due, locale)
    if goal.icf:
        yield "ICF", ", ".join(goal.icf)
    for level in range(-2, 3):
        mark = f" ({words.bot('record_baseline', locale)})" if level == goal.baseline else ""
        if goal.text(level):
            yield f"{words.bot(LEVELS[level], locale)}{mark}", goal.text(level)
    if goal.ratings:
        said = "; ".join(
            words.bot("goal_rated", locale, level=level_said(words, locale, goal, rating), date=_day(rating, locale))
            for rating in goal.ratings
        )
        yield words.bot("goal_now", locale), said


def level_said(words: Words, locale: str, goal: PlannedGoal, rating: Rating) -> str:
    """In the client's own words, never as a number; where those are kept out of the channel, in general words."""
    return goal.text(rating.level) or words.bot(LEVELS[rating.level], locale)


def _day(rating: Rating, locale: str) -> str:
    return long_day(rating.at.date(), locale)


def _measures(words: Words, locale: str, record: Record) -> Iterator[Block]:
    rows = [_measure_row(words, locale, measured) for measured in record.measures]
    by_form: dict[str, list[Filled]] = {}
    for form in record.forms:
        by_form.setdefault(form.instrument, []).append(form)
    rows += [_form_row(words, locale, forms) for forms in by_form.values()]
    if rows:
        yield Heading(words.bot("paper_measures", locale))
        yield Grid(tuple(words.bot(key, locale) for key in ("paper_what", "paper_start", "paper_now")), tuple(rows))


def _measure_row(words: Words, locale: str, measured: Measured) -> tuple[str, str, str]:
    first = next((value for value in measured.values if value.occasion == "start"), measured.values[0])
    last = measured.values[-1]
    now = "–" if last is first else _value(measured, last, locale)
    return measure_name(words, locale, measured), _value(measured, first, locale), now


def measure_name(words: Words, locale: str, measured: Measured) -> str:
    return measured.name or words.bot(f"measure_{measured.key}", locale)


def _value(measured: Measured, value: Taken, locale: str) -> str:
    said = say_value(kind_of(measured.key, measured.unit), value.numbers, locale)
    return f"{said} ({long_day(value.on, locale)})"


def _form_row(words: Words, locale: str, forms: list[Filled]) -> tuple[str, str, str]:
    name = words.bot("measure_mean", locale, title=forms[0].title)
    first, last = forms[0], forms[-1]
    return name, _mean(first, locale), "–" if last is first else _mean(last, locale)


def _mean(form: Filled, locale: str) -> str:
    mean = "–" if form.mean is None else number(form.mean, locale)
    return f"{mean} ({long_day(form.on, locale)})"


def _energy(words: Words, locale: str, record: Record) -> Iterator[Block]:
    if not record.energy:
        return
    yield Heading(words.bot("paper_energy", locale))
    shown = course(record.energy, record.breaks, record.energy[0][0], record.on, own_start(record.energy))
    yield Picture(energy_picture(words, shown, locale))


def _dose(words: Words, locale: str, record: Record) -> Iterator[Block]:
    """Only what a person confirmed counts (R87, R90)."""
    if not shows_dose(record):
        return
    yield Heading(words.bot("record_dose", locale))
    yield Rows(tuple((label, said) for label, said in _dose_rows(words, locale, record)))


def shows_dose(record: Record) -> bool:
    return bool(record.dose.contacts or record.dose.group_meetings)


def counted(dose: Dose) -> tuple[tuple[str, int, int], ...]:
    """(sentence, how many, minutes together) of meetings, calls and groups."""
    return (
        ("record_meetings", dose.meetings, dose.meeting_minutes),
        ("record_calls", dose.calls, dose.call_minutes),
        ("record_groups", dose.group_meetings, dose.group_minutes),
    )


def _dose_rows(words: Words, locale: str, record: Record) -> Iterator[tuple[str, str]]:
    dose = record.dose
    for key, count, minutes in counted(dose):
        if count:
            yield words.bot(key, locale), words.bot("record_times", locale, count=count, minutes=minutes)
    if dose.remote:
        yield words.bot("record_remote", locale), str(dose.remote)
    if dose.letters:
        yield words.bot("record_letters", locale), str(dose.letters)
    yield words.bot("record_people", locale), str(dose.professionals)


def _continuation(words: Words, locale: str, record: Record) -> Iterator[Block]:
    if record.continuation:
        yield Heading(words.bot("paper_stage_continuation", locale))
        yield Text(record.continuation)
