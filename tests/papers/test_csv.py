"""Tables that open in a Finnish spreadsheet, and do nothing when they open."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.papers.csv_sheet import BEGINS_FORMULA, Sheet, sheet_to_csv


def read(*rows: tuple[str | int | float, ...]) -> list[list[str]]:
    body = sheet_to_csv(Sheet(("a", "b"), rows))
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";"))[1:]


@pytest.mark.parametrize(
    "words", ["=1+1", "+358", "-2", "@SUM(A1)", "\t=1", "\r\n=1", "  =1", "＝1", "\u200b=1", "\u202e\ufeff+1"]
)
def test_words_that_would_be_a_formula_get_an_apostrophe(words: str) -> None:
    [[cell, _]] = read((words, ""))
    assert cell.startswith("'")


@pytest.mark.parametrize(
    ("number", "said"), [(-2, "-2"), (345.5, "345,5"), (50.0, "50"), (36.30689, "36,3069"), (0, "0")]
)
def test_numbers_stay_numbers_with_a_decimal_comma(number: float, said: str) -> None:
    assert read((number, "")) == [[said, ""]]


def test_semicolons_quotes_and_line_ends_in_words_move_nothing() -> None:
    assert read(('ensin; sitten "lepo"\nja uni', "å")) == [['ensin; sitten "lepo" ja uni', "å"]]


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=6))
def test_whatever_was_typed_no_cell_is_a_formula_and_no_row_breaks(rows: list[tuple[str, str]]) -> None:
    found = read(*rows)
    assert [len(row) for row in found] == [2] * len(rows)
    assert not [cell for row in found for cell in row if cell.startswith(BEGINS_FORMULA)]
