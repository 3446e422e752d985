"""`/sijainen`: who covers while a professional is away, and from when to when. Clients are told who it is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.actions import rhythm
from bot.actions.desk import Work
from bot.actions.house import House
from bot.actions.speaker import NOTICE, help_button, of_client, say
from bot.domain.walltime import instant, local_date
from bot.storage import cases, clients, network, people, timers
from bot.storage.database import Transaction
from bot.storage.tables import Client, Professional
from bot.storage.timers import Due
from bot.words import short_day

MOST_COLLEAGUES = 20
LONGEST = timedelta(days=366)


def show(work: Work) -> None:
    """Who covers, the absence if there is one, and colleagues to choose from."""
    pro = work.pro
    deputy = people.professional(work.scene.tx, pro.deputy_id) if pro.deputy_id else None
    lines = [work.text("pro_deputy_is", name=deputy.name) if deputy else work.text("pro_deputy_none")]
    if pro.away_from and pro.away_until and pro.away_until >= _today(work):
        facts = {"begin": short_day(pro.away_from, work.locale), "end": short_day(pro.away_until, work.locale)}
        lines.append(work.text("pro_away_is", **facts))
    rows = [
        [(work.text("pro_deputy_choose", name=other.name), f"p.cover.{other.id}")]
        for other in people.professionals(work.scene.tx)[:MOST_COLLEAGUES]
        if other.id not in (pro.id, pro.deputy_id) and other.name
    ]
    if deputy is not None:
        lines.append(work.text("pro_away_how"))
        rows.append([(work.text("pro_away_set"), "p.away")])
    elif not rows:
        lines.append(work.text("pro_no_colleague"))
    if pro.away_from is not None:
        rows.append([(work.text("pro_away_end"), "p.here")])
    work.show("\n".join(lines), rows)


def _today(work: Work) -> date:
    return local_date(work.scene.now, work.pro.timezone)


def set_deputy(work: Work, colleague_id: int) -> None:
    """The deputy is told, and what waits for somebody while the professional is away goes to them too."""
    colleague = people.professional(work.scene.tx, colleague_id)
    if colleague is None or not colleague.active or colleague.id == work.pro.id:
        return
    work.pro.deputy_id = colleague.id
    person = people.by_id(work.scene.tx, colleague.person_id)
    text = work.words.bot("pro_deputy_you", person.locale, name=work.pro.name)
    say(work.scene.tx, person, text, work.scene.now, rank=NOTICE, kind="notice")
    show(work)


def ask_dates(work: Work) -> None:
    if work.pro.deputy_id is None:
        show(work)
        return
    work.ask("pro_away", {})


def set_dates(work: Work, begin: str, end: str) -> None:
    """First and last day away. Notices go to the deputy from the first day on."""
    first, last = date.fromisoformat(begin), date.fromisoformat(end)
    if last < max(first, _today(work)) or last - first > LONGEST:
        work.scene.closing.append(work.text("pro_away_wrong"))
        return
    work.pro.away_from, work.pro.away_until = first, last
    facts = {"begin": short_day(first, work.locale), "end": short_day(last, work.locale)}
    work.scene.closing.append(work.text("pro_away_done", **facts))
    starts = instant(first, work.scene.house.customs.service_from, work.pro.timezone)
    timers.put(work.scene.tx, "away", work.pro.id, max(work.scene.now, starts))


def end(work: Work) -> None:
    """Back at work. Clients who have not been told of the absence will not be."""
    work.pro.away_from = work.pro.away_until = None
    timers.drop(work.scene.tx, "away", work.pro.id)
    for client, _ in clients.caseload(work.scene.tx, work.pro.id):
        timers.drop(work.scene.tx, "cover", client.id)
    work.show(work.text("pro_away_over"))


def begins(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """The first day away: open notices go to the deputy, and every client is told when there is room for it."""
    if not timers.done(tx, timer.id):
        return
    pro = people.professional(tx, timer.subject_id)
    if pro is None or not pro.active or not network.away(pro, now):
        return
    from bot.actions import notices

    for client, _ in clients.caseload(tx, pro.id):
        care = network.care(tx, client.id, pro.id)
        if care is None or care.role not in network.CARRYING:
            continue
        for case in cases.all_open(tx, client.id):
            if case.state == "sent":
                notices.give_copies(tx, house, case, now, deputies=True, again=True)
        if care.role == "responsible":
            timers.put(tx, "cover", client.id, now)


def tell_client(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """Who covers: one message, within quiet hours and budget, to clients who are asked how they are anyway."""
    if not timers.done(tx, timer.id):
        return
    client = clients.own(tx, timer.subject_id)
    pro = _absent(tx, client, now)
    if pro is None or pro.away_until is None or client.stage not in ("active", "meetings"):
        return
    free = rhythm.next_free(tx, client, now)
    if local_date(free, client.timezone) > pro.away_until:
        return
    if free > now:
        timers.put(tx, "cover", client.id, free)
        return
    deputy = people.professional(tx, pro.deputy_id or 0)
    if deputy is None or not deputy.active:
        return
    who = of_client(tx, client)
    facts = {"pro": pro.name, "until": short_day(pro.away_until, who.locale), "deputy": deputy.name}
    text = house.words.bot("cover", who.locale, **facts)
    rows = [[help_button(house, who.locale)]]
    say(tx, who.person, text, now, rows=rows, rank=NOTICE, client_id=client.id, kind="cover")
    clients.count_proactive(tx, client.id, "cover", local_date(now, client.timezone), now)


def _absent(tx: Transaction, client: Client, now: datetime) -> Professional | None:
    responsible = [pro for care, pro in network.all_of(tx, client.id) if care.role == "responsible"]
    return next((pro for pro in responsible if network.away(pro, now)), None)
