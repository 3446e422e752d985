"""Random input at the doors that open before there is a bot: raw JSON, commands, settings, scripts, files, backups."""

from __future__ import annotations

import json
import tempfile
import warnings
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from bot import instrument_files
from bot.building import DATA as FILES
from bot.building import SCRIPTS
from bot.config import SHORTEST_KEY, Config, WrongSetting, read
from bot.domain import groups, helplines, instruments, profiles, safety
from bot.domain.languages import LOCALES
from bot.storage import erasure_file, sealed_file
from dialogs.errors import ScriptErrors
from dialogs.loader import load_folder
from handlers import incoming, private
from tests.trust.random_updates import JUNK, WORDS, update


def edges(random: Random, count: int) -> None:
    """What comes in before it is an update: any JSON, any command."""
    for number in range(count):
        entry = random.choice((*JUNK, update(random, number, [1, -5, 0, 2**63])))
        raw, odd = incoming.sort_out([entry])
        assert len(raw) + len(odd) == 1, "a row was lost"
        for _, chat, payload in raw:
            assert abs(chat) < 2**63
            payload.encode()
            json.loads(payload)
        private._command("/" + random.choice(WORDS) + random.choice(WORDS))


def settings(random: Random, count: int) -> None:
    """A wrong setting is refused with its name and never with its value."""
    names = sorted(Config.model_fields)
    for _ in range(count):
        name, value = random.choice(names), random.choice(WORDS) + "salaisuus"
        try:
            read(None, **{name: value})
        except WrongSetting as refused:
            told = str(refused)
        else:
            told = ""
        assert "salaisuus" not in told, f"{name} is shown"


def scripts(random: Random, count: int) -> None:
    """A broken script is refused with the script's own errors."""
    whole = sorted(SCRIPTS.glob("*.toml"))
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(count):
            source = random.choice(whole).read_text("utf-8")
            (Path(folder) / "broken.toml").write_text(broken(random, source), "utf-8")
            with suppress(ScriptErrors):
                load_folder(Path(folder))


def broken(random: Random, source: str) -> str:
    """A text with a few small wounds."""
    letters = list(source)
    for _ in range(random.randrange(1, 6)):
        spot = random.randrange(len(letters))
        letters[spot : spot + random.randrange(4)] = random.choice(("", '"', "]", "=", "\n", "0", "x", "{", "\0", "[["))
    return "".join(letters)


def files(random: Random, count: int) -> None:
    """A broken file of words, numbers or rules is refused with its own errors, which the operator reads."""
    known = {file.stem: file.read_text("utf-8") for file in instrument_files.STRUCTURES.glob("*.toml")}
    parsed = {key: instruments.parse(key, text) for key, text in known.items()}
    wording = instrument_files.STAND_IN.read_text("utf-8")
    lines, themes = (FILES / "helplines.toml").read_text("utf-8"), (FILES / "group_themes.toml").read_text("utf-8")
    rules = (FILES / "safety.toml").read_text("utf-8")
    models = {file.stem: file.read_text("utf-8") for file in (FILES / "profiles").glob("*.toml")}
    for number in range(count):
        with suppress(instruments.WordingErrors):
            instruments.parse_wording("x.toml", broken(random, wording), parsed, LOCALES)
        with suppress(helplines.HelplinesError):
            helplines.parse(broken(random, lines))
        with suppress(groups.ThemesError):
            groups.parse_themes(broken(random, themes))
        with suppress(profiles.ProfileError):
            key = random.choice(list(models))
            profiles.parse(key, broken(random, models[key]))
        with suppress(instruments.InstrumentError):
            key = random.choice(list(known))
            instruments.parse(key, broken(random, known[key]))
        if number % 50 == 0:  # some hundred patterns are made anew each time
            with suppress(safety.SafetyRulesError), warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a wounded pattern may be one that Python only frowns at
                safety.Rules.load(broken(random, rules))


def kept(random: Random, count: int) -> None:
    """
    A wounded backup or list of erasures is refused with its own error, before a line of it is believed.

    A list that a crash cut short is read as far as it goes.
    """
    key, at = "k" * SHORTEST_KEY, datetime(2026, 11, 2, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        backup, listed = Path(folder) / "x.rinnalla", Path(folder) / "x.erased"
        with sealed_file.Writer(backup, key) as out:
            for line in range(2000):
                out.write(f"{line} {random.random()}\n".encode())
        erasure_file.add(listed, [(f"{number:064x}", at) for number in range(5)])
        whole, lines = backup.read_bytes(), listed.read_bytes()
        for number in range(count):
            file, right = ((backup, whole), (listed, lines))[number % 2]
            file.write_bytes(wounded(random, right))
            with suppress(sealed_file.Damaged, sealed_file.OtherKey, erasure_file.BrokenList):
                found = list(sealed_file.lines(file, [key])) if file is backup else erasure_file.read(file)
                assert file is listed, f"a wounded backup of {len(found)} lines was believed"
                assert all(moment.tzinfo is not None for _, moment in erasure_file.read(listed))
                erasure_file.add(listed, [("f" * 64, at)])
                assert ("f" * 64, at) in erasure_file.read(listed)


def wounded(random: Random, whole: bytes) -> bytes:
    """Other bytes in one place, fewer, or more; never the same."""
    at = random.randrange(len(whole))
    other = bytes([whole[at] ^ random.randrange(1, 256)])
    return random.choice(
        (whole[:at] + other + whole[at + 1 :], whole[:at], whole + other, whole[:at] + whole[at + 1 :])
    )
