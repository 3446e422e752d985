"""
The logic model on a client's card (R85): rows that those who accompany record with a tap, and where the work left it.

What follows from kept data anyway is not asked. Nothing here is a grade of the client: rows are about the work.
"""

from __future__ import annotations

from bot.actions.desk import Work
from bot.actions.speaker import Rows
from bot.domain.logic_model import BY_DATA, MARKS, PARTS, sentence
from bot.domain.plan import Period
from bot.storage import evaluations, plans
from bot.storage.clients import NotAllowed
from bot.storage.tables import Client

REQUIREMENT = "R85"
LAST = 3  # adaptations that the page shows


def offered(work: Work, client: Client) -> bool:
    """Whether the client's working model records a logic model."""
    return _period(work, client) is not None


def _period(work: Work, client: Client) -> Period | None:
    period = plans.period_of(work.scene.tx, client.id)
    profile = work.scene.house.profiles.get(period.profile) if period is not None else None
    return period if profile is not None and REQUIREMENT in profile.requirements else None


def _needed(work: Work, client: Client) -> Period:
    period = _period(work, client)
    if period is None:
        raise NotAllowed("record_logic")
    return period


def show(work: Work, client: Client) -> None:
    """Every row, by part; a button for each that a person records."""
    period = _needed(work, client)
    tx = work.scene.tx
    kept = evaluations.marks(tx, client.id, period.id)
    lines = [work.text("logic_head", pseudonym=client.pseudonym)]
    for part, keys in PARTS.items():
        names = [work.text(sentence(f"{part}.{key}")) for key in keys if f"{part}.{key}" in kept]
        lines.append(f"{work.text(f'logic_{part}')}: {', '.join(names) or work.text('logic_nothing')}")
    left = evaluations.adaptations(tx, client.id, period.id)[-LAST:]
    lines += [work.text("logic_adapted", words=row.words) for row in left]
    work.show("\n".join(lines), _rows(work, client, kept))


def _rows(work: Work, client: Client, kept: frozenset[str]) -> Rows:
    rows: list[list[tuple[str, str]]] = []
    for number, mark in enumerate(MARKS):
        if mark not in BY_DATA:
            key = "logic_take_back" if mark in kept else "logic_record"
            rows.append([(work.text(key, row=work.text(sentence(mark))), f"p.mark.{client.id}.{number}")])
    rows.append([(work.text("logic_adapt"), f"p.adapt.{client.id}")])
    rows.append(work.to_card(client))
    return rows


def toggle(work: Work, client: Client, number: int) -> None:
    """Record a row, or take it back. What data tell is nobody's to tap."""
    period = _needed(work, client)
    if number < len(MARKS) and MARKS[number] not in BY_DATA:
        evaluations.toggle_mark(work.scene.tx, client.id, period.id, MARKS[number], work.pro.id, work.scene.now)
    show(work, client)


def ask_adaptation(work: Work, client: Client) -> None:
    _needed(work, client)
    work.ask("pro_adapt", {"pseudonym": client.pseudonym, "subject": client.id})


def keep_adaptation(work: Work, client: Client, said: str) -> None:
    """Where the work left the model. Data about the client, who gets it with /tietoni."""
    period = _needed(work, client)
    evaluations.adapt(work.scene.tx, client.id, period.id, said, work.pro.id, work.scene.now)
    work.scene.closing.append(work.text("logic_adapt_kept"))
