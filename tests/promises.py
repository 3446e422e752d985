"""The promises of the documents, the tests they name, and which of those did not run."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("privacy", "safety", "security")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::([\w*]+)`")


def page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text("utf-8")


def named(name: str) -> list[tuple[str, str]]:
    """(file, test) of everything that a page names, in its order."""
    return NAMED.findall(page(name))


def lines() -> Iterator[str]:
    """Each promise of the privacy and safety pages, each threat of the security page."""
    for name, heading in (("privacy", "## Promises"), ("safety", "## What is there")):
        yield from page(name).partition(heading)[2].partition("\n## ")[0].split("\n- ")[1:]
    yield from [line for line in page("security").splitlines() if line.startswith("| ")][2:]


def not_run(passed: Collection[str]) -> list[str]:
    """
    The named tests of which nothing is among `passed` (node ids as pytest writes them): skipped, deselected or gone.

    `*` stands for every test of a file; then one that passed is enough, as each of them is collected with it.
    """
    ran = {each.partition("[")[0] for each in passed} | {each.partition("::")[0] + "::*" for each in passed}
    wanted = [f"{file}::{test}" for name in PAGES for file, test in named(name)]
    return sorted({each for each in wanted if each not in ran})
