"""Polls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.desk import Desk
from sandbox.markup import parse_html
from sandbox.methods.messages import allowed, mine, send
from sandbox.methods.params import Params
from sandbox.methods.written import keyboard
from sandbox.model import JSON
from sandbox.refusals import bad_request


def send_poll(desk: Desk, params: Params) -> JSON:
    """`sendPoll`: 2 to 12 options."""
    return send(desk, params, lambda: {"poll": _poll(desk, params)})


def _poll(desk: Desk, params: Params) -> JSON:
    allowed(desk, params, "can_send_polls", "polls")
    question = parse_html(params.text("question"))[0] if params.text("question_parse_mode") else params.text("question")
    options = [str(o.get("text", "") if isinstance(o, dict) else o).strip() for o in params.list("options")]
    if not question.strip():
        raise bad_request("poll question must be non-empty")
    if len(question) > 300:
        raise bad_request("poll question length must not exceed 300")
    if len(options) < 2:
        raise bad_request("poll must have at least 2 option")
    if len(options) > 12:
        raise bad_request("poll can't have more than 12 options")
    if not all(options):
        raise bad_request("poll options must be non-empty")
    if any(len(option) > 100 for option in options):
        raise bad_request("poll options length must not exceed 100")
    return {
        "id": str(5_000_000_000 + desk.number()),
        "question": question.strip(),
        "options": [{"text": option, "voter_count": 0, "persistent_id": str(n)} for n, option in enumerate(options)],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": params.flag("is_anonymous", default=True),
        "type": params.text("type") or "regular",
        "allows_multiple_answers": params.flag("allows_multiple_answers"),
        "allows_revoting": True,
        "members_only": False,
    }


def stop_poll(desk: Desk, params: Params) -> JSON:
    """`stopPoll`."""
    message = mine(desk, params, "message with poll to stop not found", "message can't be stopped")
    if "poll" not in message.content:
        raise bad_request("message with poll to stop not found")
    if message.content["poll"]["is_closed"]:
        raise bad_request("poll has already been closed")
    message.markup = keyboard(params)
    poll = desk.count_votes(message, close=True)
    desk.tell("edited", message.chat.id, message.id)
    return poll


METHODS: dict[str, Callable[[Desk, Params], Any]] = {"sendPoll": send_poll, "stopPoll": stop_poll}
