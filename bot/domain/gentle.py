"""
The answer, in free words, to the one direct question after a soft sign: "Do you mean that you are thinking of death?"

A plain yes or no is understood by the dialog. Here is what people write around it (domain 5.3: on doubt it goes up).
"""

from __future__ import annotations

import re

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


_DEATH_FI = "(?: (?:kuolemaa|kuolemista|sita|tuota|niin|mitaan (?:sellaista|semmosta|tuollaista)))?"
_DEATH_SV = "(?: (?:pa (?:doden|att do|det|sant|nagot sant)|det|sa|nagot sadant|nat sant))?"
_DEATH_EN = "(?: (?:about|of))?(?: (?:death|dying|that|it|so|anything like that))?"
_DENIALS = re.compile(
    "|".join(
        f"(?:{form})"
        for form in (
            "(?:(?:ei|en) )?(?:en|emma)(?: (?:ma|mina))?(?: (?:todellakaan|ollenkaan|yhtaan))?"
            " (?:ajattele|aattele|ajatellut|ajatellu|mieti|miettinyt|miettiny|tarkoita|tarkota|tarkoittanut|tarkottanu)"
            + _DEATH_FI,
            "(?:ei|en) (?:todellakaan|missaan nimessa|ollenkaan)|ei (?:mitaan )?(?:sellaista|semmosta|tuollaista)",
            "(?:nej )?(?:jag|ja) (?:tanker|tankte|menar|menade|funderar) (?:inte|int)(?: alls)?" + _DEATH_SV,
            "(?:nej )?det (?:menar|menade|gor) jag (?:inte|int)|(?:nej )?(?:absolut |verkligen )?inte(?: alls)?|nej da",
            "(?:no )?(?:i )?(?:am not|im not|dont|do not|didnt|did not|wasnt|was not) (?:think|thinking|mean|meaning)"
            + _DEATH_EN,
            "(?:no )?(?:i am not|im not|i dont|i do not|not at all|nothing like that|definitely not|absolutely not)",
        )
    )
)
"""What is a no from its first word to its last, without diacritics. One word more, and it is none."""


def denies(text: str) -> bool:
    """
    Whether the whole answer is one clear no, as the button "No" is: to ask such a person again is not to listen.

    "I am not thinking about death, but ..." and "nothing but death" are none; whoever reads this calls that unclear.
    """
    return bool(_DENIALS.fullmatch(" ".join(plain(text).split())))


def confirms(text: str, locale: str, *, soft: bool) -> bool:
    """
    Whether the answer says yes. What is neither this nor a clear no (`denies`) is asked once more, with the numbers.

    Args:
        soft: The word check found a soft sign in the answer too ("I think of death").
    """
    words = plain(text).split()
    if not words or denies(text) or (len(words) <= SHORT and NO & set(words[1:])):
        return False
    if " ".join(words) in WHOLE or words[0] in YES.get(locale, frozenset()) | ALSO_YES:
        return True
    rest = words[1:] if words[0] in LEADS else words
    if not rest:
        return False
    return rest[0] in YES.get(locale, frozenset()) | ALSO_YES or (
        soft and rest[0] in THINK and not NO & set(rest[1:3])  # "jag tänker inte på döden" thinks of something else
    )
