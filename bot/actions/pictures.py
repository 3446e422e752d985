"""A client's energy as a picture with a text alternative, in the reader's language, and its way to a person."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from itertools import groupby

from bot.actions.speaker import ANSWER, Rows
from bot.domain.course import Course, Span, course, own_start
from bot.domain.walltime import local_date
from bot.pictures.charts import EnergyChart
from bot.storage import check_ins, clients, locks, outbox, records
from bot.storage.calls import Attached
from bot.storage.database import Transaction
from bot.storage.tables import Client, Person
from bot.words import Words, long_day, number, short_day

KIND = "picture"
MOST_TICKS = 6  # dates below the picture, so that they do not touch on a telephone
TICK_ROOM = 0.06  # of the width, at its right end: a date there would be cut off
LONGEST_ALT = 1024  # characters of a photo's caption


def energy_of(
    tx: Transaction, words: Words, client: Client, locale: str, now: datetime, *, weeks: int | None = None
) -> EnergyChart | None:
    """
    The picture of the last so many weeks; without `weeks`, of the whole way, against the own start.

    None when there is nothing to show. Whoever shows it to a professional opened the client's door before.
    """
    shown = course_of(tx, client, now, weeks=weeks)
    return energy_picture(words, shown, locale) if shown.answers else None


def course_of(tx: Transaction, client: Client, now: datetime, *, weeks: int | None = None) -> Course:
    """What there is of a client's energy, on the client's own calendar."""
    zone, today = client.timezone, local_date(now, client.timezone)
    given = [(local_date(at, zone), energy) for at, energy in check_ins.energies(tx, client.id, client.since)]
    first = given[0][0] if given else today
    if weeks is not None:
        first = max(first, today - timedelta(weeks=weeks - 1))
    away = [
        (local_date(b.started_at, zone), local_date(b.ended_at, zone) if b.ended_at else today)
        for b in clients.breaks_since(tx, client.id, client.since)
    ]
    return course(given, away, first, today, own_start(given) if weeks is None else None)


def send(
    tx: Transaction,
    person: Person,
    chart: EnergyChart,
    now: datetime,
    *,
    client_id: int,
    rows: Rows = (),
    rank: int = ANSWER,
) -> int:
    """Put the picture into the outbox, as values; it is drawn when it is sent. Returns its row's id."""
    wish = Attached("photo", "energy", "energy.png", asdict(chart), instead=chart.alt)
    params: dict[str, object] = {"caption": chart.alt, **wish.to_params()}
    if rows:
        params["rows"] = [[list(button) for button in row] for row in rows]
    return put(tx, person, "sendPhoto", params, now, client_id=client_id, kind=KIND, rank=rank)


def put(
    tx: Transaction,
    person: Person,
    method: str,
    params: dict[str, object],
    now: datetime,
    *,
    client_id: int,
    kind: str,
    rank: int = ANSWER,
) -> int:
    """
    A call that carries a file about a client, to the client or to somebody who accompanies them. Returns its row's id.

    In somebody else's chat it is that person's message, which their lock holds; that it is about the client is kept
    apart, so that it goes when the client goes.
    """
    own = clients.own(tx, client_id).person_id == person.id
    row = outbox.add(
        tx,
        chat_id=person.chat_id,
        method=method,
        params=params,
        now=now,
        rank=rank,
        client_id=client_id if own else None,
        kind=kind,
    )
    if not own:
        records.went_to(tx, client_id, row, now)
    return row


def take_back(tx: Transaction, client_id: int, now: datetime) -> None:
    """
    Pictures and papers in others' chats: one that waits is dropped, one that is out is deleted.

    Telegram lets a bot delete for two days. Of an older one the words below it go; the professional was asked to keep
    it elsewhere and to delete it in the chat.
    """
    for row in records.files_of(tx, client_id):
        if row.message_id is None:
            tx.session.delete(row)
            continue
        young = row.sent_at is not None and now - row.sent_at < locks.DELETABLE
        method = "deleteMessage" if young else "editMessageCaption"
        params = {"message_id": row.message_id, **({} if young else {"caption": ""})}
        outbox.add(tx, chat_id=row.chat_id, method=method, params=params, now=now, kind="tidy")


def energy_picture(words: Words, shown: Course, locale: str) -> EnergyChart:
    """Everything that the picture and its text alternative say. One place, so that both say the same."""
    title = words.bot("energy_title", locale)
    if shown.weeks > 1:
        title = words.bot("energy_title_long", locale, n=shown.weeks)
    return EnergyChart(
        title=title,
        scale=words.bot("energy_scale", locale),
        days=_day(shown.last, shown) + 1,
        answers=tuple((_day(on, shown), energy) for on, energy in shown.answers),
        line=tuple(_stretches(shown)),
        breaks=tuple((_day(b, shown), _day(e, shown) + 1) for b, e in shown.breaks),
        ticks=tuple(_ticks(shown, locale)),
        break_word=words.bot("energy_break", locale),
        start_word=words.bot("energy_start", locale),
        alt=_alt(words, shown, locale),
        start=shown.start,
    )


def _day(on: date, shown: Course) -> int:
    return (on - shown.first).days


def _midst(span: Span, shown: Course) -> float:
    return (_day(span.begins, shown) + _day(span.ends, shown)) / 2


def _stretches(shown: Course) -> Iterator[tuple[tuple[float, float], ...]]:
    """The middles of neighbouring spans, each in the middle of its span; nothing is drawn over a gap."""
    for given, spans in groupby(shown.spans, key=lambda span: span.middle is not None):
        if given:
            yield tuple((_midst(span, shown), span.middle) for span in spans if span.middle is not None)


def _ticks(shown: Course, locale: str) -> Iterator[tuple[int, str]]:
    step = -(-len(shown.spans) // MOST_TICKS)
    whole = _day(shown.last, shown)
    for span in shown.spans[::step]:
        day = _day(span.begins, shown)
        if day <= whole * (1 - TICK_ROOM):
            yield day, short_day(span.begins, locale)


def _alt(words: Words, shown: Course, locale: str) -> str:
    """Line by line: each span with answers, gaps and breaks next to each other in one."""
    whole = _days(words, long_day(shown.spans[0].begins, locale), long_day(shown.spans[-1].ends, locale), locale)
    lines = [words.bot("energy_alt", locale, when=whole)]
    if shown.start is not None:
        lines.append(words.bot("energy_alt_start", locale, value=number(shown.start, locale)))
    told = shown.spans[:-1] if _only_begun(shown) else shown.spans
    for kind, spans in groupby(told, key=_kind):
        lines += list(_lines(words, kind, list(spans), locale))
    said = "\n".join(lines)
    return said if len(said) <= LONGEST_ALT else said[: said.rindex("\n", 0, LONGEST_ALT)]


def _only_begun(shown: Course) -> bool:
    """The newest time is not over and has no answer yet: that is no gap to speak of."""
    newest = shown.spans[-1]
    return newest.middle is None and not newest.on_break and newest.ends < shown.last


def _kind(span: Span) -> str:
    if span.middle is not None:
        return "energy_alt_value"
    return "energy_alt_break" if span.on_break else "energy_alt_gap"


def _lines(words: Words, kind: str, spans: list[Span], locale: str) -> Iterator[str]:
    if kind != "energy_alt_value":
        yield words.bot(kind, locale, when=_dates(words, spans[0].begins, spans[-1].ends, locale))
        return
    for span in spans:
        assert span.middle is not None
        when = _dates(words, span.begins, span.ends, locale)
        yield words.bot(kind, locale, when=when, value=number(span.middle, locale))


def _dates(words: Words, begin: date, end: date, locale: str) -> str:
    return _days(words, short_day(begin, locale), short_day(end, locale), locale)


def _days(words: Words, begin: str, end: str, locale: str) -> str:
    """From when to when; one day is said as one day."""
    return begin if begin == end else words.bot("energy_days", locale, begin=begin, end=end)
