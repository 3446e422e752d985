"""
Sentences in the language of whoever reads them.

`Texts` holds all translations in memory and never changes after loading, so any thread may ask it. English is the
msgid, and what is said when a translation is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from gettext import c2py
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from dialogs.house import CONTEXT, HOUSE, KEPT

__all__ = ["CONTEXT", "ENGLISH", "HOUSE", "KEPT", "LOCALES", "Texts", "fill"]

LOCALES = Path(__file__).parent.parent / "locales"
ENGLISH = "en"

STOPS = (".", "!", "?", "…")
SECOND_STOP = re.compile(r"(?P<quote>”?)(?P<stop>[.?])(?![.\w])")
"""A sentence's own end right after a fact. Not three dots, and nothing in the middle of a word or number."""

Facts = Mapping[str, object]
"""Anything that can be written: what a talk keeps, and what is added for wording only, such as dates."""

Key = tuple[str, str]
Forms = tuple[str, ...]


class Texts:
    """Translations by locale, context and English words."""

    def __init__(self, catalogs: Mapping[str, Catalog]) -> None:
        self._forms = {locale: dict(_translated(catalog)) for locale, catalog in catalogs.items()}
        self._which = {locale: _plural_rule(catalog) for locale, catalog in catalogs.items()}
        self.locales: tuple[str, ...] = (*sorted(set(catalogs) - {ENGLISH}), ENGLISH)

    @classmethod
    def load(cls, folder: Path = LOCALES) -> Texts:
        """Read every `LOCALE/LC_MESSAGES/messages.po` of a folder. Fuzzy and empty translations count as missing."""
        catalogs = {}
        for file in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
            locale = file.parent.parent.name
            with file.open("rb") as source:
                catalogs[locale] = read_po(source, locale=locale)
        return cls(catalogs)

    def say(self, context: str, msgid: str, facts: Facts | None = None, locale: str = ENGLISH) -> str:
        """
        Raises:
            KeyError: A fact that the sentence needs is missing; names the fact, never its neighbours.
        """
        return fill(self.raw(context, msgid, locale), facts or {}, lambda words: self.raw(KEPT, words, locale))

    def plural(
        self, context: str, one: str, many: str, n: int, facts: Facts | None = None, locale: str = ENGLISH
    ) -> str:
        """
        The sentence for `n` things, which is also the fact `{n}`.

        Raises:
            KeyError: As in `say`.
        """
        forms = self._find(context, one, locale)
        known = {"n": n, **(facts or {})}
        if not forms:
            return fill(one if n == 1 else many, known)
        which = self._which[_language(locale, self._forms)](n)
        return fill(forms[min(which, len(forms) - 1)], known)

    def raw(self, context: str, msgid: str, locale: str = ENGLISH) -> str:
        """The sentence with its braces unfilled."""
        forms = self._find(context, msgid, locale)
        return forms[0] if forms else msgid

    def has(self, context: str, msgid: str, locale: str) -> bool:
        """Whether there is a translation; English has them all."""
        return _language(locale, self._forms) == ENGLISH or bool(self._find(context, msgid, locale))

    def wordings(self, context: str, msgid: str) -> tuple[str, ...]:
        """The words in every language, braces unfilled: a `Vocabulary` for the engine."""
        found = {msgid}
        for forms in self._forms.values():
            found.update(forms.get((context, msgid), ()))
        return tuple(sorted(found))

    def _find(self, context: str, msgid: str, locale: str) -> Forms:
        return self._forms.get(_language(locale, self._forms), {}).get((context, msgid), ())


def fill(text: str, facts: Facts, kept: Callable[[str], str] = str) -> str:
    """
    Put facts into braces, as they are: numbers as digits, words as they were written, braces in them untouched.
    `kept` finds the reader's words for what a button keeps; a client's own words have no others.

    Raises:
        KeyError: Names the missing fact only.
    """
    said, fact = [], ""
    for literal, name in _parts(text):
        said.append(_without_second_stop(fact, literal))
        fact = ""
        if name is not None:
            if name not in facts:
                raise KeyError(name)
            fact = kept(str(facts[name]))
            said.append(fact)
    return "".join(said)


def _without_second_stop(fact: str, literal: str) -> str:
    """What follows a fact, less the full stop that the fact brought along: “Fine.” and 14.12., never “Fine.”. or 14.12.."""
    end = fact[-1:]
    found = SECOND_STOP.match(literal)
    if end not in STOPS or found is None or (found["stop"] == "?" and end != "?"):
        return literal
    return found["quote"] + literal[found.end() :]


@lru_cache(maxsize=10_000)  # all sentences of all languages, so each is taken apart once
def _parts(text: str) -> tuple[tuple[str, str | None], ...]:
    return tuple((literal, name) for literal, name, _, _ in Formatter().parse(text))


def _language(locale: str, known: Iterable[str]) -> str:
    """ "sv_FI" and "sv-FI" are "sv" when there is no nearer one; what nobody translated is English."""
    exact = locale.replace("-", "_")
    bare = exact.partition("_")[0]
    return next((name for name in (exact, bare) if name in known), ENGLISH)


def _translated(catalog: Catalog) -> Iterable[tuple[Key, Forms]]:
    for message in catalog:
        forms = _forms(message)
        if message.id and not message.fuzzy and all(forms) and all(map(_can_be_filled, forms)):
            msgid = message.id if isinstance(message.id, str) else message.id[0]
            yield (message.context or "", msgid), forms


def _forms(message: Message) -> Forms:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def _can_be_filled(text: str) -> bool:
    """Whether its braces are closed. The checks name such a translation; a client reads English meanwhile."""
    try:
        _parts(text)
    except ValueError:
        return False
    return True


def _plural_rule(catalog: Catalog) -> Callable[[int], int]:
    return c2py(catalog.plural_expr)
