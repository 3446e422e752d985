"""What a professional does with a notice: takes it, hands it over, closes it, opens it again."""

from __future__ import annotations

from datetime import datetime

from bot.actions import notices, promises
from bot.actions.desk import Work
from bot.actions.house import House
from bot.actions.speaker import Speaker, of_client, tell
from bot.domain.purposes import Purpose
from bot.domain.roles import Action, may_any
from bot.storage import cases, clients, network, people, refusals, timers
from bot.storage.clients import NotAllowed
from bot.storage.database import Transaction
from bot.storage.tables import Case, Client, Professional

CLOSINGS = ("talked", "plan", "break", "none")
ACUTE = frozenset(("A5", "A7"))  # a concern, harm: these never wait, and no end of a period ends them (domain 5.2)
ENDED, STOPPED = "ended", "stopped"  # closed by the bot: the period is over, the consent is taken back


def take(tx: Transaction, house: House, who: Speaker, case_id: int, now: datetime) -> None:
    """ "I have it": the first tap counts; all copies change; a client who asked hears who it is."""
    found = _open(tx, who, case_id, Action.TAKE_CASE, now)
    if found is None:
        _refuse(tx, house, who, now)
        return
    case, pro, client = found
    if case.state == "taken" and case.taken_by != pro.id:
        taker = people.professional(tx, case.taken_by or 0)
        facts = {"name": taker.name if taker else ""}
        tell(tx, house, Speaker(who.person, None, pro), "case_taken_already", now, facts)
        return
    if case.state != "sent":
        tell(tx, house, Speaker(who.person, None, pro), "stale", now)
        return
    case.state, case.taken_by, case.taken_at = "taken", pro.id, now
    timers.drop(tx, "follow", case.id)
    promises.drop(tx, client.id)
    _log(tx, pro, case, f"took {case.signals[:20]}", now)
    notices.change_copies(tx, house, case, now)
    if {"A4", "A5"} & set(case.signals.split(",")):
        tell(tx, house, of_client(tx, client), "case_clients_taken", now, {"pro": pro.name})


def close(tx: Transaction, house: House, who: Speaker, case_id: int, how: str, now: datetime) -> None:
    """How it ended, by whoever has it."""
    found = _open(tx, who, case_id, Action.CLOSE_CASE, now)
    if found is None or how not in CLOSINGS or found[0].taken_by != found[1].id:
        _refuse(tx, house, who, now)
        return
    case, pro, _ = found
    if case.state != "taken":
        tell(tx, house, Speaker(who.person, None, pro), "stale", now)
        return
    case.state, case.closed_at, case.closed_as = "closed", now, how
    _log(tx, pro, case, f"closed as {how}", now)
    notices.change_copies(tx, house, case, now)


def close_all(tx: Transaction, house: House, client: Client, how: str, now: datetime) -> None:
    """
    The bot closes what is open, for nobody is left who could act on it: the period is over, or the consent taken back.

    With the consent taken back an acute concern stays open: that somebody may be in danger is not over by it.
    """
    for case in cases.all_open(tx, client.id):
        if case.urgent and how == STOPPED:
            continue
        for kind in ("tell", "follow"):
            timers.drop(tx, kind, case.id)
        case.state, case.closed_at, case.closed_as = "closed", now, how
        clients.log(
            tx,
            actor="bot",
            actor_id=None,
            client_id=client.id,
            what=f"closed as {how}",
            why=Purpose.NOTICE,
            case_id=case.id,
            now=now,
        )
        notices.change_copies(tx, house, case, now)


def holds_end(work: Work, client: Client) -> bool:
    """
    Whether an acute notice keeps the period from ending: it is taken and closed first, and not by the way (domain 5.2).

    The professional hears so and has the notice before them, with its buttons.
    """
    tx, now = work.scene.tx, work.scene.now
    acute = [c for c in cases.all_open(tx, client.id) if c.urgent or ACUTE & set(c.signals.split(","))]
    for case in acute:
        if case.state == "taken" and case.taken_by != work.pro.id:
            taker = people.professional(tx, case.taken_by or 0)
            name = taker.name if taker is not None else ""
            work.say(work.text("pro_end_acute_taken", pseudonym=client.pseudonym, name=name))
        else:
            work.say(work.text("pro_end_acute", pseudonym=client.pseudonym))
            notices.show(tx, work.scene.house, case, work.pro, now)
    return bool(acute)


def say_what_closes(work: Work, client: Client) -> None:
    """Before the question how it goes on: which open notice the end of the period would close."""
    for case in cases.all_open(work.scene.tx, client.id):
        what = work.text(f"digest_what_{notices.gravest(case).lower()}")
        if case.state != "new":
            work.scene.lead = work.text("pro_end_closes", what=what)


def _open(
    tx: Transaction, who: Speaker, case_id: int, action: Action, now: datetime
) -> tuple[Case, Professional, Client] | None:
    """The case behind the door of its client; None when this professional may not, or it never was."""
    pro, case = who.professional, cases.get(tx, case_id)
    if pro is None:
        return None
    if case is None:
        refusals.log(tx, actor=refusals.STRANGE, actor_id=pro.id, client_id=None, what=action.value, now=now)
        return None
    try:
        client = clients.access(tx, case.client_id, professional_id=pro.id, action=action, now=now, case_id=case_id)
    except NotAllowed:
        return None
    return case, pro, client


def _refuse(tx: Transaction, house: House, who: Speaker, now: datetime) -> None:
    tell(tx, house, Speaker(who.person, None, who.professional), "case_not_yours", now)


def _log(tx: Transaction, pro: Professional, case: Case, what: str, now: datetime) -> None:
    clients.log(
        tx,
        actor=clients.as_what(tx, case.client_id, pro.id, now),
        actor_id=pro.id,
        client_id=case.client_id,
        what=what,
        why=Purpose.NOTICE,
        case_id=case.id,
        now=now,
    )


def show(work: Work, case: Case) -> None:
    """What a pointer pointed at."""
    notices.show(work.scene.tx, work.scene.house, case, work.pro, work.scene.now)


def choose_colleague(work: Work, case: Case) -> None:
    """To whom? Only to somebody who may take notices of this client."""
    others = [pro for pro in _takers(work, case) if pro.id != work.pro.id]
    if case.state != "taken" or case.taken_by != work.pro.id:
        work.say(work.text("case_not_yours"))
        return
    if not others:
        work.say(work.text("pro_over_nobody"))
        return
    rows = [[(pro.name, f"p.give.{case.id}.{pro.id}")] for pro in others]
    work.say(work.text("pro_over_whom"), rows)


def _takers(work: Work, case: Case) -> list[Professional]:
    tx, now = work.scene.tx, work.scene.now
    return [
        pro
        for pro in people.professionals(tx)
        if may_any(Action.TAKE_CASE, network.relations(tx, case.client_id, pro.id, now))
    ]


def hand_over(work: Work, case: Case, colleague_id: int) -> None:
    """It waits for somebody again, and the colleague has a copy. Nobody has it until they say so."""
    if case.state != "taken" or case.taken_by != work.pro.id:
        work.say(work.text("case_not_yours"))
        return
    colleague = next((pro for pro in _takers(work, case) if pro.id == colleague_id), None)
    if colleague is None or colleague.id == work.pro.id:
        work.say(work.text("pro_over_nobody"))
        return
    from bot.actions import escalate

    tx, house, now = work.scene.tx, work.scene.house, work.scene.now
    case.state, case.taken_by, case.taken_at, case.sent_at, case.reminders = "sent", None, None, now, 0
    _log(tx, work.pro, case, f"handed over to {colleague.id}", now)
    notices.change_copies(tx, house, case, now)
    notices.give_copy(tx, house, case, colleague, now, lead=("pro_over_from", {"name": work.pro.name}))
    escalate.look_again(tx, house, case, now)
    work.show(work.text("pro_over_done", name=colleague.name))


def reopen(work: Work, case: Case) -> None:
    """It was not over after all: whoever opens it again has it."""
    if case.state != "closed" or case.sent_at is None or case.closed_as not in CLOSINGS:
        work.say(work.text("pro_reopen_no"))
        return
    tx, now = work.scene.tx, work.scene.now
    if cases.open_of(tx, case.client_id, urgent=case.urgent) is not None:
        work.say(work.text("pro_reopen_no"))  # a newer one is open; two would have two owners
        return
    case.state, case.taken_by, case.taken_at = "taken", work.pro.id, now
    case.closed_at, case.closed_as = None, ""
    _log(tx, work.pro, case, "reopened", now)
    notices.change_copies(tx, work.scene.house, case, now)
