"""What people do with groups: found them, join and leave, bring the bot, upgrade, invite by links."""

from __future__ import annotations

from dataclasses import replace

from sandbox.model import GROUP_ANONYMOUS_BOT, JSON, Chat, ChatType, Link, Member, Message, Status, User
from sandbox.room import Room


class Groups(Room):
    """Groups and supergroups, from the side of their members."""

    def group(self, title: str, creator: User, members: tuple[User, ...] = (), *, supergroup: bool = False) -> Chat:
        """Found a group without the bot in it."""
        kind: ChatType = "supergroup" if supergroup else "group"
        chat = self.open_group(title, kind, creator)
        for member in members:
            chat.members[member.id] = Member(member)
        self.post(chat, creator, {"group_chat_created": True})
        return chat

    def add_bot(self, by: User, chat: Chat, code: str = "") -> Message | None:
        """Bring the bot in; with a code as the link `https://t.me/BOT?startgroup=CODE` does."""
        self.change_member(chat, self.bot, "member", by)
        self.post(chat, by, {"new_chat_members": [self.bot.to_json()]})
        if not code:
            return None
        return self.post(chat, by, {"text": f"/start@{self.bot.username} {code}"})

    def remove_bot(self, by: User, chat: Chat) -> None:
        """Throw the bot out."""
        self.change_member(chat, self.bot, "kicked" if chat.type == "supergroup" else "left", by)
        self.post(chat, by, {"left_chat_member": self.bot.to_json()})

    def join_group(self, user: User, chat: Chat, *, by: User | None = None) -> None:
        """Join, or be added by somebody inside."""
        self.change_member(chat, user, "member", by or user)
        self.post(chat, by or user, {"new_chat_members": [user.to_json()]})

    def leave_group(self, user: User, chat: Chat, *, by: User | None = None) -> None:
        """Leave of one's own will, or be taken out by an administrator."""
        self.change_member(chat, user, "left" if by is None else "kicked", by or user)
        self.post(chat, by or user, {"left_chat_member": user.to_json()})

    def promote(self, chat: Chat, user: User, **rights: bool) -> None:
        """Make somebody, also the bot, an administrator with these rights."""
        given = {"can_manage_chat": True} | rights
        self.change_member(chat, user, "administrator", self.creator(chat), given)

    def demote(self, chat: Chat, user: User, by: User | None = None) -> None:
        """Take an administrator's rights away."""
        self.change_member(chat, user, "member", by or self.creator(chat))

    def creator(self, chat: Chat) -> User:
        """Who founded the group."""
        return next(member.user for member in chat.members.values() if member.status == "creator")

    def say_anonymously(self, chat: Chat, text: str) -> Message:
        """An administrator writes in the group's own name."""
        sender = User(GROUP_ANONYMOUS_BOT, "Group", is_bot=True, username="GroupAnonymousBot")
        return self.deliver(Message(0, chat, sender, self.now(), {"text": text}, as_chat=chat))

    def migrate(self, chat: Chat) -> Chat:
        """Upgrade a group to a supergroup: a new id, a new chat; the old one only points to it."""
        number = self.number()
        new = Chat(-(1_000_000_000_000 + number), "supergroup", chat.title)
        new.members = {id_: replace(member) for id_, member in chat.members.items()}
        self.chats[new.id] = new
        self.post(chat, self.creator(chat), {"migrate_to_chat_id": new.id})
        self.post(new, self.creator(chat), {"migrate_from_chat_id": chat.id})
        chat.became = new.id
        self.tell("people", chat.id)
        return new

    def open_link(self, user: User, url: str) -> bool:
        """Follow an invite link. True: inside now, or waiting to be let in; False: the link no longer works."""
        link = self.links.get(url)
        if not link or link.revoked or (link.expires and link.expires <= self.now().timestamp()):
            return False
        member = link.chat.members.get(user.id)
        if member and member.status == "kicked":
            return False
        if link.asks:
            return self._ask_to_join(user, link)
        if link.limit and link.joined >= link.limit:
            return False
        self.let_in(user, link.chat, link)
        return True

    def let_in(self, user: User, chat: Chat, link: Link, by: User | None = None) -> None:
        """Somebody joins by a link."""
        link.joined += 1
        self.change_member(chat, user, "member", by or user, link=link)
        self.post(chat, user, {"new_chat_members": [user.to_json()]})

    def _ask_to_join(self, user: User, link: Link) -> bool:
        self.requests[link.chat.id, user.id] = link
        content: JSON = {
            "chat": link.chat.to_json(),
            "from": user.to_json(),
            "user_chat_id": user.id,
            "date": int(self.now().timestamp()),
            "invite_link": link.to_json(),
        }
        if self._is_admin(link.chat):
            self.updates.put("chat_join_request", content)
        user.started = True  # for a while the bot may write to somebody who asks to join
        return True

    def change_member(
        self,
        chat: Chat,
        user: User,
        status: Status,
        by: User,
        rights: dict[str, bool] | None = None,
        *,
        link: Link | None = None,
    ) -> None:
        """Set somebody's place in a group and tell the bot, as far as Telegram would."""
        old = chat.members.get(user.id) or Member(user, "left")
        new = replace(old, status=status, rights=rights or {}, until=0)
        chat.members[user.id] = new
        self.announce_member(chat, old, new, by, link)

    def announce_member(self, chat: Chat, old: Member, new: Member, by: User, link: Link | None = None) -> None:
        """The `my_chat_member` or `chat_member` update; the latter only where the bot is an administrator."""
        content: JSON = {
            "chat": chat.to_json(),
            "from": by.to_json(),
            "date": int(self.now().timestamp()),
            "old_chat_member": old.to_json(),
            "new_chat_member": new.to_json(),
        }
        if link:
            content |= {"invite_link": link.to_json(), "via_join_request": link.asks}
        if new.user is self.bot:
            self.updates.put("my_chat_member", content)
        elif self._is_admin(chat):
            self.updates.put("chat_member", content)
        self.tell("people", chat.id)

    def _is_admin(self, chat: Chat) -> bool:
        member = chat.members.get(self.bot.id)
        return bool(member and member.status == "administrator")
