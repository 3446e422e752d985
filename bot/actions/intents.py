"""
Plain wishes in a client's own words: "tauko", "haluan muuttaa rytmiä", "hjälp", "stop".

Only short messages count: a wish is said in a few words, and a longer one deserves to be received as what it is.
Stems, because Finnish inflects; all languages at once, because people mix them.
"""

from __future__ import annotations

import re
import unicodedata

from bot.actions.speaker import tell
from bot.actions.talking import Scene

MOST_WORDS = 5  # in one wish

WISHES: dict[str, tuple[str, ...]] = {
    # apu-, hjälp, help: first, because it must never be mistaken for something else
    "help": (r"apua?", r"auta(?:kaa)?", r"tarvitsen apua\w*", r"hjalp", r"help", r"need help"),
    "contact": (
        r"(?:haluan|haluaisin|toivon) yhteydenot\w+", r"yhteydenot\w*", r"soita(?:kaa)? minulle", r"ota(?:kaa)? yhteytta",
        r"ring mig", r"kontakta mig", r"kontakt", r"call me", r"contact me",
    ),
    "language": (r"kiel(?:i|en|ta)(?: vaihto)?", r"vaihda kiel\w+", r"sprak\w*", r"byt sprak", r"(?:change )?language"),
    "rhythm": (
        r"rytm\w+", r"(?:muuta|muuttaisin|vaihda|haluan muuttaa|haluan vaihtaa) rytm\w+", r"harvemmin", r"useammin",
        r"(?:andra|byt) rytm\w*", r"mer sallan", r"oftare", r"(?:change )?(?:the |my )?rhythm", r"less often", r"more often",
    ),
    "back": (r"(?:tauko|loma) (?:loppu|ohi)\w*", r"palaan", r"olen palannut", r"jag ar tillbaka", r"i am back", r"im back"),
    "break": (
        r"(?:pida|pidan|pidetaan|haluan|haluaisin|tarvitsen)? ?(?:pienen |pienta )?tau[ok]\w*", r"(?:jag vill ha |ta )?(?:en )?paus\w*",
        r"(?:i need |i want |take )?(?:a )?(?:break|pause)",
    ),
    "stop": (r"lopeta", r"lopetetaan", r"riittaa(?: nyt)?", r"seis", r"sluta", r"stopp?", r"det racker", r"enough", r"quit"),
    "check_in": (r"kuulumis\w*", r"vasynyt", r"olen (?:tosi |ihan |niin )?vasynyt", r"vasyttaa", r"trott", r"jag ar trott", r"tired", r"i am tired", r"avstamning", r"check ?in"),
    "seen": (r"mita nakyy", r"kuka nakee\w*(?: taman| tata)?", r"vad syns", r"vem ser(?: det har)?", r"who sees (?:this|what)"),
    "step": (r"kokeil\w+", r"(?:uusi|valitse) kokeilu\w*", r"(?:nytt )?forsok\w*", r"(?:new )?experiment"),
    "invite": (r"kutsu", r"kutsu asiakas", r"bjud in(?: klient)?", r"invite(?: a client)?"),
    "digest": (r"kooste\w*", r"sammanstallning\w*", r"digest"),
    "menu": (r"valikko", r"mita osaat", r"mita voin tehda", r"moi", r"hei", r"terve", r"meny", r"vad kan du", r"hej", r"menu", r"hello", r"hi", r"what can you do"),
}  # fmt: skip
"""A wish -> full-message patterns over folded words (no diacritics, lower case)."""

_PATTERNS = [(wish, re.compile(rf"(?:{'|'.join(patterns)})")) for wish, patterns in WISHES.items()]


def folded(text: str) -> str:
    """Lower case, without diacritics, punctuation and doubled blanks."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w/]+", " ", plain).split())


def understand(text: str) -> str:
    """The wish that these words plainly are, or nothing. It never guesses."""
    words = folded(text[:200])
    if not words or len(words.split()) > MOST_WORDS:
        return ""
    return next((wish for wish, pattern in _PATTERNS if pattern.fullmatch(words)), "")


def pro_menu(scene: Scene) -> None:
    tell(scene.tx, scene.house, scene.who, "pro_menu", scene.now)
