"""The guide for authors: its examples work, and it leaves nothing out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dialogs.__main__ import parser
from dialogs.cards import BUTTON, CARD, LINE, TAGS
from dialogs.loader import ABOUT, load_script
from dialogs.model import Code
from dialogs.transcript import read

GUIDE = (Path(__file__).parents[2] / "docs" / "writing-dialogs.md").read_text(encoding="utf-8")


def test_the_script_of_the_guide_is_sound():
    [source] = re.findall(r"```toml\n(\[about\].*?)```", GUIDE, re.DOTALL)
    assert len(load_script("evening", source).cards) == 3


def test_the_transcript_of_the_guide_can_be_read():
    [written] = re.findall(r"```\n(title .*?)```", GUIDE, re.DOTALL)
    opening, answers = read(written)
    assert (opening.script, answers) == ("check_in", ["2"])


@pytest.mark.parametrize("key", sorted({*ABOUT, *CARD, *BUTTON, *LINE, *TAGS, *Code}))
def test_every_key_code_and_tag_is_told(key):
    assert re.search(rf"\b{key}\b", GUIDE)


def test_every_command_of_the_guide_exists():
    given = re.findall(r"^python -m dialogs ([^>\n]*?)(?:\s{3,}.*|\s*>.*)?$", GUIDE, re.MULTILINE)
    assert len(given) >= 6
    for line in given:
        words = re.findall(r'"[^"]*"|\S+', line)
        assert parser().parse_args([word.strip('"') for word in words]).run
