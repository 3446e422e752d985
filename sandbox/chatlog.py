"""The messages on a phone's screen: a live region that grows, changes and shrinks as the chat does."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from nicegui import ui

from sandbox.bubbles import Viewer
from sandbox.elements import Plain, box, button
from sandbox.markup import deep_link
from sandbox.model import JSON, Change, Chat, Message
from sandbox.room import TYPING

if TYPE_CHECKING:
    from sandbox.phone import Phone

SHOWN = 40  # messages on the screen before one asks for earlier ones
FOLLOW = "(e) => { const a = e.target.closest('a[data-open]'); if (a) { e.preventDefault(); emit(a.dataset.open); } }"  # links into Telegram are opened on the desk, not in the browser


class ChatLog:
    """All of a chat that the viewer sees."""

    def __init__(self, phone: Phone, chat: Chat, viewer: Viewer) -> None:
        self.phone, self.chat, self.viewer = phone, chat, viewer
        self.rows: dict[int, Plain] = {}
        self.last_day = ""
        language = viewer.user.language if viewer.user else ""
        label = f"{viewer.words('messages')}, {viewer.words(phone.role).lower()}"
        self.box = box("log", role="log", aria_live="polite", aria_label=label, tabindex="0")
        if language:
            self.box.props["lang"] = language
        self.box.on("click", lambda event: phone.stage.follow(str(event.args), phone), js_handler=FOLLOW)
        self.writing = box("writing unshown", role="status")
        with self.writing:
            Plain("span", viewer.words("typing", name=phone.desk.bot.first_name), "unseen")
            for _ in range(3):
                box("dot", "i", aria_hidden="true")
        self._fill(SHOWN)

    def on(self, change: Change) -> None:
        """Follow one change of this chat."""
        message = self.chat.messages.get(change.message_id)
        if change.kind == "typing":
            self._typing()
        elif change.kind == "message" and message:
            self.writing.classes("unshown")
            self.box.put("data-keep", None)
            with self.box:
                self._add(message)
        elif change.kind == "deleted" and (row := self.rows.pop(change.message_id, None)):
            row.delete()
        elif message and (row := self.rows.get(message.id)):
            row.clear()
            with row:
                self._draw(message)

    def _typing(self) -> None:
        self.writing.classes(remove="unshown")
        with self.writing:
            ui.timer(TYPING.total_seconds(), lambda: self.writing.classes("unshown"), once=True)

    def _fill(self, most: int) -> None:
        messages = list(self.chat.messages.values())
        self.box.clear()
        self.rows.clear()
        self.last_day = ""
        with self.box:
            if len(messages) > most:
                button(self.viewer.words("earlier"), lambda: self._earlier(most * 4), "soft earlier")
            for message in messages[-most:]:
                self._add(message)

    def _earlier(self, most: int) -> None:
        self.box.put("data-keep", "1")  # the page then does not scroll to the newest
        self._fill(most)

    def _add(self, message: Message) -> None:
        day = self.viewer.words.day(message.date)
        if day != self.last_day:
            self.last_day = day
            Plain("p", day, "day")
        mine = self.viewer.mine(message)
        kind = "service" if message.is_service else "mine" if mine else "theirs"
        row = self.rows[message.id] = box(f"row {kind}", "article", data_message=str(message.id))
        with row:
            self._draw(message)

    def _draw(self, message: Message) -> None:
        if message.is_service:
            Plain("p", self.viewer.service(message))
            return
        if "poll" in message.content:
            self._draw_poll(message, message.content["poll"])
        else:
            ui.html(self.viewer.body(message), sanitize=False).classes("bubble")
        for line in message.buttons():
            with box("keys"):
                for entry in line:
                    self._draw_button(message, entry)

    def _draw_button(self, message: Message, entry: JSON) -> None:
        text = str(entry["text"])
        if data := entry.get("callback_data"):
            made = button(text, lambda: self._press(message, str(data), made), "key")
            return
        url = str(entry.get("url", ""))
        if target := deep_link(url, self.viewer.bot.username):
            button(text, lambda: self.phone.stage.follow(target, self.phone), "key")
        else:
            Plain("a", text, "key", href=url, target="_blank", rel="noopener noreferrer")

    def _press(self, message: Message, data: str, made: Plain) -> None:
        if self.viewer.user and message.id in self.chat.messages:
            made.put("aria-busy", "true")
            self.phone.desk.press_data(self.viewer.user, message, data)

    def _draw_poll(self, message: Message, poll: JSON) -> None:
        say, user = self.viewer.words, self.viewer.user
        voted = message.votes.get(user.id, []) if user else []
        total = max(1, poll["total_voter_count"])
        shows = bool(voted) or poll["is_closed"]
        with box("poll", role="group", aria_label=poll["question"]):
            ui.html(self.viewer.sender(message), sanitize=False)
            Plain("p", poll["question"], "question")
            Plain("p", say("anonymous_poll" if poll["is_anonymous"] else "open_poll"), "about")
            for number, option in enumerate(poll["options"]):
                share = f"{100 * option['voter_count'] // total}" if shows else "0"
                words = f"{option['text']}: {option['voter_count']}" if shows else option["text"]
                made = button(words, partial(self._vote, message, number), "option")
                made.style(f"--share: {share}%")
                made.props["aria-pressed"] = str(number in voted).lower()
                if poll["is_closed"]:
                    made.props["disabled"] = "disabled"
            foot = say("votes", count=poll["total_voter_count"])
            Plain("p", f"{say('poll_closed')}. {foot}" if poll["is_closed"] else foot, "about")
            ui.html(self.viewer.foot(message), sanitize=False)

    def _vote(self, message: Message, number: int) -> None:
        user = self.viewer.user
        if user and not message.content["poll"]["is_closed"]:
            again = message.votes.get(user.id) == [number]
            self.phone.desk.vote(user, message.id, [] if again else [number], self.chat)
