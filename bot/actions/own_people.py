"""Who is around a client and what passed between them, for the paper with everything (`own_copy.py`)."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bot.actions import close_ones, parties, turns
from bot.actions.own_page import Page
from bot.domain.dose import Kind
from bot.storage import cases, client_rows, groups, people, register
from bot.storage.dose_tables import ContactRow
from bot.storage.network_tables import Turn
from bot.storage.tables import Care, Letter, Meeting, Proposal
from bot.words import long_day

ANSWERS = {None: "all_no_answer", True: "all_said_yes", False: "all_said_no"}


def told(page: Page, case_id: int) -> list[str]:
    """Who got a notice, by the names that the client knows."""
    return [_name(page, copy.professional_id) for copy in cases.copies(page.scene.tx, case_id)]


def around(page: Page) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Headings with their lines, empty ones left out."""
    for heading, lines in (
        ("all_people", [*_carers(page), *_close(page)]),
        ("all_parties", _parties(page)),
        ("all_ahead", _ahead(page)),
        ("all_groups", _groups(page)),
        ("all_between", [*_letters(page), *_proposals(page), *_meetings(page), *_contacts(page)]),
        ("all_waiting", _waiting(page)),
    ):
        if lines:
            yield heading, tuple(lines)


def _name(page: Page, professional_id: int) -> str:
    pro = people.professional(page.scene.tx, professional_id)
    return pro.name if pro is not None else "–"


def _carers(page: Page) -> list[str]:
    return [
        page.text(
            "all_carer_was" if care.until else "all_carer",
            name=_name(page, care.professional_id),
            role=page.text(f"role_{care.role}"),
            since=page.day(care.since),
            until=page.day(care.until),
        )
        for care in page.all(Care)
    ]


def _close(page: Page) -> list[str]:
    ones = register.close_ones(page.scene.tx, page.client.id)
    return [close_ones.line(page.scene.house, page.locale, row).removeprefix("• ") for row in ones]


def _parties(page: Page) -> list[str]:
    there = register.parties(page.scene.tx, page.client.id)
    return [parties.line(page.words, page.locale, party).removeprefix("• ") for party in there]


def _ahead(page: Page) -> list[str]:
    return [
        f"{long_day(row.on_date, page.locale)}: {turns.what(page.words, page.locale, row.kind)}"
        for row in page.all(Turn)
    ]


def _groups(page: Page) -> list[str]:
    places = groups.places_of(page.scene.tx, page.client.id)
    return [page.text("all_group", name=group.name, since=page.day(place.joined_at)) for place, group in places]


def _letters(page: Page) -> list[str]:
    return [
        page.text(
            "all_letter" if row.answered_at is None else "all_letter_answered",
            day=page.day(row.at),
            name=_name(page, row.professional_id),
            answered=page.day(row.answered_at),
        )
        for row in page.all(Letter)
    ]


def _proposals(page: Page) -> list[str]:
    return [
        page.text(
            f"all_proposal_{row.kind}",
            day=page.day(row.at),
            name=_name(page, row.professional_id),
            other=_name(page, row.colleague_id or 0),
            words=row.words,
            answer=page.text(ANSWERS[row.accepted]),
        )
        for row in page.all(Proposal)
    ]


def _meetings(page: Page) -> list[str]:
    return [
        page.text(
            "all_meeting" if row.cancelled_at is None else "all_meeting_cancelled",
            when=page.moment(row.at),
            name=_name(page, row.professional_id),
            place=row.place or "–",
        )
        for row in page.all(Meeting)
    ]


def _contacts(page: Page) -> list[str]:
    """Contacts as they are counted; those that did not take place are left out."""
    return [
        f"{page.day(row.at)}: {page.text(_contact_key(row), minutes=row.minutes)}"
        for row in page.all(ContactRow)
        if row.dropped_at is None
    ]


def _contact_key(row: ContactRow) -> str:
    return "contact_letter_" if row.kind == Kind.LETTER else f"contact_{row.kind}_{row.form}"


def _waiting(page: Page) -> list[str]:
    """Messages on their way, with their words; files and buttons are left out."""
    waiting = client_rows.waiting(page.scene.tx, page.scene.who.person)
    return [f"{page.day(row.made_at)}: {json.loads(row.params).get('text', '–')}" for row in waiting]
