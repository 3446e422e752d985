"""Reading TOML tables with care: every value has its type, every key is known, every mistake is noted, not raised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from dialogs.errors import Problems, did_you_mean
from dialogs.model import Condition, Value

RANGE = re.compile(r"(\d+)(?:-(\d+))?", re.ASCII)  # "4" is "4-4"
NAME = re.compile(r"[a-z][a-z0-9_]*")


class Table:
    """One TOML table, where it stands, and which keys it may have."""

    def __init__(self, raw: object, problems: Problems, card: str, what: str, keys: Iterable[str]) -> None:
        self.problems, self.card, self.what = problems, card, what
        known = tuple(keys)
        self.raw: Mapping[str, object] = raw if isinstance(raw, dict) else {}
        if not isinstance(raw, dict):
            self.wrong(f"{what} is not a table.", f"Write it as {{ {known[0]} = ... }}.")
        for key in self.raw:
            if known and key not in known:
                rest = f"It may have: {', '.join(known)}."
                self.wrong(f"{what} has an unknown key “{key}”.", did_you_mean(key, known, rest))

    def wrong(self, problem: str, remedy: str) -> None:
        self.problems.add(self.card, problem, remedy)

    def __contains__(self, key: str) -> bool:
        return key in self.raw

    def _mistyped(self, key: str, wanted: str) -> None:
        self.wrong(f"“{key}” of {self.what} must be {wanted}.", "Change it.")

    def _missing(self, key: str) -> None:
        self.wrong(f"{self.what} has no “{key}”.", "Add it.")

    def text(self, key: str, needed: bool = False) -> str:
        value = self.raw.get(key, "")
        if not isinstance(value, str):
            self._mistyped(key, "a text in quotes")
            return ""
        if needed and not value.strip():
            self._missing(key)
        return value

    def flag(self, key: str, default: bool) -> bool:
        value = self.raw.get(key, default)
        if not isinstance(value, bool):
            self._mistyped(key, "true or false")
            return default
        return value

    def whole(self, key: str, default: int | None = None) -> int:
        value = self.raw.get(key, default)
        if value is None:
            self._missing(key)
            return 1
        if not isinstance(value, int) or isinstance(value, bool):
            self._mistyped(key, "a whole number")
            return 1 if default is None else default
        return value

    def measure(self, key: str) -> float:
        value = self.raw.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._mistyped(key, "a number")
            return 0
        return float(value)

    def day(self, key: str) -> date | None:
        value = self.raw.get(key)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            self._mistyped(key, "a date without quotes, such as 2026-05-12")
            return None
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            self._mistyped(key, 'a list of texts: [ "...", "..." ]')
            return ()
        return tuple(value)

    def tables(self, key: str, what: str, keys: Iterable[str]) -> list[Table]:
        value = self.raw.get(key, [])
        if not isinstance(value, list):
            self._mistyped(key, "a list of tables: [ { ... }, { ... } ]")
            return []
        known = tuple(keys)
        return [Table(item, self.problems, self.card, f"{what} {i}", known) for i, item in enumerate(value, 1)]

    def table(self, key: str, what: str, keys: Iterable[str] = ()) -> Table | None:
        return Table(self.raw[key], self.problems, self.card, what, keys) if key in self.raw else None

    def values(self, key: str, what: str) -> dict[str, Value]:
        """A table of facts: names and fixed values."""
        found = self.table(key, what)
        return found.literals() if found else {}

    def literals(self, without: str = "") -> dict[str, Value]:
        kept: dict[str, Value] = {}
        for name, value in self.raw.items():
            if name == without:
                continue
            if not isinstance(value, str | int | bool):
                self._mistyped(name, "a text, a whole number, true or false")
            elif not NAME.fullmatch(name):
                self.wrong(f"“{name}” cannot be the name of a fact.", "Use small letters, digits and _.")
            else:
                kept[name] = value
        return kept

    def condition(self, key: str = "when") -> Condition | None:
        found = self.table(key, f"the condition of {self.what}")
        if found is None:
            return None
        if not found.raw:
            found.wrong(f"{found.what} is empty.", "Leave it out, or name a fact.")
        return Condition({name: found.allowed(name, value) for name, value in found.raw.items()})

    def allowed(self, name: str, value: object) -> tuple[Value | range, ...]:
        wants = value if isinstance(value, list) else [value]
        found: list[Value | range] = []
        for want in wants:
            if isinstance(want, str) and (ends := RANGE.fullmatch(want)):
                low, high = int(ends[1]), int(ends[2] or ends[1])
                if low > high:
                    self.wrong(f"The range “{want}” of “{name}” runs backwards.", f'Write "{high}-{low}".')
                found.append(range(low, high + 1))
            elif isinstance(want, str | int | bool):
                found.append(want)
            else:
                self._mistyped(name, 'a range "0-3", a text, a number, true, false, or a list of these')
        return tuple(found)
