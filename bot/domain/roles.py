"""
Who may see and do what: one table. What is not in it is not allowed.

A relation is how somebody stands towards one client at this moment; a person with several relations is asked about each.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Relation(StrEnum):
    """How an actor stands towards a client."""

    SELF = "self"  # the client
    RESPONSIBLE = "responsible"
    COWORKER = "coworker"
    DEPUTY = "deputy"  # covers for the responsible professional
    VIEWER = "viewer"
    MODERATOR = "moderator"  # guides a peer group that the client is in
    OPERATOR = "operator"  # runs the installation; reads nobody's words
    BOT = "bot"  # timers and rules
    CLOSE = "close"  # invited by the client; gets what the client sends, and nothing else
    STRANGER = "stranger"


ACCOMPANYING = (Relation.RESPONSIBLE, Relation.COWORKER, Relation.DEPUTY, Relation.VIEWER)


class Action(StrEnum):
    """What is done to or read about one client."""

    # the client's own
    TALK = "talk"
    CONSENT = "consent"
    SET_RHYTHM = "set_rhythm"
    SET_LOCALE = "set_locale"
    KEEP_WORDS = "keep_words"
    HIDE_LINE = "hide_line"
    SEE_OWN_DATA = "see_own_data"
    SEE_ACCESS_LOG = "see_access_log"
    ERASE = "erase"
    SHARE = "share"
    ACCEPT_PROPOSAL = "accept_proposal"
    END_BREAK = "end_break"
    INVITE_CLOSE = "invite_close"
    # the close person's
    GET_SHARED = "get_shared"
    # read by those who accompany
    SEE_CARD = "see_card"
    SEE_DIGEST = "see_digest"
    SEE_ENERGY = "see_energy"
    SEE_STEPS = "see_steps"
    SEE_SHARED_WORDS = "see_shared_words"
    SEE_NOTICE = "see_notice"
    SEE_PRIVATE_NOTES = "see_private_notes"
    SEE_NETWORK = "see_network"
    SEE_MEASURES = "see_measures"
    SEE_GOALS = "see_goals"
    # done by those who accompany
    TAKE_CASE = "take_case"
    CLOSE_CASE = "close_case"
    REOPEN_CASE = "reopen_case"
    HAND_OVER = "hand_over"
    WRITE_PRIVATE_NOTE = "write_private_note"
    WRITE_TO_CLIENT = "write_to_client"
    PROPOSE_STEP = "propose_step"
    SET_LIMITS = "set_limits"
    SET_THRESHOLDS = "set_thresholds"
    SET_MEETING = "set_meeting"
    RECORD_LOGIC = "record_logic"
    MEETINGS_ONLY = "meetings_only"
    PROPOSE_BREAK = "propose_break"
    SUGGEST_MEASURES = "suggest_measures"
    INVITE_COLLEAGUE = "invite_colleague"
    KEEP_NETWORK = "keep_network"  # outside parties
    MARK_TURN = "mark_turn"  # transitions, needs to coordinate
    KEEP_DOSE = "keep_dose"  # contacts in numbers
    COMMENT_GOAL = "comment_goal"
    SET_GOALS = "set_goals"
    ASK_EXPORT = "ask_export"
    SET_PERIOD = "set_period"
    EXPORT = "export"
    END_PERIOD = "end_period"
    # both, or the installation
    START_BREAK = "start_break"
    ASK_CONTACT = "ask_contact"
    CHECK_IN = "check_in"
    OPEN_CASE = "open_case"
    FOLLOW_UP = "follow_up"
    REASSIGN = "reassign"
    DEACTIVATE = "deactivate"
    NEW_CODE = "new_code"
    CRISIS_HELP = "crisis_help"
    # in a peer group
    GROUP_WARN = "group_warn"
    GROUP_PAUSE = "group_pause"
    GROUP_REMOVE = "group_remove"
    GROUP_RETURN = "group_return"  # yes or no to somebody who wants to come back


_READ = {
    Action.SEE_CARD,
    Action.SEE_DIGEST,
    Action.SEE_ENERGY,
    Action.SEE_STEPS,
    Action.SEE_SHARED_WORDS,
    Action.SEE_NETWORK,
    Action.SEE_MEASURES,
    Action.SEE_GOALS,
}
_CASES = {Action.SEE_NOTICE, Action.TAKE_CASE, Action.CLOSE_CASE, Action.REOPEN_CASE, Action.HAND_OVER}
_ACCOMPANY = {
    Action.SEE_PRIVATE_NOTES,
    Action.WRITE_PRIVATE_NOTE,
    Action.WRITE_TO_CLIENT,
    Action.PROPOSE_STEP,
    Action.PROPOSE_BREAK,
    Action.SUGGEST_MEASURES,
    Action.SET_MEETING,
    Action.RECORD_LOGIC,
    Action.KEEP_NETWORK,
    Action.MARK_TURN,
    Action.KEEP_DOSE,
    Action.COMMENT_GOAL,
}
_LEAD = {
    Action.SET_LIMITS,
    Action.SET_THRESHOLDS,
    Action.MEETINGS_ONLY,
    Action.INVITE_COLLEAGUE,
    Action.SET_GOALS,
    Action.ASK_EXPORT,
    Action.SET_PERIOD,
    Action.EXPORT,
    Action.END_PERIOD,
}

# Help when it is too much stands in every row.
TABLE: dict[Relation, frozenset[Action]] = {
    Relation.SELF: frozenset(
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
            Action.END_BREAK,
            Action.START_BREAK,
            Action.ASK_CONTACT,
            Action.CHECK_IN,
            Action.SEE_CARD,
            Action.SEE_ENERGY,
            Action.SEE_STEPS,
            Action.SEE_SHARED_WORDS,
            Action.SEE_NETWORK,
            Action.SEE_MEASURES,
            Action.SEE_GOALS,
            Action.CRISIS_HELP,
        }
    ),
    Relation.RESPONSIBLE: frozenset(_READ | _CASES | _ACCOMPANY | _LEAD | {Action.CRISIS_HELP}),
    Relation.COWORKER: frozenset(_READ | _CASES | _ACCOMPANY | {Action.CRISIS_HELP}),
    Relation.DEPUTY: frozenset(_READ | _CASES | _ACCOMPANY | {Action.CRISIS_HELP}),
    Relation.VIEWER: frozenset(_READ | {Action.CRISIS_HELP}),
    Relation.MODERATOR: frozenset(
        {
            Action.GROUP_WARN,
            Action.GROUP_PAUSE,
            Action.GROUP_REMOVE,
            Action.GROUP_RETURN,
            Action.CRISIS_HELP,
        }
    ),
    Relation.OPERATOR: frozenset({Action.REASSIGN, Action.DEACTIVATE, Action.NEW_CODE, Action.CRISIS_HELP}),
    Relation.BOT: frozenset({Action.CHECK_IN, Action.OPEN_CASE, Action.FOLLOW_UP, Action.CRISIS_HELP}),
    Relation.CLOSE: frozenset({Action.GET_SHARED, Action.CRISIS_HELP}),
    Relation.STRANGER: frozenset({Action.CRISIS_HELP}),
}

# What is left to a professional while the client's consent is not in force: the name in the list, notices that are out.
WITHOUT_CONSENT = frozenset({Action.SEE_CARD, Action.END_PERIOD, Action.CRISIS_HELP}) | _CASES

# What may be done only with the client's own yes on top of the table, asked each time.
NEEDS_CLIENTS_YES = frozenset({Action.PROPOSE_STEP, Action.PROPOSE_BREAK, Action.SUGGEST_MEASURES, Action.SET_GOALS})


def may(action: Action, relation: Relation) -> bool:
    """Whether somebody in this relation to a client may do this."""
    return action in TABLE.get(relation, frozenset())


def may_any(action: Action, relations: Iterable[Relation]) -> bool:
    """Whether somebody who stands in several relations (client and professional, say) may do this in one of them."""
    return any(may(action, relation) for relation in relations)


def relation_of(role: str) -> Relation:
    """The relation that a stored role means; an unknown or ended one ("") is a stranger's."""
    return Relation(role) if role in ACCOMPANYING else Relation.STRANGER
