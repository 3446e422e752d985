"""The figures of MITI 4.2.1 that a machine can count, with the gates of the domain brief."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import inf

from dialogs.miti import FAIR_COMPLEX, FAIR_RATIO, JUDGED_REFLECTIONS, Counts, count
from dialogs.model import Code
from dialogs.rules.finding import Finding, Given, about_card, about_script, told
from dialogs.volleys import Kind, Path, Volley

AGAINST = {Code.PER: "persuades without permission", Code.CON: "confronts"}


def never_against_the_client(given: Given) -> Iterator[Finding]:
    """MINA is 0 on every path, and short talks are no exception."""
    for card in given.script.cards.values():
        for line in card.lines:
            if line.code in AGAINST:
                at = (given.script.name, card.name)
                problem = f"It {AGAINST[line.code]} ({line.code}): “{line.texts[0]}”"
                yield about_card(at, "mina", problem, "Reflect instead, or ask whether a suggestion is welcome.")


def judged(given: Given) -> Iterator[tuple[Path, Counts]]:
    """The paths on which ratios mean something."""
    if given.script.judged:
        for path in given.walk.paths:
            counts = count(volley.codes for volley in path.volleys)
            if counts.judged:
                yield path, counts


def reflects_at_least_as_often_as_it_asks(given: Given) -> Iterator[Finding]:
    """
    R:Q is 1 or more on every judged path.

    A question that the client declined leaves nothing to reflect, so this gate does not count it; the report does.
    """
    low = [(ratio, path) for path, counts in judged(given) if (ratio := ratio_of_answered(path, counts)) < FAIR_RATIO]
    if low:
        ratio, path = min(low, key=lambda item: item[0])
        problem = f"On {_times(low)} it asks more than it reflects (lowest R:Q {ratio:.2f})."
        yield about_script(given, "ratio", problem, "Reflect an answer before the next question.", told(path))


def ratio_of_answered(path: Path, counts: Counts) -> float:
    """R:Q without declined questions; infinite when no other was asked."""
    declined = sum(
        Code.Q in before.codes and after.answer is not None and after.answer.kind is Kind.DECLINE
        for before, after in pairwise(path.volleys)
    )
    answered = counts.questions - declined
    return counts.reflections / answered if answered > 0 else inf


def reflects_with_depth(given: Given) -> Iterator[Finding]:
    """
    %CR is 40 or more on judged paths with at least three reflections.

    Typed words may only be quoted (a simple reflection; see `honesty`), so this gate leaves those reflections out.
    The report counts them.
    """
    low = [(percent, path) for path, _ in judged(given) if (percent := percent_of_free(path)) < FAIR_COMPLEX]
    if low:
        percent, path = min(low, key=lambda item: item[0])
        problem = f"On {_times(low)} too few reflections add meaning (lowest %CR {percent:.0f})."
        yield about_script(given, "complex", problem, "Say what an answer may mean, not only what it says.", told(path))


def percent_of_free(path: Path) -> float:
    """%CR without quotes of typed words; 100 with fewer than three reflections besides."""
    free = count(volley.codes for volley in path.volleys if not _quotes_typed_words(volley))
    if free.percent_complex is None or free.reflections < JUDGED_REFLECTIONS:
        return 100.0
    return free.percent_complex


def _quotes_typed_words(volley: Volley) -> bool:
    return volley.answer is not None and volley.answer.kind is Kind.TYPED and Code.CR not in volley.codes


def excused(given: Given) -> tuple[int, int]:
    """
    How many judged paths lie below "fair" and yet pass the gates.

    Returns:
        Paths below R:Q 1 because a question was declined, and below %CR 40 because typed words were only quoted.
    """
    declined = quoted = 0
    for path, counts in judged(given):
        ratio, percent = counts.ratio, counts.percent_complex
        if ratio is not None and ratio < FAIR_RATIO <= ratio_of_answered(path, counts):
            declined += path.count
        many = counts.reflections >= JUDGED_REFLECTIONS
        if many and percent is not None and percent < FAIR_COMPLEX <= percent_of_free(path):
            quoted += path.count
    return declined, quoted


def works_together(given: Given) -> Iterator[Finding]:
    """MIA is 1 or more on every judged path."""
    low = [(0.0, path) for path, counts in judged(given) if counts.adherent < 1]
    if low:
        problem = f"On {_times(low)} nothing affirms, seeks collaboration or emphasises autonomy."
        remedy = "Ask what the client makes of it, or say whose choice it is."
        yield about_script(given, "mia", problem, remedy, told(low[0][1]))


def _times(paths: list[tuple[float, Path]]) -> str:
    times = sum(path.count for _, path in paths)
    return f"{times} path{'s' if times > 1 else ''}"
