"""
The professional's buttons: one table says what each needs, and one door lets it through.

Callback data is `p.VERB.NUMBER...`: numbers only, so that nothing about a client stands in it. A button from another
chat, an old one, or a forged one comes to the same door and is answered kindly without telling anything. Typed words
come to it by `bot/actions/caseload_words.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.actions import (
    absence,
    card,
    case_work,
    client_list,
    digest_pages,
    dosing,
    dosing_groups,
    goal_desk,
    goal_score,
    goal_shape,
    letters,
    limits,
    lock,
    logic,
    measure_work,
    meetings,
    parties,
    period_desk,
    pro_data,
    records,
    sharing,
    turns,
)
from bot.actions.desk import Work
from bot.actions.disclosure import points_only
from bot.domain.roles import Action
from bot.storage import cases, dose, goal_rows, register
from bot.storage.clients import NoConsent, NotAllowed
from bot.storage.database import Transaction
from bot.storage.dose_tables import ContactRow
from bot.storage.network_tables import Party, Turn
from bot.storage.plan_tables import Goal
from bot.storage.tables import Case

CLIENT, CASE, PARTY, TURN, CONTACT, GOAL, NOBODY = "client", "case", "party", "turn", "contact", "goal", ""
ROWS: Mapping[str, Callable[[Transaction, int], Case | Party | Turn | ContactRow | Goal | None]] = {
    CASE: cases.get,
    PARTY: register.party,
    TURN: register.turn,
    CONTACT: dose.get,
    GOAL: goal_rows.by_id,
}
"""What a number may name besides a client: a row that belongs to one, whose door is asked."""
MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Verb:
    """
    What a button does.

    Args:
        act: Called with the work, then the client or row that the first number names, then the other numbers.
        about: Whether the first number names a client, a row of ROWS, or nobody.
        action: What the table of roles must grant.
        numbers: How many stand in the data.
    """

    act: Callable[..., None]
    about: str = NOBODY
    action: Action | None = None
    numbers: int = 0


VERBS: Mapping[str, Verb] = {
    # the list of clients
    "list": Verb(client_list.show, numbers=1),
    "search": Verb(client_list.ask_search),
    "lost": Verb(client_list.unreachable),
    # one client
    "card": Verb(card.show, CLIENT, Action.SEE_CARD, 1),
    "energy": Verb(card.energy_picture, CLIENT, Action.SEE_ENERGY, 1),
    "more": Verb(card.more, CLIENT, Action.SEE_CARD, 1),
    "only": Verb(card.meetings_only, CLIENT, Action.MEETINGS_ONLY, 1),
    "end": Verb(card.ask_end, CLIENT, Action.END_PERIOD, 1),
    "notes": Verb(card.notes, CLIENT, Action.SEE_PRIVATE_NOTES, 1),
    "note": Verb(card.ask_note, CLIENT, Action.WRITE_PRIVATE_NOTE, 1),
    "write": Verb(letters.ask_letter, CLIENT, Action.WRITE_TO_CLIENT, 1),
    "step": Verb(letters.ask_step, CLIENT, Action.PROPOSE_STEP, 1),
    "pause": Verb(letters.propose_break, CLIENT, Action.PROPOSE_BREAK, 1),
    "meet": Verb(meetings.ask, CLIENT, Action.SET_MEETING, 1),
    "logic": Verb(logic.show, CLIENT, Action.RECORD_LOGIC, 1),
    "mark": Verb(logic.toggle, CLIENT, Action.RECORD_LOGIC, 2),
    "adapt": Verb(logic.ask_adaptation, CLIENT, Action.RECORD_LOGIC, 1),
    # its limits
    "limits": Verb(limits.show, CLIENT, Action.SET_THRESHOLDS, 1),
    "limit": Verb(limits.change, CLIENT, Action.SET_THRESHOLDS, 3),
    "most": Verb(limits.set_most, CLIENT, Action.SET_LIMITS, 2),
    "rarer": Verb(limits.rarer, CLIENT, Action.SET_LIMITS, 1),
    # what the client follows
    "meas": Verb(measure_work.show, CLIENT, Action.SEE_MEASURES, 1),
    "mpick": Verb(measure_work.pick, CLIENT, Action.SUGGEST_MEASURES, 1),
    "mtap": Verb(measure_work.tap, CLIENT, Action.SUGGEST_MEASURES, 2),
    "mmodel": Verb(measure_work.model, CLIENT, Action.SUGGEST_MEASURES, 1),
    "mdrop": Verb(measure_work.drop, CLIENT, Action.SUGGEST_MEASURES, 2),
    "mown": Verb(measure_work.ask_own, CLIENT, Action.SUGGEST_MEASURES, 1),
    "msend": Verb(measure_work.send, CLIENT, Action.SUGGEST_MEASURES, 1),
    "mask": Verb(measure_work.ask_now, CLIENT, Action.SUGGEST_MEASURES, 1),
    # the summary for the record
    "rec": Verb(records.show, CLIENT, Action.SEE_CARD, 1),
    "recask": Verb(records.ask, CLIENT, Action.ASK_EXPORT, 1),
    "rectake": Verb(records.take, CLIENT, Action.EXPORT, 2),
    # its network
    "net": Verb(sharing.show_network, CLIENT, Action.SEE_NETWORK, 1),
    "add": Verb(sharing.choose_colleague, CLIENT, Action.INVITE_COLLEAGUE, 1),
    "role": Verb(sharing.choose_role, CLIENT, Action.INVITE_COLLEAGUE, 2),
    "share": Verb(sharing.propose, CLIENT, Action.INVITE_COLLEAGUE, 3),
    "outside": Verb(parties.ask, CLIENT, Action.KEEP_NETWORK, 1),
    "party": Verb(parties.page, PARTY, Action.SEE_NETWORK, 1),
    "tie": Verb(parties.change_tie, PARTY, Action.KEEP_NETWORK, 1),
    "gone": Verb(parties.remove, PARTY, Action.KEEP_NETWORK, 1),
    # what is ahead of it
    "turns": Verb(turns.show, CLIENT, Action.SEE_CARD, 1),
    "turn": Verb(turns.ask, CLIENT, Action.MARK_TURN, 1),
    "done": Verb(turns.done, TURN, Action.MARK_TURN, 1),
    # its contacts in numbers
    "log": Verb(dosing.log, CLIENT, Action.SEE_CARD, 1),
    "noting": Verb(dosing.ask_length, CLIENT, Action.KEEP_DOSE, 2),
    "entered": Verb(dosing.entered, CLIENT, Action.KEEP_DOSE, 3),
    "contact": Verb(dosing.contact, CONTACT, Action.KEEP_DOSE, 1),
    "lasted": Verb(dosing.set_length, CONTACT, Action.KEEP_DOSE, 2),
    "form": Verb(dosing.change_form, CONTACT, Action.KEEP_DOSE, 1),
    "not": Verb(dosing.drop, CONTACT, Action.KEEP_DOSE, 1),
    "was": Verb(dosing.confirm, CONTACT, Action.KEEP_DOSE, 1),
    "dose": Verb(dosing.confirm_all),
    "doses": Verb(dosing.show_waiting),
    "session": Verb(dosing_groups.show, numbers=1),
    "group_lasted": Verb(dosing_groups.set_length, numbers=2),
    "group_there": Verb(dosing_groups.set_present, numbers=2),
    "group_not": Verb(dosing_groups.drop, numbers=1),
    "group_was": Verb(dosing_groups.confirm, numbers=1),
    # cases
    "case": Verb(case_work.show, CASE, Action.SEE_NOTICE, 1),
    "over": Verb(case_work.choose_colleague, CASE, Action.HAND_OVER, 1),
    "give": Verb(case_work.hand_over, CASE, Action.HAND_OVER, 2),
    "reopen": Verb(case_work.reopen, CASE, Action.REOPEN_CASE, 1),
    # the period
    "period": Verb(period_desk.show, CLIENT, Action.SEE_CARD, 1),
    "pmodel": Verb(period_desk.choose_model, CLIENT, Action.SET_PERIOD, 1),
    "pbegin": Verb(period_desk.begin, CLIENT, Action.SET_PERIOD, 2),
    "pnew": Verb(period_desk.begin_now, CLIENT, Action.SET_PERIOD, 2),
    "pnext": Verb(period_desk.next_stage, CLIENT, Action.SET_PERIOD, 1),
    "plong": Verb(period_desk.longer, CLIENT, Action.SET_PERIOD, 2),
    "pshort": Verb(period_desk.shorter, CLIENT, Action.SET_PERIOD, 2),
    "prest": Verb(period_desk.rest, CLIENT, Action.SET_PERIOD, 1),
    # goals
    "goals": Verb(goal_score.show_all, CLIENT, Action.SEE_GOALS, 1),
    "goal": Verb(goal_desk.show, GOAL, Action.SEE_GOALS, 1),
    "gvers": Verb(goal_desk.versions, GOAL, Action.SEE_GOALS, 1),
    "gcom": Verb(goal_desk.ask_comment, GOAL, Action.COMMENT_GOAL, 1),
    "gfix": Verb(goal_shape.choose_piece, GOAL, Action.SET_GOALS, 1),
    "gpiece": Verb(goal_shape.ask_piece, GOAL, Action.SET_GOALS, 2),
    "gicf": Verb(goal_shape.choose_codes, GOAL, Action.SET_GOALS, 1),
    "gcode": Verb(goal_shape.toggle_code, GOAL, Action.SET_GOALS, 2),
    "gtype": Verb(goal_shape.ask_codes, GOAL, Action.SET_GOALS, 1),
    "gwhen": Verb(goal_shape.choose_due, GOAL, Action.SET_GOALS, 1),
    "gdue": Verb(goal_shape.set_due, GOAL, Action.SET_GOALS, 2),
    "gday": Verb(goal_shape.ask_day, GOAL, Action.SET_GOALS, 1),
    "gweigh": Verb(goal_score.choose_weight, GOAL, Action.SET_GOALS, 1),
    "gheavy": Verb(goal_score.set_weight, GOAL, Action.SET_GOALS, 2),
    "gok": Verb(goal_desk.confirm, GOAL, Action.SET_GOALS, 1),
    "grate": Verb(goal_score.choose_level, GOAL, Action.SET_GOALS, 1),
    "glevel": Verb(goal_score.set_level, GOAL, Action.SET_GOALS, 2),
    # the digest and the professional's own settings
    "page": Verb(digest_pages.show, numbers=1),
    "when": Verb(digest_pages.choose_day),
    "day": Verb(digest_pages.choose_hour, numbers=1),
    "hour": Verb(digest_pages.set_time, numbers=2),
    "deputy": Verb(absence.show),
    "cover": Verb(absence.set_deputy, numbers=1),
    "away": Verb(absence.ask_dates),
    "here": Verb(absence.end),
    "mine": Verb(pro_data.hand_out),
    "open": Verb(lambda work: lock.nothing_held(work.scene)),
}


POINTER_VERBS = frozenset(
    {"list", "card", "more", "note", "step", "pause", "meet", "only", "end", "limits", "limit", "most"}
    | {"case", "over", "give", "reopen", "when", "day", "hour", "deputy", "cover", "away", "here", "open", "mine"}
)
"""
What still works with DISCLOSURE=pointer: doing, not reading. Whatever is not named here would show something of a client.

Letters are not among it, because their answers would be words that stand nowhere but in the channel.
"""


def pressed(work: Work, rest: str) -> bool:
    """Obey a button. False: it is none of ours, and nothing happened."""
    read = _read(rest)
    if read is None:
        return False
    verb, numbers = read
    if points_only(work.scene.house) and rest.partition(".")[0] not in POINTER_VERBS:
        work.say(work.text("pointer_card"))
        return True
    try:
        verb.act(work, *_subject(work, verb, numbers))
    except NoConsent:
        work.say(work.text("pro_no_consent"))
    except NotAllowed:
        work.say(work.text("pro_not_yours"))
    return True


def _read(rest: str) -> tuple[Verb, list[int]] | None:
    name, *numbers = rest.split(".")
    verb = VERBS.get(name)
    if verb is None or len(numbers) != verb.numbers:
        return None
    if not all(part.isascii() and part.isdecimal() and len(part) <= MOST_DIGITS for part in numbers):
        return None
    return verb, [int(part) for part in numbers]


def names(tx: Transaction, rest: str) -> tuple[Action, int | None] | None:
    """What a button would do to which client; None when it is none of ours, or about nobody."""
    read = _read(rest)
    if read is None or read[0].action is None:
        return None
    verb, numbers = read
    if verb.about == CLIENT:
        return read[0].action, numbers[0]
    row = ROWS[verb.about](tx, numbers[0])
    return read[0].action, row.client_id if row is not None else None


def _subject(work: Work, verb: Verb, numbers: list[int]) -> list[Any]:
    """The numbers, the first one opened at the door where it names a client or a case. Raises NotAllowed."""
    if verb.action is None:
        return list(numbers)
    if verb.about == CLIENT:
        return [work.client(numbers[0], verb.action), *numbers[1:]]
    row = ROWS[verb.about](work.scene.tx, numbers[0])
    if row is None:
        raise work.nobodys(verb.action)
    work.client(row.client_id, verb.action)
    return [row, *numbers[1:]]
