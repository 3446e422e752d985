"""
Everything about a client as a paper to read, beside the file for other programs (GDPR 12 and 15: in plain words).

Made for the client alone, as the plan is (`own_paper.py`), whose parts stand in it too. What only the program needs is in
the file: `NOT_HERE` says what and why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.actions import looks, measured, own_paper, own_people
from bot.actions.own_page import Page
from bot.actions.scene import Scene
from bot.domain.languages import LANGUAGES
from bot.domain.own_measures import kind_of
from bot.domain.walltime import local_date
from bot.papers.sheets import Block, Grid, Heading, Paper, Points, Rows, Text
from bot.storage import clients, evaluations, groups, measures, records, timers
from bot.storage.plan_tables import Ruler
from bot.storage.tables import Break, Case, CheckIn, Concern, Note, PrivateNote
from bot.words import long_day

NOT_HERE = {
    "proactive": "dates that keep the bot from writing too often",
    "file_copy": "numbers of files, so that they can be taken back",
    "form": "the place in a form that lies open; its answers are here",
    "evaluation_course": "numbers that wait for nine others; the yes or no is here",
    "group_pulse_asked": "that the monthly questions were asked, for two weeks",
    "group_share": "that something was shared; its words stand in the group",
    "group_meeting": "turns as a leader; the group knows them",
    "group_proposal": "proposals to the group; they stand in the group",
    "group_report": "what others told the moderators, who answer for it",
    "period_change": "when the dates of the period were moved; the dates are here",
    "logic_mark": "ticks on how the work was done",
    "adaptation": "what the professional changed in the model",
    "private_note": "a professional's working notes; the controller decides about showing them",
}
"""Tables about a client that this paper leaves to the file, and why."""


def hand_out(scene: Scene) -> None:
    """Put the paper into the outbox, as values; it is set when it is sent, and forgotten."""
    client, locale = scene.client, scene.who.locale
    page = Page(scene, client, scene.house.words, locale)
    own_paper.send(scene, scene.who.person, client, whole(page), page.text("all_caption"), "all_file")
    clients.log_own(scene.tx, client, "own data handed out", scene.now)


def whole(page: Page) -> Paper:
    """All parts; one about which nothing is kept is left out."""
    today = local_date(page.scene.now, page.client.timezone)
    blocks: list[Block] = []
    for part in PARTS:
        blocks += part(page)
    return Paper(
        language=page.locale,
        title=page.text("all_title"),
        on=today,
        made=page.text("paper_made", date=long_day(today, page.locale)),
        page=page.text("paper_page", page="{page}", pages="{pages}"),
        blocks=tuple(blocks),
    )


def _part(page: Page, heading: str, *blocks: Block) -> Iterator[Block]:
    yield Heading(page.text(heading))
    yield from blocks


def _basics(page: Page) -> Iterator[Block]:
    client, next_one = page.client, timers.next_after(page.scene.tx, page.scene.now, "check_in", page.client.id)
    pairs = (
        (page.text("all_name"), client.pseudonym),
        (page.text("all_since"), page.day(client.since)),
        (page.text("all_language"), LANGUAGES[page.scene.who.person.locale]),
        (page.text("all_rhythm"), page.text("all_rhythm_is", n=client.interval_days, at=client.slot)),
        (page.text("all_next"), page.moment(next_one) if next_one else "–"),
    )
    yield from _part(page, "all_basics", Rows(pairs), Text(page.text("all_telegram"), quiet=True))


def _yeses(page: Page) -> Iterator[Block]:
    tx, client = page.scene.tx, page.client
    pairs = [
        (page.text("all_yes_service"), page.day(client.consented_at)),
        (page.text("all_yes_words"), page.yes_or_no(client.own_words)),
        (page.text("all_yes_evaluation"), page.yes_or_no(evaluations.agreed(tx, client.id))),
        (page.text("all_yes_record"), page.yes_or_no(bool(records.granted_of(tx, client.id, page.scene.now)))),
    ]
    pairs += [
        (page.text("all_yes_group", name=group.name), page.day(place.consented_at if not place.left_at else None))
        for place, group in groups.places_of(tx, client.id)
    ]
    yield from _part(page, "all_yes", Rows(tuple(pairs)))


def _plan(page: Page) -> Iterator[Block]:
    yield from own_paper.plan_blocks(page.scene, page.client)


def _answers(page: Page) -> Iterator[Block]:
    rows = tuple(
        (
            page.day(row.asked_at),
            "–" if row.energy is None else str(row.energy),
            ", ".join(page.text(f"all_{said}") for said in (row.outcome, row.fit, row.safe) if said) or "–",
            page.text(f"reason_{row.reason}") if row.reason else "–",
        )
        for row in page.all(CheckIn)
    )
    if rows:
        head = tuple(page.text(key) for key in ("all_day", "all_energy", "all_went", "all_reason"))
        yield from _part(page, "all_answers", Grid(head, rows))


def _breaks(page: Page) -> Iterator[Block]:
    lines = []
    for row in page.all(Break):
        lines.append(f"{page.day(row.started_at)} – {page.day(row.ended_at or row.until)}")
        if row.reason:
            lines[-1] += f" ({page.text(f'all_break_{row.reason}')})"
    if lines:
        yield from _part(page, "all_breaks", Points(tuple(lines)))


def _words(page: Page) -> Iterator[Block]:
    lines = tuple(f"{page.day(row.at)}: {row.words}" for row in page.all(Note))
    if lines:
        yield from _part(page, "all_words", Points(lines))


def _values(page: Page) -> Iterator[Block]:
    tx, client, instruments = page.scene.tx, page.client, page.scene.house.instruments
    rows = [
        (
            long_day(value.on, page.locale),
            measured.name(page.words, followed.key, followed.name, page.locale),
            measured.value(kind_of(followed.key, followed.unit), value.numbers, page.locale),
        )
        for followed in measures.readings_of(tx, client.id)
        for value in followed.values
    ]
    rows += [
        (
            page.day(run.on),
            f"{measured.title(instruments, run.instrument, page.locale)}: {item}",
            "–" if given is None else str(given),
        )
        for run in measures.answers_of(tx, client.id)
        for item, given in run.answers.items()
    ]
    rows += [(page.day(row.at), page.text(f"all_{row.kind}"), str(row.value)) for row in page.all(Ruler)]
    if rows:
        head = tuple(page.text(key) for key in ("all_day", "paper_what", "all_value"))
        yield from _part(page, "all_values", Grid(head, tuple(rows)))


def _notices(page: Page) -> Iterator[Block]:
    lines = []
    for case in page.all(Case):
        about = looks.about_notice(page.words, page.locale, case.signals)
        lines.append(page.text("all_notice", day=page.day(case.opened_at), about=about))
        if told := own_people.told(page, case.id):
            lines[-1] += " " + page.text("all_notice_told", names=", ".join(told))
        if case.clients_words:
            lines[-1] += " " + page.text("all_notice_words", words=case.clients_words)
        if case.closed_at is not None:
            lines[-1] += " " + page.text("all_notice_closed", day=page.day(case.closed_at))
    if lines:
        yield from _part(page, "all_notices", Points(tuple(lines)))


def _help(page: Page) -> Iterator[Block]:
    """Days only: what kind of help it was stands in the file, for this paper may be read over the shoulder."""
    if days := tuple(page.day(row.at) for row in page.all(Concern)):
        yield from _part(page, "all_help", Text(page.text("all_help_how"), quiet=True), Points(days))


def _people(page: Page) -> Iterator[Block]:
    for heading, lines in own_people.around(page):
        yield from _part(page, heading, Points(lines))


def _looks(page: Page) -> Iterator[Block]:
    if lines := looks.lines(page.scene):
        yield from _part(page, "all_looks", Points(tuple(line.removeprefix("• ") for line in lines)))
    if tries := looks.tries(page.scene):
        yield from _part(page, "all_tried", Points(tuple(line.removeprefix("• ") for line in tries)))


def _rest(page: Page) -> Iterator[Block]:
    notes = len(page.all(PrivateNote))
    said = [page.text("all_notes_kept", n=notes)] if notes else []
    yield from _part(page, "all_rest", Text(" ".join([*said, page.text("all_rest_is")]), quiet=True))


PARTS: tuple[Callable[[Page], Iterator[Block]], ...] = (
    _basics,
    _yeses,
    _plan,
    _answers,
    _breaks,
    _words,
    _values,
    _notices,
    _help,
    _people,
    _looks,
    _rest,
)
