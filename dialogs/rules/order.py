"""A script in order: every card met, every code plausible, every fact known where it is named, every tag there."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.cards import fields
from dialogs.model import Code
from dialogs.paths import BOUND
from dialogs.rules.finding import Finding, Given, about_card, about_script, lines_of
from dialogs.volleys import Volley

REQUIREMENTS = 90  # R1 to R90 in the requirements document
ASKING = frozenset({Code.Q, Code.SEEK, Code.PER, Code.CON})
REFLECTIONS = frozenset({Code.SR, Code.CR})


def is_tagged(given: Given) -> Iterator[Finding]:
    """Requirements R1 to R90, and the methods in use (R36)."""
    script = given.script
    unknown = [name for name in script.requirements if not 1 <= int(name[1:]) <= REQUIREMENTS]
    if unknown or not script.requirements:
        problem = f"There is no requirement {', '.join(unknown)}." if unknown else "It names no requirement."
        yield about_script(given, "tags", problem, f"List what it serves: R1 to R{REQUIREMENTS}.")
    if not script.methods:
        yield about_script(given, "tags", "It names no method.", "List the methods it uses (R36).")


def is_walked_to_the_end(given: Given) -> Iterator[Finding]:
    """The checker has seen every card and every path."""
    walk = given.walk
    if not walk.complete:
        problem = f"There are more than {BOUND:,} different paths; not all of them were checked."
        yield about_script(given, "paths", problem, "Split it into smaller scripts.")
        return
    if not walk.paths:
        yield about_script(given, "paths", "It never comes to an end.", "Let some way lead to “end”.")
    for card in given.script.cards:
        if (at := (given.script.name, card)) not in walk.reached:
            problem = "No path comes here with the example facts."
            yield about_card(at, "unreached", problem, "Add example facts that lead here, or take the card away.")


def codes_what_it_says(given: Given) -> Iterator[Finding]:
    """A question is coded as one: uncoded ones would flatter the figures."""
    for card in given.script.cards.values():
        for line in card.lines:
            at = (given.script.name, card.name)
            asks = [text for text in line.texts if text.rstrip(" ”\"'").endswith("?")]
            if asks and line.code not in ASKING:
                problem = f"A question is coded {line.code}: “{asks[0]}”"
                yield about_card(at, "question_uncoded", problem, "Code it Q or SEEK, or say it without asking.")


def knows_what_it_names(given: Given) -> Iterator[Finding]:
    """A fact in braces is there whenever the line is said."""
    for volley in given.walk.volleys:
        for message, line in lines_of(volley):
            for name in sorted({name for text in line.texts for name in fields(text)}):
                if lacks(given, volley, name):
                    problem = f"{{{name}}} may be missing or empty when this is said: “{line.texts[0]}”"
                    remedy = f"Say it only when = {{ {name} = true }}, or add {name} to the facts with an example."
                    yield about_card(message.at, "fact_missing", problem, remedy)


def lacks(given: Given, volley: Volley, name: str) -> bool:
    if name in volley.facts:
        return volley.facts[name] == ""
    return "" in given.walk.family.examples.get(name, ("",))
