"""Numbers as people type them, in three languages; what is not plainly a number is none."""

from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.own_measures import KINDS, Kind, doubtful, kind_of, stored, understand
from bot.domain.quantities import UNITS

LOCALES = st.sampled_from(["fi", "sv", "en"])


def said(key: str, text: str, locale: str = "fi") -> str | None:
    found = understand(kind_of(key), text, locale)
    return None if found is None else stored(found)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("weight", "72,5 kg", "72.5"),
        ("weight", "72.5", "72.5"),
        ("weight", "noin 72,5 kiloa.", "72.5"),
        ("weight", "72½", "72.5"),
        ("weight", "72 500 g", "72.5"),
        ("weight", "１００ kg", "100"),
        ("weight", "720 kg", "720"),
        ("waist", "0,92 m", "92"),
        ("waist", "92 senttiä", "92"),
        ("steps", "6 400 askelta", "6400"),
        ("steps", "6\u2009400", "6400"),
        ("steps", "6\u202f400", "6400"),
        ("steps", "6.400", "6400"),
        ("steps", "6,400 steps", "6400"),
        ("steps", "12 345 678", "12345678"),
        ("walk_test", "0,45 km", "450"),
        ("walk_test", "450 meter", "450"),
        ("blood_pressure", "120/80", "120/80"),
        ("blood_pressure", "120 / 80 mmHg", "120/80"),
        ("blood_pressure", "120 80", "120/80"),
        ("blood_pressure", "120 över 80", "120/80"),
        ("blood_pressure", "120–80", "120/80"),
        ("sleep", "7 h 30 min", "7.5"),
        ("sleep", "7 tuntia ja 30 minuuttia", "7.5"),
        ("sleep", "7 tim 30 min", "7.5"),
        ("sleep", "7h30", "7.5"),
        ("sleep", "7:30", "7.5"),
        ("sleep", "7.30", "7.5"),
        ("sleep", "7,5 h", "7.5"),
        ("sleep", "7,5", "7.5"),
        ("sleep", "450 min", "7.5"),
        ("sleep", "7.5", "7.5"),
        ("movement", "2 h", "120"),
        ("movement", "1,5 tuntia", "90"),
        ("mood", "7/10", "7"),
        ("absences", "2 päivää", "2"),
        ("grip", "31,5", "31.5"),
    ],
)
def test_what_people_write_is_understood(key, text, value):
    assert said(key, text) == value


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("weight", "en tiedä"),
        ("weight", ""),
        ("weight", "72 cm"),
        ("weight", "72 ja 73"),
        ("weight", "-72"),
        ("weight", "7 2 5"),
        ("weight", "1,2,3"),
        ("weight", "72,5,5"),
        ("weight", "0401234567890"),
        ("weight", "nukuin 3 tuntia"),
        ("steps", "6400,5"),
        ("steps", "6400 kg"),
        ("blood_pressure", "120"),
        ("blood_pressure", "12080"),
        ("blood_pressure", "120/80/70"),
        ("blood_pressure", "120/80 kg"),
        ("sleep", "7 h 75 min"),
        ("sleep", "hyvin"),
        ("sleep", "7 kg"),
        ("mood", "11"),
        ("mood", "7,5"),
        ("mood", "-1"),
    ],
)
def test_what_is_not_plainly_a_number_is_none(key, text):
    assert said(key, text) is None


def test_a_thousand_in_english_is_a_decimal_elsewhere():
    own = kind_of("other", "kcal")
    assert understand(own, "1,200 kcal", "en") == (Decimal(1200),)
    assert understand(own, "1,200 kcal", "fi") == (Decimal("1.2"),)
    assert understand(own, "1.200", "en") == (Decimal("1.2"),)


def test_half_past_seven_is_a_clock_in_finland_and_a_decimal_in_english():
    assert (said("sleep", "7.30", "sv"), said("sleep", "7.30", "en"), said("sleep", "7.25 h")) == ("7.5", "7.3", "7.25")


def test_an_own_measure_may_be_below_zero_and_takes_its_own_unit():
    own = kind_of("other", "Pisteet")
    assert understand(own, "−3", "fi") == (Decimal(-3),)
    assert understand(own, "12 pisteet", "fi") == (Decimal(12),)
    assert understand(own, "12 euroa", "fi") is None


@st.composite
def values(draw: st.DrawFn) -> tuple[Kind, Decimal]:
    kind = draw(st.sampled_from([kind for kind in KINDS.values() if len(kind.usual) == 1 and kind.unit != "h"]))
    low, high = kind.usual[0]
    number = draw(st.decimals(low, high, places=kind.decimals, allow_nan=False, allow_infinity=False))
    return kind, number


@given(values(), LOCALES, st.data())
@settings(max_examples=200)
def test_a_number_said_in_any_language_is_heard_as_the_same(value, locale, data):
    kind, number = value
    units = ["", *UNITS.get(kind.unit, {})]
    unit = data.draw(st.sampled_from([word for word in units if not word or UNITS[kind.unit][word] == 1]))
    text = format_decimal(number, format="#,##0.###", locale=locale)
    assert understand(kind, f"{text} {unit}".strip(), locale) == (number,)


@given(st.integers(0, 23), st.integers(0, 59), LOCALES)
@settings(max_examples=100)
def test_hours_and_minutes_come_back_as_they_were_written(hours, minutes, locale):
    found = understand(KINDS["sleep"], f"{hours} h {minutes} min", locale)
    assert found is not None
    assert round(float(found[0]) * 60) == pytest.approx(hours * 60 + minutes, abs=0.5)
    assert understand(KINDS["sleep"], f"{hours}:{minutes:02}", locale) == found


@given(st.text(max_size=30), st.sampled_from(sorted(KINDS)), LOCALES)
@settings(max_examples=200)
def test_no_text_breaks_the_reader(text, key, locale):
    found = understand(KINDS[key], text, locale)
    assert found is None or all(number >= 0 for number in found)


@pytest.mark.parametrize(
    ("key", "now", "last", "asks"),
    [
        ("weight", "720", (), True),
        ("weight", "72.5", (), False),
        ("weight", "72.5", (71.0,), False),
        ("weight", "62", (80.0,), True),
        ("blood_pressure", "120/80", (), False),
        ("blood_pressure", "80/120", (), True),
        ("blood_pressure", "1200/80", (), True),
        ("steps", "6400", (300.0,), False),
        ("absences", "45", (), True),
        ("other", "5", (), False),
        ("other", "500", (5.0,), True),
        ("other", "-500", (5.0,), False),
    ],
)
def test_an_odd_value_is_asked_about_and_a_usual_one_is_not(key, now, last, asks):
    assert doubtful(kind_of(key), tuple(Decimal(part) for part in now.split("/")), last) is asks
