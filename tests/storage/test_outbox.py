"""Calls that wait: urgency across chats, order within one, and when a call is not made at all."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.storage import outbox
from bot.storage.calls import OutboxCall
from bot.storage.database import Store
from tests.conftest import NOON

SOON = timedelta(minutes=1)


def add(store: Store, chat: int = 7, **more) -> int:
    return store.run_now(lambda tx: outbox.add(tx, chat_id=chat, params={"text": "Hyvää päivää"}, **more))


def claim(store: Store, now: datetime = NOON, limit: int = 50) -> list[OutboxCall]:
    return store.run_now(lambda tx: outbox.claim(tx, now, limit))


def ids(calls: list[OutboxCall]) -> list[int]:
    return [call.id for call in calls]


def sent(store: Store, row: int, message: int | None = None) -> None:
    store.run_now(lambda tx: outbox.sent(tx, [(row, message)], NOON))


def row_of(store: Store, row: int):
    return store.run_now(lambda tx: tx.execute(text("SELECT * FROM outbox WHERE id = :row"), {"row": row}).one())


def test_a_call_comes_out_as_it_went_in(store: Store):
    # given a call with everything
    add(store, chat=-5, method="editMessageText", rank=2, client_id=3, kind="notice")
    # when it is taken
    [call] = claim(store)
    # then nothing is lost
    assert (call.chat_id, call.method, call.rank, call.client_id, call.kind) == (-5, "editMessageText", 2, 3, "notice")
    assert call.params == {"text": "Hyvää päivää"}
    assert (call.attempts, call.made_at) == (1, NOON)


def test_answers_go_before_check_ins_before_digests(store: Store):
    # given calls of each rank in different chats, the least urgent first
    digest, check_in, answer = add(store, 1, rank=3), add(store, 2, rank=1), add(store, 3, rank=0)
    # when they are taken one by one, then urgency decides
    assert [ids(claim(store, limit=1)) for _ in range(3)] == [[answer], [check_in], [digest]]


def test_within_a_chat_the_row_decides_even_against_urgency(store: Store):
    # given a digest and then an answer in one chat
    digest, answer = add(store, rank=3), add(store, rank=0)
    # when they are taken
    first = ids(claim(store))
    sent(store, digest)
    # then what was said first arrives first
    assert (first, ids(claim(store))) == ([digest], [answer])


def test_a_retry_holds_up_its_chat(store: Store):
    # given two calls, the first of which shall be tried again
    first, _ = add(store), add(store)
    claim(store)
    store.run_now(lambda tx: outbox.later(tx, first, NOON + SOON))
    # when the sender looks before and after, then nothing overtakes
    assert claim(store) == []
    assert ids(claim(store, NOON + SOON)) == [first]


def test_a_planned_call_does_not_hold_up_the_answer_of_now(store: Store):
    # given a call planned for later, and then an answer
    planned, answer = add(store, not_before=NOON + SOON), add(store)
    # when the sender looks now and later
    now = ids(claim(store))
    sent(store, answer)
    # then each comes at its time
    assert (now, ids(claim(store, NOON + SOON))) == ([answer], [planned])


def test_a_call_past_its_time_is_dropped_and_frees_its_chat(store: Store):
    # given a call that is good until a minute from now, and another behind it
    late, next_ = add(store, best_before=NOON + SOON), add(store)
    # when the sender comes too late
    dropped = claim(store, NOON + 2 * SOON)
    # then it is not sent, and the next one is
    assert (dropped, row_of(store, late).fault) == ([], "late")
    assert ids(claim(store, NOON + 2 * SOON)) == [next_]


def test_an_edit_works_on_the_message_that_its_row_became(store: Store):
    # given a message and a later edit of it
    message = add(store)
    edit = add(store, method="editMessageText", after=message)
    claim(store)
    sent(store, message, 4711)
    # when the edit is taken, then it knows the message
    [call] = claim(store)
    assert (call.id, call.edits) == (edit, 4711)


def test_an_edit_of_a_message_that_never_went_out_is_dropped(store: Store):
    # given a message that could not be sent, and an edit of it
    message = add(store)
    edit = add(store, method="editMessageText", after=message)
    claim(store)
    store.run_now(lambda tx: outbox.never(tx, message, "Forbidden"))
    # when the sender looks, then there is nothing to do
    assert claim(store) == []
    assert row_of(store, edit).fault == "nothing to edit"


def test_what_is_sent_keeps_its_number_and_forgets_its_words(store: Store):
    # given a taken call
    row = add(store)
    claim(store)
    # when it is out
    sent(store, row, 99)
    # then only the number stays, and it is not sent again
    assert (row_of(store, row).message_id, row_of(store, row).params) == (99, "")
    assert claim(store, NOON + 2 * outbox.LEASE) == []


def test_a_crashed_senders_call_comes_back_after_its_lease(store: Store):
    # given a call taken by a sender that crashed
    row = add(store)
    claim(store)
    # when another looks during the lease and after it, then only after it
    assert claim(store, NOON + outbox.LEASE / 2) == []
    assert ids(claim(store, NOON + outbox.LEASE)) == [row]


def test_a_group_with_a_new_number_gets_all_that_waited_in_the_old_order(store: Store):
    # given two calls to a group, the first taken
    first, second = add(store, -5), add(store, -5)
    claim(store)
    # when the group became a supergroup
    store.run_now(lambda tx: outbox.moved(tx, -5, -1005))
    # then both go there, in order
    [call] = claim(store)
    assert (call.id, call.chat_id) == (first, -1005)
    sent(store, first)
    assert [(call.id, call.chat_id) for call in claim(store)] == [(second, -1005)]


def test_cancelling_drops_a_clients_waiting_calls_of_these_kinds(store: Store):
    # given calls of two kinds to one client, and one to another
    check_in, answer = add(store, client_id=1, kind="check_in"), add(store, client_id=1, kind="")
    other = add(store, 8, client_id=2, kind="check_in")
    # when the check-ins of the first are cancelled
    dropped = store.run_now(lambda tx: outbox.cancel(tx, 1, ["check_in"]))
    # then the rest goes out, and the words are gone
    assert dropped == 1
    assert set(ids(claim(store))) == {answer, other}
    assert row_of(store, check_in).params == ""


def test_what_is_handed_back_or_freed_can_be_taken_at_once(store: Store):
    # given a taken call
    row = add(store)
    claim(store)
    # when it is handed back, taken, and freed after a crash
    store.run_now(lambda tx: outbox.release(tx, [row]))
    again = ids(claim(store))
    store.run_now(outbox.recover)
    # then it could be taken each time
    assert (again, ids(claim(store))) == ([row], [row])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(st.tuples(st.integers(1, 3), st.integers(0, 3)), min_size=1, max_size=12),
    steps=st.lists(st.tuples(st.sampled_from(["claim", "sent", "later", "never", "wait"]), st.integers(0, 5))),
)
def test_order_within_a_chat_holds_under_any_retries(
    store: Store, rows: list[tuple[int, int]], steps: list[tuple[str, int]]
):
    """Whatever is sent, delayed or given up: nothing overtakes in a chat, and no chat has two calls in flight."""
    # given calls to some chats in an empty outbox
    store.run_now(lambda tx: tx.execute(text("DELETE FROM outbox")))
    chat_of = {add(store, chat, rank=rank): chat for chat, rank in rows}
    now, flying, done = NOON, set(), []
    # when the sender has good and bad luck
    for step, pick in steps:
        chosen = sorted(flying)[pick % len(flying)] if flying else None
        if step == "claim":
            for call in claim(store, now, limit=pick + 1):
                assert chat_of[call.id] not in {chat_of[row] for row in flying}, "two calls in flight in one chat"
                flying.add(call.id)
        elif step == "wait":
            now += timedelta(seconds=10)
        elif chosen is not None:
            flying.remove(chosen)
            if step == "sent":
                sent(store, chosen)
                done.append(chosen)
            elif step == "later":
                until = now + timedelta(seconds=pick)
                store.run_now(lambda tx, row=chosen, until=until: outbox.later(tx, row, until))
            else:
                store.run_now(lambda tx, row=chosen: outbox.never(tx, row, "E"))
        if step == "wait" and flying:
            flying.clear()  # who holds a call longer than its lease has crashed
            now += outbox.LEASE
    # then each chat got its messages in their order
    for chat in set(chat_of.values()):
        mine = [row for row in done if chat_of[row] == chat]
        assert mine == sorted(mine)
