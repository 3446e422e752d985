"""
Papers -> PDF on A4, with fpdf2 and the DejaVu letters that come with matplotlib, embedded.

Tagged as far as the library can: language, title, outline, and for each heading, paragraph, row and picture a structure
element in reading order; the foot of a page is an artifact. The library knows no nested elements, so a table is a
paragraph a row, not a table in the sense of PDF/UA.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from functools import cache
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from unicodedata import category, normalize

from fontTools.ttLib import TTFont
from fpdf import FPDF, ViewerPreferences
from fpdf.enums import MethodReturnValue
from fpdf.fonts import TTFFont
from matplotlib import get_data_path

from bot.papers.sheets import Block, Grid, Heading, Paper, Picture, Points, Rows, Text
from bot.pictures.drawing import HIGH, WIDE, draw

MARGIN, FOOT = 22.0, 20.0  # millimetres
SIZES = {1: 20.0, 2: 13.5, 3: 11.0}  # points, of headings
BODY, QUIET = 10.5, 9.0  # points
LEADING = 1.45  # lines apart, in letter heights
POINT = 25.4 / 72  # millimetres in a point
INK, GREY, RULE = (34, 48, 60), (86, 100, 112), (200, 198, 190)
LABEL_SHARE = 0.34  # of the width, for what stands left in a pair
GAP = 4.0  # millimetres between columns
PICTURE_WIDTH = 120.0  # millimetres
PICTURE_HIGH = PICTURE_WIDTH * HIGH / WIDE
UNSEEN = "\u200b\u200d\ufe0e\ufe0f\ufeff"  # joins and turns into pictures what stands beside it
FAMILY = "DejaVu"
KEEP = 3  # lines that stay with a heading


def _font(name: str) -> Path:
    return Path(get_data_path()) / "fonts" / "ttf" / name


@cache
def _letters() -> frozenset[int]:
    """Every letter that both cuts have."""
    known = []
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        with TTFont(_font(name), lazy=True) as cut:
            known.append(cut.getBestCmap().keys())
    return frozenset(known[0] & known[1])


def printable(text: str) -> str:
    """What these letters can print: pictures among words fall away, a letter of another script shows that it is missing."""
    kept = []
    for letter in normalize("NFC", text):
        if letter in UNSEEN:
            continue
        if letter in "\n\t" or ord(letter) in _letters():
            kept.append(letter)
        elif category(letter) not in ("So", "Sk", "Mn", "Me", "Cf", "Cc", "Cs", "Co", "Cn"):
            kept.append("�")
    return "".join(kept)


def paper_to_pdf(paper: Paper) -> bytes:
    """The whole file. The same paper gives the same pages; the file carries no author and no time of day."""
    press = _Press(paper)
    try:
        press.set_all()
        return bytes(press.output())
    finally:
        for font in press.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()  # the library leaves its files open


class _Press(FPDF):
    """One document being set."""

    def __init__(self, paper: Paper) -> None:
        super().__init__(format="A4")
        self.paper = paper
        self.add_font(FAMILY, "", _font("DejaVuSans.ttf"))
        self.add_font(FAMILY, "B", _font("DejaVuSans-Bold.ttf"))
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(False)  # set by hand: no page may end inside a tagged piece
        self.set_lang(paper.language)
        self.set_title(printable(paper.title))
        self.set_producer("Rinnalla")
        self.set_creation_date(datetime.combine(paper.on, time(), UTC))
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.alias_nb_pages("{nb}")

    def set_all(self) -> None:
        self.add_page()
        self._lines(self.paper.title, SIZES[1], bold=True, tag="/H1")
        self._lines(self.paper.made, QUIET, colour=GREY)
        for block, after in zip_longest(self.paper.blocks, self.paper.blocks[1:]):
            if isinstance(block, Heading):
                self._heading(block.text, block.level, PICTURE_HIGH if isinstance(after, Picture) else 0)
            else:
                self._block(block)

    def footer(self) -> None:
        """The library calls it at the end of each page."""
        self._out("/Artifact BMC")
        self.set_y(-FOOT + 4)
        self.set_font(FAMILY, "", QUIET)
        self.set_text_color(*GREY)
        text = self.paper.page.replace("{page}", str(self.page_no())).replace("{pages}", "{nb}")
        self.cell(self.epw, 5, f"{self.paper.title} · {text}", align="R")
        self._out("EMC")

    def _block(self, block: Block) -> None:
        match block:
            case Text(text=text, quiet=quiet):
                for part in text.split("\n"):
                    self._lines(part, QUIET if quiet else BODY, colour=GREY if quiet else INK)
                self.ln(1.2)
            case Points(items=items):
                for item in items:
                    self._lines(item, BODY, mark="–")
                self.ln(1.2)
            case Rows(rows=rows):
                widths = (LABEL_SHARE * self.epw, (1 - LABEL_SHARE) * self.epw)
                for row in rows:
                    self._row(row, widths, quiet_first=True)
                self.ln(1.2)
            case Grid():
                self._grid(block)
            case Picture():
                self._picture(block)

    def _heading(self, text: str, level: int, below: float) -> None:
        """`below`: millimetres that must stay with it, beside a few lines."""
        size = SIZES[level]
        self.ln(4 if level == 2 else 2)
        self._room(_height(size) + KEEP * _height(BODY) + below)
        self.start_section(printable(text), level=level - 2)
        self._lines(text, size, bold=True, tag=f"/H{level}")
        self.ln(0.8)

    def _grid(self, grid: Grid) -> None:
        count = len(grid.head)
        first = self.epw * (0.4 if count > 2 else 0.5)
        widths = (first, *[(self.epw - first) / (count - 1)] * (count - 1))
        self._row(grid.head, widths, bold=True)
        for row in grid.rows:
            self.set_draw_color(*RULE)
            self._out("/Artifact BMC")
            self.line(self.l_margin, self.y + 0.4, self.l_margin + self.epw, self.y + 0.4)
            self._out("EMC")
            self.ln(0.8)
            self._row(row, widths)
        self.ln(1.2)

    def _picture(self, picture: Picture) -> None:
        self._room(PICTURE_HIGH + 2)
        with self._tagged("/Figure", alt=picture.chart.alt):
            # Without its own alternative text, which would put a second figure around it.
            self.image(BytesIO(draw(picture.chart)), x=self.l_margin, y=self.y, w=PICTURE_WIDTH)
        self.set_y(self.y + PICTURE_HIGH + 2)

    def _row(
        self, cells: tuple[str, ...], widths: tuple[float, ...], *, bold: bool = False, quiet_first: bool = False
    ) -> None:
        """Cells side by side, read from left to right as one paragraph."""
        self._letter(BODY, bold)
        split = [self._split(cell, width - GAP) for cell, width in zip(cells, widths, strict=True)]
        deep = max(map(len, split))
        for begins in range(0, deep, self._lines_that_fit(BODY)):
            count = min(self._lines_that_fit(BODY), deep - begins)
            self._room(count * _height(BODY))
            top = self.y
            with self._tagged("/P"):
                left = self.l_margin
                for place, (lines, width) in enumerate(zip(split, widths, strict=True)):
                    self.set_text_color(*(GREY if quiet_first and place == 0 else INK))
                    for number, line in enumerate(lines[begins : begins + count]):
                        self.set_xy(left, top + number * _height(BODY))
                        self.cell(width - GAP, _height(BODY), line)
                    left += width
            self.set_xy(self.l_margin, top + count * _height(BODY))

    def _lines(
        self,
        text: str,
        size: float,
        *,
        bold: bool = False,
        colour: tuple[int, int, int] = INK,
        tag: str = "/P",
        mark: str = "",
    ) -> None:
        """A paragraph, over as many pages as it needs."""
        self._letter(size, bold)
        indent = 5.0 if mark else 0.0
        lines = self._split(text, self.epw - indent)
        while lines:
            self._room(_height(size))
            count = max(1, int((self.h - FOOT - self.y) / _height(size)))
            self._letter(size, bold)
            self.set_text_color(*colour)
            with self._tagged(tag):
                for number, line in enumerate(lines[:count]):
                    self.set_x(self.l_margin)
                    if indent:
                        self.cell(indent, _height(size), "" if number else mark)
                    self.cell(self.epw - indent, _height(size), line, new_x="LMARGIN", new_y="NEXT")
            lines, mark = lines[count:], "" if mark else mark

    def _split(self, text: str, width: float) -> list[str]:
        found = self.multi_cell(
            width, 5, printable(text) or "–", dry_run=True, output=MethodReturnValue.LINES, align="L"
        )
        assert isinstance(found, list)
        return found

    def _letter(self, size: float, bold: bool = False) -> None:
        self.set_font(FAMILY, "B" if bold else "", size)

    def _lines_that_fit(self, size: float) -> int:
        return int((self.h - MARGIN - FOOT) / _height(size))

    def _room(self, needed: float) -> None:
        """A new page unless this much is left on the one at hand."""
        if self.y + needed > self.h - FOOT and self.y > self.t_margin:
            self.add_page()

    @contextmanager
    def _tagged(self, kind: str, alt: str | None = None) -> Iterator[None]:
        """
        One structure element. The library's own way in makes every element a figure.

        A page must not end inside.
        """
        number = self.struct_builder.next_mcid_for_page(self.page)
        self._add_marked_content(struct_type=kind, mcid=number, alt_text=alt)
        begun = self.page
        self._out(f"{kind} <</MCID {number}>> BDC")
        yield
        assert self.page == begun
        self._out("EMC")


def _height(size: float) -> float:
    """Millimetres that a line of this size takes."""
    return size * POINT * LEADING
