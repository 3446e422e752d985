"""The frame of a period: dates follow from lengths, and never fall on a day on which nobody works."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.building import DATA
from bot.domain import frame
from bot.domain.frame import FrameFault, Part
from bot.domain.plan import Stage
from bot.domain.workdays import FINLAND, WorkingDays
from bot.storage.profile_files import read_profiles

STAGES = tuple(Stage)
DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
LENGTHS = st.lists(st.integers(7, 80), min_size=8, max_size=8)
KELA = frame.parts_of(read_profiles(DATA / "profiles")["kela_self_directed"])
MONDAY = date(2026, 3, 2)


def parts(lengths):
    return tuple(Part(stage, days) for stage, days in zip(STAGES, lengths, strict=True))


def test_a_usual_period_is_six_months_with_its_reviews_inside():
    dates = frame.lay_out(MONDAY, KELA, FINLAND)
    assert dates[0].begins == MONDAY
    assert dates[-1].ends - MONDAY == timedelta(days=26 * 7 - 1)  # R79
    by_stage = {stage.stage: stage for stage in dates}
    assert by_stage[Stage.MID_REVIEW].begins == date(2026, 5, 25)
    assert by_stage[Stage.END_REVIEW].begins == date(2026, 8, 10)


def test_a_review_on_a_holiday_moves_to_the_next_working_day():
    # given trials that would end on Maundy Thursday's eve, so that the review would begin on Good Friday 2027
    row = (Part(Stage.PLAN, 14), Part(Stage.TRIALS, 21), Part(Stage.MID_REVIEW, 7), Part(Stage.CONTINUATION, 7))
    dates = frame.lay_out(date(2027, 2, 19), row, FINLAND)
    # then it begins on the Tuesday after Easter Monday, and the stage after it keeps its own date
    assert dates[2].begins == date(2027, 3, 30)
    assert dates[3].begins == date(2027, 4, 2)


def test_nothing_begins_on_an_eve_even_where_the_unit_works_on_it():
    # given a unit at work on Christmas Eve, and a farewell that would begin then
    at_work = WorkingDays.finland(eves_off=False)
    row = (Part(Stage.CONTINUATION, 14), Part(Stage.FAREWELL, 14))
    assert frame.lay_out(date(2026, 12, 10), row, at_work)[1].begins == date(2026, 12, 24)
    assert frame.lay_out(date(2026, 12, 10), row, at_work.sparing_eves())[1].begins == date(2026, 12, 28)


@settings(deadline=None)
@given(DAYS, LENGTHS)
def test_every_stage_begins_on_a_working_day_after_the_one_before_without_a_gap(begins, lengths):
    assume(sum(lengths) <= frame.LONGEST)
    dates = frame.lay_out(begins, parts(lengths), FINLAND)
    assert all(FINLAND.is_working(stage.begins) for stage in dates)
    assert all(stage.begins <= stage.ends for stage in dates)
    assert all(after.begins == before.ends + frame.DAY for before, after in pairwise(dates))


@settings(max_examples=150, deadline=None)
@given(DAYS, LENGTHS, st.integers(0, 400), st.sampled_from([-28, -14, -7, 7, 14, 28]))
@example(date(2026, 1, 6), [7, 19, 80, 80, 80, 80, 22, 7], 355, -14)  # a stage that Christmas had moved
def test_changing_the_length_never_moves_what_has_begun(begins, lengths, after, change):
    assume(sum(lengths) <= frame.LONGEST - 28)
    begins = FINLAND.on_or_after(begins)
    row, today = parts(lengths), begins + timedelta(days=after)
    dates = frame.lay_out(begins, row, FINLAND)
    try:
        longer = frame.lengthened(row, dates, today, change)
    except FrameFault:
        return
    moved = frame.lay_out(begins, longer, FINLAND)
    begun = frame.running(dates, today) + 1
    assert moved[:begun][:-1] == dates[:begun][:-1]
    assert [stage.begins for stage in moved[:begun]] == [stage.begins for stage in dates[:begun]]
    assert sum(part.days for part in longer) == sum(part.days for part in row) + change
    assert frame.running(moved, today) == frame.running(dates, today)


@settings(deadline=None)
@given(DAYS, LENGTHS, st.integers(0, 300), st.integers(0, 60))
def test_a_pause_gives_every_later_stage_its_days_back(begins, lengths, after, days):
    assume(sum(lengths) <= frame.LONGEST - 60)
    begins = FINLAND.on_or_after(begins)
    row, since = parts(lengths), begins + timedelta(days=after)
    dates = frame.lay_out(begins, row, FINLAND)
    longer = frame.rested(row, dates, since, since + timedelta(days=days))
    assert sum(part.days for part in longer) == sum(part.days for part in row) + days
    moved = frame.lay_out(begins, longer, FINLAND)
    place = frame.running(dates, since)
    assert [stage.begins for stage in moved[: place + 1]] == [stage.begins for stage in dates[: place + 1]]
    assert all(new.begins >= old.begins for new, old in zip(moved, dates, strict=True))


@settings(deadline=None)
@given(DAYS, LENGTHS, st.integers(0, 300))
def test_moving_on_begins_the_next_stage_today_or_on_the_next_working_day(begins, lengths, after):
    assume(sum(lengths) <= frame.LONGEST - 300)
    begins = FINLAND.on_or_after(begins)
    row, today = parts(lengths), begins + timedelta(days=after)
    dates = frame.lay_out(begins, row, FINLAND)
    try:
        sooner = frame.moved_on(row, dates, today)
    except FrameFault:
        return
    moved = frame.lay_out(begins, sooner, FINLAND)
    place = frame.running(dates, today)
    assert moved[place + 1].begins == FINLAND.on_or_after(today)
    assert moved[:place][:-1] == dates[:place][:-1]


@pytest.mark.parametrize(
    ("today", "change", "fault"),
    [(date(2026, 12, 1), 7, "over"), (date(2026, 5, 20), -28, "too_short"), (MONDAY, 2000, "too_long")],
)
def test_what_cannot_be_had_is_said_and_nothing_is_bent(today, change, fault):
    dates = frame.lay_out(MONDAY, KELA, FINLAND)
    with pytest.raises(FrameFault) as caught:
        frame.lay_out(MONDAY, frame.lengthened(KELA, dates, today, change), FINLAND)
    assert caught.value.fault == fault


def test_a_stage_has_at_least_a_week():
    with pytest.raises(FrameFault, match="too_short"):
        Part(Stage.PLAN, 6)


def test_nobody_moves_on_in_a_stages_first_week_or_from_the_last_stage():
    dates = frame.lay_out(MONDAY, KELA, FINLAND)
    for today, fault in ((MONDAY + timedelta(days=3), "too_short"), (dates[-1].begins, "over")):
        with pytest.raises(FrameFault) as caught:
            frame.moved_on(KELA, dates, today)
        assert caught.value.fault == fault
