"""
Steps a person's dialog and turns what comes of it into rows: commands are obeyed, messages wait in the outbox.

Everything here happens inside the caller's one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.actions.house import House
from bot.actions.speaker import ANSWER, HELP_NOW, Rows, Speaker, help_button, say
from bot.storage import outbox, talks
from bot.storage.database import Transaction
from bot.storage.tables import Client, Talk
from dialogs import engine
from dialogs.effects import Ask, Do, Misheard, Outcome, Reply, Say, Stale, Turn
from dialogs.errors import BrokenPlace, UnknownVersion
from dialogs.library import Library
from dialogs.place import Place

SHORT = 15  # characters; two buttons this short fit side by side on a phone
SCALE_ROW = 6  # numbers in one row: 0-5 and 6-10


class NoClient(Exception):
    """A script or a button meant for clients came to somebody who is none. Whoever wrote the way there must mend it."""

    def __init__(self) -> None:
        super().__init__("only a client can do this, and the speaker is none; mend the script or the button")


@dataclass(slots=True)
class Scene:
    """
    What a command may use and change while one turn is performed.

    `late` are facts for wording only, known once commands are obeyed. `opens` are scripts to begin after this talk,
    `closing` sentences of the bot's own to say after its last message, `next_line` the one on the next check-in; all
    three wait in the talk's row until it ends.
    """

    tx: Transaction
    house: House
    who: Speaker
    talk: Talk
    now: datetime
    facts: dict[str, object] = field(default_factory=dict)
    late: dict[str, object] = field(default_factory=dict)
    opens: list[str] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    next_line: str = ""
    rank: int = ANSWER
    kind: str = ""
    lead: str = ""
    stopped: bool = False
    seed: int | None = None
    """Chooses between wordings: what grows by one from one such talk to the next. None: whatever the turn is."""

    @property
    def client(self) -> Client:
        """The speaker as a client. Raises NoClient: what leads here belongs to clients alone."""
        if self.who.client is None:
            raise NoClient
        return self.who.client

    @property
    def library(self) -> Library:
        """The scripts in the words for this client's age."""
        client = self.who.client
        return self.house.library.for_age(client.age_group) if client is not None else self.house.library


def begin(scene: Scene, script: str, facts: Mapping[str, object]) -> None:
    """Open a dialog. One that was open gives way: its buttons grow old, what was answered stays answered."""
    from bot.actions import limits_told

    talk = scene.talk
    seed = talk.turn if scene.seed is None else scene.seed
    turn = engine.begin(scene.library, script, _plain(facts), turn=talk.turn + 1, seed=seed)
    if news := limits_told.first(scene, script):
        scene.lead = f"{news}\n\n{scene.lead}" if scene.lead else news
    talk.since = scene.now
    perform(scene, turn)


def hear(scene: Scene, said: Reply) -> Outcome:
    """
    What an answer to the open question comes to; a turn still has to be performed.

    Raises BrokenPlace or UnknownVersion when the stored talk cannot be continued.
    """
    place = Place.from_json(scene.talk.place)
    outcome = engine.answer(
        scene.library,
        place,
        said,
        understood=scene.house.understood,
        today=scene.now.astimezone(ZoneInfo(_timezone(scene.who))).date(),
    )
    if isinstance(outcome, Misheard):
        scene.talk.place = outcome.place.to_json()
    return outcome


def room(scene: Scene) -> int:
    """How many characters of words the open question takes; 0 when it asks for something else, or is lost."""
    place, _ = _open_question(scene)
    return engine.room(scene.library, place) if place is not None else 0


def ask_again(scene: Scene) -> bool:
    """Say the open question once more, for instance after an old button. False when none is open or it is lost."""
    place, said = _open_question(scene)
    if place is None or said is None:
        return False
    tidy_typed(scene)  # one set of buttons is enough
    scene.facts = dict(place.facts)
    _say(scene, said, last=True)
    return True


def keep_open(scene: Scene, text: str) -> bool:
    """Say something else while a question waits: its buttons come along, so that there is always a way on."""
    place, said = _open_question(scene)
    if place is None or said is None or said.ask is None:
        return False
    tidy_typed(scene)
    scene.talk.question = _send(scene, text, keyboard(scene, said.ask, place.facts))
    return True


def _open_question(scene: Scene) -> tuple[Place | None, Say | None]:
    if not scene.talk.script:
        return None, None
    try:
        place = Place.from_json(scene.talk.place)
        return place, engine.question(scene.library, place)
    except (BrokenPlace, UnknownVersion):
        talks.close(scene.talk)
        return None, None


def perform(scene: Scene, turn: Turn) -> None:
    """Obey and speak, in the script's order; then put the talk where it now stands."""
    from bot.actions.commands import obey

    scene.facts = dict(turn.facts)
    messages = [index for index, effect in enumerate(turn.effects) if isinstance(effect, Say)]
    last = messages[-1] if messages else -1
    for index, effect in enumerate(turn.effects):
        if isinstance(effect, Do):
            obey(scene, effect)
            if scene.stopped:
                return
        elif isinstance(effect, Say):
            _say(
                scene,
                effect,
                last=index == last and turn.place is not None,
                parting=index == last and turn.place is None,
            )
    _settle(scene, turn)


def _settle(scene: Scene, turn: Turn) -> None:
    from bot.actions import limits_told

    talk = scene.talk
    talk.turn, talk.last_at = max(talk.turn, turn.next_turn - 1), scene.now
    opens, closing, next_line = talks.pending(talk)
    opens += [script for script in scene.opens if script not in opens]
    closing, next_line = [*closing, *scene.closing], scene.next_line or next_line
    scene.opens, scene.closing, scene.next_line = [], [], ""
    if turn.place is not None:
        talk.script, talk.version, talk.place = turn.place.script, turn.place.version, turn.place.to_json()
        talks.put_pending(talk, opens, closing, next_line)
        return
    if turn.ended == "exit":
        closing.insert(0, scene.house.words.house("goodbye", scene.who.locale))
    if not opens and (news := limits_told.last(scene, talk.script)):
        closing.append(news)
    talks.close(talk)
    talks.put_pending(talk, opens[1:], [], "")
    _end(scene, closing + ([next_line] if next_line else []), opens[0] if opens else "")


def _end(scene: Scene, closing: list[str], follow: str) -> None:
    """Say what is left to say; then go over into the next dialog, if one was promised."""
    if closing:
        rows: Rows = [[help_button(scene.house, scene.who.locale)]] if scene.who.client and not follow else []
        _send(scene, "\n\n".join(dict.fromkeys(closing)), rows)
    if follow:
        open_script(scene, follow)


def open_script(scene: Scene, script: str) -> None:
    """Begin a dialog with the facts that the bot has for it."""
    from bot.actions.facts import facts_for

    begin(scene, script, facts_for(scene, script))


def _something_follows(scene: Scene) -> bool:
    """Whether another message is known to come after a talk's last one; that one carries the help button then."""
    opens, closing, next_line = talks.pending(scene.talk)
    return bool(scene.opens or scene.closing or scene.next_line or opens or closing or next_line)


def _say(scene: Scene, said: Say, *, last: bool, parting: bool = False) -> None:
    facts = {**scene.facts, **scene.late}
    locale, words = scene.who.locale, scene.house.words
    text = " ".join(words.script(line.context, line.msgid, facts, locale) for line in said.lines)
    rows: list[list[tuple[str, str]]] = []
    if said.ask is not None:
        if said.ask.scale is not None:
            scale = said.ask.scale
            low = words.script(said.ask.context, scale.low, facts, locale)
            high = words.script(said.ask.context, scale.high, facts, locale)
            ends = words.house("scale_ends", locale, first=scale.first, low=low, last=scale.last, high=high)
            text = f"{text}\n{ends}" if text else ends
        rows = keyboard(scene, said.ask, facts)
    elif parting and scene.who.client is not None and not _something_follows(scene):
        rows = [[help_button(scene.house, locale)]]
    message = _send(scene, text, rows)
    if said.ask is not None and last:
        scene.talk.question = message


def _send(scene: Scene, text: str, rows: Rows) -> int:
    lead, scene.lead = scene.lead, ""
    client = scene.who.client
    return say(
        scene.tx,
        scene.who.person,
        f"{lead}\n\n{text}" if lead else text,
        scene.now,
        rows=rows,
        rank=scene.rank,
        client_id=client.id if client else None,
        kind=scene.kind,
    )


def keyboard(scene: Scene, ask: Ask, facts: Mapping[str, object]) -> list[list[tuple[str, str]]]:
    """A question's buttons: numbers in two rows, answers one below the other, ways out and help last."""
    locale, words = scene.who.locale, scene.house.words
    rows: list[list[tuple[str, str]]] = []
    if ask.scale is not None:
        numbers = [(str(n), f"t.{ask.turn}.s{n}") for n in range(ask.scale.first, ask.scale.last + 1)]
        rows += [numbers[start : start + SCALE_ROW] for start in range(0, len(numbers), SCALE_ROW)]
    answers: list[tuple[str, str]] = []
    ways_out: list[tuple[str, str]] = []
    for choice in ask.choices:
        button = (words.script(choice.context, choice.msgid, facts, locale), f"t.{ask.turn}.{choice.key}")
        (answers if choice.key.startswith("b") else ways_out).append(button)
    rows += paired(answers)
    if scene.who.client is not None:
        ways_out.append((words.bot("help_now", locale), HELP_NOW))
    return rows + paired(ways_out)


def paired(buttons: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Short ones side by side, the others one below the other."""
    rows: list[list[tuple[str, str]]] = []
    for button in buttons:
        if rows and len(rows[-1]) == 1 and len(rows[-1][0][0]) <= SHORT and len(button[0]) <= SHORT:
            rows[-1].append(button)
        else:
            rows.append([button])
    return rows


def tidy_pressed(scene: Scene, message_id: int, shown: str, answer: str) -> None:
    """After a tap the keyboard goes away and the chosen answer stays to be seen; a picture only loses its keyboard."""
    if not shown:
        bare: dict[str, object] = {"message_id": message_id}
        chat = scene.who.person.chat_id
        outbox.add(scene.tx, chat_id=chat, method="editMessageReplyMarkup", params=bare, now=scene.now, kind="tidy")
        return
    chosen = scene.house.words.bot("chosen", scene.who.locale, answer=answer)
    outbox.add(
        scene.tx,
        chat_id=scene.who.person.chat_id,
        method="editMessageText",
        params={"message_id": message_id, "text": f"{shown}\n\n{chosen}"},
        now=scene.now,
        kind="tidy",
    )


def tidy_typed(scene: Scene) -> None:
    """A typed answer takes the buttons off its question too."""
    if scene.talk.question is None:
        return
    outbox.add(
        scene.tx,
        chat_id=scene.who.person.chat_id,
        method="editMessageReplyMarkup",
        params={},
        now=scene.now,
        kind="tidy",
        after=scene.talk.question,
    )


def _plain(facts: Mapping[str, object]) -> dict[str, str | int | bool]:
    return {name: value for name, value in facts.items() if isinstance(value, str | int | bool)}


def _timezone(who: Speaker) -> str:
    if who.client is not None:
        return who.client.timezone
    return who.professional.timezone if who.professional is not None else "Europe/Helsinki"


__all__ = ["Misheard", "Scene", "Stale", "Turn", "ask_again", "begin", "hear", "keep_open", "open_script", "perform"]
