"""
The map of a script: which card leads to which, and which facts are there on arrival.

Told without playing: conditions on what a card has just heard are decided exactly (every value of a scale is
tried), all others may hold or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from dialogs.cards import fields
from dialogs.model import END, Button, Card, Condition, Listen, Scale, Script, Value

Known = tuple[tuple[str, Value], ...]
"""Facts whose value is certain; "" is missing."""


@dataclass(frozen=True, slots=True)
class Route:
    """
    One way to leave a card: by a button, by a value or words, or simply on.

    `surely` are the facts it leaves behind, `values` those whose value is certain ("…" stands for words), `maybe`
    those that an entered script may have changed. It can be taken only if the conditions of `only` come out as
    they say. `heard` tells whether the card's own commands are given: not by "Something else" and the like.
    """

    card: str
    target: str
    surely: frozenset[str] = frozenset()
    values: Mapping[str, Value] = field(default_factory=dict)
    maybe: frozenset[str] = frozenset()
    only: tuple[tuple[Condition, bool], ...] = ()
    heard: bool = True

    def possible(self, known: Mapping[str, Value]) -> bool:
        return all(holds(when, known) is not (not wanted) for when, wanted in self.only)


class Ways:
    """All routes of one script. `known` are the scripts it may enter; None when they are not to be asked."""

    def __init__(
        self, script: Script, known: Mapping[str, Script] | None = None, entered: frozenset[str] = frozenset()
    ):
        self.script, self.known = script, known
        self._entered = entered | {script.name}
        self._subs: dict[str, Ways] = {}
        self._from = {card.name: list(self._leave(card)) for card in script.cards.values()}

    @property
    def routes(self) -> list[Route]:
        return [route for routes in self._from.values() for route in routes]

    def routes_from(self, card: str) -> list[Route]:
        return self._from.get(card, [])

    @cached_property
    def reachable(self) -> set[str]:
        return {card for card, _ in self._walk("", ())}

    def lacking(self, fact: str) -> set[str]:
        """The cards (and END) that can be reached without this fact; none if the bot supplies it."""
        return {card for card, _ in self._walk(fact, ())}

    def may_lack(self, card: str, fact: str, when: Condition | None) -> bool:
        """Whether `fact` may be missing on a card while `when` holds."""
        guards = tuple(when.allowed) if when else ()
        if when is None:
            return card in self.lacking(fact)
        return any(there == card and holds(when, dict(known)) is not False for there, known in self._walk(fact, guards))

    def _walk(self, without: str, track: tuple[str, ...]) -> set[tuple[str, Known]]:
        """Every card that can be reached without keeping a fact, with what is then certain of the tracked facts."""
        if without in self.script.facts:
            return set()
        start: tuple[str, Known] = (
            self.script.first,
            tuple((name, "") for name in track if name not in self.script.facts),
        )
        seen = {start}
        waiting = [start]
        while waiting:
            card, known = waiting.pop()
            for route in self.routes_from(card):
                after: dict[str, Value] = {name: value for name, value in known if name not in route.maybe}
                after |= {name: value for name, value in route.values.items() if name in track}
                there = (route.target, tuple(sorted(after.items())))
                if there not in seen and without not in route.surely and route.possible(after):
                    seen.add(there)
                    waiting.append(there)
        return seen

    # -- facts --------------------------------------------------------------------------------------------------

    @cached_property
    def kept(self) -> dict[str, set[Value]]:
        """Facts that this script and those it enters may keep, with their values; "…" stands for words or numbers."""
        found: dict[str, set[Value]] = {}
        for card in self.script.cards.values():
            for button in card.buttons:
                for name, value in button.keep.items():
                    found.setdefault(name, set()).add(value)
            for name, values in _asked(card).items():
                found.setdefault(name, set()).update(values)
            sub = self._sub_ways(card)
            for name, values in sub.kept.items() if sub else ():
                found.setdefault(name, set()).update(values)
        return found

    @property
    def facts(self) -> set[str]:
        """All facts that can be there at all."""
        return set(self.script.facts) | set(self.kept)

    def _sub_ways(self, card: Card) -> Ways | None:
        if not card.sub or self.known is None or card.sub not in self.known or card.sub in self._entered:
            return None
        if card.sub not in self._subs:
            self._subs[card.sub] = Ways(self.known[card.sub], self.known, self._entered)
        return self._subs[card.sub]

    # -- routes -------------------------------------------------------------------------------------------------

    def _leave(self, card: Card) -> Iterator[Route]:
        if not card.waits:
            sub = self._sub_ways(card)
            gained = {fact for fact in sub.kept if END not in sub.lacking(fact)} if sub else set()
            maybe = frozenset(sub.kept if sub else ())
            yield from _onward(card, Route(card.name, "", frozenset(gained), maybe=maybe))
            return
        for button in card.buttons:
            yield from _by_button(card, button)
        for heard in _answers(card):
            yield from _onward(card, Route(card.name, "", frozenset(heard), heard))
        for target in (card.other, card.decline):
            if target:
                yield Route(card.name, target, heard=False)


def _by_button(card: Card, button: Button) -> Iterator[Route]:
    only = ((button.when, True),) if button.when else ()
    route = Route(card.name, button.go, frozenset(button.keep) | required(button.when), button.keep, only=only)
    if button.go:
        yield route
    else:
        yield from _onward(card, route)


def _onward(card: Card, route: Route) -> Iterator[Route]:
    """The card's own ways on. What `route` has just heard decides exactly; any other condition may hold or not."""
    for branch in card.branches:
        fits = holds(branch.when, route.values)
        if fits is False:
            continue
        gained = route.surely | required(branch.when)
        yield replace(route, target=branch.go, surely=gained, only=(*route.only, (branch.when, True)))
        if fits is True:
            return
        gained = route.surely | _ruled_out(branch.when)
        route = replace(route, surely=gained, only=(*route.only, (branch.when, False)))
    if card.next:
        yield replace(route, target=card.next)


def holds(when: Condition, heard: Mapping[str, Value]) -> bool | None:
    """Whether a condition holds, if only `heard` is known; None when that is not enough to tell."""
    told = Condition({name: wants for name, wants in when.allowed.items() if name in heard})
    if not told.holds(heard):
        return False
    return True if len(told.allowed) == len(when.allowed) else None


def required(when: Condition | None) -> set[str]:
    """The facts that must be there for a condition to hold."""
    if when is None:
        return set()
    return {name for name, wants in when.allowed.items() if not any(want == "" or want is False for want in wants)}


def _ruled_out(when: Condition) -> set[str]:
    """The facts that must be there when a condition does not hold: `{ words = "" }` failed, so there are words."""
    [*pairs] = when.allowed.items()
    if len(pairs) != 1:
        return set()
    name, wants = pairs[0]
    return {name} if all(want == "" or want is False for want in wants) else set()


def _answers(card: Card) -> list[dict[str, Value]]:
    """What the card may have heard: every value of a scale, or "…" for words, numbers, times and dates."""
    match card.asks:
        case None:
            return []
        case Scale(keep=keep, first=first, last=last, ruler=ruler):
            return [_on_ruler(keep, v) if ruler else {keep: v} for v in range(first, last + 1)]
        case asks:
            return [{asks.keep: "…"}]


def _on_ruler(keep: str, value: int) -> dict[str, Value]:
    return {keep: value, f"{keep}_lower": max(value - 2, 0)} if value else {keep: value}


def _asked(card: Card) -> dict[str, set[Value]]:
    found: dict[str, set[Value]] = {}
    for heard in _answers(card):
        for name, value in heard.items():
            found.setdefault(name, set()).add(value)
    if isinstance(card.asks, Listen):
        found[f"{card.asks.keep}_cut"] = {True}
    return found


def fields_of(texts: tuple[str, ...]) -> set[str]:
    """The facts that any of these texts needs."""
    return {name for text in texts for name in fields(text)}
