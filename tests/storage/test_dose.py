"""The dose log: everything collected once, nothing counted before a person confirmed it, and group hours without names."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.dose import Contact, Dose, Form, Kind, total
from bot.storage import dose
from bot.storage.database import Store, Transaction
from bot.storage.dose_tables import ContactRow, GroupSession
from bot.storage.group_tables import Group, GroupMeeting, GroupMember, GroupModerator
from bot.storage.tables import Case, Letter, Meeting
from tests.conftest import NOON

DAY = timedelta(days=1)
CLIENT, PRO = 7, 3


def week_of_contacts(tx: Transaction) -> None:
    """A meeting in person, one that was remote, a cancelled one, one still to come, a letter, and a talk about a notice."""
    for days, place, cancelled in ((1, "Huone 2", None), (2, "", None), (3, "", NOON), (-1, "", None)):
        tx.session.add(
            Meeting(client_id=CLIENT, professional_id=PRO, at=NOON - days * DAY, place=place, cancelled_at=cancelled)
        )
    tx.session.add(Letter(client_id=CLIENT, professional_id=PRO, at=NOON - DAY))
    for how in ("talked", "none"):
        tx.session.add(
            Case(
                client_id=CLIENT,
                signals="A1",
                state="closed",
                opened_at=NOON - DAY,
                closed_at=NOON,
                closed_as=how,
                taken_by=4,
            )
        )
    tx.session.flush()


def read(store: Store) -> Dose:
    return store.run_now(lambda tx: dose.of_client(tx, CLIENT, NOON - 7 * DAY, NOON + DAY))


def test_what_the_bot_knows_is_collected_once_and_counts_only_when_confirmed(store: Store) -> None:
    # given a week with several contacts, collected twice
    store.run_now(week_of_contacts)
    for _ in range(2):
        store.run_now(lambda tx: dose.collect(tx, CLIENT, NOON))
    assert len(store.run_now(lambda tx: dose.latest(tx, CLIENT, 20))) == 4
    assert read(store) == Dose()
    # when one of the two professionals confirms hers
    store.run_now(lambda tx: dose.confirm(dose.waiting(tx, CLIENT, PRO, NOON), PRO, NOON))
    # then hers count, and the other one's do not
    assert read(store) == Dose(meetings=2, remote=1, meeting_minutes=90, letters=1, professionals=1)
    assert store.run_now(lambda tx: dose.waiting(tx, CLIENT, PRO, NOON)) == []
    assert len(store.run_now(lambda tx: dose.waiting(tx, CLIENT, 4, NOON))) == 1


def test_a_meeting_that_did_not_take_place_never_counts(store: Store) -> None:
    store.run_now(week_of_contacts)

    def drop(tx: Transaction) -> None:
        dose.collect(tx, CLIENT, NOON)
        rows = dose.waiting(tx, CLIENT, PRO, NOON)
        rows[0].dropped_at = NOON
        tx.session.flush()
        dose.confirm(rows, PRO, NOON)
        dose.collect(tx, CLIENT, NOON)

    store.run_now(drop)
    assert read(store).meetings == 1


def test_what_is_entered_by_hand_counts_at_once(store: Store) -> None:
    call = Contact(Kind.CALL, Form.REMOTE, 30, NOON, PRO)
    store.run_now(lambda tx: dose.enter(tx, CLIENT, call, NOON))
    assert read(store) == Dose(calls=1, call_minutes=30, professionals=1)


def test_group_hours_are_those_of_the_time_in_the_group_and_nobody_is_named(store: Store) -> None:
    def live(tx: Transaction) -> int:
        group = Group(name="Majakka", hours="", state="open", made_at=NOON - 30 * DAY)
        tx.session.add(group)
        tx.session.flush()
        tx.session.add(GroupModerator(group_id=group.id, professional_id=PRO))
        for client, joined, left in ((CLIENT, 10, 2), (8, 20, None), (9, None, None)):
            tx.session.add(
                GroupMember(
                    group_id=group.id,
                    client_id=client,
                    offered_at=NOON - 30 * DAY,
                    joined_at=None if joined is None else NOON - joined * DAY,
                    left_at=None if left is None else NOON - left * DAY,
                )
            )
        for days, state in ((15, "agreed"), (5, "agreed"), (4, "declined"), (1, "over")):
            tx.session.add(GroupMeeting(group_id=group.id, at=NOON - days * DAY, what="Yhdessä", state=state))
        tx.session.flush()
        for _ in range(2):
            dose.collect_group(tx, group, NOON)
        return group.id

    group = store.run_now(live)
    found = store.run_now(lambda tx: [row.present for row, _ in dose.waiting_sessions(tx, PRO, NOON)])
    assert found == [1, 2, 1]
    assert store.run_now(lambda tx: dose.waiting_sessions(tx, 99, NOON)) == []
    # when the moderator confirms them
    store.run_now(lambda tx: dose.confirm([row for row, _ in dose.waiting_sessions(tx, PRO, NOON)], PRO, NOON))
    # then a client has those of the time inside, the group has all
    mine = store.run_now(lambda tx: dose.of_client(tx, CLIENT, NOON - 30 * DAY, NOON))
    assert (mine.group_meetings, mine.group_minutes) == (1, 90)
    whole = store.run_now(lambda tx: dose.of_group(tx, group, NOON - 30 * DAY, NOON))
    assert (whole.meetings, whole.minutes, whole.present) == (3, 270, 4)
    assert "client_id" not in GroupSession.__table__.columns  # type: ignore[attr-defined]


def test_a_contact_is_on_the_list_of_what_is_erased_with_a_client() -> None:
    from bot.storage import forgetting

    assert ContactRow.__tablename__ in {table.name for table in forgetting.tables_of_clients()}


def test_nothing_sums_up_to_nothing() -> None:
    assert total([]) == Dose()
    assert total([]).contacts == 0
