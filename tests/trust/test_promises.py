"""Each promise of the documents names a test; that test is there, and a whole run fails unless it ran and passed."""

from __future__ import annotations

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.config import read
from bot.storage import retention
from tests import promises

ROOT = promises.ROOT


def names_in(file: Path) -> set[str]:
    nodes = ast.walk(ast.parse(file.read_text("utf-8")))
    return {
        n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.name.startswith("test_")
    }


@pytest.mark.parametrize("page", promises.PAGES)
def test_every_test_that_a_promise_names_is_there(page: str) -> None:
    assert promises.named(page)
    for file, test in promises.named(page):
        there = names_in(ROOT / file) if (ROOT / file).exists() else set()
        assert there, file
        assert test == "*" or test in there, test


def test_every_promise_and_every_threat_names_a_test() -> None:
    told = list(promises.lines())
    assert len(told) > 60
    assert [line for line in told if not promises.NAMED.search(line)] == []


def test_a_named_test_that_was_left_out_of_a_whole_run_is_told() -> None:
    # given a run in which every named test passed, some of them with parameters
    wanted = [f"{file}::{test}" for page in promises.PAGES for file, test in promises.named(page)]
    passed = {each.replace("::*", "::test_one[fi]") for each in wanted}
    assert promises.not_run(passed) == []
    # when one of them is skipped
    left_out = wanted[0]
    # then it is told by its name (tests/conftest.py fails the run for it)
    assert promises.not_run(passed - {left_out}) == [left_out]


def test_the_table_of_keeping_is_the_codes() -> None:
    page = (ROOT / "docs/privacy.md").read_text("utf-8")
    for rule in retention.RULES:
        assert f"| {rule.name} | {said(rule.keep)} | {rule.why} |" in page
    for keep in (retention.WITHDRAWN, retention.ENDED, retention.SILENT):
        assert f"| {said(keep)} |" in page


def said(keep: timedelta) -> str:
    if keep == timedelta(hours=1):
        return "1 hour"
    years = keep.days // 365
    return f"{keep.days} days" if not years else "1 year" if years == 1 else f"{years} years"


def test_the_safety_command_judges_phrases_and_never_repeats_them() -> None:
    said = CliRunner().invoke(cli, ["safety"], input="Haluan kuolla\nKuolen nauruun\nMin man slår mig\n")
    classes = [line.split()[0] for line in said.stdout.splitlines()]
    assert classes == ["C", "N", "V"]
    assert "kuol" not in said.stdout.casefold()


def test_no_setting_holds_a_secret_in_its_text() -> None:
    secret = "salainen-" + "x" * 50
    config = read(None, bot_token="1:" + secret, encryption_keys=secret, webhook_secret=secret)
    assert secret not in repr(config)
    assert secret not in str(config)
