"""The paper with everything: every table about a client stands on it, or it says why not; in all three languages."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta

import pytest
from sqlmodel import SQLModel, select

from bot.actions import own_copy
from bot.actions.own_page import Page
from bot.actions.scene import Scene
from bot.actions.speaker import of_client
from bot.domain.steps import Fit, Outcome
from bot.storage import forgetting
from bot.storage.database import Transaction
from bot.storage.dose_tables import ContactRow
from bot.storage.evaluation_tables import EvaluationConsent
from bot.storage.group_tables import Group, GroupMember
from bot.storage.measure_tables import InstrumentAnswer, InstrumentRun, Measure, Reading
from bot.storage.network_tables import CloseOne, Party, Turn
from bot.storage.plan_tables import Goal, GoalRating, GoalVersion, OtherTherapy, PeriodStage, PlanPeriod, Ruler
from bot.storage.record_tables import RecordSummary
from bot.storage.tables import Access, Break, Care, Case, CheckIn, Client, Concern, Letter, Meeting, Note, Proposal
from tests.journeys.professional_ways import wish_for_contact
from tests.journeys.test_record import files, text_of
from tests.town import MORNING, Town, town
from tests.trust.test_own_data import CANARY, lived

DAY = date(2026, 11, 2)
REASONS = [
    "too_much",
    "tired",
    "forgot",
    "surroundings",
    "people",
    "life",
    "fear",
    "pain",
    "boredom",
    "unimportant",
    "money",
    "other",
    "undisclosed",
]
AWAY = ["strength", "illness", "family", "change", "other_care", "variety", "travel", "other"]

Rows = Callable[[int], list[SQLModel]]


def goal(client: int) -> list[SQLModel]:
    kept = Goal(id=71, client_id=client, state="agreed", area="moving", agreed_version=1, made_at=MORNING)
    version = GoalVersion(id=71, client_id=client, goal_id=71, what="Kävelen metsässä", at=MORNING)
    rating = GoalRating(client_id=client, goal_id=71, whose="client", moment="look", level=0, at=MORNING)
    return [kept, version, rating]


def answers(client: int) -> list[SQLModel]:
    """Every outcome with every reason, and whatever it felt like."""
    felt = list(itertools.product(Outcome, REASONS, [*Fit, ""], ["safe", "unsafe", ""]))[::7]
    return [
        CheckIn(client_id=client, asked_at=MORNING, energy=4, outcome=o.value, reason=r, fit=str(f), safe=s)
        for o, r, f, s in felt
    ]


def values(client: int) -> list[SQLModel]:
    weight = Measure(id=71, client_id=client, key="weight", unit="kg", state="on", made_at=MORNING)
    form = Measure(id=72, client_id=client, sort="instrument", key="eurohis_qol_8", state="on", made_at=MORNING)
    run = InstrumentRun(id=71, client_id=client, measure_id=72, instrument="eurohis_qol_8", begun_at=MORNING)
    return [
        weight,
        form,
        run,
        Reading(client_id=client, measure_id=71, numbers="72.5", on_date=DAY, at=MORNING),
        InstrumentAnswer(client_id=client, run_id=71, item="q1", value="4", at=MORNING),
    ]


def period(client: int) -> list[SQLModel]:
    whole = PlanPeriod(
        id=71, client_id=client, profile="kela_self_directed", begins=DAY, ends=DAY + timedelta(days=180), at=MORNING
    )
    stage = PeriodStage(client_id=client, period_id=71, place=1, stage="trials", begins=DAY, ends=DAY)
    return [whole, stage]


def between(client: int) -> list[SQLModel]:
    proposals = [
        Proposal(client_id=client, professional_id=1, kind=kind, words="Kukka", at=MORNING, accepted=said)
        for kind, said in itertools.product(("step", "break", "share"), (None, True, False))
    ]
    return [
        *proposals,
        Letter(client_id=client, professional_id=1, at=MORNING),
        Letter(client_id=client, professional_id=1, at=MORNING, answered_at=MORNING),
        Meeting(client_id=client, professional_id=1, at=MORNING, place="Kirjasto"),
        Meeting(client_id=client, professional_id=1, at=MORNING, cancelled_at=MORNING),
        *(
            ContactRow(client_id=client, professional_id=1, kind=kind, form=form, minutes=45, at=MORNING)
            for kind, form in (("meeting", "in_person"), ("meeting", "remote"), ("call", "remote"), ("letter", ""))
        ),
    ]


def groups(client: int) -> list[SQLModel]:
    group = Group(id=71, name="Aamuvirkut", state="open", made_at=MORNING)
    place = GroupMember(
        group_id=71, client_id=client, place="inside", offered_at=MORNING, consented_at=MORNING, joined_at=MORNING
    )
    return [group, place]


STORIES: dict[str, Rows] = {
    "goal goal_version goal_rating": goal,
    "check_in": answers,
    "measure reading instrument_run instrument_answer": values,
    "period period_stage": period,
    "letter meeting proposal contact": between,
    "group_member": groups,
    "break": lambda c: [Break(client_id=c, started_at=MORNING, until=MORNING, reason=why) for why in [*AWAY, ""]],
    "note": lambda c: [Note(client_id=c, kind="carry", words="Kukka", at=MORNING)],
    "ruler": lambda c: [Ruler(client_id=c, kind=kind, value=7, at=MORNING) for kind in ("importance", "confidence")],
    "escalation": lambda c: [
        Case(client_id=c, signals=f"A{n},A4", opened_at=MORNING, closed_at=MORNING, clients_words="Kukka")
        for n in range(8)
    ],
    "concern": lambda c: [Concern(client_id=c, at=MORNING, concern="V", rule="v-fi-1")],
    "care": lambda c: [Care(client_id=c, professional_id=2, role="viewer", since=MORNING, until=MORNING)],
    "close_one": lambda c: [
        CloseOne(client_id=c, name="Sisko", signed="Koivu", code_hash="x", code_until=MORNING, at=MORNING)
    ],
    "party": lambda c: [Party(client_id=c, kind="work", tie="official", name="Paja", added_by=1, at=MORNING)],
    "turn": lambda c: [Turn(client_id=c, kind="work", on_date=DAY, marked_by=1, at=MORNING)],
    "other_therapy": lambda c: [OtherTherapy(client_id=c, words="Allasjumppa", since=MORNING)],
    "evaluation_consent": lambda c: [EvaluationConsent(client_id=c, at=MORNING)],
    "record_summary": lambda c: [
        RecordSummary(client_id=c, professional_id=1, body="{}", asked_at=MORNING, answered_at=MORNING, accepted=True)
    ],
    "access_log": lambda c: [
        Access(client_id=c, actor="viewer", actor_id=1, what="see_energy", why="following", at=MORNING)
    ],
}
"""Tables about a client, with rows that hold every word their columns may hold."""


def paper(tx: Transaction, place: Town, locale: str) -> str:
    """The blocks as they wait to be set."""
    client = tx.session.exec(select(Client)).one()
    who = of_client(tx, client)
    who.person.locale = locale
    assert place.coach.house
    scene = Scene.of(tx, place.coach.house, who, MORNING)
    return str(asdict(own_copy.whole(Page(scene, client, place.coach.house.words, locale))))


def test_every_table_about_a_client_stands_on_the_paper_or_says_why_not() -> None:
    told = {name for names in STORIES for name in names.split()}
    every = {table.name for table in forgetting.tables_of_clients()}
    assert told | set(own_copy.NOT_HERE) == every
    assert told & set(own_copy.NOT_HERE) == set()


@pytest.mark.parametrize("locale", ["fi", "sv", "en"])
async def test_whatever_is_kept_is_on_the_paper_in_words_of_the_clients_language(sqlite_url: str, locale: str) -> None:
    async with town(sqlite_url) as place:
        await place.client(await place.professional())
        store = place.coach.store

        def work(tx: Transaction) -> None:
            client = tx.session.exec(select(Client)).one().id
            before = paper(tx, place, locale)
            for names, story in STORIES.items():
                # when more is kept
                tx.session.add_all(story(client))
                tx.session.flush()
                # then more is told (a missing word or fact would raise)
                after = paper(tx, place, locale)
                assert after != before, names
                before = after

        await store.run(work)


async def test_a_client_gets_everything_as_a_paper_to_read(sqlite_url: str) -> None:
    async with town(sqlite_url) as place:
        pro, client = await lived(place)
        await wish_for_contact(place, client)
        await place.press(pro, "Otan tämän")
        # when she asks for it
        await place.say(client, "/tietoni")
        await place.press(client, "Kaikki luettavana")
        await place.wait(timedelta(minutes=1))
        # then it is a paper with her words, her answers, her notice and who has looked, and why
        [(name, body)] = files(place, client)
        told = " ".join(text_of(body).split())
        assert name == "kaikki.pdf"
        for kept in ("Koivu", CANARY, "Kävelen pihalla", "pyysit yhteydenottoa", "Syy: sovittu seuranta", "Suomi"):
            assert kept in told, kept
        # and the taking of it is in the log
        await place.say(client, "/tietoni")
        assert "omia sanoja: 1" in place.heard(client)[-1]
        assert "tavoitteita" not in place.heard(client)[-1]
