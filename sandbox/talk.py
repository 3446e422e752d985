"""What people do in chats: write, press, send, edit, react, block."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from sandbox.files import image_size
from sandbox.markup import find_entities
from sandbox.model import JSON, Chat, Message, Press, User
from sandbox.room import Room

PRESS_LASTS = timedelta(seconds=150)  # after that Telegram refuses an answer to a press
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)  # the smallest picture: one pixel


class Talk(Room):
    """The side of the people. Every method is something a thumb could do."""

    def say(self, user: User, text: str, chat: Chat | None = None, reply_to: Message | None = None) -> Message:
        """Write into the private chat with the bot, or into a group."""
        return self._send(user, {"text": text}, chat, reply_to)

    def start(self, user: User, code: str = "") -> Message:
        """Open the bot, by a deep link when there is a code: `https://t.me/BOT?start=CODE`."""
        return self.say(user, f"/start {code}".strip())

    def send_photo(self, user: User, body: bytes = DOT, caption: str = "", chat: Chat | None = None) -> Message:
        """Send a picture."""
        wide, high = image_size(body)
        stored = self.files.keep(body, "photo.png", "image/png", "photos")
        size = {k: v for k, v in stored.to_json().items() if k != "file_path"} | {"width": wide, "height": high}
        return self._send(user, {"photo": [size]} | ({"caption": caption} if caption else {}), chat)

    def send_document(self, user: User, body: bytes, name: str, chat: Chat | None = None) -> Message:
        """Send a file."""
        stored = self.files.keep(body, name, "application/octet-stream", "documents")
        file = {k: v for k, v in stored.to_json().items() if k != "file_path"} | {"file_name": name}
        return self._send(user, {"document": file}, chat)

    def send_voice(self, user: User, seconds: int = 3, chat: Chat | None = None) -> Message:
        """Send a voice message."""
        stored = self.files.keep(b"OggS" + bytes(60), "voice.oga", "audio/ogg", "voice")
        voice = {"file_id": stored.file_id, "file_unique_id": stored.file_id[-16:], "duration": seconds}
        return self._send(user, {"voice": voice | {"mime_type": "audio/ogg"}}, chat)

    def send_sticker(self, user: User, emoji: str = "🙂", chat: Chat | None = None) -> Message:
        """Send a sticker."""
        stored = self.files.keep(DOT, "sticker.webp", "image/webp", "stickers")
        ids = {"file_id": stored.file_id, "file_unique_id": stored.file_id[-16:], "emoji": emoji}
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._send(user, {"sticker": ids | shape}, chat)

    def send_contact(self, user: User, phone: str = "+358400000000", chat: Chat | None = None) -> Message:
        """Share one's own telephone number."""
        contact = {"phone_number": phone, "first_name": user.first_name, "user_id": user.id}
        return self._send(user, {"contact": contact}, chat)

    def send_location(self, user: User, place: tuple[float, float] = (62.6, 25.7), chat: Chat | None = None) -> Message:
        """Share a place: latitude and longitude in degrees."""
        return self._send(user, {"location": {"latitude": place[0], "longitude": place[1]}}, chat)

    def edit(self, user: User, message_id: int, text: str, chat: Chat | None = None) -> Message:
        """Change one's own message."""
        message = self._own(user, message_id, chat)
        message.content = {"text": text} | ({"entities": found} if (found := find_entities(text)) else {})
        message.edited = self.now()
        if self.hears(message):
            self.updates.put("edited_message", message.to_json())
        self.tell("edited", message.chat.id, message_id)
        return message

    def delete(self, user: User, message_id: int, chat: Chat | None = None) -> None:
        """Delete a message. Telegram does not tell the bot."""
        place = chat or self.chats[user.id]
        del place.messages[message_id]
        self.tell("deleted", place.id, message_id)

    def press(self, user: User, message_id: int, button: str, chat: Chat | None = None) -> Press:
        """
        Tap an inline button, named by its callback data or by its words.

        Raises:
            LookupError: The message has no such button; a person could not have tapped it.
        """
        message = (chat or self.chats[user.id]).messages[message_id]
        for entry in (entry for row in message.buttons() for entry in row):
            if button in (entry.get("callback_data"), entry["text"]) and "callback_data" in entry:
                return self.press_data(user, message, entry["callback_data"])
        raise LookupError(f"message {message_id} has no button for this press")

    def press_data(self, user: User, message: Message, data: str) -> Press:
        """Send a press with any data: also an old button's, or a forged one's."""
        press = Press(str(7_000_000_000 + self.number()), user, message, data, self.now())
        self.presses[press.id] = press
        query: JSON = {"id": press.id, "from": user.to_json(), "message": message.to_json(), "data": data}
        self.updates.put("callback_query", query | {"chat_instance": str(message.chat.id)})
        return press

    def react(self, user: User, message_id: int, emoji: str, chat: Chat | None = None) -> None:
        """React to a message with one emoji, or take the reaction back with ""."""
        message = (chat or self.chats[user.id]).messages[message_id]
        before, after = message.reactions.get(user.id, []), [emoji] if emoji else []
        message.reactions[user.id] = after
        if self._sees_reactions(message.chat):
            self.updates.put(
                "message_reaction",
                {
                    "chat": message.chat.to_json(),
                    "message_id": message_id,
                    "user": user.to_json(),
                    "date": int(self.now().timestamp()),
                    "old_reaction": [{"type": "emoji", "emoji": e} for e in before],
                    "new_reaction": [{"type": "emoji", "emoji": e} for e in after],
                },
            )
        self.tell("edited", message.chat.id, message_id)

    def vote(self, user: User, message_id: int, options: list[int], chat: Chat | None = None) -> None:
        """Answer a poll with the options of these numbers; none takes the vote back."""
        message = (chat or self.chats[user.id]).messages[message_id]
        poll: JSON = message.content["poll"]
        if poll["is_closed"]:
            raise LookupError("the poll is closed")
        message.votes.pop(user.id, None)
        if options:
            message.votes[user.id] = options if poll["allows_multiple_answers"] else options[:1]
        self.count_votes(message)
        if not poll["is_anonymous"]:
            self.updates.put("poll_answer", {"poll_id": poll["id"], "user": user.to_json(), "option_ids": options})
        self.tell("edited", message.chat.id, message_id)

    def block(self, user: User) -> None:
        """Stop the bot; it hears of it once, and gets 403 from then on."""
        if not user.blocked:
            user.blocked = True
            self._my_status(self.chats[user.id], user, "member", "kicked")

    def unblock(self, user: User) -> None:
        """Let the bot speak again."""
        if user.blocked:
            user.blocked = False
            self._my_status(self.chats[user.id], user, "kicked", "member")

    def deactivate(self, user: User) -> None:
        """Delete the Telegram account. The bot hears of it only when it writes."""
        user.deactivated = True
        self.tell("people", user.id)

    def menu(self, user: User, chat: Chat | None = None) -> list[JSON]:
        """The commands that Telegram shows this person: the narrowest scope first, own language before none."""
        place = chat or self.chats[user.id]
        everywhere = "all_private_chats" if place.person else "all_group_chats"
        for scope in (f"chat:{place.id}", everywhere, "default"):
            for language in dict.fromkeys((user.language, "")):
                if found := self.commands.get((scope, language)):
                    return found
        return []

    def _my_status(self, chat: Chat, user: User, old: str, new: str) -> None:
        bot: dict[str, Any] = {"user": self.bot.to_json()}
        content = {"chat": chat.to_json(), "from": user.to_json(), "date": int(self.now().timestamp())}
        ends = {"until_date": 0}
        content["old_chat_member"] = bot | {"status": old} | (ends if old == "kicked" else {})
        content["new_chat_member"] = bot | {"status": new} | (ends if new == "kicked" else {})
        self.updates.put("my_chat_member", content)
        self.tell("people", chat.id)

    def _sees_reactions(self, chat: Chat) -> bool:
        member = chat.members.get(self.bot.id)
        return bool(chat.person or (member and member.status == "administrator"))

    def _own(self, user: User, message_id: int, chat: Chat | None) -> Message:
        message = (chat or self.chats[user.id]).messages[message_id]
        if message.sender is not user:
            raise LookupError(f"message {message_id} is somebody else's")
        return message

    def _send(self, user: User, content: JSON, chat: Chat | None, reply_to: Message | None = None) -> Message:
        place = chat or self.chats[user.id]
        if place.person:
            self.unblock(user)  # in Telegram, writing to a stopped bot starts it again
            user.started = True
        elif not place.holds(user):
            raise LookupError("only a member can write into a group")
        return self.post(place, user, content, reply_to)
