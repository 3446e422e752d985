"""Telegram's formatted text: HTML in, text and entities out, and back to safe HTML for the page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any, NoReturn

from sandbox.refusals import bad_request

JSON = dict[str, Any]

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
FOUND = re.compile(
    r"(?P<bot_command>(?<![\w/])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/]))"
    r"|(?P<url>(?:https?://|(?<![\w.])t\.me/)[^\s<>\"]*[^\s<>\".,;:!?)\]])"
    r"|(?P<mention>(?<!\w)@[a-zA-Z][a-zA-Z0-9_]{3,31}\b)"
)
TOKEN = re.compile(
    r"<(?P<close>/?)(?P<tag>[a-zA-Z][\w-]*)(?P<attributes>(?:\s[^<>]*)?)>|<"
    r"|&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);"  # the references that Telegram knows; others stay as they are
)
ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


def width(text: str) -> int:
    """Length in UTF-16 units, which is how entities count."""
    return len(text) + sum(ord(letter) > 0xFFFF for letter in text)


class _Reader:
    """Reads Telegram's HTML. Everything that Telegram refuses raises, with its words."""

    def __init__(self, source: str) -> None:
        self.source, self.text, self.entities = source, "", list[JSON]()
        self.open: list[tuple[str, JSON]] = []

    def read(self) -> tuple[str, list[JSON]]:
        """The text and its entities, outer ones first."""
        last = 0
        for token in TOKEN.finditer(self.source):
            self.text += self.source[last : token.start()]
            last = token.end()
            if token["tag"]:
                (self._end if token["close"] else self._start)(token)
            elif token[0] == "<":
                self._refuse(token, 'Unsupported start tag ""')
            else:
                self.text += html.unescape(token[0])
        self.text += self.source[last:]
        if self.open:
            raise bad_request(
                f"can't parse entities: Can't find end tag corresponding to start tag \"{self.open[-1][0]}\""
            )
        return self.text, sorted(self.entities, key=lambda entity: (entity["offset"], -entity["length"]))

    def _start(self, token: re.Match[str]) -> None:
        tag = token["tag"].lower()
        attributes = {name: html.unescape(a or b or c) for name, a, b, c in ATTRIBUTE.findall(token["attributes"])}
        if tag not in TAGS or (tag == "span" and attributes.get("class") != "tg-spoiler"):
            self._refuse(token, f'Unsupported start tag "{tag}"')
        entity: JSON = {"type": TAGS[tag], "offset": width(self.text), "length": 0}
        if tag == "a":
            entity["url"] = attributes.get("href", "")
        self.open.append((tag, entity))

    def _end(self, token: re.Match[str]) -> None:
        if not self.open:
            self._refuse(token, "Unexpected end tag")
        tag, entity = self.open.pop()
        if tag != token["tag"].lower():
            self._refuse(token, "Unmatched end tag", f', expected "</{tag}>", found "{token[0]}"')
        entity["length"] = width(self.text) - entity["offset"]
        if entity["length"] and entity.get("url", "x"):
            self.entities.append(entity)

    def _refuse(self, token: re.Match[str], why: str, more: str = "") -> NoReturn:
        at = len(self.source[: token.start()].encode())
        raise bad_request(f"can't parse entities: {why} at byte offset {at}{more}")


def parse_html(source: str) -> tuple[str, list[JSON]]:
    """Text and entities of Telegram's HTML; raises Refused where Telegram would."""
    if "<" not in source and "&" not in source:  # nearly every message
        return source, []
    return _Reader(source).read()


def trimmed(text: str, entities: list[JSON]) -> tuple[str, list[JSON]]:
    """Without the white space at both ends, which Telegram removes; entities move along."""
    kept = text.rstrip()
    lead = len(kept) - len(kept.lstrip())
    kept = kept[lead:]
    end, moved = width(kept), list[JSON]()
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        length = min(entity["offset"] - lead + entity["length"], end) - start
        if length > 0:
            moved.append(entity | {"offset": start, "length": length})
    return kept, moved


def find_entities(text: str, entities: Iterable[JSON] = ()) -> list[JSON]:
    """The given entities, and the commands, addresses and mentions that Telegram finds by itself."""
    known = list(entities)
    if "/" not in text and "@" not in text:
        return known
    for found in FOUND.finditer(text):
        offset, length = width(text[: found.start()]), width(found[0])
        if not any(offset < e["offset"] + e["length"] and e["offset"] < offset + length for e in known):
            known.append({"type": str(found.lastgroup), "offset": offset, "length": length})
    return sorted(known, key=lambda entity: (entity["offset"], -entity["length"]))


CODE = re.compile(r"[A-Za-z0-9_-]{8,64}")  # what may follow `?start=`, and is long enough to be one of our codes
SHOWN = {
    "bold": "strong",
    "italic": "em",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}


def _tags(entity: JSON, inside: str, bot: str) -> tuple[str, str]:
    kind = entity["type"]
    if kind == "code" and CODE.fullmatch(inside):
        return f'<a href="#" data-open="start:{html.escape(inside)}"><code>', "</code></a>"
    if kind in SHOWN:
        return f"<{SHOWN[kind]}>", f"</{SHOWN[kind]}>"
    if kind in ("url", "text_link"):
        url = entity.get("url", inside)
        url = url if ":" in url.partition("/")[0] else f"https://{url}"
        if link := deep_link(url, bot):
            return f'<a href="#" data-open="{html.escape(link)}">', "</a>"
        if url.startswith(("https://", "http://")):
            return f'<a href="{html.escape(url)}" target="_blank" rel="noopener noreferrer">', "</a>"
    if kind == "bot_command":
        return f'<a href="#" data-open="say:{html.escape(inside)}">', "</a>"
    return "", ""


def deep_link(url: str, bot: str) -> str:
    """
    What a link into Telegram asks for, "" for other links.

    Returns:
        `start:CODE` or `startgroup:CODE` (the code may be empty), or `join:URL` for an invite link.
    """
    bare = url.removeprefix("https://").removeprefix("http://")
    if found := re.fullmatch(rf"t\.me/{re.escape(bot)}(?:\?(start|startgroup)=([\w-]*))?", bare, re.IGNORECASE):
        return f"{(found[1] or 'start').lower()}:{found[2] or ''}"
    return f"join:https://{bare}" if bare.startswith("t.me/+") else ""


def to_html(text: str, entities: list[JSON], bot: str) -> str:
    """Safe HTML of a message: every letter escaped, entities as tags, deep links marked for the page."""
    units = text.encode("utf-16-le")

    def piece(start: int, end: int) -> str:
        return units[2 * start : 2 * end].decode("utf-16-le", "replace")

    opens, closes = dict[int, list[str]](), dict[int, list[str]]()
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        before, after = _tags(entity, piece(start, end), bot)
        opens.setdefault(start, []).append(before)
        closes.setdefault(end, []).insert(0, after)
    said, last = "", 0
    for mark in sorted({*opens, *closes}):
        said += html.escape(piece(last, mark)) + "".join(closes.get(mark, [])) + "".join(opens.get(mark, []))
        last = mark
    return said + html.escape(piece(last, len(units) // 2))
