"""Papers as PDF, by what a reader, a screen reader and a program find in them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from bot.papers.pdf import paper_to_pdf, printable
from bot.papers.sheets import Block, Grid, Heading, Paper, Picture, Points, Rows, Text
from bot.pictures.charts import EnergyChart

CHART = EnergyChart(
    title="Voimat",
    scale="0–10",
    days=14,
    answers=((0, 3), (9, 5)),
    line=(((3.0, 3.0), (10.0, 5.0)),),
    breaks=((4, 7),),
    ticks=((0, "2.11."),),
    break_word="tauko",
    start_word="oma alku",
    alt="Voimat: 3 ja 5",
)


def paper(*blocks: Block) -> Paper:
    return Paper("fi", "Oma suunnitelmani", date(2026, 11, 25), "Tehty 25.11.2026", "Sivu {page}/{pages}", blocks)


WHOLE = paper(
    Heading("Tavoitteet"),
    Heading("Kävelen kauppaan", level=3),
    Rows((("Mistä sen näkee", "Kassi on pöydällä"), ("Nyt", "Postilaatikolla"))),
    Heading("Mitattua"),
    Grid(("Mitä", "Alussa", "Nyt"), (("Kävelytesti", "310 m", "402 m"),)),
    Points(("Metsä", "Järvi")),
    Picture(CHART),
    Text("Loppu."),
)


def read(body: bytes) -> PdfReader:
    return PdfReader(BytesIO(body), strict=True)


def text_of(body: bytes) -> str:
    return "\n".join(page.extract_text() for page in read(body).pages)


def elements(body: bytes) -> list[dict[str, Any]]:
    """The structure tree's elements in reading order."""
    root = read(body).trailer["/Root"]["/StructTreeRoot"]
    [whole] = root["/K"]
    return [kid.get_object() for kid in whole.get_object()["/K"]]


def test_the_file_says_its_language_its_title_and_that_it_is_tagged() -> None:
    found = read(paper_to_pdf(WHOLE))
    root = found.trailer["/Root"]
    assert root["/Lang"] == "fi"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert found.metadata is not None
    assert found.metadata.title == "Oma suunnitelmani"
    assert found.metadata.author is None


def test_headings_paragraphs_rows_and_pictures_are_elements_in_reading_order() -> None:
    kinds = [element["/S"] for element in elements(paper_to_pdf(WHOLE))]
    assert kinds == ["/H1", "/P", "/H2", "/H3", "/P", "/P", "/H2", "/P", "/P", "/P", "/P", "/Figure", "/P"]


def test_a_picture_carries_its_words_for_those_who_hear_and_not_see() -> None:
    [figure] = [element for element in elements(paper_to_pdf(WHOLE)) if element["/S"] == "/Figure"]
    assert figure["/Alt"] == "Voimat: 3 ja 5"


def test_the_outline_leads_to_the_headings() -> None:
    outline = read(paper_to_pdf(WHOLE)).outline
    assert [entry.title for entry in outline if not isinstance(entry, list)] == ["Tavoitteet", "Mitattua"]


def test_pages_are_a4_numbered_and_end_outside_of_tagged_pieces() -> None:
    # given more than fits on a page, in paragraphs, points and a table's rows
    long = paper(
        Text("Tämä on pitkä kappale. " * 400),
        Points(tuple(f"kohta {n}" for n in range(60))),
        Rows(tuple((f"rivi {n}", "sana " * 30) for n in range(20))),
        Rows((("yksi", "hyvin pitkä solu " * 400),)),
    )
    body = paper_to_pdf(long)
    pages = read(body).pages
    assert len(pages) > 4
    for number, page in enumerate(pages, 1):
        assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == (595, 842)
        assert f"Sivu {number}/{len(pages)}" in page.extract_text()
        content = page.get_contents()
        assert content is not None
        data = content.get_data()
        assert data.count(b"BDC") + data.count(b"BMC") == data.count(b"EMC")
    # and nothing fell out between the pages
    said = " ".join(re.sub(r"Oma suunnitelmani · Sivu \d+/\d+", "", text_of(body)).split())
    assert said.count("pitkä kappale.") == 400
    assert all(f"kohta {n}" in said for n in range(60))
    assert said.count("hyvin pitkä solu") == 400


def test_letters_are_embedded_so_that_every_machine_shows_them() -> None:
    for page in read(paper_to_pdf(WHOLE)).pages:
        for font in page["/Resources"]["/Font"].values():
            plain = font.get_object() if isinstance(font, IndirectObject) else font
            descriptor = plain["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert "/FontFile2" in descriptor


def test_finnish_swedish_and_typographic_letters_come_out_as_they_went_in() -> None:
    words = "Äiti söi yöllä ”åkerbär” – 7,5 h → −2 … šeikki"
    assert words in text_of(paper_to_pdf(paper(Text(words))))


def test_pictures_among_words_fall_away_and_a_letter_of_another_script_shows_that_it_is_missing() -> None:
    assert printable("metsä 🌲❤️ ja 🏞️ järvi").replace("❤", "") == "metsä  ja  järvi"
    assert printable("山 y") == "� y"


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=120), max_size=6), st.text(max_size=40))
def test_whatever_a_client_typed_makes_a_paper(said: list[str], heading: str) -> None:
    body = paper_to_pdf(
        paper(Heading(heading), Points(tuple(said)), Rows(tuple((one, one) for one in said)), *map(Text, said))
    )
    assert len(read(body).pages) >= 1


def test_the_same_paper_makes_the_same_file_without_a_time_of_day() -> None:
    one = paper_to_pdf(WHOLE)
    found = read(one)
    assert found.metadata is not None
    assert found.metadata.creation_date == datetime(2026, 11, 25, tzinfo=UTC)
    assert text_of(one) == text_of(paper_to_pdf(WHOLE))


def test_a_heading_never_stays_alone_at_the_foot_of_a_page() -> None:
    # given a page filled more and more, and then a heading with a picture or a paragraph below it
    for lines in (26, 34, 40, 42):
        for below in (Picture(CHART), Text("Alla.")):
            body = paper_to_pdf(paper(Text("rivi\n" * lines), Heading("Otsikko"), below))
            found = [number for number, page in enumerate(read(body).pages) if "Otsikko" in page.extract_text()]
            under = [n for n, page in enumerate(read(body).pages) if "Alla." in page.extract_text() or page.images]
            assert found == under
