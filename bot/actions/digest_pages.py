"""A long digest one client a card, and when the digest comes."""

from __future__ import annotations

from datetime import datetime

from babel.dates import get_day_names

from bot.actions import digest
from bot.actions.desk import Work
from bot.actions.telling import card_lines
from bot.domain.workdays import digest_due, digest_week
from bot.storage import cases, timers

HOURS = (7, 8, 9, 10, 12, 14, 16)


def show(work: Work, page: int) -> None:
    """One client a card, in the digest's order. A card that does not exist any more shows the last."""
    cards, brings = digest.cards_for(work.scene.tx, work.scene.house, work.pro, work.scene.now)
    if not cards:
        work.show(work.text("digest_nobody"))
        return
    page = min(page, len(cards) - 1)
    card = cards[page]
    lines = [work.text("pro_list_page", page=page + 1, pages=len(cards))]
    lines += card_lines(work.words, work.locale, card, brings.get(card.client_id, ""))
    turn = [(work.text("pro_before"), f"p.page.{page - 1}")] if page else []
    turn += [(work.text("pro_next"), f"p.page.{page + 1}")] if page + 1 < len(cards) else []
    work.show("\n".join(lines), [*([turn] if turn else []), [(work.text("pro_open"), f"p.card.{card.client_id}")]])


def choose_day(work: Work) -> None:
    """On which day shall it come?"""
    names = get_day_names("wide", "stand-alone", work.locale)
    rows = [[(names[weekday], f"p.day.{weekday}")] for weekday in range(7)]
    work.show(work.text("pro_digest_day"), rows)


def choose_hour(work: Work, weekday: int) -> None:
    if weekday > 6:
        return
    rows = [[(f"{hour}:00", f"p.hour.{weekday}.{hour}") for hour in HOURS[start : start + 4]] for start in (0, 4)]
    work.show(work.text("pro_digest_hour"), rows)


def set_time(work: Work, weekday: int, hour: int) -> None:
    """From now on then. This week's digest stays the only one of this week."""
    if weekday > 6 or hour not in HOURS:
        return
    pro, now = work.pro, work.scene.now
    pro.digest_weekday, pro.digest_hour = weekday, hour
    due = _next_new(work, now)
    timers.put(work.scene.tx, "digest", pro.id, due)
    when = work.words.moment(due, now, pro.timezone, work.locale)
    work.show(work.text("pro_digest_set", when=when))


def _next_new(work: Work, now: datetime) -> datetime:
    """When the next digest really comes: a week whose digest was written already gets no second one."""
    pro, working = work.pro, work.scene.house.working
    due = digest_due(pro.digest_weekday, pro.digest_hour, pro.timezone, now, working)
    week = digest_week(pro.digest_weekday, pro.digest_hour, pro.timezone, due, working)
    if cases.digest_written(work.scene.tx, pro.id, week):
        return digest_due(pro.digest_weekday, pro.digest_hour, pro.timezone, due, working)
    return due
