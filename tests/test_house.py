"""House rules as checks: what a review would have to say twice, a machine says once."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot import building, timetable
from bot.actions.commands import COMMANDS as OBEYED
from bot.config import Config
from bot.domain.languages import LOCALES
from bot.sentences import COMMANDS, MEANING, SENTENCES
from dialogs import extract
from dialogs.commands import COMMANDS as SHAPES
from dialogs.model import Script
from tests.sources import PACKAGES, ROOT, calls, scripts, sources, words

HOMES = {
    "datetime.now": {"bot/clock.py"},
    "datetime.utcnow": set(),
    "date.today": set(),
    "os.environ": {"bot/config.py"},
    "os.getenv": {"bot/config.py"},
    "random": {"sandbox/faults.py"},  # faults of a played server, from a seed that is handed in
    "secrets": {"bot/building.py"},  # invitation codes
    "os.urandom": {"bot/storage/sealing.py"},  # keys and nonces
}
"""Who may ask for the time, the environment, or chance. Everybody else is handed what it needs."""

WALKS = ("glob", "rglob", "iterdir")

PLANTED = {
    "The floors of the house": ("bot/domain/steps.py", "import bot.actions.converse"),
    "The coach does not know Telegram": ("bot/storage/timers.py", "import telegram"),
    "The dialogs stand alone": ("dialogs/engine.py", "import bot.config"),
    "Handlers neither store nor decide": ("handlers/keyboards.py", "import sqlmodel"),
    "Pictures and papers only draw": ("bot/pictures/ink.py", "import bot.words"),
}
"""A contract -> a file, and a line in it that breaks the contract."""


# Commands


def test_every_command_is_valid_for_telegram_and_means_one_thing() -> None:
    assert COMMANDS
    for what, names in COMMANDS.items():
        assert set(names) == set(LOCALES), what
        for name in names.values():
            assert re.fullmatch(r"[a-z0-9_]{1,32}", name), name
            assert MEANING[name] == what, f"/{name} also means {MEANING[name]}"
    for locale in LOCALES:
        assert len({names[locale] for names in COMMANDS.values()}) == len(COMMANDS)


def test_every_command_in_a_text_is_one_that_the_bot_knows() -> None:
    texts = building.build_house(Config(_env_file=None), "bot").words  # type: ignore[call-arg]
    keys = [key for key, text in SENTENCES.items() if isinstance(text, str) and "{" not in text]
    assert keys
    named = {(key, locale, name) for key in keys for locale in LOCALES for name in _commands(texts.bot(key, locale))}
    assert {
        (key, locale, name)
        for key, locale, name in named
        if COMMANDS.get(MEANING.get(name, ""), {}).get(locale) != name
    } == set()


def _commands(text: str) -> list[str]:
    return re.findall(r"(?<!\S)/([a-z_]+)", text)


def test_the_bot_obeys_exactly_the_commands_that_scripts_may_give() -> None:
    assert set(OBEYED) == set(SHAPES)


def test_every_command_is_given_by_some_script() -> None:
    given = {do.command for script in scripts() for do in _commands_of(script)}
    assert given <= set(OBEYED)
    assert set(OBEYED) - given <= {"none"}, "a command that nobody gives is dead code"


def test_migrations_are_one_line_each_after_the_one_before() -> None:
    files = sorted((ROOT / "migrations" / "versions").glob("[0-9]*.py"))
    assert files
    told = [
        dict(re.findall(r"^(revision|down_revision) = ['\"]?(\w+)", file.read_text(), re.MULTILINE)) for file in files
    ]
    numbers = [f"{n:04}" for n in range(1, len(files) + 1)]
    assert [file.name[:4] for file in files] == numbers, "two took one number: give the later one the next"
    assert [one["revision"] for one in told] == numbers
    assert [one["down_revision"] for one in told] == ["None", *numbers[:-1]]


def test_every_script_is_opened_by_somebody() -> None:
    named = {node.value for tree in sources("bot").values() for node in ast.walk(tree) if _is_text(node)}
    for script in scripts():
        named |= {card.sub for card in script.cards.values()} | {
            str(do.args.get("script", "")) for do in _commands_of(script)
        }
    nobody = [script.name for script in scripts() if script.name not in named and not script.instead_of]
    assert not nobody, "open it by a button, a card or the bot: docs/writing-dialogs.md"


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _commands_of(script: Script) -> Iterator[object]:
    for card in script.cards.values():
        yield from card.do
        for button in card.buttons:
            yield from button.do


def test_every_fact_that_a_script_declares_is_supplied() -> None:
    trees = sources("bot/actions")
    supplied = {key for node in ast.walk(trees["bot/actions/facts.py"]) for key in _keys(node)}
    for tree in trees.values():
        for call in (*calls(tree, "begin"), *calls(tree, "ask")):
            supplied.update(key for argument in call.args for key in _keys(argument))
        supplied.update(key for node in ast.walk(tree) for key in _late(node))
    declared = {(script.name, fact) for script in scripts() for fact in script.facts}
    assert declared
    assert sorted((script, fact) for script, fact in declared if fact not in supplied) == []


def _keys(node: ast.AST) -> list[str]:
    """Names that a piece of code puts into a table of facts."""
    match node:
        case ast.Dict(keys=keys):
            return [key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
        case ast.Tuple(elts=parts):
            return [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        case ast.Subscript(slice=ast.Constant(value=str(name)), ctx=ast.Store()):
            return [name]
        case _:
            return []


def _late(node: ast.AST) -> list[str]:
    """`scene.late["name"] = ...`"""
    match node:
        case ast.Subscript(value=ast.Attribute(attr="late"), slice=ast.Constant(value=str(name)), ctx=ast.Store()):
            return [name]
        case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="late"), attr="update"), keywords=given):
            return [keyword.arg for keyword in given if keyword.arg]
        case _:
            return []


# Timers


def test_every_timer_that_is_put_has_an_action_that_obeys_it() -> None:
    put = {
        (file, kind)
        for file, tree in sources("bot").items()
        for call in calls(tree, "put")
        if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "timers"
        for kind in words(call.args[1] if len(call.args) > 1 else None)
    }
    assert put
    assert sorted((file, kind) for file, kind in put if kind not in timetable.TIMERS) == []
    assert set(timetable.TIMERS) - {kind for _, kind in put} == set(), "a kind that nobody puts is dead code"


# Sentences


def test_every_sentence_that_is_said_exists() -> None:
    said = [
        (file, key)
        for file, tree in sources("bot").items()
        for name, place in (("bot", 0), ("tell", 3))
        for call in calls(tree, name)
        for key in words(call.args[place] if len(call.args) > place else None)
    ]
    assert said
    assert sorted((file, key) for file, key in said if key not in SENTENCES) == []


def test_no_two_files_of_sentences_give_the_same_key() -> None:
    written = [
        key.value
        for file, tree in sources("bot").items()
        if Path(file).name.startswith("sentences")
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and key.value in SENTENCES
    ]
    assert len(written) > 600
    twice = {key for key in written if written.count(key) > 1}
    assert twice - set(COMMANDS) == set(), "the later one would silently win"


def test_every_sentence_is_said_somewhere() -> None:
    plain: set[str] = set()
    begins: set[str] = set()
    for file, tree in sources("bot", "handlers").items():
        if file.startswith("bot/sentences"):
            continue
        for node in ast.walk(tree):
            match node:
                case ast.Constant(value=str(text)):
                    plain.add(text)
                case ast.JoinedStr(values=[ast.Constant(value=str(first)), *_]) if first.endswith("_"):
                    begins.add(first)
    assert begins
    unsaid = [key for key in SENTENCES if key not in plain and not key.startswith(tuple(begins))]
    assert unsaid == []


@pytest.mark.parametrize("locale", [locale for locale in LOCALES if locale != "en"])
def test_translators_are_given_no_sentence_that_nobody_says(locale: str) -> None:
    said = {(message.context, message.msgid) for message in extract.messages(scripts())}
    said |= {(f"bot.{key}", sentence) for key, sentence in SENTENCES.items()}  # type: ignore[misc]
    with (building.LOCALE_FOLDER / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        translated = {(message.context or "", message.id) for message in read_po(file, locale=locale) if message.id}
    assert len(translated) > 1000
    assert sorted(key for key in translated - said if "." in key[0]) == []  # the others belong to the house


# Time, environment, chance


@pytest.mark.parametrize("what", HOMES)
def test_time_environment_and_chance_have_their_homes(what: str) -> None:
    asked = {file for file, tree in sources(*PACKAGES).items() if _uses(tree, what)}
    assert sorted(asked - HOMES[what]) == []


def _uses(tree: ast.Module, what: str) -> bool:
    module, _, name = what.partition(".")
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner), attr=attribute) if (owner, attribute) == (module, name):
                return True
            case ast.Import(names=names) if not name and any(alias.name == module for alias in names):
                return True
            case ast.ImportFrom(module=source, names=names) if source == module:
                if not name or any(alias.name == name for alias in names):
                    return True
    return False


# Floors


def test_the_import_contracts_fail_on_a_planted_violation(tmp_path: Path) -> None:
    # given a copy of the house in which each contract is broken once
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for file, line in PLANTED.values():
        with (tmp_path / file).open("a", encoding="utf-8") as out:
            out.write(f"\n{line}\n")
    # when the contracts are looked at
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [lint, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, timeout=100, check=False
    )
    # then each of them is named as broken
    assert result.returncode != 0
    broken = {line.rpartition(" BROKEN")[0] for line in result.stdout.splitlines() if line.endswith(" BROKEN")}
    assert len(broken) == len(PLANTED)
    assert all(any(name.startswith(start) for name in broken) for start in PLANTED), broken


# Tests


def test_tests_that_walk_files_make_sure_that_they_found_some() -> None:
    """A list that a module fills from a folder, as for parametrize, is spoken of by one of its assertions."""
    found = [(file, name, tree) for file, tree in sources("tests").items() for name in _filled_from_a_folder(tree)]
    assert ("tests/test_docs.py", "DOCUMENTS") in {(file, name) for file, name, _ in found}
    assert sorted((file, name) for file, name, tree in found if name not in _asserted(tree)) == []


def _filled_from_a_folder(tree: ast.Module) -> list[str]:
    return [
        target.id
        for statement in tree.body
        if isinstance(statement, ast.Assign) and any(next(calls(statement.value, name), None) for name in WALKS)
        for target in statement.targets
        if isinstance(target, ast.Name)
    ]


def _asserted(tree: ast.Module) -> set[str]:
    tests = [node.test for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    return {part.id for test in tests for part in ast.walk(test) if isinstance(part, ast.Name)}
