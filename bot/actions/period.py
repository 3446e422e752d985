"""
A client's period: `/suunnitelma` shows it, a timer turns its stages, and each beginning is told once, within the budget.

Dates are `bot/domain/frame.py`'s; what a stage offers is the working model's (`bot/data/profiles/`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from bot.actions import measure_times, only_meetings, rhythm
from bot.actions.disclosure import name
from bot.actions.goal_words import due_lines, state_key, title
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import NOTICE, Rows, help_button, of_client, say
from bot.actions.steps import OF_A_STEP
from bot.actions.talking import open_script
from bot.domain.plan import Period, Stage, awaited
from bot.domain.profiles import Prompts, StagePlan
from bot.domain.roles import Action, may_any
from bot.domain.walltime import instant, local_date
from bot.domain.workdays import DAY
from bot.storage import clients, goal_rows, network, outbox, people, period_rows, plans, timers
from bot.storage.database import Transaction
from bot.storage.tables import Client, Person
from bot.storage.timers import Due
from bot.words import short_day
from dialogs.model import Value

HOUR = time(10)  # of a stage's first day, on the client's wall clock
SURE = 7  # of 10: from here on a smaller rhythm may be offered (R1, R53)
RARELY = 14  # days; there is nothing rarer to offer
REVIEWS = (Stage.MID_REVIEW, Stage.END_REVIEW)
UNASKED = "stage"


def show(scene: Scene) -> bool:
    """The plan as it stands: working model, stage, dates, goals, what else goes on, and what can be done now."""
    client = scene.client
    words, locale = scene.house.words, scene.who.locale
    period = plans.period_of(scene.tx, client.id)
    lines = plan_lines(scene.tx, scene.house, client, locale, scene.now)
    for goal in goal_rows.open_goals(scene.tx, client.id):
        called = title(words, locale, goal, goal_rows.newest(scene.tx, goal).what)
        lines.append(f"• {called} – {words.bot(state_key(goal), locale)}")
        agreed, today = plans.goal_of(scene.tx, goal), local_date(scene.now, client.timezone)
        due = awaited(agreed.due, agreed.ratings) if agreed.counts else None
        if due is not None and due < today:
            lines += [f"   {line}" for line in due_lines(words, locale, due, today)]
    rows: list[list[tuple[str, str]]] = [[(words.bot("plan_goals", locale), "q.goals")]]
    stage = stage_plan(scene.house, period, client, scene.now)
    for number, script in enumerate(stage.dialogs if stage else ()):
        if script in OF_A_STEP and not client.step_what:
            continue
        rows.append([(words.bot(f"offer_{script}", locale), f"q.talk.{number}")])
    rows.append([(words.bot("plan_talk", locale), "q.plantalk")])
    text = "\n".join(lines)
    rows.append([help_button(scene.house, locale)])
    say(scene.tx, scene.who.person, text, scene.now, rows=rows, client_id=client.id)
    return True


def plan_lines(tx: Transaction, house: House, client: Client, locale: str, now: datetime) -> list[str]:
    """The frame in a few lines, the same for both."""
    words = house.words
    period = plans.period_of(tx, client.id)
    if period is None:
        return [words.bot("plan_none", locale)]
    today = local_date(now, client.timezone)
    lines = [words.bot("plan_head", locale, model=words.bot(f"profile_{period.profile}", locale))]
    if period.ended_on is not None:
        lines.append(words.bot("plan_ended", locale, date=short_day(period.ended_on, locale)))
        return lines
    over = today > period.ends
    if period.paused_from is not None:
        lines.append(words.bot("plan_rests", locale, date=short_day(period.paused_from, locale)))
    elif not over:
        lines.append(words.bot("plan_stage", locale, stage=words.bot(f"stage_{period.stage_on(today)}", locale)))
    for stage in period.stages:
        facts = {"date": short_day(stage.begins, locale), "stage": words.bot(f"stage_{stage.stage}", locale)}
        lines.append(words.bot("plan_line", locale, **facts))
    lines.append(words.bot("plan_over" if over else "plan_ends", locale, date=short_day(period.ends, locale)))
    for therapy in plans.therapies_of(tx, client.id):
        key = "plan_therapy_turn" if therapy.focused else "plan_therapy"
        lines.append(words.bot(key, locale, words=therapy.words))
    return lines


def stage_plan(house: House, period: Period | None, client: Client, now: datetime) -> StagePlan | None:
    """What the working model says about the stage that runs; None when nothing runs."""
    if period is None or period.ended_on is not None or period.paused_from is not None:
        return None
    profile = house.profiles.get(period.profile)
    return profile.stage(period.stage_on(local_date(now, client.timezone))) if profile is not None else None


def talk(scene: Scene, number: int) -> bool:
    """One of the dialogs that the stage offers."""
    client = scene.client
    stage = stage_plan(scene.house, plans.period_of(scene.tx, client.id), client, scene.now)
    if stage is None or number >= len(stage.dialogs):
        return False
    script = stage.dialogs[number]
    if script in OF_A_STEP and not client.step_what:
        return show(scene)  # an older button: the experiment has been put away since
    open_script(scene, script)
    return True


def bring(scene: Scene) -> bool:
    """The plan is talked over at the next meeting; the client says beforehand what about it."""
    open_script(scene, "next_meeting")
    return True


def fade(scene: Scene) -> bool:
    open_script(scene, "fading")
    return True


def set_timer(tx: Transaction, house: House, client: Client, now: datetime) -> None:
    """When the next stage begins, at last when the period comes to its end; none while it rests or has ended."""
    measure_times.look(tx, client, now)
    period = plans.period_of(tx, client.id)
    today = local_date(now, client.timezone)
    coming: list[date] = []
    if period is not None and period.stages:
        days = [*(stage.begins for stage in period.stages), house.working.on_or_before(period.ends)]
        coming = sorted(day for day in days if day > today)
    if period is None or period.ended_on is not None or period.paused_from is not None or not coming:
        timers.drop(tx, "stage", client.id)
        return
    timers.put(tx, "stage", client.id, instant(coming[0], HOUR, client.timezone))


def due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """
    A stage begins: the rhythm follows, the client hears of it once, those who plan hear what it asks of them.

    The period's last day only tells those who plan: whether it ends or goes on is theirs and the client's to say.
    """
    if not timers.done(tx, timer.id):
        return
    client = clients.own(tx, timer.subject_id)
    period = plans.period_of(tx, client.id)
    stage = stage_plan(house, period, client, now)
    if client.stage == "ended" or period is None or stage is None:
        return
    set_timer(tx, house, client, now)
    closing = house.working.on_or_before(period.ends)  # those who plan are at work
    if local_date(now, client.timezone) >= closing:
        _tell_end(tx, house, client, period, now)
    if local_date(timer.due_at, client.timezone) >= closing:
        return
    enter(tx, house, client, stage, now)
    if client.stage != "break":  # on a break nothing comes unasked; /suunnitelma shows it
        tell_stage(tx, house, client, stage, now)
    _tell_professionals(tx, house, client, stage, now)


def enter(tx: Transaction, house: House, client: Client, stage: StagePlan, now: datetime) -> None:
    """Meetings only where the model asks nothing (R7), such as at the start and in farewell; from the plan on the rhythm."""
    if stage.prompts is Prompts.NONE:
        only_meetings.begin(tx, house, client, now)
    elif client.stage == "meetings" and stage.stage is Stage.PLAN:
        only_meetings.end(tx, client, now)


def asks_nothing(tx: Transaction, house: House, client: Client, now: datetime) -> bool:
    """Whether the period rests, or its stage leaves everything to meetings."""
    period = plans.period_of(tx, client.id)
    stage = stage_plan(house, period, client, now)
    rests = period is not None and period.ended_on is None and period.paused_from is not None
    return rests or (stage is not None and stage.prompts is Prompts.NONE)


def never_sooner(tx: Transaction, house: House, client: Client, now: datetime) -> bool:
    """Whether an answer may not shorten the gap: prompts fade, or nothing is to be asked at all (R1, R53)."""
    stage = stage_plan(house, plans.period_of(tx, client.id), client, now)
    fading = stage is not None and stage.prompts is Prompts.FADING
    return fading or asks_nothing(tx, house, client, now)


def hush(tx: Transaction, house: House, client: Client, now: datetime) -> None:
    """Nothing is asked while the period rests. Noted, so that only what the rest silenced begins again after it."""
    row = period_rows.open_row(tx, client.id)
    if row is not None and only_meetings.begin(tx, house, client, now) and row.paused_from is not None:
        period_rows.note(tx, row, period_rows.Change(period_rows.HUSHED, None, now))


def ask_again(tx: Transaction, house: House, client: Client, now: datetime) -> datetime | None:
    """The rest is over. When the client is asked next; None when the rest had not silenced anything, or nothing is asked."""
    row = period_rows.open_row(tx, client.id)
    if row is None or client.stage != "meetings" or not period_rows.hushed(tx, row):
        return None
    return None if asks_nothing(tx, house, client, now) else only_meetings.end(tx, client, now)


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


def _tell_professionals(tx: Transaction, house: House, client: Client, stage: StagePlan, now: datetime) -> None:
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


def _tell_end(tx: Transaction, house: House, client: Client, period: Period, now: datetime) -> None:
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


def confident(scene: Scene, value: int) -> None:
    """Surer by now, and the stage lets prompts fade: the client may have fewer, by their own tap (R1, R53)."""
    client = scene.client
    stage = stage_plan(scene.house, plans.period_of(scene.tx, client.id), client, scene.now)
    asked_every = client.fixed_days or client.interval_days
    if stage is not None and stage.prompts is Prompts.FADING and value >= SURE and asked_every < RARELY:
        scene.opens.append("fading")


def continue_with(scene: Scene, part: str, words: str) -> None:
    """A piece of the continuation plan (R57). The client was told that the professional may read it, or ask."""
    kind = f"{plans.CONTINUATION}{part}"
    clients.keep_note(scene.tx, scene.client.id, kind, words, share=True, now=scene.now)


def add_therapy(scene: Scene, args: Mapping[str, Value]) -> None:
    period_rows.add_therapy(scene.tx, scene.client.id, str(args["therapy"])[:120], scene.now)


def focus_therapies(scene: Scene, turn: str) -> None:
    """`this`, `other`, or `only`: nothing else goes on any more."""
    if turn == "only":
        period_rows.end_therapies(scene.tx, scene.client.id, scene.now)
    else:
        period_rows.focus_therapies(scene.tx, scene.client.id, focused=turn == "other")


def ended(tx: Transaction, client: Client, professional_id: int, now: datetime) -> None:
    """The period is over, whatever its dates said."""
    row = period_rows.open_row(tx, client.id)
    if row is not None:
        by = period_rows.Change("ended", professional_id, now)
        period_rows.end(tx, row, local_date(now, client.timezone), by)
    timers.drop(tx, "stage", client.id)
