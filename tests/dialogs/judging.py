"""What the tests of the rules share: small scripts, and the names of the rules they break."""

from __future__ import annotations

from babel.messages.catalog import Catalog

from dialogs.checks import check_all
from dialogs.library import Library
from dialogs.loader import load_script
from dialogs.rules.finding import Finding
from dialogs.words import Texts

ABOUT = """[about]
title = "Talk"
version = 1
process = "evoke"
requirements = ["R5"]
methods = ["listening"]
first = "a"
"""


def findings(source: str, about: str = "", texts: Texts | None = None, **subs: str) -> list[Finding]:
    """What the checker says about a script called “talk”. Sub-dialogs by name; house words are left out."""
    scripts = [load_script("talk", f"{ABOUT}{about}\n{source}")]
    scripts += [load_script(name, f"{ABOUT}\n{text}") for name, text in subs.items()]
    return [found for found in check_all(Library(scripts), texts or Texts({})) if found.script != "house"]


def broken(source: str, about: str = "", **subs: str) -> set[str]:
    """The names of the rules that a script breaks."""
    return {found.rule for found in findings(source, about, **subs)}


def translated(locale: str, translations: dict[tuple[str, str], str]) -> Texts:
    """Texts of one language besides English: (card, English) to the translation, for the script “talk”."""
    catalog = Catalog(locale=locale)
    for (card, msgid), text in translations.items():
        catalog.add(msgid, text, context=f"talk.{card}")
    return Texts({locale: catalog})


def card(name: str, *lines: tuple[str, str], way: str = 'next = "end"') -> str:
    """A card that says lines of (code, text)."""
    said = ", ".join(f'{{ mi = "{code}", text = "{text}" }}' for code, text in lines)
    return f"[{name}]\nsay = [{said}]\n{way}\n"


def buttons(*ways: str) -> str:
    """Buttons "One", "Two" ... to cards; what stands behind a "|" is added: 'b|tag = "ST"'."""
    names = ("One way", "Two ways", "Three ways", "Four ways", "Five ways")
    made = []
    for text, way in zip(names, ways, strict=False):
        go, _, more = way.partition("|")
        made.append(f'{{ text = "{text}", go = "{go}"' + (f", {more}" if more else "") + " }")
    return f"buttons = [{', '.join(made)}]"
