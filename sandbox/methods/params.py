"""The arguments of a call, whichever way they came: JSON, form, multipart or query."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.model import JSON
from sandbox.refusals import bad_request


@dataclass(frozen=True)
class Upload:
    """A file that came along in a multipart body."""

    name: str
    mime: str
    body: bytes


@dataclass(frozen=True)
class Params:
    """Telegram takes `"5"` for 5 and a JSON string for an object; so do we."""

    values: Mapping[str, Any]
    files: Mapping[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A string, "" when missing."""
        value = self.values.get(name)
        return "" if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """A whole number; raises Refused for anything else."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError):
            raise bad_request(f'invalid parameter "{name}"') from None

    def seconds(self, name: str) -> float:
        """A duration, 0 when missing."""
        try:
            return float(self.values.get(name) or 0)
        except (TypeError, ValueError):
            raise bad_request(f'invalid parameter "{name}"') from None

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A truth value."""
        value = self.values.get(name)
        if value is None:
            return default
        return value is True or str(value).lower() in ("true", "1", "yes", "t", "y")

    def data(self, name: str) -> Any:
        """An object or a list, None when missing; raises Refused when a string is not JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from None

    def object(self, name: str) -> JSON | None:
        """An object, None when missing."""
        found = self.data(name)
        if found is not None and not isinstance(found, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return found

    def list(self, name: str) -> list[Any]:
        """A list, empty when missing."""
        found = self.data(name)
        if found is not None and not isinstance(found, list):
            raise bad_request(f"can't parse {name}: Array expected")
        return found or []

    def file(self, name: str) -> Upload | str:
        """An uploaded file (also by `attach://`), or the id of one that was sent before."""
        if name in self.files:
            return self.files[name]
        value = self.text(name)
        if value.startswith("attach://"):
            try:
                return self.files[value.removeprefix("attach://")]
            except KeyError:
                raise bad_request("file to upload not found") from None
        if not value:
            raise bad_request(f"there is no {name} in the request")
        return value
