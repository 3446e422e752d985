"""Reading a plan: what was agreed, whose a rating is, which period runs."""

from datetime import date, timedelta

from sqlmodel import select

from bot.domain import frame
from bot.domain.plan import GoalState, Moment, Stage
from bot.domain.workdays import FINLAND
from bot.storage import client_rows, forgetting, goal_rows, period_rows, plans
from bot.storage.plan_tables import (
    Goal,
    GoalRating,
    GoalVersion,
    OtherTherapy,
    PeriodChange,
    PeriodStage,
    PlanPeriod,
    Ruler,
)
from bot.storage.tables import Client, Person, Professional
from tests.conftest import NOON

LEVELS = {"much_less": "a", "less": "b", "expected": "c", "more": "d", "much_more": "e"}


def people(tx):
    rows = [Person(telegram_id=n, chat_id=n) for n in (1, 2)]
    tx.session.add_all(rows)
    tx.session.flush()
    pro = Professional(person_id=rows[0].id, name="Maija", since=NOON)
    client = Client(person_id=rows[1].id, pseudonym="Koivu", since=NOON)
    tx.session.add_all([pro, client])
    tx.session.flush()
    return pro, client


def a_goal(tx, client, **more):
    goal = Goal(client_id=client.id, made_at=NOON, **more)
    tx.session.add(goal)
    tx.session.flush()
    return goal


def version(tx, goal, number, **more):
    row = GoalVersion(client_id=goal.client_id, goal_id=goal.id, number=number, at=NOON, **more)
    tx.session.add(row)
    tx.session.flush()
    return row


def test_an_agreed_goal_stays_as_it_was_agreed_while_a_newer_version_is_written(store):
    def work(tx):
        pro, client = people(tx)
        goal = a_goal(tx, client, state="agreed", agreed_version=1, area="moving")
        yes = {"client_yes_at": NOON, "professional_yes_at": NOON, "agreed_with": pro.id}
        version(tx, goal, 1, what="kävelen", icf="d450 b455", baseline=-2, due=date(2026, 9, 1), **LEVELS, **yes)
        version(tx, goal, 2, what="kävelen enemmän")
        return plans.goals_of(tx, client.id)

    [goal] = store.run_now(work)
    assert (goal.what, goal.version, goal.icf, goal.text(0)) == ("kävelen", 1, ("d450", "b455"), "c")
    assert goal.agreed is not None
    assert goal.agreed.professional == "Maija"
    assert goal.counts


def test_nothing_counts_before_both_agreed(store):
    def work(tx):
        _, client = people(tx)
        version(tx, a_goal(tx, client), 1, what="kävelen")
        waiting = a_goal(tx, client, state="with_client")
        version(tx, waiting, 1, what="nukun", professional_yes_at=NOON)
        return plans.goals_of(tx, client.id), plans.agreed_goals_of(tx, client.id)

    known, agreed = store.run_now(work)
    assert [goal.state for goal in known] == [GoalState.DRAFT, GoalState.WITH_CLIENT]
    assert [goal.agreed for goal in known] == [None, None]
    assert agreed == ()


def test_the_clients_own_view_is_kept_apart_from_the_joint_rating(store):
    def work(tx):
        _, client = people(tx)
        goal = a_goal(tx, client)
        version(tx, goal, 1)
        for whose, level, yes in (("both", 0, NOON), ("client", 2, NOON), ("both", 1, None)):
            row = GoalRating(client_id=client.id, goal_id=goal.id, whose=whose, moment="mid", level=level, at=NOON)
            row.client_yes_at = yes
            tx.session.add(row)
        tx.session.flush()
        return plans.goals_of(tx, client.id)

    [goal] = store.run_now(work)
    assert [(rating.level, rating.moment) for rating in goal.ratings] == [(0, Moment.MID)], "the third lacks a yes"
    assert [rating.level for rating in goal.own_views] == [2]
    assert goal.attained == 0


def test_the_running_period_comes_before_one_that_ended(store):
    start = date(2026, 3, 2)

    def work(tx):
        _, client = people(tx)
        assert plans.period_of(tx, client.id) is None
        for profile, ended in (("gas_icf", None), ("kela_self_directed", start)):
            row = PlanPeriod(client_id=client.id, profile=profile, begins=start, ends=start, ended_on=ended, at=NOON)
            tx.session.add(row)
            tx.session.flush()
            for place, stage in enumerate((Stage.PLAN, Stage.MID_REVIEW)):
                begins = start + place * timedelta(days=14)
                dates = {"begins": begins, "ends": begins + timedelta(days=13)}
                tx.session.add(PeriodStage(client_id=client.id, period_id=row.id, place=place, stage=stage, **dates))
        tx.session.flush()
        return plans.period_of(tx, client.id)

    period = store.run_now(work)
    assert period is not None
    assert period.profile == "gas_icf"
    assert period.mid_review == date(2026, 3, 16)
    assert [period.stage_on(date(2026, 3, day)) for day in (1, 15, 16, 31)] == [
        Stage.PLAN,
        Stage.PLAN,
        Stage.MID_REVIEW,
        Stage.MID_REVIEW,
    ]


def test_a_therapy_that_is_over_is_not_counted_among_those_going_on(store):
    def work(tx):
        _, client = people(tx)
        tx.session.add(OtherTherapy(client_id=client.id, words="fysioterapia", since=NOON, focused=True))
        tx.session.add(OtherTherapy(client_id=client.id, words="puheterapia", since=NOON, until=NOON))
        tx.session.flush()
        return plans.therapies_of(tx, client.id)

    [therapy] = store.run_now(work)
    assert (therapy.words, therapy.focused) == ("fysioterapia", True)


def test_a_client_can_read_her_whole_plan_and_nothing_of_it_outlives_her(store):
    mine = (Goal, GoalVersion, GoalRating, PlanPeriod, PeriodStage, PeriodChange, OtherTherapy, Ruler)

    def work(tx):
        pro, client = people(tx)
        # given a goal with its words, a rating, a ruler, a therapy, and a period
        goal = a_goal(tx, client, own_words="mielessä")
        version(tx, goal, 1, what="kävelen", comment="hyvä suunta")
        view = GoalRating(client_id=client.id, goal_id=goal.id, whose="client", moment="mid", level=1, at=NOON)
        goal_rows.rate(tx, view)
        goal_rows.keep_ruler(tx, client.id, "importance", 8, goal.id, NOON)
        period_rows.add_therapy(tx, client.id, "fysioterapia", NOON)
        parts = (frame.Part(Stage.PLAN, 14), frame.Part(Stage.TRIALS, 28))
        dates = frame.lay_out(date(2026, 3, 2), parts, FINLAND)
        by = period_rows.Change("begun", pro.id, NOON)
        row = period_rows.begin(tx, client.id, "gas_icf", (parts, dates), by)
        assert period_rows.parts_of(tx, row) == parts, "lengths come back as they were kept"
        person = tx.session.get(Person, client.person_id)
        # when she asks for her data, and then to be forgotten
        known = str(client_rows.everything_about(tx, client, person))
        forgetting.erase(tx, client, person)
        return known, {table.__tablename__: len(tx.session.exec(select(table)).all()) for table in mine}

    known, left = store.run_now(work)
    assert all(words in known for words in ("mielessä", "kävelen", "hyvä suunta", "fysioterapia", "gas_icf"))
    assert set(left.values()) == {0}, left
