"""
The answer, in free words, to the one direct question after a soft sign: "Do you mean that you are thinking of death?"

A plain yes or no is understood by the dialog. Here is what people write around it (domain 5.3: on doubt it goes up).
"""

from __future__ import annotations

from bot.domain.spelling import plain

YES = {
    "fi": frozenset(["kylla", "kyl", "joo", "juu", "jep", "jees"]),
    "sv": frozenset(["ja", "jo", "joo", "japp", "jep", "precis"]),
    "en": frozenset(),
}
ALSO_YES = frozenset(("yes", "yeah", "yep", "yea"))
NO = frozenset(["en", "ei", "emma", "nej", "inte", "int", "no", "not", "dont"])
WHOLE = frozenset(
    ("tarkoitan", "tarkoitan sita", "tarkotan", "menar jag", "jag menar det", "det gor jag", "i do", "i am")
)
LEADS = frozenset(["no", "ma", "mina", "niin", "jag", "well", "i", "so"])  # said before the word that counts
THINK = frozenset(
    [
        "ajattelen",
        "ajattelin",
        "aattelen",
        "mietin",
        "tarkoitan",
        "tanker",
        "tankt",
        "menar",
        "think",
        "thinking",
        "am",
        "mean",
    ]
)
SHORT = 3  # words; "joo en tarkoita" is a no, a longer text with a no in it may be anything


def confirms(text: str, locale: str, *, soft: bool) -> bool:
    """
    Whether the answer says yes. No is never read here: what is no yes is asked once more, with the numbers.

    Args:
        soft: The word check found a soft sign in the answer too ("I think of death").
    """
    words = plain(text).split()
    if not words or (len(words) <= SHORT and NO & set(words[1:])):
        return False
    if " ".join(words) in WHOLE or words[0] in YES.get(locale, frozenset()) | ALSO_YES:
        return True
    rest = words[1:] if words[0] in LEADS else words
    if not rest:
        return False
    return rest[0] in YES.get(locale, frozenset()) | ALSO_YES or (soft and rest[0] in THINK)
