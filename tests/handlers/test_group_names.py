"""A name that Telegram shows is typed by its owner: what no database takes, and what turns a line around, stays outside."""

from __future__ import annotations

from telegram import Update

from handlers import group
from handlers.group import Came

ODD, KEPT = "\ud800Aino\u202e\x9b", "\ufffdAino"


def test_the_name_of_a_newcomer_is_cleaned_like_typed_words():
    person = {"id": 7, "is_bot": False, "first_name": ODD}
    chat = {"id": -5, "type": "group", "title": "x"}
    body = {"message_id": 1, "date": 1793000000, "chat": chat, "from": person, "new_chat_members": [person]}
    update = Update.de_json({"update_id": 1, "message": body}, None)
    assert update is not None
    assert group.read(update) == Came((7,), (KEPT,))
