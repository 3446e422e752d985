"""
What a group comes to in numbers, for those who guide it: hours and heads for the dose log (R90), the monthly pulse (R81).

Numbers only. Who was at a meeting is asked of nobody and kept nowhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.actions import group_meeting_desk, group_meetings, group_pulse
from bot.actions.group_voice import to_moderators
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import Speaker, tell
from bot.actions.talking import begin
from bot.storage import dose, group_dates, timers, together
from bot.storage.database import Transaction
from bot.storage.dose_tables import GroupSession
from bot.storage.group_dates import AGREED, OVER
from bot.storage.group_tables import Group, GroupMeeting
from bot.storage.timers import Due
from bot.words import number, short_day

PERIOD = timedelta(days=183)  # half a year, the usual length of a period (R79)
MOST_PULSES = 3  # shown; what is older is in the database


def held_due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """A meeting lies behind: the moderators are asked for two numbers, in service hours."""
    if not timers.done(tx, timer.id):
        return
    found = group_dates.find(tx, timer.subject_id)
    if found is None:
        return
    meeting, group = found
    if group.state == "closed" or meeting.state not in (AGREED, OVER):
        return
    buttons = (("group_held_yes", f"g.held.{meeting.id}"), ("group_held_no", f"g.notheld.{meeting.id}"))

    def facts(locale: str) -> dict[str, object]:
        return group_meetings.meeting_facts(house, meeting, group, locale)

    to_moderators(tx, house, group, "group_held_ask", now, facts, buttons=buttons)


def ask(scene: Scene, meeting_id: int) -> None:
    """It took place: how long, how many?"""
    if group_meeting_desk.mine(scene, meeting_id) is not None:
        scene.who = Speaker(scene.who.person, None, scene.who.professional)
        begin(scene, "group_held", {"meeting_id": meeting_id})


def not_held(scene: Scene, meeting_id: int) -> None:
    """It did not take place: nothing is counted."""
    found = group_meeting_desk.mine(scene, meeting_id)
    if found is None:
        return
    row = _session(scene, *found)
    if row is not None and row.confirmed_at is None:
        row.dropped_at = row.dropped_at or scene.now
    tell(scene.tx, scene.house, scene.who, "group_held_nothing", scene.now)


def keep(scene: Scene, minutes: int, people: int) -> None:
    """Two numbers of one meeting, told by one of its moderators and so confirmed; the other's are not added."""
    meeting_id, pro = scene.facts.get("meeting_id"), scene.who.professional
    found = group_meeting_desk.mine(scene, meeting_id) if isinstance(meeting_id, int) else None
    if found is None or pro is None:
        return
    row = _session(scene, *found)
    fresh = row is not None and row.confirmed_at is None and row.dropped_at is None
    if row is not None and fresh:
        row.minutes, row.present = minutes, people
        dose.confirm([row], pro.id, scene.now)
    scene.closing.append(scene.house.words.bot("group_held_kept" if fresh else "group_done", scene.who.locale))


def _session(scene: Scene, meeting: GroupMeeting, group: Group) -> GroupSession | None:
    dose.collect_group(scene.tx, group, scene.now)
    return dose.session_of(scene.tx, meeting.id)


def show(scene: Scene, group: Group) -> None:
    """Half a year of the group: hours, heads, and how the members answered."""
    words, locale = scene.house.words, scene.who.locale
    held = dose.of_group(scene.tx, group.id, scene.now - PERIOD, scene.now)
    facts = {"group": group.name, "hours": number(held.minutes / 60, locale), "people": held.present}
    parts = [words.bot("group_numbers", locale, n=held.meetings, **facts)]
    for on, bands in together.pulse_results(scene.tx, group.id)[:MOST_PULSES]:
        text = group_pulse.lines(scene.house, bands, locale)
        parts.append(words.bot("group_pulse_of", locale, date=short_day(on, locale), lines=text))
    if len(parts) == 1:
        parts.append(words.bot("group_pulse_none", locale))
    tell(scene.tx, scene.house, scene.who, "group_plain", scene.now, {"words": "\n\n".join(parts)})
