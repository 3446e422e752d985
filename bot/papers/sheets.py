"""
What stands on a paper, as values in the reader's language. `bot/papers/pdf.py` sets it, others write it as a table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Literal

from pydantic import Discriminator

from bot.pictures.charts import EnergyChart


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 2  # 1 is the title's
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `quiet`: smaller, for what explains."""

    text: str
    quiet: bool = False
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Points:
    """A list."""

    items: tuple[str, ...]
    kind: Literal["points"] = "points"


@dataclass(frozen=True, slots=True)
class Rows:
    """Pairs of what and how it is."""

    rows: tuple[tuple[str, str], ...]
    kind: Literal["rows"] = "rows"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. The first column is the widest."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: Literal["grid"] = "grid"


@dataclass(frozen=True, slots=True)
class Picture:
    chart: EnergyChart
    kind: Literal["picture"] = "picture"


Block = Annotated[Heading | Text | Points | Rows | Grid | Picture, Discriminator("kind")]


@dataclass(frozen=True, slots=True)
class Paper:
    """
    Args:
        language: Of the whole document, such as "fi".
        on: The day it was made; the file carries no time of day.
        made: The same as the reader writes it.
        page: What stands at the foot, with {page} and {pages}.
    """

    language: str
    title: str
    on: date
    made: str
    page: str
    blocks: tuple[Block, ...] = field(default=())
