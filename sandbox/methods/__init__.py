"""The Bot API's methods over a desk: one table, used by the HTTP server and by the in-process request alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.desk import Desk
from sandbox.methods import chats, gestures, groups, messages, polls, profile
from sandbox.methods.params import Params

Method = Callable[[Desk, Params], Any]

TABLE: dict[str, Method] = {
    name.lower(): method
    for part in (messages, polls, gestures, chats, groups, profile)
    for name, method in part.METHODS.items()
}
