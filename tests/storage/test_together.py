"""What is kept of a group's agreements and sums: only as long as needed, and only of whom it may be counted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.storage import together
from bot.storage.database import Store, Transaction
from bot.storage.group_tables import GroupMember
from bot.storage.tables import CheckIn, Client, Person
from bot.storage.together_tables import GroupGoal, GroupProposal, GroupPulse, GroupWeek
from tests.conftest import NOON

BEGIN, END = NOON - timedelta(days=7), NOON
BEFORE, DURING = BEGIN - timedelta(days=1), BEGIN + timedelta(days=1)


def put(tx: Transaction, number: int, *, lost: datetime | None = None, **place: object) -> int:
    """A member who did one experiment in the week."""
    person = Person(telegram_id=number, chat_id=number, locale="fi", unreachable_at=lost)
    tx.session.add(person)
    tx.session.flush()
    client = Client(person_id=person.id, pseudonym=f"Puu{number}", since=BEFORE)
    tx.session.add(client)
    tx.session.flush()
    usual: dict[str, object] = {"place": "inside", "joined_at": BEFORE, "steps_since": BEFORE}
    tx.session.add(GroupMember(group_id=1, client_id=client.id, offered_at=BEFORE, **(usual | place)))
    tx.session.add(CheckIn(client_id=client.id, asked_at=DURING, answered_at=DURING, outcome="done"))
    return client.id


def test_steps_count_of_reachable_members_of_the_whole_week_who_said_yes(store: Store) -> None:
    def work(tx: Transaction) -> tuple[list[int], int]:
        # given one who counts, who also rested, did not start once, and did something before the week
        counted = put(tx, 1)
        for at, outcome in ((DURING, "rested"), (DURING, "not_started"), (BEFORE, "done"), (END, "done")):
            tx.session.add(CheckIn(client_id=counted, asked_at=at, answered_at=at, outcome=outcome))
        # and others of whom nothing may be counted
        put(tx, 2, steps_since=None)
        put(tx, 3, steps_since=DURING)
        put(tx, 4, joined_at=DURING)
        put(tx, 5, place="left")
        put(tx, 6, lost=DURING)
        tx.session.flush()
        return together.steps_of_week(tx, 1, BEGIN, END)

    # then the sum has one person's two steps, and three were members for the whole week
    assert store.run_now(work) == ([2], 3)


def test_what_is_long_decided_goes_and_what_holds_stays(store: Store) -> None:
    old, young = NOON - timedelta(days=91), NOON - timedelta(days=89)

    def fill(tx: Transaction) -> None:
        for at in (old, young):
            tx.session.add(GroupProposal(group_id=1, kind="goal", words="?", made_at=at, state="lapsed"))
            tx.session.add(GroupGoal(group_id=1, words="?", agreed_at=old, ended_at=at, state="over"))
            tx.session.add(GroupWeek(group_id=1, monday=at.date()))
        tx.session.add(GroupGoal(group_id=1, words="holds", agreed_at=old))
        for years in (1, 3):
            at = NOON - timedelta(days=365 * years)
            tx.session.add(GroupPulse(group_id=1, opened_at=at, closed_at=at, result="most few half"))

    store.run_now(fill)
    store.run_now(lambda tx: together.sweep(tx, NOON))

    def left(tx: Transaction) -> list[int]:
        return [len(tx.execute(table.__table__.select()).all()) for table in (GroupProposal, GroupGoal, GroupWeek)]  # type: ignore[attr-defined]

    assert store.run_now(left) == [1, 2, 1]
    [(on, bands)] = store.run_now(lambda tx: together.pulse_results(tx, 1))
    assert (on, bands) == (date(2025, NOON.month, NOON.day), ["most", "few", "half"])
