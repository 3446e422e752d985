"""
Telling the professional: noticed, told to the client first, passed on, taken, closed.

What is noticed and who is asked next is decided in `domain/escalation.py`; here it becomes cases, timers and messages.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.actions import limits, notices
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.domain import escalation
from bot.domain.escalation import Move, Signal
from bot.domain.purposes import Purpose
from bot.domain.walltime import instant, local_date
from bot.storage import cases, check_ins, clients, people, timers
from bot.storage.database import Transaction
from bot.storage.tables import Case, Client
from bot.storage.timers import Due
from bot.words import listed

LOOK_BACK = timedelta(days=120)
GENTLE_WAIT = timedelta(minutes=30)  # without an answer to the gentle question, the professional is told (domain 5.3)


def look_at_steps(scene: Scene) -> None:
    """After an outcome: many steps not started are told, to the client first. Two only change the talk."""
    client = scene.client
    reports = _reports(scene.tx, client, scene.now)
    signal = escalation.skip_signal(reports, client.consented_at or client.since, scene.now, limits.heard(client))
    if signal is Signal.A1:
        _notice(scene, client, Signal.A1)


def look_at_energy(scene: Scene) -> None:
    """After an energy: several very low ones are told, to the client first."""
    client = scene.client
    if escalation.energy_signal(_reports(scene.tx, client, scene.now), scene.now, limits.heard(client)) is Signal.A3:
        _notice(scene, client, Signal.A3)


def _reports(tx: Transaction, client: Client, now: datetime) -> list[escalation.Report]:
    from bot.actions.facts import reported

    return [reported(report) for report in check_ins.since(tx, client.id, now - LOOK_BACK) if report.answered_at]


def _notice(scene: Scene, client: Client, signal: Signal) -> None:
    """Open a case, or join the one that is open, if the rules allow it. The client hears of it now."""
    already = cases.open_of(scene.tx, client.id)
    if already is not None:
        _join(already, signal)
        return
    if not may_tell_again(scene.tx, client, scene.now):
        return
    open_for_morning(scene.tx, scene.house, client, signal, scene.now)
    scene.late["signal"] = signal.value
    if "before_telling" not in scene.opens:
        scene.opens.append("before_telling")


def may_tell_again(tx: Transaction, client: Client, now: datetime) -> bool:
    """Where no case is open: is it time for a new one, so soon after the last?"""
    last = _last_told(tx, client)
    tried = last is not None and any(
        report.outcome in ("done", "part") for report in check_ins.since(tx, client.id, last)
    )
    return escalation.may_open(last, now, tried_since=tried)


def open_for_morning(tx: Transaction, house: House, client: Client, signal: Signal, now: datetime) -> None:
    """A new case that is told on the next working morning; until then the client may keep it back."""
    case = _open(tx, client, signal, now)
    case.tell_at = next_working_morning(house, client, now)
    timers.put(tx, "tell", case.id, case.tell_at)


def next_working_morning(house: House, client: Client, now: datetime) -> datetime:
    day = house.working.next_working(local_date(now, client.timezone))
    return instant(day, house.customs.service_from, client.timezone)


def _open_at_once(tx: Transaction, house: House, client: Client, signal: Signal, now: datetime) -> None:
    """Into the case that is open or a new one, and out now, whatever that was waiting for."""
    case = cases.open_of(tx, client.id)
    if case is None:
        case = _open(tx, client, signal, now)
    else:
        _join(case, signal)
        timers.drop(tx, "tell", case.id)
    _wait_anew(tx, house, case, now)
    send(tx, house, case, now)


def _open(tx: Transaction, client: Client, signal: Signal, now: datetime, *, urgent: bool = False) -> Case:
    """A new case; like every change of one it stands in the access log."""
    case = cases.add(tx, client.id, signal.value, urgent=urgent, now=now)
    clients.log(
        tx,
        actor="bot",
        actor_id=None,
        client_id=client.id,
        what=f"noticed {signal.value}",
        why=Purpose.NOTICE,
        now=now,
        case_id=case.id,
    )
    return case


def _join(case: Case, signal: Signal) -> None:
    if signal.value not in case.signals.split(","):
        case.signals = f"{case.signals},{signal.value}"


def _last_told(tx: Transaction, client: Client) -> datetime | None:
    last = cases.last_of(tx, client.id)
    return None if last is None else last.sent_at or last.opened_at


def tell_due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """The next working day has come: the professionals get the notice, unless the client said "not yet"."""
    if not timers.done(tx, timer.id):
        return
    case = cases.get(tx, timer.subject_id)
    if case is not None and case.state == "new":
        send(tx, house, case, now)


def send(tx: Transaction, house: House, case: Case, now: datetime, *, deputies: bool = False) -> None:
    """A copy to everybody responsible; the first who taps has it. Then the chain of reminders runs."""
    if case.state != "sent":  # before the copies: what they promise counts from now
        case.state, case.sent_at, case.reminders = "sent", now, 0
    notices.give_copies(tx, house, case, now, deputies=deputies)
    look_again(tx, house, case, now)


def _wait_anew(tx: Transaction, house: House, case: Case, now: datetime) -> None:
    """Something graver joined: nobody has the case any more, and the copies that are out lose their buttons."""
    case.state, case.taken_by, case.taken_at = "new", None, None
    notices.change_copies(tx, house, case, now)


def look_again(tx: Transaction, house: House, case: Case, now: datetime) -> None:
    """Set the timer for the next step of the chain."""
    assert case.sent_at is not None
    step = escalation.follow_up(_as_notice(case, case.sent_at), now, house.working)
    if step.look_at is not None:
        timers.put(tx, "follow", case.id, step.look_at)


def _as_notice(case: Case, sent_at: datetime) -> escalation.Notice:
    """Of several signals the gravest sets the pace: a wish for contact is not slowed down by what is noticed later."""
    kind, taken = Signal(notices.gravest(case)), case.state != "sent"
    return escalation.Notice(kind, case.urgent, sent_at, case.reminders, taken)


def follow_due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """Nobody took it yet: remind, then ask the deputy, who hears of a concern from the first moment. Stops when taken."""
    if not timers.done(tx, timer.id):
        return
    case = cases.get(tx, timer.subject_id)
    if case is None or case.state != "sent" or case.sent_at is None:
        return
    step = escalation.follow_up(_as_notice(case, case.sent_at), now, house.working)
    case.reminders = step.reminders
    if step.move in (Move.REMIND, Move.DEPUTY, Move.UNIT_LEAD, Move.UNIT_PHONE):
        lead = step.move in (Move.UNIT_LEAD, Move.UNIT_PHONE)
        deputies = case.urgent or step.move is not Move.REMIND
        notices.give_copies(tx, house, case, now, deputies=deputies, leads=lead, again=True)
    if step.look_at is not None:
        timers.put(tx, "follow", case.id, step.look_at)


def ask_contact(scene: Scene) -> None:
    """The client asks to be contacted: passed on at once, without threshold or cap, with an honest promise."""
    from bot.actions import promises

    client = scene.client
    carers = people.carers(scene.tx, client.id)
    if not carers:
        scene.closing.append(scene.house.words.bot("contact_nobody", scene.who.locale))
        scene.closing += _phone(scene)
        return
    _open_at_once(scene.tx, scene.house, client, Signal.A4, scene.now)
    by = scene.house.working.after(scene.now, 1)
    when = scene.house.words.moment(by, scene.now, client.timezone, scene.who.locale)
    names = notices.told(scene.tx, scene.house, client, scene.now, scene.who.locale)
    if not names:
        scene.closing.append(promises.unread(scene.house, scene.who.locale))
        return
    facts = {"n": len(names), "pro": listed(names, scene.who.locale), "by": when}
    scene.closing.append(scene.house.words.bot("contact_passed", scene.who.locale, **facts))
    scene.closing += _phone(scene)


def _phone(scene: Scene) -> list[str]:
    """The unit's own number, where there is one: whoever cannot wait may call."""
    phone = scene.house.customs.unit_phone
    return [scene.house.words.bot("net_phone", scene.who.locale, phone=phone)] if phone else []


def harm(scene: Scene) -> None:
    """An experiment hurt: passed on at once, as the client was told. The script says so on the same card."""
    client = scene.client
    _open_at_once(scene.tx, scene.house, client, Signal.A7, scene.now)


def acute(tx: Transaction, house: House, client: Client, now: datetime) -> None:
    """An acute concern: responsible professionals and deputies at once, at any hour. Nobody hears without consent."""
    if client.consented_at is None:
        return
    case = cases.open_of(tx, client.id, urgent=True)
    if case is not None and case.state == "sent":
        return  # the notice is out and repeats until somebody takes it
    if case is None:
        case = _open(tx, client, Signal.A5, now, urgent=True)
    _wait_anew(tx, house, case, now)
    send(tx, house, case, now, deputies=True)


def wait_for_answer(scene: Scene) -> None:
    timers.put(scene.tx, "concern", scene.client.id, scene.now + GENTLE_WAIT)


def answer_came(scene: Scene) -> None:
    timers.drop(scene.tx, "concern", scene.client.id)


def unanswered_concern(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """The gentle question stayed open: a case of the same day, without alarm."""
    if not timers.done(tx, timer.id):
        return
    client = clients.own(tx, timer.subject_id)
    if clients.open_concern(tx, client.id, now) is None or client.consented_at is None:
        return
    _open_at_once(tx, house, client, Signal.A5, now)


def not_yet(scene: Scene) -> None:
    """The client keeps this notice back, once in 14 days. It then stands in the digest only."""
    client = scene.client
    case = cases.open_of(scene.tx, client.id)
    if case is None or case.state != "new" or not escalation.may_say_not_yet(client.not_yet_at, scene.now):
        return
    case.state, case.closed_at, case.closed_as = "closed", scene.now, "not_yet"
    timers.drop(scene.tx, "tell", case.id)
    client.not_yet_at = scene.now
    clients.log_own(scene.tx, client, "not yet to a notice", scene.now, case_id=case.id)


def add_words(scene: Scene, words: str) -> None:
    """The client's own message goes with the notice, also when the notice has gone out before."""
    client = scene.client
    case = cases.open_of(scene.tx, client.id)
    if case is not None:
        case.clients_words = words
        if case.state != "new":
            notices.change_copies(scene.tx, scene.house, case, scene.now)
            notices.words_came(scene.tx, scene.house, case, scene.now)
