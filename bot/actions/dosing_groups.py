"""A group's meetings in the dose log: how long, how many were there; never who (R90)."""

from __future__ import annotations

from bot.actions import dosing
from bot.actions.desk import Work
from bot.domain.dose import LENGTHS
from bot.domain.groups import LARGEST
from bot.storage import dose, groups
from bot.storage.clients import NotAllowed
from bot.storage.dose_tables import GroupSession


def _mine(work: Work, session_id: int) -> GroupSession:
    """A session of a group that this professional guides. Raises NotAllowed."""
    row = dose.session(work.scene.tx, session_id)
    if row is None or row.dropped_at is not None or not groups.moderates(work.scene.tx, row.group_id, work.pro.id):
        raise NotAllowed("keep_dose")
    return row


def show(work: Work, session_id: int) -> None:
    """Its length, how many, or that it did not take place."""
    row = _mine(work, session_id)
    lengths = [(work.text("pro_contact_minutes", n=n), f"p.group_lasted.{row.id}.{i}") for i, n in enumerate(LENGTHS)]
    rows = [
        lengths[:3],
        lengths[3:],
        [
            (work.text("pro_session_fewer"), f"p.group_there.{row.id}.0"),
            (work.text("pro_session_more"), f"p.group_there.{row.id}.1"),
        ],
        [(work.text("pro_contact_not"), f"p.group_not.{row.id}")],
        [(work.text("pro_contact_ok"), f"p.group_was.{row.id}")],
    ]
    work.show(work.text("contact_group", minutes=row.minutes, present=row.present), rows)


def set_length(work: Work, session_id: int, index: int) -> None:
    row = _mine(work, session_id)
    if index < len(LENGTHS):
        row.minutes = LENGTHS[index]
    show(work, session_id)


def set_present(work: Work, session_id: int, more: int) -> None:
    row = _mine(work, session_id)
    row.present = min(LARGEST, max(0, row.present + (1 if more else -1)))
    show(work, session_id)


def drop(work: Work, session_id: int) -> None:
    _mine(work, session_id).dropped_at = work.scene.now
    _next(work)


def confirm(work: Work, session_id: int) -> None:
    dose.confirm([_mine(work, session_id)], work.pro.id, work.scene.now)
    _next(work)


def _next(work: Work) -> None:
    work.scene.tx.session.flush()
    work.press = None
    dosing.show_waiting(work)
