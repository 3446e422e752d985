"""What one browser shows: three phones that hear of every change, and what they have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args

from nicegui import ui

from sandbox.cast import Cast, Role
from sandbox.desk import Desk
from sandbox.elements import Plain, box, button
from sandbox.markup import deep_link
from sandbox.model import Change, Chat, User
from sandbox.phone import Phone
from sandbox.wording import Wording

ROLES: tuple[Role, ...] = get_args(Role)

Holders = tuple[dict[Role, tuple[User | None, Chat | None]], Role]


class Stage:
    """The three phones of one connection. The desk and the cast are shared by all connections."""

    def __init__(self, desk: Desk, cast: Cast, words: Wording) -> None:
        self.desk, self.cast, self.words = desk, cast, words
        self.phones: dict[Role, Phone] = {}
        self.tabs: dict[Role, Plain] = {}
        self.shown: Role = "client"
        self.cast.follow(desk)
        with box("tabs", "nav", aria_label=words("phones")):
            for role in ROLES:
                self._draw_tab(role)
        self.floor = box("phones", data_shown="client")
        with self.floor:
            for role in ROLES:
                self.phones[role] = Phone(self, role)
        self.show("client")

    def on(self, change: Change) -> None:
        """Pass a change on to the phones."""
        if change.kind == "people":
            self.cast.follow(self.desk)
        if len(self.phones) == len(ROLES):
            for phone in self.phones.values():
                phone.on(change)

    def holders(self) -> Holders:
        """Who holds which phone, for `give` on a stage that is drawn anew."""
        return {role: (phone.user, phone.group) for role, phone in self.phones.items()}, self.shown

    def give(self, held: Holders) -> None:
        """Put the phones back into these hands."""
        for role, (user, group) in held[0].items():
            self.phones[role].user, self.phones[role].group = user, group
            self.phones[role].draw()
        self.show(held[1])

    def show(self, role: Role) -> None:
        """On a narrow screen there is one phone at a time."""
        self.shown = role
        self.floor.put("data-shown", role)
        for name, tab in self.tabs.items():
            tab.put("aria-pressed", str(name == role).lower())

    def label_tabs(self) -> None:
        """Names of the phones, with the number of messages that nobody has looked at."""
        for role, phone in self.phones.items():
            count = sum(phone.unread.values())
            self.tabs[role].text = f"{self.words(role)} ({count})" if count else self.words(role)

    def new_person(self, role: Role) -> User:
        """A stranger with an ordinary name."""
        taken = {user.first_name for user in self.desk.users.values()}
        names = self.words("names").split()
        free = next((name for name in names if name not in taken), f"{names[0]} {len(taken)}")
        return self.cast.add(self.desk, role, free, self.words.language)

    def new_group(self) -> None:
        """A group of the professional and the first clients; the bot is not in it."""
        people = [*self.cast.professionals[:1], *self.cast.clients[:3]]
        count = len(self.cast.groups) + 1
        chat = self.desk.group(f"{self.words('group')} {count}", people[0], tuple(people[1:]))
        self.desk.tell("people", chat.id)
        self.show_group(chat)

    def show_group(self, chat: Chat) -> None:
        """Put this group on the group's phone."""
        phone = self.phones["group"]
        phone.group = chat
        phone.draw()
        self.show("group")

    def alert(self, text: str) -> None:
        """A box that must be closed, as Telegram shows important answers."""
        with self.floor, ui.dialog() as dialog, box("sheet"):
            dialog.props["aria-label"] = self.words("bot")
            Plain("p", text)
            button(self.words("ok"), dialog.close, "strong", autofocus="autofocus")
        dialog.open()

    def start_with(self, user: User, words: str) -> None:
        """Start the bot with a code, or with a whole link that somebody pasted."""
        kind, _, code = (deep_link(words, self.desk.bot.username) or f"start:{words}").partition(":")
        if kind == "start":
            self.desk.start(user, code)

    def follow(self, target: str, phone: Phone) -> None:
        """Open a link into Telegram: `say:`, `start:`, `startgroup:` or `join:`, as `markup.deep_link` gives them."""
        kind, _, rest = target.partition(":")
        if kind == "say" and phone.user:
            self.desk.say(phone.user, rest, None if not phone.chat or phone.chat.person else phone.chat)
        elif kind == "join" and phone.user:
            if self.desk.open_link(phone.user, rest):
                self._show_joined(rest)
            else:
                phone.notice(self.words("link_dead"))
        elif kind == "startgroup" and phone.user:
            self._ask_group(phone.user, rest)
        elif kind == "start":
            self._ask_who(rest)

    def _show_joined(self, url: str) -> None:
        if (link := self.desk.links.get(url)) and self.phones["group"].user:
            self.show_group(link.chat)

    def _ask_who(self, code: str) -> None:
        say = self.words
        options: list[tuple[str, Callable[[], None]]] = []
        for role in ("client", "professional"):
            phone = self.phones[role]
            if user := phone.user:
                options.append((say(f"open_{role}", name=user.first_name), self._starter(role, user, code)))
            options.append((say(f"open_new_{role}"), self._starter(role, None, code)))
        self._ask(say("open_where"), options)

    def _starter(self, role: Role, user: User | None, code: str) -> Callable[[], None]:
        def act() -> None:
            person = user or self.new_person(role)
            self.phones[role].hand_to(person)
            self.show(role)
            self.desk.start(person, code)

        return act

    def _ask_group(self, user: User, code: str) -> None:
        def adder(chat: Chat | None) -> Callable[[], None]:
            def act() -> None:
                people = [client for client in self.cast.clients[:3] if client is not user]
                place = chat or self.desk.group(
                    f"{self.words('group')} {len(self.cast.groups) + 1}", user, tuple(people)
                )
                self.desk.add_bot(user, place, code)
                self.show_group(place)

            return act

        options = [(chat.title, adder(chat)) for chat in self.cast.groups if chat.holds(user)]
        self._ask(self.words("open_group"), [*options, (self.words("new_group"), adder(None))])

    def _ask(self, question: str, options: list[tuple[str, Callable[[], None]]]) -> None:
        with self.floor, ui.dialog() as dialog, box("sheet"):
            dialog.props["aria-label"] = question
            Plain("h2", question)
            for words, act in options:
                self._draw_option(dialog, words, act)
            button(self.words("close"), dialog.close, "soft")
        dialog.open()

    def _draw_option(self, dialog: ui.dialog, words: str, act: Callable[[], None]) -> None:
        def choose() -> None:
            dialog.close()
            act()

        button(words, choose, "strong")

    def _draw_tab(self, role: Role) -> None:
        self.tabs[role] = button(self.words(role), lambda: self.show(role), "tab")
