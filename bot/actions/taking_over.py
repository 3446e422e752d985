"""
One professional's clients go to another: what was agreed stays, what only the one who left wrote does not, and
everybody concerned hears who is there from now on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.actions import disclosure, meetings, notices, pseudonyms, rhythm, undelivered
from bot.actions.house import House
from bot.actions.speaker import NOTICE, help_button, of_client, say
from bot.domain.walltime import local_date
from bot.storage import clients, dealings, network, outbox, people
from bot.storage.database import Transaction
from bot.storage.tables import Case, Client, Professional

TOLD_STAGES = ("active", "meetings")


@dataclass(frozen=True, slots=True)
class Takeover:
    """From whom, to whom. `old` is None for a client whom nobody accompanied any more."""

    tx: Transaction
    house: House
    old: Professional | None
    new: Professional
    now: datetime


@dataclass(frozen=True, slots=True)
class Came:
    """A client who came over, and what they were called before if that had to change."""

    client: Client
    before: str = ""


def client_over(over: Takeover, client: Client, role: str) -> Came:
    """
    The new one accompanies the client from now on; the old one's row must have ended.

    Who left writes no more. An agreed meeting stays, with the new one.
    """
    tx, new, now = over.tx, over.new, over.now
    tx.session.flush()
    came = Came(client, pseudonyms.make_distinct(tx, over.house, client, new.id, now))
    if network.care(tx, client.id, new.id) is None or role == "responsible":
        network.begin(tx, client.id, new.id, role, now)
    if over.old is not None:
        meetings.tell_anew(tx, over.house, client, over.old, new, now)
        undelivered.drop(tx, over.house, client, undelivered.HANDED, now, by=over.old.id)
    if role == "responsible":
        _tell_client(over, came)
    return came


def notices_over(over: Takeover, open_cases: Sequence[Case]) -> None:
    """Notices that the leaving one had, or could have taken, wait for the new one. Their chain begins anew."""
    from bot.actions import escalate

    tx, house, now = over.tx, over.house, over.now
    for case in open_cases:
        had = over.old is not None and case.taken_by == over.old.id
        if not (case.state == "sent" or had) or not network.relations(tx, case.client_id, over.new.id, now):
            continue
        case.state, case.taken_by, case.taken_at, case.sent_at, case.reminders = "sent", None, None, now, 0
        notices.change_copies(tx, house, case, now)
        notices.give_copy(tx, house, case, over.new, now)
        escalate.look_again(tx, house, case, now)


def tell_new(over: Takeover, came: Sequence[Came]) -> None:
    """Who came, from whom, who is called otherwise now, and which meetings are agreed with them."""
    tx, house, new, now = over.tx, over.house, over.new, over.now
    person, words = people.by_id(tx, new.person_id), house.words
    names = ", ".join(disclosure.name(house, one.client, person.locale) for one in came)
    name = over.old.name if over.old is not None else "–"
    lines = [words.bot("pro_came_over", person.locale, name=name, names=names)]
    for one in came:
        if disclosure.points_only(house):
            continue
        pseudonym, meeting = one.client.pseudonym, dealings.next_meeting(tx, one.client.id, now)
        if one.before:
            lines.append(words.bot("pro_renamed", person.locale, before=one.before, pseudonym=pseudonym))
        if meeting is not None:
            when = words.moment(meeting.at, now, new.timezone, person.locale)
            lines.append(words.bot("pro_came_meeting", person.locale, pseudonym=pseudonym, when=when))
    say(tx, person, "\n".join(lines), now, rank=NOTICE, kind="notice")


def tell_assigned(tx: Transaction, house: House, client: Client, new: Professional, now: datetime) -> None:
    """The new one hears of a single client."""
    person = people.by_id(tx, new.person_id)
    called = disclosure.name(house, client, person.locale)
    text = house.words.bot("pro_share_begins_operator", person.locale, pseudonym=called)
    say(tx, person, text, now, rank=NOTICE, kind="notice")


def renamings(came: Sequence[Came], new: Professional) -> list[str]:
    """What the operator reads of pseudonyms that had to change."""
    return [
        f"client {one.client.id}, {one.before}, is called {one.client.pseudonym} now:"
        f" {new.id} has another client of that name. The bot tells those concerned."
        for one in came
        if one.before
    ]


def _tell_client(over: Takeover, came: Came) -> None:
    """Within quiet hours and budget. Whoever rests from messages sees it in /what_is_seen."""
    tx, house, client, now = over.tx, over.house, came.client, over.now
    if client.consented_at is None or client.stage not in TOLD_STAGES:
        return
    who, at = of_client(tx, client), rhythm.next_free(tx, client, now)
    text = house.words.bot("handed_over", who.locale, pro=over.new.name)
    if came.before:
        text += "\n" + house.words.bot("renamed", who.locale, pseudonym=client.pseudonym)
    params: dict[str, object] = {"text": text, "rows": [[list(help_button(house, who.locale))]]}
    clients.count_proactive(tx, client.id, "handed_over", local_date(at, client.timezone), at)
    outbox.add(
        tx,
        chat_id=who.person.chat_id,
        params=params,
        rank=NOTICE,
        client_id=client.id,
        kind="handed_over",
        not_before=at if at > now else None,
        now=now,
    )
