"""The foot of a phone: reply keyboard, commands and the field to write in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nicegui import ui

from sandbox.elements import Plain, box, button, focus, form, icon, icon_button
from sandbox.model import JSON, Chat, User

if TYPE_CHECKING:
    from sandbox.phone import Phone


class Composer:
    """Where the holder of the phone writes; or, after blocking the bot, where it is let in again."""

    def __init__(self, phone: Phone, chat: Chat, user: User) -> None:
        self.phone, self.chat, self.user = phone, chat, user
        self.keyboard = box("reply-keys")
        if chat.person and user.blocked:
            with box("blocked"):
                Plain("p", phone.say("blocked", name=user.first_name))
                button(phone.say("unblock"), lambda: phone.desk.unblock(user), "strong")
            return
        self.draw_keyboard()
        self.commands = box("commands unshown", id=f"commands-{phone.role}")
        self.commands.on("keydown.escape", self._escape, args=[])
        with box("composer"):
            self.toggle = icon_button(
                "menu",
                phone.say("menu"),
                lambda: self._show("unshown" in self.commands.classes),
                aria_expanded="false",
                aria_controls=f"commands-{phone.role}",
            )
            with form("line", self.send):
                words = f"{phone.say('write')}, {phone.say(phone.role).lower()}"
                self.field = field = Plain("input", "", name="words", type="text", maxlength="4096", aria_label=words)
                field.props["placeholder"] = phone.say("write")
                if user.language:
                    field.props["lang"] = user.language
                send = ui.html(icon("send"), sanitize=False, tag="button").classes("icon send")
                send.props.update({"type": "submit", "aria-label": phone.say("send"), "title": phone.say("send")})

    def send(self, text: str) -> None:
        """Say it in the chat on the screen."""
        keyboard = self.chat.keyboard
        if keyboard and keyboard.get("one_time_keyboard"):
            self.chat.keyboard = None
            self.draw_keyboard()
        self.phone.desk.say(self.user, text, None if self.chat.person else self.chat)

    def draw_keyboard(self) -> None:
        """The buttons that the bot put in the place of the keyboard; each says its own words."""
        if self.user.blocked:
            return
        self.keyboard.clear()
        rows: list[list[JSON | str]] = (self.chat.keyboard or {}).get("keyboard", [])
        with self.keyboard:
            for row in rows:
                with box("keys"):
                    for entry in row:
                        self._draw_key(entry if isinstance(entry, str) else str(entry["text"]))

    def _draw_key(self, text: str) -> None:
        button(text, lambda: self.send(text), "key")

    def _escape(self) -> None:
        self._show(False)
        focus(self.toggle)

    def _show(self, shown: bool) -> None:
        self.toggle.props["aria-expanded"] = str(shown).lower()
        self.toggle.update()
        self.commands.clear()
        self.commands.classes(remove="unshown") if shown else self.commands.classes("unshown")
        if not shown:
            return
        found = self.phone.desk.menu(self.user, None if self.chat.person else self.chat)
        with self.commands:
            if not found:
                Plain("p", self.phone.say("no_commands"))
            for command in found:
                self._draw_command(command)

    def _draw_command(self, command: JSON) -> None:
        def choose() -> None:
            self._show(False)
            suffix = "" if self.chat.person else f"@{self.phone.desk.bot.username}"
            self.send(f"/{command['command']}{suffix}")

        with button("", choose, "command"):
            Plain("b", f"/{command['command']}")
            Plain("span", command["description"])
