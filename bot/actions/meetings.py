"""The next meeting: set by the professional, shown to the client, with one reminder if the client wants it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.actions import letters, rhythm
from bot.actions.desk import Work
from bot.actions.house import House
from bot.actions.speaker import of_client, tell
from bot.actions.talking import Scene
from bot.domain.roles import Action
from bot.domain.walltime import instant, local_date
from bot.storage import clients, dealings, outbox, timers
from bot.storage.clients import NotAllowed
from bot.storage.database import Transaction
from bot.storage.tables import Client, Meeting
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
    who = of_client(tx, client)
    when = work.words.lasting(meeting.at, client.timezone, who.locale)
    place = where(work.scene.house, meeting, who.locale)
    text = work.words.bot("meeting_set", who.locale, pro=work.pro.name, when=when, where=place)
    rows = [
        [(work.words.bot("meeting_remind", who.locale), f"q.remind.{meeting.id}")],
        [(work.words.bot("meeting_bring", who.locale), "q.carry")],
    ]
    at = letters.deliver(work, client, text, rows, TOLD)
    out = work.words.moment(at, now, work.pro.timezone, work.locale)
    key = "pro_meeting_set" if at <= now else "pro_meeting_waits"
    work.scene.closing.append(work.text(key, **facts, out=out))


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
