"""One phone on the page: who holds it, the chat on its screen, and what its holder can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nicegui import ui

from sandbox.bubbles import Viewer
from sandbox.cast import Role
from sandbox.chatlog import ChatLog
from sandbox.composer import Composer
from sandbox.drawer import Drawer
from sandbox.elements import Plain, box, button, choice, focus, form, icon, icon_button
from sandbox.model import Change, Chat, User

if TYPE_CHECKING:
    from sandbox.stage import Stage

TOAST_LASTS = 5.0  # seconds


class Phone:
    """A phone with a switch above it; everything below the switch is drawn anew when somebody else takes it."""

    def __init__(self, stage: Stage, role: Role) -> None:
        self.stage, self.role, self.desk, self.say = stage, role, stage.desk, stage.words
        self.user: User | None = None
        self.group: Chat | None = None
        self.unread: dict[int, int] = {}  # chat -> messages that came while it was not on the screen
        self.log: ChatLog | None = None
        self.toast: Plain | None = None
        self.drawer: Drawer | None = None
        title = f"title-{role}"
        with box(f"phone {role}", "section", aria_labelledby=title):
            self.head = box("head", "header")
            self.screen = box("screen")
        self.choose_first()

    @property
    def chat(self) -> Chat | None:
        """The chat on the screen: the group, or the private one of whoever holds the phone."""
        if self.role == "group":
            return self.group
        return self.desk.chats[self.user.id] if self.user else None

    def people(self) -> list[User]:
        """Who may hold this phone."""
        if self.role != "group":
            return self.stage.cast.people(self.role)
        if not self.group:
            return []
        return [m.user for m in self.group.members.values() if m.inside and m.user is not self.desk.bot]

    def choose_first(self) -> None:
        """Give the phone to the first person there is."""
        if self.role == "group":
            self.group = next(iter(self.stage.cast.groups), None)
        self.user = next(iter(self.people()), None)
        self.draw()

    def hand_to(self, user: User) -> None:
        """Give the phone to this person."""
        if user is self.user:
            return
        self.user = user
        self.draw()

    def draw(self) -> None:
        """Draw switch and screen anew."""
        if self.user not in self.people():
            self.user = next(iter(self.people()), None)
        if self.chat:
            self.unread.pop(self.chat.id, None)
        self._draw_head()
        self.screen.clear()
        with self.screen:
            self._draw_screen()
        self.stage.label_tabs()

    def on(self, change: Change) -> None:
        """Something happened on the desk."""
        chat = self.chat
        if change.kind == "people":
            self._people_changed(change)
        elif not chat or change.chat_id != chat.id:
            self._elsewhere(change)
        elif change.kind == "answered" and change.press:
            self._answered(change)
        elif change.kind == "message" and (not self.log or len(chat.messages) == 1):
            self._draw_middle(chat)
        elif self.log:
            self.log.on(change)
            if change.kind == "message":
                self.composer.draw_keyboard()

    def notice(self, text: str) -> None:
        """A line at the foot of the screen that fades, as Telegram shows short answers."""
        if not self.toast:
            return
        toast = self.toast
        toast.text = text
        toast.classes(remove="unshown")
        with self.screen:
            ui.timer(TOAST_LASTS, lambda: toast.classes("unshown"), once=True)

    def _people_changed(self, change: Change) -> None:
        if self.role == "group":
            if self.group and self.group.became:
                self.group = self.desk.chats[self.group.became]
            self.draw()
        elif change.chat_id == (self.user.id if self.user else 0):
            self.draw()
        else:
            self._draw_head()

    def _elsewhere(self, change: Change) -> None:
        message = self.desk.message(change.chat_id, change.message_id)
        theirs = {user.id for user in self.people()} if self.role != "group" else set()
        if change.kind == "message" and change.chat_id in theirs and message and message.sender is self.desk.bot:
            self.unread[change.chat_id] = self.unread.get(change.chat_id, 0) + 1
            self._draw_head()
            self.stage.label_tabs()

    def _answered(self, change: Change) -> None:
        press = change.press
        if self.log:
            self.log.on(change)
        if not press or press.user is not self.user or not press.text:
            return
        if press.alert:
            self.stage.alert(press.text)
        else:
            self.notice(press.text)

    def _draw_head(self) -> None:
        say, role = self.say, self.role
        self.head.clear()
        with self.head:
            Plain("h2", say(role), id=f"title-{role}")
            if role == "group" and len(self.stage.cast.groups) > 1:
                groups = {str(group.id): group.title for group in self.stage.cast.groups}
                choice(say("which_group"), groups, str(self.group.id if self.group else ""), self._take_group)
            if people := self.people():
                names = {str(user.id): self._label(user) for user in people}
                choice(say(f"who_{role}"), names, str(self.user.id if self.user else ""), self._take)
            if role != "group":
                icon_button("add", f"{say('new_person')}, {say(role).lower()}", self._new_person)

    def _label(self, user: User) -> str:
        count = self.unread.get(user.id, 0)
        return f"{user.first_name} ({count})" if count else user.first_name

    def _take(self, key: str) -> None:
        self.hand_to(self.desk.users[int(key)])

    def _take_group(self, key: str) -> None:
        self.group = self.desk.chats[int(key)]
        self.draw()

    def _new_person(self) -> None:
        self.hand_to(self.stage.new_person(self.role))

    def _draw_screen(self) -> None:
        chat, user = self.chat, self.user
        self.log = self.toast = None
        if not chat or not user:
            with box("empty"):
                Plain("p", self.say("no_group" if self.role == "group" else "nobody"))
                if self.role == "group" and self.stage.cast.clients:
                    button(self.say("new_group"), self.stage.new_group, "strong")
            return
        self._draw_bar(chat, user)
        if chat.pinned and (pinned := chat.messages.get(chat.pinned[-1])):
            ui.html(
                f"{icon('pin')}<span>{self.say('pin')}: {Viewer.line(pinned)}</span>", sanitize=False, tag="p"
            ).classes("pinned")
        self.middle = box("middle")
        self._draw_middle(chat)
        self.toast = box("toast unshown", role="status")
        self.composer = Composer(self, chat, user)

    def _draw_bar(self, chat: Chat, user: User) -> None:
        name = chat.title or self.desk.bot.first_name
        inside = sum(member.inside for member in chat.members.values())
        about = self.say("members", count=inside) if not chat.person else self.say("bot")
        with box("bar"):
            box(f"face {'' if chat.person else 'many'}", aria_hidden="true").text = name[:1]
            with box("title"):
                Plain("h3", name)
                Plain("span", about)
            self.drawer = Drawer(self, chat, user)

    def _draw_middle(self, chat: Chat) -> None:
        """The conversation, or how to begin one. The field below stays, with what is being written in it."""
        self.middle.clear()
        if not self.user:
            return
        with self.middle:
            if chat.person and not chat.messages:
                self._draw_start(self.user)
            else:
                if not self.user.blocked:  # past all the buttons of older messages
                    button(self.say("skip"), lambda: focus(self.composer.field), "soft skip")
                self.log = ChatLog(self, chat, Viewer(self.user, self.say, self.desk.bot))

    def _draw_start(self, user: User) -> None:
        say = self.say
        with box("empty"):
            Plain("p", say("empty", name=user.first_name))
            button(say("start"), lambda: self.desk.start(user), "strong")
            with form("code", lambda code: self.stage.start_with(user, code)):
                label = f"code-{self.role}"
                Plain("label", say("code"), for_=label)
                Plain("input", "", name="words", id=label, type="text", maxlength="200")
                Plain("button", say("start_code"), "soft", type="submit")
