"""
What is sent as a file is made from values, in a process of its own: here is who makes what.

A message in the outbox carries the values, sealed like every message; the file itself exists only on its way to Telegram
(`docs/adr/0018-files-are-made-when-sent.md`). Each maker loads its library only when it is first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import TypeAdapter

from bot.domain.record import Record
from bot.papers.csv_sheet import Sheet, sheet_to_csv
from bot.papers.sheets import Paper
from bot.pictures.charts import EnergyChart


def _energy(values: Any) -> bytes:
    from bot.pictures.drawing import draw  # loads matplotlib

    return draw(TypeAdapter(EnergyChart).validate_python(values))


def _paper(values: Any) -> bytes:
    from bot.papers.pdf import paper_to_pdf  # loads fpdf2, fontTools and matplotlib

    return paper_to_pdf(TypeAdapter(Paper).validate_python(values))


def _sheet(values: Any) -> bytes:
    return sheet_to_csv(TypeAdapter(Sheet).validate_python(values))


def _fhir(values: Any) -> bytes:
    from bot.papers.fhir import record_to_fhir  # loads fhirclient

    return record_to_fhir(TypeAdapter(Record).validate_python(values["record"]), values["titles"])


MAKERS: Mapping[str, Callable[[Any], bytes]] = {"energy": _energy, "paper": _paper, "sheet": _sheet, "fhir": _fhir}


def make(maker: str, values: Any) -> bytes:
    """The bytes of a file. Raises KeyError for an unknown maker, ValueError for values that do not fit it."""
    return MAKERS[maker](values)
