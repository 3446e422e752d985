"""All scripts that can be talked through, in every version that an open talk may still stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dialogs.errors import UnknownScript, UnknownVersion
from dialogs.model import Script


class Library:
    """
    Scripts by name and version. Values in, never changed afterwards.

    Of several scripts with one name the one with the highest author's number is the newest; with equal numbers
    the one that stands last.
    """

    def __init__(self, scripts: Iterable[Script]) -> None:
        self._scripts = {(script.name, script.version): script for script in scripts}
        self._newest: dict[str, Script] = {}
        for script in self._scripts.values():
            known = self._newest.get(script.name)
            if known is None or number(script) >= number(known):
                self._newest[script.name] = script

    def newest(self, name: str) -> Script:
        """
        Raises:
            UnknownScript: Nothing of this name was loaded.
        """
        try:
            return self._newest[name]
        except KeyError:
            raise UnknownScript(name) from None

    def script(self, name: str, version: str) -> Script:
        """
        Raises:
            UnknownVersion: This version is not loaded (any more).
        """
        try:
            return self._scripts[name, version]
        except KeyError:
            raise UnknownVersion(name, version) from None

    def names(self) -> list[str]:
        return sorted(self._newest)

    def with_older(self, older: Iterable[Script]) -> Library:
        """The same library, plus versions that only open talks still need."""
        return Library([*older, *self._scripts.values()])

    def __contains__(self, name: object) -> bool:
        return name in self._newest

    def __iter__(self) -> Iterator[Script]:
        """The newest version of each script, by name."""
        return iter(self._newest[name] for name in self.names())

    def __len__(self) -> int:
        return len(self._newest)


def number(script: Script) -> int:
    """The author's number of a version: 3 for "3-1f0a9c2e"."""
    return int(script.version.partition("-")[0])
