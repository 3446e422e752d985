"""Goal attainment scaling: the vectors of the design, and what holds for any goals."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.goals import Goal, GoalFault, GoalOffScale, GoalScale, attainment_score, goals_left

GOALS = st.lists(st.builds(Goal, st.integers(-2, 2), st.integers(1, 9)), min_size=1, max_size=5)
LEVELS = ("en käy ulkona", "käyn kerran", "käyn kahdesti", "käyn kolmesti", "käyn joka päivä")
DUE = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("attained", "score"),
    [
        ((0,), 50.0),
        ((1,), 60.0),
        ((1, 0, -1), 50.0),
        ((1, 1, 0), 59.1287),
        ((-2, -2, -2), 22.6139),
        ((-1, -1, -1), 36.3069),
    ],
)
def test_scores_are_those_of_the_design(attained, score):
    assert attainment_score([Goal(x) for x in attained]) == pytest.approx(score, abs=5e-5)


def test_three_goals_of_equal_weight_follow_the_short_formula():
    assert attainment_score([Goal(2), Goal(0), Goal(0)]) == pytest.approx(50 + 4.5644 * 2, abs=1e-3)


@given(GOALS)
def test_as_expected_is_fifty_and_signs_mirror(goals):
    assert attainment_score([Goal(0, goal.weight) for goal in goals]) == 50
    mirrored = [Goal(-goal.attained, goal.weight) for goal in goals]
    assert attainment_score(mirrored) == pytest.approx(100 - attainment_score(goals))


@given(GOALS, st.floats(0.1, 10))
def test_scaling_all_weights_changes_nothing(goals, factor):
    scaled = [Goal(goal.attained, goal.weight * factor) for goal in goals]
    assert attainment_score(scaled) == pytest.approx(attainment_score(goals))


@given(GOALS, st.data())
def test_getting_further_on_one_goal_raises_the_score(goals, data):
    place = data.draw(st.integers(0, len(goals) - 1))
    better = list(goals)
    better[place] = Goal(min(2, goals[place].attained + 1), goals[place].weight)
    if better == goals:
        assert attainment_score(better) == attainment_score(goals)
    else:
        assert attainment_score(better) > attainment_score(goals)


def test_no_goals_is_not_a_score_of_fifty():
    with pytest.raises(ValueError, match="at least one"):
        attainment_score([])


@pytest.mark.parametrize(
    "goal", [Goal(3), Goal(-3), Goal(0, 0), Goal(0, -1), Goal(0, float("nan")), Goal(1, float("inf"))]
)
def test_ratings_and_weights_off_the_scale_are_refused(goal):
    with pytest.raises(GoalOffScale):
        attainment_score([goal])


def test_a_client_is_shown_own_words_not_numbers():
    goal = GoalScale(LEVELS, -2, DUE, ("d450",))
    assert (goal.text(-2), goal.text(0), goal.text(2)) == (LEVELS[0], LEVELS[2], LEVELS[4])
    with pytest.raises(GoalOffScale):
        goal.text(3)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"levels": (*LEVELS[:4], " ")}, "levels"),
        ({"levels": LEVELS[:4]}, "levels"),
        ({"levels": (*LEVELS[:4], "  Käyn   kerran")}, "same_level"),
        ({"baseline": 0}, "baseline"),
        ({"icf": ()}, "icf"),
        ({"icf": ("d450", "b130", "e310", "d4")}, "icf"),
        ({"icf": ("x450",)}, "icf"),
        ({"icf": ("d45",)}, "icf"),
        ({"icf": ("d450\n",)}, "icf"),
    ],
)
def test_an_incomplete_goal_says_what_is_missing(changes, fault):
    whole = {"levels": LEVELS, "baseline": -1, "due": DUE, "icf": ("d4", "d450", "b1300")}
    assert GoalScale(**whole)
    with pytest.raises(GoalFault) as caught:
        GoalScale(**{**whole, **changes})
    assert caught.value.fault == fault


@pytest.mark.parametrize(("count", "left"), [(0, 5), (4, 1), (5, 0), (7, 0)])
def test_five_goals_are_the_most(count, left):
    assert goals_left(count) == left
