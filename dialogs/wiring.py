"""Whether the cards of a script hang together: ways that lead somewhere, an end, no flow without end, answers that fit."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs import knowing
from dialogs.commands import Command
from dialogs.errors import Problems, did_you_mean
from dialogs.house import HOUSE
from dialogs.model import END, Card, Script
from dialogs.ways import Ways


def find_faults(
    script: Script, commands: Mapping[str, Command], problems: Problems, known: Mapping[str, Script] | None = None
) -> None:
    """
    Note everything that can be told of one script.

    Facts that another script keeps can only be told when `known` has that script; without `known`, a script that
    enters others is spared those questions.
    """
    for card in script.cards.values():
        _targets(script, card, problems)
        _shape(card, problems)
        _ways_on(card, problems)
    if problems.found:
        return  # the map of a script with loose ends would only show the same ends again
    ways = Ways(script, known)
    _reach(script, ways, problems)
    _endless(script, ways, problems)
    alone = known is None and any(card.sub for card in script.cards.values())
    knowing.find_faults(ways, commands, problems, facts_are_told=not alone)


def _targets(script: Script, card: Card, problems: Problems) -> None:
    own = [way for way in (card.next, card.other, card.decline) if way]
    own += [button.go for button in card.buttons if button.go]
    own += [branch.go for branch in card.branches]
    for way in dict.fromkeys(own):
        if way != END and way not in script.cards:
            remedy = did_you_mean(way, script.cards, "Name a card of this script, or “end”.")
            problems.add(card.name, f"It goes to “{way}”, which does not exist.", remedy)


def _shape(card: Card, problems: Problems) -> None:
    if card.sub and card.waits:
        problems.add(card.name, "It asks something and enters another script.", "Use two cards.")
    if not card.waits and (card.other or card.decline):
        problems.add(card.name, "“other” and “decline” need a question.", "Put them on a card with buttons or a scale.")
    if card.waits and not card.lines:
        problems.add(card.name, "It waits for an answer and says nothing.", "Add say = [ ... ].")
    if not card.exit and not card.buttons:
        problems.add(card.name, "It has no way out.", "Take away exit = false, or add a button that ends the talk.")
    for button in card.buttons:
        if button.text in (HOUSE["exit"], HOUSE["other"], HOUSE["decline"]):
            remedy = "Use exit, other = ... or decline = ..., or choose other words."
            problems.add(card.name, f"The button “{button.text}” has the words of a house button.", remedy)


def _ways_on(card: Card, problems: Problems) -> None:
    onward = bool(card.next or card.branches)
    for button in card.buttons:
        if not button.go and not onward:
            remedy = "Add go = ... to the button, or next = ... to the card."
            problems.add(card.name, f"The button “{button.text}” leads nowhere.", remedy)
    if (card.asks or not card.waits) and not onward:
        problems.add(card.name, "Nothing leads on from it.", 'Add next = ..., which may be "end".')
    if onward and card.waits and card.asks is None and all(button.go for button in card.buttons):
        problems.add(card.name, "Its “next” or “branch” is never taken.", "Take it away, or take “go” from a button.")


def _reach(script: Script, ways: Ways, problems: Problems) -> None:
    for name in script.cards:
        if name not in ways.reachable:
            problems.add(name, "No way leads to it.", "Let a card go there, or take it away.")
    ending = {END}
    while more := {route.card for route in ways.routes if route.target in ending} - ending:
        ending |= more
    for name in script.cards:
        if name in ways.reachable and name not in ending:
            problems.add(name, "No end can be reached from it.", 'Let one of its ways lead to "end" at last.')


def _endless(script: Script, ways: Ways, problems: Problems) -> None:
    """Cards that neither wait nor enter a script may not lead back to themselves."""
    flows = {
        card.name: {route.target for route in ways.routes_from(card.name)}
        for card in script.cards.values()
        if not card.waits and not card.sub
    }
    for name in flows:
        seen: set[str] = set()
        waiting = set(flows[name])
        while waiting:
            card = waiting.pop()
            seen.add(card)
            waiting |= flows.get(card, set()) - seen
        if name in seen:
            problems.add(name, "It flows back to itself without asking anything.", "Let a card on the way wait.")
