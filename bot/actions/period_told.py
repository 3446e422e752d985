"""What people hear of a period: the client of a stage that begins, those who plan of a review and of its last day."""

from __future__ import annotations

from datetime import datetime, time

from bot.actions import rhythm
from bot.actions.disclosure import name
from bot.actions.house import House
from bot.actions.speaker import NOTICE, Rows, help_button, of_client, say
from bot.domain.plan import Period, Stage
from bot.domain.profiles import Prompts, StagePlan
from bot.domain.roles import Action, may_any
from bot.domain.walltime import instant, local_date
from bot.domain.workdays import DAY
from bot.storage import clients, network, outbox, people, plans
from bot.storage.database import Transaction
from bot.storage.tables import Client, Person
from bot.words import short_day

REVIEWS = (Stage.MID_REVIEW, Stage.END_REVIEW)
UNASKED = "stage"  # the kind in the budget of unasked messages


def tell_stage(tx: Transaction, house: House, client: Client, stage: StagePlan, now: datetime) -> None:
    """One message about what begins, with the ways it opens."""
    who = of_client(tx, client)
    words, locale = house.words, who.locale
    rows = [[(words.bot("plan_open", locale), "q.plan")]]
    if stage.prompts is Prompts.FADING and stage.stage is Stage.FADING_TRIALS:
        rows.append([(words.bot("plan_fade", locale), "q.fade")])
    deliver(tx, house, client, words.bot(f"stage_begins_{stage.stage}", locale), rows, now)


def deliver(tx: Transaction, house: House, client: Client, text: str, rows: Rows, now: datetime) -> None:
    """An unasked message: outside quiet hours, within the budget, later rather than too many, and on no holiday."""
    who, at = of_client(tx, client), _off_holidays(tx, house, client, rhythm.calm(client, now))
    clients.count_proactive(tx, client.id, UNASKED, local_date(at, client.timezone), at)
    rows = [*rows, [help_button(house, who.locale)]]
    outbox.add(
        tx,
        chat_id=who.person.chat_id,
        params={"text": text, "rows": [[list(button) for button in row] for row in rows]},
        rank=NOTICE,
        client_id=client.id,
        kind="notice",
        not_before=at if at > now else None,
        now=now,
    )


def _off_holidays(tx: Transaction, house: House, client: Client, at: datetime) -> datetime:
    """The first free moment from `at` on that is on no holiday or eve: the budget may have pushed it onto Christmas."""
    at, calendar = rhythm.next_free(tx, client, at), house.working.sparing_eves()
    while calendar.holiday(local_date(at, client.timezone)):
        after = instant(local_date(at, client.timezone) + DAY, time(0), client.timezone)
        at = rhythm.next_free(tx, client, after)
    return at


def tell_planners_of_stage(tx: Transaction, house: House, client: Client, stage: StagePlan, now: datetime) -> None:
    """At a review, and when trials begin without a goal that both agreed on (R77)."""
    missing = stage.stage is Stage.TRIALS and not plans.agreed_goals_of(tx, client.id)
    if stage.stage not in REVIEWS and not missing:
        return
    key = "pro_stage_no_goal" if missing else "pro_stage_review"
    for person in _planners(tx, client, now):
        words = house.words
        facts = {
            "pseudonym": name(house, client, person.locale),
            "stage": words.bot(f"stage_{stage.stage}", person.locale),
        }
        rows = [[(words.bot("pro_goals", person.locale), f"p.goals.{client.id}")]]
        say(tx, person, words.bot(key, person.locale, **facts), now, rows=rows, rank=NOTICE, kind="notice")


def tell_planners_of_end(tx: Transaction, house: House, client: Client, period: Period, now: datetime) -> None:
    """The period's days are over soon or now, and it goes on until somebody ends it: they hear so, once."""
    for person in _planners(tx, client, now):
        words = house.words
        facts = {
            "pseudonym": name(house, client, person.locale),
            "date": short_day(period.ends, person.locale),
        }
        rows = [[(words.bot("pro_period", person.locale), f"p.period.{client.id}")]]
        text = words.bot("pro_stage_end", person.locale, **facts)
        say(tx, person, text, now, rows=rows, rank=NOTICE, kind="notice")


def _planners(tx: Transaction, client: Client, now: datetime) -> list[Person]:
    """Those who may set the period with the client."""
    return [
        person
        for _, pro, person in people.carers(tx, client.id)
        if may_any(Action.SET_PERIOD, network.relations(tx, client.id, pro.id, now))
    ]
