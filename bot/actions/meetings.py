"""The next meeting: set by the professional, shown to the client, with one reminder if the client wants it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.actions import letters, rhythm
from bot.actions.desk import Work
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import NOTICE, Rows, help_button, of_client, tell
from bot.domain.roles import Action
from bot.domain.walltime import instant, local_date
from bot.storage import clients, dealings, outbox, timers
from bot.storage.clients import NotAllowed
from bot.storage.database import Transaction
from bot.storage.dealings import Unsent
from bot.storage.tables import Client, Meeting, Professional
from bot.storage.timers import Due

MOST_PLACE = 80  # characters
LENGTHS = ("30", "45", "60", "90")  # minutes, as the dialog keeps them
BEFORE = timedelta(days=1)
TOLD = "meeting_set"  # the kind of the message that tells the client of a meeting


def ask(work: Work, client: Client) -> None:
    work.ask("pro_meeting", {"pseudonym": client.pseudonym, "subject": client.id})


@dataclass(frozen=True, slots=True)
class Agreed:
    """A meeting as it was typed: ISO date, time, a place (empty: remote), how many minutes (empty: nobody said)."""

    on: str
    at: str
    place: str = ""
    minutes: str = ""


def set_next(work: Work, client_id: int, agreed: Agreed) -> None:
    """The date and time are on the professional's wall clock. What lies behind is not taken."""
    try:
        client = work.client(client_id, Action.SET_MEETING)
    except NotAllowed:
        work.say(work.text("pro_not_yours"))
        return
    tx, now = work.scene.tx, work.scene.now
    begins = instant(date.fromisoformat(agreed.on), time.fromisoformat(agreed.at), work.pro.timezone)
    if begins <= now:
        work.scene.closing.append(work.text("pro_meeting_past"))
        return
    meeting = Meeting(
        client_id=client.id,
        professional_id=work.pro.id,
        at=begins,
        place=agreed.place.strip()[:MOST_PLACE],
        minutes=int(agreed.minutes) if agreed.minutes in LENGTHS else 0,
    )
    dealings.meet(tx, meeting, now)
    timers.drop(tx, "meeting", client.id)
    if outbox.cancel(tx, client.id, (TOLD,)):  # an older one that still waits is not true any more
        clients.uncount_proactive(tx, client.id, TOLD, now)
    _tell_client(work, client, meeting)


def _tell_client(work: Work, client: Client, meeting: Meeting) -> None:
    """In quiet hours and budget, if it still comes before the meeting; the professional hears when, or that it does not."""
    tx, now = work.scene.tx, work.scene.now
    facts = {"pseudonym": client.pseudonym, "when": work.words.lasting(meeting.at, work.pro.timezone, work.locale)}
    if letters.goes_out(work, client) >= meeting.at:
        work.scene.closing.append(work.text("pro_meeting_late", **facts))
        return
    text, rows = _told(work.scene.house, client, meeting, work.pro, of_client(tx, client).locale)
    at = letters.deliver(work, client, text, rows, TOLD)
    out = work.words.moment(at, now, work.pro.timezone, work.locale)
    key = "pro_meeting_set" if at <= now else "pro_meeting_waits"
    work.scene.closing.append(work.text(key, **facts, out=out))


def _told(house: House, client: Client, meeting: Meeting, pro: Professional, locale: str) -> tuple[str, Rows]:
    """The client's message: when, with whom, where; a reminder if she wants one."""
    when = house.words.lasting(meeting.at, client.timezone, locale)
    text = house.words.bot("meeting_set", locale, pro=pro.name, when=when, where=where(house, meeting, locale))
    return text, [
        [(house.words.bot("meeting_remind", locale), f"q.remind.{meeting.id}")],
        [(house.words.bot("meeting_bring", locale), "q.carry")],
    ]


def tell_anew(
    tx: Transaction, house: House, client: Client, old: Professional, new: Professional, now: datetime
) -> None:
    """An agreed meeting goes over to who comes after. What still waits to tell of it names them, at the same hour."""
    meeting = dealings.next_meeting(tx, client.id, now)
    if meeting is None or meeting.professional_id != old.id:
        return
    waiting = [one for one in dealings.unsent(tx, client.id, old.id) if one.meeting_id == meeting.id]
    meeting.professional_id = new.id
    outbox.cancel_rows(tx, [one.row for one in waiting])
    who = of_client(tx, client)
    for one in waiting:
        text, rows = _told(house, client, meeting, new, who.locale)
        buttons = [[list(button) for button in row] for row in [*rows, [help_button(house, who.locale)]]]
        params: dict[str, object] = {"text": text, "rows": buttons}
        outbox.add(
            tx,
            chat_id=who.person.chat_id,
            params=params,
            rank=NOTICE,
            client_id=client.id,
            kind=TOLD,
            not_before=one.at,
            now=now,
            professional_id=new.id,
            topic=TOLD,
        )


def call_off(tx: Transaction, dropped: Sequence[Unsent], now: datetime) -> None:
    """A meeting of which the client never heard is none, once nobody tells her any more."""
    for one in dropped:
        meeting = dealings.meeting(tx, one.meeting_id) if one.meeting_id is not None else None
        if meeting is not None:
            meeting.cancelled_at = now


def where(house: House, meeting: Meeting, locale: str) -> str:
    return meeting.place or house.words.bot("meeting_remote", locale)


def _when(house: House, client: Client, meeting: Meeting, now: datetime, locale: str) -> str:
    return house.words.moment(meeting.at, now, client.timezone, locale)


def remind(scene: Scene, meeting_id: int) -> bool:
    """The client wants one reminder, the day before. False: that meeting is not theirs, or is no more."""
    client, meeting = scene.who.client, dealings.meeting(scene.tx, meeting_id)
    if client is None or meeting is None or meeting.client_id != client.id:
        return False
    if meeting.cancelled_at is not None or meeting.at <= scene.now:
        return False
    meeting.remind = True
    timers.put(scene.tx, "meeting", client.id, max(scene.now, meeting.at - BEFORE), best_before=meeting.at)
    tell(scene.tx, scene.house, scene.who, "meeting_reminder_on", scene.now)
    return True


def due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """The reminder the client asked for: within quiet hours and budget, or not at all."""
    if not timers.done(tx, timer.id):
        return
    client = clients.own(tx, timer.subject_id)
    meeting = dealings.next_meeting(tx, client.id, now)
    if meeting is None or not meeting.remind or client.stage == "ended":
        return
    free = rhythm.next_free(tx, client, now)
    if free >= meeting.at:
        return  # no room before the meeting; the client has the first message
    if free > now:
        timers.put(tx, "meeting", client.id, free, best_before=meeting.at)
        return
    who = of_client(tx, client)
    facts = {
        "when": _when(house, client, meeting, now, who.locale),
        "where": where(house, meeting, who.locale),
    }
    rows = [[(house.words.bot("meeting_bring", who.locale), "q.carry")]]
    tell(tx, house, who, "meeting_reminder", now, facts, rows)
    clients.count_proactive(tx, client.id, "meeting", local_date(now, client.timezone), now)
