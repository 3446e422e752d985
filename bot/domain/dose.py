"""
How much of what a client got: contacts one by one, and hours of a group (R87, R90).

Numbers only: nothing here says how a contact went. What nobody confirmed does not count.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What kind of contact it was."""

    MEETING = "meeting"
    CALL = "call"
    LETTER = "letter"  # words from person to person through the bot


class Form(StrEnum):
    """How people met; a letter has none."""

    IN_PERSON = "in_person"
    REMOTE = "remote"
    NONE = ""


LENGTHS = (15, 30, 45, 60, 90, 120)
"""Minutes offered for a meeting or a call."""

USUAL_MINUTES = 45  # of a meeting whose length nobody said
CALL_MINUTES = 15  # of a call whose length nobody said; the professional corrects it before it counts
GROUP_MINUTES = 90  # of a group meeting, until a moderator says otherwise


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact of one professional with one client. `minutes` is 0 for a letter."""

    kind: Kind
    form: Form
    minutes: int
    at: datetime
    professional_id: int


@dataclass(frozen=True, slots=True)
class Dose:
    """
    What a client got in a span of time.

    Args:
        meetings, calls, letters: How many of each.
        remote: How many of the meetings were remote (R43).
        meeting_minutes, call_minutes: Together.
        professionals: How many different people had a contact: multi-professional work in numbers (R87).
        group_meetings, group_minutes: Of a group while the client belonged to it; who was there is never kept.
    """

    meetings: int = 0
    remote: int = 0
    meeting_minutes: int = 0
    calls: int = 0
    call_minutes: int = 0
    letters: int = 0
    professionals: int = 0
    group_meetings: int = 0
    group_minutes: int = 0

    @property
    def contacts(self) -> int:
        """Meetings, calls and letters together."""
        return self.meetings + self.calls + self.letters


def total(contacts: Iterable[Contact], group_minutes: Iterable[int] = ()) -> Dose:
    """Sum up confirmed contacts, and the lengths in minutes of confirmed group meetings."""
    found, groups = list(contacts), list(group_minutes)
    meetings = [c for c in found if c.kind is Kind.MEETING]
    calls = [c for c in found if c.kind is Kind.CALL]
    return Dose(
        meetings=len(meetings),
        remote=sum(c.form is Form.REMOTE for c in meetings),
        meeting_minutes=sum(c.minutes for c in meetings),
        calls=len(calls),
        call_minutes=sum(c.minutes for c in calls),
        letters=sum(c.kind is Kind.LETTER for c in found),
        professionals=len({c.professional_id for c in found}),
        group_meetings=len(groups),
        group_minutes=sum(groups),
    )
