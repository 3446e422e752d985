"""
What a summary for the record is made of, seen by one professional: nothing that the client keeps back from them, no word
of the client's but those of agreed goals, of the experiment and of the continuation plan.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.actions.digest import hidden_items, kept_from
from bot.actions.measured import title
from bot.actions.plan_words import RESTED, TRIED
from bot.domain.instruments import Instruments
from bot.domain.record import Filled, Measured, Record, Taken
from bot.domain.walltime import local_date
from bot.domain.week_facts import Line
from bot.storage import check_ins, clients, dose, measures, network, people, plans
from bot.storage.database import Transaction
from bot.storage.tables import Client
from bot.words import Words


def gather(tx: Transaction, instruments: Instruments, client: Client, professional_id: int, now: datetime) -> Record:
    """As it is now, with the words of goals. The client is shown it before anybody gets it."""
    kept, zone = kept_from(tx, client, professional_id), client.timezone
    steps = Line.STEPS not in kept
    outcomes = [row.outcome for row in check_ins.since(tx, client.id, client.since)]
    hides = hidden_items(tx, client.id, professional_id)
    energies = [] if Line.ENERGY in kept else check_ins.energies(tx, client.id, client.since)
    breaks = () if Line.BREAK in kept else clients.breaks_since(tx, client.id, client.since)
    today = local_date(now, zone)
    found = Record(
        client=client.id,
        pseudonym=client.pseudonym,
        responsible=next((pro.name for care, pro in network.all_of(tx, client.id) if care.role == "responsible"), ""),
        on=today,
        since=local_date(client.since, zone),
        step=client.step_what if steps else "",
        floor_days=client.fixed_days or client.floor_days,
        period=plans.period_of(tx, client.id),
        goals=() if "goals" in hides else plans.agreed_goals_of(tx, client.id),
        energy=tuple((local_date(at, zone), energy) for at, energy in energies),
        breaks=tuple(
            (local_date(b.started_at, zone), local_date(b.ended_at, zone) if b.ended_at else today) for b in breaks
        ),
        tried=sum(outcome in TRIED for outcome in outcomes) if steps else None,
        rested=outcomes.count(RESTED) if steps else None,
        measures=() if "measures" in hides else _measured(tx, client),
        forms=() if "measures" in hides else _forms(tx, instruments, client),
        dose=dose.of_client(tx, client.id, client.since, now),
        continuation="\n".join(plans.continuation_of(tx, client.id).values()),
    )
    return found.as_shown()


def without_words(record: Record, words: Words, locale: str, put_in: Collection[str] = ()) -> Record:
    """
    Numbers and codes only, where DISCLOSURE keeps a client's words out of the channel.

    A goal and a measure of the client's own get a number instead of their name. `put_in`: parts of the agreement, of
    `AGREED`, whose words the client put in herself (ADR 0023).
    """
    goals = (
        record.goals
        if "goals" in put_in
        else tuple(
            replace(goal, what=words.bot("record_goal_number", locale, number=number), **_WORDLESS)
            for number, goal in enumerate(record.goals, 1)
        )
    )
    measured = [
        replace(one, name=words.bot("record_measure_number", locale, number=number)) if one.name else one
        for number, one in enumerate(record.measures, 1)
    ]
    step = record.step if "step" in put_in else ""
    return replace(record, step=step, continuation="", goals=goals, measures=tuple(measured))


AGREED = ("goals", "step")
"""What both agreed on. Their words are known to both, and go into the paper one part at a time, by the client's own tap."""

_WORDLESS: Mapping[str, Any] = {"own_words": "", "indicator": "", "levels": ("", "", "", "", "")}


def _measured(tx: Transaction, client: Client) -> tuple[Measured, ...]:
    return tuple(
        Measured(
            followed.id,
            followed.key,
            followed.name,
            followed.unit,
            tuple(Taken(value.numbers, value.on, value.occasion) for value in followed.values),
        )
        for followed in measures.readings_of(tx, client.id)
        if followed.shared and followed.values
    )


def _made_up(instruments: Instruments, key: str, locale: str) -> bool:
    """Words for trying out, which are not the instrument's: what was answered must not bear its name."""
    said = instruments.said(key, locale)
    return said is not None and said.stand_in


def _forms(tx: Transaction, instruments: Instruments, client: Client) -> tuple[Filled, ...]:
    locale = people.by_id(tx, client.person_id).locale
    return tuple(
        Filled(
            run.id,
            f"{run.instrument}-example" if _made_up(instruments, run.instrument, locale) else run.instrument,
            title(instruments, run.instrument, locale),
            run.occasion,
            local_date(run.on, client.timezone),
            run.score.mean if run.score is not None else None,
        )
        for run in measures.answers_of(tx, client.id)
        if run.shared and run.finished
    )
