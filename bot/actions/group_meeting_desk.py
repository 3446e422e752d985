"""What a moderator decides about a meeting: a member's offer, that it takes place without its leader, another time, none."""

from __future__ import annotations

from datetime import date, time

from bot.actions import group_themes
from bot.actions.group_meetings import announce, change_rows, hand_file, meeting_facts, set_timers, to_leader, told
from bot.actions.group_voice import to_group
from bot.actions.scene import Scene
from bot.actions.speaker import Speaker, tell
from bot.actions.talking import begin
from bot.domain import groups as rules
from bot.storage import group_dates, groups, timers
from bot.storage.group_dates import AGREED, DECLINED, PROPOSED
from bot.storage.group_tables import Group, GroupMeeting


def keep(scene: Scene, meeting_id: int) -> None:
    """It takes place without the member who was to lead it."""
    found = _changeable(scene, meeting_id)
    if found is None:
        return
    meeting, group = found
    set_timers(scene.tx, scene.house, group, meeting, scene.now)
    group_themes.plan(scene.tx, scene.house, group, scene.now)
    facts = meeting_facts(scene.house, meeting, group, scene.who.locale)
    tell(scene.tx, scene.house, scene.who, "group_meeting_kept", scene.now, facts, change_rows(scene, meeting))


def decide(scene: Scene, meeting_id: int, *, yes: bool) -> None:
    """A moderator answers a member's offer; the member hears it either way."""
    found = mine(scene, meeting_id)
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
        announce(scene.tx, scene.house, group, [meeting], scene.now)
    key = "group_lead_agreed" if yes else "group_lead_declined"
    to_leader(scene.tx, scene.house, group, meeting, key, scene.now)
    if yes:
        told(scene, group, [meeting])
    else:
        tell(scene.tx, scene.house, scene.who, "group_lead_told", scene.now)


def cancel(scene: Scene, meeting_id: int) -> None:
    """It does not take place: the group hears it once, and calendars are told."""
    found = _changeable(scene, meeting_id)
    if found is None:
        return
    meeting, group = found
    meeting.state, meeting.sequence = DECLINED, meeting.sequence + 1
    for kind in ("group_meet", "group_thanks", "group_held"):
        timers.drop(scene.tx, kind, meeting.id)
    group_themes.plan(scene.tx, scene.house, group, scene.now)
    shown = meeting_facts(scene.house, meeting, group, group.locale)
    to_group(scene.tx, scene.house, group, "group_meeting_off", scene.now, shown)
    hand_file(scene.tx, scene.house, group, [meeting], scene.now)
    to_leader(scene.tx, scene.house, group, meeting, "group_lead_off", scene.now)
    facts = meeting_facts(scene.house, meeting, group, scene.who.locale)
    tell(scene.tx, scene.house, scene.who, "group_meeting_off", scene.now, facts)


def ask_new_time(scene: Scene, meeting_id: int) -> None:
    """A moderator wants to move it: which day, what time."""
    if _changeable(scene, meeting_id) is not None:
        scene.who = Speaker(scene.who.person, None, scene.who.professional)
        begin(scene, "group_move", {"meeting_id": meeting_id})


def move(scene: Scene, on: str, at: str) -> None:
    """The same meeting at another time: the group hears it once, the calendar file carries the next number."""
    number = scene.facts.get("meeting_id")
    found = _changeable(scene, number) if isinstance(number, int) else None
    if found is None:
        return
    meeting, group = found
    when = rules.meeting_time(date.fromisoformat(on), time.fromisoformat(at), group.timezone, scene.now)
    if when is None:
        scene.closing.append(scene.house.words.bot("group_meeting_past", scene.who.locale))
        return
    meeting.at, meeting.sequence = when, meeting.sequence + 1
    timers.drop(scene.tx, "group_meet", meeting.id)
    shown = meeting_facts(scene.house, meeting, group, group.locale)
    to_group(scene.tx, scene.house, group, "group_meeting_moved", scene.now, shown)
    hand_file(scene.tx, scene.house, group, [meeting], scene.now)
    to_leader(scene.tx, scene.house, group, meeting, "group_lead_moved", scene.now)
    set_timers(scene.tx, scene.house, group, meeting, scene.now)
    group_themes.plan(scene.tx, scene.house, group, scene.now)
    told(scene, group, [meeting])


def _changeable(scene: Scene, meeting_id: int) -> tuple[GroupMeeting, Group] | None:
    """A meeting that is agreed on and still to come, for a moderator of its group."""
    found = mine(scene, meeting_id)
    if found is not None and (found[0].state != AGREED or found[0].at <= scene.now):
        tell(scene.tx, scene.house, scene.who, "group_done", scene.now)
        return None
    return found


def mine(scene: Scene, meeting_id: int) -> tuple[GroupMeeting, Group] | None:
    """A meeting of a group that the speaker guides; anybody else is told that it is not theirs."""
    found, pro = group_dates.find(scene.tx, meeting_id), scene.who.professional
    if found is None or pro is None or not groups.moderates(scene.tx, found[1].id, pro.id):
        tell(scene.tx, scene.house, scene.who, "group_not_yours", scene.now)
        return None
    return found
