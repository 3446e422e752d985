"""What must hold after every step of a random conversation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import text
from sqlmodel import select

from bot.actions.rhythm import SILENT_AFTER_CONCERN, agreed
from bot.actions.speaker import HELP_NOW
from bot.domain import cadence
from bot.domain.languages import LOCALES
from bot.domain.walltime import local_date
from bot.storage import people
from bot.storage.database import Transaction
from bot.storage.tables import Case, Client, Note, Outbox, Talk
from dialogs import engine
from dialogs.place import Place
from sandbox.model import Message, User
from tests.town import Town

MOST_TEXT, MOST_DATA, MOST_BUTTON = 4096, 64, 64
HELP_ITSELF = ("help",)  # messages that are what the help button leads to
NUMBERS = ("112", "116117")  # what every help text names; a chat's number is not kept with it

LOOK = text(
    "SELECT 'inbox', 'state ' || state || ' ' || fault FROM inbox WHERE state <> 1"
    " UNION ALL SELECT 'outbox', 'waits ' || method || ' ' || kind FROM outbox WHERE state = 0 AND not_before IS NULL"
    " UNION ALL SELECT 'outbox', 'never: ' || fault || ' ' || kind FROM outbox WHERE state = 2"
    "  AND fault NOT IN ('cancelled', 'gone', 'nothing to edit', 'Forbidden', 'late')"
    " UNION ALL SELECT 'timer', kind || ' failed' FROM timer WHERE attempts > 0"
    " UNION ALL SELECT 'cases', 'client ' || client_id || ' has ' || count(*) || ' open ones' FROM escalation"
    "  WHERE state <> 'closed' AND NOT urgent GROUP BY client_id HAVING count(*) > 1"
    " UNION ALL SELECT 'proactive', 'twice on ' || on_date FROM proactive GROUP BY client_id, on_date HAVING count(*) > 1"
)


class Broken(Exception):
    """A rule does not hold. Its text says which; the walker adds what led there."""


@dataclass
class Before:
    """A chat as it was before somebody did something."""

    newest: int
    texts: dict[int, str]


@dataclass
class Kept:
    """A client's settings when nobody was doing anything, and what came unasked so far."""

    client: Client | None
    newest: int


@dataclass
class Rules:
    """The rules, and what has to be remembered to judge them."""

    place: Town
    clients: list[User] = field(default_factory=list)
    pros: list[User] = field(default_factory=list)
    strangers: list[User] = field(default_factory=list)
    marks: dict[str, User] = field(default_factory=dict)
    seen_data: dict[int, list[str]] = field(default_factory=dict)
    unasked: dict[int, list[date]] = field(default_factory=dict)
    digests: Counter[tuple[int, str]] = field(default_factory=Counter)
    _looked: dict[int, int] = field(default_factory=dict)
    _kept: dict[int, Kept] = field(default_factory=dict)
    _blocked: set[int] = field(default_factory=set)

    def begin(self, clients: list[User], pros: list[User], strangers: list[User]) -> None:
        self.clients, self.pros, self.strangers = clients, pros, strangers
        self.check()

    # -- what somebody did is answered -------------------------------------------------------------------------------

    def before(self, user: User) -> Before:
        mine = self._bots(user)
        return Before(max((m.id for m in mine), default=0), {m.id: m.text for m in mine})

    def after(self, user: User, before: Before, *, silent: bool = False, least: int = 1, look: bool = True) -> None:
        """There is an answer to everything that was done, and the last one carries the help button where a client reads it."""
        self._fail_on_faults()
        now = self._bots(user)
        new = [m for m in now if m.id > before.newest]
        changed = sum(before.texts.get(m.id, m.text) != m.text for m in now)
        if not silent and len(new) + changed < least:
            raise Broken(f"{user.first_name} got no answer")
        if new and user in self.clients:
            self._help_is_there(user, new[-1])
        if look:
            self.check()

    def _help_is_there(self, user: User, newest: Message) -> None:
        if any(button.get("callback_data") == HELP_NOW for row in newest.buttons() for button in row):
            return
        if all(number in newest.text for number in NUMBERS) or self._after_violence(newest.text):
            return

        def kind(tx: Transaction) -> str:
            person = people.find(tx, user.id)
            if person is None or people.client_of(tx, person.id) is None:
                return "help"  # somebody who is no client (any more)
            found = select(Outbox).where(Outbox.chat_id == user.id, Outbox.message_id == newest.id)
            row = tx.session.exec(found).first()
            return row.kind if row else ""

        if self.place.coach.store.run_now(kind) not in HELP_ITSELF:
            raise Broken(f"no help button on {user.first_name}'s screen: {newest.text[-120:]!r}")

    def _after_violence(self, text: str) -> bool:
        """The second of two messages, of which the first has the numbers."""
        house = self.place.coach.house
        return any(text.startswith(house.words.bot("crisis_private", locale)) for locale in LOCALES)

    def _bots(self, user: User) -> list[Message]:
        return [m for m in self.place.desk.messages(user.id) if m.sender is None or m.sender.is_bot]

    # -- nobody does anything: what comes is unasked -------------------------------------------------------------------

    def silence_begins(self) -> None:
        def look(tx: Transaction) -> None:
            for user in [*self.clients, *self.pros]:
                person = people.find(tx, user.id)
                client = people.client_of(tx, person.id) if person else None
                kept = Client(**client.model_dump()) if client else None
                self._kept[user.id] = Kept(kept, self.before(user).newest)

        self.place.coach.store.run_now(look)

    def silence_ends(self) -> None:
        self._fail_on_faults()
        for user in self.clients:
            kept = self._kept[user.id]
            new = [m for m in self._bots(user) if m.id > kept.newest]
            if new and kept.client is not None:
                self._judge_unasked(user, kept.client, [m.date for m in new])
        for user in self.pros:
            for message in (m for m in self._bots(user) if m.id > self._kept[user.id].newest):
                self._judge_digest(user, message)

    def _judge_unasked(self, user: User, client: Client, times: list[datetime]) -> None:
        rhythm, who = agreed(client), user.first_name
        weekly = cadence.budget_days(client.floor_days, client.fixed_days)
        dates = self.unasked.setdefault(user.id, [])
        for at in sorted(set(times)):
            on = local_date(at, client.timezone)
            if not cadence.allowed(rhythm, at):
                raise Broken(f"{who} got something in quiet hours: {at}")
            if client.stage in ("dormant", "welcoming"):
                raise Broken(f"{who} is {client.stage} and got something unasked")
            if client.stage == "break" and (client.break_until is None or at < client.break_until):
                raise Broken(f"{who} is on a break and got something")
            if client.quiet_after_concern and at < client.quiet_after_concern + SILENT_AFTER_CONCERN:
                raise Broken(f"{who} got something within 48 hours of a concern")
            if on in dates:
                raise Broken(f"{who} got two unasked messages on {on}")
            dates.append(on)
            if sum(on - timedelta(days=7) < day <= on for day in dates) > weekly:
                raise Broken(f"{who} got more than {weekly} unasked messages in seven days before {on}")

    def _judge_digest(self, user: User, message: Message) -> None:
        words = self.place.coach.house.words
        heads = {
            words.bot("digest_head", locale, begin="|", end="|").partition("|")[0] for locale in ("fi", "sv", "en")
        }
        if not message.text.startswith(tuple(heads)):
            return
        year, week, _ = local_date(message.date, "Europe/Helsinki").isocalendar()
        self.digests[user.id, f"{year}-{week}"] += 1
        if self.digests[user.id, f"{year}-{week}"] > 1:
            raise Broken(f"{user.first_name} got two digests in week {week}")

    # -- always --------------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Rules about everything that stands in the database and in the chats."""
        self._fail_on_faults()
        self.place.coach.store.run_now(self._look)
        for user in [*self.clients, *self.pros, *self.strangers]:
            self._look_at_chat(user)

    def _fail_on_faults(self) -> None:
        faults: list[str] = getattr(self.place, "faults", [])
        if faults:
            raise Broken("an exception\n" + faults[0])

    def _look(self, tx: Transaction) -> None:
        wrong = tx.execute(LOOK).all()
        if wrong:
            raise Broken("; ".join(f"{where}: {what}" for where, what in wrong))
        talks = tx.session.exec(select(Talk).where(Talk.script != "")).all()
        for talk in talks:
            ask = self._ask(talk)
            if ask is None or not (ask.choices or ask.scale or ask.typed):
                raise Broken(f"{talk.script} is a dead end")

    def _ask(self, talk: Talk) -> Any:
        said = engine.question(self.place.coach.house.library, Place.from_json(talk.place))
        return said.ask

    def _look_at_chat(self, user: User) -> None:
        begun = self._looked.get(user.id, 0)
        for message in self._bots(user):
            if message.id > begun or message.edited:
                self._look_at(user, message)
                self._looked[user.id] = max(self._looked.get(user.id, 0), message.id)

    def _look_at(self, user: User, message: Message) -> None:
        if len(message.text) > MOST_TEXT:
            raise Broken("a text is too long")
        for button in (button for row in message.buttons() for button in row):
            data = button.get("callback_data", "")
            if not 1 <= len(data.encode()) <= MOST_DATA:
                raise Broken(f"a button carries too much: {data}")
            if not 1 <= len(button["text"]) <= MOST_BUTTON:
                raise Broken(f"a button says too much: {button['text']}")
            self.seen_data.setdefault(user.id, []).append(data)
        for mark, owner in self.marks.items():
            if owner is not user and mark in message.text and not self._shared(mark, user):
                raise Broken(f"{user.first_name} reads words of {owner.first_name}: {message.text[:200]!r}")

    def _shared(self, mark: str, reader: User) -> bool:
        """Did the client say that a professional may read these words?"""

        def look(tx: Transaction) -> bool:  # words are sealed in the database: only read ones can be compared
            notes = tx.session.exec(select(Note).where(Note.share)).all()
            said = [note.words for note in notes] + [case.clients_words for case in tx.session.exec(select(Case)).all()]
            return any(mark in words for words in said)

        return reader in self.pros and self.place.coach.store.run_now(look)

    # -- for walking on ------------------------------------------------------------------------------------------------

    def talk_of(self, user: User) -> Talk | None:
        def look(tx: Transaction) -> Talk | None:
            person = people.find(tx, user.id)
            talk = tx.session.get(Talk, person.id) if person else None
            return Talk(**talk.model_dump()) if talk else None

        return self.place.coach.store.run_now(look)

    def ways_on(self, user: User, random: Random, *, prefer_exit: bool) -> tuple[Message, str] | None:
        """A button that answers the open question; None when only words do."""
        talk = self.talk_of(user)
        assert talk is not None
        ask = self._ask(talk)
        offered = [
            (message, button["callback_data"])
            for message in self._bots(user)
            for row in message.buttons()
            for button in row
            if button["callback_data"].startswith(f"t.{ask.turn}.")
        ]
        if not offered:
            return None
        exits = [found for found in offered if found[1].endswith(".x")]
        return exits[0] if prefer_exit and exits else random.choice(offered)
