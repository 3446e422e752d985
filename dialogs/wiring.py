"""Placeholder while the wiring is written."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from dialogs.commands import Command
from dialogs.errors import Problems, did_you_mean
from dialogs.model import END, Script


def find_faults(
    script: Script, commands: Mapping[str, Command], problems: Problems, known: Mapping[str, Script] | None = None
) -> None:
    """Ways that lead nowhere."""
    for card in script.cards.values():
        ways = [card.other, card.decline, card.next, *(b.go for b in card.buttons), *(b.go for b in card.branches)]
        for way in ways:
            if way and way != END and way not in script.cards:
                problems.add(
                    card.name,
                    f"It goes to “{way}”, which does not exist.",
                    did_you_mean(way, script.cards, "Name a card."),
                )


def find_faults_between(
    script: Script, problems: Problems, known: Mapping[str, Script], names: Collection[str]
) -> None:
    """Nothing yet."""
