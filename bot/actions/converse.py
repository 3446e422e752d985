"""
One update in a private chat, answered: the heart of the bot.

The word check comes first, whatever the dialog. Then, in one transaction, the inbox row is finished, the talk goes on,
and everything that follows waits as rows.
"""

from __future__ import annotations

from bot.actions import buttons, companion, enrol, help_now, lock, rhythm, typed, wishes
from bot.actions.heard import Command, Gone, Heard, Press, Thing, Words
from bot.actions.help_now import ACUTE, alarm, concern_in, say_to
from bot.actions.house import House
from bot.actions.scene import Scene
from bot.actions.speaker import HELP_NOW, Speaker, find, tell
from bot.domain.cadence import Planned
from bot.domain.gentle import confirms, denies
from bot.domain.languages import spoken
from bot.domain.safety import Concern
from bot.storage import inbox, register, talks
from bot.storage.database import Store, Transaction


async def converse(store: Store, house: House, heard: Heard) -> None:
    """Answer one update. A concern goes first and alone: no later fault undoes it."""
    concern, rule = concern_in(house, heard)
    if concern in ACUTE:
        await store.run(lambda tx: alarm(tx, house, heard, concern, rule))
    await store.run(lambda tx: answer(tx, house, heard, concern, rule))


def answer(tx: Transaction, house: House, heard: Heard, concern: Concern, rule: str) -> None:
    """The turn itself, in one transaction. An update that was finished before has no effect."""
    if not inbox.finish(tx, heard.update_id):
        return
    who = find(tx, heard.telegram_id)
    if who is None:
        inbox.forget_chat(tx, heard.update_id)
        _stranger(tx, house, heard, concern)
        return
    woken = _noticed(tx, who, heard)
    if concern in ACUTE:
        _acute(tx, house, who, heard, concern)
        return
    if concern is Concern.S and who.client is None:
        help_now.say_soft(tx, house, heard, who.locale)
        if not _writes_of_clients(tx, who, heard):
            return
    if who.client is None and who.professional is None and _beside(tx, house, who, heard):
        return
    scene = Scene.of(tx, house, who, heard.at)
    if woken is not None:
        scene.next_line = rhythm.next_line(scene, woken)
    if concern is not Concern.S or who.client is None or not _softly(scene, heard, rule):
        _turn(scene, heard)


def _writes_of_clients(tx: Transaction, who: Speaker, heard: Heard) -> bool:
    """A professional in the middle of a letter or a note: soft words belong to that work, and it goes on."""
    return who.professional is not None and talks.current(tx, who.person.id, heard.at).script.startswith("pro_")


def _softly(scene: Scene, heard: Heard, rule: str) -> bool:
    """A soft sign of a client's. False: it is a clear answer to the gentle question, and the talk goes on with it."""
    if scene.talk.script == help_now.GENTLE and isinstance(heard.what, Words):
        text = heard.what.text
        if confirms(text, scene.who.locale, soft=True) or denies(text):
            return False
    help_now.ask_gently(scene, heard.update_id, rule)
    return True


def _beside(tx: Transaction, house: House, who: Speaker, heard: Heard) -> bool:
    """Somebody who is neither client nor professional now: a close person, or a client whose period is over."""
    if not register.close_of_person(tx, who.person.id):
        return False
    if isinstance(heard.what, Command) and heard.what.meaning == "start" and heard.what.argument:
        enrol.start(tx, house, heard, heard.what.argument, who.locale)
    else:
        companion.turn(tx, house, who, heard)
    return True


def _turn(scene: Scene, heard: Heard) -> None:
    match lock.let_through(scene, heard):
        case None:
            pass
        case Press(data=data) as press:
            buttons.pressed(scene, heard, data, press)
        case Command() as command:
            wishes.commanded(scene, heard, command)
        case Words(text=text):
            typed.typed(scene, heard, text)
        case Thing(kind=kind):
            _thing(scene, kind)
        case Gone(back=back):
            scene.who.person.unreachable_at = None if back else heard.at


def _noticed(tx: Transaction, who: Speaker, heard: Heard) -> Planned | None:
    """
    Whatever a client does ends a row of misses; somebody who writes can be reached again.

    Returns the plan of a client who had not been asked any more and is now.
    """
    if isinstance(heard.what, Gone):
        return None
    who.person.unreachable_at = None
    client = who.client
    if client is None:
        return None
    client.last_heard_at, client.misses = heard.at, 0
    return rhythm.wake(tx, client, heard.at) if client.stage == "dormant" else None


def _acute(tx: Transaction, house: House, who: Speaker, heard: Heard, concern: Concern) -> None:
    """A client was answered in the transaction before this one; a professional gets the same words."""
    if who.client is None:
        for text in help_now.crisis_texts(house, who, concern):
            say_to(tx, heard.chat_id, text, heard.at)


def _stranger(tx: Transaction, house: House, heard: Heard, concern: Concern) -> None:
    """One kind answer; nothing about them is kept."""
    locale = spoken(heard.language, house.customs.locale)
    if concern is Concern.S:
        help_now.say_soft(tx, house, heard, locale)
        return
    if concern is not Concern.N:
        for text in help_now.crisis_texts(house, None, concern, locale):
            say_to(tx, heard.chat_id, text, heard.at)
        return
    match heard.what:
        case Command(meaning="start", argument=code):
            enrol.start(tx, house, heard, code, locale)
        case Command(meaning="help"):
            help_now.say_help(tx, house, heard, locale)
        case Press(data=data) if data == HELP_NOW:
            help_now.say_help(tx, house, heard, locale)
        case Gone():
            pass
        case _:
            say_to(tx, heard.chat_id, house.words.bot("stranger", locale), heard.at)


def _thing(scene: Scene, kind: str) -> None:
    tell(scene.tx, scene.house, scene.who, kind, scene.now)
