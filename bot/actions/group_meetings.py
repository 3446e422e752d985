"""
Meetings of the group, and moments that a member leads: agreed by a moderator, told to all, remembered the day before.

What a moderator changes of them is `bot/actions/group_meeting_desk.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.actions import group_themes, rhythm
from bot.actions.group_voice import to_group, to_moderators
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import NOTICE, Rows, help_button, of_client, say, tell
from bot.domain import groups as rules
from bot.domain.calendar_file import Appointment, calendar_text
from bot.domain.groups import Place
from bot.domain.together import weekly
from bot.domain.walltime import local_date
from bot.storage import clients, group_dates, groups, outbox, timers
from bot.storage.database import Transaction
from bot.storage.group_dates import AGREED, DECLINED, OVER, PROPOSED
from bot.storage.group_tables import Group, GroupMeeting
from bot.storage.tables import Client
from bot.storage.timers import Due

TOO_LATE = timedelta(minutes=30)  # a reminder is of no use so shortly before


def plan(scene: Scene, group: Group, what: str, first: datetime, weeks: int) -> None:
    """The talk is through: a moderator's meeting is agreed at once, a member's moment is shown to the moderators first."""
    client = member_speaking(scene)
    if client is None:
        meetings = settle(scene.tx, scene.house, group, what, weekly(first, weeks, group.timezone), scene.now)
        told(scene, group, meetings)
        return
    meeting = GroupMeeting(group_id=group.id, at=first, what=what, client_id=client.id, state=PROPOSED)
    group_dates.put(scene.tx, meeting)
    _propose(scene, group, meeting)


def settle(
    tx: Transaction, house: House, group: Group, what: str, times: Sequence[datetime], now: datetime
) -> list[GroupMeeting]:
    """These meetings are agreed on: kept, told to the group, remembered."""
    meetings = [GroupMeeting(group_id=group.id, at=at, what=what, state=AGREED) for at in times]
    group_dates.put(tx, *meetings)
    announce(tx, house, group, meetings, now)
    return meetings


def member_speaking(scene: Scene) -> Client | None:
    """The member who speaks as one; None when a moderator speaks, also one who is somebody's client."""
    return scene.who.client if scene.facts.get("way") in ("lead", "ask") else None


def may(scene: Scene, group: Group) -> bool:
    """A moderator may always, a member while inside."""
    client = member_speaking(scene)
    if client is not None:
        row = groups.member(scene.tx, group.id, client.id)
        paused = row is not None and row.paused_until is not None and row.paused_until > scene.now
        return row is not None and row.place == Place.INSIDE.value and not paused
    pro = scene.who.professional
    return pro is not None and groups.moderates(scene.tx, group.id, pro.id)


def meeting_facts(house: House, meeting: GroupMeeting, group: Group, locale: str) -> dict[str, object]:
    """What and when; always with the date, because what a group is told stays to be read for days."""
    return {"when": house.words.lasting(meeting.at, group.timezone, locale), "what": meeting.what}


def told(scene: Scene, group: Group, meetings: Sequence[GroupMeeting]) -> None:
    """The moderator hears that the group knows, and may still cancel the next one."""
    facts = meeting_facts(scene.house, meetings[0], group, scene.who.locale)
    rows = change_rows(scene, meetings[0])
    tell(scene.tx, scene.house, scene.who, "group_meeting_told", scene.now, facts, rows=rows)


def change_rows(scene: Scene, meeting: GroupMeeting) -> Rows:
    """A moderator's two ways of changing what was agreed on."""
    words, locale = scene.house.words, scene.who.locale
    return [
        [(words.bot("group_meeting_move", locale), f"g.move.{meeting.id}")],
        [(words.bot("group_meeting_cancel", locale), f"g.cancel.{meeting.id}")],
    ]


def _propose(scene: Scene, group: Group, meeting: GroupMeeting) -> None:
    facts = meeting_facts(scene.house, meeting, group, scene.who.locale)
    scene.closing.append(scene.house.words.bot("group_lead_asked", scene.who.locale, **facts))
    buttons = (("group_lead_yes", f"g.agree.{meeting.id}"), ("group_lead_no", f"g.decline.{meeting.id}"))
    shown = meeting_facts(scene.house, meeting, group, group.locale)
    to_moderators(scene.tx, scene.house, group, "group_lead_offered", scene.now, shown, buttons=buttons)


def announce(tx: Transaction, house: House, group: Group, meetings: Sequence[GroupMeeting], now: datetime) -> None:
    """Tell the group once, with a calendar file, and set the reminders. The week's theme gives way to them."""
    first = meetings[0]
    key = "group_meeting" if first.client_id is None else "group_meeting_led"
    facts = meeting_facts(house, first, group, group.locale)
    if len(meetings) > 1:
        key, facts = "group_meeting_weekly", {**facts, "n": len(meetings)}
    to_group(tx, house, group, key, now, facts)
    hand_file(tx, house, group, meetings, now)
    for meeting in meetings:
        set_timers(tx, house, group, meeting, now)
    group_themes.plan(tx, house, group, now)


def set_timers(tx: Transaction, house: House, group: Group, meeting: GroupMeeting, now: datetime) -> None:
    meeting.remind_at = rules.reminder_time(meeting.at, now, group.timezone)
    if meeting.remind_at is not None:
        timers.put(tx, "group_meet", meeting.id, meeting.remind_at, best_before=meeting.at - TOO_LATE)
    if meeting.client_id is not None:
        timers.put(tx, "group_thanks", meeting.id, meeting.at + rules.THANKS_AFTER)
    timers.put(tx, "group_held", meeting.id, house.working.open_from(meeting.at + rules.THANKS_AFTER))


def hand_file(tx: Transaction, house: House, group: Group, meetings: Sequence[GroupMeeting], now: datetime) -> None:
    """The calendar file of these meetings as they are now. A group that takes no files has the words above it."""
    if group.chat_id is None or group.state != "open":
        return
    appointments = [
        Appointment(
            key=f"https://t.me/{house.bot_name}/meeting/{meeting.id}",
            at=meeting.at,
            what=meeting.what,
            sequence=meeting.sequence,
            cancelled=meeting.state == DECLINED,
        )
        for meeting in meetings
    ]
    params: dict[str, object] = {
        "document_text": calendar_text(appointments, now),
        "document_name": house.words.bot("group_file_name", group.locale) + ".ics",
    }
    if group.topic is not None:
        params["message_thread_id"] = group.topic
    outbox.add(tx, chat_id=group.chat_id, method="sendDocument", params=params, now=now, kind="group")


def remind(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """The day before: one line to the group, and one to whoever leads."""
    if not timers.done(tx, timer.id):
        return
    found = group_dates.find(tx, timer.subject_id)
    if found is None:
        return
    meeting, group = found
    if meeting.state != AGREED or now >= meeting.at - TOO_LATE:
        return
    to_group(tx, house, group, "group_meeting_soon", now, meeting_facts(house, meeting, group, group.locale))
    to_leader(tx, house, group, meeting, "group_lead_soon", now)


def to_leader(tx: Transaction, house: House, group: Group, meeting: GroupMeeting, key: str, now: datetime) -> None:
    """In private, to a member who took on something in the group; part of what they asked for, so not of the budget."""
    row = groups.member(tx, group.id, meeting.client_id) if meeting.client_id is not None else None
    if meeting.client_id is None or row is None or row.place != Place.INSIDE.value:
        return
    who = of_client(tx, clients.own(tx, meeting.client_id))
    text = house.words.bot(key, who.locale, **meeting_facts(house, meeting, group, who.locale))
    rows = [[help_button(house, who.locale)]]
    say(tx, who.person, text, now, rows=rows, rank=NOTICE, client_id=meeting.client_id, kind="theme")


def member_gone(tx: Transaction, house: House, group: Group, client: Client, now: datetime) -> None:
    """
    Somebody is not inside any more: the days that were kept free for the group are free again.

    What they were to lead, the moderators decide about; until then nobody is reminded of it.
    """
    group_themes.release(tx, client, now)
    for meeting in group_dates.led_by(tx, group.id, client.id, now):
        agreed, meeting.client_id = meeting.state == AGREED, None
        if not agreed:
            meeting.state = DECLINED
            continue
        meeting.remind_at = None
        for kind in ("group_meet", "group_thanks"):
            timers.drop(tx, kind, meeting.id)
        buttons = tuple((f"group_meeting_{verb}", f"g.{verb}.{meeting.id}") for verb in ("keep", "move", "cancel"))
        facts = partial(meeting_facts, house, meeting, group)
        to_moderators(tx, house, group, "group_lead_gone", now, facts, buttons=buttons)
    group_themes.plan(tx, house, group, now)


def thank(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """The turn is over: one thank-you at a free moment, to the one who took it and nobody else."""
    if not timers.done(tx, timer.id):
        return
    found = group_dates.find(tx, timer.subject_id)
    if found is None:
        return
    meeting, group = found
    if meeting.state != AGREED or meeting.client_id is None:
        return
    client = clients.own(tx, meeting.client_id)
    free = rhythm.next_free(tx, client, now)
    if free > now:
        timers.put(tx, "group_thanks", meeting.id, free)
        return
    meeting.state = OVER
    if client.stage == "active":
        to_leader(tx, house, group, meeting, "group_lead_thanks", now)
        clients.count_proactive(tx, client.id, "group_thanks", local_date(now, client.timezone), now)
