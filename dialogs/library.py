"""All scripts that can be talked through, in every version that an open talk may still stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dialogs.errors import UnknownScript, UnknownVersion
from dialogs.model import Script


class Library:
    """
    Scripts by name and version. Values in, never changed afterwards.

    Of several scripts with one name the one with the highest author's number is the newest; with equal numbers
    the one that stands last. `older` are versions that only open talks still need, and are never the newest, whatever
    their number: after a return to an earlier release new talks begin with what that release has.
    """

    def __init__(self, scripts: Iterable[Script], older: Iterable[Script] = ()) -> None:
        current, older = list(scripts), list(older)
        self._scripts = {(script.name, script.version): script for script in (*older, *current)}
        self._newest = _newest(current)
        self._retired = _newest(older)
        self._by_age: dict[str, Library] = {}

    def newest(self, name: str) -> Script:
        """
        The version to begin with; of a script that was given up the last one, for old talks that lead to it.

        Raises:
            UnknownScript: Nothing of this name was loaded.
        """
        found = self._newest.get(name) or self._retired.get(name)
        if found is None:
            raise UnknownScript(name)
        return found

    def script(self, name: str, version: str) -> Script:
        """
        Raises:
            UnknownVersion: This version is not loaded (any more).
        """
        try:
            return self._scripts[name, version]
        except KeyError:
            raise UnknownVersion(name, version) from None

    def for_age(self, age: str) -> Library:
        """The same scripts, where those that stand in for others at this age are met under the others' names (R44)."""
        if age not in self._by_age:
            view = Library(self._newest.values())
            view._scripts, view._retired = self._scripts, self._retired
            view._newest = self._newest | {s.instead_of: s for s in self._newest.values() if age in s.ages}
            self._by_age[age] = view
        return self._by_age[age]

    def names(self) -> list[str]:
        return sorted(self._newest)

    def with_older(self, older: Iterable[Script]) -> Library:
        """The same library, plus versions that only open talks still need."""
        current = list(self._newest.values())
        others = [script for script in self._scripts.values() if script not in current]
        return Library(current, [*older, *others])

    def __contains__(self, name: object) -> bool:
        return name in self._newest

    def __iter__(self) -> Iterator[Script]:
        """The newest version of each script, by name."""
        return iter(self._newest[name] for name in self.names())

    def __len__(self) -> int:
        return len(self._newest)


def _newest(scripts: Iterable[Script]) -> dict[str, Script]:
    found: dict[str, Script] = {}
    for script in scripts:
        known = found.get(script.name)
        if known is None or number(script) >= number(known):
            found[script.name] = script
    return found


def number(script: Script) -> int:
    """The author's number of a version: 3 for "3-1f0a9c2e"."""
    return int(script.version.partition("-")[0])
