"""How much of a client the channel may carry to a professional: the setting DISCLOSURE."""

from __future__ import annotations

from bot.actions.house import House
from bot.storage.tables import Client


def points_only(house: House) -> bool:
    """Only that there is something to look at; who and what stay out of the channel."""
    return house.customs.disclosure == "pointer"


def carries_words(house: House) -> bool:
    """Also the words that a client ticked for it."""
    return house.customs.disclosure == "words"


def name(house: House, client: Client, locale: str) -> str:
    """What a professional reads instead of a client's name: the pseudonym, or a number that only the house can read."""
    if points_only(house):
        return house.words.bot("pointer_client", locale, number=client.id)
    return client.pseudonym


def said(house: House, words: str) -> str:
    """The words a client said may be shown, or none where the setting keeps words out."""
    return words if carries_words(house) else ""


def own_words(house: House, words: str, locale: str) -> str:
    """The words a client said may be shown; where the setting keeps words out, that there are some."""
    if not words or carries_words(house):
        return words
    return house.words.bot("words_ask", locale)
