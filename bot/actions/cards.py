"""What stands on a client's card below the week: rhythm, experiment, meeting, what is agreed, who else is there."""

from __future__ import annotations

from bot.actions.desk import Work
from bot.actions.steps import named
from bot.domain import sharing
from bot.domain.walltime import local_date
from bot.storage import dealings, network, people, plans, register
from bot.storage.tables import Client
from bot.words import short_day


def agreed(work: Work, client: Client) -> list[str]:
    """One line a fact, nothing that judges."""
    own = network.care(work.scene.tx, client.id, work.pro.id)
    kept = sharing.parse(own.hides) if own is not None else frozenset()
    lines = []
    if people.by_id(work.scene.tx, client.person_id).unreachable_at is not None:
        lines.append(work.text("pro_card_lost"))
    if "breaks" not in kept:
        lines.append(_rhythm(work, client))
    if client.step_what and "steps" not in kept:
        facts = {"step": named(work.words, client, work.locale), "level": client.step_level, "most": client.plan_most}
        lines.append(work.text("pro_card_step", **facts))
    lines += _period(work, client)
    meeting = dealings.next_meeting(work.scene.tx, client.id, work.scene.now)
    if meeting is not None:
        when = work.words.moment(meeting.at, work.scene.now, work.pro.timezone, work.locale)
        where = meeting.place or work.text("pro_remote")
        lines.append(work.text("pro_card_meeting", when=when, where=where))
    lines.append(work.text("pro_card_words_yes" if client.own_words else "pro_card_words_no"))
    others = [pro.name for _, pro in network.all_of(work.scene.tx, client.id) if pro.id != work.pro.id]
    others += [party.name for party in register.parties(work.scene.tx, client.id)]
    if others:
        lines.append(work.text("pro_card_others", names=", ".join(others)))
    if kept:
        items = ", ".join(work.text(f"item_{item}") for item in sharing.ITEMS if item in kept)
        lines.append(work.text("pro_card_kept", items=items))
    return lines


def _period(work: Work, client: Client) -> list[str]:
    """Where the period is, and what else goes on (R14, R19)."""
    tx, words, locale = work.scene.tx, work.words, work.locale
    period = plans.period_of(tx, client.id)
    lines = []
    if period is not None and period.ended_on is None:
        rests = period.paused_from is not None
        today = local_date(work.scene.now, client.timezone)
        stage = "plan_resting" if rests else f"stage_{period.stage_on(today)}"
        facts = {"model": words.bot(f"profile_{period.profile}", locale), "stage": words.bot(stage, locale)}
        over = not rests and today > period.ends
        key = "pro_card_period_over" if over else "pro_card_period"
        lines.append(work.text(key, **facts, date=short_day(period.ends, locale)))
    therapies = plans.therapies_of(tx, client.id)
    if therapies:
        lines.append(work.text("pro_card_therapies", words="; ".join(therapy.words for therapy in therapies)))
    return lines


def _rhythm(work: Work, client: Client) -> str:
    if client.stage in ("break", "dormant", "meetings"):
        return work.text(f"pro_card_{client.stage}")
    key = "pro_card_fixed" if client.fixed_days else "pro_card_rhythm"
    return work.text(key, days=client.fixed_days or client.interval_days, floor=client.floor_days)
