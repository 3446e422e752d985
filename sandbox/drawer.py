"""The "more" menu of a phone: what is not said but done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from sandbox.elements import box, button, focus, icon_button
from sandbox.model import Chat, User

if TYPE_CHECKING:
    from sandbox.phone import Phone

Entry = tuple[str, Callable[[], Any]]


class Drawer:
    """Opens below its button; closes after a choice and with Escape."""

    def __init__(self, phone: Phone, chat: Chat, user: User) -> None:
        self.phone, self.chat, self.user = phone, chat, user
        name = f"more-{phone.role}"
        with box("more"):
            label = f"{phone.say('more')}, {phone.say(phone.role).lower()}"
            self.toggle = icon_button("more", label, self._flip, aria_expanded="false", aria_controls=name)
            self.list = box("drawer unshown", id=name)
        self.list.on("keydown.escape", self._escape, args=[])

    def close(self) -> None:
        """Fold it up."""
        self.list.classes("unshown")
        self.toggle.props["aria-expanded"] = "false"
        self.toggle.update()

    def _escape(self) -> None:
        self.close()
        focus(self.toggle)

    def _flip(self) -> None:
        if "unshown" not in self.list.classes:
            self.close()
            return
        self.list.clear()
        with self.list:
            for key, act in self._private() if self.chat.person else self._group():
                self._draw(key, act)
        self.list.classes(remove="unshown")
        self.toggle.props["aria-expanded"] = "true"
        self.toggle.update()

    def _draw(self, key: str, act: Callable[[], Any]) -> None:
        def choose() -> None:
            self.close()
            act()

        button(self.phone.say(key), choose)

    def _private(self) -> Iterator[Entry]:
        desk, user = self.phone.desk, self.user
        if not user.started:
            yield "start", lambda: desk.start(user)
        elif not user.blocked:
            yield "photo", lambda: desk.send_photo(user)
            yield "voice", lambda: desk.send_voice(user)
            yield "sticker", lambda: desk.send_sticker(user)
            yield "location", lambda: desk.send_location(user)
            yield "block", lambda: desk.block(user)
        if user.blocked:
            yield "unblock", lambda: desk.unblock(user)

    def _group(self) -> Iterator[Entry]:
        desk, user, chat = self.phone.desk, self.user, self.chat
        if chat.holds(desk.bot):
            if chat.members[desk.bot.id].status != "administrator":
                rights = ("can_invite_users", "can_pin_messages", "can_restrict_members", "can_delete_messages")
                yield "bot_admin", lambda: desk.promote(chat, desk.bot, **dict.fromkeys(rights, True))
            yield "remove_bot", lambda: desk.remove_bot(user, chat)
        else:
            yield "add_bot", lambda: desk.add_bot(user, chat)
        yield "photo", lambda: desk.send_photo(user, chat=chat)
        if chat.type == "group":
            yield "upgrade", lambda: desk.migrate(chat)
        if user is not desk.creator(chat):
            yield "leave", lambda: desk.leave_group(user, chat)
        yield "new_group", self.phone.stage.new_group
