"""The desk's memory: who and what there is, who is told of a change, and what the bot gets to hear."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from sandbox.files import Files
from sandbox.markup import find_entities
from sandbox.model import JSON, Change, Chat, ChatType, Link, Member, Message, Press, User
from sandbox.refusals import bad_request, forbidden
from sandbox.updates import UpdateQueue

TOKEN = "4242:SANDBOX-only-on-this-desk"  # noqa: S105 - opens nothing but the sandbox
TYPING = timedelta(seconds=5)  # how long one "typing" lasts


class Room:
    """State and lookups; what people and the bot do is in the classes built on it."""

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        token: str = TOKEN,
        username: str = "rinnalla_bot",
        name: str = "Rinnalla",
    ) -> None:
        self.now, self.token = now, token
        self.bot = User(int(token.partition(":")[0]), name, is_bot=True, username=username)
        self.privacy = True  # in groups the bot hears only what is meant for it
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.links: dict[str, Link] = {}
        self.requests: dict[tuple[int, int], Link] = {}  # (chat, user) who wait to be let in
        self.typing: dict[int, datetime] = {}  # chat -> until when the bot shows that it writes
        self.commands: dict[tuple[str, str], list[JSON]] = {}  # (scope, language) -> commands
        self.texts: dict[tuple[str, str], str] = {}  # (name | description | short_description, language) -> text
        self.menu_buttons: dict[int, JSON] = {}
        self.updates = UpdateQueue()
        self.files = Files()
        self._listeners: list[Callable[[Change], None]] = []
        self._number = 0

    def number(self) -> int:
        """A number never given before on this desk."""
        self._number += 1
        return self._number

    def listen(self, told: Callable[[Change], None]) -> Callable[[], None]:
        """Call `told` at every change, until the returned function is called."""
        self._listeners.append(told)
        return lambda: self._listeners.remove(told) if told in self._listeners else None

    def tell(
        self,
        kind: Literal["message", "edited", "deleted", "typing", "answered", "people", "menu"],
        chat_id: int,
        message_id: int = 0,
        press: Press | None = None,
    ) -> None:
        """Let the page know."""
        if self._listeners:
            change = Change(kind, chat_id, message_id, press.user.id if press else 0, press)
            for told in list(self._listeners):
                told(change)

    def user(self, name: str, language: str = "fi", *, id: int = 0) -> User:  # noqa: A002 - Telegram's word
        """A new Telegram account that has never met the bot."""
        user = User(id or 100_000_000 + self.number(), name, language)
        self.users[user.id] = user
        self.chats[user.id] = Chat(user.id, "private", person=user)
        self.tell("people", user.id)
        return user

    def chat(self, chat_id: int | str) -> Chat:
        """The chat as the bot may name it; raises Refused when it does not exist or became a supergroup."""
        try:
            chat = self.chats[int(chat_id)]
        except (KeyError, ValueError):
            raise bad_request("chat not found") from None
        if chat.became:
            raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.became)
        return chat

    def reach(self, chat_id: int | str) -> Chat:
        """The chat, if the bot may write there now; otherwise Telegram's refusal."""
        chat = self.chat(chat_id)
        if person := chat.person:
            if person.deactivated:
                raise forbidden("user is deactivated")
            if person.blocked:
                raise forbidden("bot was blocked by the user")
            if not person.started:
                raise forbidden("bot can't initiate conversation with a user")
            return chat
        member = chat.members.get(self.bot.id)
        if not member or member.status == "left":
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        if member.status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        if member.status == "restricted" and not member.rights.get("can_send_messages"):
            raise bad_request("not enough rights to send text messages to the chat")
        return chat

    def message(self, chat_id: int, message_id: int) -> Message | None:
        """A message that has not been deleted."""
        chat = self.chats.get(chat_id)
        return chat.messages.get(message_id) if chat else None

    def messages(self, chat_id: int) -> list[Message]:
        """All that stands in a chat, oldest first."""
        chat = self.chats.get(chat_id)
        return list(chat.messages.values()) if chat else []

    def open_group(self, title: str, kind: ChatType, creator: User) -> Chat:
        """A new group with its creator inside."""
        number = self.number()
        chat = Chat(-(1_000_000_000_000 + number) if kind == "supergroup" else -number, kind, title)
        chat.members[creator.id] = Member(creator, "creator")
        self.chats[chat.id] = chat
        return chat

    def post(
        self,
        chat: Chat,
        sender: User | None,
        content: JSON,
        reply_to: Message | None = None,
        markup: JSON | None = None,
    ) -> Message:
        """Put a message into a chat. The bot hears it if it is allowed to; the page hears it always."""
        return self.deliver(Message(0, chat, sender, self.now(), content, reply_to, markup))

    def deliver(self, message: Message) -> Message:
        """Number a finished message and put it into its chat."""
        chat, content = message.chat, message.content
        if "text" in content and "entities" not in content and (found := find_entities(content["text"])):
            message.content = content | {"entities": found}
        message.id = chat.next_id
        chat.next_id += 1
        chat.messages[message.id] = message
        if message.sender is self.bot:
            self.typing.pop(chat.id, None)
            if message.markup and message.markup.keys() & {"keyboard", "remove_keyboard"}:
                chat.keyboard = message.markup if "keyboard" in message.markup else None
        elif self.hears(message):
            self.updates.put("message", message.to_json())
        self.tell("message", chat.id, message.id)
        return message

    def hears(self, message: Message) -> bool:
        """Whether Telegram passes this message to the bot: always in private; in groups by privacy mode."""
        chat = message.chat
        if chat.person:
            return True
        member = chat.members.get(self.bot.id)
        if not member or not member.inside:
            return False
        if not self.privacy or member.status == "administrator" or message.is_service:
            return True
        if message.reply_to and message.reply_to.sender is self.bot:
            return True
        return any(self._means_me(message.text, entity) for entity in message.entities)

    def _means_me(self, text: str, entity: JSON) -> bool:
        if entity["type"] not in ("bot_command", "mention"):
            return False
        units = text.encode("utf-16-le")
        word = units[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le").lower()
        mine = f"@{self.bot.username}".lower()
        return word == mine or (entity["type"] == "bot_command" and ("@" not in word or word.endswith(mine)))

    def count_votes(self, message: Message, *, close: bool = False) -> JSON:
        """Count a poll anew, tell the bot, and give the `Poll` object."""
        old = message.content["poll"]
        chosen = list(message.votes.values())
        options = [o | {"voter_count": sum(n in c for c in chosen)} for n, o in enumerate(old["options"])]
        closed = close or old["is_closed"]
        poll: JSON = old | {"options": options, "total_voter_count": len(chosen), "is_closed": closed}
        message.content = {"poll": poll}
        self.updates.put("poll", poll)
        return poll
