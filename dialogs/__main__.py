"""
The dialogs' own command line, for those who write, translate and review them.

    python -m dialogs check [--report | --json]         judge every script in every language
    python -m dialogs play check_in --locale fi         talk through a script in the terminal
    python -m dialogs draw check_in                     a Mermaid flowchart
    python -m dialogs review check_in --locale fi       one printable page with every path
    python -m dialogs transcript check_in --locale fi --answer 3 --answer "[Tämä riittää nyt]"
    python -m dialogs extract > locales/messages.pot    every sentence, for translators
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

from babel.messages.pofile import write_po

from dialogs import checks, extract, report, review, transcript
from dialogs.draw import draw
from dialogs.errors import UnknownScript
from dialogs.library import Library
from dialogs.loader import SCRIPTS, read_scripts, sources_of
from dialogs.model import Value
from dialogs.play import Terminal
from dialogs.words import LOCALES, Texts

Arguments = argparse.Namespace


def main(given: Sequence[str] | None = None, heard: Iterable[str] = sys.stdin) -> int:
    """Run one command; `heard` are the lines of whoever plays. Returns 0, or 1 when something is wrong with a script."""
    args = parser().parse_args(given, Arguments(heard=heard))
    library, errors = read_scripts(sources_of(args.scripts))
    for error in errors:
        print(error, file=sys.stdout if args.run is _check else sys.stderr)
    if errors and args.run is _check:
        return 1  # what does not hang together cannot be judged
    try:
        run: int = args.run(library, Texts.load(args.locales), args)
    except UnknownScript as error:
        print(f"{error}. There are: {', '.join(library.names())}", file=sys.stderr)
        return 1
    return run


def _play(library: Library, texts: Texts, args: Arguments) -> int:
    facts = transcript.opening_facts(library.newest(args.script), _facts(args.fact))
    terminal = Terminal(library, texts, args.locale, args.heard, sys.stdout)
    terminal.play(args.script, facts, seed=args.seed)
    return 0


def _draw(library: Library, texts: Texts, args: Arguments) -> int:
    print(draw(library.newest(args.script), texts, args.locale), end="")
    return 0


def _transcript(library: Library, texts: Texts, args: Arguments) -> int:
    if args.file and args.rewrite:
        return _rewrite(library, texts, args.file)
    if args.file:
        opening, answers = transcript.read(args.file.read_text(encoding="utf-8"))
    else:
        opening = transcript.Opening(args.script, args.locale, _facts(args.fact), args.seed, args.title)
        answers = args.answer
    try:
        print(transcript.perform(library, texts, opening, answers), end="")
    except transcript.BrokenTranscript as error:
        print(f"{error}.", file=sys.stderr)
        return 1
    return 0


def _rewrite(library: Library, texts: Texts, place: Path) -> int:
    """One transcript, or all of a folder, written anew; only what became different is named."""
    code = 0
    for file in sorted(place.glob("*.txt")) if place.is_dir() else [place]:
        written = file.read_text(encoding="utf-8")
        try:
            now = transcript.perform(library, texts, *transcript.read(written))
        except transcript.BrokenTranscript as error:
            print(f"{file}: {error}.", file=sys.stderr)
            code = 1
            continue
        if now != written:
            file.write_text(now, encoding="utf-8")
            print(f"{file}: written anew; read it aloud")
    return code


def _extract(library: Library, _texts: Texts, _args: Arguments) -> int:
    write_po(sys.stdout.buffer, extract.template(extract.messages(library)), width=110, omit_header=True)
    return 0


def _check(library: Library, texts: Texts, args: Arguments) -> int:
    findings = checks.check_all(library, texts)
    if args.json:
        print(report.as_json(library, findings))
        return 1 if findings else 0
    for finding in findings:
        print(finding)
    if args.report:
        print(report.table(library, findings))
    print(f"{len(library)} scripts, {', '.join(texts.locales)}: {len(findings)} findings")
    return 1 if findings else 0


def _review(library: Library, texts: Texts, args: Arguments) -> int:
    print(review.page(library, library.newest(args.script), args.locale, texts))
    return 0


def _facts(given: Sequence[str]) -> dict[str, Value]:
    """ "has_step=true" and "step=a walk": values that are not TOML are texts."""
    facts: dict[str, Value] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals:
            raise SystemExit(f"--fact wants name=value, not “{pair}”")
        try:
            facts[name.strip()] = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            facts[name.strip()] = value.strip()
    return facts


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="python -m dialogs", description="Write, try and judge dialog scripts.")
    whole.add_argument("--scripts", type=Path, default=SCRIPTS, help="folder of the *.toml files")
    whole.add_argument("--locales", type=Path, default=LOCALES, help="folder of the translations")
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="judge every script in every language")
    check.add_argument("--report", action="store_true", help="a table of MITI figures per script")
    check.add_argument("--json", action="store_true", help="figures and findings as JSON")
    check.set_defaults(run=_check)

    play = commands.add_parser("play", help="talk through a script in the terminal")
    play.add_argument("script")
    _talk(play)
    play.set_defaults(run=_play)

    picture = commands.add_parser("draw", help="a Mermaid flowchart")
    picture.add_argument("script")
    picture.add_argument("--locale", default="en")
    picture.set_defaults(run=_draw)

    printed = commands.add_parser("review", help="one printable page with every path, for a reviewer (HTML)")
    printed.add_argument("script")
    printed.add_argument("--locale", default="fi")
    printed.set_defaults(run=_review)

    written = commands.add_parser("transcript", help="a talk as people read it")
    written.add_argument("script", nargs="?", default="")
    _talk(written)
    written.add_argument("--answer", action="append", default=[], help="a number, [a button], or words to type")
    written.add_argument("--title", default="", help="what the talk shows")
    written.add_argument("--file", type=Path, help="play the answers of this transcript anew")
    written.add_argument("--rewrite", action="store_true", help="… and write it; --file may be a folder of them then")
    written.set_defaults(run=_transcript)

    template = commands.add_parser("extract", help="every sentence, for translators (gettext template)")
    template.set_defaults(run=_extract)
    return whole


def _talk(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--locale", default="en")
    parser.add_argument("--fact", action="append", default=[], help="name=value; others take their first example")
    parser.add_argument("--seed", type=int, default=0, help="chooses between wordings")


if __name__ == "__main__":
    sys.exit(main())
