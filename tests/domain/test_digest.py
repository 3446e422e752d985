"""The weekly digest: who comes first, what is said, what is not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.digest import PROMPTS, Prompt, Section, Trend, build, card, energy_of, steps_of
from bot.domain.escalation import Signal
from bot.domain.steps import Outcome
from bot.domain.week_facts import NEWS_LINES, BreakFact, DateFact, Line, News, OpenCase, StepFact, WeekFacts

REASONS = (*PROMPTS, "", "a tag nobody knows")
ENERGIES = st.lists(st.integers(0, 10), max_size=8).map(tuple)
STEPS = st.lists(st.builds(StepFact, st.sampled_from([o.value for o in Outcome]), st.sampled_from(REASONS)), max_size=6)
DAYS = st.none() | st.integers(1, 14)
WEEKS = st.builds(
    WeekFacts,
    client_id=st.integers(1, 9),
    pseudonym=st.sampled_from(("Haapa", "Koivu", "Kuusi")),
    energies=ENERGIES,
    energies_before=ENERGIES,
    asked=st.integers(0, 7),
    steps=STEPS.map(tuple),
    cases=st.lists(
        st.builds(OpenCase, st.just((Signal.A1,)), st.booleans(), st.just(""), st.integers(0, 9)), max_size=2
    ).map(tuple),
    pause=st.none() | st.builds(BreakFact, st.booleans(), st.booleans(), st.just(None)),
    days_silent=st.none() | st.integers(0, 40),
    rhythm=DAYS,
    rhythm_before=DAYS,
    resting=st.booleans(),
    kept_back=st.sampled_from([None, Signal.A1, Signal.A3]),
    meetings=st.booleans(),
    news=st.lists(st.sampled_from(News), unique=True).map(tuple),
    dates=st.lists(st.builds(DateFact, st.sampled_from(("goal_due", "period_over")), st.just(date(2026, 12, 1)))).map(
        tuple
    ),
    carry=st.booleans(),
    unreachable=st.booleans(),
    hidden=st.frozensets(st.sampled_from(Line)),
)


def week(**facts: object) -> WeekFacts:
    return WeekFacts(1, "Koivu", **facts)  # type: ignore[arg-type]


NOT_STARTED = StepFact("not_started", "tired")
DONE = StepFact("done")


@given(st.lists(WEEKS, max_size=6))
def test_every_client_has_one_card_and_sections_come_in_order(clients):
    digest = build("2026-W48", clients)
    assert sorted(c.client_id for c in digest.cards) == sorted(f.client_id for f in clients)
    order = [section for section, _ in digest.sections]
    assert order == [section for section in Section if section in order]
    assert [c for _, cards in digest.sections for c in cards] == list(digest.cards)


@given(st.lists(WEEKS, max_size=5), st.randoms())
def test_the_order_in_which_clients_are_read_does_not_matter(clients, dice):
    unique = list({facts.client_id: facts for facts in clients}.values())
    shuffled = list(unique)
    dice.shuffle(shuffled)
    assert build("2026-W48", shuffled) == build("2026-W48", unique)


@given(WEEKS)
def test_an_open_case_always_needs_the_professional(facts):
    assert (card(facts).section is Section.NEEDS_YOU) is bool(facts.cases)


@given(WEEKS)
def test_what_the_client_hid_is_neither_shown_nor_derived_from(facts):
    # given the same week without the hidden facts
    empty = {
        Line.ENERGY: {"energies_before": ()},
        Line.STEPS: {},
        Line.GOAL: {
            "news": tuple(one for one in facts.news if one in NEWS_LINES),
            "dates": tuple(one for one in facts.dates if one.what != "goal_due"),
        },
        Line.RHYTHM: {"rhythm": None},
    }
    cleaned = WeekFacts(**{**facts.__dict__, **{k: v for line in facts.hidden for k, v in empty.get(line, {}).items()}})
    shown = card(facts)
    # then the card says nothing of it
    assert shown.energy is None or Line.ENERGY not in facts.hidden
    assert shown.steps is None or Line.STEPS not in facts.hidden
    assert shown.pause is None or Line.BREAK not in facts.hidden
    assert shown.silence_days is None or Line.SILENCE not in facts.hidden
    assert shown.rhythm is None or Line.RHYTHM not in facts.hidden
    assert not any(NEWS_LINES.get(one, Line.GOAL) in facts.hidden for one in shown.news)
    assert not (Line.GOAL in facts.hidden and any(one.what == "goal_due" for one in shown.dates))
    assert not (shown.carry and Line.CARRY in facts.hidden)
    # and its section is the one it had without them
    assert shown.section is card(cleaned).section


@given(ENERGIES, ENERGIES, st.integers(0, 7))
def test_a_trend_needs_three_answers_each_and_two_points(now, before, asked):
    energy = energy_of(now, before, asked)
    if not now:
        assert energy is None
        return
    assert energy is not None
    assert energy.low <= energy.median <= energy.high
    assert energy.answers <= energy.asked
    if len(now) < 3 or len(before) < 3:
        assert (energy.trend, energy.before) == (None, None)
    else:
        assert (energy.trend in (Trend.UP, Trend.DOWN)) is (abs(energy.median - energy.before) >= 2)


@pytest.mark.parametrize(
    ("facts", "section"),
    [
        (week(cases=(OpenCase((Signal.A4,)),)), Section.NEEDS_YOU),
        (week(energies=(2, 4, 5), energies_before=(6, 6, 7)), Section.CHANGED),
        (week(energies=(5, 5, 6), energies_before=(6, 6, 6)), Section.GOING_ON),
        (week(energies=(2, 2), energies_before=(8, 8, 8)), Section.GOING_ON),
        (week(pause=BreakFact(began=True)), Section.CHANGED),
        (week(pause=BreakFact(ended=True), energies=(4,)), Section.CHANGED),
        (week(pause=BreakFact(until=date(2026, 12, 7))), Section.QUIET),
        (week(rhythm=5, rhythm_before=3, energies=(3,)), Section.CHANGED),
        (week(kept_back=Signal.A1), Section.CHANGED),
        (week(news=(News.GOAL_MOVED,)), Section.CHANGED),
        (week(news=(News.GOAL_AGREED,)), Section.GOING_ON),
        (week(news=(News.STEP,), meetings=True), Section.GOING_ON),
        (week(news=(News.GOAL_AGREED,), hidden=frozenset({Line.GOAL})), Section.QUIET),
        (week(dates=(DateFact("goal_due", date(2026, 12, 1)),)), Section.CHANGED),
        (week(meetings=True), Section.GOING_ON),
        (week(steps=(DONE,)), Section.GOING_ON),
        (week(carry=True), Section.GOING_ON),
        (week(days_silent=9), Section.QUIET),
        (week(resting=True, energies=(3,)), Section.QUIET),
        (week(energies=(2, 2), waiting=True), Section.CHANGED),
        (week(days_silent=15, waiting=True), Section.QUIET),
    ],
)
def test_a_client_stands_where_the_professional_looks_for_them(facts, section):
    assert card(facts).section is section


def test_the_card_counts_as_the_design_shows():
    # given the week of the design: energy 4 (before 6), one done, one in part, two not started for tiredness
    facts = week(
        energies=(2, 4, 5),
        energies_before=(6, 6, 7),
        asked=3,
        steps=(DONE, StepFact("part"), NOT_STARTED, NOT_STARTED),
    )
    # then the card carries those numbers
    shown = card(facts)
    assert shown.energy is not None
    assert shown.steps is not None
    energy = shown.energy
    assert (energy.median, energy.before, energy.answers, energy.asked, energy.low, energy.high) == (4, 6, 3, 3, 2, 5)
    assert shown.steps.counts == ((Outcome.DONE, 1), (Outcome.PART, 1), (Outcome.NOT_STARTED, 2))
    assert (shown.steps.top_reason, shown.steps.top_count, shown.prompt) == ("tired", 2, Prompt.TIRED)


@pytest.mark.parametrize(
    ("steps", "pause", "prompt"),
    [
        ((), None, None),
        ((DONE,), None, Prompt.WELL),
        ((StepFact("rested"),), None, None),
        ((DONE, NOT_STARTED), BreakFact(began=True), Prompt.TIRED),
        ((DONE,), BreakFact(ended=True), Prompt.BREAK),
        ((StepFact("not_started"),), None, Prompt.UNKNOWN),
        ((StepFact("not_started", "pain"),), None, Prompt.FEAR),
        ((StepFact("not_started", "new tag"),), None, Prompt.UNKNOWN),
    ],
)
def test_one_question_by_what_the_week_told(steps, pause, prompt):
    assert card(week(steps=steps, pause=pause)).prompt is prompt


def test_of_equally_frequent_reasons_the_latest_is_named():
    told = steps_of((StepFact("not_started", "forgot"), StepFact("not_started", "fear")))
    assert told is not None
    assert (told.top_reason, told.top_count) == ("fear", 1)


def test_a_gap_is_stated_after_a_week_and_never_during_a_break():
    assert card(week(days_silent=6)).silence_days is None
    assert card(week(days_silent=9)).silence_days == 9
    assert card(week(days_silent=9, pause=BreakFact())).silence_days is None


def test_the_urgent_and_the_longest_waiting_come_first():
    def waiting(number: int, urgent: bool, days: int) -> WeekFacts:
        return WeekFacts(number, f"Puu {number}", cases=(OpenCase((Signal.A1,), urgent, "", days),))

    digest = build("2026-W48", [waiting(1, False, 2), waiting(2, False, 5), waiting(3, True, 0)])
    assert [c.client_id for c in digest.cards] == [3, 2, 1]


def test_nothing_new_is_said_plainly():
    assert build("2026-W48", []).nothing_new
    assert build("2026-W48", [week(resting=True)]).nothing_new
    assert not build("2026-W48", [week(steps=(DONE,))]).nothing_new


def test_undelivered_messages_have_a_list_of_their_own():
    digest = build("2026-W48", [week(unreachable=True)])
    assert digest.unreachable == ("Koivu",)
    assert not digest.nothing_new
    assert digest.cards[0].section is Section.QUIET
