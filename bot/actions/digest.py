"""The professional's weekly digest: gathered, put into words, written once per ISO week whatever happens."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.actions import digest_news, dosing, limits, turns
from bot.actions.disclosure import name, points_only, said
from bot.actions.facts import reported
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import DIGEST, Rows, say
from bot.actions.telling import digest_text
from bot.domain import sharing
from bot.domain.digest import Card, Digest, Section, build
from bot.domain.escalation import Signal, skips_told
from bot.domain.network import TurnFact, ahead
from bot.domain.roles import Action
from bot.domain.walltime import local_date
from bot.domain.week_facts import BreakFact, Line, OpenCase, StepFact, WeekFacts
from bot.domain.workdays import digest_due, digest_week, iso_week
from bot.storage import cases, check_ins, clients, dealings, locks, network, people, register, timers
from bot.storage.database import Transaction
from bot.storage.tables import Case, Client, Person, Professional
from bot.storage.timers import Due

DAY, WEEK = timedelta(days=1), timedelta(days=7)
SKIPS_WITHIN = timedelta(days=120)  # as far back as the rule of skips looks


def due(tx: Transaction, house: House, timer: Due, now: datetime) -> None:
    """
    Monday morning, or the next working day. After downtime the digest of this week is written late, never twice.

    The row that says so commits together with the message.
    """
    if not timers.done(tx, timer.id):
        return
    pro = people.professional(tx, timer.subject_id)
    if pro is None or not pro.active:
        return
    person = people.by_id(tx, pro.person_id)
    week = digest_week(pro.digest_weekday, pro.digest_hour, pro.timezone, now, house.working)
    if not cases.digest_written(tx, pro.id, week):
        cases.write_digest(tx, pro.id, week, now)
        locks.drop_kind(tx, person.chat_id, "digest")  # one that a closed chat holds is older than this
        text, rows = compose(tx, house, pro, person, week, now)
        say(tx, person, text, now, rows=rows, rank=DIGEST, kind="digest")
    again = digest_due(pro.digest_weekday, pro.digest_hour, pro.timezone, now, house.working)
    timers.put(tx, "digest", pro.id, again)


def on_demand(scene: Scene) -> None:
    """The same, now, without using up this week's."""
    pro = scene.who.professional
    assert pro is not None
    week = iso_week(scene.now, pro.timezone)
    text, rows = compose(scene.tx, scene.house, pro, scene.who.person, week, scene.now)
    rows = [*rows, [(scene.house.words.bot("pro_digest_when", scene.who.locale), "p.when")]]
    say(scene.tx, scene.who.person, text, scene.now, rows=rows, kind="digest")


def compose(
    tx: Transaction, house: House, pro: Professional, person: Person, week: str, now: datetime
) -> tuple[str, Rows]:
    """The whole text for one professional, and buttons to turn its cards one by one."""
    digest, words = gather(tx, pro, week, now)
    if points_only(house):
        return _pointer(tx, house, digest, person.locale), ()
    words = {client: said(house, brought) for client, brought in words.items()}
    until = local_date(now, pro.timezone)
    text = digest_text(house.words, person.locale, digest, words, until)
    rows = [[(house.words.bot("pro_one_by_one", person.locale), "p.page.0")]] if len(digest.cards) > 1 else []
    contacts, to_confirm = dosing.digest_part(tx, house, pro, person.locale, now)
    rows += [*turns.digest_rows(house.words, person.locale, digest.cards), *to_confirm]
    return "\n".join([text, *contacts]), rows


def _pointer(tx: Transaction, house: House, digest: Digest, locale: str) -> str:
    """How many clients there are, and by number those who need somebody: what they need stands elsewhere."""
    text = house.words.bot("pointer_digest", locale, n=len(digest.cards))
    needed = [clients.own(tx, card.client_id) for card in digest.cards if card.section is Section.NEEDS_YOU]
    if needed:
        names = ", ".join(name(house, client, locale) for client in needed)
        text += "\n" + house.words.bot("pointer_needed", locale, clients=names)
    return text


def gather(tx: Transaction, pro: Professional, week: str, now: datetime) -> tuple[Digest, dict[int, str]]:
    """What a professional may read of each client they look after, those they cover for today too. Every client in it is logged as looked at."""
    facts, words = [], {}
    for listed, person in clients.looked_after(tx, pro.id, now):
        if listed.consented_at is None:
            continue
        client = clients.access(tx, listed.id, professional_id=pro.id, action=Action.SEE_DIGEST, now=now)
        facts.append(week_facts(tx, client, person, now, pro.id))
        words[client.id] = brings(tx, client, now, pro.id)
    return build(week, facts), words


def cards_for(
    tx: Transaction, house: House, pro: Professional, now: datetime
) -> tuple[tuple[Card, ...], dict[int, str]]:
    """The cards of the last seven days, in the digest's order."""
    digest, words = gather(tx, pro, iso_week(now, pro.timezone), now)
    return digest.cards, {client: said(house, brought) for client, brought in words.items()}


def brings(tx: Transaction, client: Client, now: datetime, professional_id: int | None = None) -> str:
    """What the client wants to bring to the meeting, in words that they said may be shown (to this professional)."""
    if Line.CARRY in kept_from(tx, client, professional_id):
        return ""
    notes = clients.notes(tx, client.id, ("carry",), _notes_since(tx, client, now))
    return next((note.words for note in notes if note.share), "")


def _notes_since(tx: Transaction, client: Client, now: datetime) -> datetime:
    """A note for a meeting that is agreed stays until the day after it; without one it stays a week."""
    yesterday = now - DAY
    if dealings.next_meeting(tx, client.id, yesterday) is None:
        return now - WEEK
    return dealings.last_met(tx, client.id, yesterday) or client.since


def hidden_lines(client: Client, now: datetime) -> frozenset[Line]:
    """Lines the client took out of this week's digest."""
    if client.hidden_at is None or now - client.hidden_at >= WEEK:
        return frozenset()
    return frozenset(line for line in Line if line.value in client.hidden.split(","))


def kept_from(tx: Transaction, client: Client, professional_id: int | None) -> frozenset[Line]:
    """Lines the client keeps back from one professional; a deputy sees what the one they cover for would."""
    if professional_id is None:
        return frozenset()
    return sharing.lines(hidden_items(tx, client.id, professional_id))


def hidden_items(tx: Transaction, client_id: int, professional_id: int) -> frozenset[str]:
    """What the client keeps back from one professional, item by item, goals and measures too."""
    own = network.care(tx, client_id, professional_id)
    cares = [own] if own is not None else [care for care, _ in network.all_of(tx, client_id)]
    return frozenset(item for care in cares for item in sharing.parse(care.hides))


def week_facts(
    tx: Transaction, client: Client, person: Person, now: datetime, professional_id: int | None = None
) -> WeekFacts:
    """What is known of one client's last seven days, and of the seven before."""
    past = check_ins.since(tx, client.id, now - 2 * WEEK - WEEK)
    answered = [r for r in past if r.answered_at is not None and r.answered_at > now - 2 * WEEK]
    this_week = [r for r in answered if r.answered_at is not None and r.answered_at > now - WEEK]
    before = [r for r in answered if r not in this_week]
    heard, kept = client.last_heard_at, cases.kept_back(tx, client.id, now - WEEK)
    return WeekFacts(
        client_id=client.id,
        pseudonym=client.pseudonym,
        energies=tuple(r.energy for r in this_week if r.energy is not None),
        energies_before=tuple(r.energy for r in before if r.energy is not None),
        asked=sum(not r.own_start and r.asked_at > now - WEEK for r in past),
        steps=tuple(StepFact(r.outcome, r.reason) for r in this_week if r.outcome and r.counted),
        cases=_open_cases(tx, client, now),
        waiting=any(not _out(case, now) for case in cases.all_open(tx, client.id)),
        pause=_pause(tx, client, now),
        days_silent=None if heard is None or client.stage == "meetings" else (now - heard).days,  # who is asked nothing
        resting=client.stage == "dormant",
        meetings=client.stage == "meetings",
        kept_back=Signal(kept.signals.split(",")[0]) if kept is not None else None,
        kept_skips=_skips_at(tx, client, kept) if kept is not None else 0,
        news=digest_news.news(tx, client, now - WEEK),
        dates=digest_news.dates(tx, client, local_date(now, client.timezone)),
        turns=_turns(tx, client, now),
        carry=bool(brings(tx, client, now)),
        unreachable=person.unreachable_at is not None,
        hidden=hidden_lines(client, now) | kept_from(tx, client, professional_id),
    )


def _skips_at(tx: Transaction, client: Client, kept: Case) -> int:
    """How many experiments not started the client kept back, as they were then."""
    known = check_ins.since(tx, client.id, kept.opened_at - SKIPS_WITHIN)
    reports = [reported(row) for row in known if row.answered_at is not None and row.answered_at <= kept.opened_at]
    return skips_told(reports, limits.of(client))


def _turns(tx: Transaction, client: Client, now: datetime) -> tuple[TurnFact, ...]:
    marked = [TurnFact(turn.kind, turn.on_date, id=turn.id) for turn in register.turns(tx, client.id)]
    return ahead(marked, local_date(now, client.timezone))


def _open_cases(tx: Transaction, client: Client, now: datetime) -> tuple[OpenCase, ...]:
    """Cases that are out and not closed. One that waits for its morning is not told before that."""
    found = []
    for case in cases.all_open(tx, client.id):
        if not _out(case, now):
            continue
        taker = people.professional(tx, case.taken_by) if case.taken_by else None
        found.append(
            OpenCase(
                signals=tuple(Signal(signal) for signal in case.signals.split(",")),
                urgent=case.urgent,
                taken_by=taker.name if taker else "",
                days=(now - (case.sent_at or case.tell_at or case.opened_at)).days,
            )
        )
    return tuple(found)


def _out(case: Case, now: datetime) -> bool:
    """Told, or to be told this very minute, whichever of notice and digest is written first."""
    return case.state != "new" or (case.tell_at is not None and case.tell_at <= now)


def _pause(tx: Transaction, client: Client, now: datetime) -> BreakFact | None:
    running = clients.open_break(tx, client.id)
    if running is not None:
        until = local_date(running.until, client.timezone) if running.until else None
        return BreakFact(began=running.started_at > now - WEEK, until=until)
    ended = [b for b in clients.breaks_since(tx, client.id, now - WEEK) if b.ended_at and b.ended_at > now - WEEK]
    return BreakFact(began=ended[-1].started_at > now - WEEK, ended=True) if ended else None
