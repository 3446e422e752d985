"""How a talk flows: one question at a time, reflection between questions, short turns, a short way on a bad day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dialogs.miti import MOST_AFFIRMATIONS
from dialogs.model import Code
from dialogs.rules.finding import Finding, Given, about_card, about_script, lines_of, told, where
from dialogs.volleys import Kind, Path, Volley

MOST_MESSAGES = 2  # in one volley; more fills a telephone's screen
MOST_TURNS = 6  # of the bot in one talk, domain brief 1.5
MOST_TURNS_ARRANGING = 10  # in talks that only arrange things, such as a welcome
TAPS_ON_A_BAD_DAY = 2
REFLECTIONS = (Code.SR, Code.CR)


def asks_one_thing_at_a_time(given: Given) -> Iterator[Finding]:
    """At most one question a volley, counted by code and by question mark."""
    for volley in given.walk.volleys:
        asked = [line for line in volley.lines if line.code is Code.Q]
        marks = sum(max(text.count("?") for text in line.texts) for line in volley.lines)
        if len(asked) > 1 or marks > 1:
            problem = f"One turn asks {max(len(asked), marks)} questions: {_quoted(volley)}"
            yield about_card(where(volley), "one_question", problem, "Keep one, and leave the others to later turns.")


def _quoted(volley: Volley) -> str:
    return " ".join(f"“{line.texts[0]}”" for line in volley.lines if line.code is Code.Q or "?" in line.texts[0])


def reflects_between_questions(given: Given) -> Iterator[Finding]:
    """No two volleys with questions in a row without a reflection between."""
    for path in given.walk.paths:
        turns = path.turns
        for number in range(1, len(turns)):
            before, now = turns[number - 1], turns[number]
            if Code.Q in before.codes and Code.Q in now.codes and not _reflects_first(now):
                problem = "It asks again without having reflected the answer."
                remedy = "Say back what the client answered, before the question."
                yield about_card(where(now), "questions_in_a_row", problem, remedy, told(path, path.volleys.index(now)))


def _reflects_first(volley: Volley) -> bool:
    codes = volley.codes
    return any(code in REFLECTIONS for code in codes[: codes.index(Code.Q)])


def affirms_sparingly(given: Given) -> Iterator[Finding]:
    """At most three affirmations on a path, and none of them twice."""
    for path in given.walk.paths:
        said = [(message.at, line) for volley in path.volleys for message, line in lines_of(volley)]
        affirmed = [(at, line) for at, line in said if line.code is Code.AF]
        if len(affirmed) < 2:
            continue
        if len(affirmed) > MOST_AFFIRMATIONS:
            problem = f"A path affirms more than {MOST_AFFIRMATIONS} times."
            yield about_script(given, "affirmations", problem, "Keep those that say most.", told(path))
        times = Counter(line.texts[0] for _, line in affirmed)
        for at, line in affirmed:
            if times[line.texts[0]] > 1:
                problem = f"The same affirmation comes twice on one path: “{line.texts[0]}”"
                yield about_card(at, "affirmation_repeated", problem, "Say it once.", told(path))


def speaks_briefly(given: Given) -> Iterator[Finding]:
    """At most two messages until the client answers."""
    for volley in given.walk.volleys:
        if len(volley.messages) > MOST_MESSAGES:
            cards = ", ".join(message.at[1] for message in volley.messages)
            problem = f"{len(volley.messages)} messages come in one turn ({cards})."
            yield about_card(where(volley), "messages", problem, f"{MOST_MESSAGES} are enough; join or drop one.")


def ends_in_time(given: Given) -> Iterator[Finding]:
    """
    At most six turns of the bot on a path (ten where things are only arranged).

    “Write it in your own words”, after “Something else”, is not counted: the client asked for the room.
    """
    most = MOST_TURNS if given.script.judged else MOST_TURNS_ARRANGING
    longest = max(given.walk.paths, key=turns, default=None)
    if longest and (number := turns(longest)) > most:
        problem = f"The longest path has {number} turns of the bot."
        yield about_script(
            given, "turns", problem, f"End after {most}, or let the client open another talk.", told(longest)
        )


def turns(path: Path) -> int:
    return len([volley for volley in path.turns if not _only_makes_room(volley)])


def _only_makes_room(volley: Volley) -> bool:
    return volley.answer is not None and volley.answer.kind is Kind.OTHER and set(volley.codes) == {Code.NC}


def is_short_on_a_bad_day(given: Given) -> Iterator[Finding]:
    """Where energy is asked, two taps suffice when it is low."""
    taps = [(taps, path) for path in given.walk.paths if (taps := _taps_on_a_bad_day(path))]
    if taps:
        fewest, path = min(taps, key=lambda item: item[0])
        if fewest > TAPS_ON_A_BAD_DAY:
            problem = f"With low energy it takes {fewest} taps to come to the end."
            yield about_script(given, "bad_day", problem, f"{TAPS_ON_A_BAD_DAY} must do.", told(path))


def _taps_on_a_bad_day(path: Path) -> int:
    """Answers on a path on which energy was low; 0 on all others."""
    low = any(
        volley.answer and volley.answer.keeps == ("energy",) and 0 in volley.answer.values[:1]
        for volley in path.volleys
    )
    return len([volley for volley in path.volleys if volley.answer]) if low else 0
