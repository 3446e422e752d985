"""Months of a client's life as rows, for papers that show them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.storage import clients
from bot.storage.database import Transaction
from bot.storage.dose_tables import ContactRow
from bot.storage.measure_tables import InstrumentAnswer, InstrumentRun, Measure, Reading
from bot.storage.plan_tables import Goal, GoalRating, GoalVersion, OtherTherapy, PeriodStage, PlanPeriod
from bot.storage.tables import Break, CheckIn, Client

LEVELS = ("En lähde ulos", "Käyn portailla", "Käyn postilaatikolla", "Käyn puistossa", "Kävelen kauppaan")


def goal(tx: Transaction, client: Client, pro_id: int, now: datetime, *, agreed: bool = True) -> Goal:
    """A goal with two joint ratings, or one that is still being written."""
    row = Goal(client_id=client.id, state="agreed" if agreed else "draft", area="moving", made_at=now)
    row.own_words, row.agreed_version = "Haluan taas nähdä järven", 1 if agreed else None
    tx.session.add(row)
    tx.session.flush()
    names = dict(zip(("much_less", "less", "expected", "more", "much_more"), LEVELS, strict=True))
    tx.session.add(
        GoalVersion(
            client_id=client.id,
            goal_id=row.id,
            what="Kävelen ulkona" if agreed else "Nukun yöni",
            baseline=-1,
            indicator="Askeleet ovelta postilaatikolle",
            due=(now + timedelta(days=30)).date(),
            icf="d450 b455",
            at=now,
            shown_at=now,
            client_yes_at=now if agreed else None,
            professional_yes_at=now if agreed else None,
            agreed_with=pro_id if agreed else None,
            **names,
        )
    )
    if agreed:
        for whose, level, moment, days in (
            ("both", -1, "start", 0),
            ("both", 0, "mid", 60),
            ("client", 1, "between", 70),
        ):
            at = now + timedelta(days=days)
            tx.session.add(
                GoalRating(
                    client_id=client.id,
                    goal_id=row.id,
                    whose=whose,
                    level=level,
                    moment=moment,
                    at=at,
                    client_yes_at=at,
                )
            )
    return row


def period(tx: Transaction, client: Client, begins: date) -> None:
    row = PlanPeriod(
        client_id=client.id, profile="gas_icf", begins=begins, ends=begins + timedelta(days=181), at=client.since
    )
    tx.session.add(row)
    tx.session.flush()
    first = begins
    for place, (stage, weeks) in enumerate((("plan", 3), ("trials", 10), ("mid_review", 1), ("fading_trials", 12))):
        last = first + timedelta(weeks=weeks, days=-1)
        stages = PeriodStage(client_id=client.id, period_id=row.id, place=place, stage=stage, begins=first, ends=last)
        tx.session.add(stages)
        first = last + timedelta(days=1)


def measured(
    tx: Transaction, client: Client, name: str, unit: str, values: tuple[str, ...], *, shared: bool = True
) -> None:
    row = Measure(
        client_id=client.id,
        key="other",
        name=name,
        unit=unit,
        shared=shared,
        made_at=client.since,
        agreed_at=client.since,
    )
    tx.session.add(row)
    tx.session.flush()
    for place, numbers in enumerate(values):
        on = client.since.date() + timedelta(days=40 * place)
        tx.session.add(
            Reading(
                client_id=client.id,
                measure_id=row.id,
                numbers=numbers,
                on_date=on,
                occasion="" if place else "start",
                at=client.since + timedelta(days=40 * place),
            )
        )


def answered(tx: Transaction, client: Client, *, shared: bool = True) -> None:
    """EUROHIS-QOL 8 at the start and in the middle."""
    row = Measure(
        client_id=client.id, sort="instrument", key="eurohis_qol_8", shared=shared, made_at=client.since,
        agreed_at=client.since,
    )  # fmt: skip
    tx.session.add(row)
    tx.session.flush()
    for occasion, value, mean in (("start", "3", 3.0), ("mid", "4", 4.0)):
        at = client.since + timedelta(days=1 if occasion == "start" else 90)
        run = InstrumentRun(
            client_id=client.id,
            measure_id=row.id,
            instrument="eurohis_qol_8",
            occasion=occasion,
            wording="fi 0123",
            state="done",
            results=f'{{"mean": {mean}, "total": {mean * 8}, "percent": {(mean - 1) * 25}}}',
            begun_at=at,
            done_at=at,
        )
        tx.session.add(run)
        tx.session.flush()
        for item in range(1, 9):
            tx.session.add(InstrumentAnswer(client_id=client.id, run_id=run.id, item=f"q{item}", value=value, at=at))


def lived(tx: Transaction, client: Client, pro_id: int, now: datetime, weeks: int = 16) -> None:
    """Sixteen weeks with everything in them. `client.since` moves to their beginning."""
    client.since = now - timedelta(weeks=weeks)
    client.step_what, client.step_when, client.step_sign = (
        "Kävelen postilaatikolle",
        "Aamukahvin jälkeen",
        "Olo kevenee",
    )
    outcomes = ("done", "part", "not_started", "done", "rested")
    for place in range(weeks * 2):
        at = client.since + timedelta(days=3.5 * place, hours=10)
        if not 40 <= (at - client.since).days < 58:
            energy = (3, 4, 2, 5, 4, 6, 5)[place % 7]
            outcome = outcomes[place % len(outcomes)]
            tx.session.add(
                CheckIn(client_id=client.id, asked_at=at, answered_at=at, energy=energy, outcome=outcome, counted=True)
            )
    away = client.since + timedelta(days=40)
    tx.session.add(Break(client_id=client.id, started_at=away, until=None, ended_at=away + timedelta(days=18)))
    for kind, words, share in (
        ("value", "Metsä ja järvi", False),
        ("success", "Kävin rannassa asti, vaikka satoi", False),
        ("strength", "Osaan pyytää seuraa", False),
        ("cont_helps", "Soitan ystävälle sunnuntaisin", False),
        ("hard_day", "Lepo ensin. Soitan siskolle.", False),
    ):
        clients.keep_note(tx, client.id, kind, words, share=share, now=client.since + timedelta(days=30))
    goal(tx, client, pro_id, client.since + timedelta(days=14))
    goal(tx, client, pro_id, client.since + timedelta(days=20), agreed=False)
    period(tx, client, client.since.date())
    measured(tx, client, "Kävelytesti", "m", ("310", "345.5", "402"))
    measured(tx, client, "Paino", "kg", ("84.5",), shared=False)
    answered(tx, client)
    tx.session.add(OtherTherapy(client_id=client.id, words="Fysioterapia tiistaisin", since=client.since))
    for days, kind, form, minutes in (
        (3, "meeting", "in_person", 60),
        (30, "meeting", "remote", 45),
        (50, "call", "", 15),
    ):
        at = client.since + timedelta(days=days)
        tx.session.add(
            ContactRow(
                client_id=client.id,
                professional_id=pro_id,
                kind=kind,
                form=form,
                minutes=minutes,
                at=at,
                confirmed_at=at,
                confirmed_by=pro_id,
            )
        )
    tx.session.flush()
