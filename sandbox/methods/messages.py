"""Sending, editing and deleting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sandbox.desk import Desk
from sandbox.files import Stored, image_size
from sandbox.methods.params import Params, Upload
from sandbox.methods.rights import need
from sandbox.methods.written import caption_content, keyboard, text_content
from sandbox.model import JSON, Chat, Message
from sandbox.refusals import Refused, bad_request

OLD = 48 * 3600  # seconds after which a bot can no longer delete a message


def send(desk: Desk, params: Params, content: Callable[[], JSON]) -> JSON:
    """Send what `content` builds once the chat is known to be reachable; the `Message` object."""
    chat = desk.reach(params.text("chat_id") or missing("chat_id"))
    message = Message(0, chat, desk.bot, desk.now(), content(), _replied_to(chat, params), keyboard(params))
    message.topic = params.number("message_thread_id")
    if message.topic in chat.gone_topics:
        raise bad_request("message thread not found")
    return desk.deliver(message).to_json()


def missing(name: str) -> str:
    """Refuse for want of a parameter; typed as a string so that it can follow an `or`."""
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


def allowed(desk: Desk, params: Params, right: str, what: str) -> None:
    """Refuse a kind of message that a group takes from nobody, or not from this bot."""
    member = desk.chat(params.text("chat_id") or missing("chat_id")).members.get(desk.bot.id)
    if member is not None and member.status == "restricted" and not member.rights.get(right):
        raise bad_request(f"not enough rights to send {what} to the chat")


def send_message(desk: Desk, params: Params) -> JSON:
    """`sendMessage`."""
    return send(desk, params, lambda: text_content(params))


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

    return send(desk, params, content)


def send_document(desk: Desk, params: Params) -> JSON:
    """`sendDocument`."""

    def content() -> JSON:
        allowed(desk, params, "can_send_documents", "documents")
        caption = caption_content(params)
        stored = _stored(desk, params, "document", "documents")
        return {"document": _file_json(stored) | {"file_name": stored.name, "mime_type": stored.mime}} | caption

    return send(desk, params, content)


def mine(desk: Desk, params: Params, absent: str, refused: str) -> Message:
    """The bot's own message that these parameters name; `absent` and `refused` are Telegram's words if it is not."""
    chat = desk.reach(params.text("chat_id") or missing("chat_id"))
    message = chat.messages.get(params.number("message_id"))
    if not message:
        raise bad_request(absent)
    if message.sender is not desk.bot:
        raise bad_request(refused)
    return message


def _edit(desk: Desk, params: Params, content: Callable[[Message], JSON]) -> JSON:
    message = mine(desk, params, "message to edit not found", "message can't be edited")
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
    chat = desk.chat(params.text("chat_id") or missing("chat_id"))
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


METHODS: dict[str, Callable[[Desk, Params], Any]] = {
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete,
    "deleteMessages": delete_many,
}
