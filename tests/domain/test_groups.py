"""The peer group's rules: codes, places, taking back, and times that depend on the calendar alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import groups
from bot.domain.groups import Code, CodeRefusal, Place, Refusal
from bot.domain.languages import LOCALES
from bot.domain.walltime import local_date

HELSINKI = "Europe/Helsinki"
NOW = datetime(2026, 11, 2, 8, 0, tzinfo=UTC)  # a Monday
THEMES = Path(groups.__file__).parents[1] / "data" / "group_themes.toml"
moments = st.timedeltas(timedelta(), timedelta(days=730)).map(lambda later: NOW + later)


@pytest.mark.parametrize(
    ("code", "taken", "hears_all", "refusal"),
    [
        (None, False, False, CodeRefusal.WRONG),
        (Code(NOW + timedelta(days=1), used=False, moderator=True), False, False, None),
        (Code(NOW + timedelta(days=1), used=True, moderator=True), False, False, CodeRefusal.USED),
        (Code(NOW, used=False, moderator=True), False, False, CodeRefusal.OLD),
        (Code(NOW + timedelta(days=1), used=False, moderator=True), True, False, CodeRefusal.TAKEN),
        (Code(NOW + timedelta(days=1), used=False, moderator=True), False, True, CodeRefusal.HEARS_ALL),
        # a stranger learns nothing of a code, whatever else is true of it
        (Code(NOW, used=True, moderator=False), True, True, CodeRefusal.NOT_YOURS),
    ],
)
def test_a_code_links_a_group_once_in_time_and_in_its_moderators_hands(code, taken, hears_all, refusal):
    assert groups.refuse_code(code, chat_taken=taken, hears_all=hears_all, now=NOW) == refusal


@given(st.sampled_from([None, *Place]), st.booleans(), st.integers(6, 12), st.integers(0, 14), st.booleans())
def test_nobody_comes_in_unasked_and_a_full_group_stays_as_it_is(place, is_open, size, taken, elsewhere):
    refusal = groups.refuse_joining(place, is_open=is_open, size=size, taken=taken, elsewhere=elsewhere)
    if place is None:
        assert refusal is Refusal.NOT_OFFERED
    elif place in (Place.AGREED, Place.INSIDE):
        assert refusal is None
    else:
        assert (refusal is None) == (is_open and not elsewhere and taken < size)


@given(st.integers(-100, 100))
def test_a_group_is_never_smaller_or_larger_than_agreed(wish):
    assert groups.SMALLEST <= groups.size_of(wish) <= groups.LARGEST


def test_a_shared_word_can_be_taken_back_for_ten_minutes():
    assert groups.may_take_back(NOW, NOW + timedelta(minutes=10))
    assert not groups.may_take_back(NOW, NOW + timedelta(minutes=10, seconds=1))


@given(moments)
def test_a_theme_comes_on_the_next_wednesday_at_noon(after):
    at = groups.theme_time(after, HELSINKI)
    assert after < at <= after + timedelta(days=7, hours=1)  # a week holds an hour more when the clocks go back
    assert local_date(at, HELSINKI).weekday() == groups.THEME_WEEKDAY


@given(moments, st.integers(0, 3))
def test_a_theme_waits_while_the_group_hears_from_the_bot_anyway(after, days):
    first = local_date(groups.theme_time(after, HELSINKI), HELSINKI)
    taken = {first + timedelta(days=n) for n in range(days)}
    assert local_date(groups.theme_time(after, HELSINKI, taken), HELSINKI) == first + timedelta(days=days)


@given(st.integers(0, 1000), st.integers(1, 60))
def test_themes_come_in_order_and_begin_again(asked, themes):
    assert groups.theme_number(asked, themes) == asked % themes
    assert groups.theme_number(asked + themes, themes) == groups.theme_number(asked, themes)


@pytest.mark.parametrize(
    ("on", "at", "expected"),
    [
        (date(2026, 11, 12), time(13, 30), datetime(2026, 11, 12, 11, 30, tzinfo=UTC)),
        (date(2026, 11, 2), time(9), None),  # an hour ago
        (date(2027, 11, 12), time(13, 30), None),  # a year ahead
    ],
)
def test_a_meeting_lies_ahead_and_within_half_a_year(on, at, expected):
    assert groups.meeting_time(on, at, HELSINKI, NOW) == expected


@pytest.mark.parametrize(
    ("ahead", "reminder"),
    [
        (timedelta(days=3), datetime(2026, 11, 4, 10, tzinfo=UTC)),  # noon in Helsinki, the day before
        (timedelta(hours=5), NOW + timedelta(hours=3)),
        (timedelta(hours=1), None),
    ],
)
def test_a_meeting_is_remembered_the_day_before_or_two_hours_before_or_not_at_all(ahead, reminder):
    assert groups.reminder_time(NOW + ahead, NOW, HELSINKI) == reminder


def test_the_library_has_a_theme_for_half_a_year_in_three_languages():
    themes = groups.parse_themes(THEMES.read_text("utf-8"))
    assert len(themes) >= 26
    for locale in LOCALES:
        texts = [theme.text(locale) for theme in themes]
        assert len(set(texts)) == len(texts)
        assert all(text.endswith("?") and len(text.split()) <= 14 for text in texts)


@pytest.mark.parametrize(
    "source",
    ['[[theme]]\nid = "a"\nfi = "x?"\nsv = "y?"', '[[theme]]\nid = "a"\nfi = "x?"\nsv = "y?"\nen = "z?"\n' * 2],
)
def test_a_theme_that_lacks_a_language_or_is_there_twice_is_refused(source):
    with pytest.raises(groups.ThemesError, match=r"theme \[a\]"):
        groups.parse_themes(source)
