"""A report of evaluation as a page to read and as a table to reckon with. Pure: a report in, text out."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from io import StringIO

from babel.dates import format_date
from babel.numbers import format_decimal

from bot.domain.evaluation import LENGTH_BANDS, MEANS, SCORE_BANDS, TABLES, Batch, Report, add_up
from bot.domain.logic_model import MARKS, sentence
from bot.words import Words

ROWS: Mapping[str, tuple[str, ...]] = {
    "score": (*(name for _, _, name in SCORE_BANDS), "not_known", "no_plan"),
    "quality": ("higher", "same", "lower", "not_known"),
    "length": tuple(name for _, _, name in LENGTH_BANDS),
    "group": ("took_part", "did_not"),
}
"""Table -> its rows in the order of the page."""
ALL = ""  # the profile of the sum over all working models

STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin-bottom: .3rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem .3rem 0; }
td:last-child, th:last-child { text-align: right; white-space: nowrap; } tr { border-bottom: 1px solid #8885; }
p.note { color: GrayText; } @media print { h2 { break-before: page; } }
"""


@dataclass(frozen=True)
class Asked:
    """Which days were asked for, and in which language the page is."""

    begin: date
    end: date
    locale: str


@dataclass(frozen=True)
class Line:
    """One row of the report: where it stands, what it says, and the number. `value` None is kept back."""

    profile: str
    table: str
    row: str
    value: float | None
    people: int | None = None


def reports(batches: Sequence[Batch]) -> dict[str, Report]:
    """Of all working models together, and of each."""
    profiles = sorted({batch.profile for batch in batches})
    found = {ALL: add_up(batches)} if len(profiles) != 1 else {}
    return found | {profile: add_up([batch for batch in batches if batch.profile == profile]) for profile in profiles}


def lines(profile: str, report: Report) -> list[Line]:
    """Everything that a report tells, row by row."""
    found = []
    for table in TABLES:
        cells = report.tables.get(table, {})
        found += [Line(profile, table, row, cells[row]) for row in ROWS[table] if row in cells]
    for name in MEANS:
        if name in report.means:
            mean = report.means[name]
            found.append(Line(profile, "mean", name, mean.mean, mean.people))
    for mark in MARKS:
        cells = report.tables.get(f"logic.{mark}", {})
        if "yes" in cells:
            found.append(Line(profile, "logic", mark, cells["yes"]))
    return found


def as_csv(batches: Sequence[Batch]) -> str:
    """Machine-readable: one line a figure, point as decimal mark, an empty value for what is kept back."""
    out = StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["profile", "table", "row", "value", "people", "kept_back_in_part"])
    for profile, report in reports(batches).items():
        table.writerow([profile, "people", "", report.people, "", ""])
        for line in lines(profile, report):
            key = f"{'logic.' + line.row + '.yes' if line.table == 'logic' else line.table + '.' + line.row}"
            value = "" if line.value is None else round(line.value, 2)
            part = "yes" if key in report.kept_back else ""
            table.writerow([line.profile, line.table, line.row, value, line.people or "", part])
    return out.getvalue()


def as_html(words: Words, asked: Asked, batches: Sequence[Batch]) -> str:
    """One page that can be printed. Says what was asked, what is in it, and what is kept back and why."""

    def text(key: str, **facts: object) -> str:
        return escape(words.bot(key, asked.locale, **facts))

    days = {"begin": _day(asked.begin, asked.locale), "end": _day(asked.end, asked.locale)}
    parts = [f"<h1>{text('eval_title')}</h1>", f"<p>{text('eval_days', **days)}</p>", f"<p>{text('eval_rules')}</p>"]
    if not batches:
        parts.append(f"<p><strong>{text('eval_nothing')}</strong></p>")
    for profile, report in reports(batches).items() if batches else ():
        title = text(f"profile_{profile}") if profile else text("eval_all")
        parts.append(f"<h2>{title}</h2><p>{text('eval_people', n=report.people)}</p>")
        parts += _tables(words, asked.locale, profile, report)
    head = (
        f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{text("eval_title")}</title>'
    )
    body = "\n".join(parts)
    return f'<!doctype html>\n<html lang="{asked.locale}">\n<head>{head}<style>{STYLE}</style></head>\n<body>\n{body}\n</body>\n</html>\n'


def _tables(words: Words, locale: str, profile: str, report: Report) -> list[str]:
    parts: list[str] = []
    found = lines(profile, report)
    for table in (*TABLES, "mean", "logic"):
        rows = [line for line in found if line.table == table]
        if not rows:
            continue
        head = escape(words.bot(f"eval_table_{table}", locale))
        unit = escape(words.bot("eval_mean" if table == "mean" else "eval_count", locale))
        cells = "".join(_row(words, locale, report, line) for line in rows)
        parts.append(f"<h3>{head}</h3><table><tr><th scope=col></th><th scope=col>{unit}</th></tr>{cells}</table>")
    if report.kept_back:
        parts.append(f'<p class="note">{escape(words.bot("eval_at_least", locale))}</p>')
    return parts


def _row(words: Words, locale: str, report: Report, line: Line) -> str:
    if line.table == "logic":
        name, key = words.bot(sentence(line.row), locale), f"logic.{line.row}.yes"
    else:
        kind = "mean" if line.table == "mean" else line.table
        name, key = words.bot(f"eval_{kind}_{line.row}", locale), f"{line.table}.{line.row}"
    if line.value is None:  # small, or kept back so that a small one cannot be reckoned: the page does not say which
        shown = words.bot("eval_kept_back", locale)
    else:
        shown = format_decimal(round(line.value, 1), locale=locale)
    if line.people is not None:
        shown += f" (n = {line.people})"
    elif line.value is not None and key in report.kept_back:
        shown = f"≥ {shown}"
    return f"<tr><th scope=row>{escape(name)}</th><td>{escape(shown)}</td></tr>"


def _day(day: date, locale: str) -> str:
    return format_date(day, format="medium", locale=locale)
