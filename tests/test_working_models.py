"""docs/working-models.md says where each requirement lives; here it is kept true."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from bot.building import DATA
from bot.storage.profile_files import read_profiles
from dialogs.loader import load_folder

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs/working-models.md").read_text("utf-8")
NUMBERS = [f"R{number}" for number in range(1, 91)]
ROW = re.compile(r"\| (R\d+) \| (.+?) \| (.*?) \| (.*?) \| (.*?) \|")
CODE = re.compile(r"`([^`]+)`")


@cache
def rows() -> dict[str, tuple[str, list[str], list[str], list[str]]]:
    """Requirement -> what it asks, its scripts, its modules, its tests."""
    found = [ROW.fullmatch(line.strip()) for line in PAGE.splitlines() if line.startswith("| R")]
    return {
        match[1]: (match[2], CODE.findall(match[3]), CODE.findall(match[4]), CODE.findall(match[5]))
        for match in found
        if match is not None
    }


def test_every_requirement_stands_in_the_table_once_and_in_order() -> None:
    listed = re.findall(r"^\| (R\d+) \|", PAGE, re.MULTILINE)
    assert listed == NUMBERS
    assert list(rows()) == NUMBERS, "a row has another number of columns"


@pytest.mark.parametrize("number", NUMBERS)
def test_a_requirement_lives_in_something_and_a_test_keeps_it(number: str) -> None:
    asks, scripts, modules, tests = rows()[number]
    assert asks
    assert scripts or modules
    assert tests
    for script in scripts:
        assert number in load().newest(script).requirements, f"{script} does not say that it serves {number}"
    for module in modules:
        assert (ROOT / module).exists(), f"{module} is not there"
    for test in tests:
        file, _, name = test.partition("::")
        assert re.search(rf"def {name}\(", (ROOT / file).read_text("utf-8")), f"{test} is not there"


def test_a_script_is_not_said_to_serve_what_no_script_serves() -> None:
    served = {number for script in load() for number in script.requirements}
    unlisted = {number for number in served if number in NUMBERS and not rows()[number][1]}
    assert unlisted == set()


def test_every_working_model_has_a_chapter_with_its_own_requirements() -> None:
    for profile in read_profiles(DATA / "profiles").values():
        chapter = re.search(rf"^### .*`{profile.key}`\n(.*?)(?=^##)", PAGE, re.MULTILINE | re.DOTALL)
        assert chapter is not None, profile.key
        assert f"{profile.requirements[0]}–{profile.requirements[-1]}" in chapter[1] or all(
            number in chapter[1] for number in profile.requirements
        )
        for stage in profile.stages:
            assert f"{stage.stage}" in chapter[1], f"{profile.key} does not tell of {stage.stage}"


@cache
def load():  # type: ignore[no-untyped-def]
    return load_folder()
