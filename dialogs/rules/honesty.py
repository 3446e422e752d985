"""
Reflections must be honest: said after an answer, true of that answer, and without pretended understanding.

A reflection is specific when it names a fact in braces, or is said only under a condition on something that an answer
in this talk kept. Conditions on what the bot supplies do not make it so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dialogs.cards import fields
from dialogs.model import Code, Line
from dialogs.rules.finding import Finding, Given, about_card, lines_of, words
from dialogs.volleys import Answer, Kind, Message

REFLECTIONS = (Code.SR, Code.CR)
WIDEST = 4  # points of a scale that one reflection may span: 0-3, 4-6 and 7-10 are said differently


def reflects_only_after_an_answer(given: Given) -> Iterator[Finding]:
    """What opens a talk reflects nothing; a dialog entered by others opens after an answer to them."""
    if given.script.name in given.entered:
        return
    for volley in given.walk.volleys:
        for message, line in lines_of(volley):
            if volley.answer is None and line.code in REFLECTIONS:
                problem = f"It reflects before anybody has answered: “{line.texts[0]}”"
                yield about_card(message.at, "reflection_unanswered", problem, "Code it NC, or ask first.")


def reflects_what_was_answered(given: Given) -> Iterator[Finding]:
    """One reflection does not fit answers with different meanings."""
    for message, line, answers in _reflected(given):
        if clash := _clash(given, line, answers):
            problem = f"“{line.texts[0]}” answers both {clash}."
            remedy = "Give each its own line (when = …), or name the kept fact in braces."
            yield about_card(message.at, "reflection_unspecific", problem, remedy)


def pretends_no_understanding(given: Given) -> Iterator[Finding]:
    """Words that a client typed are quoted, never interpreted."""
    for message, line, answers in _reflected(given):
        for answer in answers:
            if answer.kind is not Kind.TYPED or not answer.keeps or _rests_on_another_fact(line, answer):
                continue
            quoted = all(answer.keeps[0] in fields(text) for text in line.texts)
            if line.code is Code.CR or not quoted:
                problem = f"“{line.texts[0]}” claims to understand words that were typed."
                remedy = f"Quote them ({{{answer.keeps[0]}}}) in a simple reflection, or only thank (NC)."
                yield about_card(message.at, "pretended_understanding", problem, remedy)


def _rests_on_another_fact(line: Line, answer: Answer) -> bool:
    """Whether a line speaks of something else that was said: under a condition, or naming another fact."""
    if line.when is not None and not set(line.when.allowed) <= set(answer.keeps):
        return True
    return any(fields(text) - set(answer.keeps) for text in line.texts)


def _reflected(given: Given) -> Iterator[tuple[Message, Line, tuple[Answer, ...]]]:
    """Every reflection with all the answers that it may follow at once."""
    found: dict[int, tuple[Message, Line, dict[Answer, None]]] = {}
    for volley in given.walk.volleys:
        for message, line in lines_of(volley):
            if line.code in REFLECTIONS and volley.answer:
                found.setdefault(id(line), (message, line, {}))[2][volley.answer] = None
    for message, line, answers in found.values():
        yield message, line, tuple(answers)


def is_specific(given: Given, line: Line) -> bool:
    conditional = line.when is not None and not given.walk.family.kept.isdisjoint(line.when.allowed)
    return conditional or _names_a_fact(line)


def _names_a_fact(line: Line) -> bool:
    return all(fields(text) for text in line.texts)


def _clash(given: Given, line: Line, answers: Iterable[Answer]) -> str:
    """Two answers that the line cannot both fit, as words; empty if there are none."""
    values: dict[tuple[str, ...], list[int]] = {}
    for answer in answers:
        if answer.kind is Kind.SCALE and not _names_a_fact(line):
            values.setdefault(answer.keeps, []).extend(int(value) for value in answer.values)
    for numbers in values.values():
        if max(numbers) - min(numbers) > WIDEST:
            return f"{min(numbers)} and {max(numbers)}"
    meanings = {answer.meaning: answer for answer in answers}
    if is_specific(given, line) or len(meanings) < 2:
        return ""
    first, second, *_ = meanings.values()
    return f"{words(first)} and {words(second)}"
