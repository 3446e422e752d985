"""The page for a reviewer and the table of figures: complete, escaped, and honest about what they leave out."""

from __future__ import annotations

import json
from html.parser import HTMLParser

from dialogs.library import Library
from dialogs.loader import load_script
from dialogs.report import as_json, table
from dialogs.review import GLOBALS, page
from dialogs.rules.finding import Finding
from dialogs.words import Texts
from tests.dialogs.judging import ABOUT, buttons, card, translated

TALK = (
    card("a", ("Q", "How was it?"), way=buttons('b|tag = "ST"', "c") + '\ndecline = "d"')
    + card("b", ("CR", "It weighs on you."), ("EA", "The choice is yours."), way=buttons("d"))
    + card("c", ("SR", "It went on <b>well</b> & good."))
    + card("d", ("AF", "You said it aloud."))
)


class Reader(HTMLParser):
    """Collects text, and the tags that stay open."""

    VOID = frozenset({"meta", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.open: list[str] = []
        self.seen: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.said.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.said).split())


def library(source: str = TALK, about: str = "") -> Library:
    return Library([load_script("talk", f"{ABOUT}{about}\n{source}")])


def read(texts: Texts | None = None, locale: str = "en", source: str = TALK, **more: int) -> Reader:
    scripts = library(source)
    return Reader(page(scripts, scripts.newest("talk"), locale, texts or Texts({}), **more))


def test_every_path_stands_on_the_page_with_codes_and_room_for_ratings():
    # when
    found = read()
    # then
    assert "Shown are all 3 paths." in found.text
    assert "Bot How was it? Q Client [One way] Bot It weighs on you. CR Bot The choice is yours. EA" in found.text
    assert "[I would rather not say] Bot You said it aloud. AF" in found.text
    assert all(f"{name} 1 2 3 4 5" in found.text for name in GLOBALS)
    assert "Reviewer" in found.text
    assert "Date" in found.text
    assert found.open == []


def test_whatever_is_written_is_escaped():
    found = read()
    assert "It went on <b>well</b> & good." in found.text
    assert "b" not in found.seen


def test_the_page_is_in_the_language_asked_for():
    texts = translated("fi", {("a", "How was it?"): "Miten se meni?"})
    scripts = library()
    html = page(scripts, scripts.newest("talk"), "fi", texts)
    assert '<html lang="fi">' in html
    assert "Miten se meni?" in html


def test_a_page_shows_a_bounded_number_of_paths_and_says_so():
    found = read(most=2)
    assert "Shown are 2 of 3 paths" in found.text
    assert "It weighs on you." in found.text


def test_other_wordings_and_answers_without_a_button_can_be_read():
    source = (
        '[a]\nsay = [{ mi = "Q", text = "How much?", or = ["Where is it?"] }]\n'
        'scale = { keep = "energy", low = "none", high = "plenty" }\n'
        'branch = [{ when = { energy = "0-3" }, go = "b" }]\nnext = "end"\n'
    ) + card("b", ("SR", "A {energy}."), way='listen = { keep = "words" }\nnext = "end"')
    found = read(source=source)
    assert "How much? or: Where is it? Q" in found.text
    assert "Client 0–3 Bot A 0. SR Client (own words) Bot (no more words, the talk ends)" in found.text
    assert "Client 4–10" in found.text


def test_nothing_says_that_a_script_is_certified():
    findings = [Finding("talk", "a", "", "mina", "It confronts.", "Reflect.")]
    for text in (read().text, table(library(), findings), as_json(library(), findings)):
        assert "certified" not in text.lower()


def test_the_table_shows_figures_thresholds_caveats_and_findings():
    # given
    findings = [Finding("talk", "a", "", "mina", "It confronts.", "Reflect.")]
    # when
    lines = table(library(), findings).splitlines()
    # then three paths, one of which is long enough to be judged: one question, one reflection
    assert lines[2].split() == ["talk", "evoke", "3", "1", "3", "1.0/1.0/1.0", "–", "2", "0", "1"]
    assert any("MITI 4.2.1: fair 1, good 2" in line for line in lines)
    assert any("expert opinion" in line for line in lines)
    assert lines[-1].startswith("talk, card [a]: It confronts. Reflect.")


def test_the_json_holds_the_same_and_can_be_read_by_anyone():
    told = json.loads(
        as_json(
            library(
                card("a", ("SEEK", "Shall we?"), way=buttons("b"))
                + card("b", ("SR", "Yes."), way=buttons("c"))
                + card("c", ("CR", "It is."))
            ),
            [],
        )
    )
    assert told["scripts"][0]["ratio"] == {"low": "inf", "median": "inf", "high": "inf"}
    assert told["whole"]["judged"] == 1
    assert told["whole"]["strict_ratio"] == {"low": 2.0, "median": 2.0, "high": 2.0}
    assert told["thresholds"]["ratio"] == {"fair": 1.0, "good": 2.0}
    assert told["findings"] == []


def test_paths_that_the_gates_let_pass_are_counted_in_the_open():
    # given typed words that are quoted twice, and a question that may be declined
    listen = 'listen = { keep = "KEEP" }\nnext = "NEXT"'
    source = (
        card("a", ("Q", "How was it?"), way=listen.replace("KEEP", "one").replace("NEXT", "b") + '\ndecline = "d"')
        + card(
            "b",
            ("SR", "You wrote: “{one}”."),
            ("Q", "And now?"),
            way=listen.replace("KEEP", "two").replace("NEXT", "c"),
        )
        + card("c", ("SR", "You wrote: “{two}”."), ("EA", "The choice is yours."), way=buttons("e"))
        + card("d", ("EA", "That is fine."), way=buttons("f"))
        + card("e", ("SR", "You are done."))
        + card("f", ("AF", "You said no when you meant no."))
    )
    # when
    told = json.loads(as_json(library(source), []))
    # then
    assert (told["whole"]["declined"], told["whole"]["quoted"]) == (1, 1)
    assert "1 paths on which a question was declined, 1 on which typed words are quoted" in table(library(source), [])
