"""
Transcripts: the talks that people read and sign are the talks that clients get.

A changed script or translation changes its transcript; write it anew with
`python -m dialogs transcript --file FILE` and let somebody read what became of it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.library import Library
from dialogs.loader import load_folder
from dialogs.transcript import BrokenTranscript, Opening, perform, read
from dialogs.words import Texts
from tests.dialogs.writing import END, card, talk

FOLDER = Path(__file__).parent.parent / "transcripts"
FILES = sorted(FOLDER.glob("*.txt"))


@pytest.fixture(scope="module")
def library() -> Library:
    return load_folder()


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts.load()


def test_there_are_transcripts():
    assert FILES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_transcript_is_what_a_client_gets(file, library, texts):
    written = file.read_text(encoding="utf-8")
    anew = "write it anew, and read it aloud: python -m dialogs transcript --rewrite --file tests/transcripts"
    assert perform(library, texts, *read(written)) == written, anew


def test_old_buttons_and_words_that_are_not_understood_are_noted():
    library = talk(card("ask", "So?", 'buttons = [{ text = "Yes", go = "end" }]'))
    answers = ["blue", "green", "(an old button)", "[Yes]"]
    rows = perform(library, Texts({}), Opening("talk"), answers).splitlines()
    assert [row for row in rows if not row.startswith(" ")] == [
        "script talk",
        "locale en",
        "---",
        "bot    So?",
        "client blue",
        "note   not understood, asked once more",
        "bot    So?",
        "client green",
        "note   not understood again, the question stays open",
        "client (an old button)",
        "note   an old button: nothing happens",
        "client [Yes]",
        "end",
    ]


def test_a_transcript_reads_back_as_it_was_written():
    library = talk(
        card("ask", "Why, {name}?", 'listen = { keep = "why" }', END), facts='name = ["Mira"], n = [1], on = [true]'
    )
    opening = Opening("talk", "en", {"name": 'A "b" \\ c', "n": 3, "on": False}, 4, "A title")
    written = perform(library, Texts({}), opening, ["Because of rain"])
    assert read(written) == (opening, ["Because of rain"])
    assert perform(library, Texts({}), *read(written)) == written


def test_an_answer_after_the_end_is_refused():
    with pytest.raises(BrokenTranscript, match="after the end"):
        perform(talk(card("ask", "So.", END)), Texts({}), Opening("talk"), ["more"])


@pytest.mark.parametrize(
    "head", ["script talk\n", "scrpt talk\n---\n", "locale fi\n---\n", "script talk\nseed x\n---\n"]
)
def test_a_head_that_is_not_understood_is_refused(head):
    with pytest.raises(BrokenTranscript):
        read(head)
