"""
Steps a person's dialog and turns what comes of it into rows: commands are obeyed, messages wait in the outbox.

Everything here happens inside the caller's one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from zoneinfo import ZoneInfo

from bot.actions.question import keyboard, tidy_typed
from bot.actions.scene import Scene
from bot.actions.speaker import Rows, Speaker, help_button, say
from bot.storage import talks
from dialogs import engine
from dialogs.effects import Do, Misheard, Outcome, Reply, Say, Turn
from dialogs.errors import BrokenPlace, UnknownVersion
from dialogs.place import Place

ASKED_FIRST = frozenset({"close_people"})
"""Talks whose place for own words says something that has to be read before one writes: here, to leave out names."""


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
        today=_today(scene),
    )
    if isinstance(outcome, Misheard):
        scene.talk.place = outcome.place.to_json()
    return outcome


def own_words(scene: Scene, text: str) -> Turn | None:
    """Words that are no button's, taken as the client's own where the open question offers to write some. Else nothing."""
    place, _ = _open_question(scene)
    if place is None or place.script in ASKED_FIRST:
        return None
    return engine.own_words(scene.library, place, text, today=_today(scene))


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


def asks_number(scene: Scene) -> bool:
    """Whether the open question is a scale."""
    _, said = _open_question(scene)
    return said is not None and said.ask is not None and said.ask.scale is not None


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
    opens, closing, next_line, last = talks.pending(talk)
    opens += [script for script in scene.opens if script not in opens]
    closing = [*closing, *scene.closing]
    if scene.next_line:
        next_line, last = scene.next_line, scene.next_last
    scene.opens, scene.closing, scene.next_line, scene.next_last = [], [], "", False
    if turn.place is not None:
        talk.script, talk.version, talk.place = turn.place.script, turn.place.version, turn.place.to_json()
        talks.put_pending(talk, opens, closing, next_line, last=last)
        return
    if turn.ended == "exit":
        closing.insert(0, scene.house.words.house("goodbye", scene.who.locale))
    if not opens and (news := limits_told.last(scene, talk.script)):
        closing.append(news)
    talks.close(talk)
    waits = opens and (last or opens[0] == "rhythm")  # the rhythm says it at its end, as it then is
    if next_line and not waits:
        closing, next_line = [*closing, next_line], ""
    talks.put_pending(talk, opens[1:], [], next_line, last=last)
    _end(scene, closing, opens[0] if opens else "")


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
    waiting = talks.pending(scene.talk)
    return bool(scene.opens or scene.closing or scene.next_line) or any(waiting)


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


def _plain(facts: Mapping[str, object]) -> dict[str, str | int | bool]:
    return {name: value for name, value in facts.items() if isinstance(value, str | int | bool)}


def _today(scene: Scene) -> date:
    return scene.now.astimezone(ZoneInfo(_timezone(scene.who))).date()


def _timezone(who: Speaker) -> str:
    if who.client is not None:
        return who.client.timezone
    return who.professional.timezone if who.professional is not None else "Europe/Helsinki"
