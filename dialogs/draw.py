"""A script as a Mermaid flowchart: one box a card, one arrow a way."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import shorten

from dialogs.asking import context_of
from dialogs.house import CONTEXT, HOUSE
from dialogs.model import END, Card, Condition, Scale, Script
from dialogs.words import Texts

MOST = 60  # characters of a box; the drawing shows the ways, the script the words


def draw(script: Script, texts: Texts, locale: str = "en") -> str:
    """Mermaid text. Cards that wait have round ends, other scripts double sides."""
    rows = ["flowchart TD", f"    begin([{_quote(script.title)}]) --> {_id(script.first)}"]
    for card in script.cards.values():
        rows.append(f"    {_box(script, card, texts, locale)}")
        rows += [f"    {row}" for row in _arrows(script, card, texts, locale)]
    return "\n".join([*rows, f"    {_id(END)}([end])", ""])


def _box(script: Script, card: Card, texts: Texts, locale: str) -> str:
    context = context_of(script, card)
    said = " ".join(_said(texts, context, line.texts[0], locale) for line in card.lines)
    label = _quote(f"{card.name}: {shorten(said, MOST, placeholder=' …')}" if said else card.name)
    if card.sub:
        return f"{_id(card.name)}[[{_quote(f'{card.name}: {card.sub}')}]]"
    return f"{_id(card.name)}({label})" if card.waits else f"{_id(card.name)}[{label}]"


def _arrows(script: Script, card: Card, texts: Texts, locale: str) -> Iterator[str]:
    context = context_of(script, card)
    for button in card.buttons:
        words = _said(texts, context, button.text, locale)
        for way, when in _ways(card, button.go):
            yield _arrow(card.name, " / ".join(filter(None, (words, _told(button.when), when))), way)
    if card.asks is not None or not card.waits:
        name = card.asks.keep if card.asks else ""
        if isinstance(card.asks, Scale):
            name = f"{name} {card.asks.first}-{card.asks.last}"
        for way, when in _ways(card, ""):
            yield _arrow(card.name, when or name, way)
    for word, way in (("other", card.other), ("decline", card.decline)):
        if way:
            yield _arrow(card.name, _said(texts, CONTEXT, HOUSE[word], locale), way)


def _ways(card: Card, go: str) -> list[tuple[str, str]]:
    if go:
        return [(go, "")]
    own = [(branch.go, _told(branch.when)) for branch in card.branches]
    return [*own, (card.next, "otherwise" if own else "")] if card.next else own


def _told(when: Condition | None) -> str:
    """ "energy 0-3, has_step true"."""
    if when is None:
        return ""
    return ", ".join(f"{name} {' or '.join(map(_want, wants))}" for name, wants in when.allowed.items())


def _want(want: object) -> str:
    match want:
        case range(start=start, stop=stop):
            return f"{start}-{stop - 1}" if stop - start > 1 else str(start)
        case bool():
            return str(want).lower()
        case _:
            return str(want) or "missing"


def _said(texts: Texts, context: str, msgid: str, locale: str) -> str:
    """The sentence with its braces as they are: a drawing knows no facts."""
    return texts.raw(context, msgid, locale)


def _arrow(start: str, words: str, way: str) -> str:
    label = f"|{_quote(words)}|" if words else ""
    return f"{_id(start)} -->{label} {_id(way)}"


def _id(name: str) -> str:
    """Mermaid takes "end" for a keyword of its own, so cards are prefixed."""
    return "finish" if name == END else f"c_{name}"


def _quote(text: str) -> str:
    return '"' + text.replace('"', "#quot;") + '"'
