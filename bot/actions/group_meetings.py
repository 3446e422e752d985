"""Meetings of the group, and moments that a member leads: agreed by a moderator, told to all, remembered the day before."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.actions import group_themes, rhythm
from bot.actions.group_voice import to_group, to_moderators
from bot.actions.house import House
from bot.actions.speaker import NOTICE, Rows, help_button, of_client, say, tell
from bot.actions.talking import Scene
from bot.domain import groups as rules
from bot.domain.groups import Place
from bot.domain.walltime import local_date
from bot.storage import clients, groups, timers
from bot.storage.database import Transaction
from bot.storage.group_tables import Group, GroupMeeting
from bot.storage.tables import Client
from bot.storage.timers import Due

PROPOSED, AGREED, DECLINED, OVER = "proposed", "agreed", "declined", "over"
TOO_LATE = timedelta(minutes=30)  # a reminder is of no use so shortly before


def plan(scene: Scene, what: str, on: str, at: str) -> None:
    """The talk is through: a moderator's meeting is agreed at once, a member's moment is shown to the moderators first."""
    number = scene.facts.get("group_id")
    group = groups.get(scene.tx, number) if isinstance(number, int) else None
    if group is None or group.state != "open" or not _may(scene, group):
        scene.closing.append(scene.house.words.bot("group_not_now", scene.who.locale))
        return
    when = rules.meeting_time(date.fromisoformat(on), time.fromisoformat(at), group.timezone, scene.now)
    if when is None:
        scene.closing.append(scene.house.words.bot("group_meeting_past", scene.who.locale))
        return
    client = _leader(scene)
    led_by = client.id if client is not None else None
    state = AGREED if client is None else PROPOSED
    meeting = GroupMeeting(group_id=group.id, at=when, what=what.strip(), client_id=led_by, state=state)
    scene.tx.session.add(meeting)
    scene.tx.session.flush()
    if client is None:
        announce(scene, group, meeting)
        _told(scene, group, meeting)
    else:
        _propose(scene, group, meeting)


def _leader(scene: Scene) -> Client | None:
    """The member who offers to lead; None when a moderator speaks, also one who is somebody's client."""
    return scene.who.client if scene.facts.get("led") else None


def _may(scene: Scene, group: Group) -> bool:
    """A moderator may always, a member while inside."""
    client = _leader(scene)
    if client is not None:
        row = groups.member(scene.tx, group.id, client.id)
        return row is not None and row.place == Place.INSIDE.value
    pro = scene.who.professional
    return pro is not None and groups.moderates(scene.tx, group.id, pro.id)


def _facts(house: House, meeting: GroupMeeting, group: Group, now: datetime, locale: str) -> dict[str, object]:
    return {"when": house.words.moment(meeting.at, now, group.timezone, locale), "what": meeting.what}


def _told(scene: Scene, group: Group, meeting: GroupMeeting) -> None:
    """The moderator hears that the group knows, and may still cancel it."""
    facts = _facts(scene.house, meeting, group, scene.now, scene.who.locale)
    rows: Rows = [[(scene.house.words.bot("group_meeting_cancel", scene.who.locale), f"g.cancel.{meeting.id}")]]
    tell(scene.tx, scene.house, scene.who, "group_meeting_told", scene.now, facts, rows=rows)


def _propose(scene: Scene, group: Group, meeting: GroupMeeting) -> None:
    facts = _facts(scene.house, meeting, group, scene.now, scene.who.locale)
    scene.closing.append(scene.house.words.bot("group_lead_asked", scene.who.locale, **facts))
    buttons = (("group_lead_yes", f"g.agree.{meeting.id}"), ("group_lead_no", f"g.decline.{meeting.id}"))
    shown = _facts(scene.house, meeting, group, scene.now, group.locale)
    to_moderators(scene.tx, scene.house, group, "group_lead_offered", scene.now, shown, buttons=buttons)


def announce(scene: Scene, group: Group, meeting: GroupMeeting) -> None:
    """Tell the group, and set the reminder. The week's theme gives way to it."""
    key = "group_meeting" if meeting.client_id is None else "group_meeting_led"
    to_group(scene.tx, scene.house, group, key, scene.now, _facts(scene.house, meeting, group, scene.now, group.locale))
    meeting.remind_at = rules.reminder_time(meeting.at, scene.now, group.timezone)
    if meeting.remind_at is not None:
        timers.put(scene.tx, "group_meet", meeting.id, meeting.remind_at, best_before=meeting.at - TOO_LATE)
        for _, client, _ in groups.members(scene.tx, group.id, Place.INSIDE):
            group_themes.reserve(scene.tx, client, meeting.remind_at)
    scene.tx.session.flush()
    group_themes.plan(scene.tx, scene.house, group, scene.now)


def remind(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """The day before: one line to the group, and one to whoever leads."""
    if not timers.done(tx, timer.id):
        return
    meeting = tx.session.get(GroupMeeting, timer.subject_id)
    group = groups.get(tx, meeting.group_id) if meeting is not None else None
    if meeting is None or group is None or meeting.state != AGREED or now >= meeting.at - TOO_LATE:
        return
    to_group(tx, house, group, "group_meeting_soon", now, _facts(house, meeting, group, now, group.locale))
    if meeting.client_id is not None:
        _to_leader(tx, house, group, meeting, "group_lead_soon", now)
        timers.put(tx, "group_thanks", meeting.id, meeting.at + rules.THANKS_AFTER)


def _to_leader(tx: Transaction, house: House, group: Group, meeting: GroupMeeting, key: str, now: datetime) -> None:
    """In private, to a member who took on something in the group; part of what they asked for, so not of the budget."""
    assert meeting.client_id is not None
    row = groups.member(tx, group.id, meeting.client_id)
    if row is None or row.place != Place.INSIDE.value:
        return
    who = of_client(tx, clients.own(tx, meeting.client_id))
    text = house.words.bot(key, who.locale, **_facts(house, meeting, group, now, who.locale))
    rows = [[help_button(house, who.locale)]]
    say(tx, who.person, text, now, rows=rows, rank=NOTICE, client_id=meeting.client_id, kind="theme")


def thank(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """The turn is over: one thank-you at a free moment, to the one who took it and nobody else."""
    if not timers.done(tx, timer.id):
        return
    meeting = tx.session.get(GroupMeeting, timer.subject_id)
    group = groups.get(tx, meeting.group_id) if meeting is not None else None
    if meeting is None or group is None or meeting.state != AGREED or meeting.client_id is None:
        return
    client = clients.own(tx, meeting.client_id)
    free = rhythm.next_free(tx, client, now)
    if free > now:
        timers.put(tx, "group_thanks", meeting.id, free)
        return
    meeting.state = OVER
    if client.stage == "active":
        _to_leader(tx, house, group, meeting, "group_lead_thanks", now)
        clients.count_proactive(tx, client.id, "group_thanks", local_date(now, client.timezone), now)


def decide(scene: Scene, meeting_id: int, *, yes: bool) -> None:
    """A moderator answers a member's offer; the member hears it either way."""
    found = _mine(scene, meeting_id)
    if found is None:
        return
    meeting, group = found
    if meeting.state != PROPOSED or meeting.client_id is None:
        tell(scene.tx, scene.house, scene.who, "group_done", scene.now)
        return
    if yes and meeting.at <= scene.now:
        tell(scene.tx, scene.house, scene.who, "group_meeting_past", scene.now)
        return
    meeting.state = AGREED if yes else DECLINED
    if yes:
        announce(scene, group, meeting)
    key = "group_lead_agreed" if yes else "group_lead_declined"
    _to_leader(scene.tx, scene.house, group, meeting, key, scene.now)
    if yes:
        _told(scene, group, meeting)
    else:
        tell(scene.tx, scene.house, scene.who, "group_lead_told", scene.now)


def cancel(scene: Scene, meeting_id: int) -> None:
    """It does not take place: the group hears it once."""
    found = _mine(scene, meeting_id)
    if found is None:
        return
    meeting, group = found
    if meeting.state != AGREED or meeting.at <= scene.now:
        tell(scene.tx, scene.house, scene.who, "group_done", scene.now)
        return
    meeting.state = DECLINED
    timers.drop(scene.tx, "group_meet", meeting.id)
    timers.drop(scene.tx, "group_thanks", meeting.id)
    shown = _facts(scene.house, meeting, group, scene.now, group.locale)
    to_group(scene.tx, scene.house, group, "group_meeting_off", scene.now, shown)
    facts = _facts(scene.house, meeting, group, scene.now, scene.who.locale)
    tell(scene.tx, scene.house, scene.who, "group_meeting_off", scene.now, facts)


def _mine(scene: Scene, meeting_id: int) -> tuple[GroupMeeting, Group] | None:
    meeting, pro = scene.tx.session.get(GroupMeeting, meeting_id), scene.who.professional
    group = groups.get(scene.tx, meeting.group_id) if meeting is not None else None
    if meeting is None or group is None or pro is None or not groups.moderates(scene.tx, group.id, pro.id):
        tell(scene.tx, scene.house, scene.who, "group_not_yours", scene.now)
        return None
    return meeting, group
