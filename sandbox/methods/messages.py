"""Sending, editing and deleting; answers to presses; polls, reactions, pins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.desk import Desk
from sandbox.files import Stored, image_size
from sandbox.markup import parse_html
from sandbox.methods.params import Params, Upload
from sandbox.methods.rights import need
from sandbox.methods.written import caption_content, formatted, keyboard, text_content
from sandbox.model import JSON, Chat, Message
from sandbox.refusals import Refused, bad_request
from sandbox.room import TYPING
from sandbox.talk import PRESS_LASTS

OLD = 48 * 3600  # seconds after which a bot can no longer delete a message
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


def _send(desk: Desk, params: Params, content: Callable[[], JSON]) -> JSON:
    chat = desk.reach(params.text("chat_id") or _missing("chat_id"))
    message = Message(0, chat, desk.bot, desk.now(), content(), _replied_to(chat, params), keyboard(params))
    message.topic = params.number("message_thread_id")
    return desk.deliver(message).to_json()


def _missing(name: str) -> str:
    raise bad_request(f"{name} is empty")


def _replied_to(chat: Chat, params: Params) -> Message | None:
    wish = params.object("reply_parameters") or {"message_id": params.number("reply_to_message_id")}
    if not (number := int(wish.get("message_id") or 0)):
        return None
    if not (message := chat.messages.get(number)):
        if wish.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
    return message


def send_message(desk: Desk, params: Params) -> JSON:
    """`sendMessage`."""
    return _send(desk, params, lambda: text_content(params))


def _stored(desk: Desk, params: Params, name: str, folder: str) -> Stored:
    file = params.file(name)
    if isinstance(file, Upload):
        return desk.files.keep(file.body, file.name, file.mime, folder)
    return desk.files.find(file)


def _file_json(stored: Stored) -> JSON:
    return {k: v for k, v in stored.to_json().items() if k != "file_path"}


def send_photo(desk: Desk, params: Params) -> JSON:
    """`sendPhoto`: PNG or JPEG, at most 10 MB, or the id of one sent before."""

    def content() -> JSON:
        caption = caption_content(params)
        stored = _stored(desk, params, "photo", "photos")
        wide, high = image_size(stored.body)
        if wide + high > 10_000 or len(stored.body) > 10 * 1024 * 1024:
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        return {"photo": [_file_json(stored) | {"width": wide, "height": high}]} | caption

    return _send(desk, params, content)


def send_document(desk: Desk, params: Params) -> JSON:
    """`sendDocument`."""

    def content() -> JSON:
        caption = caption_content(params)
        stored = _stored(desk, params, "document", "documents")
        return {"document": _file_json(stored) | {"file_name": stored.name, "mime_type": stored.mime}} | caption

    return _send(desk, params, content)


def send_poll(desk: Desk, params: Params) -> JSON:
    """`sendPoll`: 2 to 12 options."""
    return _send(desk, params, lambda: {"poll": _poll(desk, params)})


def _poll(desk: Desk, params: Params) -> JSON:
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
    message = _mine(desk, params, "message with poll to stop not found", "message can't be stopped")
    if "poll" not in message.content:
        raise bad_request("message with poll to stop not found")
    if message.content["poll"]["is_closed"]:
        raise bad_request("poll has already been closed")
    message.markup = keyboard(params)
    poll = desk.count_votes(message, close=True)
    desk.tell("edited", message.chat.id, message.id)
    return poll


def _mine(desk: Desk, params: Params, absent: str, refused: str) -> Message:
    chat = desk.reach(params.text("chat_id") or _missing("chat_id"))
    message = chat.messages.get(params.number("message_id"))
    if not message:
        raise bad_request(absent)
    if message.sender is not desk.bot:
        raise bad_request(refused)
    return message


def _edit(desk: Desk, params: Params, content: Callable[[Message], JSON]) -> JSON:
    message = _mine(desk, params, "message to edit not found", "message can't be edited")
    new, markup = content(message), keyboard(params)
    if new == message.content and markup == message.markup:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same "
            "as a current content and reply markup of the message"
        )
    if new != message.content:
        message.edited = desk.now()
    message.content, message.markup = new, markup
    desk.tell("edited", message.chat.id, message.id)
    return message.to_json()


def edit_text(desk: Desk, params: Params) -> JSON:
    """`editMessageText`."""

    def content(message: Message) -> JSON:
        if "text" not in message.content:
            raise bad_request("there is no text in the message to edit")
        return text_content(params)

    return _edit(desk, params, content)


def edit_caption(desk: Desk, params: Params) -> JSON:
    """`editMessageCaption`."""

    def content(message: Message) -> JSON:
        if "photo" not in message.content and "document" not in message.content:
            raise bad_request("there is no caption in the message to edit")
        kept = {k: v for k, v in message.content.items() if not k.startswith("caption")}
        return kept | caption_content(params)

    return _edit(desk, params, content)


def edit_markup(desk: Desk, params: Params) -> JSON:
    """`editMessageReplyMarkup`."""
    return _edit(desk, params, lambda message: message.content)


def delete(desk: Desk, params: Params) -> bool:
    """`deleteMessage`: own messages and, in private, the other's, for 48 hours; in groups others' only with the right."""
    chat = desk.chat(params.text("chat_id") or _missing("chat_id"))
    message = chat.messages.get(params.number("message_id"))
    if not message:
        raise bad_request("message to delete not found")
    if (desk.now() - message.date).total_seconds() > OLD:
        raise bad_request("message can't be deleted for everyone")
    if message.sender is not desk.bot and not chat.person:
        need(desk, chat, "can_delete_messages", "message can't be deleted")
    del chat.messages[message.id]
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    desk.tell("deleted", chat.id, message.id)
    return True


def delete_many(desk: Desk, params: Params) -> bool:
    """`deleteMessages`: what cannot be found is passed over."""
    for number in params.list("message_ids"):
        try:
            delete(desk, Params({"chat_id": params.text("chat_id"), "message_id": number}))
        except Refused as refused:
            if "not found" not in refused.description or "chat" in refused.description:
                raise
    return True


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
    chat = desk.reach(params.text("chat_id") or _missing("chat_id"))
    if params.text("action") not in CHAT_ACTIONS:
        raise bad_request("wrong parameter action in request")
    desk.typing[chat.id] = desk.now() + TYPING
    desk.tell("typing", chat.id)
    return True


def react(desk: Desk, params: Params) -> bool:
    """`setMessageReaction`."""
    chat = desk.reach(params.text("chat_id") or _missing("chat_id"))
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
    chat = desk.reach(params.text("chat_id") or _missing("chat_id"))
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
    chat = desk.reach(params.text("chat_id") or _missing("chat_id"))
    need(desk, chat, "can_pin_messages", "not enough rights to manage pinned messages in the chat")
    number = params.number("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    desk.tell("people", chat.id)
    return True


def unpin_all(desk: Desk, params: Params) -> bool:
    """`unpinAllChatMessages`."""
    chat = desk.reach(params.text("chat_id") or _missing("chat_id"))
    need(desk, chat, "can_pin_messages", "not enough rights to manage pinned messages in the chat")
    chat.pinned.clear()
    desk.tell("people", chat.id)
    return True


METHODS: dict[str, Callable[[Desk, Params], Any]] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "sendPoll": send_poll,
    "stopPoll": stop_poll,
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete,
    "deleteMessages": delete_many,
    "answerCallbackQuery": answer_press,
    "sendChatAction": chat_action,
    "setMessageReaction": react,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "unpinAllChatMessages": unpin_all,
}
