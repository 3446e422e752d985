"""A script with all the dialogs it may enter, and which values of facts they tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from dialogs.model import END, Card, Condition, Scale, Script, Value

Group = tuple[Value, ...]
"""Values that no condition of the family tells apart."""


class Family:
    """One script and its sub-dialogs, as far down as they go."""

    def __init__(self, head: Script, scripts: Mapping[str, Script]) -> None:
        self.head = head
        self.scripts = {script.name: script for script in _entered(head, scripts)}
        self._groups: dict[Scale, tuple[Group, ...]] = {}

    def cards(self) -> Iterator[tuple[str, Card]]:
        return ((name, card) for name, script in self.scripts.items() for card in script.cards.values())

    @cached_property
    def wants(self) -> Mapping[str, tuple[Condition, ...]]:
        """For every fact that a condition reads: one small condition for each value it may want."""
        found: dict[str, dict[object, Condition]] = {}
        for _, card in self.cards():
            for condition in conditions(card):
                for name, allowed in condition.allowed.items():
                    for want in allowed:
                        found.setdefault(name, {})[(type(want), want)] = Condition({name: (want,)})
        return {name: tuple(wants.values()) for name, wants in found.items()}

    @cached_property
    def examples(self) -> Mapping[str, Group]:
        """All example values of the facts that the bot supplies."""
        found: dict[str, dict[tuple[type, Value], Value]] = {}
        for script in self.scripts.values():
            for name, values in script.facts.items():
                found.setdefault(name, {}).update({(type(value), value): value for value in values})
        return {name: tuple(values.values()) for name, values in found.items()}

    @cached_property
    def supplied(self) -> Mapping[str, Group]:
        """Of the examples, one for each way that the conditions can fall out."""
        return {
            name: tuple(group[0] for group in self.tell_apart(name, values)) for name, values in self.examples.items()
        }

    @cached_property
    def kept(self) -> frozenset[str]:
        """All facts that some answer leaves."""
        found: set[str] = set()
        for _, card in self.cards():
            found.update(name for button in card.buttons for name in button.keep)
            if isinstance(card.asks, Scale):
                found.update(kept_by(card.asks, card.asks.last))
            elif card.asks is not None:
                found.add(card.asks.keep)
        return frozenset(found)

    def groups(self, scale: Scale) -> tuple[Group, ...]:
        """The values of a scale, those together that lead the same way."""
        if scale not in self._groups:
            numbers = range(scale.first, scale.last + 1)
            self._groups[scale] = self._told_apart((n, kept_by(scale, n)) for n in numbers)
        return self._groups[scale]

    def tell_apart(self, name: str, values: Iterable[Value]) -> tuple[Group, ...]:
        return self._told_apart((value, {name: value}) for value in values)

    def _told_apart(self, values: Iterable[tuple[Value, Mapping[str, Value]]]) -> tuple[Group, ...]:
        groups: dict[tuple[bool, ...], list[Value]] = {}
        for value, facts in values:
            mark = tuple(want.holds(facts) for name in facts for want in self.wants.get(name, ()))
            groups.setdefault(mark, []).append(value)
        return tuple(tuple(group) for group in groups.values())

    @cached_property
    def circling(self) -> frozenset[tuple[str, str]]:
        """Cards that can be come back to."""
        return frozenset(
            (script.name, card) for script in self.scripts.values() for card in script.cards if _returns(script, card)
        )


def kept_by(scale: Scale, number: int) -> dict[str, Value]:
    """The facts that a tap on a scale leaves. For "why N and not lower" a ruler keeps the lower one too, except at 0."""
    kept: dict[str, Value] = {scale.keep: number}
    if scale.ruler and number > 0:
        kept[f"{scale.keep}_lower"] = max(number - 2, 0)
    return kept


def conditions(card: Card) -> Iterator[Condition]:
    yield from (line.when for line in card.lines if line.when)
    yield from (button.when for button in card.buttons if button.when)
    yield from (branch.when for branch in card.branches)


def ways(card: Card) -> set[str]:
    """Names of the cards that may follow."""
    found = {card.other, card.decline, card.next}
    found.update(button.go for button in card.buttons)
    found.update(branch.go for branch in card.branches)
    return found - {"", END}


def _entered(head: Script, scripts: Mapping[str, Script]) -> Iterator[Script]:
    todo, seen = [head], {head.name}
    while todo:
        script = todo.pop()
        yield script
        for card in script.cards.values():
            if card.sub and card.sub not in seen and card.sub in scripts:
                seen.add(card.sub)
                todo.append(scripts[card.sub])


def _returns(script: Script, card: str) -> bool:
    todo, seen = list(ways(script.cards[card])), set[str]()
    while todo:
        name = todo.pop()
        if name == card:
            return True
        if name not in seen and name in script.cards:
            seen.add(name)
            todo.extend(ways(script.cards[name]))
    return False
