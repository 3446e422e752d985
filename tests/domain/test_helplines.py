"""Helplines: always 112 and a second way, never unchecked for long."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from bot import checkup
from bot.domain.helplines import HelplinesError, parse
from bot.domain.safety import Concern

TEXT = (Path(__file__).parents[2] / "bot" / "data" / "helplines.toml").read_text("utf-8")
HELPLINES = parse(TEXT)
CHECKED = date(2026, 11, 22)


@pytest.mark.parametrize("locale", ["fi", "sv", "en", "xx"])
@pytest.mark.parametrize("concern", [Concern.C, Concern.S, Concern.V, Concern.M])
def test_there_is_always_112_and_a_second_way(locale, concern):
    shown = HELPLINES.of(locale, concern)
    assert shown[0].number == "112"
    assert len(shown) >= 2


def test_each_locale_gets_the_numbers_of_the_design():
    assert [line.number for line in HELPLINES.of("fi", Concern.C)] == ["112", "09 2525 0111", "116117", "sekasin.fi"]
    assert [line.number for line in HELPLINES.of("sv", Concern.C)] == ["112", "09 2525 0111", "09 2525 0112", "116117"]
    assert [line.number for line in HELPLINES.of("en", Concern.C)] == ["112", "09 2525 0111", "09 2525 0113", "116117"]
    assert [line.number for line in HELPLINES.of("fi", Concern.V)] == ["112", "080 005 005"]
    assert [line.number for line in HELPLINES.of("fi", Concern.M)] == ["112", "116117"]


@pytest.mark.parametrize(
    ("days", "state"), [(0, ""), (59, ""), (60, "warn"), (89, "warn"), (90, "fail"), (400, "fail")]
)
def test_numbers_grow_old(days, state):
    assert HELPLINES.stale(CHECKED + timedelta(days=days)) == state


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[[helpline]]", "[[helpline", "TOML"),
        ('number = "112"\n', "", "lacks number"),
        ("verified_on = 2026-11-22", 'verified_on = "yesterday"', "date"),
        ("verified_on = 2026-11-22", "verified_on = 2026-11-22T10:00:00", "date"),
        ("verified_on = 2026-11-22", "verified_on = 2026-13-22", "TOML"),
        ('concerns = ["V"]', 'concerns = ["X"]', "unknown concern"),
        ('concerns = ["V"]', 'concerns = ["C"]', "second way for V"),
    ],
)
def test_a_broken_file_says_what_is_wrong(old, new, problem):
    with pytest.raises(HelplinesError, match=problem):
        parse(TEXT.replace(old, new))


@pytest.mark.parametrize(
    ("days", "fine", "fault"),
    [
        (59, True, False),
        (60, False, False),
        (61, False, False),
        (89, False, False),
        (90, False, True),
        (91, False, True),
    ],
)
def test_the_checkup_notes_at_sixty_days_and_fails_at_ninety(days: int, fine: bool, fault: bool):
    found = checkup._helplines(CHECKED + timedelta(days=days))
    assert (found.fine, found.fault) == (fine, fault)


def test_a_mistyped_year_that_would_never_grow_old_is_a_fault():
    # given numbers that somebody looks at on the day itself, perhaps where it is tomorrow already
    newest = max(line.verified_on for line in HELPLINES.lines)
    assert not HELPLINES.to_come(newest - timedelta(days=1))
    # when the check is said to come later
    assert HELPLINES.to_come(newest - timedelta(days=2))
    assert checkup._helplines(newest - timedelta(days=2)).fault
