"""The dialogs' command line: check, play, draw, review, transcript and extract, as authors use them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from dialogs.__main__ import main
from tests.dialogs.writing import SCALE, about, card

CARDS = (
    card("ask", "How much, {name}?", SCALE)
    + 'branch = [{ when = { energy = "0-3" }, go = "low" }]\nnext = "end"\n'
    + card("low", "Rest.", 'buttons = [{ text = "Good", go = "end", do = [{ command = "energy" }] }]', 'other = "ask"')
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "talk.toml").write_text(about(facts='name = ["Mira"]') + CARDS, encoding="utf-8")
    return tmp_path


def run(folder, *given: str, heard: Sequence[str] = ()) -> int:
    return main(["--scripts", str(folder), "--locales", str(folder), *given], heard)


def test_a_script_is_played_from_a_pipe(folder, capsys):
    assert run(folder, "play", "talk", "--fact", "name=Aino", heard=["what?\n", "3\n", "1\n"]) == 0
    played = capsys.readouterr().out.split("\n")
    assert "bot    How much, Aino?" in played
    assert "         empty 0 1 2 3 4 5 6 7 8 9 10 full" in played
    assert "(not understood)" in played
    assert "         1  Good" in played
    assert "  * energy energy=3" in played
    assert "-- done --" in played


def test_a_player_that_falls_silent_ends_the_play(folder, capsys):
    assert run(folder, "play", "talk") == 0
    assert "-- " not in capsys.readouterr().out


def test_letters_press_buttons_where_numbers_are_values(folder, capsys):
    run(folder, "play", "talk", heard=["a"])
    assert "-- exit --" in capsys.readouterr().out


def test_a_script_is_drawn(folder, capsys):
    assert run(folder, "draw", "talk") == 0
    assert capsys.readouterr().out.splitlines() == [
        "flowchart TD",
        '    begin(["A talk"]) --> c_ask',
        '    c_ask("ask: How much, {name}?")',
        '    c_ask -->|"energy 0-3"| c_low',
        '    c_ask -->|"otherwise"| finish',
        '    c_low("low: Rest.")',
        '    c_low -->|"Good"| finish',
        '    c_low -->|"Something else"| c_ask',
        "    finish([end])",
    ]


def test_a_transcript_is_written(folder, capsys):
    assert run(folder, "transcript", "talk", "--answer", "2", "--answer", "[Good]", "--title", "A low day") == 0
    assert capsys.readouterr().out.splitlines() == [
        "title  A low day",
        "script talk",
        "locale en",
        'fact   name = "Mira"',
        "---",
        "bot    How much, Mira?",
        "         empty 0 1 2 3 4 5 6 7 8 9 10 full",
        "         [That is enough for now]",
        "client 2",
        "bot    Rest.",
        "         [Good] [Something else] [That is enough for now]",
        "client [Good]",
        "do     energy energy=2",
        "end",
    ]


def test_a_transcript_with_a_button_that_is_not_there_is_refused(folder, capsys):
    assert run(folder, "transcript", "talk", "--answer", "[Fine]") == 1
    assert "there is no button [Fine] on talk [ask]" in capsys.readouterr().err


def test_mistakes_are_told_and_fail_the_check(folder, capsys):
    (folder / "wrong.toml").write_text(about() + card("ask", "So?", 'next = "ends"'), encoding="utf-8")
    assert run(folder, "check") == 1
    assert "wrong, card [ask]: It goes to “ends”, which does not exist." in capsys.readouterr().out


def test_a_script_with_mistakes_can_still_be_tried(folder, capsys):
    (folder / "wrong.toml").write_text(about() + card("ask", "So?", 'next = "ends"'), encoding="utf-8")
    assert run(folder, "play", "talk", heard=["5"]) == 0
    heard = capsys.readouterr()
    assert "-- done --" in heard.out
    assert "wrong, card [ask]" in heard.err


def test_a_script_that_is_not_there_is_told_with_those_that_are(folder, capsys):
    assert run(folder, "draw", "tlak") == 1
    assert "There are: talk" in capsys.readouterr().err


def test_a_fact_without_equals_sign_is_refused(folder):
    with pytest.raises(SystemExit, match="name=value"):
        run(folder, "play", "talk", "--fact", "name")


def test_the_template_for_translators_is_written(folder, capsysbinary):
    assert run(folder, "extract") == 0
    assert b'msgctxt "talk.ask"\nmsgid "How much, {name}?"' in capsysbinary.readouterr().out


def test_a_review_page_is_printed(folder, capsys):
    assert run(folder, "review", "talk", "--locale", "en") == 0
    assert "How much" in capsys.readouterr().out
