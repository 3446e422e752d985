"""A message as text on a page or in a terminal: what is said, the scale, the buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.commands import COMMANDS, arguments
from dialogs.effects import Ask, Choice, Do, Say
from dialogs.model import Facts
from dialogs.words import Texts

INDENT = " " * 9


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: in which language, and which facts stand in the sentences."""

    texts: Texts
    locale: str
    facts: Facts

    def message(self, said: Say) -> str:
        return " ".join(self.texts.say(line.context, line.msgid, self.facts, self.locale) for line in said.lines)

    def choice(self, choice: Choice) -> str:
        return self.texts.say(choice.context, choice.msgid, self.facts, self.locale)

    def scale(self, ask: Ask) -> str:
        """ "empty 0 1 2 3 full", or nothing when there is no scale."""
        if ask.scale is None:
            return ""
        low, high = (
            self.texts.say(ask.context, end, self.facts, self.locale) for end in (ask.scale.low, ask.scale.high)
        )
        numbers = " ".join(map(str, range(ask.scale.first, ask.scale.last + 1)))
        return f"{low} {numbers} {high}"


def command(do: Do, facts: Facts) -> str:
    """ "step_outcome outcome=done": a command and what it is told."""
    told: Mapping[str, object]
    try:
        told = arguments(do.command, do.args, facts) if do.command in COMMANDS else do.args
    except KeyError as missing:
        told = {**do.args, "lacks": missing}
    return " ".join([do.command, *(f"{name}={_plain(value)}" for name, value in told.items())])


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
