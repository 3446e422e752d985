"""What can be wrong with dialogs: mistakes of an author (found at start-up), and faults of a running house."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class ScriptError(Exception):
    """A dialog script cannot be used until its author changes it. Found at start-up, never in a talk."""

    def __init__(self, script: str, card: str, problem: str, remedy: str) -> None:
        place = f"{script}, card [{card}]" if card else script
        super().__init__(f"{place}: {problem} {remedy}".rstrip())
        self.script, self.card, self.problem, self.remedy = script, card, problem, remedy


class ScriptErrors(Exception):
    """All the mistakes found in one reading, so that an author mends them in one go."""

    def __init__(self, errors: Iterable[ScriptError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))


class UnknownScript(LookupError):
    """No script of this name was loaded. Whoever named it (an action, a command `open`) must be mended."""

    def __init__(self, script: str) -> None:
        super().__init__(f"there is no script “{script}”")
        self.script = script


class UnknownVersion(LookupError):
    """A talk began on a version that is no longer loaded. The caller ends the talk kindly and begins anew."""

    def __init__(self, script: str, version: str) -> None:
        super().__init__(f"script “{script}” is not loaded in version {version}")
        self.script, self.version = script, version


class ScriptLoop(RuntimeError):
    """A script flowed on without ever waiting. The loader refuses such scripts, so this is a fault of ours."""

    def __init__(self, script: str, card: str) -> None:
        super().__init__(f"script “{script}” flows on without end around card [{card}]")
        self.script, self.card = script, card


class BrokenPlace(ValueError):
    """A stored place cannot be read: a fault of the storage, or a place from another time. Carries no words."""


class Problems:
    """Collects the mistakes of one script while it is being read."""

    def __init__(self, script: str) -> None:
        self.script = script
        self.found: list[ScriptError] = []

    def add(self, card: str, problem: str, remedy: str) -> None:
        self.found.append(ScriptError(self.script, card, problem, remedy))


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """The remedy for a name that does not exist: the nearest one that does, or `otherwise`."""
    near = get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"Did you mean “{near[0]}”?" if near else otherwise
