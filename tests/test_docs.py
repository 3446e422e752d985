"""The documents say what is so: talks as they are played, links that lead somewhere, commands that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bot.__main__ import cli
from dialogs.__main__ import parser
from tests.talks import STORIES, Story
from tests.transcribe import HEAD, PAGE, figures, play

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)#\s]+)(?:#[^)]*)?\)")
FILE = re.compile(r"`((?:bot|dialogs|handlers|sandbox|tests|docs|migrations|benchmarks|locales)/[\w./-]+\.\w+)`")
MAKE = re.compile(r"`make ([a-z-]+)")
BOT = re.compile(r"python -m bot ([a-z-]+)")
DIALOGS = re.compile(r"python -m dialogs ([a-z-]+)")
ANEW = "write it anew: make transcripts"


def named(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """(document, what it names) for all documents; never an empty list."""
    found = [(page.name, name) for page in DOCUMENTS for name in pattern.findall(page.read_text("utf-8"))]
    assert found, f"no document names {pattern.pattern}"
    return found


@pytest.mark.parametrize(("number", "story"), list(enumerate(STORIES, 1)), ids=[s.play.__name__ for s in STORIES])
def test_a_talk_in_the_document_is_what_the_bot_says(number: int, story: Story) -> None:
    # given the page that therapists read; when its talk is played anew; then it is there, word for word
    assert play(number, story) in PAGE.read_text("utf-8"), ANEW


def test_the_figures_in_the_document_are_those_of_the_scripts() -> None:
    written = PAGE.read_text("utf-8")
    assert written.startswith(HEAD.strip()), ANEW
    assert figures() in written, ANEW


def test_there_are_twelve_talks() -> None:
    chapters = re.findall(r"^## \d+\. ", PAGE.read_text("utf-8"), re.MULTILINE)
    assert len(chapters) == len(STORIES) == 12


def test_links_lead_to_files_that_are_there() -> None:
    broken = [
        (page.name, target)
        for page in DOCUMENTS
        for target in LINK.findall(page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []
    named(LINK)


def test_every_document_is_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md":
            continue
        reached.add(page)
        for target in LINK.findall(page.read_text("utf-8")):
            place = (page.parent / target).resolve()
            waiting += sorted(place.glob("*.md")) if place.is_dir() else [place]
    assert sorted(page.name for page in DOCUMENTS if page not in reached) == []


def test_files_that_are_named_are_there() -> None:
    assert [(page, file) for page, file in named(FILE) if not _there(file)] == []


def _there(file: str) -> bool:
    """A name in capitals stands for many: `dialogs/scripts/NAME.toml`."""
    return (ROOT / file).exists() or (Path(file).stem.isupper() and (ROOT / file).parent.exists())


def test_what_an_operator_may_ask_of_the_database_can_be_asked(sqlite_url: str) -> None:
    blocks = re.findall(r"```sql\n(SELECT.+?)```", (ROOT / "docs" / "operations.md").read_text("utf-8"), re.DOTALL)
    statements = [each for block in blocks for each in block.split(";") if each.strip()]
    assert statements
    engine = create_engine(sqlite_url)
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def test_make_knows_every_target_that_is_named() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert {"demo", "test"} <= set(targets)
    assert [(page, target) for page, target in named(MAKE) if target not in targets] == []


def test_the_command_lines_know_every_command_that_is_named() -> None:
    bot = {c.name or c.callback.__name__.replace("_", "-") for c in cli.registered_commands if c.callback}
    bot |= {str(group.name) for group in cli.registered_groups}
    assert [(page, name) for page, name in named(BOT) if name not in bot] == []
    help_text = parser().format_help()
    assert [(page, name) for page, name in named(DIALOGS) if f"\n    {name} " not in help_text] == []


def test_no_document_claims_what_nobody_may_claim() -> None:
    """No medical claims, and no promise to notice a crisis (domain 6)."""
    claims = re.compile(
        r"tunnistaa kriisin|ehkäisee masennusta|detects? crises|treats? depression|is MITI-certified", re.IGNORECASE
    )
    assert len(DOCUMENTS) > 5
    assert [(page.name, claim) for page in DOCUMENTS for claim in claims.findall(page.read_text("utf-8"))] == []
