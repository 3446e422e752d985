"""What scripts promise one another: a script that is entered or opened exists, comes back, and gets its facts."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dialogs.errors import Problems, did_you_mean
from dialogs.model import Script
from dialogs.ways import Ways


def find_faults_between(
    script: Script, problems: Problems, known: Mapping[str, Script], names: Collection[str]
) -> None:
    """`known` are the scripts that could be read, `names` all there are: what another file spoiled is told there."""
    for card in script.cards.values():
        if card.sub and card.sub not in names:
            remedy = did_you_mean(card.sub, names, "Name a script of this folder.")
            problems.add(card.name, f"It enters “{card.sub}”, which does not exist.", remedy)
        for do in (*card.do, *(do for button in card.buttons for do in button.do)):
            target = do.args.get("script")
            if do.command == "open" and target is not None and target not in names:
                remedy = did_you_mean(str(target), names, "Name a script of this folder.")
                problems.add(card.name, f"It opens “{target}”, which does not exist.", remedy)
    if script.instead_of:
        _stands_in(script, problems, known, names)
    if problems.found:
        return
    _round(script, problems, known)
    _supplies(script, problems, known)


def _stands_in(script: Script, problems: Problems, known: Mapping[str, Script], names: Collection[str]) -> None:
    """Whoever opens the other knows only its facts; whoever enters it counts on coming back."""
    if script.instead_of not in names:
        remedy = did_you_mean(script.instead_of, names, "Name a script of this folder.")
        problems.add("about", f"It stands in for “{script.instead_of}”, which does not exist.", remedy)
    elif script.instead_of in known:
        other = known[script.instead_of]
        if other.instead_of:
            problems.add("about", f"“{other.name}” itself stands in for another.", "Name the first of them.")
        for fact in sorted(script.facts.keys() - other.facts.keys()):
            remedy = "Use the same facts as the script it stands in for."
            problems.add("about", f"It needs the fact “{fact}”, which “{other.name}” does not have.", remedy)


def _round(script: Script, problems: Problems, known: Mapping[str, Script]) -> None:
    for card in script.cards.values():
        seen: set[str] = set()
        waiting = [card.sub] if card.sub in known else []
        while waiting:
            name = waiting.pop()
            seen.add(name)
            waiting += [sub.sub for sub in known[name].cards.values() if sub.sub in known and sub.sub not in seen]
        if script.name in seen:
            problems.add(
                card.name, f"It enters “{card.sub}”, which leads back into {script.name}.", "Break the circle."
            )


def _supplies(script: Script, problems: Problems, known: Mapping[str, Script]) -> None:
    ways = Ways(script, known)
    for card in script.cards.values():
        if card.sub not in known:
            continue
        for fact in known[card.sub].facts:
            if fact not in ways.facts or card.name in ways.lacking(fact):
                remedy = f"Declare “{fact}” in about.facts, or keep it on every way that leads here."
                problems.add(card.name, f"It enters “{card.sub}”, which needs the fact “{fact}”.", remedy)
