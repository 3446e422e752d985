"""How measures and their values are said: names, numbers in the reader's own way, start and now."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.instruments import Instruments
from bot.domain.measures import Score
from bot.domain.own_measures import OTHER, Kind, kind_of
from bot.storage.measure_tables import Measure
from bot.storage.measures import Answered, Followed, Value
from bot.words import Words, number, short_day


def name(words: Words, key: str, own: str, locale: str) -> str:
    """What a measure is called; a client's own one by the client's words."""
    return own if key == OTHER else words.bot(f"measure_{key}", locale)


def name_of(words: Words, instruments: Instruments, measure: Measure, locale: str) -> str:
    """The same for a row, which may be an instrument."""
    if measure.sort != "instrument":
        return name(words, measure.key, measure.name, locale)
    return title(instruments, measure.key, locale)


def title(instruments: Instruments, key: str, locale: str) -> str:
    """An instrument by the title of its words; by its own name where it has none in this language."""
    said = instruments.said(key, locale)
    known = instruments.known.get(key)
    return said.title if said is not None else known.title if known is not None else key


def value(kind: Kind, numbers: Sequence[float], locale: str) -> str:
    """ "72,5 kg", "120/80 mmHg", "7 h 30 min" """
    if kind.unit == "h":
        minutes = round(float(numbers[0]) * 60)
        return f"{minutes // 60} h {minutes % 60} min" if minutes % 60 else f"{minutes // 60} h"
    said = "/".join(number(float(each), locale, decimals=kind.decimals) for each in numbers)
    return f"{said} {kind.unit}" if kind.shows_unit else said


def start_and_now(words: Words, followed: Followed, locale: str, what: str = "") -> str:
    """
    One line: the own start and the newest value, with their dates. Nothing that judges (R23, R61).

    `what` stands instead of the measure's name where that one may not be said.
    """
    kind = kind_of(followed.key, followed.unit)
    what = what or name(words, followed.key, followed.name, locale)
    first, last = followed.baseline, followed.newest
    if first is None or last is None:
        return words.bot("measure_no_value", locale, what=what)
    if first.id == last.id:
        return words.bot("measure_one_value", locale, what=what, **_said(kind, first, "now", locale))
    facts = {**_said(kind, first, "first", locale), **_said(kind, last, "now", locale)}
    return words.bot("measure_first_now", locale, what=what, **facts)


def _said(kind: Kind, given: Value, which: str, locale: str) -> dict[str, object]:
    return {which: value(kind, given.numbers, locale), f"{which}_day": short_day(given.on, locale)}


def results(words: Words, instruments: Instruments, runs: Sequence[Answered], locale: str) -> str:
    """One line for the finished runs of one instrument: the mean at the own start and now, on the answers' scale."""
    known = instruments.known[runs[0].instrument]
    facts: dict[str, object] = {"what": title(instruments, known.key, locale), "low": known.scoring.low}
    facts["high"] = known.scoring.high
    scored = [(run, run.score) for run in runs if run.score is not None]
    if not scored:
        return words.bot("measure_no_result", locale, **facts)
    first = next(((run, score) for run, score in scored if run.occasion == "start"), scored[0])
    last = scored[-1]
    facts |= _mean(*last, "now", locale)
    if first[0].id == last[0].id:
        return words.bot("measure_one_result", locale, **facts)
    return words.bot("measure_first_now_result", locale, **facts, **_mean(*first, "first", locale))


def _mean(run: Answered, score: Score, which: str, locale: str) -> dict[str, object]:
    return {which: number(score.mean, locale), f"{which}_day": short_day(run.on.date(), locale)}
