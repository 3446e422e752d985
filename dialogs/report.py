"""
The figures of all scripts as a table for people and as JSON for machines.

The figures are those of `miti.py`, uncut: where a gate leaves something out (declined questions, typed words that may
only be quoted), the figure here does not.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from math import inf, isinf

from dialogs.checks import survey
from dialogs.library import Library
from dialogs.miti import (
    FAIR_COMPLEX,
    FAIR_RATIO,
    GOOD_COMPLEX,
    GOOD_RATIO,
    JUDGED_REFLECTIONS,
    JUDGED_VOLLEYS,
    Counts,
    Summary,
    count,
    summary,
)
from dialogs.rules.figures import excused
from dialogs.rules.finding import Finding, Given

CAVEATS = (
    "MITI's thresholds are expert opinion, made for recorded talks of about twenty minutes that people coded.",
    "The share of complex reflections and the code for autonomy were its least reliable parts.",
    "The four global ratings cannot be counted from a script: print a page with “review” and let a trained person rate it.",
)
HEAD = ("script", "process", "paths", "judged", "volleys", "R:Q", "%CR", "MIA", "MINA", "findings")
Weighed = Sequence[tuple[Counts, int]]


@dataclass(frozen=True, slots=True)
class Figures:
    """
    One script's figures. `ratio` is over judged paths, `percent_complex` over those with at least three reflections;
    both are None where there is no such path. `volleys` are those of the longest path.

    `judged` counts the paths on which ratios mean something (at least three coded volleys, about.judged not false).
    `declined` and `quoted` count those below "fair" that the gates let pass: see `rules.figures.excused`.
    """

    script: str
    process: str
    version: str
    paths: int
    exits: int
    judged: int
    volleys: int
    ratio: Summary | None
    percent_complex: Summary | None
    adherent_least: int | None
    non_adherent_most: int
    declined: int
    quoted: int
    complete: bool
    findings: int


@dataclass(frozen=True, slots=True)
class Whole:
    """All judged paths of all scripts together, each path once. `strict_ratio` takes SEEK for questions, too."""

    scripts: int
    paths: int
    judged: int
    ratio: Summary | None
    strict_ratio: Summary | None
    percent_complex: Summary | None
    declined: int
    quoted: int
    findings: int


def figures(library: Library, findings: Iterable[Finding]) -> tuple[list[Figures], Whole]:
    """The figures of each script by name, and of all together."""
    listed = list(findings)
    found = Counter(finding.script for finding in listed)
    rows, everything = [], []
    for given in survey(library).values():
        counts = [(count(volley.codes for volley in path.volleys), path.count) for path in given.walk.paths]
        judged = [(counted, times) for counted, times in counts if counted.judged and given.script.judged]
        rows.append(_row(given, counts, judged, found[given.script.name]))
        everything += judged
    ratio, percent = _ratios(everything)
    strict = summary((counted.strict_ratio, times) for counted, times in everything)
    paths, judged_paths = sum(row.paths for row in rows), sum(row.judged for row in rows)
    declined, quoted = sum(row.declined for row in rows), sum(row.quoted for row in rows)
    return rows, Whole(len(rows), paths, judged_paths, ratio, strict, percent, declined, quoted, len(listed))


def _row(given: Given, counts: Weighed, judged: Weighed, findings: int) -> Figures:
    ratio, percent = _ratios(judged)
    walk, script = given.walk, given.script
    declined, quoted = excused(given)
    return Figures(
        script=script.name,
        process=script.process,
        version=script.version,
        paths=walk.count,
        exits=walk.exits,
        judged=sum(times for _, times in judged),
        volleys=max((len(path.turns) for path in walk.paths), default=0),
        ratio=ratio,
        percent_complex=percent,
        adherent_least=min((counted.adherent for counted, _ in judged), default=None),
        non_adherent_most=max((counted.non_adherent for counted, _ in counts), default=0),
        declined=declined,
        quoted=quoted,
        complete=walk.complete,
        findings=findings,
    )


def _ratios(judged: Weighed) -> tuple[Summary | None, Summary | None]:
    ratio = summary((counted.ratio, times) for counted, times in judged)
    many = [(counted, times) for counted, times in judged if counted.reflections >= JUDGED_REFLECTIONS]
    return ratio, summary((counted.percent_complex, times) for counted, times in many)


def table(library: Library, findings: Iterable[Finding]) -> str:
    """Per script: paths, volleys of the longest, R:Q and %CR (least/middle/greatest), least MIA, most MINA, findings."""
    listed = list(findings)
    rows, whole = figures(library, listed)
    lines = [HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEAD))]
    text = [
        _line(HEAD, widths),
        "  ".join("-" * width for width in widths),
        *(_line(_cells(row), widths) for row in rows),
    ]
    text += ["", *_closing(whole), "", *CAVEATS]
    if listed:
        text += ["", *(str(finding) for finding in listed)]
    return "\n".join(text)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Names to the left, figures to the right."""
    padded = [
        cell.ljust(width) if at < 2 else cell.rjust(width)
        for at, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()


def _cells(row: Figures) -> tuple[str, ...]:
    paths = str(row.paths) if row.complete else f">{row.paths}"
    least = "–" if row.adherent_least is None else str(row.adherent_least)
    numbers = (paths, str(row.judged), str(row.volleys), _three(row.ratio, 1), _three(row.percent_complex, 0))
    return (row.script, row.process, *numbers, least, str(row.non_adherent_most), str(row.findings))


def _three(found: Summary | None, places: int) -> str:
    if found is None:
        return "–"
    return "/".join(_number(value, places) for value in (found.low, found.median, found.high))


def _number(value: float, places: int) -> str:
    return "∞" if isinf(value) else f"{value:.{places}f}"


def _closing(whole: Whole) -> list[str]:
    lines = [f"{whole.scripts} scripts, {whole.paths} paths, {whole.judged} of them judged; {whole.findings} findings."]
    for name, found, fair, good in (
        ("R:Q", whole.ratio, FAIR_RATIO, GOOD_RATIO),
        ("%CR", whole.percent_complex, FAIR_COMPLEX, GOOD_COMPLEX),
    ):
        middle = "–" if found is None else _number(found.median, 2)
        lines.append(f"Median {name} over all judged paths: {middle} (MITI 4.2.1: fair {fair:g}, good {good:g}).")
    strict = "–" if whole.strict_ratio is None else _number(whole.strict_ratio.median, 2)
    lines.append(f"Median R:Q for a coder who takes all that we coded SEEK for questions: {strict}.")
    lines.append(
        f"Below fair, and no fault of the script: {whole.declined} paths on which a question was declined, "
        f"{whole.quoted} on which typed words are quoted and not interpreted."
    )
    lines.append(f"%CR is taken on judged paths with at least {JUDGED_REFLECTIONS} reflections.")
    lines.append(
        f"Judged are paths with at least {JUDGED_VOLLEYS} coded volleys of scripts that do more than arrange things."
    )
    return lines


def as_json(library: Library, findings: Iterable[Finding]) -> str:
    """All of it: scripts, the whole, thresholds, caveats, findings. Infinity, which JSON lacks, is the text "inf"."""
    listed = list(findings)
    rows, whole = figures(library, listed)
    thresholds = {
        "ratio": {"fair": FAIR_RATIO, "good": GOOD_RATIO},
        "percent_complex": {"fair": FAIR_COMPLEX, "good": GOOD_COMPLEX},
    }
    told = {
        "scripts": [asdict(row) for row in rows],
        "whole": asdict(whole),
        "thresholds": thresholds,
        "caveats": list(CAVEATS),
        "findings": [asdict(finding) for finding in listed],
    }
    return json.dumps(_finite(told), ensure_ascii=False, indent=2, allow_nan=False)


def _finite(value: object) -> object:
    match value:
        case dict():
            return {key: _finite(inner) for key, inner in value.items()}
        case list():
            return [_finite(inner) for inner in value]
        case float() if value == inf:
            return "inf"
        case _:
            return value
