"""The facts that a dialog script may name: looked up when a talk begins, never while it is answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.actions import goal_draft
from bot.actions.disclosure import carries_words
from bot.actions.rhythm import energies
from bot.actions.scene import Scene
from bot.actions.steps import named
from bot.domain import cadence, escalation, steps
from bot.domain.walltime import local_date
from bot.storage import check_ins, clients, goal_rows, people
from bot.storage.tables import CheckIn, Client
from bot.words import listed

LIMITS_EVERY = timedelta(days=30)  # how often the client is reminded that nobody reads live (domain 5.3)
LOOK_BACK = timedelta(days=60)
TELLS = ("before_telling", "contact", "fear_and_safety")  # talks that say who is told
BORED_AFTER = 6  # the same step, answered so often without growing, may have become dull (R16)


def facts_for(scene: Scene, script: str) -> dict[str, object]:
    """All facts for a client's talk; for a professional only their own name."""
    client = scene.who.client
    if client is None or script in ("invite_client", "welcome_professional"):
        name = scene.who.professional.name if scene.who.professional else ""
        return {"name": name}
    tx, now = scene.tx, scene.now
    past = check_ins.since(tx, client.id, now - LOOK_BACK)
    known = energies(tx, client, now)
    facts: dict[str, object] = {
        "pseudonym": client.pseudonym,
        "has_step": bool(client.step_what),
        "step": named(scene.house.words, client, scene.who.locale),
        "step_when": client.step_when,
        "step_sign": client.step_sign,
        "step_level": client.step_level,
        "questions": cadence.max_questions(cadence.effective_energy(known) if known else None),
        "after_break": False,
        "first_time": not any(report.energy is not None for report in past),
        "own_words": client.own_words,
        "carry_ok": client.own_words,
        "words_go": carries_words(scene.house),
        "limits_due": client.told_limits_at is None or now - client.told_limits_at >= LIMITS_EVERY,
        "signal": "",
        "waited": not escalation.may_say_not_yet(client.not_yet_at, now),
        "words": "",
        "wished": "",
    }
    facts |= _rhythm(client)
    facts |= _told(scene, client, script)
    facts |= _from_past(client, past)
    facts |= _from_words(scene, client)
    if known:
        facts["energy_last"] = known[-1]
    if script in goal_draft.SCRIPTS:
        facts |= _from_goals(scene, client)
    facts |= {name: value for name, value in scene.late.items() if name in ("signal", "words", "wished", "after_break")}
    return facts


def _rhythm(client: Client) -> dict[str, object]:
    """What was agreed on about asking, and whether it rests."""
    return {
        "rhythm_days": client.fixed_days or client.interval_days,
        "floor_days": client.floor_days,
        "fixed": client.fixed_days is not None,
        "slot": client.slot,
        "quiet_from": client.quiet_from,
        "quiet_until": client.quiet_until,
        "on_break": client.stage == "break",
    }


def _told(scene: Scene, client: Client, script: str) -> dict[str, object]:
    """Who is meant, the responsible one; where a talk says that somebody is told, all who hear it then. And how many."""
    from bot.actions import escalate, notices

    if script not in TELLS:
        names = [pro.name for _, pro, _ in people.carers(scene.tx, client.id)]
        return {"pro": next(iter(names), ""), "pros": len(names)}
    morning = script == "before_telling"
    at = escalate.next_working_morning(scene.house, client, scene.now) if morning else scene.now
    names = notices.told(scene.tx, scene.house, client, at, scene.who.locale)
    if morning and not names:  # whose chat is closed out now may be let back by then
        names = [pro.name for _, pro, _ in people.carers(scene.tx, client.id)][:1]
    return {"pro": listed(names, scene.who.locale) if names else "", "pros": len(names)}


def _from_past(client: Client, past: Sequence[CheckIn]) -> dict[str, object]:
    answered = [report for report in past if report.outcome]
    reports = [reported(report) for report in answered]
    trials = [
        steps.Trial(report.answered_at or report.asked_at, steps.Outcome(report.outcome), _fit(report))
        for report in answered
    ]
    ladder = steps.Ladder(client.step_level, client.plan_most, client.grown_at)
    energy = next((report.energy for report in reversed(answered) if report.energy is not None), None)
    moment = answered[-1].answered_at if answered and answered[-1].answered_at else client.since
    ready = energy is not None and steps.may_ask_growth(trials, ladder, energy, moment)
    rated = [report for report in answered if report.fit]
    safe = [report for report in answered if report.safe]
    same = [r for r in answered if client.step_since is None or (r.answered_at or r.asked_at) >= client.step_since]
    return {
        "skips": escalation.skips_in_row(reports),
        "reason_last": next((r.reason for r in reversed(answered) if r.reason), ""),
        "ask_fit": not rated or len([r for r in answered if r.id > rated[-1].id]) >= 1 or len(rated) < 3,
        "ask_safe": bool(client.step_what) and client.step_level >= 3 and not safe,
        "growth_ok": bool(client.step_what) and ready,
        "bored": len(same) >= BORED_AFTER and not ready,
    }


def _fit(report: CheckIn) -> steps.Fit | None:
    return steps.Fit(report.fit) if report.fit else None


def reported(report: CheckIn) -> escalation.Report:
    """A check-in as the rules of escalation see it."""
    return escalation.Report(
        at=report.answered_at or report.asked_at,
        outcome=report.outcome,
        energy=report.energy,
        counted=report.counted,
    )


def _from_words(scene: Scene, client: Client) -> dict[str, object]:
    facts: dict[str, object] = {"own_success": "", "strength": "", "evening": "", "value": "", "hard_day": ""}
    if not client.own_words:
        return facts
    newest = clients.notes(scene.tx, client.id, ("success", "strength", "evening", "value", "hard_day"))
    spin = scene.talk.turn
    for kind, fact in (
        ("success", "own_success"),
        ("strength", "strength"),
        ("value", "value"),
        ("hard_day", "hard_day"),
    ):
        mine = [note.words for note in newest if note.kind == kind]
        if mine:
            facts[fact] = mine[spin % min(3, len(mine))]  # one of the last three, so that it is not always the same
    return facts


def _from_goals(scene: Scene, client: Client) -> dict[str, object]:
    """The goal that a talk is about: the one that was tapped, else the newest draft."""
    wanted = scene.late.get("goal")
    goal = goal_rows.of_client(scene.tx, client.id, wanted) if isinstance(wanted, int) else None
    goal = goal or goal_rows.draft(scene.tx, client.id)
    facts: dict[str, object] = {"goals": goal_rows.count(scene.tx, client.id), "goal": goal.id if goal else 0}
    version = goal_rows.newest(scene.tx, goal) if goal is not None else None
    part = str(scene.late.get("part", "what"))
    return facts | {
        "area_words": goal.own_words if goal is not None else "",
        "goal_what": version.what if version is not None else "",
        "goal_now": goal_draft.now_text(version) if version is not None else "",
        "goal_expected": version.expected if version is not None else "",
        "goal_sign": version.indicator if version is not None else "",
        "part": part,
        "part_words": goal_draft.text_of(version, part) if version is not None else "",
    }


def today(scene: Scene, client: Client) -> str:
    return local_date(scene.now, client.timezone).isoformat()
