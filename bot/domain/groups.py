"""
The peer-support group: who may come in, what may be taken back, when the group is spoken to.

The group lives beside the private talks. No rule here knows energy, steps, breaks or silence.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.languages import LOCALES
from bot.domain.walltime import instant, local_date

SMALLEST, LARGEST = 6, 12  # members: enough to meet somebody, few enough to know everybody (domain 7)
MODERATORS = 2  # who guide a group together
UNDO_WITHIN = timedelta(minutes=10)  # a shared word may be taken back; later most have read it
CODE_WAIT = timedelta(minutes=5)  # between the bot coming into a group and the code that says which one it is
RULES_EVERY = timedelta(minutes=1)  # a flood of the same command gets one answer
THEME_WEEKDAY = 2  # Wednesday: away from the digests of Monday, and the week is under way
THEME_HOUR = time(12)  # outside everybody's usual quiet hours
REMIND_HOUR = time(12)  # of the day before a meeting
REMIND_SHORT = timedelta(hours=2)  # before a meeting that was agreed on at short notice
THANKS_AFTER = timedelta(hours=2)  # after a member's turn has begun
QUIET_AFTER = 4  # themes in a row that nobody took up: the group wants its peace
MEETING_WITHIN = timedelta(days=180)  # a meeting further away is more likely a mistyped year
ALARM_EVERY = timedelta(minutes=5)  # grave words of one person call the moderators once in so long, and again after it
KEEP_REPORTS = timedelta(days=14)  # a report that nobody looked at; later its words help nobody
ASK_AGAIN = timedelta(days=7)  # after which somebody who wants to come back may ask once more
MOST_OPEN_REPORTS = 20  # in a group; more at a time is noise, and moderators are told of the first ones


class Standing(StrEnum):
    """What somebody is in a group."""

    MODERATOR = "moderator"
    MEMBER = "member"
    STRANGER = "stranger"


class Place(StrEnum):
    """How far a client has come. Only `INSIDE` sees the group."""

    OFFERED = "offered"  # told that there is a group, nothing decided
    AGREED = "agreed"  # consented, not yet in the Telegram group
    INSIDE = "inside"
    LEFT = "left"


class WayBack(StrEnum):
    """What somebody whose place is left can do to come in again."""

    LOOK = "look"  # said no to an offer, which still stands
    ASK = "ask"  # left: the moderators are asked
    WAIT = "wait"  # they have been asked
    NONE = "none"  # was taken out, or they said no: only their new offer opens the way


class Refusal(StrEnum):
    """Why a client cannot come in now."""

    FULL = "full"
    ELSEWHERE = "elsewhere"
    NOT_OPEN = "not_open"
    NOT_OFFERED = "not_offered"


class CodeRefusal(StrEnum):
    """Why a Telegram group does not become the group of this code."""

    WRONG = "wrong"
    USED = "used"
    OLD = "old"
    NOT_YOURS = "not_yours"
    TAKEN = "taken"
    HEARS_ALL = "hears_all"


@dataclass(frozen=True, slots=True)
class Code:
    """A one-time code as far as it was found. `moderator`: does its bearer guide that group?"""

    until: datetime | None
    used: bool
    moderator: bool


class ThemesError(ValueError):
    """The theme file cannot be used until its author changes it. Raised at start-up, never in a group."""


@dataclass(frozen=True, slots=True)
class Theme:
    """An open question for a week, by language."""

    id: str
    fi: str
    sv: str
    en: str

    def text(self, locale: str) -> str:
        """In the group's language; an unknown one is served in Finnish."""
        return {"sv": self.sv, "en": self.en}.get(locale, self.fi)


def parse_themes(source: str) -> tuple[Theme, ...]:
    """The library of themes. Raises ThemesError naming the entry that is incomplete or there twice."""
    try:
        return _parsed(source)
    except ThemesError:
        raise
    except tomllib.TOMLDecodeError as error:
        raise ThemesError(f"the themes are not TOML: {error}. Mend the line it names") from error
    except (AttributeError, TypeError) as error:
        raise ThemesError(
            "the themes hold a value of the wrong kind; compare each entry with its neighbours"
        ) from error


def _parsed(source: str) -> tuple[Theme, ...]:
    entries = tomllib.loads(source).get("theme", [])
    found: dict[str, Theme] = {}
    for entry in entries:
        name = str(entry.get("id", ""))
        texts = [str(entry.get(locale, "")).strip() for locale in LOCALES]
        if not name or not all(texts):
            raise ThemesError(f"theme [{name}]: it needs an id and a text in each of fi, sv and en")
        if name in found:
            raise ThemesError(f"theme [{name}]: it is there twice; give one of them another id")
        found[name] = Theme(name, *texts)
    return tuple(found.values())


def size_of(wish: int) -> int:
    """The nearest permitted size."""
    return min(max(wish, SMALLEST), LARGEST)


def refuse_code(code: Code | None, *, chat_taken: bool, hears_all: bool, now: datetime) -> CodeRefusal | None:
    """Whether a code may link the Telegram group in which it was said. None: it may."""
    if code is None:
        return CodeRefusal.WRONG
    if not code.moderator:
        return CodeRefusal.NOT_YOURS  # before anything that would tell a stranger about the code
    if chat_taken:
        return CodeRefusal.TAKEN
    if code.used:
        return CodeRefusal.USED
    if code.until is None or now >= code.until:
        return CodeRefusal.OLD
    return CodeRefusal.HEARS_ALL if hears_all else None


def refuse_joining(place: Place | None, *, is_open: bool, size: int, taken: int, elsewhere: bool) -> Refusal | None:
    """
    Whether a client may come into a group. None: yes.

    Args:
        taken: Places of others that are agreed or inside.
        elsewhere: The client belongs to another group; one at a time keeps both of them small and known.
    """
    if place is None:
        return Refusal.NOT_OFFERED
    if place in (Place.AGREED, Place.INSIDE):
        return None
    if not is_open:
        return Refusal.NOT_OPEN
    if elsewhere:
        return Refusal.ELSEWHERE
    return Refusal.FULL if taken >= size else None


def way_back(*, consented: bool, barred: bool, asked_at: datetime | None, now: datetime) -> WayBack:
    """Leaving is one tap, and so is the way back, unless a moderator closed it. Asked again after a week unanswered."""
    if barred:
        return WayBack.NONE
    if not consented:
        return WayBack.LOOK
    waits = asked_at is not None and now - asked_at < ASK_AGAIN
    return WayBack.WAIT if waits else WayBack.ASK


def may_take_back(shared_at: datetime, now: datetime) -> bool:
    """Is it still time to take a shared word back?"""
    return now - shared_at <= UNDO_WITHIN


def may_say_rules(last: datetime | None, now: datetime) -> bool:
    """Not again at once: the group can still read them."""
    return last is None or now - last >= RULES_EVERY


def theme_number(asked: int, themes: int) -> int:
    """The next theme's place in the library: in order, and from the beginning again after the last."""
    if themes < 1:
        raise ValueError("there are no themes to choose from")
    return asked % themes


def wants_peace(unanswered: int) -> bool:
    """Have so many themes gone by without any sign from the group that the next is better left unasked?"""
    return unanswered >= QUIET_AFTER


def theme_time(after: datetime, timezone: str, taken: Collection[date] = ()) -> datetime:
    """
    When the next weekly theme comes. UTC, always later than `after`.

    It depends on the calendar alone, so that nothing of anybody's private rhythm can be read from it. `taken` are
    local dates on which the group hears from the bot anyway (the day before a meeting): then it waits a day.
    """
    day = local_date(after, timezone)
    day += timedelta(days=(THEME_WEEKDAY - day.weekday()) % 7)
    if instant(day, THEME_HOUR, timezone) <= after:
        day += timedelta(days=7)
    while day in taken:
        day += timedelta(days=1)
    return instant(day, THEME_HOUR, timezone)


def meeting_time(on: date, at: time, timezone: str, now: datetime) -> datetime | None:
    """When a meeting is, in UTC. None: it lies behind us, or further ahead than anybody plans."""
    when = instant(on, at, timezone)
    return when if now < when <= now + MEETING_WITHIN else None


def reminder_time(meeting: datetime, now: datetime, timezone: str) -> datetime | None:
    """When to remind of a meeting: at noon of the day before; at short notice two hours before; or not at all."""
    day_before = local_date(meeting, timezone) - timedelta(days=1)
    for at in (instant(day_before, REMIND_HOUR, timezone), meeting - REMIND_SHORT):
        if at > now:
            return at
    return None
