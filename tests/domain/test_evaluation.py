"""Evaluation: whole batches, figured once, and nobody to be found by subtracting."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy import array
from numpy.linalg import svd

from bot.actions.evaluation_page import ROWS, lines
from bot.domain.evaluation import (
    BATCH,
    LEAST,
    MEANS,
    PLANNED,
    TABLES,
    Course,
    add_up,
    close,
    guarded,
    quarter,
)

YEAR_END = date(2026, 12, 31)
TODAY = date(2027, 1, 1)
DAYS = st.dates(date(2026, 1, 1), YEAR_END)
SCORES = st.one_of(st.none(), st.sampled_from([30.0, 45.0, 50.0, 61.0]))
QUALITY = st.one_of(st.none(), st.tuples(st.sampled_from([2.0, 3.0]), st.sampled_from([2.0, 3.0, 4.0])))
COURSES = st.lists(
    st.builds(
        Course,
        profile=st.sampled_from(["gas_icf", "social_rehabilitation"]),
        ended=DAYS,
        days=st.integers(10, 300),
        score=SCORES,
        quality=QUALITY,
        contacts=st.integers(0, 20),
        group_meetings=st.integers(0, 2),
        marks=st.frozensets(st.sampled_from(["mechanism.trust", "core.plan", "outcome.goals"])),
    ),
    max_size=60,
)


def many(count, **facts):
    return [Course("gas_icf", date(2026, 2, 1), 180, **facts) for _ in range(count)]


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 11, 25), date(2026, 10, 1), date(2026, 12, 31)),
        (date(2028, 6, 30), date(2028, 4, 1), date(2028, 6, 30)),
    ],
)
def test_a_quarter_has_its_first_and_last_day(day, first, last):
    assert quarter(day) == (first, last)


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=7))
def test_no_small_cell_is_told_nor_left_to_be_reckoned_from_the_total(counted):
    # given any table, and its total, which is always told
    cells = guarded(counted)
    told = [people for people in cells.values() if people is not None]
    hidden = [counted[row] for row, people in cells.items() if people is None]
    # then nothing small is told
    assert all(people >= LEAST for people in told)
    # and what is kept back is nothing, or several rows whose sum does not settle them, or a whole table of one row
    rest = sum(counted.values()) - sum(told)
    assert rest == sum(hidden)
    assert not hidden or not told or (len(hidden) >= 2 and rest >= LEAST and rest > len(hidden))


@given(COURSES)
def test_the_difference_of_any_two_reports_is_whole_batches_of_enough_people(courses):
    batches = close(courses, {}, TODAY)
    for one in range(len(batches)):
        for other in range(one, len(batches)):
            more, less = add_up(batches[: other + 1]), add_up(batches[:one])
            assert more.people - less.people >= BATCH
            for name, cells in more.tables.items():
                for row, people in cells.items():
                    difference = (people or 0) - (less.tables.get(name, {}).get(row) or 0)
                    assert difference == 0 or difference >= LEAST


@given(COURSES, COURSES)
def test_a_closed_batch_never_changes_whoever_comes_or_goes(before, after):
    # given batches closed at the end of the year
    batches = close(before, {}, TODAY)
    closed = {batch.profile: batch.last for batch in batches}
    # when it is asked again with other people, some of whom withdrew
    again = close(after, closed, TODAY)
    # then nothing is figured anew for a time that is closed
    assert all(batch.first > closed.get(batch.profile, date.min) for batch in again)


@given(COURSES)
def test_the_number_behind_a_mean_gives_away_no_row_that_is_kept_back(courses):
    for batch in close(courses, {}, TODAY):
        for name, mean in batch.means.items():
            _, table, rows = MEANS[name]
            assert mean.people >= LEAST
            assert all(batch.tables[table].get(row, 0) is not None for row in rows)


BANDS = ("under_40", "40_50", "50_60", "60_up")
FIGURES: tuple[dict[str, tuple[str, ...]], ...] = (
    {
        "score.no_plan": ("no_plan",),
        "score.not_known": ("no_score",),
        **{f"score.{band}": (band,) for band in BANDS},
        "logic.core.plan": ("no_score", *BANDS),
        "logic.outcome.goals": ("50_60", "60_up"),
        "mean.score": BANDS,
    },
    {
        "length.under_5": ("short",),
        "length.5_8": ("middle",),
        "length.8_up": ("long",),
        "logic.condition.long_enough": ("middle", "long"),
    },
    {
        "group.took_part": ("member",),
        "group.did_not": ("alone",),
        **dict.fromkeys(("logic.core.group", "mean.group_meetings", "mean.group_minutes"), ("member",)),
    },
)
"""Figures that lie within one another, by what they mean: figure -> the kinds of people it counts."""
ANYBODY = {"people", "mean.days", "mean.contacts", "mean.minutes"}
MEMBERS = st.builds(
    Course,
    profile=st.just("gas_icf"),
    ended=st.just(date(2026, 2, 1)),
    days=st.integers(10, 300),
    score=SCORES,
    group_meetings=st.integers(0, 1),
    marks=st.frozensets(st.sampled_from(["core.plan"])),
)


def kinds_of(course):
    """The kind of person in each of `FIGURES`."""
    score = course.score
    if score is None:
        goals = "no_score" if PLANNED in course.marks else "no_plan"
    else:
        goals = BANDS[(score >= 40) + (score >= 50) + (score >= 60)]
    length = ("short", "middle", "long")[(course.days >= 150) + (course.days >= 244)]
    return goals, length, "member" if course.group_meetings else "alone"


def shown_figures(batch):
    """Everything that a report of one batch shows: figure -> people. A row that is not there at all is a nought."""
    found = {f"{line.table}.{line.row}": line for line in lines("", add_up([batch]))}
    shown = {name: line.people if line.table == "mean" else line.value for name, line in found.items()}
    rows = [f"{table}.{row}" for table in TABLES for row in ROWS[table]]
    return {name: people for name, people in shown.items() if people is not None} | {
        row: 0 for row in rows if row not in found
    }


def reckoned(told):
    """Which sums of kinds follow from the sums in `told` by adding and subtracting: all 0/1 rows in their span."""
    _, sizes, rows = svd(array(told, float))
    beyond = rows[(sizes > 1e-9).sum() :]  # what the told sums leave open
    return [chosen for chosen in product((0, 1), repeat=len(told[0])) if abs(beyond @ array(chosen)).sum() < 1e-9]


@given(st.lists(MEMBERS, min_size=BATCH, max_size=24))
@settings(max_examples=150)
def test_no_count_from_one_to_four_can_be_reckoned_from_all_that_the_report_shows(courses):
    # given a batch, all figures of its report, and what each of them counts
    [batch] = close(courses, {}, TODAY)
    shown = shown_figures(batch)
    nested = set().union(*FIGURES)
    assert {name for name in shown if name not in nested and not name.startswith("quality.")} <= ANYBODY | {
        "mean.quality_start",
        "mean.quality_change",
    }
    for place, figures in enumerate(FIGURES):
        kinds = list(dict.fromkeys(kind for counted in figures.values() for kind in counted))
        told = [[1] * len(kinds)]  # everybody
        told += [[int(kind in figures[name]) for kind in kinds] for name in figures if name in shown]
        people = [sum(kinds_of(course)[place] == kind for course in courses) for kind in kinds]
        # then nothing that follows from them by adding and subtracting is of one to four people
        for chosen in reckoned(told):
            assert not 0 < sum(c * n for c, n in zip(chosen, people, strict=True)) < LEAST, (shown, kinds, chosen)


def test_two_people_with_a_plan_who_did_not_get_there_are_not_told_by_the_two_marks_around_them():
    # given twenty: five without a plan, two below their goals, thirteen who reached them
    planned = frozenset({PLANNED})
    courses = many(5) + many(2, score=45.0, marks=planned) + many(13, score=55.0, marks=planned)
    [batch] = close(courses, {}, TODAY)
    # then not both the plans and the goals reached are told
    plans, reached = batch.tables["logic.core.plan"], batch.tables["logic.outcome.goals"]
    assert (plans["yes"], reached["yes"]) == (None, 13)


def test_a_batch_waits_for_enough_people_and_for_the_end_of_its_quarter():
    # given nine in the first quarter and one in the second
    courses = [*many(BATCH - 1), Course("gas_icf", date(2026, 5, 5), 100)]
    # then nothing can be told before the second is over
    assert close(courses, {}, date(2026, 6, 30)) == []
    batch = close(courses, {}, date(2026, 7, 1))[0]
    assert (batch.first, batch.last, batch.people) == (date(2026, 1, 1), date(2026, 6, 30), BATCH)


def test_a_table_with_everybody_in_one_row_is_kept_back():
    assert guarded({"under_40": 12}) == {"under_40": None}


def test_one_small_row_takes_the_next_larger_with_it():
    assert guarded({"a": 2, "b": 6, "c": 9}) == {"a": None, "b": None, "c": 9}


def test_a_sum_says_where_something_was_kept_back():
    # given two batches, in the second of which few are above sixty
    first = many(5, score=45.0) + many(5, score=65.0)
    later = [Course("gas_icf", date(2026, 8, 1), 180, score=score) for score in [45.0] * 6 + [55.0] * 5 + [65.0] * 2]
    # when they are told together
    report = add_up(close(first + later, {}, TODAY))
    # then the count is at least what the first told, and the row is marked
    assert report.tables["score"] == {"40_50": 11, "60_up": 5, "50_60": None}
    alike = (
        "length.5_8",
        "group.did_not",
        "quality.not_known",
        "logic.core.plan.yes",
        "logic.condition.long_enough.yes",
    )
    assert report.kept_back == {"score.60_up", "score.50_60", *alike}


def test_means_are_weighed_by_people():
    first = many(10, score=40.0)
    later = [Course("gas_icf", date(2026, 8, 1), 180, score=70.0) for _ in range(20)]
    assert add_up(close(first + later, {}, TODAY)).means["score"].mean == pytest.approx(60.0)


@given(COURSES)
def test_every_course_belongs_to_one_row_of_every_table(courses):
    for batch in close(courses, {}, TODAY):
        assert set(batch.tables) >= set(TABLES)


def test_a_course_of_today_is_never_in_a_batch():
    today = date(2026, 2, 1)
    assert close(many(50), {}, today + timedelta(days=1)) == []
