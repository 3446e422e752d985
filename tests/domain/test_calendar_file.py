"""A calendar file is read by other people's programs: it is what RFC 5545 says, and tells nothing it need not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.domain.calendar_file import Appointment, calendar_text

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
AT = datetime(2026, 12, 3, 13, 30, tzinfo=timezone(timedelta(hours=2)))


def test_an_instant_is_written_in_utc_and_needs_no_time_zone() -> None:
    text = calendar_text([Appointment("a", AT, "Kahvit")], NOW)
    assert "DTSTART:20261203T113000Z" in text
    assert "DTEND:20261203T123000Z" in text
    assert "VTIMEZONE" not in text


def test_a_change_keeps_the_name_and_counts_up() -> None:
    first, moved, off = (
        Calendar.from_ical(calendar_text([one], NOW)).walk("VEVENT")[0]
        for one in (
            Appointment("a", AT, "Kahvit"),
            Appointment("a", AT + timedelta(days=1), "Kahvit", 1),
            Appointment("a", AT + timedelta(days=1), "Kahvit", 2, cancelled=True),
        )
    )
    assert first["uid"] == moved["uid"] == off["uid"]
    assert [int(event["sequence"]) for event in (first, moved, off)] == [0, 1, 2]
    assert [str(event["status"]) for event in (first, moved, off)] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert Appointment("b", AT, "Kahvit").uid != str(first["uid"])


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=150))
def test_whatever_somebody_writes_stays_their_words_and_becomes_no_line_of_the_file(what: str) -> None:
    words = f"{what}\r\nATTENDEE:mailto:x\n"
    text = calendar_text([Appointment("a", AT, words)], NOW)
    [event] = Calendar.from_ical(text).walk("VEVENT")
    assert str(event["summary"]) == " ".join(words.split())
    assert "attendee" not in event
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_the_file_names_neither_the_bot_nor_the_group() -> None:
    text = calendar_text([Appointment("https://t.me/rinnalla_bot/meeting/7", AT, "Kahvit")], NOW)
    assert "rinnalla" not in text.casefold()
    assert "t.me" not in text
    assert "CLASS:PRIVATE" in text


def test_a_naive_time_is_no_instant() -> None:
    with pytest.raises(ValueError, match="zone"):
        calendar_text([Appointment("a", datetime(2026, 12, 3, 13, 30), "Kahvit")], NOW)  # noqa: DTZ001 - the point
    with pytest.raises(ValueError, match="at least one"):
        calendar_text([], NOW)
