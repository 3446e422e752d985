"""The whole of the small Telegram: one bot, the people who talk to it, and their groups, in memory."""

from __future__ import annotations

from sandbox.groups import Groups
from sandbox.talk import Talk


class Desk(Talk, Groups):
    """
    A Telegram on the desk, seen from the side of the people.

    The bot's side is `sandbox.methods`, reached over HTTP (`sandbox.server`) or without it
    (`sandbox.inprocess`). Message dates come from the `now` handed in, so the clock can be moved.
    """
