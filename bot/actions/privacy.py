"""A client's own data: shown, handed out, taken back consent by consent. Erasing is `bot/actions/erasing.py`."""

from __future__ import annotations

import json

from bot.actions import (
    case_work,
    erasing,
    group_join,
    looks,
    own_copy,
    undelivered,
)
from bot.actions import records as summaries
from bot.actions.scene import Scene
from bot.actions.speaker import Rows, help_button, say, tell
from bot.actions.steps import named
from bot.storage import (
    check_ins,
    client_rows,
    clients,
    evaluations,
    forgetting,
    outbox,
    records,
    talks,
    timers,
)
from bot.storage.tables import Client
from bot.words import short_day

UNASKED = (
    *("check_in", "open_door", "theme", "measures", "letter", "notice", "meeting_set", "cover", "handed_over"),
    "only_meetings",
)
"""Kinds of messages that may still wait for a client who takes the consent back."""
FILE_NAME = "rinnalla.json"
COUNTED = {
    "data_goals": ("goal",),
    "data_breaks": ("break",),
    "data_words": ("note",),
    "data_values": ("reading", "instrument_answer"),
    "data_people": ("care", "close_one", "party"),
    "data_groups": ("group_member",),
    "data_between": ("letter", "meeting", "proposal"),
    "data_notices": ("escalation",),
    "data_helped": ("concern",),
    "data_waiting": ("waiting_messages",),
    "data_looks": ("access_log",),
}
"""Lines of the overview, and the tables whose rows each counts."""


def show(scene: Scene) -> None:
    """`/mydata`: what is kept, in a few lines, and the ways on."""
    client, words, locale = scene.client, scene.house.words, scene.who.locale
    rows: list[list[tuple[str, str]]] = [
        [(words.bot("data_read", locale), "d.read")],
        [(words.bot("data_file", locale), "d.file")],
        [(words.bot("data_who", locale), "d.who")],
    ]
    if client.own_words:
        rows.append([(words.bot("data_no_words", locale), "d.words")])
    if records.granted_of(scene.tx, client.id, scene.now):
        rows.append([(words.bot("data_no_record", locale), "d.record")])
    rows.append([(words.bot("data_evaluation", locale), "d.eval")])
    if client.stage != "ended":
        rows.append([(words.bot("data_no_service", locale), "d.service")])
    rows.append([(words.bot("data_erase", locale), "d.erase")])
    rows.append([help_button(scene.house, locale)])
    clients.log_own(scene.tx, scene.client, "own data shown", scene.now)
    say(scene.tx, scene.who.person, _overview(scene, client), scene.now, rows=rows, client_id=client.id)


def _overview(scene: Scene, client: Client) -> str:
    """How much of what there is; what there is none of has no line."""
    words, locale = scene.house.words, scene.who.locale
    kept = client_rows.everything_about(scene.tx, client, scene.who.person)
    energies = check_ins.energies(scene.tx, client.id, client.since)
    facts = {
        "pseudonym": client.pseudonym,
        "since": short_day(client.since.date(), locale),
        "n_checkins": len(kept["check_in"]),
        "energies": ", ".join(str(energy) for _, energy in energies[-5:]) or "–",
        "step": named(words, client, locale) or "–",
    }
    lines = [words.bot("data_head", locale, **facts)]
    for key, tables in COUNTED.items():
        if n := sum(len(kept[table]) for table in tables):
            lines.append(words.bot(key, locale, n=n))
    return "\n".join([*lines, words.bot("data_foot", locale)])


def pressed(scene: Scene, rest: str) -> bool:
    """A button of `show`, or of the questions before erasing. False when it is none of these, or grew old."""
    what, _, stamp = rest.partition(".")
    if scene.who.client is None or what not in BUTTONS:
        return False
    if what in ("sure", "gone") and not erasing.fresh(stamp, scene.now):
        erasing.ask(scene)
        return True
    BUTTONS[what](scene)
    return True


def hand_out(scene: Scene) -> None:
    """The whole as a JSON document. Its text waits sealed in the outbox and is forgotten once it is sent."""
    client, words, locale = scene.client, scene.house.words, scene.who.locale
    known = client_rows.everything_about(scene.tx, client, scene.who.person)
    body = json.dumps(known, ensure_ascii=False, indent=2, default=str)
    caption = words.bot("data_caption", locale)
    outbox.add(
        scene.tx,
        chat_id=scene.who.person.chat_id,
        method="sendDocument",
        params={"caption": caption, "document_text": body, "document_name": FILE_NAME},
        now=scene.now,
        client_id=client.id,
        kind="file",
    )
    clients.log_own(scene.tx, scene.client, "own data handed out", scene.now)


def withdraw_words(scene: Scene) -> None:
    """Own words are not kept any more, and those that were are gone at once."""
    client = scene.client
    gone = forgetting.forget_notes(scene.tx, client.id)
    client.own_words = False
    clients.log_own(scene.tx, scene.client, "consent own_words withdrawn", scene.now)
    tell(scene.tx, scene.house, scene.who, "data_words_gone", scene.now, {"n": gone})


def ask_evaluation(scene: Scene) -> None:
    """What counting means, and the client's own yes or no. Without a yes nothing is counted."""
    words, locale, client = scene.house.words, scene.who.locale, scene.client
    rows: Rows = [
        [(words.bot("eval_yes", locale), "d.eval_yes")],
        [(words.bot("eval_no", locale), "d.eval_no")],
        [help_button(scene.house, locale)],
    ]
    say(scene.tx, scene.who.person, words.bot("eval_ask", locale), scene.now, client_id=client.id)
    say(scene.tx, scene.who.person, words.bot("eval_ask_more", locale), scene.now, rows=rows, client_id=client.id)


def let_count(scene: Scene) -> None:
    evaluations.agree(scene.tx, scene.client.id, scene.now)
    clients.log_own(scene.tx, scene.client, "consent evaluation given", scene.now)
    tell(scene.tx, scene.house, scene.who, "eval_yes_done", scene.now)


def leave_out(scene: Scene) -> None:
    evaluations.withdraw(scene.tx, scene.client.id)
    clients.log_own(scene.tx, scene.client, "consent evaluation withdrawn", scene.now)
    tell(scene.tx, scene.house, scene.who, "eval_no_done", scene.now)


def withdraw_service(scene: Scene) -> None:
    """Nothing is asked any more. Coming back begins with the consent; what is kept goes by itself after a month."""
    client = scene.client
    if client.stage == "ended":
        tell(scene.tx, scene.house, scene.who, "period_over", scene.now)
        return
    client.consented_at, client.stage = None, "welcoming"
    talks.close(scene.talk)
    talks.put_pending(scene.talk, [], [], "")  # nor is told what a professional would have heard
    clients.log_own(scene.tx, scene.client, "consent service withdrawn", scene.now)
    case_work.close_all(scene.tx, scene.house, client, case_work.STOPPED, scene.now)
    erasing.tell_professionals(scene.tx, scene.house, client, "pro_client_stopped", scene.now)
    undelivered.drop(scene.tx, scene.house, client, undelivered.STOPPED, scene.now)
    outbox.cancel(scene.tx, client.id, UNASKED)
    for kind in forgetting.CLIENT_TIMERS:
        timers.drop(scene.tx, kind, client.id)
    tell(scene.tx, scene.house, scene.who, "data_service_over", scene.now)
    for text in group_join.end_places(scene.tx, scene.house, client, scene.who.person, scene.now):
        say(scene.tx, scene.who.person, text, scene.now, client_id=client.id)


BUTTONS = {
    "read": own_copy.hand_out,
    "file": hand_out,
    "who": looks.tell,
    "words": withdraw_words,
    "service": withdraw_service,
    "eval": ask_evaluation,
    "eval_yes": let_count,
    "eval_no": leave_out,
    "record": summaries.withdraw_all,
    "erase": erasing.ask,
    "sure": erasing.ask_again,
    "gone": erasing.erase,
    "keep": erasing.keep,
}
