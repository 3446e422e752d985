"""
What each line of the access log was for. 703/2023 § 11 lets a client learn who used their data and on what ground.

A purpose belongs to the action and is not asked of the professional: a reason picked from a list in passing would be
noise. Where a notice was the reason, its number stands beside the purpose.
"""

from __future__ import annotations

from enum import StrEnum

from bot.domain.roles import Action


class Purpose(StrEnum):
    """Why somebody's data were used."""

    FOLLOWING = "following"  # to see between meetings how it goes, as agreed
    PLANNING = "planning"  # goals, experiment, period, measures: what both plan
    CONTACT = "contact"  # messages and meetings
    NOTICE = "notice"  # a notice was sent or is handled
    SAFETY = "safety"  # help when it is too much
    PEOPLE = "people"  # who accompanies, and whom they work with
    RECORD = "record"  # a summary for the record, with the client's yes
    GROUP = "group"  # guiding the peer group
    OWN = "own"  # the client asked for it or decided it
    UPKEEP = "upkeep"  # running the installation
    REFUSED = "refused"  # tried, and not allowed: nothing was seen


_ACTIONS: dict[Purpose, tuple[Action, ...]] = {
    Purpose.FOLLOWING: (
        Action.SEE_CARD,
        Action.SEE_DIGEST,
        Action.SEE_ENERGY,
        Action.SEE_STEPS,
        Action.SEE_SHARED_WORDS,
        Action.SEE_MEASURES,
        Action.SEE_PRIVATE_NOTES,
        Action.WRITE_PRIVATE_NOTE,
        Action.RECORD_LOGIC,
        Action.KEEP_DOSE,
    ),
    Purpose.PLANNING: (
        Action.SEE_GOALS,
        Action.SET_GOALS,
        Action.COMMENT_GOAL,
        Action.PROPOSE_STEP,
        Action.PROPOSE_BREAK,
        Action.SUGGEST_MEASURES,
        Action.SET_PERIOD,
        Action.END_PERIOD,
        Action.MARK_TURN,
        Action.MEETINGS_ONLY,
        Action.SET_LIMITS,
        Action.SET_THRESHOLDS,
    ),
    Purpose.CONTACT: (Action.WRITE_TO_CLIENT, Action.SET_MEETING, Action.ASK_CONTACT),
    Purpose.NOTICE: (
        Action.SEE_NOTICE,
        Action.TAKE_CASE,
        Action.CLOSE_CASE,
        Action.REOPEN_CASE,
        Action.HAND_OVER,
        Action.OPEN_CASE,
        Action.FOLLOW_UP,
    ),
    Purpose.SAFETY: (Action.CRISIS_HELP,),
    Purpose.PEOPLE: (Action.SEE_NETWORK, Action.KEEP_NETWORK, Action.INVITE_COLLEAGUE, Action.REASSIGN),
    Purpose.RECORD: (Action.ASK_EXPORT, Action.EXPORT),
    Purpose.GROUP: (Action.GROUP_WARN, Action.GROUP_PAUSE, Action.GROUP_REMOVE, Action.GROUP_RETURN),
    Purpose.UPKEEP: (Action.DEACTIVATE, Action.NEW_CODE),
    Purpose.OWN: (
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
        Action.ACCEPT_PROPOSAL,
        Action.START_BREAK,
        Action.END_BREAK,
        Action.INVITE_CLOSE,
        Action.GET_SHARED,
        Action.CHECK_IN,
    ),
}

PURPOSE_OF = {action: purpose for purpose, actions in _ACTIONS.items() for action in actions}
"""Every action has exactly one purpose; a test keeps that."""


def written(purpose: Purpose, case_id: int | None = None) -> str:
    """As the log keeps it: "notice 12", or the purpose alone."""
    return purpose.value if case_id is None else f"{purpose.value} {case_id}"


def read(why: str) -> tuple[Purpose | None, int | None]:
    """Purpose and notice of a line; (None, None) for lines from before purposes were kept."""
    name, _, number = why.partition(" ")
    if name not in {purpose.value for purpose in Purpose}:
        return None, None
    return Purpose(name), int(number) if number.isdecimal() else None
