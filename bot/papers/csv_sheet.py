"""
Tables -> CSV that a Finnish or Swedish Excel opens by a double click, and that does nothing when it is opened.

UTF-8 with a byte order mark, semicolons, decimal commas, CRLF. A cell of words that a spreadsheet would take for a
formula gets an apostrophe in front (OWASP, CSV injection): a client may have typed `=HYPERLINK(...)`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO

BOM = "\ufeff"
BEGINS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Also in their full-width forms, which some spreadsheets read alike."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of words and numbers; every row as long as the head."""

    head: tuple[str, ...]
    rows: tuple[tuple[str | int | float, ...], ...]


def sheet_to_csv(sheet: Sheet) -> bytes:
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
    for row in (sheet.head, *sheet.rows):
        writer.writerow([_cell(value) for value in row])
    return (BOM + out.getvalue()).encode()


def _cell(value: str | int | float) -> str:
    if isinstance(value, int | float):  # a number of ours: a minus in front of it is a minus
        return f"{value:.4f}".rstrip("0").rstrip(".").replace(".", ",") if isinstance(value, float) else str(value)
    plain = " ".join(value.split())
    bare = plain.lstrip("".join(sign for sign in plain if not sign.isprintable()))  # what is seen begins here
    return f"'{plain}" if any(text.startswith(BEGINS_FORMULA) for text in (value, plain, bare)) else plain
