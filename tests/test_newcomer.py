"""The page for newcomers keeps its word: every file of the bot is named there, or imported by one that is."""

from __future__ import annotations

import ast
import re

from tests.sources import ROOT, sources

PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
NAMED = set(re.findall(r"`((?:bot|handlers|dialogs|sandbox)/[\w/]+\.py)`", PAGE))


def test_every_file_is_two_hops_from_the_page() -> None:
    house = sources("bot", "handlers", "dialogs", "sandbox")
    assert len(NAMED) > 150, "the page names next to nothing"
    assert NAMED - set(house) == set(), "named, but not there"
    near = {file for named in NAMED for file in _imported(house[named])}
    far = {file for file in house if not file.endswith("__init__.py")} - NAMED - near
    assert sorted(far) == [], "say on the page which question each of these answers, or name the file that uses it"


def _imported(tree: ast.Module) -> set[str]:
    """The files that a module may have imported, at its head or inside a function."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return {f"{name.replace('.', '/')}.py" for name in found}
