"""
A professional at work: what one tap or one typed answer of theirs may use.

Every deed on a client goes through `Work.client`, which asks `clients.access` and so `domain/roles.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.actions.disclosure import name, points_only
from bot.actions.heard import Press
from bot.actions.scene import Scene
from bot.actions.speaker import Rows, Speaker, say
from bot.actions.talking import begin
from bot.domain.roles import Action
from bot.storage import clients, outbox, refusals
from bot.storage.clients import NotAllowed
from bot.storage.tables import Client, Professional
from bot.words import Words


@dataclass(slots=True)
class Work:
    """`press` is the message whose button was tapped; without one the answer is a new message."""

    scene: Scene
    pro: Professional
    press: Press | None = None

    @property
    def words(self) -> Words:
        return self.scene.house.words

    @property
    def locale(self) -> str:
        return self.scene.who.locale

    def text(self, key: str, **facts: object) -> str:
        """One of the bot's sentences; where the channel carries only pointers, without the pseudonym."""
        if "pseudonym" in facts and points_only(self.scene.house):
            facts["pseudonym"] = self.words.bot("pointer_somebody", self.locale)
        return self.words.bot(key, self.locale, **facts)

    def client(self, client_id: int, action: Action) -> Client:
        """The only door to a client. Raises NotAllowed."""
        return clients.access(self.scene.tx, client_id, professional_id=self.pro.id, action=action, now=self.scene.now)

    def nobodys(self, action: Action) -> NotAllowed:
        """For a number behind which there is nothing: logged as a try, and answered, like somebody else's."""
        tx, now = self.scene.tx, self.scene.now
        refusals.log(tx, actor=refusals.STRANGE, actor_id=self.pro.id, client_id=None, what=action.value, now=now)
        return NotAllowed(action.value)

    def called(self, client: Client) -> str:
        """What this professional reads instead of a name."""
        return name(self.scene.house, client, self.locale)

    def to_card(self, client: Client) -> list[tuple[str, str]]:
        """The row of buttons that leads back to the client's card."""
        return [(self.text("pro_back_card"), f"p.card.{client.id}")]

    def say(self, text: str, rows: Rows = ()) -> int:
        """A new message to the professional."""
        return say(self.scene.tx, self.scene.who.person, text, self.scene.now, rows=rows)

    def show(self, text: str, rows: Rows = ()) -> None:
        """The same message with other words: a card turned over. A new one when there is none to turn, or a picture."""
        if self.press is None or not self.press.shown:
            self.say(text, rows)
            return
        params: dict[str, object] = {"message_id": self.press.message_id, "text": text}
        if rows:
            params["rows"] = [[list(button) for button in row] for row in rows]
        outbox.add(
            self.scene.tx,
            chat_id=self.scene.who.person.chat_id,
            method="editMessageText",
            params=params,
            now=self.scene.now,
            kind="tidy",
        )

    def ask(self, script: str, facts: Mapping[str, object]) -> None:
        """Begin a dialog of the professional's own, such as one that takes down words."""
        if "pseudonym" in facts and points_only(self.scene.house):
            facts = {**facts, "pseudonym": self.words.bot("pointer_somebody", self.locale)}
        begin(self.scene, script, facts)


def at_work(scene: Scene, press: Press | None = None) -> Work | None:
    """The speaker as a professional, or None. What follows is said to the professional, also if they are a client too."""
    pro = scene.who.professional
    if pro is None:
        return None
    scene.who = Speaker(scene.who.person, None, pro)
    return Work(scene, pro, press)
