"""
Understanding what is typed, when it is plain: a number, a time, a date, yes or no, the words of a button.

Nothing is guessed: "I slept 3 hours" is no answer to "How much energy, 0 to 10?".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

from dialogs import vocabulary
from dialogs.asking import EXIT
from dialogs.effects import Choice
from dialogs.house import CONTEXT, KEPT
from dialogs.model import Facts, Number, Value
from dialogs.vocabulary import Vocabulary

DIGITS = re.compile(r"([-+]?\d{1,3}(?: \d{3})+|[-+]?\d{1,9})(?:[.,](\d{1,6}))?\s*(.*)", re.ASCII)
CLOCK = re.compile(r"(\d{1,2})(?:\s*[.:]\s*(\d{2})|(?:\s|(?<=\d\d))(\d{2}))?\s*(.*)", re.ASCII)
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
DAY_MONTH = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})(?:\s*[./-]\s*(\d{4}|\d{2})?)?", re.ASCII)
ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th|:e|:a|\.)?", re.ASCII)

SHORTEST_START = 3  # letters; below that only whole words of a button count
SHORTEST_HOUSE_START = 5  # "Something else" must not catch the beginning of another sentence


def plain(text: str) -> str:
    """Case, diacritics, key caps and spacing taken away; punctuation stays."""
    marked = unicodedata.normalize("NFKD", text.replace("−", "-"))
    bare = "".join(c for c in marked if not unicodedata.category(c).startswith("M"))
    return " ".join(bare.casefold().split())


def words(text: str) -> str:
    """As `plain`, and letters and digits only."""
    return " ".join("".join(c if c.isalnum() else " " for c in plain(text)).split())


def _set(text: str, by: str | None = None) -> frozenset[str]:
    return frozenset(plain(word) for word in text.split(by))


NUMBERS = {plain(word): value for word, value in vocabulary.NUMBERS.items()}
HOURS_AT = {plain(word): value for word, value in vocabulary.HOURS_AT.items()}
NAMED_TIMES = {plain(word): value for word, value in vocabulary.NAMED_TIMES.items()}
MONTHS = {plain(word): value for word, value in vocabulary.MONTHS.items()}
AROUND, BEFORE_TIMES = _set(vocabulary.AROUND), _set(vocabulary.BEFORE_TIMES)
AROUND_DATES = _set(vocabulary.AROUND_DATES)
YES, NO, POLITE = _set(vocabulary.YES), _set(vocabulary.NO), _set(vocabulary.POLITE)
ALSO = {msgid: _set(texts, "|") for msgid, texts in vocabulary.ALSO.items()}
GO_ON, BESIDE_GO_ON = _set(vocabulary.GO_ON), _set(vocabulary.BESIDE_GO_ON)
FILLERS, LEADING = _set(vocabulary.FILLERS), BEFORE_TIMES | _set(vocabulary.LEADING)
MORNING, EVENING = _set(vocabulary.MORNING, "|"), _set(vocabulary.EVENING, "|")
DAYS_AHEAD = [_set(days, "|") for days in (vocabulary.TODAY, vocabulary.TOMORROW, vocabulary.AFTER_TOMORROW)]


def _without(text: str, around: Iterable[str]) -> str:
    """The text without words that do not change what it says, and without punctuation at its ends."""
    tokens = [token.strip("!?,;…\"'()~≈") for token in plain(text).split()]
    kept = [token for token in tokens if token and token.rstrip(".") not in around]
    return " ".join(kept).rstrip(".") if kept else ""


# -- numbers ----------------------------------------------------------------------------------------------------


def scale_value(text: str, last: int) -> int | None:
    """ "7", "7/10", "noin 7", "seitsemän", "sju av tio" -> 7. The caller knows whether the scale has such a value."""
    found = _number_and_rest(text)
    if found is None:
        return None
    value, rest = found
    return int(value) if value == value.to_integral_value() and (not rest or rest in _ends(last)) else None


@cache
def _ends(last: int) -> frozenset[str]:
    """How "of ten" may be said after a number. Kept: it took longer than the rest of a turn."""
    ends = {f"{of}{end}" for of in vocabulary.OF_TEN for end in (str(last), f" {last}")}
    return frozenset(ends | {f"{of} {word}" for of in vocabulary.OF_TEN for word, n in NUMBERS.items() if n == last})


def number(text: str, wanted: Number, units: Iterable[str] = ()) -> Value | None:
    """
    A number within its bounds: 72, or "72.5" as text, since a fact is never a float.

    "72,5 kg", "72.5kg" and "seventy" are understood; another unit than the asked one is not.
    """
    found = _number_and_rest(text)
    if found is None:
        return None
    value, rest = found
    if rest and rest.rstrip(".") not in {plain(unit) for unit in units}:
        return None
    if not Decimal(str(wanted.low)) <= value <= Decimal(str(wanted.high)):
        return None
    return int(value) if value == value.to_integral_value() else str(value.normalize())


def _number_and_rest(text: str) -> tuple[Decimal, str] | None:
    """A number at the beginning, in digits or words, and what follows it."""
    said = _without(text, AROUND)
    if digits := DIGITS.fullmatch(said):
        whole = digits[1].replace(" ", "")
        return Decimal(f"{whole}.{digits[2] or 0}"), digits[3]
    tokens = said.replace("-", " ").split()
    for length in range(len(tokens), 0, -1):
        if (value := NUMBERS.get(" ".join(tokens[:length]))) is not None:
            return Decimal(value), " ".join(tokens[length:])
    return None


# -- times and dates --------------------------------------------------------------------------------------------


def time_of_day(text: str) -> str | None:
    """ "10", "10.30", "klo 9", "kl 9.15", "9 pm", "yhdeksältä", "puoli yhdeksän" -> "HH:MM"."""
    said = _without(text, BEFORE_TIMES)
    if said in NAMED_TIMES:
        return NAMED_TIMES[said]
    if half := _half_hour(said):
        return half
    if clock := CLOCK.fullmatch(said):
        return _clock(int(clock[1]), int(clock[2] or clock[3] or 0), clock[4])
    hour, _, rest = said.partition(" ")
    spoken = NUMBERS.get(said, NUMBERS.get(hour, HOURS_AT.get(hour)))
    return None if spoken is None else _clock(spoken, 0, "" if said in NUMBERS else rest)


def _half_hour(said: str) -> str | None:
    for start, step in [*((half, -1) for half in vocabulary.HALF_TO), *((half, 0) for half in vocabulary.HALF_PAST)]:
        if said.startswith(f"{start} "):
            rest = said.removeprefix(f"{start} ")
            hour = NUMBERS.get(rest, HOURS_AT.get(rest))
            if hour is None and rest.isascii() and rest.isdigit():
                hour = int(rest)
            return _clock((hour + step) % 24, 30, "") if hour is not None and hour <= 24 else None
    return None


def _clock(hour: int, minute: int, rest: str) -> str | None:
    rest = rest.replace(".", " ").strip()
    if rest in EVENING and hour < 12:
        hour += 12
    elif rest in MORNING and hour == 12:
        hour = 0
    elif rest and rest not in EVENING and rest not in MORNING:
        return None
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None


def calendar_date(text: str, today: date | None) -> str | None:
    """
    "2026-05-12", "12.5.2026", "12.5.", "12/5", "12 maj", "12. toukokuuta", "May 12" -> "YYYY-MM-DD".

    A date without a year is the next such day from `today` on.
    """
    said = _without(text, AROUND_DATES)
    if today:
        for ahead, names in enumerate(DAYS_AHEAD):
            if said in names:
                return (today + timedelta(days=ahead)).isoformat()
    if iso := ISO.fullmatch(said):
        return _date(int(iso[1]), int(iso[2]), int(iso[3]), today)
    if short := DAY_MONTH.fullmatch(said):
        return _date(_year(short[3]), int(short[2]), int(short[1]), today)
    return _named_date(said.replace(",", " ").split(), today)


def _named_date(tokens: Sequence[str], today: date | None) -> str | None:
    if not 2 <= len(tokens) <= 3:
        return None
    first, second = (token.rstrip(".") for token in tokens[:2])
    day, month = (second, first) if first in MONTHS else (first, second)
    number, year = ORDINAL.fullmatch(day), tokens[2] if len(tokens) == 3 else ""
    if number is None or month not in MONTHS or (year and not re.fullmatch(r"\d{4}", year, re.ASCII)):
        return None
    return _date(_year(year), MONTHS[month], int(number[1]), today)


def _year(digits: str | None) -> int | None:
    if not digits:
        return None
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _date(year: int | None, month: int, day: int, today: date | None) -> str | None:
    coming = [today.year + ahead for ahead in range(9)] if today else []  # 29 February comes within eight years
    years = coming if year is None else [year]
    for candidate in years:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year is not None or today is None or found >= today:
            return found.isoformat()
    return None


# -- buttons ----------------------------------------------------------------------------------------------------


def choose(text: str, choices: Sequence[Choice], facts: Facts, understood: Vocabulary) -> Choice | None:
    """The one button that the words can only mean: its own words, a plain yes or no, or the beginning of its words."""
    said = words(text)
    if not said:
        return None
    wordings = [(choice, _wordings(choice, facts, understood)) for choice in choices]
    same = [choice for choice, texts in wordings if said in texts or said in ALSO.get(choice.msgid, ())]
    if same:
        return same[0] if len(same) == 1 else None
    if (plainly := _yes_or_no(said, wordings)) is not None:
        return plainly
    starts = [choice for choice, texts in wordings if any(_starts(text, said, choice) for text in texts)]
    if len(starts) == 1:
        return starts[0]
    return None if starts else _after_fillers(said, wordings)


def is_nod(text: str) -> bool:
    """Whether this is no more than a yes, a no, a thank you or a hum: nobody's own words for anything."""
    return set(words(text).split()) <= YES | NO | POLITE | GO_ON | BESIDE_GO_ON | FILLERS | {"hmm", "hm", "oo", "aa"}


def only_way(text: str, choices: Sequence[Choice]) -> Choice | None:
    """
    "ok", "joo, jatketaan", where the card has one answer and nothing else is asked: it is that one.

    Who types would otherwise never come past a card that only wants to be read.
    """
    own = [choice for choice in choices if choice.context != CONTEXT]
    if len(own) != 1 or any(choice.key != EXIT for choice in choices if choice not in own):
        return None
    tokens = set(words(text).split())
    plainly = tokens & (YES | GO_ON) and tokens <= YES | GO_ON | BESIDE_GO_ON | POLITE
    return own[0] if plainly else None


def _after_fillers(said: str, wordings: Sequence[tuple[Choice, frozenset[str]]]) -> Choice | None:
    """ "joskus iltapäivällä" -> "In the afternoon at 14", "joo, katsotaan" -> "Let us look". Never for a yes or no: "maybe" is neither."""
    bare = _bare(said, FILLERS | YES | LEADING)
    if not bare:
        return None
    found = [
        choice
        for choice, texts in wordings
        if choice.context != CONTEXT
        and any(_bare(text, LEADING) == bare or _starts(_bare(text, LEADING), bare, choice) for text in texts)
        and not {text.split()[0] for text in texts} & ((YES | NO) - {"en"})  # Finnish for "no", Swedish for "one"
    ]
    return found[0] if len(found) == 1 else None


def _bare(said: str, fillers: frozenset[str]) -> str:
    tokens = said.split()
    while tokens and tokens[0] in fillers:
        tokens = tokens[1:]
    return " ".join(tokens)


def _wordings(choice: Choice, facts: Facts, understood: Vocabulary) -> frozenset[str]:
    """All the words a button may show, with what the client sees in place of braces, in any language."""
    found = {choice.msgid, *understood(choice.context, choice.msgid)}
    for name, value in facts.items():
        if any(f"{{{name}}}" in text for text in found):
            seen = (str(value), *understood(KEPT, str(value)))
            found = {text.replace(f"{{{name}}}", one) for text in found for one in seen}
    return frozenset(words(text) for text in found) - {""}


def _starts(text: str, said: str, choice: Choice) -> bool:
    if choice.context == CONTEXT and len(said) < SHORTEST_HOUSE_START:
        return False
    return text.startswith(f"{said} ") or (len(said) >= SHORTEST_START and text.startswith(said))


def _yes_or_no(said: str, wordings: Sequence[tuple[Choice, frozenset[str]]]) -> Choice | None:
    own = [(choice, {text.split()[0] for text in texts}) for choice, texts in wordings if choice.context != CONTEXT]
    yes = [choice for choice, first in own if first & YES]
    no = [choice for choice, first in own if first & NO and choice not in yes]
    tokens = set(said.split())
    if len(yes) != 1 or len(no) != 1 or not tokens <= YES | NO | POLITE | GO_ON | BESIDE_GO_ON:
        return None
    if tokens & YES and not tokens & NO:
        return yes[0]
    return no[0] if tokens & NO and not tokens & YES else None
