"""The client decides: autonomy where something is decided, a way out everywhere, room for other answers and for none."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.model import END, Button, Card, Code, Do, Facts, Scale, Script
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

MANY = 3  # personal answers from which on "I would rather not say" stands beside them
MORE = 4  # from here on "Something else" does too; three may cover it all: too little, right, too much
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
    """Every card that waits can be left: by the exit button, or by one of its own that leads straight to the end."""
    script = given.script
    for card in script.cards.values():
        ways = [button.go or card.next for button in card.buttons if button.when is None]
        if card.waits and not card.exit and not any(_flows_to_end(script, way) for way in ways):
            remedy = "Take exit = false away, or let a button lead to the end."
            yield about_card((script.name, card.name), "way_out", "The client cannot leave here.", remedy)


def _flows_to_end(script: Script, way: str, steps: int = 10) -> bool:
    """Whether a way comes to the end without asking anything more. More than a few steps are no short way."""
    if way in ("", END):
        return True
    card = script.cards[way]
    if card.waits or card.sub or steps == 0:
        return False
    ways = [*(branch.go for branch in card.branches), card.next]
    return all(_flows_to_end(script, there, steps - 1) for there in ways)


def leaves_room_for_other_answers(given: Given) -> Iterator[Finding]:
    """
    Beside three or more personal answers stands “I would rather not say”, beside four or more also “Something else”.

    A scale needs a way past it. Talks that only arrange things are exempt.
    """
    if not given.script.judged:
        return
    for volley in given.walk.volleys:
        if volley.at is None or volley.at[0] != given.script.name:
            continue
        missing = list(_missing(given.script.cards[volley.at[1]], volley.facts))
        if missing:
            problem = f"Personal answers are offered without {' and '.join(missing)}."
            yield about_card(volley.at, "room", problem, "Name a card for each that is missing: other = …, decline = …")


def _missing(card: Card, facts: Facts) -> Iterator[str]:
    if isinstance(card.asks, Scale) and not card.decline and not card.exit:
        yield "decline"
    shown = [button for button in card.buttons if button.when is None or button.when.holds(facts)]
    personal = len([button for button in shown if is_personal(button)])
    told = {str(value) for button in card.buttons for value in _values(button)}
    if personal >= MORE and not card.other and "other" not in told:
        yield "other"
    if personal >= MANY and not card.decline and not told & set(OPEN_ANSWERS[1:]):
        yield "decline"


def is_personal(button: Button) -> bool:
    """Whether it tells something of the client. What only says where to go on, or settles something, does not."""
    telling = [do for do in button.do if not decides(do) and do.command != "open"]
    going_on = len(telling) < len(button.do)
    return not going_on and bool(button.keep or telling or button.tag not in ("", "NEUTRAL"))


def _values(button: Button) -> Iterator[object]:
    yield from button.keep.values()
    for do in button.do:
        yield from do.args.values()
