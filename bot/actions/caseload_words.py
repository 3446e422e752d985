"""Words that a professional typed in a dialog: what each purpose does with them, behind the client's door."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from bot.actions import (
    card,
    client_list,
    goal_desk,
    goal_shape,
    letters,
    logic,
    measure_work,
)
from bot.actions.desk import Work
from bot.domain.roles import Action
from bot.storage import goal_rows
from bot.storage.clients import NoConsent, NotAllowed
from bot.storage.plan_tables import Goal

PIECE = "goal_piece_"


def _goal(work: Work, goal_id: int, action: Action) -> Goal:
    """A goal behind its client's door. Raises NotAllowed."""
    goal = goal_rows.by_id(work.scene.tx, goal_id)
    if goal is None:
        raise work.nobodys(action)
    work.client(goal.client_id, action)
    return goal


def day_typed(work: Work, subject: int, on: date) -> None:
    """A day that a dialog took down for a goal. The door is asked anew."""
    try:
        goal_shape.set_day(work, _goal(work, subject, Action.SET_GOALS), on)
    except NotAllowed:
        work.say(work.text("pro_not_yours"))


def typed(work: Work, purpose: str, subject: int, said: str) -> None:
    """Words that a dialog took down. The door is asked anew: much may have changed while they were written."""
    try:
        if purpose.startswith(PIECE):
            goal_shape.piece(work, _goal(work, subject, Action.SET_GOALS), purpose.removeprefix(PIECE), said)
        else:
            TYPED[purpose](work, subject, said)
    except NoConsent:
        work.say(work.text("pro_no_consent"))
    except NotAllowed:
        work.say(work.text("pro_not_yours"))


TYPED: Mapping[str, Callable[[Work, int, str], None]] = {
    "search": lambda work, _, said: client_list.found(work, said),
    "note": lambda work, client, said: card.keep_note(work, work.client(client, Action.WRITE_PRIVATE_NOTE), said),
    "letter": lambda work, client, said: letters.send(work, work.client(client, Action.WRITE_TO_CLIENT), said),
    "step": lambda work, client, said: letters.propose_step(work, work.client(client, Action.PROPOSE_STEP), said),
    "adapt": lambda work, client, said: logic.keep_adaptation(work, work.client(client, Action.RECORD_LOGIC), said),
    "measure": lambda work, client, said: measure_work.add_own(
        work, work.client(client, Action.SUGGEST_MEASURES), said
    ),
    "goal_comment": lambda work, goal, said: goal_desk.comment(work, _goal(work, goal, Action.COMMENT_GOAL), said),
    "goal_icf": lambda work, goal, said: goal_shape.type_codes(work, _goal(work, goal, Action.SET_GOALS), said),
    "end": lambda work, client, said: card.end(work, work.client(client, Action.END_PERIOD), said),
}
"""What a dialog's words are for -> who gets them, behind the door."""
