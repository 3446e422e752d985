"""The client decides: autonomy where something is decided, a way out everywhere, room for other answers and for none."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.model import END, Button, Card, Code, Do, Scale
from dialogs.rules.finding import Finding, Given, about_card, told
from dialogs.volleys import Path

DECIDING = frozenset(
    {
        "next_step",
        "step_set",
        "step_smaller",
        "step_grow",
        "step_clear",
        "step_rest",
        "break_start",
        "carry",
        "consent",
        "tell_add",
    }
)
"""Commands that settle a goal, a step, a break or a sharing. `keep_words` does when it shares."""

MANY = 3  # personal answers from which on "Something else" and "I would rather not say" stand beside them
OPEN_ANSWERS = ("other", "undisclosed", "declined")
"""What a script's own buttons keep or tell when they mean the same as the house's two."""


def leaves_decisions_to_the_client(given: Given) -> Iterator[Finding]:
    """Where something is decided, the turn that offers it or the one after says whose choice it is (EA)."""
    for path in given.walk.paths:
        for number, volley in enumerate(path.volleys):
            settled = [do.command for do in volley.did if decides(do)]
            if settled and volley.answer and not _free(path, number):
                problem = f"Something is decided ({settled[0]}), and nothing says that the choice is the client's."
                remedy = "Add a line with EA where it is offered, or right after."
                yield about_card(volley.answer.at, "autonomy", problem, remedy, told(path, number))


def decides(do: Do) -> bool:
    return do.command in DECIDING or (do.command == "keep_words" and do.args.get("share") is True)


def _free(path: Path, number: int) -> bool:
    return any(Code.EA in volley.codes for volley in path.volleys[max(0, number - 1) : number + 1])


def has_a_way_out(given: Given) -> Iterator[Finding]:
    """Every card that waits can be left."""
    for card in given.script.cards.values():
        ways = [button.go or card.next for button in card.buttons if button.when is None]
        if card.waits and not card.exit and END not in ways:
            at = (given.script.name, card.name)
            yield about_card(
                at, "way_out", "The client cannot leave here.", "Take exit = false away, or add a button to “end”."
            )


def leaves_room_for_other_answers(given: Given) -> Iterator[Finding]:
    """Beside three or more personal answers stand “Something else” and “I would rather not say”; a scale needs a way past."""
    if not given.script.judged:
        return
    for card in given.script.cards.values():
        missing = list(_missing(card))
        if missing:
            at = (given.script.name, card.name)
            problem = f"Personal answers are offered without {' and '.join(missing)}."
            yield about_card(at, "room", problem, "Name a card for each: other = …, decline = …")


def _missing(card: Card) -> Iterator[str]:
    if isinstance(card.asks, Scale) and not card.buttons:
        if not card.decline and not card.exit:
            yield "decline"
        return
    personal = [button for button in card.buttons if is_personal(button)]
    if len(personal) < MANY:
        return
    told = {str(value) for button in card.buttons for value in _values(button)}
    if not card.other and "other" not in told:
        yield "other"
    if not card.decline and not told & set(OPEN_ANSWERS[1:]):
        yield "decline"


def is_personal(button: Button) -> bool:
    """Whether it tells something of the client. What only says where to go on (no fact, no kind of word) does not."""
    return bool(button.keep or button.tag) and not any(decides(do) or do.command == "open" for do in button.do)


def _values(button: Button) -> Iterator[object]:
    yield from button.keep.values()
    for do in button.do:
        yield from do.args.values()
