"""
Every way a talk can go: what is said, answered, and said again, from the first card to the end.

A loop is gone round at most once: no card is visited a third time. Sub-dialogs are entered. Answers that no
condition tells apart count as one ("4-10"), and so do example facts. Where that still leaves more than `SINGLE`
paths, those that agree in all that rules look at along a path (`_mark`) are walked on as one and counted as many;
more than `BOUND` such bundles are not walked, and `Walk.complete` is false.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from dialogs.family import Family, kept_by
from dialogs.model import END, Card, Code, Condition, Do, Facts, Number, Scale, Script, Value
from dialogs.volleys import Answer, Kind, Message, Path, Spot, Volley, Walk, pressed

SINGLE = 3_000  # paths of one script kept one by one; all of them take about 0.2 s
BOUND = 20_000  # bundles of paths of one script; one with more should be split
DEPTH = 4  # dialogs inside one another; more is a circle
VISITS = 2  # of one card on one path: a loop is gone round once


def walk(script: Script, scripts: Mapping[str, Script], *, single: int = SINGLE, bound: int = BOUND) -> Walk:
    """Walk a script. `scripts` holds the newest of each name, for sub-dialogs."""
    family = Family(script, scripts)
    found = _Walker(family, merge=False).walk(single)
    return found if found.complete else _Walker(family, merge=True).walk(bound)


@dataclass(frozen=True, slots=True, eq=False)
class _Going:
    """Between two answers: where the talk is and what it has said since."""

    script: str
    stack: tuple[Spot, ...]
    facts: Facts
    visits: Mapping[tuple[object, ...], int]
    answer: Answer | None = None
    did: tuple[Do, ...] = ()
    messages: tuple[Message, ...] = ()
    card: str = ""

    @property
    def at(self) -> Spot | None:
        return (self.script, self.card) if self.card else None


@dataclass(frozen=True, slots=True, eq=False)
class _Trail:
    """One bundle of paths so far: how they got here, and all they have in common."""

    going: _Going
    volleys: tuple[Volley, ...]
    marks: tuple[object, ...]
    count: int


class _Walker:
    def __init__(self, family: Family, *, merge: bool) -> None:
        self.family, self.merge = family, merge
        self.read = frozenset(family.wants)
        self.volleys: dict[tuple[object, ...], Volley] = {}
        self.messages: dict[tuple[object, ...], Message] = {}
        self.reached: set[Spot] = set()
        self.exits = self.cut = 0

    def walk(self, most: int) -> Walk:
        head = self.family.head
        start = _Trail(_Going(head.name, (), {}, {}), (), (), 1)
        front = self._tidy(self._trails(start, self._enter(start.going, head.first)))
        done: list[_Trail] = []
        while front and len(front) + len(done) <= most:
            done += [trail for trail in front if not trail.going.at]
            waiting = [trail for trail in front if trail.going.at]
            front = self._tidy(after for trail in waiting for after in self._answered(trail))
        paths = tuple(Path(trail.volleys, trail.count) for trail in done)
        seen = tuple(self.volleys.values())
        return Walk(head, self.family, paths, seen, frozenset(self.reached), self.exits, self.cut, not front)

    def _tidy(self, trails: Iterable[_Trail]) -> list[_Trail]:
        if not self.merge:
            return list(trails)
        bundles: dict[tuple[object, ...], _Trail] = {}
        for trail in trails:
            going = trail.going
            facts = frozenset((name, value) for name, value in going.facts.items() if name in self.read)
            key = (going.at, going.stack, facts, frozenset(going.visits.items()), trail.marks)
            known = bundles.get(key)
            bundles[key] = replace(known, count=known.count + trail.count) if known else trail
        return list(bundles.values())

    def _trails(self, before: _Trail, after: Iterable[_Going]) -> Iterator[_Trail]:
        for going in after:
            key = (going.answer, tuple(id(do) for do in going.did), going.messages, going.at)
            volley = Volley(going.answer, going.did, going.messages, going.at, going.facts)
            self.volleys.setdefault(key, volley)
            marks = (*before.marks, _mark(volley)) if self.merge else ()
            yield _Trail(going, (*before.volleys, volley), marks, before.count)

    def _answered(self, trail: _Trail) -> Iterator[_Trail]:
        card = self.family.scripts[trail.going.script].cards[trail.going.card]
        if card.exit:
            self.exits += trail.count
        going = replace(trail.going, did=(), messages=(), card="")
        yield from self._trails(trail, self._pressed(going, card))
        yield from self._trails(trail, self._asked(going, card))
        for kind, go in ((Kind.OTHER, card.other), (Kind.DECLINE, card.decline)):
            if go:
                answer = Answer((going.script, card.name), kind, kind, meaning=(kind,))
                yield from self._trails(trail, self._enter(replace(going, answer=answer), go))

    def _pressed(self, going: _Going, card: Card) -> Iterator[_Going]:
        for button in card.buttons:
            if button.when and not button.when.holds(going.facts):
                continue
            answer = pressed((going.script, card.name), button)
            after = replace(going, answer=answer, facts={**going.facts, **button.keep}, did=button.do)
            yield from self._left(after, card, button.go)

    def _asked(self, going: _Going, card: Card) -> Iterator[_Going]:
        for kept, values in self._told(card):
            kind = Kind.SCALE if isinstance(card.asks, Scale) else Kind.TYPED
            keeps = tuple(kept)
            answer = Answer((going.script, card.name), kind, "", keeps=keeps, values=values, meaning=(kind, keeps[:1]))
            yield from self._left(replace(going, answer=answer, facts={**going.facts, **kept}), card, "")

    def _told(self, card: Card) -> Iterator[tuple[Mapping[str, Value], tuple[Value, ...]]]:
        match card.asks:
            case Scale() as scale:
                for group in self.family.groups(scale):
                    yield kept_by(scale, int(group[0])), group
            case Number(keep=keep, low=low, high=high):
                for group in self.family.tell_apart(keep, range(int(low), min(int(high), int(low) + 500) + 1)):
                    yield {keep: group[0]}, (group[0], group[-1])
            case None:
                return
            case asks:
                yield {asks.keep: "…"}, ()

    def _enter(self, going: _Going, name: str) -> Iterator[_Going]:
        if name in ("", END):
            yield from self._closed(going)
            return
        spot = (going.script, name)
        visit = (going.stack, spot)
        if spot in self.family.circling:
            if going.visits.get(visit, 0) == VISITS:
                self.cut += 1
                return
            going = replace(going, visits={**going.visits, visit: going.visits.get(visit, 0) + 1})
        self.reached.add(spot)
        card = self.family.scripts[going.script].cards[name]
        for facts in self._settled(going.facts, [line.when for line in card.lines if line.when]):
            said = self._said(replace(going, facts=facts), card)
            if not card.waits:
                yield from self._flow(said, card)
                continue
            for seen in self._settled(facts, [button.when for button in card.buttons if button.when]):
                yield replace(said, facts=seen, card=name)

    def _said(self, going: _Going, card: Card) -> _Going:
        lines = tuple(line for line in card.lines if line.when is None or line.when.holds(going.facts))
        if not lines:
            return going
        key = (going.script, card.name, *map(id, lines))
        message = self.messages.setdefault(key, Message((going.script, card.name), lines))
        return replace(going, messages=(*going.messages, message))

    def _closed(self, going: _Going) -> Iterator[_Going]:
        if not going.stack:
            yield going
            return
        script, name = going.stack[-1]
        card = self.family.scripts[script].cards[name]
        yield from self._left(replace(going, script=script, stack=going.stack[:-1]), card, "")

    def _flow(self, going: _Going, card: Card) -> Iterator[_Going]:
        sub = self.family.scripts.get(card.sub)
        if sub is None or len(going.stack) == DEPTH:
            yield from self._left(going, card, "")
            return
        stack = (*going.stack, (going.script, card.name))
        yield from self._enter(replace(going, script=sub.name, stack=stack), sub.first)

    def _left(self, going: _Going, card: Card, go: str) -> Iterator[_Going]:
        going = replace(going, did=(*going.did, *card.do))
        if go:
            yield from self._enter(going, go)
        else:
            yield from self._onward(going, card)

    def _onward(self, going: _Going, card: Card, tried: int = 0) -> Iterator[_Going]:
        if tried == len(card.branches):
            yield from self._enter(going, card.next)
            return
        branch = card.branches[tried]
        for facts in self._settled(going.facts, [branch.when]):
            here = replace(going, facts=facts)
            if branch.when.holds(facts):
                yield from self._enter(here, branch.go)
            else:
                yield from self._onward(here, card, tried + 1)

    def _settled(self, facts: Facts, conditions: list[Condition]) -> Iterator[Facts]:
        """Facts with every example that the conditions ask for: a fact is chosen only when somebody looks at it."""
        name = next((name for condition in conditions for name in self._unsettled(condition, facts)), None)
        if name is None:
            yield facts
            return
        for value in self.family.supplied[name]:
            yield from self._settled({**facts, name: value}, conditions)

    def _unsettled(self, condition: Condition, facts: Facts) -> Iterator[str]:
        supplied = self.family.supplied
        known = {name: wants for name, wants in condition.allowed.items() if name in facts or name not in supplied}
        if Condition(known).holds(facts):
            yield from (name for name in condition.allowed if name not in known)


def _mark(volley: Volley) -> tuple[object, ...]:
    """All that rules look at along a path. What they look at within one volley need not be here."""
    said = tuple(line.texts[0] if line.code is Code.AF else line.code for line in volley.lines)
    lower = any("_lower}" in line.texts[0] for line in volley.lines)
    did = tuple((do.command, do.args.get("share")) for do in volley.did)
    answer = volley.answer
    answered = (answer.kind, answer.tag, answer.values and (answer.at, answer.values)) if answer else ()
    return (len(volley.messages), said, lower, did, answered)
