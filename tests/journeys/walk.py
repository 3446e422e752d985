"""One random conversation: who takes part, and what they do, step by step."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import Any

from bot.domain.languages import LOCALES
from sandbox.model import Message, User
from tests.journeys.company import invitation, move_in
from tests.journeys.crowd import FORGED, PAUSES, THINGS, anything_typed
from tests.journeys.rules import Broken, Rules
from tests.journeys.town_of_walks import listen_for_faults
from tests.town import Town

STEPS = 12  # of one conversation, about
WAY_OUT = 60  # answers within which every talk comes to its end


@dataclass
class Walk:
    """One conversation: who takes part, what they did, and what must hold."""

    place: Town
    seed: int
    random: Random = field(init=False)
    clients: list[User] = field(default_factory=list)
    pros: list[User] = field(default_factory=list)
    strangers: list[User] = field(default_factory=list)
    trail: list[str] = field(default_factory=list)
    words: int = 0

    def __post_init__(self) -> None:
        self.random = Random(self.seed)  # noqa: S311 - a repeatable walk, no secret
        self.rules = Rules(self.place)

    @property
    def everybody(self) -> list[User]:
        return [*self.clients, *self.pros, *self.strangers]

    async def run(self) -> None:
        """Begin, walk, and come to an end. Raises Broken with the whole trail."""
        try:
            await self._gather()
            for _ in range(self.random.randint(STEPS - 4, STEPS + 4)):
                await self._step()
            for client in self.clients:
                await self._leave(client)
        except Broken:
            raise
        except Exception as error:
            raise Broken(f"{type(error).__name__}: {error}\n{traceback.format_exc()}") from error

    async def _gather(self) -> None:
        for number in range(self.random.choice((1, 1, 2))):
            self.pros.append(self._user(f"Maija{number}"))
        people_in = self.random.choice((1, 1, 2, 3))
        locales = [self.random.choice(LOCALES) for _ in range(people_in)]
        for number, locale in enumerate(locales):
            self.clients.append(self._user(f"Koivu{number}", locale))
        self.strangers.append(self._user("Vieras", self.random.choice(LOCALES)))
        new = self.random.random() < 0.25
        here = dict(zip(self.clients, locales, strict=True))
        if new:
            del here[self.clients[0]]
        await self.place.coach.store.run(lambda tx: move_in(tx, self.place, self.random, self.pros, here))
        if new:
            code = await self.place.coach.store.run(lambda tx: invitation(tx, self.place, self.random))
            self._note(f"{self.clients[0].first_name} comes in by an invitation")
            await self._do(self.clients[0], lambda user: self.place.desk.start(user, code))
        if self.random.random() < 0.15:
            code = await self.place.coach.store.run(lambda tx: invitation(tx, self.place, self.random))
            await self._do(self.pros[-1], lambda user: self.place.desk.start(user, code))
        await self.place.settle()
        self.rules.begin(self.clients, self.pros, self.strangers)

    def _user(self, name: str, locale: str = "fi") -> User:
        user = self.place.desk.user(name, locale)
        user.started = True
        return user

    # -- one step ---------------------------------------------------------------------------------------------------

    async def _step(self) -> None:
        what = self.random.choices(
            (self._press, self._type, self._thing, self._time, self._stale, self._forge, self._crowd, self._phone, self._restart),
            (34, 22, 6, 22, 5, 4, 3, 3, 0.15),
        )[0]  # fmt: skip
        await what()

    def _somebody(self) -> User:
        return self.random.choices(
            self.everybody, [6] * len(self.clients) + [2] * len(self.pros) + [1] * len(self.strangers)
        )[0]

    def _note(self, line: str) -> None:
        self.trail.append(line if len(line) < 160 else line[:150] + f"… ({len(line)})")

    async def _do(self, user: User, act: Callable[[User], Any], *, turns_over: bool = False) -> None:
        """Let somebody do something, and look whether all rules still hold. A card that is turned over may look the same."""
        before, silent = self.rules.before(user), user.blocked  # a blocked bot cannot answer a press
        act(user)
        silent = silent and user.blocked  # whoever writes has let it speak again
        await self.place.settle()
        self.rules.after(user, before, silent=silent or turns_over)

    async def _quietly(self, act: Callable[[User], Any], user: User) -> None:
        act(user)
        await self.place.settle()
        self.rules.check()

    async def _press(self) -> None:
        user = self._somebody()
        found = newest_with_buttons(self.place, user)
        if found is None:
            await self._type(user)
            return
        button = self.random.choice([b for row in found.buttons() for b in row if "callback_data" in b])
        self._note(f"{user.first_name} presses [{button['text']}] = {button['callback_data']}")
        await self._push(user, found, button["callback_data"])

    async def _push(self, user: User, message: Message, data: str) -> None:
        turns_over = data.startswith(("p.", "q."))
        await self._do(user, lambda u: self.place.desk.press_data(u, message, data), turns_over=turns_over)

    def _marked(self, user: User, text: str) -> str:
        """Most longer words carry a mark that nobody else may ever see."""
        if len(text) < 12 or text.startswith("/") or self.random.random() < 0.3:
            return text
        self.words += 1
        mark = f"zq{user.id}w{self.words}z"
        self.rules.marks[mark] = user
        return f"{mark} {text}"[:4096]

    async def _type(self, user: User | None = None) -> None:
        user = user or self._somebody()
        text = self._marked(user, anything_typed(self.random))
        self._note(f"{user.first_name} writes {text!r}")
        await self._do(user, lambda u: self.place.desk.say(u, text))

    async def _thing(self) -> None:
        user, kind = self._somebody(), self.random.choice(THINGS)
        self._note(f"{user.first_name} sends {kind}")
        desk, caption = self.place.desk, self._marked(user, anything_typed(self.random))[:1024]
        origin = {"type": "hidden_user", "sender_user_name": "Joku", "date": 1}
        acts: dict[str, Callable[[User], Any]] = {
            "photo": desk.send_photo,
            "captioned": lambda u: desk.send_photo(u, caption=caption),
            "voice": desk.send_voice,
            "sticker": desk.send_sticker,
            "contact": desk.send_contact,
            "location": desk.send_location,
            "document": lambda u: desk.send_document(u, b"%PDF", "raportti.pdf"),
            "forward": lambda u: desk._send(u, {"text": caption, "forward_origin": origin}, None),
            "other": lambda u: desk._send(u, {"dice": {"emoji": "🎲", "value": 3}}, None),
        }
        await self._do(user, acts[kind])
        own = [m for m in desk.messages(user.id) if m.sender is user and "text" in m.content]
        if own and self.random.random() < 0.4:
            changed = self.random.choice(own)
            self._note(f"{user.first_name} edits an earlier message")
            await self._do(user, lambda u: desk.edit(u, changed.id, caption or "muutettu"))

    async def _time(self) -> None:
        await self.place.settle()
        if self.random.random() < 0.5 and self.clients:
            user = self.random.choice(self.clients)
            self._note(f"time goes to {user.first_name}'s next check-in")
            travel = self.place.travel.to_next_check_in(user.id)
        else:
            hours = self.random.choice(PAUSES)
            self._note(f"{hours} hours go by")
            travel = self.place.travel.advance(timedelta(hours=hours))
        self.rules.silence_begins()
        await travel
        self.rules.silence_ends()
        self.rules.check()

    async def _stale(self) -> None:
        user = self._somebody()
        olds = [m for m in self.place.desk.messages(user.id) if m.sender and m.sender.is_bot]
        if not olds:
            return
        message = self.random.choice(olds)
        data = self.random.choice(self.rules.seen_data.get(user.id) or ["t.1.b0"])
        self._note(f"{user.first_name} presses an old button {data}")
        await self._push(user, message, data)

    async def _forge(self) -> None:
        user = self._somebody()
        messages = [m for m in self.place.desk.messages(user.id) if m.sender and m.sender.is_bot]
        if not messages:
            return
        data = self.random.choice(FORGED)
        self._note(f"{user.first_name} forges {data!r}")
        await self._push(user, messages[-1], data)

    async def _crowd(self) -> None:
        """Everybody at once, and some twice, before the bot has answered anybody."""
        befores = {user.id: self.rules.before(user) for user in self.everybody}
        acts = {user.id: 0 for user in self.everybody}
        for user in self.everybody:
            for _ in range(self.random.choice((1, 1, 2))):
                acts[user.id] += self._at_once(user)
        blocked = {user.id for user in self.everybody if user.blocked}
        await self.place.settle()
        for user in self.everybody:
            silent = user.id in blocked
            self.rules.after(user, befores[user.id], silent=silent, least=acts[user.id], look=False)
        self.rules.check()

    def _at_once(self, user: User) -> bool:
        """Returns whether the answer must be seen."""
        found = newest_with_buttons(self.place, user)
        if found is not None and self.random.random() < 0.6:
            button = self.random.choice([b for row in found.buttons() for b in row])
            self._note(f"at once: {user.first_name} presses [{button['text']}]")
            self.place.desk.press_data(user, found, button["callback_data"])
            return not button["callback_data"].startswith(("p.", "q."))
        text = self._marked(user, anything_typed(self.random))
        self._note(f"at once: {user.first_name} writes {text!r}")
        self.place.desk.say(user, text)
        return True

    async def _phone(self) -> None:
        """The app is blocked for a while, or the account opened again."""
        user = self.random.choice(self.clients)
        if user.blocked:
            self._note(f"{user.first_name} unblocks the bot")
            await self._quietly(self.place.desk.unblock, user)
        else:
            self._note(f"{user.first_name} blocks the bot")
            await self._quietly(self.place.desk.block, user)

    async def _restart(self) -> None:
        self._note("the bot is started again")
        await self.place.restart()
        listen_for_faults(self.place)
        self.rules.check()

    async def _leave(self, user: User) -> None:
        """No talk goes on for ever: whoever keeps answering comes to its end."""
        if user.blocked:
            self.place.desk.unblock(user)
        for count in range(WAY_OUT):
            talk = self.rules.talk_of(user)
            if talk is None or not talk.script:
                return
            data = self.rules.ways_on(user, self.random, prefer_exit=count > 8)
            if data is None:
                self._note(f"{user.first_name} writes 10:30 to come on")
                text = self.random.choice(("10:30", "3", "1.12.2026", "jotain"))
                await self._do(user, lambda u, text=text: self.place.desk.say(u, text))
                continue
            message, chosen = data
            self._note(f"{user.first_name} leaves by {chosen}")
            await self._push(user, message, chosen)
        raise Broken(f"a talk has no end: {talk.script if talk else ''}")


def newest_with_buttons(place: Town, user: User) -> Message | None:
    """The newest message that offers something to press."""
    return next((m for m in reversed(place.desk.messages(user.id)) if m.buttons()), None)
