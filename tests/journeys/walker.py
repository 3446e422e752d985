"""
Random conversations through the whole bot in this process, with rules that hold after every step.

    python -m tests.journeys.walker 10000 [first seed]

One town serves many conversations: between two of them the tables are emptied, and the desk is cleared.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import tempfile
import time
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlmodel import SQLModel

from bot.actions import enrol
from bot.actions.speaker import of_client
from bot.actions.talking import Scene
from bot.storage import people, talks, timers
from bot.storage.database import Transaction, build_engine
from bot.storage.tables import Care, Client, Person, Professional
from bot.storage.timers import Due
from sandbox.model import Message, User
from tests.journeys.crowd import FORGED, LOCALES, PAUSES, THINGS, anything_typed
from tests.journeys.rules import Broken, Rules
from tests.town import MORNING, Town, town

KEPT = ("script_version", "setting")  # tables that outlive a conversation
STEPS = 12  # of one conversation, about
WAY_OUT = 60  # answers within which every talk comes to its end
log = logging.getLogger(__name__)


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
        await self.place.coach.store.run(lambda tx: self._move_in(tx, locales, self.clients[:1] if new else []))
        if new:
            code = await self.place.coach.store.run(self._invitation)
            self._note(f"{self.clients[0].first_name} comes in by an invitation")
            await self._do(self.clients[0], lambda user: self.place.desk.start(user, code))
        if self.random.random() < 0.15:
            code = await self.place.coach.store.run(self._invitation)
            await self._do(self.pros[-1], lambda user: self.place.desk.start(user, code))
        await self.place.settle()
        self.rules.begin(self.clients, self.pros, self.strangers)

    def _user(self, name: str, locale: str = "fi") -> User:
        user = self.place.desk.user(name, locale)
        user.started = True
        return user

    def _move_in(self, tx: Transaction, locales: list[str], newcomers: list[User]) -> None:
        """Rows of people who came in before this conversation began: the welcome is walked by newcomers only."""
        now, house = self.place.clock.now(), self.place.coach.house
        for number, user in enumerate(self.pros):
            person = people.add(tx, user.id, user.id, self.random.choice(LOCALES))
            pro = Professional(person_id=person.id, name=f"Maija{number}", since=now)
            tx.session.add(pro)
            tx.session.flush()
            timers.put(tx, "digest", pro.id, self._digest_due(pro))
        if len(self.pros) > 1:
            all_pros = people.professionals(tx)
            all_pros[0].deputy_id = all_pros[1].id
        for user, locale in zip(self.clients, locales, strict=True):
            if user not in newcomers:
                self._client_row(tx, people.add(tx, user.id, user.id, locale), house)

    def _digest_due(self, pro: Professional) -> Any:
        from bot.domain.workdays import digest_due

        house, now = self.place.coach.house, self.place.clock.now()
        return digest_due(pro.digest_weekday, pro.digest_hour, pro.timezone, now, house.working)

    def _client_row(self, tx: Transaction, person: Person, house: Any) -> None:
        now, draw = self.place.clock.now(), self.random
        client = Client(
            person_id=person.id, pseudonym=f"Puu{person.id}", since=now, consented_at=now, last_heard_at=now,
            own_words=draw.random() < 0.7, floor_days=draw.choice((1, 1, 2, 2, 4, 7)),
            slot=draw.choice(("10:00", "14:00", "18:00", "07:00")),
            timezone=draw.choice(("Europe/Helsinki", "Europe/Helsinki", "Atlantic/Azores", "Pacific/Auckland")),
            step_what=draw.choice(("", "kävely postilaatikolle", "K" * 200)), step_when="aamulla", step_level=draw.randint(0, 4),
        )  # fmt: skip
        tx.session.add(client)
        tx.session.flush()
        for number, pro in enumerate(people.professionals(tx)):
            if number == 0 or draw.random() < 0.5:
                role = "responsible" if number == 0 else draw.choice(("coworker", "deputy", "viewer"))
                tx.session.add(Care(client_id=client.id, professional_id=pro.id, role=role, since=now))
        tx.session.flush()
        enrol.enrolled(Scene(tx, house, of_client(tx, client), talks.current(tx, person.id, now), now))

    def _invitation(self, tx: Transaction) -> str:
        from bot.storage.tables import Invitation

        now = self.place.clock.now()
        code = f"code-{self.seed}-{self.random.randrange(10**9)}"
        pro = people.professionals(tx)[0]
        made = Invitation(
            role="client", professional_id=pro.id, name="Uusi", made_at=now, expires_at=now + timedelta(days=14)
        )
        people.add_invitation(tx, code, made)
        return code

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


# -- many conversations in one town ---------------------------------------------------------------------------------


def listen_for_faults(place: Town) -> None:
    """Keep every exception of a turn or a timer, so that a broken rule can name it."""
    coach = place.coach
    place.faults = getattr(place, "faults", [])  # type: ignore[attr-defined]
    handle, obey = coach._handle, coach._obey

    async def handling(payload: str, update_id: int) -> None:
        try:
            await handle(payload, update_id)
        except Exception as error:
            place.faults.append("".join(traceback.format_exception(error)))  # type: ignore[attr-defined]
            raise

    async def obeying(timer: Due) -> None:
        try:
            await obey(timer)
        except Exception as error:
            place.faults.append("".join(traceback.format_exception(error)))  # type: ignore[attr-defined]
            raise

    async def settling() -> None:
        await coach.dispatcher.idle()
        await coach.sender.idle()

    # A step costs what the database does: one look is enough where nothing else goes on, and nothing is old enough to sweep.
    coach.settle = settling  # type: ignore[method-assign]
    del coach.ticker._ticks[1:]  # type: ignore[attr-defined]
    coach.dispatcher._handle = handling
    coach.ticker._ticks[0].call._obey = obeying  # type: ignore[attr-defined]


async def clear(place: Town, seed: int) -> None:
    """A new day in an empty town; the clock may go back because nobody is there who knows the time."""
    tables = [table for table in reversed(SQLModel.metadata.sorted_tables) if table.name not in KEPT]
    await place.settle()
    await place.coach.store.run(lambda tx: [tx.execute(table.delete()) for table in tables])
    place.desk.chats.clear()
    place.desk.presses.clear()
    place.faults.clear()  # type: ignore[attr-defined]
    place.clock._at = MORNING + timedelta(minutes=Random(seed).randrange(2 * 365 * 24 * 60))  # noqa: S311


@asynccontextmanager
async def walking_town(url: str) -> AsyncIterator[Town]:
    """A town in which many conversations can follow one another."""
    async with town(url) as place:
        listen_for_faults(place)
        yield place


async def walk_many(url: str, seeds: range, told: Callable[[int], None] = lambda n: None) -> list[str]:
    """Walk these conversations; the broken ones come back as text."""
    broken = []
    async with walking_town(url) as place:
        for done, seed in enumerate(seeds, 1):
            await clear(place, seed)
            walk = Walk(place, seed)
            try:
                await asyncio.wait_for(walk.run(), 60)
            except (Broken, TimeoutError) as error:
                trail = "\n  ".join(walk.trail)
                broken.append(f"seed {seed}: {error or 'took too long'}\n  {trail}")
            told(done)
    return broken


@contextmanager
def empty_database() -> Iterator[str]:
    """An empty SQLite file, in memory where the machine offers that: nothing here is to be kept."""
    memory = Path("/dev/shm")  # noqa: S108 - only a faster place for a database of a few seconds
    with tempfile.TemporaryDirectory(prefix="rinnalla-walk-", dir=memory if memory.is_dir() else None) as folder:
        url = f"sqlite:///{folder}/walk.db"
        engine = build_engine(url)
        SQLModel.metadata.create_all(engine)
        engine.dispose()
        yield url


def main() -> None:
    logging.disable(logging.WARNING)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    begun = time.monotonic()

    def told(done: int) -> None:
        if done % 500 == 0:
            print(f"{done} conversations, {time.monotonic() - begun:.0f} s", flush=True)

    with empty_database() as url:
        broken = asyncio.run(walk_many(url, range(first, first + count), told))
    for text in broken:
        print(text, "\n")
    spent = time.monotonic() - begun
    print(f"{count} conversations, {count - len(broken)} kept every rule, {len(broken)} broken, {spent:.0f} s")
    sys.exit(bool(broken))


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        main()
