"""When a professional is told of this client, and how high the ladder goes: set by buttons, told to the client."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta

from bot.actions.desk import Work
from bot.actions.speaker import of_client
from bot.domain.escalation import BOUNDS, ThresholdError, Thresholds
from bot.domain.steps import TOP
from bot.storage import timers
from bot.storage.tables import Client

OFFERED = ("in_row", "of_last_skips", "silence_days", "low_count")
"""Those of the thresholds that have buttons. The others keep their agreed values, or follow."""
USUAL = asdict(Thresholds())
MOST = "plan_most"
RHYTHMS = (1, 2, 4, 7, 14)  # days between check-ins that can be agreed on
LOOK_AGAIN = timedelta(hours=1)  # whether it has been silent for long, by the new limits; time to take a slip back


def of(client: Client) -> Thresholds:
    """The thresholds that hold for this client: the usual ones, with what was set for them."""
    return Thresholds(**{**USUAL, **{name: value for name, value in client.thresholds.items() if name in USUAL}})


def heard(client: Client) -> Thresholds:
    """Those that the client has heard of: what she answers meanwhile is weighed by no rule that she does not know (R32)."""
    before = client.limits_before or {}
    return replace(of(client), **{name: value for name, value in before.items() if name in USUAL})


def as_known(client: Client) -> dict[str, int]:
    """Thresholds and the highest level in one, as they are kept until the client has heard of a change."""
    return {**asdict(of(client)), MOST: client.plan_most}


def _note(client: Client, pro_id: int) -> None:
    """Before a change: what the client knows stays as it was until she is told (`limits_told.py`)."""
    if client.limits_before is None:
        client.limits_before = as_known(client)
    client.limits_by = pro_id


def show(work: Work, client: Client) -> None:
    """The limits as they are, each with less and more."""
    now = of(client)
    lines = [work.text("pro_limits_head", pseudonym=client.pseudonym)]
    rows = []
    for index, name in enumerate(OFFERED):
        value = getattr(now, name)
        lines.append("• " + work.text(f"pro_limit_{name}", value=value, of_last=now.of_last, low=now.low_energy))
        least, most = BOUNDS[name]
        ways = [(value - 1, 0)] * (value > least) + [(value + 1, 1)] * (value < most)
        rows.append([(_to(work, name, wanted, now), f"p.limit.{client.id}.{index}.{more}") for wanted, more in ways])
    lines.append(
        "• " + work.text("pro_limit_most", value=client.plan_most, size=work.text(f"step_size_{client.plan_most}"))
    )
    rows.append([(work.text("pro_most_to", value=level), f"p.most.{client.id}.{level}") for level in range(TOP + 1)])
    often = client.fixed_days or client.floor_days
    lines.append("• " + work.text("pro_limit_rhythm", days=often))
    if often < RHYTHMS[-1]:
        rows.append([(work.text("pro_rarer"), f"p.rarer.{client.id}")])
    lines.append(work.text("pro_limits_seen"))
    rows.append(work.to_card(client))
    work.show("\n".join(lines), rows)


def _to(work: Work, name: str, value: int, now: Thresholds) -> str:
    """What a button would set: the limit as it would then be."""
    return work.text(f"pro_to_{name}", value=value, of_last=now.of_last)


def change(work: Work, client: Client, index: int, more: int) -> None:
    """One up or one down, within the bounds. What is outside of them stays as it is."""
    if index < len(OFFERED):
        name = OFFERED[index]
        now = of(client)
        value = getattr(now, name) + (1 if more else -1)
        also = {"silence_days_low": min(USUAL["silence_days_low"], value)} if name == "silence_days" else {}
        try:
            changed = asdict(replace(now, **{name: value}, **also))
        except ThresholdError:
            pass  # an old button; the card below shows what holds
        else:
            _note(client, work.pro.id)
            client.thresholds = {name: v for name, v in changed.items() if v != USUAL[name]}
            if client.consented_at is not None:
                timers.put(work.scene.tx, "silence", client.id, work.scene.now + LOOK_AGAIN)
    show(work, client)


def rarer(work: Work, client: Client) -> None:
    """
    Ask less often than the client chose; never more often. The client hears it and may change it back at once.

    The button goes one step of the rhythms that a client may choose.
    """
    from bot.actions import letters, rhythm

    often = client.fixed_days or client.floor_days
    days = next((days for days in RHYTHMS if days > often), None)
    if days is not None:
        if client.fixed_days:
            client.fixed_days = days
        else:
            client.floor_days = days
        client.interval_days = max(client.interval_days, days)
        if client.stage == "active":
            rhythm.replan(work.scene.tx, client, work.scene.now)
        locale = of_client(work.scene.tx, client).locale
        text = work.words.bot("rhythm_rarer", locale, pro=work.pro.name, days=days)
        letters.deliver(work, client, text, topic="rhythm_rarer")
    show(work, client)


def set_most(work: Work, client: Client, level: int) -> None:
    """The highest level of the ladder that the bot may offer. A step that is higher comes down to it."""
    if level <= TOP:
        _note(client, work.pro.id)
        client.plan_most = level
        client.step_level = min(client.step_level, level)
    show(work, client)
