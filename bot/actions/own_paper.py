"""
The client's whole plan as a paper, to keep or to take to a meeting (R14, R69).

Made for the client alone: with everything of hers, and without any name that she did not type herself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.actions import pictures
from bot.actions.plan_words import SUCCESS, goal_pairs, instrument_cells, measure_cells, tried_lines
from bot.actions.scene import Scene
from bot.actions.speaker import Rows as Buttons
from bot.actions.steps import named
from bot.domain.walltime import local_date
from bot.papers.sheets import Block, Grid, Heading, Paper, Picture, Points, Rows, Text
from bot.storage import check_ins, clients, dealings, measures, plans
from bot.storage.calls import Attached
from bot.storage.tables import Client, Person
from bot.words import Words, long_day, short_day

KIND = "paper"
MATTERS, HARD_DAYS = ("value",), ("hard_day",)


def hand_out(scene: Scene) -> None:
    """Put the paper into the outbox, as values; it is set when it is sent."""
    client, words, locale = scene.client, scene.house.words, scene.who.locale
    caption = words.bot("paper_plan_caption", locale)
    send(scene, scene.who.person, client, plan_paper(scene, client), caption, "paper_plan_file")
    clients.log_own(scene.tx, client, "own plan handed out", scene.now)


def send(
    scene: Scene, person: Person, client: Client, paper: Paper, caption: str, name: str, rows: Buttons = ()
) -> int:
    """A paper about a client to a person. `name` is the sentence with the file's name."""
    words = scene.house.words
    wish = Attached(
        "document",
        "paper",
        words.bot(name, person.locale),
        as_values(paper),
        instead=words.bot("paper_not_made", person.locale),
    )
    params: dict[str, object] = {"caption": caption, **wish.to_params()}
    if rows:
        params["rows"] = [[list(button) for button in row] for row in rows]
    return pictures.put(scene.tx, person, "sendDocument", params, scene.now, client_id=client.id, kind=KIND)


def as_values(paper: Paper) -> dict[str, Any]:
    """As it waits in the outbox, which is JSON."""
    return {**asdict(paper), "on": paper.on.isoformat()}


def plan_paper(scene: Scene, client: Client) -> Paper:
    """Everything that makes up the plan; a part about which nothing is known yet is left out."""
    words, locale = scene.house.words, scene.who.locale
    today = local_date(scene.now, client.timezone)
    return Paper(
        language=locale,
        title=words.bot("paper_plan_title", locale),
        on=today,
        made=words.bot("paper_made", locale, date=long_day(today, locale)),
        page=words.bot("paper_page", locale, page="{page}", pages="{pages}"),
        blocks=(Text(words.bot("paper_plan_yours", locale), quiet=True), *plan_blocks(scene, client)),
    )


def plan_blocks(scene: Scene, client: Client) -> Iterator[Block]:
    """The plan part by part."""
    for build in (
        _matters,
        _goals,
        _step,
        _period,
        _beside,
        _tried,
        _measures,
        _energy,
        _meeting,
        _continuation,
        _hard_days,
    ):
        yield from build(scene, client, scene.house.words, scene.who.locale)


def _notes(scene: Scene, client: Client, kinds: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(note.words for note in reversed(clients.notes(scene.tx, client.id, kinds)))


def _matters(scene: Scene, client: Client, words: Words, locale: str) -> Iterator[Block]:
    if kept := _notes(scene, client, MATTERS):
        yield Heading(words.bot("paper_matters", locale))
        yield Points(kept)


def _goals(scene: Scene, client: Client, words: Words, locale: str) -> Iterator[Block]:
    goals = [goal for goal in plans.goals_of(scene.tx, client.id) if goal.what or goal.own_words]
    if goals:
        yield Heading(words.bot("paper_goals", locale))
    for goal in goals:
        yield Heading(goal.what or goal.own_words, level=3)
        yield Rows(goal_pairs(words, locale, goal, local_date(scene.now, client.timezone)))


def _step(scene: Scene, client: Client, words: Words, locale: str) -> Iterator[Block]:
    if not client.step_what:
        return
    yield Heading(words.bot("paper_step", locale))
    yield Text(named(words, client, locale))
    facts = (("paper_step_when", client.step_when), ("paper_step_sign", client.step_sign))
    if pairs := tuple((words.bot(key, locale), said) for key, said in facts if said):
        yield Rows(pairs)


def _period(scene: Scene, client: Client, words: Words, locale: str) -> Iterator[Block]:
    period = plans.period_of(scene.tx, client.id)
    if period is None:
        return
    yield Heading(words.bot("paper_period", locale))
    pairs = [(words.bot(f"profile_{period.profile}", locale), _dates(period.begins, period.ends, locale))]
    pairs += [
        (words.bot(f"paper_stage_{dates.stage}", locale), _dates(dates.begins, dates.ends, locale))
        for dates in period.stages
    ]
    yield Rows(tuple(pairs))


def _dates(begins: date, ends: date, locale: str) -> str:
    return f"{long_day(begins, locale)}–{long_day(ends, locale)}"


def _beside(scene: Scene, client: Client, words: Words, locale: str) -> Iterator[Block]:
    if therapies := plans.therapies_of(scene.tx, client.id):
        yield Heading(words.bot("paper_beside", locale))
        yield Points(tuple(therapy.words for therapy in therapies))


def _tried(scene: Scene, client: Client, words: Words, locale: str) -> Iterator[Block]:
    lines = tried_lines(words, locale, check_ins.since(scene.tx, client.id, client.since))
    kept = reversed(clients.notes(scene.tx, client.id, SUCCESS))
    said = tuple(f"{short_day(note.at.date(), locale)} {note.words}" for note in kept)
    if not lines and not said:
        return
    yield Heading(words.bot("paper_tried", locale))
    if lines:
        yield Text("\n".join(lines))
    if said:
        yield Text(words.bot("path_words", locale))
        yield Points(said)


def _measures(scene: Scene, client: Client, words: Words, locale: str) -> Iterator[Block]:
    cells = measure_cells(words, locale, measures.readings_of(scene.tx, client.id))
    cells += instrument_cells(words, scene.house.instruments, locale, measures.answers_of(scene.tx, client.id))
    if cells:
        yield Heading(words.bot("paper_measures", locale))
        yield Grid(tuple(words.bot(key, locale) for key in ("paper_what", "paper_start", "paper_now")), cells)


def _energy(scene: Scene, client: Client, words: Words, locale: str) -> Iterator[Block]:
    chart = pictures.energy_of(scene.tx, words, client, locale, scene.now)
    if chart is not None:
        yield Heading(words.bot("paper_energy", locale))
        yield Picture(chart)


def _meeting(scene: Scene, client: Client, words: Words, locale: str) -> Iterator[Block]:
    meeting = dealings.next_meeting(scene.tx, client.id, scene.now)
    if meeting is None:
        return
    yield Heading(words.bot("paper_meeting", locale))
    yield Text(long_day(local_date(meeting.at, client.timezone), locale))


def _continuation(scene: Scene, client: Client, words: Words, locale: str) -> Iterator[Block]:
    if pieces := tuple(plans.continuation_of(scene.tx, client.id).values()):
        yield Heading(words.bot("paper_stage_continuation", locale))
        yield Points(pieces)


def _hard_days(scene: Scene, client: Client, words: Words, locale: str) -> Iterator[Block]:
    if kept := _notes(scene, client, HARD_DAYS):
        yield Heading(words.bot("paper_hard_days", locale))
        yield Points(kept)
