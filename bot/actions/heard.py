"""What came in, as values: the edge makes them, the actions read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Words:
    """A typed message."""

    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """
    A command by its meaning (`bot/sentences.py`); empty when it is none of ours.

    `whole` is all that was typed, slash and name too: a slash before grave words hides none of them.
    """

    meaning: str
    argument: str = ""
    whole: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A button. `data` is what we gave it; `message_id` and `shown` are the message that carried it."""

    data: str
    message_id: int
    shown: str


@dataclass(frozen=True, slots=True)
class Thing:
    """
    Something that is neither words nor a button: a picture, a voice message. `kind` is a key of SENTENCES.

    `text` are the words that came with it, for the word check only: nothing of it is kept.
    """

    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """The person blocked the bot, or came back (`back`)."""

    back: bool = False


What = Words | Command | Press | Thing | Gone


def typed(what: What) -> str:
    """Every word that the person typed, wherever it stands; empty for a button."""
    match what:
        case Words(text=text) | Thing(text=text) | Command(whole=text):
            return text
        case _:
            return ""


@dataclass(frozen=True, slots=True)
class Heard:
    """One update in a private chat. `language` is the app's own and serves only strangers; `message_id` is a typed message's."""

    update_id: int
    telegram_id: int
    chat_id: int
    language: str
    at: datetime
    what: What
    message_id: int = 0
