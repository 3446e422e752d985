"""Whether a script knows what it speaks of: facts in braces, conditions and commands, and every case provided for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product

from dialogs.commands import Allowed, Command
from dialogs.errors import Problems, did_you_mean
from dialogs.model import Button, Card, Condition, Do, Facts, Scale, Value
from dialogs.ways import Ways, fields_of, required

MOST_CASES = 5000  # combinations of facts tried for one card; more say nothing new

Need = tuple[str, str, bool]
"""A fact, what needs it, and whether it may be missing there."""


def find_faults(ways: Ways, commands: Mapping[str, Command], problems: Problems, *, facts_are_told: bool) -> None:
    for card in ways.script.cards.values():
        for do in _dos(card):
            _command(card, do, commands, problems)
        if facts_are_told:
            _facts(ways, card, commands, problems)
            _conditions(ways, card, problems)
            _cases(ways, card, problems)
    _doubled(ways, problems)


# -- commands ---------------------------------------------------------------------------------------------------


def _dos(card: Card) -> tuple[Do, ...]:
    return (*card.do, *(do for button in card.buttons for do in button.do))


def _command(card: Card, do: Do, commands: Mapping[str, Command], problems: Problems) -> None:
    shape = commands.get(do.command)
    if shape is None:
        remedy = did_you_mean(do.command, commands, "The commands stand in dialogs/commands.py.")
        problems.add(card.name, f"There is no command “{do.command}”.", remedy)
        return
    args: dict[str, Allowed] = {**shape.args, **shape.extra}
    for name, value in do.args.items():
        if name not in args:
            remedy = did_you_mean(name, args, f"It may be told: {', '.join(args) or 'nothing'}.")
            problems.add(card.name, f"The command “{do.command}” cannot be told “{name}”.", remedy)
        elif not _fits(value, args[name]):
            remedy = f"Allowed: {_spell(args[name])}."
            problems.add(card.name, f"The command “{do.command}” cannot have {name} = {value!r}.", remedy)


def _fits(value: Value, allowed: Allowed) -> bool:
    if isinstance(allowed, type):
        return isinstance(value, str) and bool(value)
    return any(type(value) is type(one) and value == one for one in allowed)


def _spell(allowed: Allowed) -> str:
    match allowed:
        case type():
            return "any text"
        case range(start=start, stop=stop):
            return f"{start} to {stop - 1}"
        case _:
            return ", ".join(str(one).lower() for one in allowed)


def _lacks(do: Do, commands: Mapping[str, Command]) -> set[str]:
    """What a command must be told and the script does not tell: facts of the same name."""
    shape = commands.get(do.command, Command())
    return set(shape.args) - set(do.args)


# -- facts that are spoken of -----------------------------------------------------------------------------------


def _facts(ways: Ways, card: Card, commands: Mapping[str, Command], problems: Problems) -> None:
    told = set()
    for fact, what, missing in _needs(ways, card, commands):
        if (fact, what) in told:
            continue
        told.add((fact, what))
        if fact not in ways.facts:
            remedy = did_you_mean(fact, ways.facts, "Declare it in about.facts, or keep it on an earlier card.")
            problems.add(card.name, f"{what} needs the fact “{fact}”, which nothing supplies.", remedy)
        elif missing:
            remedy = f"Guard it with when = {{ {fact} = ... }}, or keep it on every way that leads here."
            problems.add(card.name, f"{what} needs the fact “{fact}”, which may be missing here.", remedy)


def _needs(ways: Ways, card: Card, commands: Mapping[str, Command]) -> Iterator[Need]:
    for line in card.lines:
        for fact in fields_of(line.texts) - required(line.when):
            yield fact, f"“{line.texts[0]}”", ways.may_lack(card.name, fact, line.when)
    for button in card.buttons:
        yield from _button_needs(ways, card, button, commands)
    if isinstance(card.asks, Scale):
        for fact in fields_of((card.asks.low, card.asks.high)):
            yield fact, "The scale", ways.may_lack(card.name, fact, None)
    for do in card.do:
        for fact in _lacks(do, commands):
            leaving = [route for route in ways.routes_from(card.name) if route.heard]
            missing = any(fact not in route.surely for route in leaving) and ways.may_lack(card.name, fact, None)
            yield fact, f"The command “{do.command}”", missing


def _button_needs(ways: Ways, card: Card, button: Button, commands: Mapping[str, Command]) -> Iterator[Need]:
    what, there = f"The button “{button.text}”", required(button.when)
    for fact in fields_of((button.text,)) - there:
        yield fact, what, ways.may_lack(card.name, fact, button.when)
    for do in button.do:
        for fact in _lacks(do, commands) - there - set(button.keep):
            missing = ways.may_lack(card.name, fact, button.when)
            yield fact, f"{what} with the command “{do.command}”", missing


# -- conditions -------------------------------------------------------------------------------------------------


def _whens(card: Card) -> list[Condition]:
    parts = [*(x.when for x in card.lines), *(x.when for x in card.buttons), *(x.when for x in card.branches)]
    return [when for when in parts if when is not None]


def _conditions(ways: Ways, card: Card, problems: Problems) -> None:
    for when in _whens(card):
        for fact, wants in when.allowed.items():
            if fact not in ways.facts:
                remedy = did_you_mean(fact, ways.facts, "Declare it in about.facts, or keep it on an earlier card.")
                problems.add(card.name, f"A condition asks for “{fact}”, which nothing supplies.", remedy)
                continue
            possible = _possible(ways, fact)
            for want in wants:
                if not any(Condition({fact: (want,)}).holds({fact: value}) for value in possible):
                    spelt = f"{want.start}-{want.stop - 1}" if isinstance(want, range) else want
                    texts = (value for value in possible if isinstance(value, str) and value)
                    remedy = did_you_mean(str(want), texts, "Change the condition or the fact; numbers have no quotes.")
                    problems.add(card.name, f"“{fact}” is never “{spelt}”.", remedy)


def _possible(ways: Ways, fact: str) -> set[Value]:
    """Values that a fact may have, as far as conditions can tell them apart. A missing one counts as ""."""
    examples = set(ways.script.facts.get(fact, ()))
    values = examples | ways.kept.get(fact, set())
    asked = _asked_for(ways, fact)
    numbers = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    if examples and all(isinstance(value, bool) for value in values):
        values |= {True, False}
    elif examples and numbers:
        edges = {end for want in asked if isinstance(want, range) for end in (want.start, want.stop - 1)}
        values |= set(range(min(edges | set(numbers)), max(edges | set(numbers)) + 1))
    elif examples or "…" in values:
        values |= {want for want in asked if isinstance(want, str)}
    return values | {"", False}


def _asked_for(ways: Ways, fact: str) -> list[Value | range]:
    cards = ways.script.cards.values()
    return [want for card in cards for when in _whens(card) for want in when.allowed.get(fact, ())]


# -- every case provided for ------------------------------------------------------------------------------------


def _cases(ways: Ways, card: Card, problems: Problems) -> None:
    branches = [branch.when for branch in card.branches]
    if card.branches and not card.next:
        for heard in _heard(card):
            _covered(ways, card, branches, heard, "Nothing leads on", 'Add a branch for it, or next = "...".', problems)
    own = [button.when for button in card.buttons if button.when is not None]
    if own and len(own) == len(card.buttons) and card.asks is None and not (card.other or card.decline):
        _covered(ways, card, own, {}, "There is no button", "Let one button stand without condition.", problems)
    lines = [line.when for line in card.lines if line.when is not None]
    if card.waits and lines and len(lines) == len(card.lines):
        _covered(ways, card, lines, {}, "Nothing is said", "Let one line stand without condition.", problems)


def _heard(card: Card) -> list[Facts]:
    """What may just have been heard when the card's own way on is taken."""
    if not card.waits:
        return [{}]
    answers: list[Facts] = [button.keep for button in card.buttons if not button.go]
    if isinstance(card.asks, Scale):
        answers += [{card.asks.keep: value} for value in range(card.asks.first, card.asks.last + 1)]
    elif card.asks is not None:
        answers.append({card.asks.keep: "…"})
    return answers


def _covered(
    ways: Ways, card: Card, whens: Sequence[Condition], heard: Facts, what: str, remedy: str, problems: Problems
) -> None:
    """Note the first case in which none of the conditions holds."""
    names = sorted({name for when in whens for name in when.allowed} - set(heard))
    choices = [_here(ways, card, name) for name in names]
    for values in islice(product(*choices), MOST_CASES):
        facts = {**heard, **{name: value for name, value in zip(names, values, strict=True) if value is not None}}
        if not any(when.holds(facts) for when in whens):
            spoken = {name: facts.get(name, "missing") for name in (*heard, *names)}
            case = " and ".join(f"{name} is {value}" for name, value in spoken.items())
            problems.add(card.name, f"{what} when {case}.", remedy)
            return


def _here(ways: Ways, card: Card, fact: str) -> list[Value | None]:
    """The values a fact may have on arrival at a card; None if it may be missing."""
    possible = _possible(ways, fact)
    real = ways.kept.get(fact, set()) | set(ways.script.facts.get(fact, ()))
    found: list[Value | None] = [value for value in possible if value in real or value not in ("", False)]
    if real and all(isinstance(value, bool) for value in real) and fact in ways.script.facts:
        found = [True, False]
    if card.name in ways.lacking(fact):
        found.append(None)
    return sorted(found, key=str)


# -- doubled facts ----------------------------------------------------------------------------------------------


def _doubled(ways: Ways, problems: Problems) -> None:
    """
    Two cards that ask for the same fact.

    Of two kinds: conditions could not tell. One after the other: the first answer is lost, unless the first card
    hands it to a command, or both lead to the same card ("Write it again").
    """
    asking = [(card, card.asks) for card in ways.script.cards.values() if card.asks is not None]
    for i, (one, asks) in enumerate(asking):
        for other, too in asking[i + 1 :]:
            if asks.keep != too.keep:
                continue
            if type(asks) is not type(too):
                problem = f"It keeps “{too.keep}” as something else than [{one.name}] does."
                problems.add(other.name, problem, "Give one of them another name.")
                continue
            for lost, again in ((one, other), (other, one)):
                if _loses(ways, lost, again):
                    problem = f"It keeps “{too.keep}” once more, and the answer of [{lost.name}] is lost."
                    remedy = "Give it a name of its own, or let the first card hand it on with do."
                    problems.add(again.name, problem, remedy)
                    break


def _loses(ways: Ways, first: Card, second: Card) -> bool:
    targets = [{route.target for route in ways.routes_from(card.name) if route.heard} for card in (first, second)]
    if first.do or targets[0] == targets[1]:
        return False
    seen, waiting = {first.name}, [first.name]
    while waiting:
        for route in ways.routes_from(waiting.pop()):
            if route.target == second.name:
                return True
            if route.target not in seen:
                seen.add(route.target)
                waiting.append(route.target)
    return False
