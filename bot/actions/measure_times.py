"""
Measures asked for: at the start, the middle and the end of a period, or when a professional wishes it.

An invitation is one message within everybody's budget, never part of a check-in; one tap begins, one leaves it. It is
not repeated: what is not answered waits on the client's own page. Who follows nothing is asked nothing.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.actions import form_answers, forms, rhythm
from bot.actions.desk import Work
from bot.actions.house import House
from bot.actions.letters import deliver
from bot.actions.measures import Page
from bot.actions.question import tidy_pressed
from bot.actions.scene import Scene
from bot.actions.speaker import NOTICE, Rows, help_button, of_client, say, tell
from bot.domain import cadence
from bot.domain.plan import StageDates
from bot.domain.walltime import local_date
from bot.storage import clients, plans, timers
from bot.storage import forms as form_rows
from bot.storage.database import Transaction
from bot.storage.tables import Client
from bot.storage.timers import Due

SOON = timedelta(hours=1)  # whoever is changing the dates finishes that first
LATER = timedelta(days=7)  # when it is looked again while a client rests, is on a break, or meetings are enough


def look(tx: Transaction, client: Client, now: datetime) -> None:
    """The period's dates are others now: look in a moment whether it is time to measure, or when it will be."""
    timers.put(tx, "measures", client.id, now + SOON)


def plan(tx: Transaction, house: House, client: Client, now: datetime, *, but: str = "") -> datetime | None:
    """
    Set the timer for the next time of measuring in the client's period.

    Args:
        but: A time of measuring that is passed over, because there was nothing to ask.
    Returns:
        When that is; None when no period runs, it rests, or none is to come.
    """
    timers.drop(tx, "measures", client.id)
    today = local_date(now, client.timezone)
    for dates, occasion in _times(tx, house, client):
        if dates.ends < today or occasion == but or _asked_before(tx, client, occasion, dates.begins):
            continue
        due = cadence.send_time(rhythm.agreed(client), dates.begins)
        if due <= now:  # not at once: whoever is just choosing measures finishes that first
            due = cadence.send_time(rhythm.agreed(client), today + timedelta(days=1))
        timers.put(tx, "measures", client.id, due)
        return due
    return None


def _times(tx: Transaction, house: House, client: Client) -> list[tuple[StageDates, str]]:
    """The stages of a running period in which its working model measures."""
    period = plans.period_of(tx, client.id)
    profile = house.profiles.get(period.profile) if period is not None else None
    if period is None or profile is None or period.ended_on is not None or period.paused_from is not None:
        return []
    staged = ((dates, profile.stage(dates.stage)) for dates in period.stages)
    return [(dates, found.measure.value) for dates, found in staged if found is not None and found.measure is not None]


def _asked_before(tx: Transaction, client: Client, occasion: str, since: date) -> bool:
    """Was this time of measuring asked for already, in this period?"""
    asked = form_rows.newest_of(tx, client.id, occasion)
    return asked is not None and local_date(asked.opened_at, client.timezone) >= since


def due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """It is time to measure. What does not hold any more drops it, and an hour or budget that forbids it moves it."""
    if not timers.done(tx, timer.id):
        return
    client = clients.own(tx, timer.subject_id)
    today = local_date(now, client.timezone)
    occasion = next((what for dates, what in _times(tx, house, client) if dates.begins <= today <= dates.ends), "")
    if client.consented_at is None or client.stage == "ended":
        return
    if not occasion:
        plan(tx, house, client, now)
        return
    at = now + LATER
    if client.stage == "active":
        at = rhythm.next_free(tx, client, rhythm.calm(client, now))
    if at > now:
        timers.put(tx, "measures", client.id, at)
        return
    asked = invite(tx, house, client, occasion, now)
    plan(tx, house, client, now, but="" if asked else occasion)


def invite(tx: Transaction, house: House, client: Client, occasion: str, now: datetime) -> bool:
    """Lay the forms out and say so in one message. False: the client follows nothing."""
    who = of_client(tx, client)
    scene = Scene.of(tx, house, who, now)
    if not forms.lay_out(scene, occasion):
        return False
    text = house.words.bot(f"due_{occasion}", who.locale)
    say(tx, who.person, text, now, rows=_rows(scene), rank=NOTICE, client_id=client.id, kind="measures")
    clients.count_proactive(tx, client.id, "measures", local_date(now, client.timezone), now)
    return True


def invite_for(work: Work, client: Client) -> datetime | None:
    """A professional's wish for values now: a person's message, in quiet hours' and the budget's bounds."""
    tx, house, now = work.scene.tx, work.scene.house, work.scene.now
    who = of_client(tx, client)
    scene = Scene.of(tx, house, who, now)
    if form_rows.open_of(tx, client.id) or not forms.lay_out(scene, ""):
        return None
    text = house.words.bot("due_wish", who.locale, pro=work.pro.name)
    return deliver(work, client, text, _rows(scene)[:-1], "due_wish")


def _rows(scene: Scene) -> Rows:
    words, locale = scene.house.words, scene.who.locale
    return [
        [(words.bot("due_begin", locale), "m.due")],
        [(words.bot("form_later", locale), "m.wait")],
        [(words.bot("due_no", locale), "m.not")],
        [help_button(scene.house, locale)],
    ]


def begin(page: Page) -> bool:
    _answered(page, "due_begin")
    return forms.go_on(page.scene)


def wait(page: Page) -> bool:
    waiting = form_rows.open_of(page.scene.tx, page.scene.client.id)
    if not waiting:
        return False
    _answered(page, "form_later")
    form_answers.rest(page.scene, waiting[0])
    return True


def not_now(page: Page) -> bool:
    """What was laid out is taken away; it is not asked again before the next time of measuring."""
    scene = page.scene
    waiting = form_rows.open_of(scene.tx, scene.client.id)
    if not waiting:
        return False
    _answered(page, "due_no")
    for form in waiting:
        form_rows.close(scene.tx, form, scene.now)
    tell(scene.tx, scene.house, scene.who, "due_no_said", scene.now)
    return True


def _answered(page: Page, key: str) -> None:
    if page.press is not None:
        tidy_pressed(page.scene, page.press.message_id, page.press.shown, page.text(key))
