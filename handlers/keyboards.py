"""Questions -> inline keyboards. What a button says and what comes back is decided by the actions; here it gets its form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

MOST_DATA = 64  # bytes that Telegram lets a button carry


class ButtonTooLong(ValueError):
    """A button would carry more than Telegram allows. Whoever makes such buttons must shorten what they carry."""


def markup(rows: Sequence[Sequence[Sequence[str]]]) -> dict[str, Any]:
    """Rows of (what it says, what comes back) as Telegram's inline keyboard."""
    return {"inline_keyboard": [[_button(text, data) for text, data in row] for row in rows]}


def _button(text: str, data: str) -> dict[str, str]:
    if not 1 <= len(data.encode()) <= MOST_DATA:
        raise ButtonTooLong("a button carries 1 to 64 bytes; say less in what comes back, such as a row's number")
    return {"text": text, "callback_data": data}
