"""
From TOML to `Script`, with errors that a therapist can act on.

`load_script` judges what one script tells about itself; `load_folder` also what scripts promise one another.
Whether the cards hang together is told by `wiring.py`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from dialogs.cards import read_card
from dialogs.commands import COMMANDS, Command
from dialogs.errors import Problems, ScriptError, ScriptErrors, did_you_mean
from dialogs.library import Library
from dialogs.model import AGES, END, Card, Checked, Process, Script, Source, Value
from dialogs.promises import find_faults_between
from dialogs.tables import NAME, Table
from dialogs.wiring import find_faults

SCRIPTS = Path(__file__).parent / "scripts"

ABOUT = (
    "title",
    "version",
    "process",
    "requirements",
    "methods",
    "checked",
    "sources",
    "judged",
    "first",
    "facts",
    "instead_of",
    "ages",
)
REQUIREMENT = re.compile(r"R[1-9]\d?")


def load_script(name: str, source: str, commands: Mapping[str, Command] = COMMANDS) -> Script:
    """
    Raises:
        ScriptErrors: Every mistake that can be seen in this script alone.
    """
    script, problems = read_script(name, source)
    if script is not None:
        find_faults(script, commands, problems)
    if script is None or problems.found:
        raise ScriptErrors(problems.found)
    return script


def load_scripts(sources: Mapping[str, str], commands: Mapping[str, Command] = COMMANDS) -> Library:
    """
    Read scripts that may enter one another.

    Raises:
        ScriptErrors: All mistakes of all scripts.
    """
    library, errors = read_scripts(sources, commands)
    if errors:
        raise ScriptErrors(errors)
    return library


def load_folder(path: Path = SCRIPTS, commands: Mapping[str, Command] = COMMANDS) -> Library:
    """
    Read every `*.toml` of a folder; a script is called as its file.

    Raises:
        ScriptErrors: All mistakes of all scripts.
    """
    return load_scripts(sources_of(path), commands)


def sources_of(path: Path) -> dict[str, str]:
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted(path.glob("*.toml"))}


def read_scripts(
    sources: Mapping[str, str], commands: Mapping[str, Command] = COMMANDS
) -> tuple[Library, tuple[ScriptError, ...]]:
    """For those who write scripts: all that can be read, sound or not, and everything that is wrong."""
    errors: list[ScriptError] = []
    scripts: dict[str, tuple[Script, Problems]] = {}
    for name, source in sorted(sources.items()):
        script, problems = read_script(name, source)
        if script is None:
            errors.extend(problems.found)
        else:
            scripts[name] = (script, problems)
    known = {name: script for name, (script, _) in scripts.items()}
    for script, problems in scripts.values():
        if not problems.found:  # mistakes of reading would only echo as mistakes of wiring
            find_faults(script, commands, problems, known)
            find_faults_between(script, problems, known, sources.keys())
        errors.extend(problems.found)
    return Library(known.values()), tuple(errors)


def read_script(name: str, source: str) -> tuple[Script | None, Problems]:
    """The script as far as it can be read, and what was wrong. No script at all if it is not TOML or has no [about]."""
    problems = Problems(name)
    try:
        raw = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        remedy = "Look for a missing quote or comma, a table { } broken over lines, or a card that stands twice."
        problems.add("", f"This is not TOML: {error}.", remedy)
        return None, problems
    if not isinstance(raw.get("about"), dict):
        problems.add("", "There is no [about].", "Begin with [about], title, version, process and first.")
        return None, problems
    about = Table(raw.pop("about"), problems, "about", "[about]", ABOUT)
    cards = {}
    for key, value in raw.items():
        if key == END or not NAME.fullmatch(key):
            problems.add(key, f"A card cannot be called “{key}”.", "Use small letters, digits and _, and not “end”.")
        cards[key] = read_card(key, value, problems)
    return _script(name, source, about, cards), problems


def _script(name: str, source: str, about: Table, cards: Mapping[str, Card]) -> Script:
    mark = sha256(source.encode()).hexdigest()[:8]
    number = about.whole("version")
    if number < 1:
        about.wrong("“version” is below 1.", "Begin with 1, and raise it when the steps change.")
    process = about.text("process", needed=True)
    if process and process not in set(Process):
        about.wrong(f"There is no process “{process}”.", f"Choose one of: {', '.join(Process)}.")
    return Script(
        name=name,
        title=about.text("title", needed=True),
        version=f"{number}-{mark}",
        process=Process(process) if process in set(Process) else Process.HOUSE,
        first=_first(about, cards),
        cards=cards,
        facts=_facts(about),
        requirements=_requirements(about),
        methods=about.texts("methods"),
        checked=_checked(about),
        sources=_sources(about),
        judged=about.flag("judged", True),
        instead_of=about.text("instead_of"),
        ages=_ages(about),
    )


def _ages(about: Table) -> tuple[str, ...]:
    found = about.texts("ages")
    for age in found:
        if age not in AGES:
            about.wrong(f"There is no age group “{age}”.", f"Choose among: {', '.join(AGES)}.")
    if bool(found) is not bool(about.text("instead_of")):
        about.wrong("“instead_of” and “ages” belong together.", "Give both, or neither.")
    return found


def _first(about: Table, cards: Iterable[str]) -> str:
    first = about.text("first", needed=True)
    if first and first not in cards:
        about.wrong(f"It begins with “{first}”, which does not exist.", did_you_mean(first, cards, "Name a card."))
    return first


def _facts(about: Table) -> dict[str, tuple[Value, ...]]:
    found = about.table("facts", "the table of facts")
    facts: dict[str, tuple[Value, ...]] = {}
    for name, examples in found.raw.items() if found else ():
        if not NAME.fullmatch(name):
            about.wrong(f"A fact cannot be called “{name}”.", "Use small letters, digits and _.")
        if not isinstance(examples, list) or not examples or not all(isinstance(e, str | int | bool) for e in examples):
            about.wrong(f"The fact “{name}” has no examples.", f"Write {name} = [ ... ] with values it may have.")
            examples = [""]
        facts[name] = tuple(examples)
    return facts


def _requirements(about: Table) -> tuple[str, ...]:
    found = about.texts("requirements")
    for requirement in found:
        if not REQUIREMENT.fullmatch(requirement):
            about.wrong(f"“{requirement}” is not the number of a requirement.", "Write R1 to R99.")
    return found


def _checked(about: Table) -> Checked:
    found = about.table("checked", "“checked”", ("by", "on"))
    if found is None:
        return Checked()
    by, on = found.text("by"), found.day("on")
    if bool(by) is not (on is not None):
        found.wrong("“checked” has a name without a date, or a date without a name.", "Give both, or neither.")
    return Checked(by, on)


def _sources(about: Table) -> tuple[Source, ...]:
    found = []
    for table in about.tables("sources", "source", ("title", "reviewed")):
        title, reviewed = table.text("title", needed=True), table.day("reviewed")
        if reviewed is None:
            table.wrong(f"{table.what} has no date “reviewed”.", "Say when somebody last looked whether it holds.")
        else:
            found.append(Source(title, reviewed))
    return tuple(found)
