"""The house as syntax trees and its scripts, for tests that read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot import building
from dialogs.loader import load_folder
from dialogs.model import Script

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("bot", "dialogs", "handlers", "sandbox")


@cache
def sources(*packages: str) -> dict[str, ast.Module]:
    """Path -> syntax tree of every module."""
    files = sorted(file for package in packages for file in (ROOT / package).rglob("*.py"))
    assert len(files) > 20, "the walk found next to nothing"
    return {str(file.relative_to(ROOT)): ast.parse(file.read_text("utf-8")) for file in files}


@cache
def scripts() -> tuple[Script, ...]:
    found = tuple(load_folder(building.SCRIPTS))
    assert len(found) > 20, "the walk found next to nothing"
    return found


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    """Calls of `name(...)` and `anything.name(...)`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func
            if (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) == name:
                yield node


def words(node: ast.AST | None) -> list[str]:
    """The text constants that an argument may be: one, or both sides of a choice."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=body, orelse=other):
            return words(body) + words(other)
        case _:
            return []
