"""Information and advice: asked first, told neutrally, handed back. And the rulers, which ask in the right direction."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.cards import fields
from dialogs.model import Code, Scale
from dialogs.rules.finding import Finding, Given, about_card, about_script, lines_of, told, words
from dialogs.volleys import Kind, Path, Volley

NEAR = 2  # volleys: how far back what was asked, permitted or answered still counts


def asks_before_it_tells(given: Given) -> Iterator[Finding]:
    """
    Elicit, provide, elicit: a question before the information, and "what do you make of it" with it or right after.

    Talks that only arrange things are exempt. What merely tells how the bot works is NC, not GI.
    """
    if not given.script.judged:
        return
    for path in given.walk.paths:
        for number, volley in enumerate(path.volleys):
            for message, line in lines_of(volley):
                if line.code is not Code.GI:
                    continue
                if not _said(path, Code.Q, number - NEAR, number - 1):
                    problem = f"It informs without having asked what the client knows: “{line.texts[0]}”"
                    yield about_card(message.at, "elicit", problem, "Ask first (Q).", told(path, number))
                if not _said(path, Code.SEEK, number, number + 1):
                    problem = f"It informs without asking what the client makes of it: “{line.texts[0]}”"
                    yield about_card(message.at, "elicit", problem, "Ask right after (SEEK).", told(path, number))


def _said(path: Path, code: Code, first: int, last: int) -> bool:
    return any(code in volley.codes for volley in path.volleys[max(0, first) : last + 1])


def advises_with_permission(given: Given) -> Iterator[Finding]:
    """Advice (PWP) only after permission was sought and given, at most two volleys earlier."""
    for path in given.walk.paths:
        for number, volley in enumerate(path.volleys):
            for message, line in lines_of(volley):
                if line.code is Code.PWP and not _permitted(path, number):
                    problem = f"It advises without an accepted offer: “{line.texts[0]}”"
                    yield about_card(
                        message.at, "permission", problem, "Ask first whether it is welcome (SEEK).", told(path, number)
                    )


def _permitted(path: Path, number: int) -> bool:
    offers = range(max(0, number - NEAR), number)
    return any(Code.SEEK in path.volleys[at].codes and _accepted(path.volleys[at + 1]) for at in offers)


def _accepted(after: Volley) -> bool:
    answer = after.answer
    return answer is not None and answer.kind in (Kind.BUTTON, Kind.SCALE) and answer.tag != "ST"


def asks_why_not_lower(given: Given) -> Iterator[Finding]:
    """After N on a ruler: "why N and not lower?", naming both. After 0 nothing can be lower, so another follow-up."""
    for path in given.walk.paths:
        for number, volley in enumerate(path.volleys):
            answer = volley.answer
            if answer is None or not answer.values or not _is_ruler(given, answer.at):
                continue
            keep = answer.keeps[0]
            asked = any(_names(after, keep) for after in path.volleys[number : number + NEAR])
            if 0 in answer.values and len(answer.values) > 1:
                problem = f"0 is treated like {words(answer)}."
                yield about_card(answer.at, "ruler", problem, f'Branch: when = {{ {keep} = "0-0" }}.')
            elif 0 in answer.values and asked:
                yield about_card(
                    answer.at, "ruler", "After 0 it asks why not lower.", "Reflect, and ask what would help."
                )
            elif 0 not in answer.values and not asked:
                problem = f"After {words(answer)} it does not ask why not lower."
                remedy = f"Ask within two turns, naming {{{keep}}} and {{{keep}_lower}}."
                yield about_card(answer.at, "ruler", problem, remedy, told(path, number))


def _is_ruler(given: Given, at: tuple[str, str]) -> bool:
    asks = given.walk.family.scripts[at[0]].cards[at[1]].asks
    return isinstance(asks, Scale) and asks.ruler


def _names(volley: Volley, keep: str) -> bool:
    both = {keep, f"{keep}_lower"}
    return any(line.code is Code.Q and all(both <= fields(text) for text in line.texts) for line in volley.lines)


def knows_its_sources(given: Given) -> Iterator[Finding]:
    """A script that gives information says where it comes from, and when somebody last looked."""
    informs = any(line.code is Code.GI for card in given.script.cards.values() for line in card.lines)
    if informs and given.script.judged and not given.script.sources:
        problem = "It gives information without a source."
        yield about_script(given, "sources", problem, "Add sources = [{ title = …, reviewed = … }] to [about].")
