"""
Working models as data: one file a model in `bot/data/profiles/`, read once at the start.

A profile says which stages a period has and how long each is, which dialogs each stage offers, what is measured and
when, and how much of it happens in a group or a network. What it is called is a sentence of the bot's,
`profile_KEY` in `bot/sentences_plan.py`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from bot.domain.plan import Moment, Stage

E = TypeVar("E", bound=StrEnum)

MOST_WEEKS = 104  # of a whole period: two years is more than any source model
LEAST_WEEKS = 4
NAME = re.compile(r"[a-z][a-z0-9_]*")
PARTS = {"about", "measures", "stage"}
ABOUT = {"source", "requirements", "group", "network"}
MEASURES = {"instruments", "own"}
STAGE = {"key", "weeks", "dialogs", "prompts", "measure"}
MEASURED = (Moment.START, Moment.MID, Moment.END, Moment.FOLLOW_UP)


class ProfileError(ValueError):
    """A profile cannot be used until its author changes it. Raised at start-up, never in a talk."""

    def __init__(self, file: str, place: str, problem: str, remedy: str) -> None:
        super().__init__(f"bot/data/profiles/{file}.toml, {place}: {problem} {remedy}")
        self.file, self.place = file, place


class Prompts(StrEnum):
    """What the bot asks by itself during a stage."""

    NONE = "none"  # meetings only (R7)
    RHYTHM = "rhythm"  # the client's rhythm
    FADING = "fading"  # the gap may grow with confidence, by the client's own tap (R1, R53)


class Weight(StrEnum):
    """How much of the work happens in a group or in a network."""

    NONE = "none"
    OFFERED = "offered"
    CENTRAL = "central"


@dataclass(frozen=True)
class StagePlan:
    """One stage. `dialogs` are scripts it offers; `measure` says which measurement falls into it, None for none."""

    stage: Stage
    weeks: int
    dialogs: tuple[str, ...]
    prompts: Prompts
    measure: Moment | None


@dataclass(frozen=True)
class Profile:
    """A working model. `instruments` and `own_measures` are keys that the measuring part knows."""

    key: str
    source: str
    requirements: tuple[str, ...]
    group: Weight
    network: Weight
    instruments: tuple[str, ...]
    own_measures: tuple[str, ...]
    stages: tuple[StagePlan, ...]

    @property
    def weeks(self) -> int:
        return sum(stage.weeks for stage in self.stages)

    @property
    def title_key(self) -> str:
        """The bot's sentence with this model's name."""
        return f"profile_{self.key}"

    def stage(self, stage: Stage) -> StagePlan | None:
        return next((plan for plan in self.stages if plan.stage is stage), None)


Known = Mapping[str, Collection[str]]
"""Names a profile may use: "dialog", "instrument", "measure" -> what exists. A kind that is not given is not checked."""


def parse(file: str, text: str, known: Known | None = None) -> Profile:
    """
    Read one profile. `file` is its name without the ending, and the profile's key.

    Raises:
        ProfileError: Names file, place, problem and remedy.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(file, "the file", f"is not TOML: {error}.", "Mend the line it names.") from error
    if not NAME.fullmatch(file):
        raise ProfileError(file, "its name", "is the profile's key.", "Use small letters, digits and _ only.")
    _only(file, "the file", data, PARTS)
    about, measures = _table(file, data, "about", ABOUT), _table(file, data, "measures", MEASURES)
    stages = tuple(_stage(file, number, entry, known or {}) for number, entry in enumerate(data.get("stage", []), 1))
    _check_order(file, stages)
    return Profile(
        key=file,
        source=str(about["source"]),
        requirements=_requirements(file, about["requirements"]),
        group=_choice(file, "[about] group", Weight, about["group"]),
        network=_choice(file, "[about] network", Weight, about["network"]),
        instruments=_names(file, "[measures] instruments", measures["instruments"], (known or {}).get("instrument")),
        own_measures=_names(file, "[measures] own", measures["own"], (known or {}).get("measure")),
        stages=stages,
    )


def _stage(file: str, number: int, entry: dict[str, Any], known: Known) -> StagePlan:
    place = f"stage {number} ({entry.get('key', '?')})"
    _only(file, place, entry, STAGE)
    _all(file, place, entry, STAGE - {"measure", "dialogs"})
    weeks = entry["weeks"]
    if not isinstance(weeks, int) or isinstance(weeks, bool) or not 1 <= weeks <= MOST_WEEKS:
        raise ProfileError(file, f"{place}, weeks", "is no whole number of weeks.", f"Use 1 to {MOST_WEEKS}.")
    measure = entry.get("measure")
    return StagePlan(
        stage=_choice(file, f"{place}, key", Stage, entry["key"]),
        weeks=weeks,
        dialogs=_names(file, f"{place}, dialogs", entry.get("dialogs", []), known.get("dialog")),
        prompts=_choice(file, f"{place}, prompts", Prompts, entry["prompts"]),
        measure=None if measure is None else _measured(file, place, measure),
    )


def _measured(file: str, place: str, value: object) -> Moment:
    moment = _choice(file, f"{place}, measure", Moment, value)
    if moment not in MEASURED:
        names = ", ".join(MEASURED)
        raise ProfileError(file, f"{place}, measure", f"“{value}” is no time of measuring.", f"Use one of {names}.")
    return moment


def _check_order(file: str, stages: tuple[StagePlan, ...]) -> None:
    """Stages keep their order; a plan comes before trials (R77), and a continuation before the farewell (R57)."""
    order = list(Stage)
    places = [order.index(plan.stage) for plan in stages]
    if places != sorted(set(places)):
        names = ", ".join(order)
        raise ProfileError(file, "[[stage]]", "the stages are not in order or one stands twice.", f"Keep to: {names}.")
    for needed in (Stage.PLAN, Stage.TRIALS, Stage.END_REVIEW, Stage.CONTINUATION):
        if not any(plan.stage is needed for plan in stages):
            raise ProfileError(file, "[[stage]]", f"“{needed}” is missing.", "Every model has it; add a [[stage]].")
    if not LEAST_WEEKS <= sum(plan.weeks for plan in stages) <= MOST_WEEKS:
        raise ProfileError(
            file, "[[stage]] weeks", "the whole period is too short or too long.", f"Use {LEAST_WEEKS} to {MOST_WEEKS}."
        )


def _table(file: str, data: Mapping[str, Any], name: str, keys: set[str]) -> dict[str, Any]:
    table = data.get(name)
    if not isinstance(table, dict):
        raise ProfileError(file, f"[{name}]", "is missing.", f"Add it with {', '.join(sorted(keys))}.")
    _only(file, f"[{name}]", table, keys)
    _all(file, f"[{name}]", table, keys)
    return table


def _only(file: str, place: str, table: Mapping[str, Any], keys: set[str]) -> None:
    for key in table.keys() - keys:
        raise ProfileError(file, place, f"“{key}” is not known here.", _meant(key, keys))


def _all(file: str, place: str, table: Mapping[str, Any], keys: set[str]) -> None:
    for key in sorted(keys - table.keys()):
        raise ProfileError(file, place, f"“{key}” is missing.", "Add a line for it; another profile shows how.")


def _choice(file: str, place: str, kind: type[E], value: object) -> E:
    try:
        return kind(str(value))
    except ValueError:
        raise ProfileError(file, place, f"“{value}” is not known.", _meant(str(value), list(kind))) from None


def _names(file: str, place: str, value: object, known: Collection[str] | None) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) and NAME.fullmatch(name) for name in value):
        raise ProfileError(file, place, "is no list of names.", 'Write it like ["values", "goal"].')
    for name in value:
        if known is not None and name not in known:
            raise ProfileError(file, place, f"“{name}” does not exist.", _meant(name, known))
    return tuple(value)


def _requirements(file: str, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(re.fullmatch(r"R[1-9]\d?", str(name)) for name in value):
        raise ProfileError(file, "[about] requirements", "is no list of requirements.", 'Write it like ["R33", "R34"].')
    return tuple(value)


def _meant(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name, list(known), n=1)
    return f"Did you mean “{near[0]}”?" if near else f"Use one of: {', '.join(sorted(known))}."
