"""A dialog's question in the chat: its buttons, and what becomes of them once it is answered."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions.scene import Scene
from bot.actions.speaker import HELP_NOW
from bot.storage import outbox
from dialogs.effects import Ask

SHORT = 15  # characters; two buttons this short fit side by side on a phone
SCALE_ROW = 6  # numbers in one row: 0-5 and 6-10


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
