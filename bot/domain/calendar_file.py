"""
A calendar file of what a group agreed on: opened on a telephone, it puts the meetings among the person's own.

Times are in UTC: each meeting is an instant of its own and none repeats by a rule, so no calendar has to know when
Finland changes its clocks. The file names neither the group nor the bot, because calendars are seen by others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

LENGTH = timedelta(hours=1)  # nobody is asked how long; an hour is easily made longer in one's own calendar


@dataclass(frozen=True, slots=True)
class Appointment:
    """
    One meeting.

    Args:
        key: Names it for good, within and beyond this installation.
        sequence: 0 at first, one more with each change; a calendar keeps the highest.
    """

    key: str
    at: datetime
    what: str
    sequence: int = 0
    cancelled: bool = False

    @property
    def uid(self) -> str:
        """The same for every version of this meeting, and telling nothing."""
        return str(uuid5(NAMESPACE_URL, self.key))


def calendar_text(appointments: Sequence[Appointment], written_at: datetime) -> str:
    """
    The file's text, by RFC 5545. There is no METHOD: nobody is invited, and so there is no organiser to answer.

    Raises:
        ValueError: There is nothing to write, or a time is naive.
    """
    if not appointments:
        raise ValueError("a calendar file needs at least one appointment")
    file = Calendar()
    file.add("prodid", "-//calendar//1//EN")
    file.add("version", "2.0")
    for appointment in appointments:
        file.add_component(_event(appointment, written_at))
    return str(file.to_ical().decode("utf-8"))


def _event(appointment: Appointment, written_at: datetime) -> Event:
    if appointment.at.tzinfo is None or written_at.tzinfo is None:
        raise ValueError("a time without its zone is no instant")
    begins = appointment.at.astimezone(UTC)
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", written_at.astimezone(UTC))
    event.add("dtstart", begins)
    event.add("dtend", begins + LENGTH)
    event.add("summary", " ".join(appointment.what.split()))
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event
