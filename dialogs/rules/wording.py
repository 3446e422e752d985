"""What is said in each language: there, complete, kind, plain, and short enough."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from dialogs.cards import fields
from dialogs.language import GROUPS, Language, count_words, languages, longest, sentences
from dialogs.model import Card, Date, Line, Listen, Number, Scale, Script, Time, Value
from dialogs.rules.finding import Finding, Given
from dialogs.volleys import Message
from dialogs.words import ENGLISH, Texts

MOST_LETTERS = 4096  # of a message in Telegram, counted in UTF-16 units
MOST_ON_A_BUTTON = 40  # letters; more is cut off on a small telephone
SAME_BY_CHANCE = 12  # letters up to which a translation may equal the English: names, "Ok", "Radio"
UNKNOWN_FACT = "x" * 100  # in place of a fact without an example


class Unfilled(dict[str, Value]):
    """Facts that fill every pair of braces with itself."""

    def __bool__(self) -> bool:
        return True

    def __contains__(self, _: object) -> bool:
        return True

    def __missing__(self, name: str) -> Value:
        return f"{{{name}}}"


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a card in one language. `by_client` tells buttons from what the bot says."""

    card: str
    msgid: str
    text: str
    by_client: bool = False
    tag: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """One script in one language."""

    given: Given
    texts: Texts
    locale: str

    @property
    def language(self) -> Language:
        known = languages()
        return known.get(self.locale, known[ENGLISH])

    def text(self, context: str, msgid: str) -> str:
        """The translation with its braces, or the English while there is none."""
        return self.texts.say(context, msgid, Unfilled(), self.locale)

    def has(self, context: str, msgid: str) -> bool:
        return self.texts.has(context, msgid, self.locale)

    def said(self) -> Iterator[Said]:
        for card in self.given.script.cards.values():
            for msgid, by_client, tag in _texts(card):
                context = f"{self.given.script.name}.{card.name}"
                if self.has(context, msgid):
                    yield Said(card.name, msgid, self.text(context, msgid), by_client, tag)

    def finding(self, card: str, rule: str, problem: str, remedy: str) -> Finding:
        return Finding(self.given.script.name, card, self.locale, rule, problem, remedy)


WordingRule = Callable[[Page], Iterable[Finding]]


def _texts(card: Card) -> Iterator[tuple[str, bool, str]]:
    for line in card.lines:
        yield from ((text, False, "") for text in line.texts)
    for button in card.buttons:
        yield button.text, True, button.tag
    match card.asks:
        case Scale(low=low, high=high):
            yield low, False, ""
            yield high, False, ""
        case Number(unit=unit) if unit:
            yield unit, False, ""


def where(locale: str, context: str) -> str:
    """The remedy for a missing translation: its file, and the entry it needs."""
    return f"Give it a msgstr in locales/{locale}/LC_MESSAGES/messages.po, below msgctxt “{context}”."


def is_translated(page: Page) -> Iterator[Finding]:
    """Every text is there, in words of its own."""
    if page.locale == ENGLISH:
        return
    for card in page.given.script.cards.values():
        context = f"{page.given.script.name}.{card.name}"
        for msgid in dict.fromkeys(text for text, _, _ in _texts(card)):
            if not page.has(context, msgid):
                yield page.finding(card.name, "untranslated", f"Not translated: “{msgid}”", where(page.locale, context))
            elif len(msgid) > SAME_BY_CHANCE and page.text(context, msgid) == msgid:
                yield page.finding(card.name, "untranslated", f"Still English: “{msgid}”", where(page.locale, context))


def names_the_same_facts(page: Page) -> Iterator[Finding]:
    """A translation has the same facts in braces as the English."""
    for said in page.said():
        wanted = fields(said.msgid)
        try:
            named = fields(said.text)
        except ValueError:
            named = frozenset({"?"})
        if named != wanted:
            problem = f"“{said.text}” names {_braces(named)} where the English names {_braces(wanted)}."
            yield page.finding(said.card, "placeholders", problem, "Name the same facts.")


def _braces(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "nothing"


def speaks_kindly(page: Page) -> Iterator[Finding]:
    """No pressing, blaming, counting; no praise that would fit anybody. A client's own need may press (CT_N)."""
    for said in page.said():
        for group, word in page.language.forbidden(said.text):
            if group == "pressing" and said.by_client and said.tag == "CT_N":
                continue
            problem = f"{GROUPS[group]} (“{word}”): “{said.text}”"
            yield page.finding(said.card, "banned", problem, "Say it without this word.")
        if not said.by_client and (praise := page.language.empty_praise(said.text)):
            problem = f"“{praise}” is praise that would fit anybody."
            yield page.finding(said.card, "praise", problem, "Name what the client did, or leave it out.")


def speaks_plainly(page: Page) -> Iterator[Finding]:
    """Short sentences, few to a message."""
    most = page.language.words
    for said in page.said():
        if not said.by_client and (count := count_words(sentence := longest(said.text))) > most:
            problem = f"{count} words in one sentence: “{sentence}”"
            yield page.finding(said.card, "long_sentence", problem, f"Make two of it; {most} words are enough.")
    for message in _messages(page.given):
        count = sum(max(len(sentences(text)) for text in _wordings(page, message, line)) for line in message.lines)
        if count > page.language.sentences:
            problem = f"{count} sentences in one message: “{message.lines[0].texts[0]} …”"
            yield page.finding(message.at[1], "long_message", problem, f"{page.language.sentences} are enough.")


def _messages(given: Given) -> list[Message]:
    """All selections of lines that are ever said together, of this script's own cards."""
    own = (
        message for volley in given.walk.volleys for message in volley.messages if message.at[0] == given.script.name
    )
    return list(dict.fromkeys(own))


def _wordings(page: Page, message: Message, line: Line) -> list[str]:
    return [page.text(".".join(message.at), text) for text in line.texts]


def fits_the_screen(page: Page) -> Iterator[Finding]:
    """Messages within Telegram's limit with the longest facts; buttons that are phrases and can be read whole."""
    facts = longest_facts(page.given)
    for message in _messages(page.given):
        length = sum(
            max(_length(_filled(text, facts)) for text in _wordings(page, message, line)) + 1 for line in message.lines
        )
        if length > MOST_LETTERS:
            problem = f"A message may have {length} characters; Telegram takes {MOST_LETTERS}."
            yield page.finding(message.at[1], "too_long", problem, "Quote less, or let fewer words be kept.")
    for said in page.said():
        if not said.by_client:
            continue
        text = _filled(said.text, facts)
        if len(text) > MOST_ON_A_BUTTON:
            problem = f"A button has {len(text)} letters: “{said.text}”"
            yield page.finding(said.card, "button", problem, f"{MOST_ON_A_BUTTON} can be read whole.")
        if sum(map(str.isalpha, text)) < 2:
            yield page.finding(said.card, "button", f"A button is no phrase: “{said.text}”", "Say it in words.")


def _length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _filled(text: str, facts: Mapping[str, str]) -> str:
    for name in fields(text):
        text = text.replace(f"{{{name}}}", facts.get(name, UNKNOWN_FACT))
    return text


def longest_facts(given: Given) -> dict[str, str]:
    """For each fact the longest text it may have: of the examples, or as much as the client may write."""
    found: dict[str, str] = {}

    def offer(name: str, value: object) -> None:
        if len(str(value)) >= len(found.get(name, "")):
            found[name] = str(value)

    for name, values in given.walk.family.examples.items():
        for value in values:
            offer(name, value)
    for script in given.scripts.values() if given.script.name in given.entered else given.walk.family.scripts.values():
        _offer_kept(script, offer)
    return found


def _offer_kept(script: Script, offer: Callable[[str, object], None]) -> None:
    for card in script.cards.values():
        for button in card.buttons:
            for name, value in button.keep.items():
                offer(name, value)
        match card.asks:
            case Scale(keep=keep):
                offer(keep, "10")
                offer(f"{keep}_lower", "10")
            case Listen(keep=keep, most=most):
                offer(keep, "x" * most)
            case Number(keep=keep, high=high):
                offer(keep, high)
            case Time(keep=keep) | Date(keep=keep):
                offer(keep, "2026-12-31")
