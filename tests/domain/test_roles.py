"""Who may see and do what: nothing outside the table, and the table says what was promised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.roles import ACCOMPANYING, NEEDS_CLIENTS_YES, TABLE, Action, Relation, may, may_any, relation_of

ACTIONS = st.sampled_from(Action)
RELATIONS = st.sampled_from(Relation)

# Written a second time, by hand and by sentence, so that a slip in the table shows.
PROMISED = {
    "the client's own matters are the client's alone": (
        {
            Action.TALK,
            Action.CONSENT,
            Action.SET_RHYTHM,
            Action.SET_LOCALE,
            Action.KEEP_WORDS,
            Action.HIDE_LINE,
            Action.SEE_OWN_DATA,
            Action.SEE_ACCESS_LOG,
            Action.ERASE,
            Action.SHARE,
            Action.INVITE_CLOSE,
            Action.ACCEPT_PROPOSAL,
            Action.START_BREAK,
            Action.END_BREAK,
            Action.ASK_CONTACT,
        },
        {Relation.SELF},
    ),
    "private notes are read by those who accompany, not by viewers or the client": (
        {Action.SEE_PRIVATE_NOTES, Action.WRITE_PRIVATE_NOTE, Action.WRITE_TO_CLIENT},
        {Relation.RESPONSIBLE, Relation.COWORKER, Relation.DEPUTY},
    ),
    "network, turns, contacts, meetings and the logic model are kept by those who accompany": (
        {Action.KEEP_NETWORK, Action.MARK_TURN, Action.KEEP_DOSE, Action.RECORD_LOGIC, Action.SET_MEETING},
        {Relation.RESPONSIBLE, Relation.COWORKER, Relation.DEPUTY},
    ),
    "what the client sends to a close person is the close person's alone": ({Action.GET_SHARED}, {Relation.CLOSE}),
    "who guides a group moderates in it, and sees nothing of anybody": (
        {Action.GROUP_WARN, Action.GROUP_PAUSE, Action.GROUP_REMOVE, Action.GROUP_RETURN},
        {Relation.MODERATOR},
    ),
    "a case is taken and closed by professionals who answer for it": (
        {Action.SEE_NOTICE, Action.TAKE_CASE, Action.CLOSE_CASE, Action.REOPEN_CASE, Action.HAND_OVER},
        {Relation.RESPONSIBLE, Relation.COWORKER, Relation.DEPUTY},
    ),
    "the plan is the responsible professional's": (
        {
            Action.SET_LIMITS,
            Action.SET_THRESHOLDS,
            Action.MEETINGS_ONLY,
            Action.SET_GOALS,
            Action.SET_PERIOD,
            Action.END_PERIOD,
            Action.INVITE_COLLEAGUE,
            Action.ASK_EXPORT,
            Action.EXPORT,
        },
        {Relation.RESPONSIBLE},
    ),
    "what is known is seen by the client and those who accompany": (
        {
            Action.SEE_CARD,
            Action.SEE_ENERGY,
            Action.SEE_STEPS,
            Action.SEE_SHARED_WORDS,
            Action.SEE_NETWORK,
            Action.SEE_MEASURES,
            Action.SEE_GOALS,
        },
        {Relation.SELF, *ACCOMPANYING},
    ),
    "the digest is for those who accompany": ({Action.SEE_DIGEST}, set(ACCOMPANYING)),
    "a check-in is the client's, and the bot's to begin": ({Action.CHECK_IN}, {Relation.SELF, Relation.BOT}),
    "the bot notices and follows up": ({Action.OPEN_CASE, Action.FOLLOW_UP}, {Relation.BOT}),
    "proposals and comments come from those who accompany": (
        {Action.PROPOSE_STEP, Action.PROPOSE_BREAK, Action.SUGGEST_MEASURES, Action.COMMENT_GOAL},
        {Relation.RESPONSIBLE, Relation.COWORKER, Relation.DEPUTY},
    ),
    "operators repair and read nothing": (
        {Action.REASSIGN, Action.DEACTIVATE, Action.NEW_CODE},
        {Relation.OPERATOR},
    ),
    "help is for everybody": ({Action.CRISIS_HELP}, set(Relation)),
}


@pytest.mark.parametrize("promise", PROMISED)
def test_the_table_keeps_each_promise(promise):
    actions, relations = PROMISED[promise]
    for action in actions:
        assert {relation for relation in Relation if may(action, relation)} == relations


def test_every_action_is_promised_to_somebody():
    assert set(Action) == {action for actions, _ in PROMISED.values() for action in actions}


@given(ACTIONS | st.text(max_size=12), RELATIONS | st.text(max_size=12))
def test_nothing_outside_the_table_is_granted(action, relation):
    granted = any(action == a and relation == r for r, actions in TABLE.items() for a in actions)
    assert may(action, relation) is granted


@given(ACTIONS, st.lists(RELATIONS, max_size=4))
def test_two_relations_grant_no_more_than_each_alone(action, relations):
    assert may_any(action, relations) is any(may(action, relation) for relation in relations)


@given(st.text(max_size=20) | st.sampled_from(Relation))
def test_only_a_stored_role_of_accompanying_opens_anything(role):
    relation = relation_of(role)
    assert relation == (role if role in {"responsible", "coworker", "deputy", "viewer"} else Relation.STRANGER)


def test_every_relation_has_its_row_and_every_action_somebody():
    assert set(TABLE) == set(Relation)
    assert {action for actions in TABLE.values() for action in actions} == set(Action)


def test_strangers_and_operators_read_nothing():
    for relation in (Relation.STRANGER, Relation.OPERATOR, Relation.BOT, Relation.CLOSE):
        assert not [action for action in TABLE[relation] if action.startswith("see_")]


def test_what_needs_the_clients_yes_is_never_the_clients_to_grant_alone():
    for action in NEEDS_CLIENTS_YES:
        assert may(action, Relation.RESPONSIBLE)
        assert not may(action, Relation.SELF)


def test_a_moderator_reads_nothing_of_a_client() -> None:
    allowed = {action for action in Action if may(action, Relation.MODERATOR)}
    steering = {Action.GROUP_WARN, Action.GROUP_PAUSE, Action.GROUP_REMOVE, Action.GROUP_RETURN}
    assert allowed == steering | {Action.CRISIS_HELP}
