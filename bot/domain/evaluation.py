"""
Evaluation of a programme over people who agreed: counts and means, and nobody to be found in them.

Three rules make that so, also for somebody who subtracts one report from another:

1. The smallest thing ever told is a *batch*: the courses of one working model that ended in whole quarters, joined until
   they are enough. A report is a sum of whole batches, so two reports differ by whole batches.
2. A batch is figured once, when its quarters are over, and never again. Who withdraws later is in no later figure, and
   no earlier one changes by it.
3. Within a batch a cell under five is kept back, and with it so much of its table that the rest cannot be reckoned from
   the total.
4. What lies within something else is never counted apart from it: a goal reached lies within a plan, and a course that
   was long enough within its length. Such marks are sums of rows of one guarded table, so that one taken from another
   leaves whole rows.

Source for the least of five: the project's own rule; statistical offices use three to ten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

LEAST = 5  # people in any cell that is told
BATCH = 10  # people in a batch: with five, a table that splits at all would always be kept back
NOTABLE_MEAN = 0.25  # of EUROHIS-QOL 8's 1..5; (prop) two of eight answers moved by one
SCORE_BANDS = (
    (float("-inf"), 40.0, "under_40"),
    (40.0, 50.0, "40_50"),
    (50.0, 60.0, "50_60"),
    (60.0, float("inf"), "60_up"),
)
PLANNED, GROUP, LONG, REACHED = "core.plan", "core.group", "condition.long_enough", "outcome.goals"
LONG_ENOUGH = 150  # days; the model speaks of about six months, breaks left out
EIGHT_MONTHS = 244  # days
LENGTH_BANDS = ((0, LONG_ENOUGH, "under_5"), (LONG_ENOUGH, EIGHT_MONTHS, "5_8"), (EIGHT_MONTHS, 1e6, "8_up"))  # days


@dataclass(frozen=True)
class Course:
    """
    One client's course from its start to its end, without anything that names anybody.

    `score` is the GAS T-score of the end review; `quality` the EUROHIS-QOL 8 means (1..5) at start and end; minutes are
    whole minutes; `marks` are rows of the logic model that were recorded, as "part.key". Of the marks in `WITHIN` only
    `PLANNED` is read; the others follow from the numbers.
    """

    profile: str
    ended: date
    days: int
    score: float | None = None
    quality: tuple[float, float] | None = None
    contacts: int = 0
    minutes: int = 0
    group_meetings: int = 0
    group_minutes: int = 0
    marks: frozenset[str] = frozenset()


Cells = dict[str, int | None]
"""Row -> people; None is kept back."""


@dataclass(frozen=True)
class Mean:
    """Of how many people, and their mean. Told only for five or more."""

    people: int
    mean: float


@dataclass(frozen=True)
class Batch:
    """What one batch may tell. `first` and `last` are the days its quarters begin and end."""

    profile: str
    first: date
    last: date
    people: int
    tables: Mapping[str, Cells]
    means: Mapping[str, Mean]


@dataclass(frozen=True)
class Report:
    """A sum of batches. A row's count is "at least": batches that kept it back add nothing to it."""

    people: int
    batches: int
    tables: Mapping[str, Cells]
    kept_back: frozenset[str]
    means: Mapping[str, Mean]


def quarter(day: date) -> tuple[date, date]:
    """First and last day of a date's quarter."""
    month = 3 * ((day.month - 1) // 3) + 1
    following = date(day.year + (month == 10), (month + 2) % 12 + 1, 1)
    return date(day.year, month, 1), date.fromordinal(following.toordinal() - 1)


def close(courses: Iterable[Course], closed: Mapping[str, date], today: date) -> list[Batch]:
    """
    The batches that can be closed now.

    Args:
        courses: All courses of people who agreed.
        closed: Working model -> last day of its newest closed batch. Courses up to it are never figured again.
        today: Quarters that are not over yet wait.
    Returns:
        Batches of at least `BATCH` people, in order. The rest waits for the next quarters.
    """
    made: list[Batch] = []
    ready = sorted(
        (course for course in courses if quarter(course.ended)[1] < today), key=lambda c: (c.profile, c.ended)
    )
    for profile, of_one in groupby(ready, key=lambda course: course.profile):
        waiting: list[Course] = []
        begin: date | None = None
        new = [course for course in of_one if course.ended > closed.get(profile, date.min)]
        for (first, last), of_quarter in groupby(new, key=lambda course: quarter(course.ended)):
            waiting += of_quarter
            begin = begin or first
            if len(waiting) >= BATCH:
                made.append(_batch(profile, begin, last, waiting))
                waiting, begin = [], None
    return made


def _batch(profile: str, first: date, last: date, courses: Sequence[Course]) -> Batch:
    counted = {name: _count(courses, row_of) for name, row_of in TABLES.items()}
    tables = {name: guarded(counts) for name, counts in counted.items()}
    for mark, (table, rows) in WITHIN.items():
        if cells := _within(counted[table], tables[table], rows):
            tables[f"logic.{mark}"] = cells
    for mark in sorted({mark for course in courses for mark in course.marks} - WITHIN.keys()):
        with_it = sum(mark in course.marks for course in courses)
        tables[f"logic.{mark}"] = guarded({"yes": with_it, "no": len(courses) - with_it})
    means = {}
    for name, (value_of, table, told_by) in MEANS.items():
        values = [value for course in courses if (value := value_of(course)) is not None]
        # The number of people behind a mean must not give away a row that its table keeps back.
        if len(values) >= LEAST and all(tables[table].get(row, 0) is not None for row in told_by):
            means[name] = Mean(len(values), sum(values) / len(values))
    return Batch(profile, first, last, len(courses), tables, means)


def _count(courses: Sequence[Course], row_of: Callable[[Course], str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for course in courses:
        counted[row_of(course)] = counted.get(row_of(course), 0) + 1
    return counted


def guarded(counted: Mapping[str, int]) -> Cells:
    """
    A table whose rows add up to a known total, with small cells kept back.

    What is kept back comes to at least five people in at least two rows, so that the total gives away nothing small. A
    table with everybody in one row is kept back whole: it would tell of each what it tells of all.
    """
    full = {row: people for row, people in counted.items() if people}
    if len(full) <= 1:
        return dict.fromkeys(full)
    hidden = {row for row, people in full.items() if people < LEAST}
    for row in sorted(full, key=lambda row: (full[row], row)):
        if not hidden or (len(hidden) > 1 and sum(full[row] for row in hidden) >= max(LEAST, len(hidden) + 1)):
            break
        hidden.add(row)
    return {row: None if row in hidden else people for row, people in full.items()}


def _within(counted: Mapping[str, int], cells: Cells, rows: frozenset[str]) -> Cells:
    """
    A mark that is some rows of a table, told only as far as the table tells them.

    What the table keeps back stays together: a mark that parts it is kept back, too. Empty where nobody has the mark.
    """
    with_it = {row for row in cells if row in rows}
    if not with_it:
        return {}
    if len(with_it) == len(cells):
        return {"yes": None}
    hidden = {row for row, people in cells.items() if people is None}
    if hidden & with_it and hidden - with_it:
        return {"yes": None, "no": None}
    yes = sum(counted[row] for row in with_it)
    return {"yes": yes, "no": sum(counted.values()) - yes}


def add_up(batches: Sequence[Batch]) -> Report:
    """Several batches as one report."""
    tables: dict[str, Cells] = {}
    kept_back = set()
    for batch in batches:
        for name, cells in batch.tables.items():
            table = tables.setdefault(name, {})
            for row, people in cells.items():
                if people is None:
                    kept_back.add(f"{name}.{row}")
                    table.setdefault(row, None)
                else:
                    table[row] = (table.get(row) or 0) + people
    means = {}
    for name in MEANS:
        parts = [batch.means[name] for batch in batches if name in batch.means]
        people = sum(part.people for part in parts)
        if people:
            means[name] = Mean(people, sum(part.mean * part.people for part in parts) / people)
    return Report(sum(batch.people for batch in batches), len(batches), tables, frozenset(kept_back), means)


def _band(value: float | None, bands: Sequence[tuple[float, float, str]]) -> str:
    if value is None:
        return "not_known"
    return next(name for low, high, name in bands if low <= value < high)


def _score(course: Course) -> str:
    """A score needs a plan, so whoever has none is a row of the same table."""
    if course.score is None and PLANNED not in course.marks:
        return "no_plan"
    return _band(course.score, SCORE_BANDS)


def _quality(course: Course) -> str:
    if course.quality is None:
        return "not_known"
    change = course.quality[1] - course.quality[0]
    return "same" if abs(change) < NOTABLE_MEAN else "higher" if change > 0 else "lower"


def _change(course: Course) -> float | None:
    return None if course.quality is None else course.quality[1] - course.quality[0]


TABLES: dict[str, Callable[[Course], str]] = {
    "score": _score,
    "quality": _quality,
    "length": lambda course: _band(course.days, LENGTH_BANDS),
    "group": lambda course: "took_part" if course.group_meetings else "did_not",
}
"""Table -> the one row that a course belongs to."""

WITHIN: dict[str, tuple[str, frozenset[str]]] = {
    PLANNED: ("score", frozenset({"not_known", "under_40", "40_50", "50_60", "60_up"})),
    REACHED: ("score", frozenset({"50_60", "60_up"})),  # T 50 is "as expected on the whole"
    LONG: ("length", frozenset({"5_8", "8_up"})),
    GROUP: ("group", frozenset({"took_part"})),
}
"""Mark of the logic model -> the table it lies within, and the rows that have it."""

Value = Callable[[Course], float | None]
UNMEASURED, UNSCORED, IN_GROUP = ("not_known",), ("no_plan", "not_known"), ("took_part",)
MEANS: dict[str, tuple[Value, str, tuple[str, ...]]] = {
    "score": (lambda course: course.score, "score", UNSCORED),
    "quality_start": (lambda course: course.quality[0] if course.quality else None, "quality", UNMEASURED),
    "quality_change": (_change, "quality", UNMEASURED),
    "days": (lambda course: float(course.days), "length", ()),
    "contacts": (lambda course: float(course.contacts), "length", ()),
    "minutes": (lambda course: float(course.minutes), "length", ()),
    "group_meetings": (lambda course: float(course.group_meetings) or None, "group", IN_GROUP),
    "group_minutes": (
        lambda course: float(course.group_minutes) if course.group_meetings else None,
        "group",
        IN_GROUP,
    ),
}
"""Mean -> what it is taken of (None is left out), and the rows of a table that tell how many were left out or in."""
