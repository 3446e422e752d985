"""
One printable page per script: its paths as transcripts, MITI codes in the margin, room for a reviewer's ratings.

The page is plain HTML without scripts or outside resources. It can be read aloud, zoomed, printed and signed. It shows
at most `MOST` paths, chosen so that as many lines and answers as possible appear; how many there are in all stands on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from math import isinf

from dialogs.cards import fields
from dialogs.house import CONTEXT, HOUSE
from dialogs.library import Library
from dialogs.miti import count
from dialogs.model import Facts, Line, Script
from dialogs.paths import walk
from dialogs.volleys import Answer, Kind, Message, Path, Volley, Walk, spans
from dialogs.words import Texts

MOST = 40  # paths on a page; a reader's hour

REVIEW = "review"
"""gettext context of the page's own words."""

SHOWN_ALL = "Shown are all {all} paths."
SHOWN_SOME = "Shown are {shown} of {all} paths, chosen so that as many lines and answers as possible appear."
CAVEAT = (
    "The figures count behaviour codes of MITI 4.2.1 as the author set them. They are no rating and no certificate."
)
RATE = "Rate what you read, from 1 (low) to 5 (high)."
ANSWERS_FOR = "I have read this script and answer for its words."
GLOBALS = ("Cultivating change talk", "Softening sustain talk", "Partnership", "Empathy")

STYLE = """
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 48rem; margin: 2rem auto; padding: 0 1rem; color: #111; background: #fff }
h2 { margin-top: 2.5rem; break-after: avoid }
table { border-collapse: collapse; width: 100%; break-inside: auto }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #999 }
tr { break-inside: avoid }
th[scope=row] { width: 5rem; font-weight: 600 }
td.codes { width: 6rem; font-family: ui-monospace, monospace }
.client td { background: #f2f2f2 }
.alternatives { color: #444 }
.line { border-bottom: 1px solid #111; min-height: 2rem }
.boxes span { display: inline-block; border: 1px solid #111; min-width: 2rem; text-align: center; margin-right: .6rem }
@media print { body { margin: 0; max-width: none } .client td { background: none; font-style: italic } }
"""


def page(library: Library, script: Script, locale: str, texts: Texts, *, most: int = MOST) -> str:
    """The page in one language. Everything that is not ours is escaped."""
    scripts = {known.name: known for known in library}
    return _Page(walk(script, scripts), texts, locale).html(most)


def chosen(found: Walk, most: int) -> tuple[Path, ...]:
    """At most `most` paths, in their order: first those that show a line or an answer not yet seen, then any."""
    if len(found.paths) <= most:
        return found.paths
    seen: set[object] = set()
    fresh: list[Path] = []
    for path in sorted(found.paths, key=lambda path: -len(path.volleys)):
        new = set(_shown(path)) - seen
        if new and len(fresh) < most:
            seen |= new
            fresh.append(path)
    rest = [path for path in found.paths if path not in fresh]
    picked = {*fresh, *rest[: most - len(fresh)]}
    return tuple(path for path in found.paths if path in picked)


def _shown(path: Path) -> Iterator[object]:
    for volley in path.volleys:
        yield from volley.messages
        if volley.answer:
            yield volley.answer


class _Page:
    def __init__(self, found: Walk, texts: Texts, locale: str) -> None:
        self.found, self.texts, self.locale = found, texts, locale
        self.examples = {name: values[0] for name, values in found.family.examples.items()}

    def html(self, most: int) -> str:
        title = f"{self.word('Script for review')}: {escape(self.found.script.title)}"
        return "\n".join(
            (
                "<!DOCTYPE html>",
                f'<html lang="{escape(self.locale)}">',
                f'<head><meta charset="utf-8"><title>{title}</title>',
                '<meta name="viewport" content="width=device-width, initial-scale=1">',
                f"<style>{STYLE}</style></head>",
                f"<body><main><h1>{title}</h1>",
                *self.head(),
                *self.transcripts(chosen(self.found, most)),
                *self.ratings(),
                "</main></body></html>\n",
            )
        )

    def word(self, label: str, **facts: str | int) -> str:
        return escape(self.texts.say(REVIEW, label, facts, self.locale))

    def head(self) -> Iterator[str]:
        script = self.found.script
        told = [("Version", script.version), ("Process", script.process)]
        told.append(("Requirements", ", ".join(script.requirements)))
        told += [("Sources", f"{source.title} ({source.reviewed.isoformat()})") for source in script.sources]
        yield f"<p><code>{escape(script.name)}</code></p>"
        yield "<dl>"
        yield from (f"<dt>{self.word(label)}</dt><dd>{escape(value)}</dd>" for label, value in told if value)
        yield "</dl>"
        yield f"<p>{self.word(CAVEAT)}</p>"

    def transcripts(self, paths: tuple[Path, ...]) -> Iterator[str]:
        everything = self.found.count
        label = SHOWN_ALL if len(paths) == everything else SHOWN_SOME
        facts = {"all": everything} if label is SHOWN_ALL else {"all": everything, "shown": len(paths)}
        yield f"<p>{self.word(label, **facts)}</p>"
        for number, path in enumerate(paths, 1):
            yield f'<section aria-labelledby="path-{number}"><h2 id="path-{number}">{self.word("Path")} {number}</h2>'
            yield f'<table><thead><tr><td></td><td></td><th scope="col">{self.word("Codes")}</th></tr></thead><tbody>'
            for volley in path.volleys:
                yield from self.volley(volley)
            yield "</tbody></table>"
            yield f"<p>{_figures(path)}</p>"
            yield f'<p>{self.word("Remarks")}</p><div class="line"></div></section>'

    def volley(self, volley: Volley) -> Iterator[str]:
        if volley.answer:
            said = self.answer(volley.answer, volley.facts)
            yield f'<tr class="client"><th scope="row">{self.word("Client")}</th><td>{said}</td><td></td></tr>'
        for message in volley.messages:
            for line in message.lines:
                said = self.line(message, line, volley.facts)
                row = (
                    f'<th scope="row">{self.word("Bot")}</th><td>{said}</td><td class="codes">{escape(line.code)}</td>'
                )
                yield f"<tr>{row}</tr>"
        if not volley.messages:
            row = f'<th scope="row">{self.word("Bot")}</th><td>({self.word("no more words, the talk ends")})</td><td></td>'
            yield f"<tr>{row}</tr>"

    def line(self, message: Message, line: Line, facts: Facts) -> str:
        first, *others = (self.say(".".join(message.at), text, facts) for text in line.texts)
        alternatives = "".join(f'<br><span class="alternatives">{self.word("or")}: {other}</span>' for other in others)
        return first + alternatives

    def answer(self, answer: Answer, facts: Facts) -> str:
        match answer.kind:
            case Kind.BUTTON:
                return f"[{self.say('.'.join(answer.at), answer.text, facts)}]"
            case Kind.SCALE:
                return spans(answer.values, "–")
            case Kind.TYPED:
                return f"({self.word('own words')})"
            case Kind.OTHER | Kind.DECLINE:
                return f"[{escape(self.texts.say(CONTEXT, HOUSE[answer.kind], {}, self.locale))}]"

    def say(self, context: str, msgid: str, facts: Facts) -> str:
        """A text with its facts: as kept on the way, or an example, or "…"."""
        known = {**dict.fromkeys(fields(msgid), "…"), **self.examples, **facts}
        try:
            return escape(self.texts.say(context, msgid, known, self.locale))
        except KeyError:  # the translation names a fact of its own, which the checks report
            return escape(msgid)

    def ratings(self) -> Iterator[str]:
        yield f"<section><h2>{self.word('Global ratings')}</h2><p>{self.word(RATE)}</p><table><tbody>"
        boxes = "".join(f"<span>{number}</span>" for number in range(1, 6))
        for name in GLOBALS:
            yield f'<tr><th scope="row">{self.word(name)}</th><td class="boxes">{boxes}</td></tr>'
        yield "</tbody></table>"
        yield f'<p>{self.word("Remarks")}</p><div class="line"></div><div class="line"></div>'
        yield f"<p>{self.word(ANSWERS_FOR)}</p>"
        for name in ("Reviewer", "Date"):
            yield f'<p>{self.word(name)}</p><div class="line"></div>'
        yield "</section>"


def _figures(path: Path) -> str:
    found = count(volley.codes for volley in path.volleys)
    ratio = "–" if found.ratio is None else "∞" if isinf(found.ratio) else f"{found.ratio:.1f}"
    percent = "–" if found.percent_complex is None else f"{found.percent_complex:.0f}"
    return f"R:Q {ratio} · %CR {percent} · MIA {found.adherent} · MINA {found.non_adherent}"
