"""The desk's state in a file, so that a demo goes on where it was left."""

from __future__ import annotations

import pickle
from datetime import timedelta
from pathlib import Path
from typing import Any

from sandbox.cast import Cast
from sandbox.desk import Desk

KEPT = [
    "bot",
    "privacy",
    "users",
    "chats",
    "presses",
    "links",
    "requests",
    "commands",
    "texts",
    "menu_buttons",
    "files",
    "_number",
]  # all but the clock, the listeners and the queue's waiting tasks

LEAP = 1000  # update numbers left out after a load: after a crash the bot may know newer ones than the file, and would drop repeats


def save(path: Path, desk: Desk, cast: Cast, ahead: timedelta) -> None:
    """Write everything down in one go; a crash leaves the old file whole. `ahead`: how far the clock has been moved."""
    state: dict[str, Any] = {name: getattr(desk, name) for name in KEPT}
    state |= {"waiting": desk.updates.waiting, "next_id": desk.updates.next_id, "allowed": desk.updates.allowed}
    fresh = path.with_suffix(".new")
    fresh.write_bytes(pickle.dumps({"desk": state, "cast": cast, "ahead": ahead}))
    fresh.replace(path)


def load(path: Path, desk: Desk) -> tuple[Cast, timedelta]:
    """Put a saved state into a new desk; the people of the phones and how far ahead its clock is."""
    kept = pickle.loads(path.read_bytes())  # noqa: S301 - the demo's own file, on the desk of whoever runs it
    for name in KEPT:
        setattr(desk, name, kept["desk"][name])
    desk.updates.waiting = kept["desk"]["waiting"]
    desk.updates.next_id = kept["desk"]["next_id"] + LEAP
    desk.updates.allowed = kept["desk"]["allowed"]
    return kept["cast"], kept["ahead"]
