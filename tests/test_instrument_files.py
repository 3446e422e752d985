"""The words of instruments at the start: an operator is told what is missing, what is wrong, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import instrument_files
from bot.__main__ import cli
from bot.domain.instruments import WordingErrors
from bot.instrument_files import STAND_IN

TOKEN = "1:" + "a" * 30


def test_without_a_file_nothing_is_offered_and_it_is_said() -> None:
    found = instrument_files.load("")
    assert found.offered("fi") == ()
    assert "EUROHIS-QOL 8 is not offered: no words" in instrument_files.told(found)


def test_stand_ins_are_marked_in_every_language_and_say_which_one_is_missing() -> None:
    found = instrument_files.load(str(STAND_IN))
    for locale in ("fi", "sv"):
        said = found.said("eurohis_qol_8", locale)
        assert said is not None
        assert said.stand_in
        assert any(word in said.title for word in ("Malli", "Modell"))
    assert "EUROHIS-QOL 8 in fi, sv, not offered in en" in instrument_files.told(found)


def test_the_stand_ins_are_refused_in_earnest() -> None:
    with pytest.raises(WordingErrors, match="holds stand-ins"):
        instrument_files.in_earnest(str(STAND_IN))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        ("[eurohis_qol_8]\npermission = 'x'\n[eurohis_qol_8.fi]\ntitle = 'x'\n", "q1]: the item is missing"),
    ],
)
def test_the_bot_does_not_start_with_wrong_words_and_check_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None, said: str
) -> None:
    # given a wording file that is missing or has a fault
    file = tmp_path / "words.toml"
    if content is not None:
        file.write_text(content, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("INSTRUMENT_WORDING", str(file))
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    # when the bot is to run, then it ends with the fault, before anything else
    ended = CliRunner().invoke(cli, ["run"])
    assert isinstance(ended.exception, WordingErrors)
    assert said in str(ended.exception)
