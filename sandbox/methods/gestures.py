"""What is not a message: answers to presses, typing, reactions, pins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.desk import Desk
from sandbox.methods.messages import missing
from sandbox.methods.params import Params
from sandbox.methods.rights import need
from sandbox.methods.written import formatted
from sandbox.refusals import bad_request
from sandbox.room import TYPING
from sandbox.talk import PRESS_LASTS

REACTIONS = frozenset(
    [
        "👍",
        "👎",
        "❤",
        "🔥",
        "🥰",
        "👏",
        "😁",
        "🤔",
        "🤯",
        "😱",
        "🤬",
        "😢",
        "🎉",
        "🤩",
        "🤮",
        "💩",
        "🙏",
        "👌",
        "🕊",
        "🤡",
        "🥱",
        "🥴",
        "😍",
        "🐳",
        "💯",
        "🤣",
        "⚡",
        "🏆",
        "🌚",
        "🤗",
        "🫡",
        "✍",
        "🤝",
        "💪",
        "🌭",
        "👀",
        "🆒",
        "💘",
    ]
)
CHAT_ACTIONS = frozenset(
    [
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def answer_press(desk: Desk, params: Params) -> bool:
    """`answerCallbackQuery`: once, within 150 seconds."""
    press = desk.presses.get(params.text("callback_query_id"))
    if not press or press.answered or desk.now() - press.at > PRESS_LASTS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = formatted(params, "text")[0]
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answered, press.text, press.alert = True, text, params.flag("show_alert")
    press.url = params.text("url")
    desk.tell("answered", press.message.chat.id, press.message.id, press)
    return True


def chat_action(desk: Desk, params: Params) -> bool:
    """`sendChatAction`: five seconds, or until the message comes."""
    chat = desk.reach(params.text("chat_id") or missing("chat_id"))
    if params.text("action") not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    desk.typing[chat.id] = desk.now() + TYPING
    desk.tell("typing", chat.id)
    return True


def react(desk: Desk, params: Params) -> bool:
    """`setMessageReaction`."""
    chat = desk.reach(params.text("chat_id") or missing("chat_id"))
    message = chat.messages.get(params.number("message_id"))
    if not message or message.is_service:
        raise bad_request("message to react not found")
    emoji = [str(reaction.get("emoji", "")) for reaction in params.list("reaction")]
    if len(emoji) > 1 or any(e.removesuffix("\ufe0f") not in REACTIONS for e in emoji):
        raise bad_request("REACTION_INVALID")
    message.reactions[desk.bot.id] = emoji
    desk.tell("edited", chat.id, message.id)
    return True


def pin(desk: Desk, params: Params) -> bool:
    """`pinChatMessage`: in groups with the right to."""
    chat = desk.reach(params.text("chat_id") or missing("chat_id"))
    need(desk, chat, "can_pin_messages", "not enough rights to manage pinned messages in the chat")
    message = chat.messages.get(params.number("message_id"))
    if not message:
        raise bad_request("message to pin not found")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        desk.post(chat, desk.bot, {"pinned_message": message.to_json(nested=True)})
    return True


def unpin(desk: Desk, params: Params) -> bool:
    """`unpinChatMessage`: the named message, or the newest pin."""
    chat = desk.reach(params.text("chat_id") or missing("chat_id"))
    need(desk, chat, "can_pin_messages", "not enough rights to manage pinned messages in the chat")
    number = params.number("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    desk.tell("people", chat.id)
    return True


def unpin_all(desk: Desk, params: Params) -> bool:
    """`unpinAllChatMessages`."""
    chat = desk.reach(params.text("chat_id") or missing("chat_id"))
    need(desk, chat, "can_pin_messages", "not enough rights to manage pinned messages in the chat")
    chat.pinned.clear()
    desk.tell("people", chat.id)
    return True


METHODS: dict[str, Callable[[Desk, Params], Any]] = {
    "answerCallbackQuery": answer_press,
    "sendChatAction": chat_action,
    "setMessageReaction": react,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "unpinAllChatMessages": unpin_all,
}
