"""
The summary for the record: a professional asks, the client reads the very paper and decides, and only then it leaves.

What leaves is what was read: a snapshot, kept sealed. The yes holds thirty days and can be taken back at any time; each
handing over is written in the access log, which the client reads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from bot.actions import letters, own_paper, pictures
from bot.actions.desk import Work
from bot.actions.disclosure import carries_words, name, points_only
from bot.actions.record_gather import AGREED, gather, without_words
from bot.actions.record_paper import record_paper
from bot.actions.record_sheet import fhir_titles, record_sheet
from bot.actions.scene import Scene
from bot.actions.speaker import NOTICE, Rows, help_button, say, tell
from bot.domain.purposes import Purpose
from bot.domain.record import Record
from bot.papers.csv_sheet import Sheet
from bot.storage import clients, network, people, records
from bot.storage.calls import Attached
from bot.storage.record_tables import RecordSummary
from bot.storage.tables import Client
from bot.words import Words, long_day

_SHEET, _RECORD = TypeAdapter(Sheet), TypeAdapter(Record)


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file: who makes it from what, and the sentences with its name and on its button."""

    maker: str
    file: str
    button: str
    values: Callable[[Words, str, Record], Any]


FORMS: tuple[Form, ...] = (
    Form(
        "paper",
        "record_file_pdf",
        "record_take_pdf",
        lambda words, locale, r: own_paper.as_values(record_paper(words, locale, r)),
    ),
    Form(
        "sheet",
        "record_file_csv",
        "record_take_csv",
        lambda words, locale, r: _SHEET.dump_python(record_sheet(words, locale, r)),
    ),
    Form("fhir", "record_file_fhir", "record_take_fhir", lambda words, locale, r: _bundle(words, locale, r)),
)
"""In the order of the buttons, which name them by their place."""


def _bundle(words: Words, locale: str, record: Record) -> Mapping[str, Any]:
    return {"record": _RECORD.dump_python(record, mode="json"), "titles": fhir_titles(words, locale, record)}


# The professional


def show(work: Work, client: Client) -> None:
    """Where the summary stands, and what can be done."""
    row = records.newest(work.scene.tx, client.id, work.pro.id)
    ask = [(work.text("pro_record_ask" if row is None else "pro_record_again"), f"p.recask.{client.id}")]
    if row is not None and records.granted(row, work.scene.now):
        made = long_day(records.record_of(row).on, work.locale)
        text = work.text("pro_record_ready", pseudonym=client.pseudonym, date=made)
        rows = [[(work.text(form.button), f"p.rectake.{client.id}.{place}")] for place, form in enumerate(FORMS)]
        work.show(text, [*rows, ask, work.to_card(client)])
        return
    work.show(work.text(_state(row), pseudonym=client.pseudonym), [ask, work.to_card(client)])


def _state(row: RecordSummary | None) -> str:
    if row is None:
        return "pro_record_none"
    if row.answered_at is None:
        return "pro_record_waits"
    return "pro_record_old" if row.accepted else "pro_record_no"


def ask(work: Work, client: Client) -> None:
    """Make the summary as it is now, and ask the client, who gets it to read first."""
    if client.consented_at is None or client.stage == "break":
        work.say(work.text("pro_not_now", pseudonym=client.pseudonym))
        return
    locale = people.by_id(work.scene.tx, client.person_id).locale
    record = gather(work.scene.tx, work.scene.house.instruments, client, work.pro.id, work.scene.now)
    if not carries_words(work.scene.house):
        record = without_words(record, work.words, locale)
    row = records.keep(work.scene.tx, record, work.pro.id, work.scene.now)
    rows = [
        [(work.words.bot("record_read", locale), f"q.recread.{row.id}")],
        [(work.words.bot("record_no", locale), f"q.recno.{row.id}")],
    ]
    letters.deliver(work, client, work.words.bot("record_ask", locale, pro=work.pro.name), rows, "record_ask")
    work.show(work.text("pro_record_asked", pseudonym=client.pseudonym), [work.to_card(client)])


def take(work: Work, client: Client, place: int) -> None:
    """The file, if the client's yes still holds. Looked at now, not when the button was shown."""
    tx, now = work.scene.tx, work.scene.now
    row = records.newest(tx, client.id, work.pro.id)
    if row is None or place >= len(FORMS) or client.consented_at is None:
        show(work, client)
        return
    if not records.granted(row, now):
        show(work, client)
        return
    form, words, locale = FORMS[place], work.words, work.locale
    wish = Attached(
        "document",
        form.maker,
        words.bot(form.file, locale),
        form.values(words, locale, records.record_of(row)),
        instead=words.bot("paper_not_made", locale),
    )
    params: dict[str, object] = {"caption": work.text("pro_record_taken"), **wish.to_params()}
    pictures.put(tx, work.scene.who.person, "sendDocument", params, now, client_id=client.id, kind=own_paper.KIND)
    clients.log(
        tx,
        actor=clients.as_what(tx, client.id, work.pro.id, now),
        actor_id=work.pro.id,
        client_id=client.id,
        what=f"export {form.maker}",
        why=Purpose.RECORD,
        now=now,
    )


# The client


def read(scene: Scene, summary_id: int) -> bool:
    """The very paper, with yes and no below it. False: it is somebody else's, or was replaced or withdrawn."""
    row = _own(scene, summary_id)
    if row is None or row.answered_at is not None:
        return False
    client, words, locale = scene.client, scene.house.words, scene.who.locale
    row.shown_at = row.shown_at or scene.now
    rows: Rows = [
        [(words.bot("record_yes", locale), f"q.recyes.{row.id}")],
        *_choices(scene, client, row),
        [(words.bot("record_no", locale), f"q.recno.{row.id}")],
        [help_button(scene.house, locale)],
    ]
    record = records.record_of(row)
    paper = record_paper(words, locale, record)
    bare = bool(record.goals) and "goals" not in row.put_in.split() and not carries_words(scene.house)
    caption = words.bot("record_caption_bare" if bare else "record_caption", locale)
    own_paper.send(scene, scene.who.person, client, paper, caption, "record_file_pdf", rows)
    return True


def _choices(scene: Scene, client: Client, row: RecordSummary) -> Rows:
    """For each part of the agreement: a button that puts its words in, or takes them out again."""
    if carries_words(scene.house) or points_only(scene.house):
        return ()
    there, words, locale = row.put_in.split(), scene.house.words, scene.who.locale
    found = gather(scene.tx, scene.house.instruments, client, row.professional_id, scene.now)
    return [
        [(words.bot(f"record_{'out' if part in there else 'with'}_{part}", locale), f"q.recwith.{row.id}.{place}")]
        for place, part in enumerate(AGREED)
        if getattr(found, part)
    ]


def put_in(scene: Scene, summary_id: int, place: int) -> bool:
    """
    The client's own act: the words of one part of the agreement go into the paper, or out again (ADR 0023).

    It becomes another summary, and she reads its paper before any yes; the buttons below the older one no longer work.
    Not where the installation lets the channel only point.
    """
    row, client, house = _own(scene, summary_id), scene.who.client, scene.house
    if row is None or client is None or row.answered_at is not None or place >= len(AGREED) or points_only(house):
        return False
    parts = {*row.put_in.split()} ^ {AGREED[place]}
    found = gather(scene.tx, house.instruments, client, row.professional_id, scene.now)
    worded = without_words(found, house.words, scene.who.locale, parts)
    again = records.keep(scene.tx, worded, row.professional_id, scene.now, parts)
    clients.log(
        scene.tx,
        actor="client",
        actor_id=client.id,
        client_id=client.id,
        what=f"own words in record: {again.put_in or 'none'}",
        why=Purpose.OWN,
        now=scene.now,
    )
    return read(scene, again.id)


def decide(scene: Scene, summary_id: int, *, yes: bool) -> bool:
    """A yes needs the paper to have been shown; a no holds at once, also after a yes."""
    row = _own(scene, summary_id)
    if row is None or (yes and (row.shown_at is None or row.answered_at is not None)):
        return False
    if not yes and row.accepted is False:
        return False
    client = scene.client
    took_back = not yes and bool(row.accepted)
    row.answered_at, row.accepted = scene.now, yes
    if took_back:
        row.withdrawn_at = scene.now
    what = "takes back" if took_back else "yes to" if yes else "no to"
    clients.log_own(scene.tx, client, f"{what} record", scene.now)
    _tell_both(scene, client, row, "back" if took_back else "yes" if yes else "no")
    return True


def _tell_both(scene: Scene, client: Client, row: RecordSummary, how: str) -> None:
    words, locale = scene.house.words, scene.who.locale
    pro = people.professional(scene.tx, row.professional_id)
    rows: Rows = [[(words.bot("record_withdraw", locale), f"q.recno.{row.id}")]] if how == "yes" else ()
    facts = {"pro": pro.name if pro else "–"}
    tell(scene.tx, scene.house, scene.who, f"record_said_{how}", scene.now, facts, rows)
    if pro is None or not network.relations(scene.tx, client.id, pro.id, scene.now):
        return
    person = people.by_id(scene.tx, pro.person_id)
    called = name(scene.house, client, person.locale)
    text = words.bot(f"pro_record_said_{how}", person.locale, pseudonym=called)
    buttons = [[(words.bot("pro_record", person.locale), f"p.rec.{client.id}")]]
    say(scene.tx, person, text, scene.now, rows=buttons, rank=NOTICE, kind="notice")


def withdraw_all(scene: Scene) -> None:
    """From `/mydata`: no summary may leave any more."""
    client = scene.client
    for row in records.granted_of(scene.tx, client.id, scene.now):
        decide(scene, row.id, yes=False)


def _own(scene: Scene, summary_id: int) -> RecordSummary | None:
    row = records.by_id(scene.tx, summary_id)
    if row is None or scene.who.client is None or row.client_id != scene.who.client.id:
        return None
    return row if row.withdrawn_at is None else None
