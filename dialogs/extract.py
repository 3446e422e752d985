"""Every sentence of every script, for translators: where it stands, what it does, and what to mind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from babel.messages.catalog import Catalog

from dialogs.asking import context_of
from dialogs.house import CONTEXT, HOUSE, NOTES
from dialogs.library import Library
from dialogs.model import Card, Code, Number, Scale, Script, Value
from dialogs.words import KEPT

MEANINGS = {
    Code.GI: "giving information",
    Code.PER: "persuading",
    Code.PWP: "advice with permission",
    Code.Q: "question",
    Code.SR: "simple reflection",
    Code.CR: "complex reflection",
    Code.AF: "affirmation",
    Code.SEEK: "seeking collaboration",
    Code.EA: "emphasising autonomy",
    Code.CON: "confronting",
    Code.NC: "not coded",
}


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence to translate. It can be unpacked as (context, msgid, comment)."""

    context: str
    msgid: str
    comment: str

    def __iter__(self) -> Iterator[str]:
        return iter((self.context, self.msgid, self.comment))


def messages(library: Iterable[Script] | Library) -> list[Message]:
    """House words first, then scripts by name and cards in their order; a sentence once per card."""
    found: dict[tuple[str, str], Message] = {}
    for message in (
        *_house(),
        *(m for script in library for card in script.cards.values() for m in _card(script, card)),
    ):
        found.setdefault((message.context, message.msgid), message)
    return list(found.values())


def template(found: Iterable[Message]) -> Catalog:
    """The messages as a gettext template, for `babel.messages.pofile.write_po`."""
    catalog = Catalog(project="Rinnalla", charset="utf-8")
    for message in found:
        comments = [message.comment] if message.comment else []
        catalog.add(message.msgid, context=message.context, auto_comments=comments)
    return catalog


def _house() -> Iterator[Message]:
    for key, msgid in HOUSE.items():
        yield Message(CONTEXT, msgid, NOTES.get(key, ""))


def _card(script: Script, card: Card) -> Iterator[Message]:
    context = context_of(script, card)
    for line in card.lines:
        for i, text in enumerate(line.texts):
            variant = "another wording of the line before" if i else ""
            yield Message(context, text, _comment(f"MI: {line.code}, {MEANINGS[line.code]}", variant, line.note))
    for button in card.buttons:
        yield Message(context, button.text, _comment("A button; the client says this", button.tag, button.note))
        for name, value in button.keep.items():
            if is_for_people(value):
                yield Message(
                    KEPT, str(value), f"Kept as {{{name}}} by the button “{button.text}”, set into sentences."
                )
    match card.asks:
        case Scale(low=low, high=high, first=first, last=last):
            yield Message(context, low, f"What {first} means on the scale.")
            yield Message(context, high, f"What {last} means on the scale.")
        case Number(unit=unit) if unit:
            yield Message(context, unit, "The unit of the number that the client types.")


def is_for_people(value: Value) -> bool:
    """Whether a kept value is words that are said again ("a moment outside") and not a mark ("too_much")."""
    return isinstance(value, str) and " " in value


def _comment(*parts: str) -> str:
    return ". ".join(part.rstrip(".") for part in parts if part) + "."
