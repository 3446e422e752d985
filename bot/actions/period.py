"""
A client's period: `/suunnitelma` shows it, a timer turns its stages, and each beginning is told once, within the budget.

What is told of it is `bot/actions/period_told.py`. Dates are `bot/domain/frame.py`'s; what a stage offers is the working model's (`bot/data/profiles/`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from bot.actions import measure_times, only_meetings
from bot.actions.goal_words import due_lines, state_key, title
from bot.actions.house import House
from bot.actions.period_told import tell_planners_of_end, tell_planners_of_stage, tell_stage
from bot.actions.scene import Scene
from bot.actions.speaker import help_button, say
from bot.actions.steps import OF_A_STEP
from bot.actions.talking import open_script
from bot.domain.plan import Period, Stage, awaited
from bot.domain.profiles import Prompts, StagePlan
from bot.domain.walltime import instant, local_date
from bot.storage import clients, goal_rows, period_rows, plans, timers
from bot.storage.database import Transaction
from bot.storage.tables import Client
from bot.storage.timers import Due
from bot.words import short_day
from dialogs.model import Value

HOUR = time(10)  # of a stage's first day, on the client's wall clock
SURE = 7  # of 10: from here on a smaller rhythm may be offered (R1, R53)
RARELY = 14  # days; there is nothing rarer to offer


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
        tell_planners_of_end(tx, house, client, period, now)
    if local_date(timer.due_at, client.timezone) >= closing:
        return
    enter(tx, house, client, stage, now)
    if client.stage != "break":  # on a break nothing comes unasked; /suunnitelma shows it
        tell_stage(tx, house, client, stage, now)
    tell_planners_of_stage(tx, house, client, stage, now)


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
