"""A professional's own data: shown, and handed out as a file. `privacy.py` is its sister for clients."""

from __future__ import annotations

import json

from babel.dates import get_day_names

from bot.actions.desk import Work
from bot.domain.purposes import Purpose
from bot.storage import clients, locks, outbox, own_rows
from bot.words import short_day

FILE_NAME = "rinnalla-professional.json"


def show(work: Work) -> None:
    """`/mydata` for those who accompany: what is kept, in a few lines, and the whole as a file."""
    tx, pro = work.scene.tx, work.pro
    lock = locks.of(tx, pro.id)
    day = get_day_names("wide", "stand-alone", work.locale)[pro.digest_weekday]
    facts = {
        "name": pro.name or "–",
        "since": short_day(pro.since.date(), work.locale),
        "digest": f"{day} {pro.digest_hour}:00",
        "n_clients": len(clients.caseload(tx, pro.id)),
        "factor": short_day(lock.enrolled_at.date(), work.locale) if lock is not None and lock.enrolled_at else "–",
        "n_log": own_rows.logged(tx, pro),
    }
    work.say(work.text("pro_data_head", **facts), [[(work.text("pro_data_file"), "p.mine")]])
    _log(work, "own data shown")


def hand_out(work: Work) -> None:
    """The whole as a JSON document. Its text waits sealed in the outbox and is forgotten once it is sent."""
    known = own_rows.everything_about(work.scene.tx, work.pro, work.scene.who.person)
    body = json.dumps(known, ensure_ascii=False, indent=2, default=str)
    outbox.add(
        work.scene.tx,
        chat_id=work.scene.who.person.chat_id,
        method="sendDocument",
        params={"caption": work.text("data_caption"), "document_text": body, "document_name": FILE_NAME},
        now=work.scene.now,
        kind="file",
    )
    _log(work, "own data handed out")


def _log(work: Work, what: str) -> None:
    clients.log(
        work.scene.tx,
        actor="professional",
        actor_id=work.pro.id,
        client_id=None,
        what=what,
        why=Purpose.OWN,
        now=work.scene.now,
    )
