"""
The two sums of a peer group tell nothing about anybody, not even subtracted from each other.

For every history that may happen and everybody who looks on, other histories are built that look exactly alike, in which
somebody else did nothing at all, or as much as counts. Whoever cannot tell these apart has learned nothing of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain import together as rules
from bot.domain.together import Band, band, last_week, pulse_time, steps_at_least, weekly

HELSINKI = "Europe/Helsinki"
PEOPLE = range(12)


@dataclass(frozen=True)
class Week:
    """Who was a member, and how many steps each took that count; nobody's consent is to be seen from outside."""

    members: tuple[int, ...]
    steps: dict[int, int]

    def said(self) -> int | None:
        return steps_at_least([self.steps[who] for who in self.members], len(self.members))


@st.composite
def histories(draw: st.DrawFn) -> list[Week]:
    """Some weeks of one group; people join and leave between them, and everybody sees that."""
    weeks = []
    for _ in range(draw(st.integers(1, 5))):
        members = draw(st.lists(st.sampled_from(PEOPLE), min_size=5, max_size=12, unique=True))
        taken = st.one_of(st.just(0), st.integers(1, 7))
        weeks.append(Week(tuple(members), {who: draw(taken) for who in members}))
    return weeks


def otherwise(week: Week, looking: int, other: int, did: int) -> Week:
    """The same week for whoever looks, with another number for one other person, and as few for the rest as it takes."""
    wanted = week.said()
    steps = dict.fromkeys(week.members, 0)
    if looking in steps:
        steps[looking] = week.steps[looking]
    if other in steps:
        steps[other] = did if wanted is not None else 0
    free = [who for who in week.members if who not in (looking, other)]
    for who in free * rules.MOST_OF_ONE:
        if Week(week.members, steps).said() == wanted:
            break
        steps[who] += 1
    return Week(week.members, steps)


@given(histories())
@example([Week(tuple(range(7)), dict.fromkeys(range(7), 3))])  # all took as many as count
@settings(max_examples=200, deadline=None)
def test_nobody_can_tell_from_the_sums_of_all_weeks_that_another_took_a_step_or_took_none(weeks: list[Week]) -> None:
    for looking, other in product(PEOPLE, PEOPLE):
        if looking == other:
            continue
        for did in (0, rules.MOST_OF_ONE):
            others = [otherwise(week, looking, other, did) for week in weeks]
            assert [week.said() for week in others] == [week.said() for week in weeks]
            assert all(
                week.steps[looking] == before.steps[looking]
                for week, before in zip(others, weeks, strict=True)
                if looking in week.members
            )


def test_the_proof_would_notice_a_sum_that_tells_on_somebody() -> None:
    # with six members, one who did nothing would know that the other five all took part
    told = Week((0, 1, 2, 3, 4, 5), {0: 0, 1: 1, 2: 1, 3: 1, 4: 1, 5: 1})
    assert told.said() is None
    # and of seven they may hear it
    assert Week((*told.members, 6), {**told.steps, 6: 0}).said() == 5


@pytest.mark.parametrize(
    ("steps", "members", "said"),
    [
        ([], 12, None),
        ([7, 7, 7, 7], 12, None),
        ([1, 1, 1, 1, 1], 6, None),
        ([1, 1, 1, 1, 1], 7, 5),
        ([1, 1, 1, 1, 1, 0, 0], 8, 5),
        ([2, 2, 2, 2, 2], 7, 10),
        ([30, 1, 1, 1, 1], 12, 5),
        ([3] * 7, 7, 10),
        ([3] * 8, 8, 10),
        ([3] * 12, 12, 30),
    ],
)
def test_a_sum_is_rough_and_nobody_makes_it_alone(steps: Sequence[int], members: int, said: int | None) -> None:
    assert steps_at_least(steps, members) == said


@pytest.mark.parametrize("answers", range(5, 13))
def test_from_a_band_of_the_pulse_one_known_answer_tells_no_other(answers: int) -> None:
    for yes in range(answers + 1):
        shown = band(yes, answers)
        for known in (0, 1):
            if not known <= yes <= answers - 1 + known:
                continue  # the known answer would not be among them
            # then any one other may have said yes, and may have said no
            totals = [known + rest for rest in range(answers) if band(known + rest, answers) is shown]
            assert any(total - known >= 1 for total in totals)
            assert any(total - known <= answers - 2 for total in totals)


def test_fewer_than_five_answers_show_nothing() -> None:
    assert {band(yes, answers) for answers in range(5) for yes in range(answers + 1)} == {Band.HIDDEN}


@pytest.mark.parametrize(
    ("yes", "answers", "shown"),
    [(5, 5, Band.MOST), (3, 5, Band.MOST), (2, 5, Band.FEW), (3, 6, Band.HALF), (0, 12, Band.FEW), (7, 12, Band.HALF)],
)
def test_a_band_says_roughly_how_many_say_yes(yes: int, answers: int, shown: Band) -> None:
    assert band(yes, answers) is shown


@given(st.datetimes(datetime(2026, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
@settings(max_examples=100)
def test_the_months_questions_come_on_the_first_thursday_at_noon_by_the_clock_on_the_wall(after: datetime) -> None:
    at = pulse_time(after, HELSINKI)
    local = at.astimezone(rules.zone(HELSINKI))
    assert after < at <= after + timedelta(days=36)
    assert (local.weekday(), local.hour, local.day <= 7) == (3, 12, True)


def test_the_last_week_is_whole_also_when_the_clocks_change() -> None:
    monday, begin, end = last_week(datetime(2026, 11, 1, 12, tzinfo=UTC), HELSINKI)
    assert monday == date(2026, 10, 19)
    assert end - begin == timedelta(days=7, hours=1)


def test_a_weekly_meeting_keeps_its_hour_when_the_clocks_change() -> None:
    first = datetime(2026, 10, 22, 10, 30, tzinfo=UTC)
    assert [at.hour for at in weekly(first, 2, HELSINKI)] == [10, 11]
