"""Plays a client's talks through the whole bot and writes them down as they appear on the telephone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.demo.driver import NoSuchButton, buttons_of
from bot.storage import people, talks
from bot.storage.database import Transaction
from dialogs import engine
from dialogs.effects import Ask
from dialogs.place import Place
from sandbox.model import Message, User
from tests.town import Town

HELSINKI = ZoneInfo("Europe/Helsinki")
MOMENT = {"fi": "EEE d.M. 'klo' H.mm", "sv": "EEE d.M 'kl.' H.mm"}
NAMES = {"fi": "Suomi", "sv": "Svenska"}
NUMBERS = 3  # so many number buttons in a row are shown as a range

Said = Mapping[str, str]
"""What a client types, by language."""


@dataclass
class Teller:
    """One client's telephone. Buttons are named by their English words, so that one walk serves every language."""

    place: Town
    locale: str
    professional: User
    client: User
    lines: list[str] = field(default_factory=list)
    _read: int = 0
    _notices: int = 0
    _shown_at: datetime | None = None

    async def tap(self, english: str) -> None:
        """Press the open question's button with these words, or a number of its scale."""
        shown = english if english.isdecimal() else self._button(english)
        message = next((m for m in reversed(self._chat()) if shown in buttons_of(m)), None)
        if message is None:
            raise NoSuchButton(f"there is no button “{shown}”")
        self._client(f"[{shown}]")
        self.place.desk.press(self.client, message.id, shown)
        await self.place.settle()
        self.hear()

    async def taps(self, *english: str) -> None:
        for words in english:
            await self.tap(words)

    def offers(self, english: str) -> bool:
        """Is there a question open, with this button?"""
        try:
            return bool(self._button(english))
        except NoSuchButton:
            return False

    async def tap_old(self, message: Message, shown: str) -> None:
        """Press a button that was there once, as a telephone does that has not caught up."""
        data = next(b["callback_data"] for row in message.buttons() for b in row if b["text"] == shown)
        self._client(f"[{shown}]")
        self.place.desk.press_data(self.client, message, data)
        await self.place.settle()
        self.hear()

    async def type(self, said: Said | str) -> None:
        text = said if isinstance(said, str) else said[self.locale]
        self._client(text)
        await self.place.say(self.client, text)
        self.hear()

    async def other(self, said: Said) -> None:
        """ "Something else", and then own words."""
        await self.tap("Something else")
        await self.type(said)

    async def check_in(self) -> None:
        """Wait for the next check-in."""
        await self.place.to_check_in(self.client)
        self.hear()

    async def wait(self, by: timedelta) -> None:
        await self.place.wait(by)
        self.hear()

    def begin(self) -> None:
        """What came before is not written down; what the professional has read so far neither."""
        self.hear()
        self.lines.clear()
        self._shown_at = None
        self._notices = len(self.place.desk.messages(self.professional.id))

    def aside(self, english: str) -> None:
        """A remark for the reader, between the messages."""
        self.lines += ["", f"*{english}*"]

    def hear(self) -> None:
        """Write down what the bot said since the last look."""
        chat = self._chat()
        for message in chat[self._read :]:
            if message.sender is None or message.sender.is_bot:
                self._bot(message)
        self._read = len(chat)

    def notices(self) -> None:
        """Write down what the professional was told meanwhile."""
        chat = self.place.desk.messages(self.professional.id)
        if chat[self._notices :]:
            self.aside("Meanwhile on the professional's telephone, in the language that she chose:")
        for message in chat[self._notices :]:
            self._when(message.date)
            self._bubble(message)
        self._notices = len(chat)

    async def take(self) -> None:
        """The professional takes the newest notice."""
        button = self.place.coach.house.words.bot("case_take", "fi")
        self._when(self.place.clock.now())
        self.lines += ["", f"**Maija Lehto:** [{button}]"]
        await self.place.press(self.professional, button)
        self.notices()
        self.hear()

    def _chat(self) -> list[Message]:
        return list(self.place.desk.messages(self.client.id))

    def _bot(self, message: Message) -> None:
        self._when(message.date)
        self._bubble(message)

    def _bubble(self, message: Message) -> None:
        self.lines.append("")
        self.lines += [f"> {line}  " if line else ">" for line in message.text.split("\n")]
        buttons = _shortened(buttons_of(message))
        if buttons:
            self.lines += [">", "> " + " ".join(f"`[{button}]`" for button in buttons)]

    def _client(self, said: str) -> None:
        self._when(self.place.clock.now())
        self.lines += ["", f"**{'Asiakas' if self.locale == 'fi' else 'Klienten'}:** {said}"]

    def _when(self, at: datetime) -> None:
        if self._shown_at is None or abs(at - self._shown_at) >= timedelta(minutes=1):
            said = format_datetime(at.astimezone(HELSINKI), MOMENT[self.locale], locale=self.locale)
            self.lines += ["", f"**{said}**"]
        self._shown_at = at

    def _button(self, english: str) -> str:
        """A button of the open question in the client's language."""
        words = self.place.coach.house.words
        ask, facts = self.place.coach.store.run_now(self._open_question)
        for choice in ask.choices:
            if choice.msgid == english:
                return words.script(choice.context, choice.msgid, facts, self.locale)
        raise NoSuchButton(f"the open question has no “{english}”, but {[c.msgid for c in ask.choices]}")

    def _open_question(self, tx: Transaction) -> tuple[Ask, Mapping[str, object]]:
        person = people.find(tx, self.client.id)
        assert person is not None
        talk = talks.current(tx, person.id, self.place.clock.now())
        if not talk.script:
            raise NoSuchButton("no question is open")
        stands = Place.from_json(talk.place)
        said = engine.question(self.place.coach.house.library, stands)
        assert said.ask is not None
        return said.ask, dict(stands.facts)


def _shortened(buttons: list[str]) -> list[str]:
    """0 to 10 in eleven buttons reads as a range."""
    numbers = [button for button in buttons if button.isdecimal()]
    if len(numbers) <= NUMBERS:
        return buttons
    return [f"{numbers[0]}] … [{numbers[-1]}", *(button for button in buttons if not button.isdecimal())]


async def newcomer(place: Town, locale: str, days: int) -> Teller:
    """A client who came in, in this language, and chose how often to be asked at most. Nothing of it is written down."""
    professional = await place.professional("Maija Lehto")
    pseudonym = {"fi": "Koivu", "sv": "Björk"}[locale]
    client = place.desk.user(pseudonym, locale)
    await place.start(client, await place.invitation(professional, pseudonym))
    told = Teller(place, locale, professional, client)
    often = {1: "Every day", 2: "Every second day", 4: "Every fourth day", 7: "Once a week"}[days]
    await told.taps(NAMES[locale], "Go on", "When do you tell?", "I see", "Yes, I start", "Yes, keep them")
    await told.taps(often, "In the morning at 10", "From 20 to 9")
    told.begin()
    return told
