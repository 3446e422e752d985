"""
Several wishes in one sentence: "haluan tauon ja muuttaa rytmiä ja jutella ihmiselle".

Longer words are received as what they are (`intents.py`); beside them stand the buttons that they seem to ask for. A
button is only an offer, so stems are enough here, and a "not" does no harm.
"""

from __future__ import annotations

import re

from bot.actions.intents import folded

STEMS: tuple[tuple[str, str], ...] = (
    (
        "c",
        (
            r"\b(?:soita|soitta\w*|yhteydenot\w*|yhteytta|ringa?|kontakt\w*|call me|contact me)\b"
            r"|\b(?:jutella|puhua|keskustella|tavata|prata|tala|traffa|talk|speak|meet)\b.*\b(?:ihmi\w+|jon\w+|ohjaaj\w+|ammattilai\w+|nagon|nan"
            r"|manniska|handledare\w*|yrkesperson\w*|some\w+|person|professional)\b"
            r"|\b(?:yksina\w*|ensam\w*|lonely)\b|\b(?:sano|kerro|valita|laheta)\w* .*\b\w+lle\b|\b(?:sag|skicka|halsa)\b.*\b(?:at|till)\b"
        ),
    ),
    ("b", r"\b(?:tauko\w*|tauo\w+|lomaa|paus\w*|break)\b"),
    ("r", r"\b(?:rytmi\w*|harvemmin|useammin|rytm\w*|mer sallan|oftare|less often|more often|rhythm)\b"),
)
"""A letter for each wish, and what brings its button. Folded words: no diacritics, lower case."""
_STEMS = [(letter, re.compile(pattern)) for letter, pattern in STEMS]


def in_words(text: str) -> str:
    """The letters of what these words seem to ask for: "cbr", "b", or nothing."""
    words = folded(text[:1000])
    return "".join(letter for letter, pattern in _STEMS if pattern.search(words))
