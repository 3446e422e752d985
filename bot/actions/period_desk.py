"""
The professional's side of a period: a working model is chosen, dates are seen, made longer, shorter, or left to rest.

Every change was talked over with the client; the client hears of it and sees the same dates (R11, R14, R79).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.actions import letters, period, period_told
from bot.actions.card import continuation_lines
from bot.actions.desk import Work
from bot.actions.disclosure import points_only
from bot.actions.speaker import of_client
from bot.domain import frame
from bot.domain.frame import FrameFault, Part
from bot.domain.roles import Action, may_any
from bot.domain.walltime import local_date
from bot.storage import network, period_rows, plans
from bot.storage.period_rows import Change
from bot.storage.plan_tables import PlanPeriod
from bot.storage.tables import Client
from bot.words import short_day

STEP = 4  # weeks by which a period grows or shrinks with one tap
Buttons = list[list[tuple[str, str]]]


def show(work: Work, client: Client) -> None:
    """The period's dates, what else goes on, the client's words on the time after, and what can be done."""
    if points_only(work.scene.house):
        work.show(work.text("pointer_card"), [work.to_card(client)])
        return
    lines = [work.called(client)]
    lines += period.plan_lines(work.scene.tx, work.scene.house, client, work.locale, work.scene.now)
    lines += continuation_lines(work, client)
    work.show("\n".join(lines), [*_ways(work, client), work.to_card(client)])


def _ways(work: Work, client: Client) -> Buttons:
    relations = network.relations(work.scene.tx, client.id, work.pro.id, work.scene.now)
    if not may_any(Action.SET_PERIOD, relations):
        return []
    row = period_rows.open_row(work.scene.tx, client.id)
    if row is None:
        keys = [("pro_period_begin", f"p.pmodel.{client.id}")]
    elif row.paused_from is not None:
        keys = [("pro_period_resume", f"p.prest.{client.id}")]
    else:
        keys = [
            ("pro_period_next", f"p.pnext.{client.id}"),
            ("pro_period_longer", f"p.plong.{client.id}.{STEP}"),
            ("pro_period_shorter", f"p.pshort.{client.id}.{STEP}"),
            ("pro_period_pause", f"p.prest.{client.id}"),
            ("pro_period_other", f"p.pmodel.{client.id}"),
            ("pro_end", f"p.end.{client.id}"),
        ]
    return [[(work.text(key, n=STEP) if key.endswith("er") else work.text(key), data)] for key, data in keys]


def choose_model(work: Work, client: Client) -> None:
    """Which working model carries this period?"""
    rows: Buttons = []
    for number, profile in enumerate(work.scene.house.profiles.values()):
        label = work.text("pro_period_model", model=work.text(profile.title_key), n=profile.weeks)
        rows.append([(label, f"p.pbegin.{client.id}.{number}")])
    work.show(work.text("pro_period_which"), [*rows, work.to_card(client)])


def begin(work: Work, client: Client, number: int) -> None:
    """The period begins; where one is under way, only after a yes to its end."""
    models = list(work.scene.house.profiles.values())
    if number >= len(models):
        return
    running = period_rows.open_row(work.scene.tx, client.id)
    if running is None:
        begin_now(work, client, number)
        return
    facts = {
        "old": work.text(f"profile_{running.profile}"),
        "date": short_day(running.begins, work.locale),
        "model": work.text(models[number].title_key),
    }
    rows = [[(work.text("pro_period_sure"), f"p.pnew.{client.id}.{number}")], work.to_card(client)]
    work.show(work.text("pro_period_instead", **facts), rows)


def begin_now(work: Work, client: Client, number: int) -> None:
    """Today, or on the next working day. One that is under way ends."""
    models = list(work.scene.house.profiles.values())
    if number >= len(models):
        return
    tx, house, now, profile = work.scene.tx, work.scene.house, work.scene.now, models[number]
    calendar = house.working.sparing_eves()
    first, parts = calendar.on_or_after(local_date(now, client.timezone)), frame.parts_of(profile)
    dates = frame.lay_out(first, parts, calendar)
    period_rows.begin(tx, client.id, profile.key, (parts, dates), Change("begun", work.pro.id, now))
    period.set_timer(tx, house, client, now)
    before = client.stage
    period.enter(tx, house, client, profile.stages[0], now)
    quiet = client.stage == "meetings" and before != "meetings"
    _tell(work, client, "period_begun", also="period_begun_quiet" if quiet else "")
    show(work, client)


def longer(work: Work, client: Client, weeks: int) -> None:
    _stretch(work, client, weeks * frame.WEEK)


def shorter(work: Work, client: Client, weeks: int) -> None:
    _stretch(work, client, -weeks * frame.WEEK)


def _stretch(work: Work, client: Client, days: int) -> None:
    row = _running(work, client)
    if row is None or abs(days) > frame.LONGEST:
        return
    now = work.scene.now
    dates = plans.as_period(work.scene.tx, row).stages
    today = local_date(now, client.timezone)
    try:
        parts = frame.lengthened(period_rows.parts_of(work.scene.tx, row), dates, today, days)
        _lay_out(work, client, row, parts, Change("longer" if days > 0 else "shorter", work.pro.id, now, days))
    except FrameFault as fault:
        work.say(work.text(f"pro_period_{fault.fault}"))
        return
    _tell(work, client, "period_changed")
    show(work, client)


def next_stage(work: Work, client: Client) -> None:
    """The next stage begins now: both are ready."""
    row = _running(work, client)
    if row is None:
        return
    tx, now = work.scene.tx, work.scene.now
    dates = plans.as_period(tx, row).stages
    today = local_date(now, client.timezone)
    try:
        parts = frame.moved_on(period_rows.parts_of(tx, row), dates, today)
        _lay_out(work, client, row, parts, Change("moved_on", work.pro.id, now))
    except FrameFault as fault:
        work.say(work.text(f"pro_period_{fault.fault}"))
        return
    stage = period.stage_plan(work.scene.house, plans.period_of(tx, client.id), client, now)
    if stage is not None and stage.stage is not dates[frame.running(dates, today)].stage:
        period.enter(tx, work.scene.house, client, stage, now)
        period_told.tell_stage(tx, work.scene.house, client, stage, now)
    show(work, client)


def rest(work: Work, client: Client) -> None:
    """Leave the period to rest, or go on: every date still to come moves by the days it rested (R17)."""
    row = period_rows.open_row(work.scene.tx, client.id)
    if row is None:
        return
    tx, now = work.scene.tx, work.scene.now
    today = local_date(now, client.timezone)
    if row.paused_from is None:
        period_rows.pause(tx, row, today, Change("paused", work.pro.id, now))
        period.set_timer(tx, work.scene.house, client, now)
        period.hush(tx, work.scene.house, client, now)
        _tell(work, client, "period_paused")
    else:
        days = max(0, (today - row.paused_from).days)
        dates = plans.as_period(tx, row).stages
        parts = frame.rested(period_rows.parts_of(tx, row), dates, row.paused_from, today)
        row.paused_from, row.paused_days = None, row.paused_days + days
        _lay_out(work, client, row, parts, Change("resumed", work.pro.id, now, days))
        asked = period.ask_again(tx, work.scene.house, client, now)
        _tell(work, client, "period_changed" if asked is None else "period_resumed", asked)
    show(work, client)


def _running(work: Work, client: Client) -> PlanPeriod | None:
    """The period, unless it rests or there is none: then the page says what can be done."""
    row = period_rows.open_row(work.scene.tx, client.id)
    if row is None or row.paused_from is not None:
        show(work, client)
        return None
    return row


def _lay_out(work: Work, client: Client, row: PlanPeriod, parts: Sequence[Part], by: Change) -> None:
    dates = frame.lay_out(row.begins, parts, work.scene.house.working.sparing_eves())
    period_rows.lay_out(work.scene.tx, row, parts, dates, by)
    period.set_timer(work.scene.tx, work.scene.house, client, work.scene.now)


def _tell(work: Work, client: Client, key: str, asked: datetime | None = None, also: str = "") -> None:
    """The client hears what was agreed, with the same dates behind the button; and when questions begin or rest."""
    locale = of_client(work.scene.tx, client).locale
    found = plans.period_of(work.scene.tx, client.id)
    ends = short_day(found.ends, locale) if found is not None else "–"
    rows = [[(work.words.bot("plan_open", locale), "q.plan")]]
    facts = {"pro": work.pro.name, "date": ends}
    if asked is not None:
        facts["next_day"] = work.words.moment(asked, work.scene.now, client.timezone, locale)
    lines = [work.words.bot(name, locale, **facts) for name in (key, also) if name]
    letters.deliver(work, client, "\n".join(lines), rows, key)
