"""The things on the desk: people, chats, messages. Plain values that know their Bot API form, nothing more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

JSON = dict[str, Any]
ChatType = Literal["private", "group", "supergroup"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

GROUP_ANONYMOUS_BOT = 1087968824  # the id under which Telegram lets anonymous administrators speak
SERVICE = frozenset(
    {
        "new_chat_members",
        "left_chat_member",
        "new_chat_title",
        "pinned_message",
        "group_chat_created",
        "migrate_to_chat_id",
        "migrate_from_chat_id",
    }
)


@dataclass(eq=False)
class User:
    """One Telegram account. `started` means that the bot may write to it."""

    id: int
    first_name: str
    language: str = ""
    is_bot: bool = False
    username: str = ""
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def to_json(self) -> JSON:
        """The `User` object; what is empty is left out, as Telegram does."""
        said: JSON = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            said["username"] = self.username
        if self.language:
            said["language_code"] = self.language
        return said


@dataclass(eq=False)
class Member:
    """Somebody's place in a group; `rights` are those of an administrator or of a restricted member."""

    user: User
    status: Status = "member"
    rights: dict[str, bool] = field(default_factory=dict)
    until: int = 0  # Unix time at which a ban or restriction ends; 0 = for ever

    @property
    def inside(self) -> bool:
        """Whether the person is in the group now."""
        return self.status not in ("left", "kicked")

    def to_json(self) -> JSON:
        """The `ChatMember` object of this status."""
        said: JSON = {"user": self.user.to_json(), "status": self.status}
        if self.status == "creator":
            said["is_anonymous"] = False
        elif self.status == "administrator":
            said |= dict.fromkeys(ADMIN_RIGHTS, False) | {"can_be_edited": False, "is_anonymous": False} | self.rights
        elif self.status == "restricted":
            said |= dict.fromkeys(MEMBER_RIGHTS, False) | self.rights | {"is_member": True, "until_date": self.until}
        elif self.status == "kicked":
            said["until_date"] = self.until
        return said


ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)
MEMBER_RIGHTS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


@dataclass(eq=False)
class Message:
    """One message. `content` is the part that differs by kind, in Bot API form: text, photo, poll, new_chat_members …"""

    id: int
    chat: Chat
    sender: User | None
    date: datetime
    content: JSON
    reply_to: Message | None = None
    markup: JSON | None = None
    edited: datetime | None = None
    reactions: dict[int, list[str]] = field(default_factory=dict)  # user id -> emoji
    votes: dict[int, list[int]] = field(default_factory=dict)  # user id -> numbers of poll options
    as_chat: Chat | None = None  # an anonymous administrator or a channel speaks as a chat
    topic: int = 0  # message_thread_id in a forum

    @property
    def text(self) -> str:
        """What is written in it: its text, or the caption below a picture."""
        return str(self.content.get("text", self.content.get("caption", "")))

    @property
    def entities(self) -> list[JSON]:
        """The formatting of `text`."""
        return list(self.content.get("entities") or self.content.get("caption_entities") or [])

    @property
    def is_service(self) -> bool:
        """Whether the app shows it as a grey line in the middle: somebody joined, was pinned …"""
        return not SERVICE.isdisjoint(self.content)

    def to_json(self, *, nested: bool = False) -> JSON:
        """The `Message` object; a nested one does not repeat what it replies to."""
        said: JSON = {"message_id": self.id, "date": int(self.date.timestamp()), "chat": self.chat.to_json()}
        if self.sender:
            said["from"] = self.sender.to_json()
        if self.as_chat:
            said["sender_chat"] = self.as_chat.to_json()
        if self.topic:
            said |= {"message_thread_id": self.topic, "is_topic_message": True}
        if self.edited:
            said["edit_date"] = int(self.edited.timestamp())
        if self.reply_to and not nested:
            said["reply_to_message"] = self.reply_to.to_json(nested=True)
        if self.markup and "inline_keyboard" in self.markup:
            said["reply_markup"] = self.markup
        return said | self.content

    def buttons(self) -> list[list[JSON]]:
        """The rows of its inline keyboard."""
        return list((self.markup or {}).get("inline_keyboard", []))


@dataclass(eq=False)
class Chat:
    """A private chat (its id is the person's) or a group (a negative id)."""

    id: int
    type: ChatType
    title: str = ""
    person: User | None = None  # the other one in a private chat
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    next_id: int = 1
    became: int = 0  # id of the supergroup that this group was upgraded to
    is_forum: bool = False
    gone_topics: set[int] = field(default_factory=set)  # deleted; nobody can write there
    keyboard: JSON | None = None  # the reply keyboard that stands below the input field

    def to_json(self) -> JSON:
        """The `Chat` object as it appears inside messages."""
        if self.person:
            user = self.person.to_json()
            return {"id": self.id, "type": "private"} | {k: user[k] for k in ("first_name", "username") if k in user}
        said: JSON = {"id": self.id, "type": self.type, "title": self.title}
        if self.is_forum:
            said["is_forum"] = True
        return said

    def holds(self, user: User) -> bool:
        """Whether this person is in the chat now."""
        member = self.members.get(user.id)
        return bool(member and member.inside)


@dataclass(eq=False)
class Press:
    """One tap on a button, until and after it is answered."""

    id: str
    user: User
    message: Message
    data: str
    at: datetime
    answered: bool = False
    text: str = ""
    alert: bool = False  # a box to close instead of a line that fades
    url: str = ""


@dataclass(eq=False)
class Link:
    """An invite link to a group."""

    url: str
    chat: Chat
    creator: User
    name: str = ""
    asks: bool = False  # joining is a request that somebody approves
    limit: int = 0  # how many may join; 0 = any number
    expires: int = 0  # Unix time; 0 = never
    revoked: bool = False
    joined: int = 0

    def to_json(self) -> JSON:
        """The `ChatInviteLink` object."""
        said: JSON = {
            "invite_link": self.url,
            "creator": self.creator.to_json(),
            "creates_join_request": self.asks,
            "is_primary": False,
            "is_revoked": self.revoked,
        }
        optional = {"name": self.name, "member_limit": self.limit, "expire_date": self.expires}
        return said | {k: v for k, v in optional.items() if v}


@dataclass(frozen=True)
class Change:
    """Something that somebody looking at a chat would see happen."""

    kind: Literal["message", "edited", "deleted", "typing", "answered", "people", "menu"]
    chat_id: int
    message_id: int = 0
    user_id: int = 0
    press: Press | None = None
